package sandbox_test

import (
	"fmt"
	"strings"
	"testing"

	"cartwire/bigcommerce/sandbox"
)

type catalogVariant struct {
	ID      uint64  `json:"id"`
	Product uint64  `json:"product_id"`
	SKU     string  `json:"sku"`
	SKUID   *uint64 `json:"sku_id"`
	Price   float64 `json:"price"`
	Level   int     `json:"inventory_level"`
	Values  []struct {
		ID     uint64 `json:"id"`
		Option uint64 `json:"option_id"`
		Label  string `json:"label"`
	} `json:"option_values"`
}

type catalogProduct struct {
	ID       uint64           `json:"id"`
	Name     string           `json:"name"`
	SKU      string           `json:"sku"`
	Price    float64          `json:"price"`
	Tracking string           `json:"inventory_tracking"`
	Level    int              `json:"inventory_level"`
	Variants []catalogVariant `json:"variants"`
	Options  []struct {
		ID uint64 `json:"id"`
	} `json:"options"`
}

func TestProductsArePagedAndFiltered(t *testing.T) {
	r := start(t, sandbox.Config{Products: 300})
	const path = "/v3/catalog/products"
	page := want[collection[catalogProduct]](r, 200, path+"?limit=500&include=variants")
	if len(page.Data) != 250 || page.Meta.Pagination.PerPage != 250 || page.Meta.Pagination.Pages != 2 || page.Meta.Pagination.Links.Next == "" {
		t.Errorf("a page of at most 250 holds %d: %+v", len(page.Data), page.Meta.Pagination)
	}
	for _, p := range page.Data {
		sum := 0
		for _, v := range p.Variants {
			sum += v.Level
			if v.Product != p.ID {
				t.Errorf("variant %d of product %d says it is of %d", v.ID, p.ID, v.Product)
			}
		}
		if len(p.Variants) == 0 || p.Tracking == "variant" && sum != p.Level {
			t.Errorf("product %d has %d, its %d variants %d", p.ID, p.Level, len(p.Variants), sum)
		}
	}
	if cut := want[collection[catalogProduct]](r, 200, path+"?limit=250&include=variants,options"); len(cut.Data) != 10 || cut.Meta.Pagination.PerPage != 10 {
		t.Errorf("with options a page holds %d", len(cut.Data))
	}
	three := want[collection[catalogProduct]](r, 200, path+"?id:in=80,77,9999,81&include_fields=sku")
	if len(three.Data) != 3 || three.Data[0].ID != 77 || three.Data[0].SKU == "" || three.Data[0].Name != "" {
		t.Errorf("by id come %+v", three.Data)
	}
	sku := page.Data[5].SKU
	if one := want[collection[catalogProduct]](r, 200, path+"?sku:in=nothing,"+strings.ToLower(sku)); len(one.Data) != 1 || one.Data[0].ID != page.Data[5].ID {
		t.Errorf("by sku come %+v", one.Data)
	}
	vs := want[collection[catalogVariant]](r, 200, "/v3/catalog/variants?limit=250&product_id:in=77,78")
	for _, v := range vs.Data {
		if v.Product != 77 && v.Product != 78 {
			t.Errorf("a variant of product %d is among them", v.Product)
		}
	}
	if len(vs.Data) < 2 {
		t.Errorf("of two products come %d variants", len(vs.Data))
	}
}

func TestProductsAreWritten(t *testing.T) {
	r := start(t, sandbox.Config{Products: 60, Orders: 40, Locations: 2})
	const path = "/v3/catalog/products"
	p, v, none := tracked(r, "product"), tracked(r, "variant"), tracked(r, "none")
	lines := want[[]lineItem](r, 200, fmt.Sprintf("/v2/orders/%d/products", r.OrderIDs()[3]))
	elsewhere := level(r, p, 2)
	rows := wrote[collection[catalogProduct]](r, 200, "PUT", path, fmt.Sprintf(`[{"id":%d,"inventory_level":31,"price":12.5,"name":"New","sku":"NEW-1"},`+
		`{"id":%d,"inventory_level":32},{"id":%d,"inventory_level":33}]`, p.ProductID, v.ProductID, none.ProductID))
	if x := rows.Data[0]; x.Level != 31 || x.Price != 12.5 || x.Name != "New" || x.SKU != "NEW-1" || level(r, p, 1) != 31 || level(r, p, 2) != elsewhere {
		t.Errorf("written, the product is %+v with %d and %d", x, level(r, p, 1), level(r, p, 2))
	}
	if level(r, v, 1) != v.Level || rows.Data[2].Level != 0 {
		t.Error("a product's level was written where its variants are counted, or nothing is")
	}
	if again := want[[]lineItem](r, 200, fmt.Sprintf("/v2/orders/%d/products", r.OrderIDs()[3])); again[0].PriceExTax.String() != lines[0].PriceExTax.String() {
		t.Error("an order's prices followed the catalogue")
	}
	wrote[any](r, 207, "PUT", path, fmt.Sprintf(`[{"id":%d,"inventory_level":-1,"name":"Newer"}]`, p.ProductID))
	if one := want[collection[catalogProduct]](r, 200, fmt.Sprintf("%s?id:in=%d", path, p.ProductID)); one.Data[0].Name != "Newer" || one.Data[0].Level != 31 {
		t.Errorf("a write that went half through left %+v", one.Data[0])
	}
	wrote[any](r, 200, "PUT", path, fmt.Sprintf(`[{"id":%d,"inventory_level":99999999999}]`, p.ProductID))
	if n := level(r, p, 1); n != 2147483647 {
		t.Errorf("too much becomes %d", n)
	}
	before := r.Fingerprint()
	for body, status := range map[string]int{
		`{}`: 422, `[]`: 422, `[{"name":"x"}]`: 422, `[{"id":1}]`: 404, fmt.Sprintf(`[{"id":%d,"name":"x"},{"id":1}]`, p.ProductID): 404,
		fmt.Sprintf(`[{"id":%d,"inventory_tracking":"some"}]`, p.ProductID): 422, fmt.Sprintf(`[{"id":%d,"name":""}]`, p.ProductID): 422,
		fmt.Sprintf(`[{"id":%d,"price":-1}]`, p.ProductID): 422, fmt.Sprintf(`[{"id":%d,"sku":%q}]`, p.ProductID, strings.ToLower(v.SKU)): 409,
		"[" + strings.Repeat(fmt.Sprintf(`{"id":%d},`, p.ProductID), 10) + fmt.Sprintf(`{"id":%d}]`, p.ProductID): 413,
	} {
		if a := r.put(path, body); a.status != status {
			t.Errorf("%s: answered %d, want %d", body, a.status, status)
		}
	}
	if r.Fingerprint() != before {
		t.Error("what was refused changed the store")
	}
}

func TestVariantsAreWrittenAndMade(t *testing.T) {
	r := start(t, sandbox.Config{Products: 60})
	const path = "/v3/catalog/variants"
	v, p := tracked(r, "variant"), tracked(r, "product")
	rows := wrote[collection[catalogVariant]](r, 200, "PUT", path, fmt.Sprintf(`[{"id":%d,"inventory_level":41,"price":9.99},{"id":%d,"inventory_level":42}]`,
		v.VariantID, p.VariantID))
	if rows.Data[0].Level != 41 || rows.Data[0].Price != 9.99 || level(r, v, 1) != 41 || level(r, p, 1) != p.Level {
		t.Errorf("written, the variants are %+v", rows.Data)
	}
	count := func() int {
		return want[collection[catalogVariant]](r, 200, path+"?limit=1").Meta.Pagination.Total
	}
	n := count()
	option := rows.Data[0].Values[0].Option
	made := wrote[collection[catalogVariant]](r, 200, "PUT", path, fmt.Sprintf(`[{"product_id":%d,"sku":"MADE-1","inventory_level":6,"option_values":[{"id":1,"option_id":%d,"label":"Teal"}]}]`,
		v.ProductID, option)).Data[0]
	if made.ID == 0 || made.SKU != "MADE-1" || made.Level != 6 || made.Product != v.ProductID || len(made.Values) != 1 || made.Values[0].Label != "Teal" || count() != n+1 {
		t.Errorf("the variant made is %+v; there are %d, were %d", made, count(), n)
	}
	if a := r.put(absolute, `{"items":[{"location_id":1,"sku":"made-1","quantity":8}]}`); a.status != 200 {
		t.Errorf("its stock can't be written: %d %s", a.status, a.body)
	}
	before := r.Fingerprint()
	for body, status := range map[string]int{
		`[]`: 422, `[{"inventory_level":5}]`: 422, `[{"id":1,"inventory_level":5}]`: 422, fmt.Sprintf(`[{"sku":%q,"inventory_level":5}]`, v.SKU): 422,
		fmt.Sprintf(`[{"id":%d,"inventory_level":1},{"id":1}]`, v.VariantID): 422, fmt.Sprintf(`[{"id":%d,"inventory_level":-1}]`, v.VariantID): 422,
		fmt.Sprintf(`[{"product_id":%d,"sku":"MADE-1","option_values":[{"id":1,"option_id":%d}]}]`, v.ProductID, option): 422,
		fmt.Sprintf(`[{"product_id":%d,"sku":"MADE-2","option_values":[{"id":1,"option_id":%d}]}]`, p.ProductID, option): 422,
		"[" + strings.Repeat(fmt.Sprintf(`{"id":%d},`, v.VariantID), 50) + fmt.Sprintf(`{"id":%d}]`, v.VariantID):        413,
	} {
		if a := r.put(path, body); a.status != status || status == 422 && body != "[]" && !strings.Contains(string(a.body), `"batch_errors":[{`) {
			t.Errorf("%s: answered %d %s, want %d", body, a.status, a.body, status)
		}
	}
	if r.Fingerprint() != before {
		t.Error("what was refused changed the store")
	}
}
