package sandbox

// line writes one order product (orders.v2 spec, orderProducts, which allows no other field than its own).
func (o *order) line(e *encoder, l *line) {
	e.open('{')
	e.id("id", l.id)
	e.id("order_id", o.id)
	if l.product != nil {
		e.id("product_id", l.product.id)
		e.id("variant_id", l.variant.id)
	} else {
		e.number("product_id", 0)
	}
	method, address := 0, uint64(0)
	if l.parcel >= 0 {
		address = o.parcels[l.parcel].id
	} else if o.pickup && l.kind == physical {
		method = pickupMethod
	}
	e.number("order_pickup_method_id", method)
	e.id("order_address_id", address)
	for _, name := range []string{"name", "name_customer", "name_merchant"} {
		e.text(name, l.name)
	}
	e.text("sku", l.sku)
	e.text("upc", "")
	e.text("type", [...]string{physical: "physical", digital: "digital", giftCertificate: "giftcertificate"}[l.kind])
	l.amounts(e)
	l.facts(e)
	l.discounts(e)
	l.options(e)
	e.raw("configurable_fields", "[]")
	e.close('}')
}

func (l *line) amounts(e *encoder) {
	total := l.total()
	e.money("base_price", l.unit.base)
	e.money("price_ex_tax", l.unit.ex)
	e.money("price_inc_tax", l.unit.inc())
	e.money("price_tax", l.unit.tax)
	e.money("base_total", total.base)
	e.money("total_ex_tax", total.ex)
	e.money("total_inc_tax", total.inc())
	e.money("total_tax", total.tax)
	e.money("discounted_total_inc_tax", total.inc()-l.discount-l.coupon)
	e.number("quantity", l.quantity)
	for _, name := range []string{"base_cost_price", "cost_price_inc_tax", "cost_price_ex_tax", "cost_price_tax"} {
		e.money(name, 0)
	}
	e.money("base_wrapping_cost", l.wrapping)
	e.money("wrapping_cost_ex_tax", l.wrapping)
	e.money("wrapping_cost_inc_tax", l.wrapping+l.wrappingTax)
	e.money("wrapping_cost_tax", l.wrappingTax)
	e.money("fixed_shipping_cost", 0)
	e.money("refund_amount", 0)
}

func (l *line) facts(e *encoder) {
	grams, brand := 0, ""
	if l.product != nil {
		grams, brand = l.product.grams, l.product.mark
	}
	e.amount("weight", money(grams)*10) // kilograms: the documents allow a number or a text
	for _, name := range []string{"width", "height", "depth"} {
		e.money(name, 0)
	}
	e.yes("is_refunded", l.refunded == l.quantity)
	e.number("quantity_refunded", l.refunded)
	e.number("return_id", 0)
	if l.wrapping > 0 {
		e.number("wrapping_id", 1)
		e.text("wrapping_name", "Kraft paper")
	} else {
		e.number("wrapping_id", 0)
		e.raw("wrapping_name", "null")
	}
	e.text("wrapping_message", "")
	e.number("quantity_shipped", l.shipped)
	e.raw("event_name", "null")
	e.raw("event_date", "null")
	e.text("ebay_item_id", "")
	e.text("ebay_transaction_id", "")
	e.raw("option_set_id", "null")
	e.raw("parent_order_product_id", "null")
	e.yes("is_bundled_product", false)
	e.text("bin_picking_number", "")
	e.raw("external_id", "null")
	e.text("brand", brand)
	if l.kind == giftCertificate {
		e.id("gift_certificate_id", l.id)
	} else {
		e.raw("gift_certificate_id", "null")
	}
}

func (l *line) discounts(e *encoder) {
	e.key("applied_discounts")
	e.open('[')
	if l.discount > 0 {
		e.open('{')
		e.text("id", "1")
		e.money("amount", l.discount)
		e.text("name", l.discountName)
		e.raw("code", "null")
		e.text("target", "product")
		e.close('}')
	}
	if l.coupon > 0 {
		e.open('{')
		e.text("id", "coupon")
		e.money("amount", l.coupon)
		e.text("name", "5% off")
		e.text("code", l.couponCode)
		e.text("target", "order")
		e.close('}')
	}
	e.close(']')
}

func (l *line) options(e *encoder) {
	e.key("product_options")
	e.open('[')
	if l.variant != nil && l.variant.size != "" {
		l.option(e, 0, "Color", l.variant.colour, "Swatch")
		l.option(e, 1, "Size", l.variant.size, "Multiple choice")
	}
	e.close(']')
}

func (l *line) option(e *encoder, n int, name, value, kind string) {
	e.open('{')
	e.id("id", l.id*2+uint64(n))
	e.number("option_id", 18+n)
	e.id("order_product_id", l.id)
	e.number("product_option_id", 120+n)
	for _, key := range []string{"display_name", "display_name_customer", "display_name_merchant"} {
		e.text(key, name)
	}
	for _, key := range []string{"display_value", "display_value_customer", "display_value_merchant", "value"} {
		e.text(key, value)
	}
	e.text("type", kind)
	e.text("name", name)
	e.text("display_style", "")
	e.close('}')
}
