package bigcommerce

import (
	"context"
	"errors"
	"fmt"
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

// testStore answers the probes of the connection test; refuse holds the paths that get 403.
type testStore struct {
	refuse []string
	status map[string]int
	skew   time.Duration
	id     string
}

func (s testStore) RoundTrip(r *http.Request) (*http.Response, error) {
	path := strings.TrimPrefix(r.URL.Path, "/stores/ab12cd")
	if slices.Contains(s.refuse, path) {
		return answer(r, 403, `{"status":403,"title":"You don't have a required scope to access the endpoint"}`), nil
	}
	if status := s.status[path]; status != 0 {
		return answer(r, status, ""), nil
	}
	id := "ab12cd"
	if s.id != "" {
		id = s.id
	}
	body, ok := map[string]string{
		"/v2/time":            fmt.Sprintf(`{"time":%d}`, time.Now().Add(-s.skew).Unix()),
		"/v2/store":           `{"id":"` + id + `","name":"Acme\u001b[31m Outdoors","currency":"USD","timezone":{"name":"America/Chicago"},"plan_name":"Plus","logo":[]}`,
		"/v2/orders/count":    `{"count":1204}`,
		"/v3/customers":       `{"data":[],"meta":{}}`,
		"/v3/catalog/summary": `{"data":{"variant_count":3},"meta":{}}`,
	}[path]
	if !ok {
		return answer(r, 404, "[]"), nil
	}
	return answer(r, 200, body, "X-Rate-Limit-Requests-Quota", "150", "X-Rate-Limit-Requests-Left", "140",
		"X-Rate-Limit-Time-Window-Ms", "30000", "X-Rate-Limit-Time-Reset-Ms", "20000"), nil
}

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
				t.Errorf("%s was reported as %d and is %d", c.ID, last[c.ID], c.State)
			}
			if (c.State == CheckFailed) != (c.Err != nil) {
				t.Errorf("%s: state %d, error %v", c.ID, c.State, c.Err)
			}
			state := map[CheckState]string{CheckPassed: "ok", CheckFailed: "failed", CheckNotShown: "not shown", CheckSkipped: "skipped"}[c.State]
			rows = append(rows, strings.TrimSuffix(fmt.Sprintf("%s %s: %s", c.ID, state, c.Detail), ": "))
		}
	})
	return r, rows
}

func TestConnectionTest(t *testing.T) {
	const (
		address     = "address ok: api.bigcommerce.com"
		credentials = "credentials ok: accepted (the Client ID can't be tested: BigCommerce ignores it)"
		store       = "store ok: Acme [31m Outdoors, USD, America/Chicago, Plus plan, 150 requests / 30 s"
		orders      = "orders ok: read-only, 1,204 orders"
		customers   = "customers ok: read-only"
		products    = "products ok: read-only"
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
			[]string{address, credentials, "store not shown: not shown: tick Information & Settings", orders, customers, products}, nil, nil},
		"Customers missing": {testStore{refuse: []string{"/v3/customers"}}, importNeeds,
			[]string{address, credentials, store, orders, "customers failed: not ticked: Customers read-only is needed", products},
			&ScopeError{}, []Permission{{Label: LabelCustomers}}},
		"Products missing, modify needed": {testStore{refuse: []string{"/v3/catalog/summary"}}, modify,
			[]string{address, credentials, store, orders, customers, "products failed: not ticked: Products modify is needed"},
			&ScopeError{}, []Permission{{Label: LabelProducts, Modify: true}}},
		"modify needed": {testStore{}, modify, []string{address, credentials, store, orders, customers,
			"products ok: can be read; whether it is set to modify shows at the first change"}, nil, nil},
		"nothing needs what is missing": {testStore{refuse: []string{"/v3/customers", "/v3/catalog/summary"}}, importNeeds[:1],
			[]string{address, credentials, store, orders, "customers not shown: not ticked, and nothing needs it", "products not shown: not ticked, and nothing needs it"}, nil, nil},
		"token refused": {testStore{status: map[string]int{"/v2/time": 401}}, importNeeds,
			append([]string{address, "credentials failed: the access token is not accepted"}, skipped("store", "orders", "customers", "products")...), &AuthError{}, nil},
		"token of another store": {testStore{refuse: []string{"/v2/time"}}, importNeeds,
			append([]string{address, "credentials failed: the access token and the store hash don't belong together"}, skipped("store", "orders", "customers", "products")...), &MismatchError{}, nil},
		"another store answers": {testStore{id: "zz99zz"}, importNeeds,
			append([]string{address, credentials, "store failed: the API path is another store's"}, skipped("orders", "customers", "products")...), &MismatchError{}, nil},
		"orders broken": {testStore{status: map[string]int{"/v2/orders/count": 500}}, importNeeds,
			[]string{address, credentials, store, "orders failed: the store answered with an error (HTTP 500)", customers, products}, &APIError{}, nil},
		"clock ahead": {testStore{skew: 5 * time.Minute}, importNeeds,
			[]string{address, credentials + "; this computer's clock is about 5 min ahead of the store's", store, orders, customers, products}, nil, nil},
		"clock behind": {testStore{skew: -5 * time.Minute}, importNeeds,
			[]string{address, credentials + "; this computer's clock is about 5 min behind the store's", store, orders, customers, products}, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r, rows := runTest(t, tc.store, tc.needs)
			if !slices.Equal(rows, tc.rows) {
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
	if rows[0] != "address ok: api.bigcommerce.com" || rows[1] != "credentials failed: the answer is not BigCommerce's" || !errors.As(r.Err(), &odd) {
		t.Errorf("%q, %v", rows, r.Err())
	}
	r, rows = runTest(t, roundTrip(says(302, "", "Location", "https://evil.example")), importNeeds)
	var host *HostError
	if !strings.HasPrefix(rows[0], "address failed") || !errors.As(r.Err(), &host) {
		t.Errorf("%q, %v", rows, r.Err())
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
	s := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprintf(w, `{"time":%d}`, time.Now().Unix()) })
	r := s.Test(t.Context(), nil, nil)
	if want := s.base.Host + ", not encrypted (practice store)"; r.Checks[0].Detail != want || r.Checks[0].State != CheckPassed {
		t.Errorf("%+v", r.Checks[0])
	}
}

func TestConnectionTestNamesTheEncryption(t *testing.T) {
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
