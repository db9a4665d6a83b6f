package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
)

func TestRefusingFaults(t *testing.T) {
	r := start(t, sandbox.Config{Orders: 50})
	for name, c := range map[string]struct {
		f               sandbox.Faults
		status          int
		headers, empty  bool
		reset, throttle string
	}{
		"429":         {sandbox.Faults{Overload: 1}, 429, false, true, "", ""},
		"429-headers": {sandbox.Faults{Refused: 1}, 429, true, false, "1000", "1"},
		"429-empty":   {sandbox.Faults{RefusedEmpty: 1}, 429, true, true, "1000", "1"},
		"500":         {sandbox.Faults{Error: 1}, 500, true, false, "", ""},
		"503":         {sandbox.Faults{Unavailable: 1}, 503, true, false, "", ""},
	} {
		parsed, err := sandbox.ParseFaults(name + "=1")
		if err != nil || parsed != c.f {
			t.Errorf("%s reads as %+v, %v", name, parsed, err)
		}
		r.SetFaults(c.f)
		for _, method := range []string{http.MethodGet, http.MethodPut} {
			a := r.send(method, fmt.Sprintf("/v2/orders/%d", r.OrderIDs()[0]), map[string]string{http.MethodPut: `{"status_id":5}`}[method])
			h := a.header
			if a.status != c.status || (h.Get("X-Rate-Limit-Requests-Quota") != "") != c.headers || (len(a.body) == 0) != c.empty ||
				h.Get("X-Retry-After") != c.throttle || c.reset != "" && h.Get("X-Rate-Limit-Time-Reset-Ms") != c.reset {
				t.Errorf("%s: answered %d %q with %v", name, a.status, a.body, h)
			}
		}
	}
	if o := r.Orders()[0]; o.StatusID == 5 {
		t.Error("a refused write was carried out")
	}
}

// TestLostAnswers: the write is done, the answer isn't heard.
func TestLostAnswers(t *testing.T) {
	r := start(t, sandbox.Config{Orders: 5, Products: 20})
	row, o := tracked(r, "variant"), sendable(r)
	r.SetFaults(sandbox.Faults{Lost: 1})
	if a, err := r.try(http.MethodPut, absolute, adjusted(row, 1, 77)); err == nil {
		t.Errorf("a lost answer is %d", a.status)
	}
	if a, err := r.try(http.MethodPost, fmt.Sprintf("/v2/orders/%d/shipments", o.id), o.body(1, "")); err == nil {
		t.Errorf("a lost answer is %d", a.status)
	}
	if a := r.get("/v2/orders"); a.status != 200 {
		t.Errorf("a read is answered %d", a.status)
	}
	posted := 0
	for _, x := range r.Shipments() {
		if x.OrderID == o.id && x.Items[0].OrderProductID == o.line {
			posted++
		}
	}
	if level(r, row, 1) != 77 || posted != 1 {
		t.Errorf("the level is %d, and there are %d shipments: both were written", level(r, row, 1), posted)
	}
}

// TestUndoneWrites: a reset and a time-out come before anything is done.
func TestUndoneWrites(t *testing.T) {
	r := start(t, sandbox.Config{Products: 20})
	row := tracked(r, "variant")
	before := r.Fingerprint()
	for _, f := range []sandbox.Faults{{Reset: 1}, {Timeout: 1, TimeoutFor: time.Millisecond}} {
		r.SetFaults(f)
		if a, err := r.try(http.MethodPut, absolute, adjusted(row, 1, 77)); err == nil {
			t.Errorf("%+v: answered %d", f, a.status)
		}
	}
	if r.Fingerprint() != before {
		t.Error("a write that wasn't taken was carried out")
	}
}

// TestDuplicates: each list has one row twice, and all of the others.
func TestDuplicates(t *testing.T) {
	r := start(t, sandbox.Config{Orders: 40, Products: 40, Customers: 30})
	type id struct {
		ID       uint64          `json:"id"`
		Identity json.RawMessage `json:"identity"`
	}
	rows := func(path string) (all []id) {
		body := r.get(path).body
		if json.Unmarshal(body, &all) != nil {
			var page collection[id]
			if err := json.Unmarshal(body, &page); err != nil {
				t.Fatal(err)
			}
			all = page.Data
		}
		return all
	}
	for _, path := range []string{"/v2/orders?limit=20&sort=id:asc", "/v3/catalog/products?limit=20", "/v3/customers", "/v3/inventory/items"} {
		r.SetFaults(sandbox.Faults{})
		once := rows(path)
		r.SetFaults(sandbox.Faults{Duplicate: 1})
		twice := rows(path)
		seen := map[string]int{}
		for _, x := range twice {
			seen[fmt.Sprintf("%d %s", x.ID, x.Identity)]++
		}
		if len(twice) != len(once)+1 || len(seen) != len(once) {
			t.Errorf("%s: %d rows become %d, of %d", path, len(once), len(twice), len(seen))
		}
	}
	if a := r.get("/v2/time"); a.status != 200 || len(a.body) > 40 {
		t.Errorf("what is no list becomes %s", a.body)
	}
}
