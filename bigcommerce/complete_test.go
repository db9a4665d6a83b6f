package bigcommerce

import (
	"errors"
	"net/url"
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
