package sandbox_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/shopspring/decimal"

	"cartwire/bigcommerce/sandbox"
)

func TestSettingsTellHowTheStoreIsMade(t *testing.T) {
	type settings struct {
		Data struct {
			Behaviour string `json:"update_stock_behavior"`
			Refund    bool   `json:"refund_order_stock_adjustment"`
			Mails     bool   `json:"combined_order_status_email"`
		} `json:"data"`
	}
	for _, c := range []struct {
		cfg       sandbox.Config
		behaviour string
	}{
		{sandbox.Config{}, "order_placed"},
		{sandbox.Config{StockBehaviour: sandbox.OrderCompletedOrShipped, ReturnStock: true, SilentStatuses: true}, "order_completed_or_shipped"},
	} {
		r := start(t, c.cfg)
		if x := want[settings](r, 200, "/v3/settings/inventory").Data; x.Behaviour != c.behaviour || x.Refund != c.cfg.ReturnStock {
			t.Errorf("%+v tells %+v", c.cfg, x)
		}
		if x := want[settings](r, 200, "/v3/settings/email-statuses").Data; x.Mails == c.cfg.SilentStatuses {
			t.Errorf("%+v tells %+v", c.cfg, x)
		}
	}
}

func TestRefunds(t *testing.T) {
	type refund struct {
		Order uint64          `json:"order_id"`
		Total decimal.Decimal `json:"total_amount"`
		Items []struct {
			Type     string `json:"item_type"`
			ID       uint64 `json:"item_id"`
			Quantity int    `json:"quantity"`
		} `json:"items"`
	}
	r := start(t, sandbox.Config{Orders: 200})
	refunded, totals := map[uint64]bool{}, map[uint64]decimal.Decimal{}
	var whole, other uint64
	for _, o := range walk(r) {
		totals[o.ID] = o.TotalInc
		switch o.Status {
		case 4, 14:
			refunded[o.ID] = true
			if o.Status == 4 {
				whole = o.ID
			}
		default:
			other = o.ID
		}
	}
	const path = "/v3/orders/payment_actions/refunds"
	all := want[collection[refund]](r, 200, path+"?limit=250")
	for _, x := range all.Data {
		if !refunded[x.Order] || len(x.Items) == 0 || x.Items[0].Type != "PRODUCT" || x.Items[0].Quantity < 1 || x.Total.GreaterThan(totals[x.Order]) {
			t.Errorf("a refund of order %d: %+v", x.Order, x)
		}
	}
	if len(all.Data) != len(refunded) || whole == 0 {
		t.Errorf("%d refunds of %d orders", len(all.Data), len(refunded))
	}
	two := want[collection[refund]](r, 200, fmt.Sprintf("%s?order_id:in=%d,%d", path, whole, other))
	if len(two.Data) != 1 || two.Data[0].Order != whole || !two.Data[0].Total.Equal(totals[whole]) {
		t.Errorf("asked for two orders, one of them refunded, it tells %+v", two.Data)
	}
	r.put(fmt.Sprintf("/v2/orders/%d", other), `{"status_id":4}`)
	if now := want[collection[refund]](r, 200, fmt.Sprintf("%s?order_id:in=%d", path, other)); len(now.Data) != 1 {
		t.Errorf("an order that became refunded has %d refunds", len(now.Data))
	}
	if none := want[collection[refund]](r, 200, path+"?created:max=2001-01-01T00:00:00Z"); len(none.Data) != 0 {
		t.Errorf("before the store was opened there are %d refunds", len(none.Data))
	}
}

// TestScopesOfTheInventory: it has scopes of its own, and those of the products don't do.
func TestScopesOfTheInventory(t *testing.T) {
	const items, places, catalogue, refunds = "/v3/inventory/items", "/v3/inventory/locations", "/v3/catalog/products", "/v3/orders/payment_actions/refunds"
	for scope, open := range map[string]map[string]bool{
		"store_inventory_read_only":       {"GET " + items: true},
		"store_inventory":                 {"GET " + items: true, "PUT " + absolute: true, "POST " + relative: true, "PUT " + places + "/1/items": true},
		"store_locations_read_only":       {"GET " + places: true},
		"store_v2_products_read_only":     {"GET " + catalogue: true},
		"store_v2_products":               {"GET " + catalogue: true, "PUT " + catalogue: true, "PUT /v3/catalog/variants": true},
		"store_v2_transactions_read_only": {"GET " + refunds: true},
		"store_v2_orders_read_only":       {"GET " + refunds: true},
		"store_v2_orders":                 {"GET " + refunds: true, "PUT /v2/orders/1": true, "POST /v2/orders/1/shipments": true},
	} {
		r := start(t, sandbox.Config{Scopes: []string{scope}, Products: 5})
		for _, c := range []struct{ method, path string }{
			{http.MethodGet, items}, {http.MethodGet, places}, {http.MethodGet, catalogue}, {http.MethodGet, refunds}, {http.MethodPut, absolute},
			{http.MethodPost, relative}, {http.MethodPut, places + "/1/items"}, {http.MethodPut, catalogue}, {http.MethodPut, "/v3/catalog/variants"},
			{http.MethodPut, "/v2/orders/1"}, {http.MethodPost, "/v2/orders/1/shipments"},
		} {
			body := ""
			if c.method != http.MethodGet {
				body = "{}"
			}
			if a := r.send(c.method, c.path, body); (a.status != 403) != open[c.method+" "+c.path] {
				t.Errorf("%s: %s %s is answered %d", scope, c.method, c.path, a.status)
			}
		}
	}
}
