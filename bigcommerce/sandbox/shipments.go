package sandbox

import "strconv"

// orderShipments answers GET /v2/orders/{id}/shipments: one shipment of what each address was sent, 204 where nothing was.
func (s *Sandbox) orderShipments(r *request) answer {
	sent := func(o *order) (parcels []int) {
		for i := range o.parcels {
			if o.parcels[i].shipped > 0 {
				parcels = append(parcels, i)
			}
		}
		return parcels
	}
	return s.part(r, "shipments", func(o *order) int { return len(sent(o)) }, func(e *encoder, o *order, i int) {
		s.shipment(e, o, sent(o)[i])
	})
}

func (s *Sandbox) shipment(e *encoder, o *order, parcel int) {
	p := &o.parcels[parcel]
	e.open('{')
	e.id("id", p.id)
	e.id("order_id", o.id)
	e.id("customer_id", o.customer)
	e.id("order_address_id", p.id)
	e.date("date_created", o.modified)
	e.text("tracking_number", "1Z999AA1"+strconv.FormatUint(10_000_000+p.id, 10))
	e.money("merchant_shipping_cost", 0)
	e.text("shipping_method", p.method)
	e.text("shipping_provider", "ups")
	e.text("shipping_provider_display_name", "UPS")
	e.text("tracking_carrier", "ups")
	e.text("tracking_link", "")
	e.text("generated_tracking_link", "")
	e.text("comments", "")
	e.key("billing_address")
	o.address(e, o.buyer, o.billing, true)
	e.key("shipping_address")
	o.address(e, p.to, p.at, true)
	e.key("items")
	e.open('[')
	for i := range o.lines {
		l := &o.lines[i]
		if l.parcel != parcel || l.shipped == 0 {
			continue
		}
		e.open('{')
		e.id("order_product_id", l.id)
		product := uint64(0)
		if l.product != nil {
			product = l.product.id
		}
		e.id("product_id", product)
		e.number("quantity", l.shipped)
		e.close('}')
	}
	e.close(']')
	e.close('}')
}
