package sandbox

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

// document is a product without its parts. Its level is what lies at the default location; tracked by variant, that of all
// variants (products_catalog.v3 spec, inventory_level). The caller holds the stock's lock.
func (st *stock) document(p *product) map[string]any {
	kind := "physical"
	if p.digital {
		kind = "digital"
	}
	level := st.shown(st.at(item{p.id, 0}, 0))
	switch p.tracking {
	case "variant":
		level = 0
		for i := range p.variants {
			level += st.shown(st.at(item{p.id, p.variants[i].id}, 0))
		}
	case "none":
		level = 0
	}
	price := (money(p.cents) * cent).number()
	var base any
	if !p.options {
		base = p.variants[0].id
	}
	return map[string]any{
		"id": p.id, "name": p.name, "type": kind, "sku": p.sku, "description": "<p>" + p.name + "</p>",
		"weight": float64(p.grams) / 1000, "width": 0, "depth": 0, "height": 0, "price": price, "cost_price": 0, "retail_price": 0,
		"sale_price": 0, "map_price": 0, "calculated_price": price, "tax_class_id": 0, "product_tax_code": "", "categories": []int{23}, "brand_id": 35,
		"inventory_level": level, "inventory_warning_level": p.warning, "inventory_tracking": p.tracking, "is_free_shipping": false,
		"is_visible": true, "is_featured": false, "warranty": "", "bin_picking_number": "", "upc": "", "gtin": "", "mpn": "",
		"availability": "available", "condition": "New", "sort_order": 0, "page_title": "", "view_count": 0,
		"custom_url":   map[string]any{"url": "/" + p.sku + "/", "is_customized": false},
		"date_created": p.made.Format(time.RFC3339), "date_modified": p.changed().Format(time.RFC3339), "base_variant_id": base,
	}
}

// changed is when the catalogue's entry was last written.
func (p *product) changed() time.Time {
	if p.written.IsZero() {
		return p.made
	}
	return p.written
}

// optionsPage is the most products of a page that tells options or modifiers too (products_catalog.v3 spec, "include").
const optionsPage = 10

// listProducts answers GET /v3/catalog/products: id, id:in, sku, sku:in, include (variants, options, modifiers), include_fields,
// exclude_fields, page, limit. A product's own sku is looked for, never those of its variants.
func (s *Sandbox) listProducts(r *request) answer {
	st := s.stock
	st.mu.Lock()
	defer st.mu.Unlock()
	st.reads++
	rows := st.products
	id, ids, sku, skus := r.list("id"), r.list("id:in"), r.list("sku"), r.list("sku:in")
	if id != nil || ids != nil || sku != nil || skus != nil {
		rows = nil
		for _, p := range st.products {
			number := strconv.FormatUint(p.id, 10)
			if among(id, number) && among(ids, number) && among(sku, p.sku) && among(skus, p.sku) {
				rows = append(rows, p)
			}
		}
	}
	include, most := r.list("include"), maxLimit
	options, modifiers := slices.Contains(include, "options"), slices.Contains(include, "modifiers")
	if options || modifiers {
		most = optionsPage
	}
	return r.paged(len(rows), most, func(i int) any {
		d := r.fields(st.document(rows[i]))
		if slices.Contains(include, "variants") {
			d["variants"] = st.variants(rows[i])
		}
		if options {
			d["options"] = rows[i].optionDocuments()
		}
		if modifiers {
			d["modifiers"] = []any{}
		}
		return d
	})
}

// fields leaves in a row what include_fields and exclude_fields say; the id stays.
func (r *request) fields(row map[string]any) map[string]any {
	wanted, unwanted := r.list("include_fields"), r.list("exclude_fields")
	for name := range row {
		if name != "id" && (wanted != nil && !slices.Contains(wanted, name) || slices.Contains(unwanted, name)) {
			delete(row, name)
		}
	}
	return row
}

func (st *stock) variants(p *product) []any {
	all := make([]any, len(p.variants))
	for i := range all {
		all[i] = st.variant(p, i)
	}
	return all
}

// optionDocuments are what a product's variants differ in.
func (p *product) optionDocuments() []any {
	all := []any{}
	if !p.options {
		return all
	}
	for n, name := range []string{"Color", "Size"} {
		var values []any
		seen := map[string]bool{}
		for i := range p.variants {
			label := p.variants[i].label(n)
			if !seen[label] && label != "" {
				seen[label] = true
				values = append(values, map[string]any{"id": p.valueID(n, label), "label": label, "sort_order": len(values), "is_default": false})
			}
		}
		all = append(all, map[string]any{"id": p.optionID(n), "product_id": p.id, "name": name + strconv.FormatUint(p.id, 10), "display_name": name,
			"type": "dropdown", "sort_order": n, "option_values": values})
	}
	return all
}

// label is a variant's value of the n-th option.
func (v *variant) label(n int) string { return [...]string{v.colour, v.size}[n] }

func (p *product) optionID(n int) uint64 { return p.id*2 + uint64(n) }

// valueID numbers the values of an option: those that the shop knows by their place, others behind them.
func (p *product) valueID(n int, label string) uint64 {
	known := [...][]string{colours, sizes}[n]
	at := slices.Index(known, label)
	if at < 0 {
		at = len(known) + len(label)
	}
	return p.optionID(n)*16 + uint64(at)
}

// refuseProduct answers POST /v3/catalog/products, which is only ever asked to see whether it may be.
func refuseProduct(*request) answer {
	return refusal(http.StatusUnprocessableEntity, "JSON data is missing or invalid", map[string]string{
		"name": "error.path.missing", "price": "error.path.missing", "type": "error.path.missing", "weight": "error.path.missing"})
}

// listVariants answers GET /v3/catalog/variants: id, sku, product_id:in, include_fields, exclude_fields, page, limit. Base variants are
// in it.
func (s *Sandbox) listVariants(r *request) answer {
	type place struct {
		product *product
		variant int
	}
	st := s.stock
	st.mu.Lock()
	defer st.mu.Unlock()
	st.reads++
	id, sku, products := r.list("id"), r.list("sku"), r.list("product_id:in")
	var all []place
	for _, p := range st.products {
		if !among(products, strconv.FormatUint(p.id, 10)) {
			continue
		}
		for i := range p.variants {
			if among(id, strconv.FormatUint(p.variants[i].id, 10)) && among(sku, p.variants[i].sku) {
				all = append(all, place{p, i})
			}
		}
	}
	return r.collection(len(all), func(i int) any { return r.fields(st.variant(all[i].product, all[i].variant)) })
}

// variant is one variant's document. The caller holds the stock's lock.
func (st *stock) variant(p *product, n int) map[string]any {
	v := &p.variants[n]
	values := []any{}
	for i, name := range []string{"Color", "Size"} {
		if label := v.label(i); label != "" {
			values = append(values, map[string]any{"id": p.valueID(i, label), "option_id": p.optionID(i), "option_display_name": name, "label": label})
		}
	}
	price := (money(v.cents) * cent).number()
	var skuID any
	if p.options {
		skuID = v.id
	}
	level := 0
	if it, tracked := p.counted(v.id); tracked {
		level = st.shown(st.at(it, 0))
	}
	return map[string]any{
		"id": v.id, "product_id": p.id, "sku": v.sku, "sku_id": skuID, "price": price, "calculated_price": price, "sale_price": 0,
		"retail_price": 0, "cost_price": 0, "weight": float64(p.grams) / 1000, "is_free_shipping": false, "purchasing_disabled": false,
		"purchasing_disabled_message": "", "upc": "", "inventory_level": level, "inventory_warning_level": v.warning, "bin_picking_number": "",
		"option_values": values,
	}
}

// catalogSummary answers GET /v3/catalog/summary; the lowest price is a text, as in the documents.
func (s *Sandbox) catalogSummary(*request) answer {
	st := s.stock
	st.mu.Lock()
	defer st.mu.Unlock()
	var lowest, highest, sum, value money
	variants, count := 0, 0
	for _, p := range st.products {
		if p.tracking == "product" {
			n := st.shown(st.at(item{p.id, 0}, 0))
			count += n
			value += money(n) * money(p.cents) * cent
		}
		for i := range p.variants {
			v := &p.variants[i]
			price := money(v.cents) * cent
			if variants == 0 || price < lowest {
				lowest = price
			}
			highest = max(highest, price)
			sum += price
			if p.tracking == "variant" {
				n := st.shown(st.at(item{p.id, v.id}, 0))
				count += n
				value += money(n) * price
			}
			variants++
		}
	}
	return document(http.StatusOK, map[string]any{"data": map[string]any{
		"inventory_count": count, "inventory_value": value.number(), "variant_count": variants, "primary_category_id": 23,
		"primary_category_name": "Shop All", "highest_variant_price": highest.number(), "lowest_variant_price": lowest.String(),
		"average_variant_price": (sum / money(max(1, variants))).number(),
	}, "meta": map[string]any{}})
}
