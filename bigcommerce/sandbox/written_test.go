package sandbox_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"cartwire/bigcommerce/sandbox"
)

// tracked gives the first item that is tracked in this way and has a variant id, at the default location.
func tracked(r *rig, tracking string) sandbox.StockRow {
	r.t.Helper()
	for _, row := range r.Stock() {
		if row.Tracking == tracking && row.LocationID == 1 && row.VariantID != 0 {
			return row
		}
	}
	r.t.Fatalf("nothing is tracked by %s", tracking)
	return sandbox.StockRow{}
}

// level is what the store holds of an item at a location; -1 where it was never counted.
func level(r *rig, row sandbox.StockRow, location int) int {
	for _, x := range r.Stock() {
		if x.ProductID == row.ProductID && x.VariantID == row.VariantID && x.LocationID == location {
			return x.Level
		}
	}
	return -1
}

// written makes one of every write, as it should be and as it should not.
func written(r *rig) {
	byProduct, byVariant, none := tracked(r, "product"), tracked(r, "variant"), tracked(r, "none")
	long := strings.Repeat(",{}", 10)
	for _, c := range []struct {
		method, path, body string
		status             int
	}{
		{"PUT", "/v3/catalog/products", fmt.Sprintf(`[{"id":%d,"inventory_level":5}]`, byProduct.ProductID), 200},
		{"PUT", "/v3/catalog/products", fmt.Sprintf(`[{"id":%d,"inventory_level":-5}]`, byProduct.ProductID), 207},
		{"PUT", "/v3/catalog/products", `[{"inventory_level":5}]`, 422},
		{"PUT", "/v3/catalog/products", `[{"id":1}]`, 404},
		{"PUT", "/v3/catalog/products", fmt.Sprintf(`[{"id":%d,"sku":%q}]`, byProduct.ProductID, byVariant.SKU), 409},
		{"PUT", "/v3/catalog/products", `[{}` + long + `]`, 413},
		{"PUT", "/v3/catalog/variants", fmt.Sprintf(`[{"id":%d,"inventory_level":5}]`, byVariant.VariantID), 200},
		{"PUT", "/v3/catalog/variants", `[{"inventory_level":5}]`, 422},
		{"PUT", "/v3/catalog/variants", `[{}` + strings.Repeat(long, 5) + `]`, 413},
		{"PUT", "/v3/inventory/adjustments/absolute", fmt.Sprintf(`{"reason":"count","items":[{"location_id":1,"variant_id":%d,"quantity":4},`+
			`{"location_id":2,"product_id":%d,"quantity":0},{"location_id":3,"sku":%q,"quantity":7}]}`, byVariant.VariantID, byProduct.ProductID, byVariant.SKU), 200},
		{"PUT", "/v3/inventory/adjustments/absolute", `{}`, 422},
		{"PUT", "/v3/inventory/adjustments/absolute", fmt.Sprintf(`{"items":[{"location_id":1,"variant_id":%d,"quantity":1}]}`, none.VariantID), 422},
		{"POST", "/v3/inventory/adjustments/relative", fmt.Sprintf(`{"items":[{"location_id":1,"product_id":%d,"quantity":-1}]}`, byProduct.ProductID), 200},
		{"POST", "/v3/inventory/adjustments/relative", `{"items":[{"location_id":1,"sku":"nowhere","quantity":-1}]}`, 422},
		{"PUT", "/v3/inventory/locations/1/items", fmt.Sprintf(`{"settings":[{"identity":{"sku":%q},"safety_stock":2,"is_in_stock":true}]}`, byVariant.SKU), 200},
		{"PUT", "/v3/inventory/locations/1/items", fmt.Sprintf(`{"settings":[{"identity":{"sku":%q}}]}`, byVariant.SKU), 422},
		{"PUT", "/v3/inventory/locations/1/items", `{"settings":[{"identity":{"sku":"nowhere"},"safety_stock":2}]}`, 422},
		{"PUT", "/v3/inventory/locations/1/items", fmt.Sprintf(`{"settings":[{"identity":{"sku":%q},"safety_stock":-2}]}`, byVariant.SKU), 422},
		{"GET", "/v3/inventory/locations/9/items", "", 404},
		{"POST", "/v2/orders/1/shipments", `{}`, 404},
		{"PUT", "/v2/orders/1", `{"status_id":2}`, 404},
	} {
		if a := r.send(c.method, c.path, c.body); a.status != c.status {
			r.t.Errorf("%s %s %s: answered %d, want %d: %s", c.method, c.path, c.body, a.status, c.status, a.body)
		}
	}
	o := sendable(r)
	path := fmt.Sprintf("/v2/orders/%d", o.id)
	r.post(path+"/shipments", `{}`)
	one := wrote[sentParcel](r, 201, "POST", path+"/shipments", o.body(1, `,"tracking_number":"1Z1","shipping_provider":"ups","tracking_carrier":""`))
	r.get(path + "/shipments")
	r.get(fmt.Sprintf("%s/shipments/%d", path, one.ID))
	r.put(fmt.Sprintf("%s/shipments/%d", path, one.ID), `{"tracking_number":"1Z2"}`)
	r.get(path + "/shipments/1")
	r.put(path+"/shipments/1", `{}`)
	r.send("DELETE", path+"/shipments/1", "")
	r.send("DELETE", fmt.Sprintf("%s/shipments/%d", path, one.ID), "")
	r.send("DELETE", path+"/shipments", "")
	r.put(path, `{"status_id":10}`)
	r.put(path, `{"status_id":99}`)
}

// legacyAnswers asks as a legacy account in every condition.
func legacyAnswers(checked func(*testing.T, sandbox.Config) *rig, t *testing.T) {
	r := checked(t, sandbox.Config{Orders: 30, Products: 40, Legacy: true})
	for _, path := range legacyEndpoints {
		if a := r.get(forOrder(path, r.OrderIDs()[0])); a.status != http.StatusOK && a.status != http.StatusNoContent {
			t.Errorf("%s: answered %d: %s", path, a.status, a.body)
		}
	}
	r.put("/api/v2/products/77", `{"inventory_level":3}`)
	row := tracked(r, "variant")
	r.get(fmt.Sprintf("/api/v2/products/%d/skus/%d", row.ProductID, row.VariantID))
	r.put(fmt.Sprintf("/api/v2/products/%d/skus/%d", row.ProductID, row.VariantID), `{"inventory_level":3}`)
	r.password = "nobody's"
	if a := r.get("/api/v2/time"); a.status != http.StatusUnauthorized {
		t.Errorf("a bad token is answered %d", a.status)
	}
	r = checked(t, sandbox.Config{Legacy: true, LegacyLimit: sandbox.Limit{Requests: 1, Window: 1 << 40}})
	r.get("/api/v2/time")
	if a := r.get("/api/v2/time"); a.status != 509 {
		t.Errorf("past the limit it is answered %d", a.status)
	}
}
