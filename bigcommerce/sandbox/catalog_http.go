package sandbox

import (
	"net/http"
	"time"
)

func (p *product) document() map[string]any {
	kind := "physical"
	if p.digital {
		kind = "digital"
	}
	level := p.level
	if p.tracking == "variant" {
		for i := range p.variants {
			level += p.variants[i].level
		}
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
		"inventory_level": level, "inventory_warning_level": 0, "inventory_tracking": p.tracking, "is_free_shipping": false,
		"is_visible": true, "is_featured": false, "warranty": "", "bin_picking_number": "", "upc": "", "gtin": "", "mpn": "",
		"availability": "available", "condition": "New", "sort_order": 0, "page_title": "", "view_count": 0,
		"custom_url":   map[string]any{"url": "/" + p.sku + "/", "is_customized": false},
		"date_created": p.made.Format(time.RFC3339), "date_modified": p.made.Format(time.RFC3339), "base_variant_id": base,
	}
}

// listProducts answers GET /v3/catalog/products: page, limit.
func (s *Sandbox) listProducts(r *request) answer {
	return r.collection(len(s.catalog.listed), func(i int) any { return s.catalog.listed[i].document() })
}

// refuseProduct answers POST /v3/catalog/products, which is only ever asked to see whether it may be.
func refuseProduct(*request) answer {
	return refusal(http.StatusUnprocessableEntity, "JSON data is missing or invalid", map[string]string{
		"name": "error.path.missing", "price": "error.path.missing", "type": "error.path.missing", "weight": "error.path.missing"})
}

// listVariants answers GET /v3/catalog/variants: page, limit. Base variants are in it.
func (s *Sandbox) listVariants(r *request) answer {
	type place struct{ product, variant int }
	var all []place
	for i := range s.catalog.listed {
		for j := range s.catalog.listed[i].variants {
			all = append(all, place{i, j})
		}
	}
	return r.collection(len(all), func(i int) any { return s.catalog.listed[all[i].product].variant(all[i].variant) })
}

func (p *product) variant(n int) map[string]any {
	v := &p.variants[n]
	values := []any{}
	for i, option := range []struct{ name, label string }{{"Color", v.colour}, {"Size", v.size}} {
		if option.label != "" {
			values = append(values, map[string]any{"id": int(v.id)*2 + i, "option_id": int(p.id)*2 + i,
				"option_display_name": option.name, "label": option.label})
		}
	}
	price := (money(v.cents) * cent).number()
	level := v.level
	var skuID any
	if p.options {
		skuID = v.id
	}
	if p.tracking == "product" {
		level = p.level
	}
	return map[string]any{
		"id": v.id, "product_id": p.id, "sku": v.sku, "sku_id": skuID, "price": price, "calculated_price": price, "sale_price": 0,
		"retail_price": 0, "cost_price": 0, "weight": float64(p.grams) / 1000, "is_free_shipping": false, "purchasing_disabled": false,
		"purchasing_disabled_message": "", "upc": "", "inventory_level": level, "inventory_warning_level": 0, "bin_picking_number": "",
		"option_values": values,
	}
}

// catalogSummary answers GET /v3/catalog/summary; the lowest price is a text, as in the documents.
func (s *Sandbox) catalogSummary(*request) answer {
	var lowest, highest, sum, value money
	variants, stock := 0, 0
	for i := range s.catalog.listed {
		p := &s.catalog.listed[i]
		stock += p.level
		value += money(p.level) * money(p.cents) * cent
		for j := range p.variants {
			v := &p.variants[j]
			price := money(v.cents) * cent
			if variants == 0 || price < lowest {
				lowest = price
			}
			highest = max(highest, price)
			sum += price
			stock += v.level
			value += money(v.level) * price
			variants++
		}
	}
	return document(http.StatusOK, map[string]any{"data": map[string]any{
		"inventory_count": stock, "inventory_value": value.number(), "variant_count": variants, "primary_category_id": 23,
		"primary_category_name": "Shop All", "highest_variant_price": highest.number(), "lowest_variant_price": lowest.String(),
		"average_variant_price": (sum / money(max(1, variants))).number(),
	}, "meta": map[string]any{}})
}
