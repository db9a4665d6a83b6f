package sandbox

import (
	"encoding/json"
	"net/http"
	"strconv"
)

// problem is the inventory's error: application/problem+json (inventory.v3 spec, ErrorResponse).
func problem(status int, title string, fields map[string]string) answer {
	if fields == nil {
		fields = map[string]string{}
	}
	a := refusal(status, title, fields)
	a.kind = "application/problem+json"
	return a
}

// identity names an item as answers do. A product with options that is counted as a whole has no variant.
func (st *stock) identity(it item) map[string]any {
	p := st.product(it.product)
	id := map[string]any{"product_id": p.id, "sku": p.sku}
	for _, v := range p.variants {
		if v.id == it.variant || !p.options {
			id["sku"], id["variant_id"] = v.sku, v.id
		}
	}
	return id
}

// selected lists the tracked items that the request's filters let pass.
func (st *stock) selected(r *request) (all []item) {
	skus, variants, products := r.list("sku:in"), r.list("variant_id:in"), r.list("product_id:in")
	for _, it := range st.items() {
		if skus == nil && variants == nil && products == nil {
			all = append(all, it)
			continue
		}
		id := st.identity(it)
		variant, _ := id["variant_id"].(uint64)
		if among(skus, id["sku"].(string)) && among(variants, strconv.FormatUint(variant, 10)) &&
			among(products, strconv.FormatUint(it.product, 10)) {
			all = append(all, it)
		}
	}
	return all
}

// told are the fields of a level that both lists of items have.
func (st *stock) told(l *level) map[string]any {
	onHand := st.shown(l)
	return map[string]any{
		"available_to_sell": max(0, onHand-l.safety), "total_inventory_onhand": onHand,
		"settings": map[string]any{"safety_stock": l.safety, "is_in_stock": !l.outOfStock, "warning_level": l.warning, "bin_picking_number": l.bin},
	}
}

// listItems answers GET /v3/inventory/items: what is tracked, at every location.
func (s *Sandbox) listItems(r *request) answer {
	st := s.stock
	st.mu.Lock()
	defer st.mu.Unlock()
	st.reads++
	items := st.selected(r)
	ids, codes := r.list("location_id:in"), r.list("location_code:in")
	return r.paged(len(items), maxInventory, func(i int) any {
		at := []any{}
		for n := range st.locations {
			where := &st.locations[n]
			if !among(ids, strconv.Itoa(where.id)) || !among(codes, where.code) {
				continue
			}
			row := st.told(st.at(items[i], n))
			row["location_id"], row["location_code"], row["location_name"] = where.id, where.code, where.label
			row["location_enabled"] = where.enabled
			at = append(at, row)
		}
		id := st.identity(items[i])
		if v, ok := id["variant_id"]; ok && st.product(items[i].product).options {
			id["sku_id"] = v
		} else {
			id["sku_id"] = nil
		}
		return map[string]any{"identity": id, "locations": at}
	})
}

// locationItems answers GET /v3/inventory/locations/{id}/items.
func (s *Sandbox) locationItems(r *request) answer {
	where, refused := s.location(r)
	if refused != nil {
		return *refused
	}
	st := s.stock
	st.mu.Lock()
	defer st.mu.Unlock()
	st.reads++
	items := st.selected(r)
	return r.paged(len(items), maxInventory, func(i int) any {
		row := st.told(st.at(items[i], where))
		row["identity"] = st.identity(items[i])
		return row
	})
}

// setting is what PUT /v3/inventory/locations/{id}/items changes of one item.
type setting struct {
	Identity     named   `json:"identity"`
	Safety       *int    `json:"safety_stock"`
	InStock      *bool   `json:"is_in_stock"`
	WarningLevel *int    `json:"warning_level"`
	Bin          *string `json:"bin_picking_number"`
}

// putLocationItems answers PUT /v3/inventory/locations/{id}/items: all of the settings, or none.
func (s *Sandbox) putLocationItems(r *request) answer {
	where, refused := s.location(r)
	if refused != nil {
		return *refused
	}
	body, refused := r.body()
	if refused != nil {
		return *refused
	}
	var want struct {
		Settings []setting `json:"settings"`
	}
	if err := json.Unmarshal(body, &want); err != nil || len(want.Settings) == 0 || len(want.Settings) > maxAdjusted {
		return invalid("settings", "settings must be an array of 1 to 2000 items")
	}
	st := s.stock
	st.mu.Lock()
	defer st.mu.Unlock()
	items := make([]item, len(want.Settings))
	for i, one := range want.Settings {
		at := "settings." + strconv.Itoa(i)
		switch {
		case one.Safety == nil && one.InStock == nil && one.WarningLevel == nil && one.Bin == nil:
			return invalid(at+".settings", "At least one setting must be specified: warning_level, is_in_stock or safety_stock")
		case one.Safety != nil && *one.Safety < 0, one.WarningLevel != nil && *one.WarningLevel < 0:
			return invalid(at, "must be 0 or more")
		}
		it, trouble := st.identify(one.Identity)
		if trouble != nil {
			return trouble.answer()
		}
		items[i] = it
	}
	for i, one := range want.Settings {
		l := st.at(items[i], where)
		set(&l.safety, one.Safety)
		set(&l.warning, one.WarningLevel)
		set(&l.bin, one.Bin)
		if one.InStock != nil {
			l.outOfStock = !*one.InStock
		}
	}
	return s.transaction()
}

func set[T any](field *T, value *T) {
	if value != nil {
		*field = *value
	}
}

// invalid is the documented refusal of a body (inventory.v3 spec, "Missed settings in payload").
func invalid(field, text string) answer {
	return problem(http.StatusUnprocessableEntity, "Payload contains invalid fields", map[string]string{field: text})
}
