package sandbox

import (
	"strconv"
	"time"
)

// shipment is what was sent of an order to one address. It is never altered: a change makes another.
type shipment struct {
	id, address                       uint64
	created                           int64 // Unix seconds
	tracking, provider, carrier, link string
	method, cost, comments            string
	items                             []sentItem
	posted                            bool // through the API
}

// sentItem is how many of a line.
type sentItem struct {
	line     uint64
	quantity int
}

// firstShipment is where the ids of shipments start that are posted; those that orders are made with lie below.
const firstShipment = 100_000_000

// derived are the shipments of an order that nobody touched: one of what each address was sent.
func (o *order) derived() (all []shipment) {
	for i := range o.parcels {
		p := &o.parcels[i]
		if p.shipped == 0 {
			continue
		}
		one := shipment{id: p.id, address: p.id, created: o.modified.Unix(), tracking: "1Z999AA1" + strconv.FormatUint(10_000_000+p.id, 10),
			provider: "ups", carrier: "ups", method: p.method, cost: "0.0000"}
		for j := range o.lines {
			if l := &o.lines[j]; l.parcel == i && l.shipped > 0 {
				one.items = append(one.items, sentItem{l.id, l.shipped})
			}
		}
		all = append(all, one)
	}
	return all
}

// shipments are what was sent of the order.
func (o *order) shipments() []shipment {
	if o.progress != nil {
		return o.progress.shipments
	}
	return o.derived()
}

// find finds a line by its id, or nil.
func (o *order) find(line uint64) *line {
	for i := range o.lines {
		if o.lines[i].id == line {
			return &o.lines[i]
		}
	}
	return nil
}

// providers are the carriers that the store has names for (orders.v2 spec, shipping_provider).
var providers = map[string]string{"auspost": "Australia Post", "canadapost": "Canada Post", "endicia": "Endicia", "usps": "USPS", "fedex": "FedEx",
	"royalmail": "Royal Mail", "ups": "UPS", "upsready": "UPS® Ready", "upsonline": "UPS Online", "shipperhq": "ShipperHQ"}

// encode writes a shipment (orders.v2 spec, orderShipment).
func (x *shipment) encode(e *encoder, o *order) {
	e.open('{')
	e.id("id", x.id)
	e.id("order_id", o.id)
	e.id("customer_id", o.customer)
	e.id("order_address_id", x.address)
	e.date("date_created", time.Unix(x.created, 0).UTC())
	e.text("tracking_number", x.tracking)
	e.text("merchant_shipping_cost", x.cost)
	e.text("shipping_method", x.method)
	e.text("shipping_provider", x.provider)
	e.text("shipping_provider_display_name", providers[x.provider])
	e.text("tracking_carrier", x.carrier)
	e.text("tracking_link", x.link)
	generated := ""
	if x.tracking != "" && x.link == "" && x.provider+x.carrier != "" && x.posted {
		generated = "https://tracking.example.com/" + x.provider + "/" + x.tracking
	}
	e.text("generated_tracking_link", generated)
	e.text("comments", x.comments)
	e.key("billing_address")
	o.address(e, o.buyer, o.billing, true)
	e.key("shipping_address")
	to, at := o.buyer, o.billing
	for i := range o.parcels {
		if o.parcels[i].id == x.address {
			to, at = o.parcels[i].to, o.parcels[i].at
		}
	}
	o.address(e, to, at, true)
	e.key("items")
	e.open('[')
	for _, it := range x.items {
		e.open('{')
		e.id("order_product_id", it.line)
		product := uint64(0)
		if l := o.find(it.line); l != nil && l.product != nil {
			product = l.product.id
		}
		e.id("product_id", product)
		e.number("quantity", it.quantity)
		e.close('}')
	}
	e.close(']')
	e.close('}')
}
