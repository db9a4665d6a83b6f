package bigcommerce

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

var importNeeds = []Need{
	{Permission: Permission{Label: LabelOrders}, By: "Import Orders"},
	{Permission: Permission{Label: LabelCustomers}, By: "Import Orders"},
	{Permission: Permission{Label: LabelProducts}, By: "Import Orders"},
}

// runTest gives the result, and its rows as "id state: detail".
func runTest(t *testing.T, store http.RoundTripper, needs []Need) (r TestResult, rows []string) {
	synctest.Test(t, func(t *testing.T) {
		last := map[CheckID]CheckState{}
		r = fakeClient(t, store.RoundTrip).Test(t.Context(), needs, func(c Check) {
			if c.State != CheckSkipped && c.State != CheckRunning && last[c.ID] != CheckRunning {
				t.Errorf("%s ended without having run", c.ID)
			}
			last[c.ID] = c.State
		})
		for _, c := range r.Checks {
			if last[c.ID] != c.State {
				t.Errorf("%s was reported as %s and is %s", c.ID, last[c.ID], c.State)
			}
			if (c.State == CheckFailed) != (c.Err != nil) {
				t.Errorf("%s: %s, error %v", c.ID, c.State, c.Err)
			}
			rows = append(rows, strings.TrimSuffix(fmt.Sprintf("%s %s: %s", c.ID, c.State, c.Detail), ": "))
		}
	})
	return r, rows
}

func TestConnectionTest(t *testing.T) {
	const (
		address     = "address passed: api.bigcommerce.com"
		credentials = "credentials passed: accepted (the Client ID can't be tested: BigCommerce ignores it)"
		store       = "store passed: Acme [31m Outdoors, USD, America/Chicago, Plus plan, 150 requests / 30 s"
		orders      = "orders passed: read-only, 1,204 orders"
		customers   = "customers passed: read-only"
		products    = "products passed: read-only"
	)
	skipped := func(ids ...string) (rows []string) {
		for _, id := range ids {
			rows = append(rows, id+" skipped")
		}
		return rows
	}
	modify := append(slices.Clone(importNeeds), Need{Permission: Permission{Label: LabelProducts, Modify: true}, By: "Update Inventory"})
	for name, tc := range map[string]struct {
		store   testStore
		needs   []Need
		rows    []string
		err     error
		missing []Permission
	}{
		"all is well": {testStore{}, importNeeds, []string{address, credentials, store, orders, customers, products}, nil, nil},
		"without Information & Settings": {testStore{refuse: []string{"/v2/store"}}, importNeeds,
			[]string{address, credentials, "store not shown: not shown: allow Information & Settings", orders, customers, products}, nil, nil},
		"Customers missing": {testStore{refuse: []string{"/v3/customers"}}, importNeeds,
			[]string{address, credentials, store, orders, "customers failed: not allowed: Customers read-only is needed", products},
			&ScopeError{}, []Permission{{Label: LabelCustomers}}},
		"Products missing, modify needed": {testStore{refuse: []string{"/v3/catalog/summary"}}, modify,
			[]string{address, credentials, store, orders, customers, "products failed: not allowed: Products modify is needed"},
			&ScopeError{}, []Permission{{Label: LabelProducts, Modify: true}}},
		"modify needed": {testStore{}, modify, []string{address, credentials, store, orders, customers,
			products}, nil, nil},
		"nothing needs what is missing": {testStore{refuse: []string{"/v3/customers", "/v3/catalog/summary"}}, importNeeds[:1],
			[]string{address, credentials, store, orders, "customers not shown: not allowed, and nothing needs it", "products not shown: not allowed, and nothing needs it"}, nil, nil},
		"token refused": {testStore{status: map[string]int{"/v2/time": 401}}, importNeeds,
			append([]string{address, "credentials failed: the access token is not accepted"}, skipped("store", "orders", "customers", "products")...), &AuthError{}, nil},
		"token of another store": {testStore{refuse: []string{"/v2/time"}}, importNeeds,
			append([]string{address, "credentials failed: the access token and the store hash don't belong together"}, skipped("store", "orders", "customers", "products")...), &MismatchError{}, nil},
		"another store answers": {testStore{id: "zz99zz"}, importNeeds,
			append([]string{address, credentials, "store failed: the API path is another store's"}, skipped("orders", "customers", "products")...), &MismatchError{}, nil},
		"orders broken": {testStore{status: map[string]int{"/v2/orders/count": 500}}, importNeeds,
			[]string{address, credentials, store, "orders failed: the store answered with an error (HTTP 500)", customers, products}, &APIError{}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r, rows := runTest(t, tc.store, tc.needs)
			if !slices.Equal(rows[:len(tc.rows)], tc.rows) { // what follows is TestConnectionTestOfWhatIsNeeded's
				t.Errorf("rows\n%s\nwant\n%s", strings.Join(rows, "\n"), strings.Join(tc.rows, "\n"))
			}
			if fmt.Sprintf("%T", r.Err()) != fmt.Sprintf("%T", tc.err) || !slices.Equal(r.Missing, tc.missing) {
				t.Errorf("%v, missing %v", r.Err(), r.Missing)
			}
			if (r.Store != nil) != slices.Contains(rows, store) {
				t.Errorf("store %v", r.Store)
			}
		})
	}
}

func TestConnectionTestNamesWhatNeedsIt(t *testing.T) {
	r, _ := runTest(t, testStore{}, append(slices.Clone(importNeeds), Need{Permission: Permission{Label: LabelOrders, Modify: true}, By: "Update Order Status"}))
	if got := r.Checks[3].NeededBy; got != "Import Orders, Update Order Status" {
		t.Errorf("Orders are needed by %q", got)
	}
}

func TestConnectionTestWithoutNetwork(t *testing.T) {
	down := roundTrip(fails(&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}))
	r, rows := runTest(t, down, importNeeds)
	var network *NetworkError
	if rows[0] != "address failed: api.bigcommerce.com: it refused the connection" || !errors.As(r.Err(), &network) || r.Elapsed > 5*time.Second {
		t.Errorf("%q after %s", rows, r.Elapsed)
	}
	page := roundTrip(says(200, "<html>Log in to the hotel's network"))
	r, rows = runTest(t, page, importNeeds)
	var odd *DecodeError
	if rows[0] != "address passed: api.bigcommerce.com" || rows[1] != "credentials failed: the answer is not BigCommerce's" || !errors.As(r.Err(), &odd) {
		t.Errorf("%q, %v", rows, r.Err())
	}
	r, rows = runTest(t, roundTrip(says(302, "", "Location", "https://evil.example")), importNeeds)
	var host *HostError
	if !strings.HasPrefix(rows[0], "address failed") || !errors.As(r.Err(), &host) {
		t.Errorf("%q, %v", rows, r.Err())
	}
}

// TestOneBadEndpointHidesNothing: whatever one endpoint does, the others are asked, and the row says what it did.
func TestOneBadEndpointHidesNothing(t *testing.T) {
	slow := func(r *http.Request) (*http.Response, error) { <-r.Context().Done(); return nil, r.Context().Err() }
	for name, tc := range map[string]struct {
		path  string
		does  func(*http.Request) (*http.Response, error)
		row   string
		after CheckState // of the last row
	}{
		"slow":              {"/v2/orders/count", slow, "orders failed: it took too long to answer", CheckPassed},
		"slow, not needed":  {"/v2/store", slow, "store unknown: could not be checked: it took too long to answer", CheckPassed},
		"breaks off":        {"/v2/orders/count", fails(io.ErrUnexpectedEOF), "orders failed: the answer was cut off", CheckPassed},
		"refuses the token": {"/v2/orders/count", says(401, "no"), "orders failed: the access token is not accepted", CheckPassed},
		"leads elsewhere":   {"/v2/orders/count", says(302, "", "Location", "https://evil.example"), "orders failed: it sends requests on to another address", CheckPassed},
		"has its own reason": {"/v2/orders/count", says(403, `{"status":403,"title":"This store is not active."}`),
			`orders failed: the store said: "This store is not active."`, CheckPassed},
		"all but the clock are slow": {"", slow, "orders failed: it took too long to answer", CheckSkipped},
		"without network":            {"/v2/orders/count", fails(&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}), "orders failed: it refused the connection", CheckSkipped},
	} {
		t.Run(name, func(t *testing.T) {
			r, rows := runTest(t, roundTrip(func(r *http.Request) (*http.Response, error) {
				if strings.HasSuffix(r.URL.Path, tc.path) && !strings.HasSuffix(r.URL.Path, timePath) {
					return tc.does(r)
				}
				return testStore{}.RoundTrip(r)
			}), importNeeds)
			if !slices.Contains(rows, tc.row) || r.Checks[len(r.Checks)-1].State != tc.after {
				t.Errorf("%s", strings.Join(rows, "\n"))
			}
			if err := r.Err(); err != nil && tc.after == CheckPassed && strings.Contains(err.Error(), "could not be reached") {
				t.Errorf("the store was reached: %v", err)
			}
		})
	}
}

// TestTheStoresOwnReasonOfARefusal is quoted, whether it is the first request or a later one that is refused, in a job as in a test.
func TestTheStoresOwnReasonOfARefusal(t *testing.T) {
	const quoted = `The store said: "This store is not active."`
	for _, body := range []string{`{"status":403,"title":"This store is not active."}`, `[{"status":403,"message":"This store is not active."}]`, "This store is not active."} {
		for name, c := range map[string]*Client{
			"store-level": fakeClient(t, says(403, body)), "legacy": legacyClient(t, says(403, body)),
		} {
			_, first := c.Time(t.Context())
			_, later := c.ListOrders(t.Context(), OrderQuery{})
			change := c.UpdateProductStock(t.Context(), []ProductStock{{ID: 1, Level: 2}})
			tested := c.Test(t.Context(), importNeeds, nil).Err()
			for _, err := range []error{first, later, change, tested} {
				if err == nil || !strings.Contains(err.Error(), quoted) || strings.Count(err.Error(), "..") > 0 {
					t.Errorf("%s, %s: %v", name, body, err)
				}
				checkSentences(t, err)
			}
		}
	}
	c := fakeClient(t, says(403, `{"title":"You don't have a required scope to access the endpoint"}`))
	if _, err := c.ListOrders(t.Context(), OrderQuery{}); !strings.Contains(err.Error(), "lacks the permission Orders read-only") || strings.Contains(err.Error(), "said") {
		t.Error(err)
	}
}

// TestALegacyAccountIsGivenNoAdviceOnPermissions: it has none to choose.
func TestALegacyAccountIsGivenNoAdviceOnPermissions(t *testing.T) {
	needs := append(slices.Clone(importNeeds), Need{Permission: Permission{Label: LabelProducts, Modify: true}, By: "Update Inventory"},
		Need{Permission: Permission{Label: LabelInformation}, Optional: true})
	store := testStore{refuse: []string{"/v2/store", "/v2/orders/count", "/v2/customers", "/v2/products", "/v2/orders"}}
	r := legacyClient(t, store.RoundTrip).Test(t.Context(), needs, nil)
	words := []string{r.Err().Error()}
	for _, c := range r.Checks {
		words = append(words, c.Detail)
		if c.Err != nil {
			words = append(words, c.Err.Error())
		}
	}
	_, err := legacyClient(t, store.RoundTrip).ListOrders(t.Context(), OrderQuery{})
	words = append(words, err.Error())
	for _, say := range words {
		for _, advice := range []string{"tick", "box", "not allowed", "allow ", "can't be changed", "create a new"} {
			if strings.Contains(say, advice) {
				t.Errorf("%q is advice for an API account", say)
			}
		}
	}
	if len(r.BoxList()) > 0 {
		t.Errorf("%v", r.BoxList())
	}
}

func TestConnectionTestIsCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		c := fakeClient(t, func(r *http.Request) (*http.Response, error) {
			if strings.HasSuffix(r.URL.Path, "/count") {
				cancel()
				<-r.Context().Done()
				return nil, r.Context().Err()
			}
			return testStore{}.RoundTrip(r)
		})
		r := c.Test(ctx, importNeeds, nil)
		if r.Checks[3].State != CheckFailed || r.Checks[4].State != CheckSkipped || !errors.Is(r.Err(), context.Canceled) {
			t.Errorf("%+v", r)
		}
	})
}

func TestConnectionTestNamesTheTransport(t *testing.T) {
	t.Parallel()
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprintf(w, `{"time":%d}`, time.Now().Unix()) })
	r := s.Test(t.Context(), nil, nil)
	if want := s.base.Host + ", not encrypted (practice store)"; r.Checks[0].Detail != want || r.Checks[0].State != CheckPassed {
		t.Errorf("%+v", r.Checks[0])
	}
}

func TestConnectionTestNamesTheEncryption(t *testing.T) {
	t.Parallel()
	s := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprintf(w, `{"time":%d}`, time.Now().Unix()) }))
	defer s.Close()
	host := strings.TrimPrefix(s.URL, "https://")
	c, err := NewClient(Config{APIPath: APIPath{Base: s.URL, StoreHash: "ab12cd"}, AccessToken: testToken, AllowInsecureHost: host, Transport: s.Client().Transport})
	if err != nil {
		t.Fatal(err)
	}
	if r := c.Test(t.Context(), nil, nil); r.Checks[0].Detail != host+", TLS 1.3" {
		t.Errorf("%+v", r.Checks[0])
	}
}
