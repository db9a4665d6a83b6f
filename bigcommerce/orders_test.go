package bigcommerce

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// orderJSON is a small order; consignments is its JSON.
func orderJSON(id, items int, consignments string) string {
	return fmt.Sprintf(`{"id":%d,"customer_id":7,"date_created":"Wed, 10 Jan 2018 21:05:30 +0000","date_modified":"Wed, 05 Dec 2018 20:16:55 +0000",
		"date_shipped":"","status_id":11,"status":"Awaiting Fulfillment","total_inc_tax":"361.9500","items_total":%d,"credit_card_type":{},
		"consignments":%s,"fees":[]}`, id, items, consignments)
}

func shippingJSON(address int, extra string, lines ...string) string {
	return fmt.Sprintf(`{"shipping":[{"id":%d,"first_name":"Jane","zip":"78751","cost_ex_tax":5.1%s,"line_items":[%s]}],"pickups":[],"downloads":[],"email":{"gift_certificates":[]}}`,
		address, extra, strings.Join(lines, ","))
}

func lineJSON(id, address, quantity int) string {
	return fmt.Sprintf(`{"id":%d,"order_address_id":%d,"quantity":%d,"type":"physical","sku":"S-%d","price_ex_tax":"1.0000","weight":1,"variant_id":null}`,
		id, address, quantity, id)
}

// ordersServer answers by path and notes the queries it got.
type ordersServer struct {
	mu      sync.Mutex
	answers map[string]func(url.Values) (int, string)
	asked   []string
	queries []url.Values
}

func (s *ordersServer) client(t *testing.T) *Client {
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		path := strings.TrimPrefix(r.URL.Path, "/stores/ab12cd")
		s.mu.Lock()
		defer s.mu.Unlock()
		s.asked = append(s.asked, path)
		s.queries = append(s.queries, r.URL.Query())
		f, ok := s.answers[path]
		if !ok {
			w.WriteHeader(404)
			return
		}
		status, body := f(r.URL.Query())
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		if status != 204 {
			_, _ = w.Write([]byte(body))
		}
	})
}

func fixed(status int, body string) func(url.Values) (int, string) {
	return func(url.Values) (int, string) { return status, body }
}

func TestListOrdersAsksForEverythingAtOnce(t *testing.T) {
	s := &ordersServer{answers: map[string]func(url.Values) (int, string){
		"/v2/orders": fixed(200, "["+orderJSON(100, 3, shippingJSON(51, "", lineJSON(1, 51, 1), lineJSON(2, 51, 2)))+"]"),
	}}
	status := 0
	since := time.Date(2018, 1, 2, 3, 4, 5, 0, time.FixedZone("", 2*3600))
	orders, err := s.client(t).ListOrders(t.Context(), OrderQuery{Sort: "id:asc", OrderFilter: OrderFilter{
		MinID: 100, MaxID: 900, StatusID: &status, MinCreated: since, MaxCreated: since.AddDate(9, 0, 0), MinModified: since, MaxModified: since.AddDate(9, 0, 0)}})
	if err != nil || len(orders) != 1 || len(s.asked) != 1 {
		t.Fatalf("%v, %v, %v", orders, err, s.asked)
	}
	want := url.Values{"include": {"consignments.line_items,fees"}, "consignment_structure": {"object"}, "limit": {"250"}, "sort": {"id:asc"},
		"min_id": {"100"}, "max_id": {"900"}, "status_id": {"0"},
		"min_date_created": {"2018-01-02T01:04:05.000+00:00"}, "max_date_created": {"2027-01-02T01:04:05.000+00:00"},
		"min_date_modified": {"2018-01-02T01:04:05.000+00:00"}, "max_date_modified": {"2027-01-02T01:04:05.000+00:00"}}
	if got := s.queries[0]; got.Encode() != want.Encode() {
		t.Errorf("asked for %v\nwant %v", got, want)
	}
	o := orders[0]
	if o.TotalIncTax.String() != "361.95" || o.DateCreated.Unix() != 1515618330 || len(o.Lines()) != 2 ||
		o.Consignments.Shipping[0].FirstName != "Jane" || o.Consignments.Shipping[0].CostExTax.String() != "5.1" {
		t.Errorf("%+v", o)
	}
}

func TestListOrdersEmptyIsNil(t *testing.T) {
	s := &ordersServer{answers: map[string]func(url.Values) (int, string){"/v2/orders": fixed(204, "")}}
	if orders, err := s.client(t).ListOrders(t.Context(), OrderQuery{}); orders != nil || err != nil {
		t.Errorf("%v, %v", orders, err)
	}
}

func TestListOrdersLowersTheLimit(t *testing.T) {
	s := &ordersServer{answers: map[string]func(url.Values) (int, string){"/v2/orders": func(q url.Values) (int, string) {
		if n, _ := strconv.Atoi(q.Get("limit")); n > 100 {
			return 413, `[{"status":413,"message":"The specified limit exceeds the maximum allowed.","details":{"max_limit":100}}]`
		}
		return 200, "[]"
	}}}
	c := s.client(t)
	for range 2 {
		if _, err := c.ListOrders(t.Context(), OrderQuery{}); err != nil {
			t.Fatal(err)
		}
	}
	var limits []string
	for _, q := range s.queries {
		limits = append(limits, q.Get("limit"))
	}
	if !slices.Equal(limits, []string{"250", "100", "100"}) || c.PageLimit() != 100 {
		t.Errorf("asked with limits %v, page limit %d", limits, c.PageLimit())
	}
}

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
		orders, err := decodeOrders([]byte("[" + orderJSON(1, 2, tc.json) + "," + orderJSON(2, 2, object) + "]"))
		if err != nil || len(orders) != 2 || len(orders[0].Lines()) != tc.lines || len(orders[1].Lines()) != 1 {
			t.Errorf("%s: %+v, %v", name, orders, err)
		}
	}
}

func TestFieldsOfUnexpectedTypes(t *testing.T) {
	body := `[{"id":"118","customer_id":"","status_id":11.0,"status":null,"items_total":"2","order_is_digital":"false","is_deleted":0,
		"payment_method":42,"external_id":null,"total_inc_tax":12.5,"total_ex_tax":null,"discount_amount":"","credit_card_type":{},
		"billing_address":{"zip":78751,"phone":false,"form_fields":{"a":1}},"fees":{"url":"x","resource":"y"},"date_modified":"","ebay_order_id":[1,{}],
		"consignments":{"shipping":[{"id":"5","line_items":[{"id":1,"quantity":"2","price_ex_tax":1.5,"sku":7,"parent_order_product_id":null,"applied_discounts":"none"}]}]}}]`
	orders, err := decodeOrders([]byte(body))
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

func TestIgnoredFilterStops(t *testing.T) {
	s := &ordersServer{answers: map[string]func(url.Values) (int, string){"/v2/orders": fixed(200, "["+orderJSON(100, 0, "{}")+"]")}}
	c := s.client(t)
	for name, f := range map[string]OrderFilter{
		"min_id":            {MinID: 101},
		"max_id":            {MaxID: 99},
		"min_date_modified": {MinModified: time.Date(2018, 12, 5, 20, 16, 56, 0, time.UTC)},
		"min_date_created":  {MinCreated: time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC)},
	} {
		_, err := c.ListOrders(t.Context(), OrderQuery{OrderFilter: f})
		var ignored *FilterIgnoredError
		if !errors.As(err, &ignored) || ignored.Filter != name || ignored.OrderID != 100 {
			t.Errorf("%s: %v", name, err)
		}
	}
	// The same second passes: the store's resolution is one second.
	if _, err := c.ListOrders(t.Context(), OrderQuery{OrderFilter: OrderFilter{MinID: 100, MinModified: time.Date(2018, 12, 5, 20, 16, 55, 9e8, time.UTC)}}); err != nil {
		t.Error(err)
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
	if len(s.asked) != 3 {
		t.Errorf("asked %v", s.asked)
	}
}

func TestQuantitiesThatNeverAddUpCostOneLook(t *testing.T) {
	s := &ordersServer{answers: map[string]func(url.Values) (int, string){
		"/v2/orders":            fixed(200, "["+orderJSON(1, 5, shippingJSON(51, "", lineJSON(1, 51, 2)))+","+orderJSON(2, 5, shippingJSON(51, ""))+","+orderJSON(3, 1, "{}")+"]"),
		"/v2/orders/1/products": fixed(200, "["+lineJSON(1, 51, 3)+"]"),
		"/v2/orders/2/products": fixed(204, ""),
	}}
	orders, err := s.client(t).ListOrders(t.Context(), OrderQuery{})
	if err != nil || len(orders) != 3 || len(s.asked) != 4 {
		t.Fatalf("%v, asked %v", err, s.asked)
	}
	if orders[0].Lines()[0].Quantity != 3 || orders[0].QuantitiesAddUp() || len(orders[1].Lines()) != 0 || orders[2].QuantitiesAddUp() {
		t.Errorf("%+v", orders)
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

func TestSingleOrderAndCounts(t *testing.T) {
	s := &ordersServer{answers: map[string]func(url.Values) (int, string){
		"/v2/orders/7":       fixed(200, orderJSON(7, 1, "["+shippingJSON(51, "", lineJSON(1, 51, 1))+"]")),
		"/v2/orders/8":       fixed(200, orderJSON(7, 0, "{}")),
		"/v2/orders/count":   fixed(200, `{"statuses":[{"id":0,"count":2}],"count":1204}`),
		"/v2/order_statuses": fixed(200, `[{"id":0,"name":"Incomplete","custom_label":"Lost cart","order":0},{"id":11,"name":"Awaiting Fulfillment","custom_label":""}]`),
		"/v2/store":          fixed(200, `{"id":"ab12cd","name":"Acme","logo":[],"features":{"x":[1]},"store_id":"12","timezone":{"name":"America/Chicago"},"decimal_places":"2"}`),
	}}
	c := s.client(t)
	if o, err := c.Order(t.Context(), 7); err != nil || o.ID != 7 || len(o.Lines()) != 1 {
		t.Errorf("%+v, %v", o, err)
	}
	var odd *DecodeError
	if _, err := c.Order(t.Context(), 8); !errors.As(err, &odd) {
		t.Errorf("another order's answer: %v", err)
	}
	var refused *APIError
	if _, err := c.Order(t.Context(), 9); !errors.As(err, &refused) || refused.Status != 404 {
		t.Errorf("no such order: %v", err)
	}
	if n, err := c.CountOrders(t.Context(), OrderFilter{}); err != nil || n != 1204 {
		t.Errorf("%d, %v", n, err)
	}
	if all, err := c.OrderStatuses(t.Context()); err != nil || len(all) != 2 || all[0].Label() != "Lost cart" || all[1].Label() != "Awaiting Fulfillment" {
		t.Errorf("%v, %v", all, err)
	}
	if store, err := c.Store(t.Context()); err != nil || store.StoreID != 12 || store.Timezone.Name != "America/Chicago" || store.DecimalPlaces != 2 {
		t.Errorf("%+v, %v", store, err)
	}
}

func TestStatusNames(t *testing.T) {
	if len(StatusIDs()) != 15 || StatusName(StatusAwaitingFulfillment) != "Awaiting Fulfillment" || StatusName(StatusPartiallyRefunded) != "Partially Refunded" ||
		StatusName(StatusManualVerificationRequired) != "Manual Verification Required" || StatusName(-1) != "" || StatusName(15) != "" {
		t.Error("the status names are wrong")
	}
}
