package bigcommerce

import (
	"errors"
	"net/url"
	"slices"
	"testing"
	"time"
)

func TestConsignmentsInEveryShape(t *testing.T) {
	object := shippingJSON(51, "", lineJSON(1, 51, 2))
	for name, tc := range map[string]struct {
		json  string
		lines int
	}{
		"object":          {object, 1},
		"array around it": {"[" + object + "]", 1},
		"link":            {`{"url":"https://x/orders/1/consignments","resource":"/orders/1/consignments"}`, 0},
		"null":            {"null", 0},
		"empty array":     {"[]", 0},
		"links as lines":  {shippingJSON(51, "", `{"url":"https://x","resource":"/orders/1/products/1"}`), 0},
		"link for lines":  {`{"downloads":[{"recipient_email":"a@b.c","line_items":{"url":"https://x","resource":"/y"}}],"email":[]}`, 0},
	} {
		orders, err := decodeOrders([]byte("["+orderJSON(1, 2, tc.json)+","+orderJSON(2, 2, object)+"]"), time.Now())
		if err != nil || len(orders) != 2 || len(orders[0].Lines()) != tc.lines || len(orders[1].Lines()) != 1 {
			t.Errorf("%s: %+v, %v", name, orders, err)
		}
	}
}

func TestFieldsOfUnexpectedTypes(t *testing.T) {
	body := `[{"id":"118","customer_id":"","status_id":11.0,"status":null,"items_total":"2","order_is_digital":"false","is_deleted":0,
		"payment_method":42,"external_id":null,"total_inc_tax":12.5,"total_ex_tax":null,"discount_amount":"","credit_card_type":{},
		"billing_address":{"zip":78751,"phone":false,"form_fields":{"a":1}},"fees":{"url":"x","resource":"y"},"date_created":1525171530,"date_modified":"2018-05-01T11:25:30+00:00","ebay_order_id":[1,{}],
		"consignments":{"shipping":[{"id":"5","line_items":[{"id":1,"quantity":"2","price_ex_tax":1.5,"sku":7,"parent_order_product_id":null,"applied_discounts":"none"}]}]}}]`
	orders, err := decodeOrders([]byte(body), time.Now())
	if err != nil || len(orders) != 1 {
		t.Fatalf("%v, %v", orders, err)
	}
	o := orders[0]
	if o.ID != 118 || o.StatusID != 11 || o.ItemsTotal != 2 || o.PaymentMethod != "42" || o.BillingAddress.Zip != "78751" ||
		o.TotalIncTax.String() != "12.5" || len(o.Lines()) != 1 || o.Lines()[0].Quantity != 2 || o.Lines()[0].SKU != "7" || o.Lines()[0].PriceExTax.String() != "1.5" {
		t.Errorf("%+v", o)
	}
}

func TestUnreadableOrdersAreNamed(t *testing.T) {
	good := orderJSON(3, 0, "{}")
	body := "[" + good + `,{"id":4,"total_inc_tax":"twelve"},{"id":5,"items_total":"a few"},{"id":6,"date_created":"yesterday"}]`
	s := &ordersServer{answers: map[string]func(url.Values) (int, string){"/v2/orders": fixed(200, body)}}
	orders, err := s.client(t).ListOrders(t.Context(), OrderQuery{})
	var page *PageError
	if !errors.As(err, &page) || len(orders) != 1 || orders[0].ID != 3 || page.LastID != 6 || page.Rows != 4 {
		t.Fatalf("%+v, %v", orders, err)
	}
	var ids []uint64
	for _, bad := range page.Bad {
		ids = append(ids, bad.OrderID)
		checkSentences(t, bad)
	}
	checkSentences(t, page)
	var one *DecodeError
	if !slices.Equal(ids, []uint64{4, 5, 6}) || !errors.As(err, &one) || one.OrderID != 4 {
		t.Errorf("named %v, %v", ids, one)
	}
}
