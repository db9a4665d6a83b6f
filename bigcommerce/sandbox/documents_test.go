package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/sandbox/spectest"
)

const whole = "include=consignments,consignments.line_items,fees"

// endpoints are the GET endpoints as one would ask for them, with {id} for an order's id.
var endpoints = []string{
	"/v2/time", "/v2/store", "/v2/order_statuses", "/v2/orders/count", "/v2/orders/count?status_id=11&min_id=5",
	"/v2/orders", "/v2/orders?limit=20&sort=id:asc&min_id=1&consignment_structure=object&" + whole, "/v2/orders?limit=20&" + whole,
	"/v2/orders?include=consignments&consignment_structure=object", "/v2/orders?sort=date_modified:asc&limit=5&page=2",
	"/v2/orders?customer_id=1&email=nobody@example.com&min_total=1&max_total=2.5&channel_id=1",
	"/v2/orders/{id}", "/v2/orders/{id}/products", "/v2/orders/{id}/shipping_addresses", "/v2/orders/{id}/coupons",
	"/v2/orders/{id}/shipments", "/v2/orders/{id}/shipments/count", "/v2/orders/{id}/fees", "/v2/orders/{id}/consignments?include=consignments.line_items",
	"/v3/orders/{id}/transactions", "/v2/customers?limit=5", "/v3/customers", "/v3/customers?id:in=1,2&limit=2", "/v3/catalog/summary",
	"/v3/catalog/products?limit=250", "/v3/catalog/variants?limit=250&page=1", "/v3/channels/currency-assignments",
	"/v3/catalog/products?limit=250&include=variants&include_fields=sku,price,inventory_tracking,inventory_level", "/v3/catalog/products?include=options,modifiers,variants",
	"/v3/catalog/products?id:in=77,78&sku:in=A,B&sku=A", "/v3/catalog/variants?id=350&sku=A&product_id:in=77,78&include_fields=sku,inventory_level",
	"/v3/inventory/items?limit=1000&page=1", "/v3/inventory/items?sku:in=A,B&variant_id:in=1,2&product_id:in=77&location_id:in=1&location_code:in=BC-LOCATION-1",
	"/v3/inventory/locations?limit=1000", "/v3/inventory/locations?is_default=true&is_active=true&location_id:in=1&type_id:in=PHYSICAL",
	"/v3/inventory/locations/1/items?limit=1000", "/v3/settings/inventory", "/v3/settings/email-statuses",
	"/v3/orders/payment_actions/refunds?order_id:in=100,101&limit=250", "/v3/orders/payment_actions/refunds?created:min=2020-01-01T00:00:00Z&limit=50",
}

// legacyEndpoints are what a legacy account may ask.
var legacyEndpoints = []string{"/api/v2/time", "/api/v2/store", "/api/v2/order_statuses", "/api/v2/orders/count", "/api/v2/orders?limit=5&" + whole,
	"/api/v2/orders/{id}", "/api/v2/orders/{id}/products", "/api/v2/orders/{id}/shipments", "/api/v2/products?limit=5", "/api/v2/products/count",
	"/api/v2/products/77", "/api/v2/products/77/skus", "/api/v2/customers?limit=5"}

// TestAnswersAsDocumented asks every endpoint of sandboxes in every condition; BigCommerce's own documents judge each request and
// answer. At the end no exception from them may be left that nothing needed.
func TestAnswersAsDocumented(t *testing.T) {
	c := spectest.New(t)
	checked := func(t *testing.T, cfg sandbox.Config) *rig {
		r := start(t, cfg)
		r.trip = c.Transport(r.trip)
		return r
	}
	every := func(r *rig, id uint64, look func(path string, a reply)) {
		for _, path := range endpoints {
			look(path, r.get(forOrder(path, id)))
		}
	}
	t.Run("full", func(t *testing.T) {
		r := checked(t, sandbox.Config{Orders: 300, Customers: 20, Products: 30, LongOrders: 60})
		for _, id := range r.OrderIDs()[:40] {
			for _, part := range []string{"", "/products", "/shipping_addresses", "/coupons", "/shipments", "/fees", "/consignments"} {
				if a := r.get(fmt.Sprintf("/v2/orders/%d%s", id, part)); a.status != 200 && a.status != 204 {
					t.Errorf("order %d%s: answered %d", id, part, a.status)
				}
			}
		}
		every(r, r.OrderIDs()[0], func(path string, a reply) {
			if a.status != 200 && a.status != 204 {
				t.Errorf("%s: answered %d: %s", path, a.status, a.body)
			}
		})
		for path, status := range map[string]int{
			"/v2/orders?limit=251": 413, "/v2/orders/": 403, "/v2/orders/1": 404, "/v2/orders/1/products": 404, "/v2/orders/1/shipping_addresses": 404,
			"/v2/orders/1/coupons": 404, "/v2/orders/1/shipments": 404, "/v2/orders/1/fees": 404, "/v2/orders/1/consignments": 404,
			"/v3/orders/1/transactions": 404, "/v2/no_such_path": 404, "/v3/no/such/path": 403,
		} {
			if a := r.get(path); a.status != status {
				t.Errorf("%s: answered %d, want %d", path, a.status, status)
			}
		}
		probes(r, t, 400, 422)
	})
	t.Run("written", func(t *testing.T) {
		written(checked(t, sandbox.Config{Orders: 300, Customers: 20, Products: 60, Locations: 3, Legacy: true}))
	})
	t.Run("empty", func(t *testing.T) {
		r := checked(t, sandbox.Config{})
		every(r, 100, func(path string, a reply) {
			if a.status >= 400 && a.status != 404 {
				t.Errorf("%s: answered %d: %s", path, a.status, a.body)
			}
		})
	})
	t.Run("no scopes", func(t *testing.T) {
		r := checked(t, sandbox.Config{Orders: 3, Scopes: []string{}})
		every(r, r.OrderIDs()[0], func(path string, a reply) {
			if open := path == "/v2/time"; open != (a.status == 200) || !open && a.status != 403 {
				t.Errorf("%s without a scope: answered %d", path, a.status)
			}
		})
		probes(r, t, 403, 403)
	})
	t.Run("bad token", func(t *testing.T) {
		r := checked(t, sandbox.Config{Orders: 3})
		r.token = "nobody"
		every(r, 100, func(path string, a reply) {
			if a.status != http.StatusUnauthorized || json.Valid(a.body) {
				t.Errorf("%s with a bad token: answered %d: %s", path, a.status, a.body)
			}
		})
	})
	t.Run("busy and broken", func(t *testing.T) {
		r := checked(t, sandbox.Config{Orders: 3, Quota: sandbox.Limit{Requests: 1, Window: time.Hour}})
		r.get("/v2/time")
		r.get("/v2/orders/count")
		r.get("/v2/orders/count")
		r = checked(t, sandbox.Config{Orders: 3, Faults: sandbox.Faults{Error: 1}})
		r.get("/v2/orders/count")
	})
	t.Run("a legacy account", func(t *testing.T) { legacyAnswers(checked, t) })
	t.Run("their own example orders", func(t *testing.T) { ownExamples(t, start(t, sandbox.Config{})) })
	if unused := c.Unused(); len(unused) > 0 {
		t.Errorf("nothing needed these exceptions from the documents: %q", unused)
	}
	seen := c.Seen()
	for _, name := range []string{"GET /v2/orders", "GET /v2/orders/{order_id}", "GET /v2/orders/{order_id}/shipments", "GET /v3/customers"} {
		if seen[name] == 0 {
			t.Errorf("%s was never held against the documents", name)
		}
	}
}

func forOrder(path string, id uint64) string {
	b := []byte(path)
	if i := slices.Index(b, '{'); i >= 0 {
		return path[:i] + fmt.Sprint(id) + path[i+len("{id}"):]
	}
	return path
}

func probes(r *rig, t *testing.T, v2, v3 int) {
	t.Helper()
	for _, p := range []struct {
		path, body string
		status     int
	}{{"/v2/orders", "{}", v2}, {"/v3/customers", "[]", v3}, {"/v3/customers", "{}", v3}, {"/v3/catalog/products", "{}", v3}} {
		if a := r.post(p.path, p.body); a.status != p.status {
			t.Errorf("POST %s %s: answered %d, want %d", p.path, p.body, a.status, p.status)
		}
	}
}

// ownExamples puts the documents' example orders into a store, from which they come as they are, but not past the documents'
// own schemas, which some of them break.
func ownExamples(t *testing.T, r *rig) {
	for _, e := range spectest.ExampleOrders(t) {
		id, err := r.AddRawOrder(e.Order)
		if err != nil {
			t.Errorf("%s: %v", e.Name, err)
			continue
		}
		if err := r.AddRawPart(id, "products", spectest.ExampleProducts(t)); err != nil {
			t.Error(err)
		}
		if a := r.get(fmt.Sprintf("/v2/orders/%d", id)); string(a.body) != string(e.Order) {
			t.Errorf("%s: served as %s", e.Name, a.body)
		}
		if rows := want[[]json.RawMessage](r, 200, fmt.Sprintf("/v2/orders?min_id=%d&max_id=%d", id, id)); string(rows[0]) != string(e.Order) {
			t.Errorf("%s: listed as %s", e.Name, rows[0])
		}
		if a := r.get(fmt.Sprintf("/v2/orders/%d/products", id)); a.status != 200 || len(a.body) < 1000 {
			t.Errorf("%s: its products are answered %d %s", e.Name, a.status, a.body)
		}
	}
	if n := len(r.OrderIDs()); n != 3 {
		t.Errorf("the documents' three orders became %d", n)
	}
}
