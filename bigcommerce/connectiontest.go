package bigcommerce

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Test is the connection test: at most a dozen requests, each a row of the result, none of which can change anything.
// report, which may be nil, is called with a row when it runs and again with its outcome.
//
// A permission that is missing fails its row only where needs names it and not as optional; the other rows are read all
// the same, so that a person sees what the API account can do. Whether a permission is "modify" is found out by changes
// that name nothing to change (see tester.modify); where that tells nothing, the row is CheckUnknown. A legacy account has
// no boxes: only reading is tried.
func (c *Client) Test(ctx context.Context, needs []Need, report func(Check)) TestResult {
	t := &tester{Client: c.Patient(PatiencePerson), needs: needs, report: report, began: time.Now()}
	if !c.Legacy() {
		t.result.boxes = BoxesFor(needs)
	}
	t.rows()
	t.run(ctx)
	t.result.Elapsed = time.Since(t.began)
	return t.result
}

// tester is one run of the connection test.
type tester struct {
	*Client
	needs  []Need
	report func(Check)
	began  time.Time
	result TestResult

	unanswered int // requests that the store, once reached, left without an answer
}

// rows lays out the checks: address to clock, and the plan, always; the others by what is needed.
func (t *tester) rows() {
	t.row(CheckAddress, "Address", Permission{})
	t.row(CheckCredentials, "Credentials", Permission{})
	t.row(CheckStore, "Store", Permission{Label: LabelInformation})
	t.row(CheckOrders, LabelOrders, Permission{Label: LabelOrders})
	t.row(CheckCustomers, LabelCustomers, Permission{Label: LabelCustomers})
	t.row(CheckProducts, LabelProducts, Permission{Label: LabelProducts})
	t.row(CheckClock, "Clock", Permission{})
	for _, p := range writeProbes {
		t.modifyRow(p)
	}
	if _, ok := t.need(LabelInventory); ok && !t.Legacy() {
		t.row(CheckInventory, LabelInventory, Permission{Label: LabelInventory})
		t.modifyRow(inventoryProbe)
	}
	if t.movesStock() {
		if !t.Legacy() {
			t.row(CheckLocations, LabelLocations, Permission{Label: LabelLocations})
		}
		t.row(CheckStockSettings, "Stock settings", Permission{Label: LabelInformation})
	}
	t.row(CheckPlan, "Plan and quota", Permission{})
}

func (t *tester) row(id CheckID, label string, p Permission) {
	t.result.Checks = append(t.result.Checks, Check{ID: id, Label: label, Needed: p, NeededBy: t.neededBy(p), Optional: t.optional(p)})
}

func (t *tester) modifyRow(p writeProbe) {
	if need, ok := t.need(p.label); ok && need.Modify {
		t.row(p.id, need.String(), need)
	}
}

func (t *tester) run(ctx context.Context) {
	ok := t.address(ctx) && t.store(ctx) &&
		t.permission(ctx, CheckOrders, t.probeOrders) &&
		t.permission(ctx, CheckCustomers, t.probe("/v3/customers", "/v2/customers")) &&
		t.permission(ctx, CheckProducts, t.probe("/v3/catalog/summary", legacyProductsPath)) &&
		t.clock() && t.modify(ctx) && t.stock(ctx) && t.plan()
	if ok {
		return
	}
	for i := range t.result.Checks {
		if t.result.Checks[i].State == CheckWaiting {
			t.set(t.result.Checks[i].ID, CheckSkipped, "", nil)
		}
	}
}

// set changes a row and reports it.
func (t *tester) set(id CheckID, state CheckState, detail string, err error) {
	for i := range t.result.Checks {
		if c := &t.result.Checks[i]; c.ID == id {
			c.State, c.Detail, c.Err = state, detail, err
			if t.report != nil {
				t.report(*c)
			}
		}
	}
}

// check is a row as it stands; its ID is "" where the test hasn't got it.
func (t *tester) check(id CheckID) Check {
	for _, c := range t.result.Checks {
		if c.ID == id {
			return c
		}
	}
	return Check{}
}

// address reaches the host and asks for its time, which also proves token and store hash.
func (t *tester) address(ctx context.Context) bool {
	t.set(CheckAddress, CheckRunning, "", nil)
	var received time.Time
	var clock struct {
		Time Time `json:"time"`
	}
	_, err := t.do(ctx, request{
		method: http.MethodGet, path: timePath,
		decode: func(b []byte) error { return decodeLenient(b, &clock) },
		seen: func(resp *http.Response) {
			if received.IsZero() && resp.StatusCode/100 != 3 {
				t.set(CheckAddress, CheckPassed, t.addressDetail(resp.TLS), nil)
				t.set(CheckCredentials, CheckRunning, "", nil)
			}
			received = time.Now()
		},
	})
	if err == nil && clock.Time.IsZero() {
		err = &DecodeError{Path: timePath, Detail: "it holds no time"}
	}
	switch {
	case err != nil && t.check(CheckAddress).State == CheckRunning: // nothing answered, or only to send us elsewhere
		t.set(CheckAddress, CheckFailed, t.base.Host+": "+failureDetail(err), err)
		return false
	case err != nil:
		t.set(CheckCredentials, CheckFailed, failureDetail(err), err)
		return false
	}
	// The store tells whole seconds: on average half a second has passed since.
	t.result.ClockSkew = received.Sub(clock.Time.Add(500 * time.Millisecond)).Round(time.Second)
	detail := "accepted (the Client ID can't be tested: BigCommerce ignores it)"
	if t.Legacy() {
		detail = "accepted (a legacy account; BigCommerce issues no new ones)"
	}
	t.set(CheckCredentials, CheckPassed, detail, nil)
	return true
}

func (t *tester) addressDetail(state *tls.ConnectionState) string {
	if state != nil {
		return t.base.Host + ", " + tls.VersionName(state.Version)
	}
	if t.base.Scheme == "https" { // a transport that doesn't tell
		return t.base.Host
	}
	return t.base.Host + ", not encrypted (practice store)"
}

// store shows which store it is. Without Information & Settings it isn't shown, which is no failure unless it is needed.
func (t *tester) store(ctx context.Context) bool {
	t.set(CheckStore, CheckRunning, "", nil)
	store, err := t.Store(ctx)
	switch {
	case lacksPermission(err):
		t.absent(CheckStore, t.notShown(LabelInformation))
		return true
	case err != nil:
		return t.trouble(CheckStore, err)
	case store.ID != "" && t.hash() != "" && !strings.EqualFold(store.ID, t.hash()):
		err := &MismatchError{StoreHash: t.hash()}
		t.set(CheckStore, CheckFailed, "the API path is another store's", err)
		return false
	}
	t.result.Store = &store
	t.set(CheckStore, CheckPassed, storeDetail(store, t.quota.State()), nil)
	return true
}

// hash is the store's hash as the address tells it; "" for a custom domain.
func (t *tester) hash() string {
	return cmp.Or(HashOfHost(t.base.Hostname()), t.path.StoreHash)
}

// probe asks for a row, which only needs the permission to read; legacy is the path for a legacy account.
func (t *tester) probe(path, legacy string) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		query := url.Values{"limit": {"1"}}
		switch {
		case t.Legacy():
			path = legacy
		case strings.HasSuffix(path, "/summary"):
			query = nil
		}
		var answer struct{}
		_, err := t.get(ctx, path, query, func(b []byte) error { return decodeLenient(b, &answer) })
		return "", err
	}
}

func (t *tester) probeOrders(ctx context.Context) (string, error) {
	n, err := t.CountOrders(ctx, OrderFilter{})
	if n == 1 {
		return "1 order", err
	}
	return grouped(n) + " orders", err
}

// permission runs a probe of reading; true: the next check may run.
func (t *tester) permission(ctx context.Context, id CheckID, probe func(context.Context) (string, error)) bool {
	t.set(id, CheckRunning, "", nil)
	found, err := probe(ctx)
	switch {
	case lacksPermission(err):
		t.absent(id, t.refused()+", and nothing needs it")
		return true
	case t.Legacy() && notFound(err):
		t.set(id, CheckUnknown, "could not be checked: the store's V2 API doesn't have it", nil)
		return true
	case err != nil:
		return t.trouble(id, err)
	}
	detail := "read-only"
	if t.Legacy() {
		detail = "can be read"
	}
	if found != "" {
		detail += ", " + found
	}
	t.set(id, CheckPassed, detail, nil)
	return true
}

// trouble is a check that got no answer that counts: it fails where something can't do without it, and is unknown elsewhere.
func (t *tester) trouble(id CheckID, err error) bool {
	stops := t.stops(err)
	if _, required := t.required(t.check(id).Needed.Label); !required && !stops {
		t.set(id, CheckUnknown, "could not be checked: "+failureDetail(err), nil)
		return true
	}
	t.set(id, CheckFailed, failureDetail(err), err)
	return !stops
}

// lacksPermission reports whether a permission is missing; a 403 that gives another reason is trouble.
func lacksPermission(err error) bool {
	scope, ok := errors.AsType[*ScopeError](err)
	return ok && !ownReason(scope.Said)
}

// refused says that the account lacks a permission, by its kind: a legacy account has none to choose.
func (t *tester) refused() string {
	if t.Legacy() {
		return "refused to the legacy account"
	}
	return "not allowed"
}

// notShown says why something isn't shown that takes a permission.
func (t *tester) notShown(label string) string {
	if t.Legacy() {
		return "not shown: the store doesn't let the legacy account read it"
	}
	return "not shown: allow " + label
}

// absent is a row whose permission the account lacks: missing where something needs it, not shown where not.
func (t *tester) absent(id CheckID, unneeded string) {
	label := t.check(id).Needed.Label
	need, needed := t.need(label)
	switch required, ok := t.required(label); {
	case ok:
		need.Modify = required.Modify
		t.missing(id, need, t.refused()+": "+need.String()+" is needed")
	case needed && label != LabelInformation:
		t.set(id, CheckNotShown, t.refused()+": "+need.String()+" is recommended", nil)
	default:
		t.set(id, CheckNotShown, unneeded, nil)
	}
}

func (t *tester) missing(id CheckID, p Permission, detail string) {
	if !slices.Contains(t.result.Missing, p) {
		t.result.Missing = append(t.result.Missing, p)
	}
	t.set(id, CheckFailed, detail, &ScopeError{Permission: p, Legacy: t.Legacy()})
}
