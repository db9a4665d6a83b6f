package bigcommerce

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestProductsAreAskedForInFull(t *testing.T) {
	s := pagedStore{path: productsPath, rows: 1, most: 250, meta: linked(1)}
	at := time.Date(2026, 3, 1, 12, 30, 0, 0, time.FixedZone("", 3600))
	if _, err := s.client(t).Products(t.Context(), ProductQuery{IDs: []uint64{3, 4}, AfterID: 2, MinModified: at}); err != nil {
		t.Fatal(err)
	}
	q := s.queries[0]
	for name, want := range map[string]string{
		"include": "variants", "limit": "250", "page": "1", "id:in": "3,4", "id:greater": "2", "sort": "id", "direction": "asc", "date_modified:min": "2026-03-01T11:30:00Z",
	} {
		if q.Get(name) != want {
			t.Errorf("%s=%q, want %q", name, q.Get(name), want)
		}
	}
}

func TestVariantPrices(t *testing.T) {
	c := fakeClient(t, says(200, `{"data":[{"id":1,"base_variant_id":5,"inventory_tracking":"variant","variants":[
		{"id":5,"product_id":1,"sku_id":null,"price":null,"calculated_price":19.5,"inventory_level":3},
		{"id":6,"product_id":1,"sku_id":9,"price":0,"calculated_price":0,"option_values":[{"id":1,"option_id":2,"option_display_name":"Colour","label":"Red"}]}]}]}`))
	page, err := c.Products(t.Context(), ProductQuery{})
	if err != nil || len(page.Rows) != 1 || len(page.Rows[0].Variants) != 2 {
		t.Fatalf("%+v, %v", page, err)
	}
	p, v := page.Rows[0], page.Rows[0].Variants
	if p.InventoryTracking != TrackVariant || v[0].Price != nil || v[0].CalculatedPrice.String() != "19.5" || v[0].SKUID != 0 || v[0].InventoryLevel != 3 {
		t.Errorf("%+v", v[0])
	}
	if v[1].Price == nil || !v[1].Price.IsZero() || v[1].SKUID != 9 || v[1].Options[0].Label != "Red" {
		t.Errorf("%+v", v[1])
	}
}

func TestInventoryItems(t *testing.T) {
	var asked url.Values
	c := fakeClient(t, func(r *http.Request) (*http.Response, error) {
		asked = r.URL.Query()
		return answer(r, 200, `{"data":[{"identity":{"sku":"A","variant_id":7,"product_id":3,"sku_id":null},"locations":[
			{"location_id":1,"location_code":"BC-LOCATION-1","location_name":"Main","location_enabled":true,"available_to_sell":10,"total_inventory_onhand":11,"settings":{"safety_stock":1,"is_in_stock":true}},
			{"location_id":2,"available_to_sell":null,"total_inventory_onhand":null}]}],"meta":{}}`), nil
	})
	page, err := c.InventoryItems(t.Context(), InventoryQuery{LocationIDs: []uint64{1, 2}, SKUs: []string{"A", "B"}})
	if err != nil || len(page.Rows) != 1 {
		t.Fatalf("%+v, %v", page, err)
	}
	item := page.Rows[0]
	if item.Identity != (InventoryIdentity{SKU: "A", ProductID: 3, VariantID: 7}) || item.Locations[0].OnHand != 11 || item.Locations[0].Settings.SafetyStock != 1 || item.Locations[1].OnHand != 0 {
		t.Errorf("%+v", item)
	}
	if asked.Get("limit") != "1000" || asked.Get("location_id:in") != "1,2" || asked.Get("sku:in") != "A,B" {
		t.Errorf("%v", asked)
	}
}

func TestInventoryLocationsKnowTheDefault(t *testing.T) {
	two := `{"data":[{"id":1,"label":"Main","enabled":true},{"id":2,"label":"East"}]}`
	for name, tc := range map[string]struct {
		all, main string
		want      uint64
		requests  int
	}{
		"two":               {two, `{"data":[{"id":2}]}`, 2, 2},
		"filter is ignored": {two, two, 0, 2},
		"only one":          {`{"data":[{"id":4}]}`, "", 4, 1},
	} {
		requests := 0
		c := fakeClient(t, func(r *http.Request) (*http.Response, error) {
			requests++
			if r.URL.Query().Get("is_default") != "" {
				return answer(r, 200, tc.main), nil
			}
			return answer(r, 200, tc.all), nil
		})
		all, err := c.InventoryLocations(t.Context())
		var main uint64
		for _, l := range all {
			if l.IsDefault {
				main = l.ID
			}
		}
		if err != nil || main != tc.want || requests != tc.requests {
			t.Errorf("%s: default %d after %d requests, %v", name, main, requests, err)
		}
	}
}

func TestCustomersAndRefundsAreReadInBulk(t *testing.T) {
	var lists []string
	c := fakeClient(t, func(r *http.Request) (*http.Response, error) {
		q := r.URL.Query()
		ids := strings.Split(q.Get("id:in")+q.Get("order_id:in"), ",")
		lists = append(lists, fmt.Sprintf("%s %d", r.URL.Path, len(ids)))
		var rows []string
		for _, id := range ids {
			rows = append(rows, fmt.Sprintf(`{"id":%s,"order_id":%s,"total_amount":12.5,"created":"2022-06-16T16:44:15+00:00"}`, id, id))
		}
		return answer(r, 200, `{"data":[`+strings.Join(rows, ",")+`],"meta":{"pagination":{"total":`+strconv.Itoa(len(ids))+`,"links":{}}}}`), nil
	})
	ids := []uint64{0, 7, 7}
	for i := range uint64(300) {
		ids = append(ids, 1000+i)
	}
	people, err := c.Customers(t.Context(), ids)
	if err != nil || len(people) != 301 {
		t.Errorf("%d customers, %v", len(people), err)
	}
	refunds, _, err := c.Refunds(t.Context(), ids[:3])
	if err != nil || len(refunds) != 1 || refunds[0].OrderID != 7 || refunds[0].TotalAmount.String() != "12.5" || refunds[0].Created.Year() != 2022 {
		t.Errorf("%+v, %v", refunds, err)
	}
	want := []string{"/stores/ab12cd/v3/customers 250", "/stores/ab12cd/v3/customers 51", "/stores/ab12cd/v3/orders/payment_actions/refunds 1"}
	if !slices.Equal(lists, want) {
		t.Errorf("%q", lists)
	}
	if none, err := c.Customers(t.Context(), []uint64{0}); err != nil || none != nil || len(lists) != 3 {
		t.Errorf("guests were asked for: %v, %v", none, err)
	}
}

func TestShipmentsOfAnOrder(t *testing.T) {
	none := fakeClient(t, says(204, ""))
	if all, err := none.Shipments(t.Context(), 7); err != nil || all != nil {
		t.Errorf("%v, %v", all, err)
	}
	var pages int
	c := fakeClient(t, func(r *http.Request) (*http.Response, error) {
		pages++
		var rows []string
		for i := range map[string]int{"1": 250, "2": 3}[r.URL.Query().Get("page")] {
			rows = append(rows, fmt.Sprintf(`{"id":%d,"items":[]}`, pages*1000+i))
		}
		return answer(r, 200, "["+strings.Join(rows, ",")+"]"), nil
	})
	if all, err := c.Shipments(t.Context(), 7); err != nil || len(all) != 253 || pages != 2 {
		t.Errorf("%d shipments on %d pages, %v", len(all), pages, err)
	}
}

func TestStoreSettings(t *testing.T) {
	c := fakeClient(t, func(r *http.Request) (*http.Response, error) {
		if strings.HasSuffix(r.URL.Path, "/email-statuses") {
			return answer(r, 200, `{"data":{"combined_order_status_email":true,"invoice_email":false},"meta":{}}`), nil
		}
		return answer(r, 200, `{"data":{"update_stock_behavior":"order_completed_or_shipped","refund_order_stock_adjustment":null},"meta":{}}`), nil
	})
	mails, err := c.EmailStatuses(t.Context())
	if err != nil || !mails.OrderStatus || mails.Invoice {
		t.Errorf("%+v, %v", mails, err)
	}
	s, err := c.InventorySettings(t.Context())
	if err != nil || s.UpdateStock != StockMovesWhenShipped || s.RefundReturns {
		t.Errorf("%+v, %v", s, err)
	}
	for _, part := range []string{"shipped or completed", "sends what is left", "don't go back"} {
		if !strings.Contains(s.Sentence(), part) {
			t.Errorf("%q doesn't say %q", s.Sentence(), part)
		}
	}
	if got := (InventorySettings{}).Sentence(); !strings.Contains(got, "doesn't say") {
		t.Error(got)
	}
}

func TestReadsAreRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{steps: []func(*http.Request) (*http.Response, error){says(503, ""), says(200, `{"data":[{"id":1}]`), says(200, `{"data":[{"id":1}]}`)}}
		page, err := fakeClient(t, s.RoundTrip).Products(t.Context(), ProductQuery{})
		if err != nil || len(page.Rows) != 1 || len(s.at) != 3 {
			t.Errorf("%+v, %v after %d tries", page, err, len(s.at))
		}
	})
}
