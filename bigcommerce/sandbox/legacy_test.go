package sandbox_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
)

type legacyProduct struct {
	ID       uint64 `json:"id"`
	SKU      string `json:"sku"`
	Price    string `json:"price"`
	Tracking string `json:"inventory_tracking"`
	Level    int    `json:"inventory_level"`
}

func TestLegacyAccount(t *testing.T) {
	at := newClock()
	r := start(t, sandbox.Config{Orders: 20, Now: at.now, Legacy: true, LegacyLimit: sandbox.Limit{Requests: 4, Window: time.Hour}})
	if got := r.APIURL(); got != r.URL()+"/api/v2/" || r.Username() == "" || len(r.LegacyToken()) != 40 {
		t.Errorf("the account is %s at %s", r.Username(), got)
	}
	if rows := list[row](r, "/api/v2/orders?limit=5"); len(rows) != 5 {
		t.Errorf("five orders come as %d", len(rows))
	}
	for _, user := range []string{"", r.Username()} {
		r.username, r.password = user, "wrong"
		if a := r.get("/api/v2/time"); a.status != 401 || !strings.HasPrefix(string(a.body), "[{") || a.header.Get("X-BC-ApiLimit-Remaining") != "" {
			t.Errorf("a bad token is answered %d %s", a.status, a.body)
		}
	}
	r.username, r.password = r.Username(), r.LegacyToken()
	if a := r.get("/api/v2/time"); a.status != 200 || a.header.Get("X-BC-ApiLimit-Remaining") != "2" || a.header.Get("X-Rate-Limit-Requests-Left") != "" {
		t.Errorf("the second is answered %d with %v", a.status, a.header)
	}
	if a := r.get("/api/v3/catalog/products"); a.status != 404 {
		t.Errorf("V3 is answered %d", a.status)
	}
	r.get("/api/v2/time")
	for range 2 {
		if a := r.get("/api/v2/time"); a.status != 509 || string(a.body) != `[{"message":"The requests-per-hour limit has been reached.","status":509}]` ||
			a.header.Get("X-BC-ApiLimit-Remaining") != "0" {
			t.Errorf("past the limit it is answered %d %s %v", a.status, a.body, a.header)
		}
	}
	if a := r.get("/v2/time"); a.status != 200 {
		t.Errorf("the other account suffers: %d", a.status)
	}
	at.pass(time.Hour)
	if a := r.get("/api/v2/time"); a.status != 200 {
		t.Errorf("an hour later it is answered %d", a.status)
	}
	if s := r.Stats(); s.Requests["GET /api/v2/time"] != 7 || s.Requests["GET /api/v2/orders"] != 1 || s.Requests["GET /v2/time"] != 1 {
		t.Errorf("counted are %v", s.Requests)
	}
	r = start(t, sandbox.Config{Orders: 1})
	if a := r.get("/api/v2/time"); a.status == 200 {
		t.Error("a store without legacy accounts lets one in")
	}
	if a := r.get("/v2/products"); a.status != 404 {
		t.Errorf("V2's products are answered %d to a store-level account", a.status)
	}
}

func TestLegacyStock(t *testing.T) {
	r := start(t, sandbox.Config{Products: 60, Legacy: true})
	p, v := tracked(r, "product"), tracked(r, "variant")
	of := func(row sandbox.StockRow) string { return fmt.Sprintf("/api/v2/products/%d", row.ProductID) }
	seen := map[string]bool{}
	for page := 1; ; page++ {
		rows := list[legacyProduct](r, fmt.Sprintf("/api/v2/products?limit=25&page=%d", page))
		if len(rows) == 0 {
			break
		}
		for _, x := range rows {
			seen[x.Tracking] = true
		}
	}
	if len(seen) != 3 || !seen["none"] || !seen["simple"] || !seen["sku"] {
		t.Errorf("products are tracked by %v", seen)
	}
	if x := want[legacyProduct](r, 200, of(p)); x.Level != p.Level || x.SKU != p.SKU || !strings.Contains(x.Price, ".") {
		t.Errorf("the product is %+v", x)
	}
	if x := wrote[legacyProduct](r, 200, "PUT", of(p), `{"inventory_level":17}`); x.Level != 17 || level(r, p, 1) != 17 {
		t.Errorf("written, the product is %+v and %d", x, level(r, p, 1))
	}
	sku := fmt.Sprintf("%s/skus/%d", of(v), v.VariantID)
	if x := wrote[legacyProduct](r, 200, "PUT", sku, `{"inventory_level":18}`); x.ID != v.VariantID || x.Level != 18 || level(r, v, 1) != 18 {
		t.Errorf("written, the sku is %+v and %d", x, level(r, v, 1))
	}
	found := false
	for _, x := range list[legacyProduct](r, of(v)+"/skus") {
		found = found || x.ID == v.VariantID && x.SKU == v.SKU && x.Level == 18
	}
	if !found {
		t.Error("the skus lack the one written")
	}
	if rows := list[legacyProduct](r, of(p)+"/skus"); p.SKU != "" && len(rows) != 0 {
		t.Errorf("a product without options has %d skus", len(rows))
	}
	before := r.Fingerprint()
	for path, status := range map[string]int{of(p): 400, sku: 400, "/api/v2/products/1": 404, of(v) + "/skus/1": 404, of(p) + "/skus/1": 404} {
		body := `{"inventory_level":-1}`
		if status == 404 {
			body = `{"inventory_level":1}`
		}
		if a := r.put(path, body); a.status != status {
			t.Errorf("%s: answered %d, want %d", path, a.status, status)
		}
	}
	if r.Fingerprint() != before {
		t.Error("what was refused changed the store")
	}
}

func TestLegacyShipments(t *testing.T) {
	r := start(t, sandbox.Config{Legacy: true})
	o := sendable(r)
	path := fmt.Sprintf("/api/v2/orders/%d", o.id)
	wrote[sentParcel](r, 201, "POST", path+"/shipments", o.body(3, ""))
	if x := wrote[row](r, 200, "PUT", path, `{"status_id":10}`); x.Status != 10 {
		t.Errorf("the order is %+v", x)
	}
}
