package sandbox

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// V2's products and skus, which only legacy accounts are shown here. No OpenAPI document describes them any more: they follow the
// archived documentation (docs: archive, V2 catalog, "Products" and "Product SKU").

// trackingV2 is what V2 calls the ways of tracking.
var trackingV2 = map[string]string{"none": "none", "product": "simple", "variant": "sku"}

// documentV2 is a product as V2 tells it. The caller holds the stock's lock.
func (st *stock) documentV2(p *product) map[string]any {
	v3 := st.document(p)
	price := (money(p.cents) * cent).String()
	id := strconv.FormatUint(p.id, 10)
	return map[string]any{
		"id": p.id, "name": p.name, "type": v3["type"], "sku": p.sku, "description": v3["description"], "price": price,
		"cost_price": "0.0000", "retail_price": "0.0000", "sale_price": "0.0000", "calculated_price": price, "sort_order": 0, "is_visible": true,
		"is_featured": false, "inventory_level": v3["inventory_level"], "inventory_warning_level": p.warning,
		"inventory_tracking": trackingV2[p.tracking], "weight": (money(p.grams) * 10).String(), "width": "0.0000", "height": "0.0000",
		"depth": "0.0000", "is_free_shipping": false, "date_created": p.made.Format(time.RFC1123Z), "date_modified": p.changed().Format(time.RFC1123Z),
		"brand_id": 35, "categories": []int{23}, "condition": "New", "availability": "available", "upc": "", "option_set_id": nil,
		"custom_url": "/" + p.sku + "/", "bin_picking_number": "",
		"skus": map[string]string{"url": linkV2 + id + "/skus", "resource": "/products/" + id + "/skus"},
	}
}

const linkV2 = "https://store.example.com/api/v2/products/"

// skuV2 is a sku as V2 tells it: a variant of a product with options. The caller holds the stock's lock.
func (st *stock) skuV2(p *product, n int) map[string]any {
	v := &p.variants[n]
	level := 0
	if p.tracking == "variant" {
		level = st.shown(st.at(item{p.id, v.id}, 0))
	}
	price := (money(v.cents) * cent).String()
	options := []any{}
	for i := range 2 {
		if label := v.label(i); label != "" {
			options = append(options, map[string]any{"product_option_id": p.optionID(i), "option_value_id": p.valueID(i, label)})
		}
	}
	return map[string]any{
		"id": v.id, "product_id": p.id, "sku": v.sku, "price": price, "adjusted_price": price, "cost_price": "0.0000", "upc": "",
		"inventory_level": level, "inventory_warning_level": v.warning, "bin_picking_number": "", "weight": nil,
		"adjusted_weight": (money(p.grams) * 10).String(), "is_purchasing_disabled": false, "purchasing_disabled_message": "", "image_file": "",
		"options": options,
	}
}

// listV2 answers with a page of n rows as V2 does: an array, or 204 where there is none.
func (r *request) listV2(n int, row func(int) any) answer {
	p, refused := r.page()
	if refused != nil {
		return *refused
	}
	if p.skip >= n {
		return nothing
	}
	rows := []any{}
	for i := p.skip; i < min(n, p.skip+p.limit); i++ {
		rows = append(rows, row(i))
	}
	return document(http.StatusOK, rows)
}

// legacyProducts answers GET /api/v2/products: min_id, max_id, sku, page, limit.
func (s *Sandbox) legacyProducts(r *request) answer {
	st := s.stock
	st.mu.Lock()
	defer st.mu.Unlock()
	st.reads++
	ids, sku := bounds{integer(r.get("min_id"), 0), integer(r.get("max_id"), anything.high)}, r.list("sku")
	var rows []*product
	for _, p := range st.products {
		if ids.has(int64(p.id)) && among(sku, p.sku) {
			rows = append(rows, p)
		}
	}
	return r.listV2(len(rows), func(i int) any { return st.documentV2(rows[i]) })
}

// countLegacyProducts answers GET /api/v2/products/count.
func (s *Sandbox) countLegacyProducts(*request) answer {
	return document(http.StatusOK, map[string]int{"count": len(s.stock.products)})
}

// onProduct runs f on the product of the request's path, with the stock's lock held; 404 where there is none.
func (s *Sandbox) onProduct(r *request, f func(*stock, *product) answer) answer {
	id, _ := strconv.ParseUint(r.params[0], 10, 64)
	st := s.stock
	st.mu.Lock()
	defer st.mu.Unlock()
	st.reads++
	p := st.product(id)
	if p == nil {
		return missing()
	}
	return f(st, p)
}

func (s *Sandbox) legacyProduct(r *request) answer {
	return s.onProduct(r, func(st *stock, p *product) answer { return document(http.StatusOK, st.documentV2(p)) })
}

// levelWrite is what V2's PUT of a product or a sku changes here; other fields are taken and forgotten.
type levelWrite struct {
	Level   *int64 `json:"inventory_level"`
	Warning *int   `json:"inventory_warning_level"`
}

func (r *request) levelWrite() (w levelWrite, refused *answer) {
	body, refused := r.body()
	if refused != nil {
		return w, refused
	}
	switch err := json.Unmarshal(body, &w); {
	case err != nil:
		return w, wrong("body", "The body is not an object.")
	case w.Level != nil && (*w.Level < 0 || *w.Level > maxLevel):
		return w, wrong("inventory_level", "The level must be from 0 to 2147483647.")
	}
	return w, nil
}

// putLegacyProduct answers PUT /api/v2/products/{id}. A level counts where tracking is simple, and is forgotten elsewhere.
func (s *Sandbox) putLegacyProduct(r *request) answer {
	w, refused := r.levelWrite()
	if refused != nil {
		return *refused
	}
	return s.onProduct(r, func(st *stock, p *product) answer {
		set(&p.warning, w.Warning)
		p.written = s.cfg.Now().UTC().Truncate(time.Second)
		if w.Level != nil && p.tracking == "product" {
			st.save(item{p.id, 0}, *w.Level)
		}
		return document(http.StatusOK, st.documentV2(p))
	})
}

// legacySKUs answers GET /api/v2/products/{id}/skus: 204 where the product has no options.
func (s *Sandbox) legacySKUs(r *request) answer {
	return s.onProduct(r, func(st *stock, p *product) answer {
		n := 0
		if p.options {
			n = len(p.variants)
		}
		return r.listV2(n, func(i int) any { return st.skuV2(p, i) })
	})
}

func (s *Sandbox) legacySKU(r *request) answer { return s.onSKU(r, levelWrite{}) }

// putLegacySKU answers PUT /api/v2/products/{id}/skus/{id}. A level counts where tracking is by sku, and is forgotten elsewhere.
func (s *Sandbox) putLegacySKU(r *request) answer {
	w, refused := r.levelWrite()
	if refused != nil {
		return *refused
	}
	return s.onSKU(r, w)
}

func (s *Sandbox) onSKU(r *request, w levelWrite) answer {
	id, _ := strconv.ParseUint(r.params[1], 10, 64)
	return s.onProduct(r, func(st *stock, p *product) answer {
		owner, n := st.ofVariant(id)
		if owner != p || !p.options {
			return missing()
		}
		set(&p.variants[n].warning, w.Warning)
		if w.Level != nil && p.tracking == "variant" {
			st.save(item{p.id, id}, *w.Level)
		}
		return document(http.StatusOK, st.skuV2(p, n))
	})
}
