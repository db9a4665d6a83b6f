package sandbox_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
)

// inventoryItem is an item as GET /v3/inventory/items tells it.
type inventoryItem struct {
	Identity struct {
		SKU     string  `json:"sku"`
		Variant uint64  `json:"variant_id"`
		Product uint64  `json:"product_id"`
		SKUID   *uint64 `json:"sku_id"`
	} `json:"identity"`
	Locations []struct {
		ID        int    `json:"location_id"`
		Code      string `json:"location_code"`
		Enabled   bool   `json:"location_enabled"`
		Available int    `json:"available_to_sell"`
		OnHand    int    `json:"total_inventory_onhand"`
		Settings  struct {
			Safety  int  `json:"safety_stock"`
			InStock bool `json:"is_in_stock"`
		} `json:"settings"`
	} `json:"locations"`
}

// collection is a page of V3.
type collection[T any] struct {
	Data []T `json:"data"`
	Meta struct {
		Pagination struct {
			Total   int `json:"total"`
			Count   int `json:"count"`
			PerPage int `json:"per_page"`
			Pages   int `json:"total_pages"`
			Links   struct {
				Next string `json:"next"`
			} `json:"links"`
		} `json:"pagination"`
	} `json:"meta"`
}

const (
	absolute = "/v3/inventory/adjustments/absolute"
	relative = "/v3/inventory/adjustments/relative"
)

// seen is what the inventory says is on hand of an item at the default location.
func seen(r *rig, row sandbox.StockRow) int {
	r.t.Helper()
	page := want[collection[inventoryItem]](r, 200, fmt.Sprintf("/v3/inventory/items?product_id:in=%d&sku:in=%s", row.ProductID, row.SKU))
	if len(page.Data) != 1 {
		r.t.Fatalf("%s is %d items", row.SKU, len(page.Data))
	}
	return page.Data[0].Locations[0].OnHand
}

// identity names an item by what it is tracked by.
func identity(row sandbox.StockRow) string {
	if row.Tracking == "product" {
		return fmt.Sprintf(`"product_id":%d`, row.ProductID)
	}
	return fmt.Sprintf(`"variant_id":%d`, row.VariantID)
}

func adjusted(row sandbox.StockRow, location, n int) string {
	return fmt.Sprintf(`{"items":[{"location_id":%d,%s,"quantity":%d}]}`, location, identity(row), n)
}

func TestInventoryTellsWhatTheStoreHolds(t *testing.T) {
	r := start(t, sandbox.Config{Products: 120, Locations: 3})
	type key struct {
		product, variant uint64
		location         int
	}
	held := map[key]int{}
	skus := map[string]bool{}
	items := map[[2]uint64]bool{}
	for _, row := range r.Stock() {
		if row.Tracking != "none" {
			held[key{row.ProductID, row.VariantID, row.LocationID}] = row.Level
			items[[2]uint64{row.ProductID, row.VariantID}] = true
			skus[row.SKU] = true
		}
	}
	got := 0
	for page := 1; ; page++ {
		p := want[collection[inventoryItem]](r, 200, fmt.Sprintf("/v3/inventory/items?limit=100&page=%d", page))
		for _, it := range p.Data {
			got++
			for _, l := range it.Locations {
				if n := held[key{it.Identity.Product, it.Identity.Variant, l.ID}]; n != l.OnHand || l.Available != n || !l.Enabled {
					t.Errorf("%+v at %s: %d on hand, the store holds %d", it.Identity, l.Code, l.OnHand, n)
				}
			}
			if len(it.Locations) != 3 || !skus[it.Identity.SKU] {
				t.Errorf("%+v is at %d locations", it.Identity, len(it.Locations))
			}
		}
		if p.Meta.Pagination.Total != len(items) {
			t.Errorf("page %d speaks of %d items, the store has %d", page, p.Meta.Pagination.Total, len(items))
		}
		if p.Meta.Pagination.Links.Next == "" {
			break
		}
	}
	if got != len(items) || got < 100 {
		t.Errorf("%d items were told of %d", got, len(items))
	}
	at := want[collection[inventoryItem]](r, 200, "/v3/inventory/items?location_id:in=2,3")
	if l := at.Data[0].Locations; len(l) != 2 || l[0].ID != 2 || l[1].Code != "BC-LOCATION-3" {
		t.Errorf("asked for two locations it tells %+v", l)
	}
	if one := want[collection[inventoryItem]](r, 200, "/v3/inventory/locations/2/items?limit=5"); len(one.Data) != 5 || one.Meta.Pagination.Total != len(items) {
		t.Errorf("one location tells %d of %d items", len(one.Data), one.Meta.Pagination.Total)
	}
	type label struct {
		ID    int    `json:"id"`
		Label string `json:"label"`
	}
	if all := want[collection[label]](r, 200, "/v3/inventory/locations"); len(all.Data) != 3 || all.Data[1].Label == "" {
		t.Errorf("the locations are %+v", all.Data)
	}
	if d := want[collection[label]](r, 200, "/v3/inventory/locations?is_default=true"); len(d.Data) != 1 || d.Data[0].ID != 1 {
		t.Errorf("the default location is %+v", d.Data)
	}
}

func TestAdjustments(t *testing.T) {
	r := start(t, sandbox.Config{Products: 60, Locations: 4})
	p, v := tracked(r, "product"), tracked(r, "variant")
	wrote[struct{ Transaction string }](r, 200, "PUT", absolute, fmt.Sprintf(`{"reason":"count","items":[{"location_id":1,%s,"quantity":11},`+
		`{"location_id":3,"sku":%q,"quantity":12},{"location_id":1,%s,"quantity":0}]}`, identity(v), strings.ToLower(v.SKU), identity(p)))
	if level(r, v, 1) != 11 || level(r, v, 3) != 12 || level(r, p, 1) != 0 {
		t.Errorf("after 11, 12 and 0 the levels are %d, %d and %d", level(r, v, 1), level(r, v, 3), level(r, p, 1))
	}
	wrote[any](r, 200, "POST", relative, fmt.Sprintf(`{"items":[{"location_id":1,%s,"quantity":-4},{"location_id":1,%s,"quantity":2}]}`, identity(v), identity(p)))
	if level(r, v, 1) != 7 || level(r, p, 1) != 2 || seen(r, v) != 7 {
		t.Errorf("after -4 and +2 the levels are %d and %d", level(r, v, 1), level(r, p, 1))
	}
	wrote[any](r, 200, "PUT", "/v3/inventory/locations/1/items", fmt.Sprintf(`{"settings":[{"identity":{%s},"safety_stock":5,"is_in_stock":false}]}`, identity(v)))
	page := want[collection[inventoryItem]](r, 200, fmt.Sprintf("/v3/inventory/items?variant_id:in=%d", v.VariantID))
	if l := page.Data[0].Locations[0]; l.OnHand != 7 || l.Available != 2 || l.Settings.Safety != 5 || l.Settings.InStock {
		t.Errorf("with 5 of safety stock it is %+v", l)
	}
	if a := r.post(relative, adjusted(v, 1, -3)); a.status != 422 {
		t.Errorf("going under the safety stock is answered %d", a.status)
	}
	if a := r.put(absolute, adjusted(v, 1, 1)); a.status != 200 {
		t.Errorf("an absolute level under the safety stock is answered %d %s", a.status, a.body)
	}
}

// TestAdjustmentsAreRefusedWhole: one item that can't be adjusted holds back the rest, with the documented words.
func TestAdjustmentsAreRefusedWhole(t *testing.T) {
	r := start(t, sandbox.Config{Products: 200, Locations: 5, ClosedLocations: []int{4}})
	p, v, none := tracked(r, "product"), tracked(r, "variant"), tracked(r, "none")
	var fresh sandbox.StockRow
	for _, row := range r.Stock() {
		if row.Tracking == "variant" && level(r, row, 2) < 0 {
			fresh = row
			break
		}
	}
	before := r.Fingerprint()
	for _, c := range []struct{ method, path, item, title string }{
		{"PUT", absolute, fmt.Sprintf(`"location_id":1,"variant_id":%d,"quantity":1`, p.VariantID),
			fmt.Sprintf("[Item with variant_id %d is tracked by product, please update stock by product id]", p.VariantID)},
		{"PUT", absolute, fmt.Sprintf(`"location_id":1,"product_id":%d,"quantity":1`, v.ProductID),
			fmt.Sprintf("[Item with product_id %d is tracked by variant, please update stock by variant id]", v.ProductID)},
		{"POST", relative, fmt.Sprintf(`"location_id":2,%s,"quantity":1`, identity(fresh)),
			fmt.Sprintf("Items with identity: [variant_id %d] requires absolute adjustment before relative", fresh.VariantID)},
		{"PUT", absolute, `"location_id":1,"sku":"nowhere","quantity":1`, "Items with identity: [sku nowhere] not found"},
		{"PUT", absolute, fmt.Sprintf(`"location_id":1,"variant_id":%d,"quantity":1`, none.VariantID), ""},
		{"PUT", absolute, fmt.Sprintf(`"location_id":9,%s,"quantity":1`, identity(v)), "Payload contains invalid fields"},
		{"PUT", absolute, fmt.Sprintf(`"location_id":4,%s,"quantity":1`, identity(v)), "Payload contains invalid fields"},
		{"PUT", absolute, fmt.Sprintf(`"location_id":1,%s,"quantity":-1`, identity(v)), "Payload contains invalid fields"},
		{"PUT", absolute, fmt.Sprintf(`"location_id":1,%s,"quantity":2147483648`, identity(v)), "Payload contains invalid fields"},
		{"PUT", absolute, fmt.Sprintf(`"location_id":1,%s`, identity(v)), "Payload contains invalid fields"},
		{"PUT", absolute, `"location_id":1,"quantity":1`, "Payload contains invalid fields"},
	} {
		a := r.send(c.method, c.path, fmt.Sprintf(`{"items":[{"location_id":1,%s,"quantity":77},{%s}]}`, identity(v), c.item))
		var body struct {
			Status int    `json:"status"`
			Title  string `json:"title"`
		}
		if err := json.Unmarshal(a.body, &body); err != nil || a.status != 422 || body.Status != 422 || a.header.Get("Content-Type") != "application/problem+json" ||
			c.title != "" && body.Title != c.title {
			t.Errorf("%s: answered %d %s, want %s", c.item, a.status, a.body, c.title)
		}
	}
	many := strings.Repeat(fmt.Sprintf(`,{"location_id":1,%s,"quantity":1}`, identity(v)), 2001)[1:]
	if a := r.put(absolute, `{"items":[`+many+`]}`); a.status != 422 {
		t.Errorf("2,001 items are answered %d", a.status)
	}
	if r.Fingerprint() != before {
		t.Error("what was refused changed the store")
	}
	many = many[strings.Index(many, "},")+2:]
	if a := r.put(absolute, `{"items":[`+many+`]}`); a.status != 200 {
		t.Errorf("2,000 items are answered %d", a.status)
	}
}

func TestInventoryLags(t *testing.T) {
	at := newClock()
	r := start(t, sandbox.Config{Products: 30, Now: at.now, InventoryLag: sandbox.Lag{Answers: 2}})
	row := tracked(r, "variant")
	wrote[any](r, 200, "PUT", absolute, adjusted(row, 1, row.Level+5))
	if level(r, row, 1) != row.Level+5 {
		t.Errorf("the store holds %d, want %d", level(r, row, 1), row.Level+5)
	}
	for i, n := range []int{row.Level, row.Level, row.Level + 5, row.Level + 5} {
		if got := seen(r, row); got != n {
			t.Errorf("answer %d says %d, want %d", i+1, got, n)
		}
	}
	r = start(t, sandbox.Config{Products: 30, Now: at.now, InventoryLag: sandbox.Lag{For: time.Minute}})
	wrote[any](r, 200, "PUT", absolute, adjusted(row, 1, row.Level+5))
	at.pass(59 * time.Second)
	early := seen(r, row)
	at.pass(time.Second)
	if late := seen(r, row); early != row.Level || late != row.Level+5 {
		t.Errorf("before the minute is over it says %d, then %d", early, late)
	}
	if !r.SetStock(row.SKU, 1, 3) || seen(r, row) != 3 {
		t.Error("a level set in the control panel isn't seen at once")
	}
}
