package command_test

import (
	"encoding/json"
	"maps"
	"strconv"
	"strings"
	"testing"
)

// exportedOrder is what a script reads of an order.
type exportedOrder struct {
	ID       int    `json:"store_order_id"`
	Warning  string `json:"warning"`
	Shipping []struct {
		ID     int    `json:"id"`
		Street string `json:"street_1"`
	} `json:"shipping"`
	Lines []struct {
		Address int `json:"address_id"`
	} `json:"lines"`
	Refunds []struct {
		Total    string `json:"total"`
		Declined string `json:"declined"`
	} `json:"refunds"`
}

func (p *process) exportedOrders() map[int]exportedOrder {
	p.t.Helper()
	out, errs, code := p.run("orders", "export", "--quiet")
	if code != 0 {
		p.t.Fatalf("exit code %d: %s", code, errs)
	}
	all := map[int]exportedOrder{}
	for line := range strings.Lines(out) {
		var o exportedOrder
		if err := json.Unmarshal([]byte(line), &o); err != nil {
			p.t.Fatal(err)
		}
		all[o.ID] = o
	}
	return all
}

// TestEachLineKnowsItsAddress: where a page of orders doesn't carry a line's address, it is asked for, and an order says so
// where the store doesn't have it either. Orders that are whole cost no request of their own.
func TestEachLineKnowsItsAddress(t *testing.T) {
	s := &shop{tables: map[string][]any{}}
	of := func(id int, change func(o map[string]any)) {
		o := shopOrder(id)
		change(o)
		s.orders = append(s.orders, o)
	}
	shipping := func(o map[string]any) map[string]any {
		return o["consignments"].(map[string]any)["shipping"].([]any)[0].(map[string]any)
	}
	line := func(o map[string]any) map[string]any { return shipping(o)["line_items"].([]any)[0].(map[string]any) }
	lines := func(id string, o map[string]any, at int) {
		l := maps.Clone(line(o))
		l["order_address_id"] = at
		s.tables["/v2/orders/"+id+"/products"] = []any{l}
	}
	link := func(o map[string]any) {
		o["consignments"] = map[string]any{"url": "https://api.bigcommerce.com/stores/ab12cd/v2/orders/2/consignments", "resource": "/orders/2/consignments"}
	}
	for id := 10; id < 60; id++ {
		of(id, func(map[string]any) {})
	}
	of(2, func(o map[string]any) { lines("2", o, 1002); link(o) })                                 // a link
	of(3, func(o map[string]any) { line(o)["order_address_id"] = 77 })                             // another address than came along
	of(4, func(o map[string]any) { lines("4", o, 0); link(o) })                                    // a link, and lines that name none
	of(5, func(o map[string]any) { line(o)["order_address_id"] = 78 })                             // an address that nobody has
	of(6, func(o map[string]any) { lines("6", o, 1006); link(o) })                                 // nobody answers
	of(7, func(o map[string]any) { line(o)["type"], line(o)["order_address_id"] = "digital", 79 }) // goes nowhere
	s.tables["/v2/orders/2/shipping_addresses"] = []any{shopAddress(1002)}
	s.tables["/v2/orders/3/shipping_addresses"] = []any{shopAddress(1003), shopAddress(77)}
	s.tables["/v2/orders/4/shipping_addresses"] = []any{shopAddress(1004)}
	s.tables["/v2/orders/5/shipping_addresses"] = []any{shopAddress(1005)}
	p := newShop(t, s, "--import-orders")
	if out, errs, code := p.run("sync", "Acme", "orders"); code != 0 {
		t.Fatalf("exit code %d: %s%s", code, out, errs)
	}
	all := p.exportedOrders()
	streets := func(o exportedOrder) string {
		for _, a := range o.Shipping {
			if a.ID == o.Lines[0].Address {
				return a.Street
			}
		}
		return ""
	}
	for id, want := range map[int]string{2: "1002 Main St", 3: "77 Main St", 4: "1004 Main St", 5: "", 6: "", 10: "1010 Main St", 59: "1059 Main St"} {
		if got := streets(all[id]); got != want {
			t.Errorf("the line of order %d goes to %q, not %q: %+v", id, got, want, all[id])
		}
		says := strings.Contains(all[id].Warning, "The store didn't give the ship-to address of 1 line.")
		if says != (want == "") {
			t.Errorf("order %d warns: %q", id, all[id].Warning)
		}
	}
	if all[7].Warning != "" {
		t.Errorf("what is downloaded has no address: %q", all[7].Warning)
	}
	if out, _, _ := p.run("orders", "show", "6"); !strings.Contains(out, "didn't give the ship-to address") {
		t.Error(out)
	}
	for id := 10; id < 60; id++ {
		if n := s.requests("/v2/orders/" + strconv.Itoa(id) + "/"); n != 0 {
			t.Errorf("order %d, which is whole, took %d requests", id, n)
		}
	}
	for id, most := range map[string]int{"2": 2, "3": 2, "4": 2, "5": 2, "6": 6} { // a first import looks for changes once; nothing is believed at the third time
		if n := s.requests("/v2/orders/" + id + "/shipping_addresses"); n == 0 || n > most {
			t.Errorf("the addresses of order %s were asked for %d times", id, n)
		}
	}
}

// TestADeclinedRefundIsNoRefund: what the payment provider declined was not given back.
func TestADeclinedRefundIsNoRefund(t *testing.T) {
	s := &shop{tables: map[string][]any{}}
	pay := func(amount float64, declined bool) any {
		return map[string]any{"id": 1, "provider_id": "stripe", "amount": amount, "offline": false, "is_declined": declined}
	}
	refund := func(id int, payments ...any) any {
		return map[string]any{"id": id, "order_id": id, "created": "2026-03-04T10:00:00Z", "reason": "scratched", "total_amount": 5, "total_tax": 0,
			"items": []any{map[string]any{"item_type": "PRODUCT", "item_id": 10 * id, "quantity": 1, "requested_amount": 5}}, "payments": payments}
	}
	for id := 1; id <= 5; id++ {
		o := shopOrder(id)
		o["payment_status"], o["status_id"], o["status"] = "partially refunded", 14, "Partially Refunded"
		s.orders = append(s.orders, o)
	}
	s.tables["/v3/orders/payment_actions/refunds"] = []any{
		refund(1, pay(5, false)), refund(2, pay(5, true)), refund(3, pay(3, true), pay(2, false)), refund(4), refund(5, pay(5, true), pay(5, false)),
	}
	p := newShop(t, s, "--import-orders")
	if out, errs, code := p.run("sync", "Acme", "orders"); code != 0 {
		t.Fatalf("exit code %d: %s%s", code, out, errs)
	}
	all := p.exportedOrders()
	for id, want := range map[int][2]string{1: {"5", ""}, 2: {"0", "5"}, 3: {"2", "3"}, 4: {"5", ""}, 5: {"5", ""}} {
		r := all[id].Refunds
		if len(r) != 1 || r[0].Total != want[0] || r[0].Declined != want[1] {
			t.Errorf("order %d: %+v, want %v given back and %v declined", id, r, want[0], want[1])
		}
	}
}
