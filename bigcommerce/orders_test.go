package bigcommerce

import (
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
