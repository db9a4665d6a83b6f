package bigcommerce

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Test is the connection test: six requests, each a row of the result. report, which may be nil, is called with a row
// when it runs and again with its outcome.
//
// A permission that is missing fails its row only where needs names it; the other rows are read all the same, so that a
// person sees what the API account can do. Only reading is tried: whether a permission is "modify" shows at the first
// change, and the row says so.
func (c *Client) Test(ctx context.Context, needs []Need, report func(Check)) TestResult {
	t := &tester{Client: c.Patient(PatiencePerson), needs: needs, report: report, began: time.Now()}
	for _, row := range []struct {
		id    CheckID
		label string
	}{
		{CheckAddress, "Address"}, {CheckCredentials, "Credentials"}, {CheckStore, "Store"},
		{CheckOrders, LabelOrders}, {CheckCustomers, LabelCustomers}, {CheckProducts, LabelProducts},
	} {
		t.result.Checks = append(t.result.Checks, Check{ID: row.id, Label: row.label, NeededBy: t.neededBy(row.label)})
	}
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
}

func (t *tester) run(ctx context.Context) {
	ok := t.address(ctx) && t.store(ctx) &&
		t.permission(ctx, CheckOrders, LabelOrders, t.probeOrders) &&
		t.permission(ctx, CheckCustomers, LabelCustomers, t.probe("/v3/customers", url.Values{"limit": {"1"}})) &&
		t.permission(ctx, CheckProducts, LabelProducts, t.probe("/v3/catalog/summary", nil))
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
	case err != nil && t.state(CheckAddress) == CheckRunning: // nothing answered, or only to send us elsewhere
		t.set(CheckAddress, CheckFailed, t.base.Host+": "+failureDetail(err), err)
		return false
	case err != nil:
		t.set(CheckCredentials, CheckFailed, failureDetail(err), err)
		return false
	}
	// The store tells whole seconds: on average half a second has passed since.
	t.result.ClockSkew = received.Sub(clock.Time.Add(500 * time.Millisecond)).Round(time.Second)
	t.set(CheckCredentials, CheckPassed, credentialsDetail(t.result.ClockSkew), nil)
	return true
}

func (t *tester) state(id CheckID) CheckState {
	for _, c := range t.result.Checks {
		if c.ID == id {
			return c.State
		}
	}
	return CheckWaiting
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

func credentialsDetail(skew time.Duration) string {
	detail := "accepted (the Client ID can't be tested: BigCommerce ignores it)"
	switch {
	case skew > time.Minute:
		detail += fmt.Sprintf("; this computer's clock is about %.0f min ahead of the store's", skew.Minutes())
	case skew < -time.Minute:
		detail += fmt.Sprintf("; this computer's clock is about %.0f min behind the store's", -skew.Minutes())
	}
	return detail
}

// store shows which store it is. Without Information & Settings it isn't shown, which is no failure unless it is needed.
func (t *tester) store(ctx context.Context) bool {
	t.set(CheckStore, CheckRunning, "", nil)
	store, err := t.Store(ctx)
	var scope *ScopeError
	switch {
	case errors.As(err, &scope):
		if need, ok := t.need(LabelInformation); ok {
			t.missing(CheckStore, need)
		} else {
			t.set(CheckStore, CheckNotShown, "not shown: tick "+LabelInformation, nil)
		}
		return true
	case err != nil:
		t.set(CheckStore, CheckFailed, failureDetail(err), err)
		return !fatal(err)
	case store.ID != "" && !strings.EqualFold(store.ID, t.path.StoreHash):
		err := &MismatchError{StoreHash: t.path.StoreHash}
		t.set(CheckStore, CheckFailed, "the API path is another store's", err)
		return false
	}
	t.result.Store = &store
	t.set(CheckStore, CheckPassed, storeDetail(store, t.quota.State()), nil)
	return true
}

// storeDetail: "Acme Outdoors, USD, America/Chicago, Plus plan, 150 requests / 30 s".
func storeDetail(s Store, q QuotaState) string {
	var parts []string
	for _, p := range []string{s.Name, s.Currency, s.Timezone.Name} {
		if p = cleanTitle(p); p != "" {
			parts = append(parts, p)
		}
	}
	if plan := cleanTitle(s.PlanName); plan != "" {
		if !strings.HasSuffix(strings.ToLower(plan), "plan") {
			plan += " plan"
		}
		if s.PlanIsTrial {
			plan += " (trial)"
		}
		parts = append(parts, plan)
	}
	if q.Limit > 0 {
		parts = append(parts, fmt.Sprintf("%s requests / %s s", grouped(q.Limit), strconv.FormatFloat(q.Window.Seconds(), 'f', -1, 64)))
	}
	return strings.Join(parts, ", ")
}

// probe asks for a page that only needs the permission.
func (t *tester) probe(path string, query url.Values) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
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

// permission runs a probe; true: the next check may run.
func (t *tester) permission(ctx context.Context, id CheckID, label string, probe func(context.Context) (string, error)) bool {
	t.set(id, CheckRunning, "", nil)
	found, err := probe(ctx)
	need, needed := t.need(label)
	var scope *ScopeError
	switch {
	case errors.As(err, &scope) && needed:
		t.missing(id, need)
		return true
	case errors.As(err, &scope):
		t.set(id, CheckNotShown, "not ticked, and nothing needs it", nil)
		return true
	case err != nil:
		t.set(id, CheckFailed, failureDetail(err), err)
		return !fatal(err)
	}
	detail := "read-only"
	if needed && need.Modify {
		detail = "can be read; whether it is set to modify shows at the first change"
	}
	if found != "" {
		detail += ", " + found
	}
	t.set(id, CheckPassed, detail, nil)
	return true
}

func (t *tester) missing(id CheckID, p Permission) {
	t.result.Missing = append(t.result.Missing, p)
	t.set(id, CheckFailed, "not ticked: "+p.String()+" is needed", &ScopeError{Permission: p})
}

// need is the strongest need of a permission.
func (t *tester) need(label string) (p Permission, ok bool) {
	for _, n := range t.needs {
		if n.Permission.Label == label {
			p, ok = Permission{Label: label, Modify: p.Modify || n.Permission.Modify}, true
		}
	}
	return p, ok
}

func (t *tester) neededBy(label string) string {
	if label == "Store" {
		label = LabelInformation
	}
	var by []string
	for _, n := range t.needs {
		if n.Permission.Label == label && n.By != "" && !slices.Contains(by, n.By) {
			by = append(by, n.By)
		}
	}
	return strings.Join(by, ", ")
}
