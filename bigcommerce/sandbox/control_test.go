package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
)

const hostile = "\x1b[2J\u202eevil=cmd|' /C calc'!A0\x07"

func TestControlPlacesOrders(t *testing.T) {
	at := newClock()
	r := start(t, sandbox.Config{Orders: 5, Now: at.now, Scopes: []string{"store_v2_orders"}})
	before := r.OrderIDs()
	at.pass(time.Minute)
	r.token = "" // loopback only, and so without one
	a := r.post("/_sandbox/orders", `{"count":3}`)
	var placed struct{ IDs []uint64 }
	if err := json.Unmarshal(a.body, &placed); err != nil || a.status != 200 || !slices.Equal(r.OrderIDs(), slices.Concat(before, placed.IDs)) ||
		len(placed.IDs) != 3 {
		t.Fatalf("placing is answered %d %s; the ids are %v, before %v", a.status, a.body, r.OrderIDs(), before)
	}
	name, _ := json.Marshal(hostile)
	a = r.post("/_sandbox/orders", fmt.Sprintf(`{"first_name":%s,"status_id":7,"lines":[{"name":%s,"sku":"=1+1","quantity":2,"price":"3.50"}]}`, name, name))
	if err := json.Unmarshal(a.body, &placed); err != nil || len(placed.IDs) != 1 {
		t.Fatalf("placing is answered %d %s", a.status, a.body)
	}
	r.token = r.AccessToken()
	o := want[row](r, 200, fmt.Sprintf("/v2/orders/%d", placed.IDs[0]))
	if o.Billing.First != hostile || o.Status != 7 || o.Created != o.Modified || o.Created != at.now().UTC().Format(time.RFC1123Z) {
		t.Errorf("the order placed is %+v", o)
	}
	lines := want[[]struct {
		Name, SKU string
		Quantity  int
		Total     string `json:"total_ex_tax"`
	}](r, 200, fmt.Sprintf("/v2/orders/%d/products", placed.IDs[0]))
	if l := lines[len(lines)-1]; l.Name != hostile || l.SKU != "=1+1" || l.Quantity != 2 || l.Total != "7.0000" {
		t.Errorf("the line added is %+v", l)
	}
	for _, body := range []string{`{"count":0}`, `{"count":100000000}`, `no`, `{"first_name":7}`} {
		if a := r.post("/_sandbox/orders", body); a.status != 400 {
			t.Errorf("placing %s is answered %d", body, a.status)
		}
	}
}

func TestControlChangesAnOrder(t *testing.T) {
	at := newClock()
	r := start(t, sandbox.Config{Orders: 5, Now: at.now})
	id := r.OrderIDs()[2]
	path := fmt.Sprintf("/v2/orders/%d", id)
	before := want[fullOrder](r, 200, path+"?x"+inFull)
	at.pass(90 * time.Second)
	if a := r.post(fmt.Sprintf("/_sandbox/orders/%d", id), `{"status_id":5,"customer_message":"stop"}`); a.status != 200 {
		t.Fatalf("the change is answered %d %s", a.status, a.body)
	}
	for range 2 {
		if a := r.post(fmt.Sprintf("/_sandbox/orders/%d", id), `{"lines":[{"name":"more","quantity":1,"price":10}]}`); a.status != 200 {
			t.Fatalf("the change is answered %d %s", a.status, a.body)
		}
	}
	after := want[fullOrder](r, 200, path+"?x"+inFull)
	if after.Status != 5 || after.Message != "stop" || after.Billing != before.Billing || after.Created != before.Created ||
		after.Items != before.Items+2 || after.Modified != at.now().UTC().Format(time.RFC1123Z) || !after.TotalInc.GreaterThan(before.TotalInc) {
		t.Errorf("before %+v, after %+v", before.row, after.row)
	}
	for path, body := range map[string]string{"/_sandbox/orders/1": `{}`, "/_sandbox/orders/x": `{}`, "/_sandbox/nothing": ``} {
		if a := r.post(path, body); a.status != 404 {
			t.Errorf("%s is answered %d", path, a.status)
		}
	}
	if a := r.post(fmt.Sprintf("/_sandbox/orders/%d", id), `{"status_id":15}`); a.status != 400 {
		t.Errorf("status 15 is answered %d", a.status)
	}
}

func TestControlTellsStatistics(t *testing.T) {
	r := start(t, sandbox.Config{Orders: 5})
	r.get("/v2/orders?limit=1")
	r.get(fmt.Sprintf("/v2/orders/%d/products", r.OrderIDs()[0]))
	r.get("/v3/nothing")
	stats := want[map[string]json.RawMessage](r, 200, "/_sandbox/stats")
	if got := string(stats["requests"]); got != `{"GET (unknown)":1,"GET /v2/orders":1,"GET /v2/orders/{id}/products":1}` {
		t.Errorf("requests are %s", got)
	}
	var names []string
	for name := range stats {
		names = append(names, name)
	}
	slices.Sort(names)
	if !slices.Equal(names, []string{"bytes_out", "max_in_flight", "requests", "throttled", "total"}) || string(stats["total"]) != "3" {
		t.Errorf("the statistics are %s with a total of %s", names, stats["total"])
	}
}

func TestOrdersTellWhatTheAPITells(t *testing.T) {
	r := start(t, sandbox.Config{Orders: 200, Customers: 5})
	r.ChangeOrder(r.OrderIDs()[9], func(c *sandbox.OrderChange) { c.FirstName, c.StatusID = "Changed", 4; c.AddLine("Sticker", "STK", 2) })
	if r.ChangeOrder(1, func(*sandbox.OrderChange) {}) {
		t.Error("an order that isn't there was changed")
	}
	rows := list[struct {
		row
		Billing struct {
			First string `json:"first_name"`
			Last  string `json:"last_name"`
		} `json:"billing_address"`
	}](r, "/v2/orders?limit=250")
	for i, o := range r.Orders() {
		x := rows[i]
		if o.ID != x.ID || o.StatusID != x.Status || o.CustomerName != x.Billing.First+" "+x.Billing.Last || o.Total != x.TotalInc.StringFixed(4) ||
			!o.Modified.Equal(x.at(t, x.Modified)) || !o.Created.Equal(x.at(t, x.Created)) {
			t.Errorf("order %d: the snapshot says %+v, the API %+v", o.ID, o, x)
		}
	}
}

func TestOnRequestMayChangeTheStore(t *testing.T) {
	var s *rig
	s = start(t, sandbox.Config{Orders: 3, OnRequest: func(*http.Request) {
		s.ChangeOrder(s.OrderIDs()[0], func(c *sandbox.OrderChange) { c.CustomerMessage += "." })
	}})
	for _, message := range []string{".", ".."} {
		if s.get("/_sandbox/stats").status != 200 {
			t.Fatal("/_sandbox doesn't answer")
		}
		if o := want[row](s, 200, fmt.Sprintf("/v2/orders/%d", s.OrderIDs()[0])); o.Message[len(o.Message)-len(message):] != message {
			t.Errorf("the message is %q, want %q at its end", o.Message, message)
		}
	}
}

func TestRawOrdersChange(t *testing.T) {
	at := newClock()
	r := start(t, sandbox.Config{Orders: 3, Now: at.now})
	const raw = `{"id":50,"status_id":7,"date_created":"Thu, 20 Jun 2019 16:07:08 +0000","date_modified":"Thu, 20 Jun 2019 16:07:08 +0000","odd":{}}`
	if id, err := r.AddRawOrder([]byte(raw)); id != 50 || err != nil {
		t.Fatalf("adding gives %d, %v", id, err)
	}
	if got := list[json.RawMessage](r, "/v2/orders"); len(got) != 4 || string(got[0]) != raw {
		t.Errorf("the orders are %s", got)
	}
	if !r.ChangeOrder(50, func(c *sandbox.OrderChange) { c.StatusID = 5 }) {
		t.Fatal("it can't be changed")
	}
	got := list[row](r, "/v2/orders?sort=date_modified:desc")
	if got[0].ID != 50 || got[0].Status != 5 || got[0].Modified != at.now().UTC().Format(time.RFC1123Z) {
		t.Errorf("the order changed last is %+v", got[0])
	}
	for _, bad := range []string{`[]`, `{}`, `{"id":1,"status_id":99,"date_created":"Thu, 20 Jun 2019 16:07:08 +0000","date_modified":"Thu, 20 Jun 2019 16:07:08 +0000"}`} {
		if id, err := r.AddRawOrder([]byte(bad)); err == nil {
			t.Errorf("%s became order %d", bad, id)
		}
	}
}

func TestReadingWhileItChanges(t *testing.T) {
	r := start(t, sandbox.Config{Orders: 300})
	all := r.OrderIDs()
	var busy sync.WaitGroup
	for w := range 3 {
		busy.Go(func() {
			for i := range 60 {
				r.ChangeOrder(all[(i*7+w)%len(all)], func(c *sandbox.OrderChange) { c.AddLine("Sticker", "STK", 1) })
				if i%20 == 0 {
					r.PlaceOrders(2)
				}
			}
		})
		busy.Go(func() {
			for range 4 {
				if a := r.get("/v2/orders?limit=100&sort=date_modified:desc" + inFull); a.status != 200 || !json.Valid(a.body) {
					t.Errorf("answered %d with %.100s", a.status, a.body)
				}
			}
		})
	}
	busy.Wait()
	rows := list[row](r, "/v2/orders?limit=250&sort=date_modified:asc")
	seen := map[uint64]bool{}
	for _, o := range append(rows, list[row](r, "/v2/orders?limit=250&sort=date_modified:asc&page=2")...) {
		seen[o.ID] = true
	}
	if len(seen) != 318 || count(r, "") != 318 {
		t.Errorf("by date_modified there are %d orders, %d are counted; want 318", len(seen), count(r, ""))
	}
}
