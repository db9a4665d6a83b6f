package bigcommerce

import (
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"testing"
)

// TestLinesThatCantBeReadFailTheirOrderAlone has the second page of three orders name lines that no reader understands, or
// none at all.
func TestLinesThatCantBeReadFailTheirOrderAlone(t *testing.T) {
	for name, answer := range map[string]func(url.Values) (int, string){
		"a field of the wrong type": fixed(200, `[{"id":1,"quantity":"a few"}]`),
		"a web page":                fixed(200, `<html>`),
		"a refusal":                 fixed(422, `[{"status":422,"message":"no"}]`),
	} {
		t.Run(name, func(t *testing.T) {
			s := &ordersServer{answers: map[string]func(url.Values) (int, string){
				"/v2/orders": fixed(200, "["+orderJSON(1, 1, shippingJSON(60, "", lineJSON(900, 60, 1)))+","+
					orderJSON(2, 9, shippingJSON(61, ""))+","+orderJSON(3, 1, shippingJSON(62, "", lineJSON(902, 62, 1)))+"]"),
				"/v2/orders/2/products": answer,
				"/v2/orders/2":          fixed(200, orderJSON(2, 9, shippingJSON(61, ""))),
			}}
			c := s.client(t)
			orders, err := c.ListOrders(t.Context(), OrderQuery{})
			page, ok := errors.AsType[*PageError](err)
			if !ok || len(page.Bad) != 1 || page.Bad[0].OrderID != 2 || page.Rows != 3 || page.LastID != 3 {
				t.Fatalf("%v", err)
			}
			if len(orders) != 2 || orders[0].ID != 1 || orders[1].ID != 3 {
				t.Errorf("%d orders", len(orders))
			}
			if bad, ok := errors.AsType[*DecodeError](second(c.Order(t.Context(), 2))); !ok || bad.OrderID != 2 {
				t.Errorf("alone: %v", bad)
			}
		})
	}
}

func second(_ Order, err error) error { return err }

// TestWhatConcernsEveryOrderFailsThePage keeps a missing permission from being taken for one order's fault.
func TestWhatConcernsEveryOrderFailsThePage(t *testing.T) {
	s := &ordersServer{answers: map[string]func(url.Values) (int, string){
		"/v2/orders":            fixed(200, "["+orderJSON(2, 9, shippingJSON(61, ""))+"]"),
		"/v2/orders/2/products": fixed(403, `{"status":403,"title":"You don't have a required scope"}`),
	}}
	_, err := s.client(t).ListOrders(t.Context(), OrderQuery{})
	if _, ok := errors.AsType[*ScopeError](err); !ok {
		t.Errorf("%v", err)
	}
}

func TestCutOrdersAreCompleted(t *testing.T) {
	var inline, first, second []string
	for id := 1; id <= 300; id++ {
		address := 51
		if id > 280 {
			address = 52
		}
		switch line := lineJSON(id, address, 1); {
		case id <= 250:
			first = append(first, line)
		default:
			second = append(second, line)
		}
		if id <= 50 {
			inline = append(inline, lineJSON(id, 51, 1))
		}
	}
	second = append(second,
		`{"id":301,"order_address_id":0,"quantity":1,"type":"digital"}`,
		`{"id":302,"order_address_id":0,"quantity":1,"type":"giftcertificate"}`,
		`{"id":303,"order_address_id":0,"order_pickup_method_id":9,"quantity":1,"type":"physical"}`)
	warned := shippingJSON(51, `,"__warning__":{"message":"use /orders/{id}/products"}`, inline...)
	s := &ordersServer{answers: map[string]func(url.Values) (int, string){
		"/v2/orders": fixed(200, "["+orderJSON(1, 303, warned)+","+orderJSON(2, 1, shippingJSON(60, "", lineJSON(900, 60, 1)))+"]"),
		"/v2/orders/1/products": func(q url.Values) (int, string) {
			if q.Get("limit") != "250" {
				return 400, `[{"status":400,"message":"limit"}]`
			}
			return 200, "[" + strings.Join(map[string][]string{"1": first, "2": second}[q.Get("page")], ",") + "]"
		},
		"/v2/orders/1/shipping_addresses": fixed(200, `[{"id":51,"street_1":"not this"},{"id":52,"street_1":"2 Elm St","cost_ex_tax":"5.0000","items_shipped":"0"}]`),
	}}
	orders, err := s.client(t).ListOrders(t.Context(), OrderQuery{})
	if err != nil || len(orders) != 2 {
		t.Fatal(err)
	}
	o, c := orders[0], orders[0].Consignments
	if len(o.Lines()) != 303 || !o.QuantitiesAddUp() || len(c.Shipping) != 2 || len(c.Shipping[0].Lines) != 280 || c.Shipping[1].ID != 52 ||
		len(c.Shipping[1].Lines) != 20 || len(c.Downloads) != 1 || len(c.Email.GiftCertificates) != 1 || len(c.Pickups) != 1 {
		t.Errorf("%d lines in %d shipping consignments", len(o.Lines()), len(c.Shipping))
	}
	for i, l := range o.Lines() {
		if l.ID != uint64(i+1) {
			t.Fatalf("line %d is %d", i, l.ID)
		}
	}
	if c.Shipping[0].FirstName != "Jane" || c.Shipping[1].Street1 != "2 Elm St" || o.Unaddressed() != 0 {
		t.Errorf("%+v", c.Shipping)
	}
	if len(s.asked) != 4 {
		t.Errorf("asked %v", s.asked)
	}
}

// Lines that don't add up are read once more; only an answer of fewer lines than are at hand (order 2) is asked for again. What the
// store says isn't there (3) can't be read.
func TestQuantitiesThatNeverAddUpCostFewLooks(t *testing.T) {
	s := &ordersServer{answers: map[string]func(url.Values) (int, string){
		"/v2/orders":            fixed(200, "["+orderJSON(1, 5, shippingJSON(51, "", lineJSON(1, 51, 2)))+","+orderJSON(2, 5, shippingJSON(51, ""))+","+orderJSON(3, 1, "{}")+"]"),
		"/v2/orders/1/products": fixed(200, "["+lineJSON(1, 51, 3)+"]"),
		"/v2/orders/2/products": fixed(204, ""),
	}}
	orders, err := s.client(t).ListOrders(t.Context(), OrderQuery{})
	bad, ok := errors.AsType[*PageError](err)
	if !ok || len(bad.Bad) != 1 || bad.Bad[0].OrderID != 3 || len(orders) != 2 || len(s.asked) != 1+1+3+2 {
		t.Fatalf("%v, asked %v", err, s.asked)
	}
	if orders[0].Lines()[0].Quantity != 3 || orders[0].QuantitiesAddUp() || len(orders[1].Lines()) != 0 {
		t.Errorf("%+v", orders)
	}
}

// TestALieAboutAnOrdersPartsIsNotBelieved answers each part of an order once as if there were nothing.
func TestALieAboutAnOrdersPartsIsNotBelieved(t *testing.T) {
	t.Parallel()
	const parts = "/v2/orders/1/"
	for lie, answer := range map[string]func(url.Values) (int, string){
		"204": fixed(204, ""), "[]": fixed(200, "[]"), "404": fixed(404, `[{"status":404,"message":"not here"}]`),
	} {
		told := map[string]bool{}
		once := func(path, truth string) func(url.Values) (int, string) {
			return func(q url.Values) (int, string) {
				if !told[path] {
					told[path] = true
					return answer(q)
				}
				return 200, truth
			}
		}
		s := &ordersServer{answers: map[string]func(url.Values) (int, string){
			"/v2/orders":                 fixed(200, "["+orderJSON(1, 5, shippingJSON(51, "", lineJSON(1, 51, 2)))+"]"),
			parts + "products":           once("products", "["+lineJSON(1, 51, 2)+","+lineJSON(2, 52, 3)+"]"),
			parts + "shipping_addresses": once("addresses", `[{"id":52,"street_1":"2 Elm St"}]`),
		}}
		orders, err := s.client(t).ListOrders(t.Context(), OrderQuery{})
		if err != nil || len(orders) != 1 || !orders[0].QuantitiesAddUp() || orders[0].Unaddressed() != 0 || !told["products"] || !told["addresses"] {
			t.Errorf("%s, once: %v, %+v, asked %v", lie, err, orders, s.asked)
		}
	}
}

// A product pick list's choices are lines of their own; whether items_total counts them is not documented.
func TestBundledChildrenCountOrNot(t *testing.T) {
	child := `{"id":2,"order_address_id":51,"quantity":1,"type":"physical","parent_order_product_id":1,"is_bundled_product":true}`
	for items, want := range map[int]bool{1: true, 2: true, 3: false} {
		var o Order
		if err := json.Unmarshal([]byte(orderJSON(1, items, shippingJSON(51, "", lineJSON(1, 51, 1), child))), &o); err != nil {
			t.Fatal(err)
		}
		if o.QuantitiesAddUp() != want {
			t.Errorf("items_total %d: %v", items, !want)
		}
	}
}
