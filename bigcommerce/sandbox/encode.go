package sandbox

import "strconv"

// shape is what a request asked to have inside an order.
type shape struct {
	consignments, lines, fees bool
	object                    bool // consignment_structure=object
}

// linked writes {"url": …, "resource": …}, which stands where a part is not included.
func (s *Sandbox) linked(e *encoder, name string, id uint64, resource string) {
	e.key(name)
	s.link(e, id, resource)
}

func (s *Sandbox) link(e *encoder, id uint64, resource string) {
	e.open('{')
	e.key("url")
	e.b = append(e.b, `"https://api.bigcommerce.com/stores/`...)
	e.b = append(e.b, s.cfg.StoreHash...)
	e.b = append(e.b, "/v2/orders/"...)
	e.b = strconv.AppendUint(e.b, id, 10)
	e.b = append(append(append(e.b, '/'), resource...), '"')
	e.key("resource")
	e.b = append(e.b, `"/orders/`...)
	e.b = strconv.AppendUint(e.b, id, 10)
	e.b = append(append(append(e.b, '/'), resource...), '"')
	e.close('}')
}

// order writes one order as GET /v2/orders and /v2/orders/{id} give it (orders.v2 spec, order_Resp).
func (s *Sandbox) order(e *encoder, o *order, sh shape) {
	e.open('{')
	e.id("id", o.id)
	e.id("customer_id", o.customer)
	e.date("date_created", o.created)
	e.date("date_modified", o.modified)
	if o.shipped > 0 {
		e.date("date_shipped", o.modified)
	} else {
		e.text("date_shipped", "")
	}
	e.number("status_id", o.status.id)
	e.text("status", o.status.name)
	o.amounts(e)
	o.facts(e)
	e.key("billing_address")
	o.address(e, o.buyer, o.billing, true)
	s.linked(e, "products", o.id, "products")
	s.linked(e, "shipping_addresses", o.id, "shippingaddresses")
	s.linked(e, "coupons", o.id, "coupons")
	if sh.consignments {
		s.consignments(e, o, sh)
	} else {
		s.linked(e, "consignments", o.id, "consignments")
	}
	if sh.fees {
		e.key("fees")
		o.encodeFees(e)
	} else {
		s.linked(e, "fees", o.id, "fees")
	}
	e.close('}')
}

func (o *order) amounts(e *encoder) {
	e.money("subtotal_ex_tax", o.subtotal.ex)
	e.money("subtotal_inc_tax", o.subtotal.inc())
	e.money("subtotal_tax", o.subtotal.tax)
	for _, part := range []struct {
		base, ex, inc, tax, class string
		price                     price
		id                        int
	}{
		{"base_shipping_cost", "shipping_cost_ex_tax", "shipping_cost_inc_tax", "shipping_cost_tax", "shipping_cost_tax_class_id", o.shipping, 2},
		{"base_handling_cost", "handling_cost_ex_tax", "handling_cost_inc_tax", "handling_cost_tax", "handling_cost_tax_class_id", o.handling, 2},
		{"base_wrapping_cost", "wrapping_cost_ex_tax", "wrapping_cost_inc_tax", "wrapping_cost_tax", "wrapping_cost_tax_class_id", o.wrapping, 3},
	} {
		e.money(part.base, part.price.base)
		e.money(part.ex, part.price.ex)
		e.money(part.inc, part.price.inc())
		e.money(part.tax, part.price.tax)
		e.number(part.class, part.id)
	}
	e.money("total_ex_tax", o.total.ex)
	e.money("total_inc_tax", o.total.inc())
	e.money("total_tax", o.total.tax)
	e.money("discount_amount", o.discount)
	e.money("coupon_discount", o.coupon)
	e.money("store_credit_amount", 0)
	e.money("gift_certificate_amount", 0)
	e.money("refunded_amount", 0) // always 0 by the documents: refunds are V3's
}

func (o *order) facts(e *encoder) {
	e.yes("is_tax_inclusive_pricing", false)
	e.number("items_total", o.items)
	e.number("items_shipped", o.shipped)
	e.text("payment_method", payments[o.payment].method)
	e.text("payment_provider_id", "")
	e.text("payment_status", o.paymentStatus())
	e.yes("order_is_digital", o.allDigital())
	e.text("ip_address", "203.0.113.7")
	e.text("ip_address_v6", "")
	e.text("geoip_country", o.billing.country)
	e.text("geoip_country_iso2", o.billing.iso)
	e.number("currency_id", o.currency.id)
	e.text("currency_code", o.currency.code)
	e.text("currency_exchange_rate", "1.0000000000")
	e.number("default_currency_id", o.currency.id)
	e.text("default_currency_code", o.currency.code)
	e.text("store_default_currency_code", "USD")
	e.key("store_default_to_transactional_exchange_rate")
	e.b = append(money(o.currency.perUnit).append(append(e.b, '"')), `000000"`...)
	e.text("staff_notes", o.notes)
	e.text("customer_message", o.message)
	e.number("shipping_address_count", len(o.parcels))
	e.text("ebay_order_id", "0")
	e.text("cart_id", o.cart())
	e.yes("is_deleted", false)
	e.yes("is_email_opt_in", false)
	e.raw("credit_card_type", "null")
	e.text("order_source", o.source)
	e.number("channel_id", 1)
	e.raw("external_source", "null")
	e.raw("external_id", "null")
	e.raw("external_merchant_id", "null")
	e.text("tax_provider_id", "BasicTaxProvider")
	e.text("custom_status", o.status.name)
	e.text("customer_locale", "en")
	e.text("external_order_id", o.external)
}

func (o *order) paymentStatus() string {
	switch o.status.id {
	case 4:
		return "refunded"
	case 14:
		return "partially refunded"
	case 5:
		return "void"
	case 6:
		return "declined"
	case 12:
		return "held for review"
	case 0:
		return ""
	}
	if o.status.paid {
		return "captured"
	}
	return "pending"
}

func (o *order) allDigital() bool {
	for i := range o.lines {
		if o.lines[i].kind == physical {
			return false
		}
	}
	return true
}

// cart is a UUID that belongs to the order alone.
func (o *order) cart() string { return uuid(o.id) }

// uuid makes one of a number.
func uuid(n uint64) string {
	r := seeded(n, 0xca27)
	b := make([]byte, 36)
	for i := range b {
		b[i] = hexDigits[r.below(16)]
	}
	b[8], b[13], b[18], b[23], b[14], b[19] = '-', '-', '-', '-', '4', 'a'
	return string(b)
}

// address writes an order's address; those of consignments and shipping addresses are fields of their own object.
func (o *order) address(e *encoder, p person, at place, whole bool) {
	if whole {
		e.open('{')
		defer e.close('}')
	}
	e.text("first_name", p.first)
	e.text("last_name", p.last)
	e.text("company", p.company)
	e.text("street_1", at.street)
	e.text("street_2", "")
	e.text("city", at.city)
	e.text("state", at.state)
	e.text("zip", at.zip)
	e.text("country", at.country)
	e.text("country_iso2", at.iso)
	e.text("phone", p.phone)
	e.text("email", p.email)
	e.raw("form_fields", "[]")
}
