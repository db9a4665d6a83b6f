package sandbox

import "strconv"

const (
	// inlineLines is how many lines the API gives inside one consignment; the rest is behind /orders/{id}/products. The documents
	// don't say so: it was seen of the live API (github.com/bigcommerce/docs issue 960).
	inlineLines  = 50
	pickupMethod = 1
)

// consignments writes an order's consignments: an object, or by default the older shape, an array around it.
func (s *Sandbox) consignments(e *encoder, o *order, sh shape) {
	e.key("consignments")
	if !sh.object {
		e.open('[')
		defer e.close(']')
	}
	s.consignmentObject(e, o, sh)
}

// consignmentObject writes {"pickups", "shipping", "downloads", "email"} (orders.v2 spec, orderConsignment_Get).
func (s *Sandbox) consignmentObject(e *encoder, o *order, sh shape) {
	e.open('{')
	e.key("pickups")
	e.open('[')
	if o.pickup {
		s.pickupConsignment(e, o, sh)
	}
	e.close(']')
	e.key("shipping")
	e.open('[')
	for i := range o.parcels {
		s.shippingConsignment(e, o, i, sh)
	}
	e.close(']')
	e.key("downloads")
	s.mailed(e, o, digital, sh)
	e.key("email")
	e.open('{')
	e.key("gift_certificates")
	s.mailed(e, o, giftCertificate, sh)
	e.close('}')
	e.close('}')
}

func (s *Sandbox) pickupConsignment(e *encoder, o *order, sh shape) {
	e.open('{')
	e.id("id", o.id*4)
	e.number("pickup_method_id", pickupMethod)
	e.text("pickup_method_display_name", "Pick up in store")
	e.text("collection_instructions", "Bring your ID.")
	e.text("collection_time_description", "9am - 6pm")
	e.raw("location", `{"id":1,"name":"Main warehouse","code":"BC-LOCATION-1","address_line_1":"700 Dock Street","address_line_2":"",`+
		`"city":"Austin","state":"Texas","postal_code":"78702","country_alpha2":"US","email":"pickup@example.com","phone":"555-100-2000"}`)
	s.inline(e, o, sh, func(l *line) bool { return l.kind == physical })
	e.close('}')
}

func (s *Sandbox) shippingConsignment(e *encoder, o *order, at int, sh shape) {
	p := &o.parcels[at]
	e.open('{')
	e.id("id", p.id)
	o.address(e, p.to, p.at, false)
	p.delivery(e, e.amount)
	s.linked(e, "shipping_quotes", o.id, "consignments/shipping/"+strconv.FormatUint(p.id, 10)+"/shipping_quotes")
	s.inline(e, o, sh, func(l *line) bool { return l.parcel == at })
	e.close('}')
}

// delivery writes how a parcel is sent, and what that costs: as numbers in consignments, as texts in shipping addresses. The
// documents differ so.
func (p *parcel) delivery(e *encoder, write func(string, money)) {
	e.number("items_total", p.items)
	e.number("items_shipped", p.shipped)
	e.text("shipping_method", p.method)
	write("base_cost", p.cost.base)
	write("cost_ex_tax", p.cost.ex)
	write("cost_inc_tax", p.cost.inc())
	write("cost_tax", p.cost.tax)
	e.number("cost_tax_class_id", 2)
	write("base_handling_cost", p.handling.base)
	write("handling_cost_ex_tax", p.handling.ex)
	write("handling_cost_inc_tax", p.handling.inc())
	write("handling_cost_tax", p.handling.tax)
	e.number("handling_cost_tax_class_id", 2)
	e.number("shipping_zone_id", 1)
	e.text("shipping_zone_name", p.at.country)
}

// mailed writes the consignments of what goes by mail: at most one, to the buyer.
func (s *Sandbox) mailed(e *encoder, o *order, kind lineKind, sh shape) {
	e.open('[')
	defer e.close(']')
	for i := range o.lines {
		if o.lines[i].kind == kind {
			e.open('{')
			e.text("recipient_email", o.buyer.email)
			s.inline(e, o, sh, func(l *line) bool { return l.kind == kind })
			e.close('}')
			return
		}
	}
}

// inline writes a consignment's lines, cut at the API's cap, or where they are found.
func (s *Sandbox) inline(e *encoder, o *order, sh shape, mine func(*line) bool) {
	e.key("line_items")
	e.open('[')
	if !sh.lines {
		s.link(e, o.id, "products")
		e.close(']')
		return
	}
	n, cut := 0, false
	for i := range o.lines {
		if !mine(&o.lines[i]) {
			continue
		}
		if n++; n > inlineLines {
			cut = true
			break
		}
		o.line(e, &o.lines[i])
	}
	e.close(']')
	if cut {
		e.raw("__warning__", `{"message":"This consignment has more than 50 line items. Use /orders/`+
			strconv.FormatUint(o.id, 10)+`/products to get all of them."}`)
	}
}

func (o *order) encodeFees(e *encoder) {
	e.open('[')
	for i := range o.fees {
		f := &o.fees[i]
		e.open('{')
		e.id("id", f.id)
		e.text("type", "custom_fee")
		e.text("display_name_customer", f.name)
		e.text("display_name_merchant", f.name)
		e.text("source", "v2")
		e.money("base_cost", f.cost.base)
		e.money("cost_ex_tax", f.cost.ex)
		e.money("cost_inc_tax", f.cost.inc())
		e.money("cost_tax", f.cost.tax)
		e.raw("tax_class_id", "null")
		e.close('}')
	}
	e.close(']')
}
