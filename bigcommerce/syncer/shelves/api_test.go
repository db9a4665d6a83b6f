package shelves_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// mishap is what goes wrong with a request: it is refused with a status, before or after it is done; 0 and late: the answer
// is lost.
type mishap struct {
	status int
	late   bool
}

// ServeHTTP answers as the API does.
func (s *shop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	path := r.URL.Path
	if rest, ok := strings.CutPrefix(path, "/stores/"+s.hash); ok {
		path = rest
	}
	path = strings.TrimSuffix(strings.TrimPrefix(path, "/api"), ".json")
	s.log = append(s.log, r.Method+" "+path+" "+r.URL.RawQuery)
	var m mishap
	if s.trouble != nil {
		m = s.trouble(r.Method, path)
	}
	h := w.Header()
	h.Set("Date", s.clock().Format(http.TimeFormat))
	h.Set("Content-Type", "application/json")
	for name, value := range map[string]string{"Requests-Left": "9999", "Requests-Quota": "10000", "Time-Reset-Ms": "3000", "Time-Window-Ms": "30000"} {
		h.Set("X-Rate-Limit-"+name, value)
	}
	status, body := m.status, any(map[string]any{"status": m.status, "title": "It went wrong.", "errors": map[string]any{}})
	if status == 0 || m.late {
		done, answer := s.answer(r.Method, path, r.URL.Query(), json.NewDecoder(r.Body))
		if status == 0 {
			status, body = done, answer
		}
		if m.late && m.status == 0 {
			panic(http.ErrAbortHandler)
		}
	}
	w.WriteHeader(status)
	if status != http.StatusNoContent {
		_ = json.NewEncoder(w).Encode(body)
	}
}

func (s *shop) answer(method, path string, q url.Values, body *json.Decoder) (status int, answer any) {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	scope := map[string]any{"status": 403, "title": "You don't have a required scope to access the endpoint", "errors": map[string]any{}}
	switch {
	case s.route == byV2 && parts[0] == "v3", s.route == byCatalogue && parts[0] == "v3" && parts[1] == "inventory":
		return http.StatusForbidden, scope
	case path == "/v2/time":
		return 200, map[string]any{"time": s.clock().Unix()}
	case path == "/v2/store":
		return 200, map[string]any{"id": s.hash, "store_id": 1, "name": s.hash, "domain": s.hash + ".example", "secure_url": "https://" + s.hash + ".example", "status": "live",
			"currency": "USD", "timezone": map[string]any{"name": "UTC", "raw_offset": 0, "dst_offset": 0, "dst_correction": false}, "plan_name": "Standard", "logo": []any{}}
	case path == "/v2/order_statuses":
		var rows []any
		for id, name := range statusNames {
			rows = append(rows, map[string]any{"id": id, "name": name, "system_label": name, "custom_label": name, "order": id})
		}
		return 200, rows
	case path == "/v2/orders" && method == http.MethodPost:
		return 400, []any{map[string]any{"status": 400, "message": "The field 'products' is required."}}
	case path == "/v2/orders", path == "/v2/orders/count":
		return s.orderList(q, strings.HasSuffix(path, "count"))
	case parts[0] == "v2" && parts[1] == "orders" && len(parts) > 2:
		return s.oneOrder(method, parts[2:], q, body)
	case path == "/v3/orders/payment_actions/refunds":
		ids := numbers(q, "order_id:in")
		return page(q, 250, keep(s.refunds, func(r map[string]any) bool { return ids == nil || slices.Contains(ids, r["order_id"].(uint64)) }))
	case path == "/v3/customers":
		return page(q, 250, []any{})
	case path == "/v3/settings/inventory":
		moves := "order_placed"
		if s.atShip {
			moves = "order_completed_or_shipped"
		}
		return 200, map[string]any{"data": map[string]any{"update_stock_behavior": moves, "edit_order_stock_adjustment": !s.noEdits, "refund_order_stock_adjustment": !s.noReturns,
			"product_out_of_stock_behavior": "do_nothing", "hide_in_product_filtering": false}, "meta": map[string]any{}}
	case path == "/v3/settings/email-statuses":
		return 200, map[string]any{"data": map[string]any{}, "meta": map[string]any{}}
	case path == "/v3/catalog/summary":
		return 200, map[string]any{"data": map[string]any{"variant_count": len(s.of)}, "meta": map[string]any{}}
	}
	return s.stock(method, path, parts, q, body)
}

// page answers a V3 list.
func page[T any](q url.Values, most int, rows []T) (int, any) {
	number, limit := max(1, number(q, "page")), min(cmp.Or(number(q, "limit"), 50), most)
	from := min((number-1)*limit, len(rows))
	part := rows[from:min(from+limit, len(rows))]
	if part == nil {
		part = []T{}
	}
	return 200, map[string]any{"data": part, "meta": map[string]any{"pagination": map[string]any{
		"total": len(rows), "count": len(part), "per_page": limit, "current_page": number, "total_pages": max(1, (len(rows)+limit-1)/limit), "links": map[string]any{"current": ""},
	}}}
}

func keep[T any](rows []T, f func(T) bool) (out []T) {
	for _, r := range rows {
		if f(r) {
			out = append(out, r)
		}
	}
	return out
}

func number(q url.Values, name string) int {
	n, _ := strconv.Atoi(q.Get(name))
	return n
}

// numbers are the ids of a filter; nil where it isn't set.
func numbers(q url.Values, name string) (ids []uint64) {
	for _, text := range strings.Split(q.Get(name), ",") {
		if id, err := strconv.ParseUint(text, 10, 64); err == nil {
			ids = append(ids, id)
		}
	}
	return ids
}

func (s *shop) orderList(q url.Values, count bool) (int, any) {
	at := func(name string) time.Time {
		t, _ := time.Parse(time.RFC3339, q.Get(name))
		return t
	}
	var rows []*order
	for _, o := range s.orders {
		minID, maxID := uint64(number(q, "min_id")), uint64(number(q, "max_id"))
		switch {
		case o.archived, o.gone, o.id < minID, maxID > 0 && o.id > maxID, q.Has("status_id") && o.status != number(q, "status_id"),
			q.Has("min_date_created") && o.created.Before(at("min_date_created")), q.Has("max_date_created") && o.created.After(at("max_date_created")),
			q.Has("min_date_modified") && o.modified.Before(at("min_date_modified")), q.Has("max_date_modified") && o.modified.After(at("max_date_modified")):
			continue
		}
		rows = append(rows, o)
	}
	if count {
		return 200, map[string]any{"count": len(rows), "statuses": []any{}}
	}
	by, dir, _ := strings.Cut(cmp.Or(q.Get("sort"), "id:asc"), ":")
	slices.SortFunc(rows, func(a, b *order) int {
		c := cmp.Compare(a.id, b.id)
		switch by {
		case "date_modified":
			c = cmp.Or(a.modified.Compare(b.modified), c)
		case "date_created":
			c = cmp.Or(a.created.Compare(b.created), c)
		}
		if dir == "desc" {
			return -c
		}
		return c
	})
	if s.listed != nil {
		s.listed()
	}
	limit := min(cmp.Or(number(q, "limit"), 50), 250)
	from := min((max(1, number(q, "page"))-1)*limit, len(rows))
	rows = rows[from:min(from+limit, len(rows))]
	if len(rows) == 0 {
		return http.StatusNoContent, nil
	}
	var out []any
	for _, o := range rows {
		out = append(out, s.view(o))
	}
	return 200, out
}

func (s *shop) oneOrder(method string, parts []string, q url.Values, body *json.Decoder) (int, any) {
	id, _ := strconv.ParseUint(parts[0], 10, 64)
	o := s.orders[id]
	if o != nil && (o.gone || o.empty) && len(parts) == 1 && s.missed != nil {
		s.missed(o)
	}
	if o != nil && o.empty {
		return http.StatusNoContent, nil
	}
	if o == nil || o.gone {
		return 404, []any{map[string]any{"status": 404, "message": "The requested resource was not found."}}
	}
	if len(parts) == 1 {
		if method == http.MethodPut {
			var put struct {
				Status int `json:"status_id"`
			}
			if body.Decode(&put) != nil {
				return 400, []any{map[string]any{"status": 400, "message": "The body can't be read."}}
			}
			s.become(o, put.Status)
		}
		return 200, s.view(o)
	}
	switch parts[1] {
	case "products":
		var rows []any
		for _, l := range o.lines {
			rows = append(rows, l.view(o))
		}
		if number(q, "page") > 1 || len(rows) == 0 {
			return http.StatusNoContent, nil
		}
		return 200, rows
	case "shipments":
		if method == http.MethodPost {
			return s.postParcel(o, body)
		}
		if number(q, "page") > 1 || len(o.parcels) == 0 {
			return http.StatusNoContent, nil
		}
		var rows []any
		for _, p := range o.parcels {
			rows = append(rows, p.view(o))
		}
		return 200, rows
	}
	return http.StatusNoContent, nil
}

func (s *shop) postParcel(o *order, body *json.Decoder) (int, any) {
	var post struct {
		Address  uint64 `json:"order_address_id"`
		Tracking string `json:"tracking_number"`
		Items    []struct {
			Line     uint64 `json:"order_product_id"`
			Quantity int    `json:"quantity"`
		} `json:"items"`
	}
	if body.Decode(&post) != nil || len(post.Items) == 0 {
		return 400, []any{map[string]any{"status": 400, "message": "The field 'items' is required."}}
	}
	items := map[uint64]int{}
	for _, it := range post.Items {
		at := slices.IndexFunc(o.lines, func(l *line) bool { return l.id == it.Line && l.address == post.Address })
		if at < 0 || it.Quantity > o.lines[at].quantity-o.lines[at].shipped {
			return 400, []any{map[string]any{"status": 400, "message": fmt.Sprintf("There are not %d of line %d to be shipped.", it.Quantity, it.Line)}}
		}
		items[it.Line] = it.Quantity
	}
	p := s.addParcel(o, post.Tracking, items)
	if s.posted != nil {
		s.posted(o, post.Tracking, post.Address)
	}
	return 201, p.view(o)
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC1123Z)
}

// view is an order as the API shows it.
func (s *shop) view(o *order) map[string]any {
	if s.served != nil {
		s.served(o)
	}
	physical, picked, files := map[uint64][]any{}, []any{}, []any{}
	var addresses []uint64
	total, sent := 0, 0
	for _, l := range o.lines {
		total, sent = total+l.quantity, sent+l.shipped
		switch l.kind {
		case "physical":
			if physical[l.address] == nil {
				addresses = append(addresses, l.address)
			}
			physical[l.address] = append(physical[l.address], l.view(o))
		case "pickup":
			picked = append(picked, l.view(o))
		default:
			files = append(files, l.view(o))
		}
	}
	sum := fmt.Sprintf("%d.0000", 10*total)
	shipping, pickups, downloads := []any{}, []any{}, []any{}
	for _, id := range addresses {
		a := address()
		a["id"], a["shipping_method"], a["line_items"], a["cost_ex_tax"] = id, "Flat Rate", physical[id], 0
		shipping = append(shipping, a)
	}
	if len(picked) > 0 {
		pickups = append(pickups, map[string]any{"id": 1, "pickup_method_id": 1, "pickup_method_display_name": "Shop", "line_items": picked, "location": map[string]any{"id": 1}})
	}
	if len(files) > 0 {
		downloads = append(downloads, map[string]any{"line_items": files})
	}
	v := map[string]any{
		"id": o.id, "customer_id": 0, "date_created": stamp(o.created), "date_modified": stamp(o.modified), "date_shipped": stamp(o.shipped),
		"status_id": o.status, "status": statusNames[o.status], "custom_status": statusNames[o.status], "is_deleted": o.archived, "order_is_digital": false,
		"subtotal_ex_tax": sum, "subtotal_inc_tax": sum, "subtotal_tax": "0.0000", "total_ex_tax": sum, "total_inc_tax": sum, "total_tax": "0.0000",
		"items_total": total, "items_shipped": sent, "payment_method": "Cash on Delivery", "payment_status": "", "refunded_amount": "0.0000",
		"currency_code": "USD", "default_currency_code": "USD", "billing_address": address(), "is_tax_inclusive_pricing": false, "channel_id": 1,
		"consignments": map[string]any{"shipping": shipping, "pickups": pickups, "downloads": downloads, "email": map[string]any{"gift_certificates": []any{}}},
		"fees":         []any{}, "staff_notes": "", "customer_message": "", "order_source": "www",
	}
	for _, cost := range []string{"shipping_cost", "handling_cost", "wrapping_cost"} {
		v[cost+"_ex_tax"], v[cost+"_inc_tax"] = "0.0000", "0.0000"
	}
	for _, cost := range []string{"discount_amount", "coupon_discount", "store_credit_amount", "gift_certificate_amount"} {
		v[cost] = "0.0000"
	}
	if o.broken {
		v["total_inc_tax"] = "abc"
	}
	for _, l := range o.lines {
		if l.refunded > 0 {
			v["payment_status"] = "partially refunded"
		}
	}
	return v
}

func address() map[string]any {
	return map[string]any{"first_name": "Ada", "last_name": "Byron", "company": "", "street_1": "1 Main St", "street_2": "", "city": "Austin", "state": "Texas",
		"zip": "78701", "country": "United States", "country_iso2": "US", "phone": "", "email": "ada@example.com", "form_fields": []any{}}
}

func (l *line) view(o *order) map[string]any {
	sku, kind, pickup := l.sku, l.kind, 0
	if l.noSKU {
		sku = ""
	}
	if kind == "pickup" {
		kind, pickup = "physical", 1
	}
	product, variant := uint64(0), uint64(0)
	if l.row != nil {
		product, variant = l.row.product, l.row.variant
	}
	sum := fmt.Sprintf("%d.0000", 10*l.quantity)
	return map[string]any{
		"id": l.id, "order_id": o.id, "product_id": product, "variant_id": variant, "order_address_id": l.address, "order_pickup_method_id": pickup,
		"name": l.sku, "name_merchant": l.sku, "sku": sku, "type": kind, "quantity": l.quantity, "quantity_shipped": l.shipped, "quantity_refunded": l.refunded,
		"is_refunded": l.refunded >= l.quantity, "price_ex_tax": "10.0000", "price_inc_tax": "10.0000", "total_ex_tax": sum, "total_inc_tax": sum, "total_tax": "0.0000",
		"parent_order_product_id": nil, "product_options": []any{}, "applied_discounts": []any{},
	}
}

func (p *parcel) view(o *order) map[string]any {
	items := []any{}
	for _, l := range o.lines {
		if n := p.items[l.id]; n > 0 {
			items = append(items, map[string]any{"order_product_id": l.id, "product_id": 0, "quantity": n})
		}
	}
	return map[string]any{"id": p.id, "order_id": o.id, "order_address_id": p.address, "date_created": stamp(p.created), "tracking_number": p.tracking,
		"tracking_carrier": "", "shipping_provider": "", "shipping_method": "", "comments": "", "items": items}
}

// stock answers what is about products and their levels.
func (s *shop) stock(method, path string, parts []string, q url.Values, body *json.Decoder) (int, any) {
	ids := numbers(q, "id:in")
	switch {
	case path == "/v3/catalog/products" && method == http.MethodGet:
		greater := uint64(number(q, "id:greater"))
		var rows []any
		for _, p := range s.products {
			if (ids == nil || slices.Contains(ids, p.id)) && p.id > greater {
				rows = append(rows, p.view())
			}
		}
		return page(q, 250, rows)
	case path == "/v3/catalog/products" || path == "/v3/catalog/variants" && method == http.MethodPut:
		var rows []struct {
			ID    uint64 `json:"id"`
			Level *int   `json:"inventory_level"`
		}
		if body.Decode(&rows) != nil {
			return 422, map[string]any{"status": 422, "title": "JSON data is missing or invalid", "errors": map[string]any{}}
		}
		for _, r := range rows {
			if row := s.row(strings.HasSuffix(path, "products"), r.ID); row != nil && r.Level != nil {
				s.write(row, 1, *r.Level)
			}
		}
		return 200, map[string]any{"data": []any{}, "meta": map[string]any{}}
	case path == "/v3/catalog/variants":
		products := numbers(q, "product_id:in")
		var rows []any
		for _, p := range s.products {
			for _, v := range p.variants {
				if products == nil || slices.Contains(products, p.id) {
					rows = append(rows, v.view(p))
				}
			}
		}
		return page(q, 250, rows)
	case path == "/v3/inventory/items":
		return s.inventoryItems(q)
	case path == "/v3/inventory/locations":
		var rows []any
		for i := range s.locations {
			if q.Get("is_default") != "true" || i == 0 {
				rows = append(rows, map[string]any{"id": i + 1, "code": fmt.Sprint("BC-LOCATION-", i+1), "label": s.place0(i), "type_id": "PHYSICAL", "enabled": true, "time_zone": "UTC", "address": map[string]any{}})
			}
		}
		return page(q, 1000, rows)
	case path == "/v3/inventory/adjustments/absolute":
		return s.adjust(body)
	case parts[0] == "v2" && parts[1] == "products":
		return s.legacy(method, parts[2:], q, body)
	case method != http.MethodGet:
		return 422, map[string]any{"status": 422, "title": "JSON data is missing or invalid", "errors": map[string]any{}}
	}
	return 404, map[string]any{"status": 404, "title": "Not found", "errors": map[string]any{}}
}

func (s *shop) place0(i int) string {
	return []string{"Default location", "Second", "Third"}[i]
}

func (s *shop) row(whole bool, id uint64) *stockRow {
	for _, p := range s.products {
		for _, v := range p.variants {
			if whole && p.id == id || !whole && v.id == id {
				return v.row
			}
		}
	}
	return nil
}

func (s *shop) write(row *stockRow, location, level int) {
	row.level[location-1] = level
	if s.wrote != nil {
		s.wrote(row.sku, location, level)
	}
}

func (p *product) view() map[string]any {
	var variants []any
	level := 0
	for _, v := range p.variants {
		variants = append(variants, v.view(p))
		level = v.row.level[0]
	}
	v := map[string]any{"id": p.id, "name": p.sku, "sku": p.sku, "type": "physical", "price": 10, "inventory_tracking": p.tracking, "inventory_level": level, "is_visible": true,
		"availability": "available", "date_created": "2020-01-01T00:00:00+00:00", "date_modified": "2020-01-01T00:00:00+00:00", "variants": variants, "base_variant_id": nil}
	if len(p.variants) == 1 {
		v["base_variant_id"] = p.variants[0].id
	}
	return v
}

func (v *variant) view(p *product) map[string]any {
	row := map[string]any{"id": v.id, "product_id": p.id, "sku": v.sku, "sku_id": nil, "price": nil, "calculated_price": 10, "inventory_level": v.row.level[0], "option_values": []any{}}
	if len(p.variants) > 1 {
		row["sku_id"] = v.id
		row["option_values"] = []any{map[string]any{"id": v.id, "option_id": 1, "label": v.sku, "option_display_name": "Kind"}}
	}
	return row
}

func (s *shop) inventoryItems(q url.Values) (int, any) {
	products, variants, skus := numbers(q, "product_id:in"), numbers(q, "variant_id:in"), q.Get("sku:in")
	seen := map[*stockRow]bool{}
	var rows []any
	for _, p := range s.products {
		for _, v := range p.variants {
			if seen[v.row] || products != nil && !slices.Contains(products, p.id) || variants != nil && !slices.Contains(variants, v.id) ||
				skus != "" && !slices.Contains(strings.Split(skus, ","), v.row.sku) {
				continue
			}
			seen[v.row] = true
			var at []any
			for i, n := range v.row.level {
				at = append(at, map[string]any{"location_id": i + 1, "location_code": fmt.Sprint("BC-LOCATION-", i+1), "location_name": s.place0(i), "location_enabled": true,
					"available_to_sell": n, "total_inventory_onhand": n, "settings": map[string]any{"safety_stock": 0, "is_in_stock": n > 0, "warning_level": 0, "bin_picking_number": ""}})
			}
			rows = append(rows, map[string]any{"identity": map[string]any{"sku": v.row.sku, "variant_id": v.row.variant, "product_id": p.id, "sku_id": nil}, "locations": at})
		}
	}
	return page(q, 1000, rows)
}

func (s *shop) adjust(body *json.Decoder) (int, any) {
	var put struct {
		Items []struct {
			Location int    `json:"location_id"`
			Product  uint64 `json:"product_id"`
			Variant  uint64 `json:"variant_id"`
			SKU      string `json:"sku"`
			Quantity int    `json:"quantity"`
		} `json:"items"`
	}
	if body.Decode(&put) != nil || len(put.Items) == 0 {
		return 422, map[string]any{"status": 422, "title": "items is required", "errors": map[string]any{}}
	}
	rows := make([]*stockRow, len(put.Items))
	for i, it := range put.Items {
		if rows[i] = s.row(it.Product != 0, it.Product+it.Variant); it.SKU != "" {
			rows[i] = s.of[it.SKU]
		}
		if rows[i] == nil || it.Location < 1 || it.Location > s.locations {
			return 422, map[string]any{"status": 422, "title": "JSON data is missing or invalid", "errors": map[string]any{fmt.Sprint("items[", i, "]"): "There is no such item or location."}}
		}
	}
	for i, it := range put.Items {
		s.write(rows[i], it.Location, it.Quantity)
	}
	return 200, map[string]any{"transaction_id": "1"}
}

// legacy answers V2's products.
func (s *shop) legacy(method string, parts []string, q url.Values, body *json.Decoder) (int, any) {
	simple := func(p *product) map[string]any {
		v := p.view()
		v["inventory_tracking"] = map[string]string{"product": "simple", "variant": "sku"}[p.tracking]
		v["skus"] = map[string]any{"url": "", "resource": ""}
		delete(v, "variants")
		return v
	}
	if len(parts) == 0 {
		var rows []any
		for _, p := range s.products {
			if p.id >= uint64(number(q, "min_id")) {
				rows = append(rows, simple(p))
			}
		}
		if number(q, "page") > 1 || len(rows) == 0 {
			return http.StatusNoContent, nil
		}
		return 200, rows
	}
	id, _ := strconv.ParseUint(parts[0], 10, 64)
	at := slices.IndexFunc(s.products, func(p *product) bool { return p.id == id })
	if at < 0 {
		return 404, []any{map[string]any{"status": 404, "message": "The requested resource was not found."}}
	}
	p := s.products[at]
	var put struct {
		Level *int `json:"inventory_level"`
	}
	if method == http.MethodPut && body.Decode(&put) != nil {
		return 400, []any{map[string]any{"status": 400, "message": "The body can't be read."}}
	}
	switch {
	case len(parts) == 1:
		if put.Level != nil {
			s.write(p.variants[0].row, 1, *put.Level)
		}
		return 200, simple(p)
	case len(parts) == 3:
		id, _ := strconv.ParseUint(parts[2], 10, 64)
		row := s.row(false, id)
		if row == nil {
			return 404, []any{map[string]any{"status": 404, "message": "The requested resource was not found."}}
		}
		if put.Level != nil {
			s.write(row, 1, *put.Level)
		}
		return 200, map[string]any{"id": id, "product_id": p.id, "sku": row.sku, "inventory_level": row.level[0]}
	}
	var rows []any
	if len(p.variants) > 1 {
		for _, v := range p.variants {
			rows = append(rows, map[string]any{"id": v.id, "product_id": p.id, "sku": v.sku, "inventory_level": v.row.level[0], "options": []any{}})
		}
	}
	if number(q, "page") > 1 || len(rows) == 0 {
		return http.StatusNoContent, nil
	}
	return 200, rows
}
