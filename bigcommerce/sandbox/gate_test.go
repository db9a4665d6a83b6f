package sandbox_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
)

func TestScopes(t *testing.T) {
	const orders, customers, products = "/v2/orders/count", "/v3/customers", "/v3/catalog/summary"
	for _, c := range []struct {
		scope string
		open  []string
		write string
	}{
		{"store_v2_orders_read_only", []string{orders, "/v2/orders", "/v2/order_statuses"}, ""},
		{"store_v2_orders", []string{orders}, "/v2/orders"},
		{"store_v2_customers_read_only", []string{customers}, ""},
		{"store_v2_customers", []string{customers}, "/v3/customers"},
		{"store_v2_products", []string{products, "/v3/catalog/variants"}, "/v3/catalog/products"},
		{"store_v2_information_read_only", []string{"/v2/store"}, ""},
		{"store_v2_transactions_read_only", []string{"/v3/orders/100/transactions"}, ""},
		{"store_channel_settings_read_only", []string{"/v3/channels/currency-assignments"}, ""},
	} {
		r := start(t, sandbox.Config{Orders: 1, Scopes: []string{c.scope}})
		for _, path := range []string{orders, "/v2/orders", "/v2/order_statuses", customers, products, "/v3/catalog/variants", "/v2/store",
			"/v3/orders/100/transactions", "/v3/channels/currency-assignments"} {
			status := 403
			for _, open := range c.open {
				if open == path {
					status = 200
				}
			}
			// The others of the same family are open too.
			if strings.HasPrefix(c.scope, "store_v2_orders") && strings.HasPrefix(path, "/v2/order") ||
				strings.HasPrefix(c.scope, "store_v2_products") && strings.HasPrefix(path, "/v3/catalog") {
				status = 200
			}
			if a := r.get(path); a.status != status {
				t.Errorf("%s: GET %s is answered %d, want %d", c.scope, path, a.status, status)
			}
		}
		if a := r.get("/v2/time"); a.status != 200 {
			t.Errorf("%s: /v2/time is answered %d", c.scope, a.status)
		}
		for _, path := range []string{"/v2/orders", "/v3/customers", "/v3/catalog/products"} {
			if a := r.post(path, "{}"); (a.status != 403) != (path == c.write) {
				t.Errorf("%s: POST %s is answered %d", c.scope, path, a.status)
			}
		}
	}
}

const scopeMissing = `{"errors":{},"status":403,"title":"You don't have a required scope to access the endpoint",` +
	`"type":"https://developer.bigcommerce.com/api-docs/getting-started/api-status-codes"}`

func TestRefusals(t *testing.T) {
	r := start(t, sandbox.Config{Orders: 1, Scopes: []string{"store_v2_orders_read_only"}})
	refused := func(what, path string, status int, kind, body string) {
		t.Helper()
		a := r.get(path)
		if got := a.header.Get("Content-Type"); a.status != status || !strings.HasPrefix(got, kind) || body != "" && string(a.body) != body {
			t.Errorf("%s: answered %d %s %s", what, a.status, got, a.body)
		}
	}
	refused("a missing scope on V2", "/v2/store", 403, "application/json", scopeMissing)
	refused("a missing scope on V3", "/v3/customers", 403, "application/json", scopeMissing)
	refused("an order that isn't there", "/v2/orders/99", 404, "application/json", `[{"message":"The requested resource was not found.","status":404}]`)
	refused("a slash at the end", "/v2/orders/", 403, "application/json", strings.Replace(scopeMissing, "You don't have a required scope to access the endpoint", "Authentication Required", 1))
	refused("an unknown path of V2", "/v2/nothing", 404, "application/json", "")
	refused("an unknown path of V3", "/v3/nothing", 403, "application/json", `{"error":"You are authorized but your scope does not include this resource."}`)
	if a := r.post("/v2/orders/count", "{}"); a.status != 405 {
		t.Errorf("a wrong method is answered %d", a.status)
	}
	q := r.request("GET", "/v2/time", "")
	q.URL.Path = "/stores/store-" + r.StoreHash() + "/v2/time"
	a, err := r.trip.RoundTrip(q)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	if b, _ := io.ReadAll(a.Body); a.StatusCode != 403 || string(b) != scopeMissing {
		t.Errorf("another store's hash is answered %d %s", a.StatusCode, b)
	}
	for _, token := range []string{"", "wrong"} {
		r.token = token
		refused("the token "+strconv.Quote(token), "/v2/time", 401, "text/plain", "")
	}
	r.token = r.AccessToken()
	r.Revoke()
	refused("a deleted account", "/v2/time", 401, "text/plain", "")
}

func TestQuota(t *testing.T) {
	at := newClock()
	r := start(t, sandbox.Config{Orders: 1, Now: at.now, Quota: sandbox.Limit{Requests: 5, Window: 30 * time.Second}, Scopes: []string{"store_v2_orders"}})
	at.pass(4 * time.Second)
	headers := func(what string, a reply, status int, left, reset string) {
		t.Helper()
		h := a.header
		if a.status != status || h.Get("X-Rate-Limit-Requests-Left") != left || h.Get("X-Rate-Limit-Time-Reset-Ms") != reset ||
			h.Get("X-Rate-Limit-Requests-Quota") != "5" || h.Get("X-Rate-Limit-Time-Window-Ms") != "30000" {
			t.Errorf("%s: answered %d with %v", what, a.status, h)
		}
	}
	headers("the first", r.get("/v2/time"), 200, "4", "26000")
	headers("a refused one, which counts too", r.get("/v2/store"), 403, "3", "26000")
	r.UseQuota(2)
	at.pass(1500 * time.Millisecond)
	headers("after another app's two", r.get("/v2/time"), 200, "0", "24500")
	empty := 0
	for range 4 {
		a := r.get("/v2/time")
		headers("one too many", a, 429, "0", "24500")
		if a.header.Get("X-Retry-After") != "25" {
			t.Errorf("X-Retry-After is %q, want 25: the started second counts", a.header.Get("X-Retry-After"))
		}
		if len(a.body) == 0 {
			empty++
		} else if !json.Valid(a.body) {
			t.Errorf("a 429 says %s", a.body)
		}
	}
	if empty != 2 {
		t.Errorf("%d of four 429s had no body, want half", empty)
	}
	r.token = "wrong"
	if a := r.get("/v2/time"); a.status != 401 || a.header.Get("X-Rate-Limit-Requests-Left") != "" {
		t.Errorf("a bad token is answered %d with a quota", a.status)
	}
	r.token = r.AccessToken()
	at.pass(24500 * time.Millisecond)
	headers("the next window", r.get("/v2/time"), 200, "4", "30000")
	if s := r.Stats(); s.Throttled != 4 || s.Total != 9 || s.Requests["GET /v2/time"] != 8 || s.Requests["GET /v2/store"] != 1 {
		t.Errorf("the statistics say %+v", s)
	}
	r = start(t, sandbox.Config{})
	if a := r.get("/v2/time"); a.header.Get("X-Rate-Limit-Requests-Quota") != "7000000" {
		t.Errorf("without a limit the quota is %s", a.header.Get("X-Rate-Limit-Requests-Quota"))
	}
}

func TestFaults(t *testing.T) {
	r := start(t, sandbox.Config{Orders: 50})
	faulty := func(f sandbox.Faults) (reply, error) {
		r.SetFaults(f)
		return r.try("GET", "/v2/orders", "")
	}
	a, err := faulty(sandbox.Faults{Overload: 1})
	if err != nil || a.status != 429 || a.header.Get("X-Rate-Limit-Requests-Quota") != "" || a.header.Get("X-Retry-After") != "" {
		t.Errorf("overload: %d %v %v", a.status, a.header, err)
	}
	if a, err = faulty(sandbox.Faults{Error: 1}); err != nil || a.status != 500 {
		t.Errorf("error: %d %v", a.status, err)
	}
	if a, err = faulty(sandbox.Faults{Reset: 1}); err == nil {
		t.Errorf("reset: answered %d", a.status)
	}
	a, err = faulty(sandbox.Faults{Truncate: 1})
	if !errors.Is(err, io.ErrUnexpectedEOF) || a.status != 200 || len(a.body) == 0 || json.Valid(a.body) {
		t.Errorf("truncate: %d, %d bytes, %v", a.status, len(a.body), err)
	}
	if a, err = faulty(sandbox.Faults{Slow: 1, SlowFor: time.Millisecond}); err != nil || a.status != 200 || !json.Valid(a.body) {
		t.Errorf("slow: %d %v", a.status, err)
	}
	r.SetFaults(sandbox.Faults{Reset: 1})
	if a := r.get("/_sandbox/stats"); a.status != 200 {
		t.Errorf("/_sandbox suffers from faults: %d", a.status)
	}
	if s := r.Stats(); s.Throttled != 1 {
		t.Errorf("%d were throttled, want the one", s.Throttled)
	}
}

func TestTruncatedLength(t *testing.T) {
	r := start(t, sandbox.Config{Orders: 50, Faults: sandbox.Faults{Truncate: 1}})
	q := r.request("GET", "/v2/orders", "")
	q.Header.Set("Accept-Encoding", "identity")
	a, err := r.trip.RoundTrip(q)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	if int64(len(b)) != a.ContentLength/2 || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("of %d announced bytes came %d (%v), want half", a.ContentLength, len(b), err)
	}
}

func TestFaultsFollowTheSeed(t *testing.T) {
	run := func(seed uint64) (statuses string) {
		r := start(t, sandbox.Config{Seed: seed, Faults: sandbox.Faults{Overload: 0.3, Error: 0.3}})
		for range 40 {
			statuses += fmt.Sprint(r.get("/v2/time").status, " ")
		}
		return statuses
	}
	one := run(1)
	if one != run(1) || one == run(2) {
		t.Error("faults don't follow the seed")
	}
	for _, status := range []string{"200", "429", "500"} {
		if !strings.Contains(one, status) {
			t.Errorf("none of 40 was answered %s: %s", status, one)
		}
	}
}

func TestParseFaults(t *testing.T) {
	f, err := sandbox.ParseFaults("429=0.05, 500=0.02,reset=0.01,truncate=0.03,slow=0.04")
	if want := (sandbox.Faults{Overload: 0.05, Error: 0.02, Reset: 0.01, Truncate: 0.03, Slow: 0.04}); err != nil || f != want {
		t.Errorf("read %+v, %v", f, err)
	}
	if f, err := sandbox.ParseFaults(""); err != nil || f != (sandbox.Faults{}) {
		t.Errorf("nothing reads as %+v, %v", f, err)
	}
	for _, text := range []string{"429", "429=2", "429=-1", "slow=NaN", "teapot=0.1", "429=0.6,500=0.6"} {
		if f, err := sandbox.ParseFaults(text); err == nil {
			t.Errorf("%q reads as %+v", text, f)
		}
	}
}

func TestGzipWhenAsked(t *testing.T) {
	r := start(t, sandbox.Config{Orders: 50})
	size := func(encoding string) (int64, string) {
		q := r.request("GET", "/v2/orders", "")
		q.Header.Set("Accept-Encoding", encoding)
		a, err := r.trip.RoundTrip(q)
		if err != nil {
			t.Fatal(err)
		}
		defer a.Body.Close()
		n, err := io.Copy(io.Discard, a.Body)
		if err != nil {
			t.Fatal(err)
		}
		return n, a.Header.Get("Content-Encoding")
	}
	plain, none := size("identity")
	small, gzip := size("gzip")
	if none != "" || gzip != "gzip" || small*4 > plain {
		t.Errorf("%d bytes as %q, %d as %q", plain, none, small, gzip)
	}
	if s := r.Stats(); s.BytesOut != plain+small {
		t.Errorf("%d bytes are counted of %d", s.BytesOut, plain+small)
	}
}

func TestInFlight(t *testing.T) {
	var arrived sync.WaitGroup
	arrived.Add(3)
	r := start(t, sandbox.Config{OnRequest: func(*http.Request) {
		arrived.Done()
		arrived.Wait() // until all three are under way
	}})
	var done sync.WaitGroup
	for range 3 {
		done.Go(func() { r.get("/v2/time") })
	}
	done.Wait()
	if s := r.Stats(); s.MaxInFlight != 3 || s.Total != 3 {
		t.Errorf("three at once count as %d of %d", s.MaxInFlight, s.Total)
	}
	r.ResetStats()
	if s := r.Stats(); s.MaxInFlight != 0 || s.Total != 0 || len(s.Requests) != 0 {
		t.Errorf("after a reset the statistics are %+v", s)
	}
}
