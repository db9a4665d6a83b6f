package sandbox

import "time"

// order is one order in full, made when it is asked for.
type order struct {
	id                uint64
	created, modified time.Time
	status            *status
	customer          uint64 // 0: a guest
	buyer             person
	billing           place
	payment           int // index of payments
	currency          *currency
	taxPermille       int
	message, notes    string
	external          string
	source            string

	progress *progress // nil: as it was made

	lines   []line
	parcels []parcel // shipping consignments, one an address
	pickup  bool
	fees    []fee

	subtotal, shipping, handling, wrapping, fee price
	discount, coupon                            money
	total                                       price // after discounts
	items, shipped                              int
}

type person struct{ first, last, company, email, phone string }

type lineKind uint8

const (
	physical lineKind = iota
	digital
	giftCertificate
)

// line is one order product.
type line struct {
	id               uint64
	kind             lineKind
	product          *product // nil: something that isn't in the catalogue
	variant          *variant
	name, sku        string
	parcel           int // index of order.parcels; -1: not shipped
	unit             price
	quantity         int
	shipped          int
	refunded         int
	wrapping         money // before tax
	wrappingTax      money
	discount, coupon money
	discountName     string
	couponCode       string
}

func (l *line) total() price {
	q := money(l.quantity)
	return price{l.unit.base * q, l.unit.ex * q, l.unit.tax * q}
}

// parcel is what goes to one address.
type parcel struct {
	id             uint64
	to             person
	at             place
	method         string
	cost, handling price
	items, shipped int
}

type fee struct {
	id   uint64
	name string
	cost price
}

// sum adds everything up, so that the order's totals are exactly its parts:
// lines + shipping + handling + wrapping + fees - discounts + tax = total.
func (o *order) sum() {
	for i := range o.lines {
		l := &o.lines[i]
		o.subtotal.add(l.total())
		o.wrapping.add(price{l.wrapping, l.wrapping, l.wrappingTax})
		o.discount += l.discount
		o.coupon += l.coupon
		o.items += l.quantity
		o.shipped += l.shipped
		if l.parcel >= 0 {
			o.parcels[l.parcel].items += l.quantity
			o.parcels[l.parcel].shipped += l.shipped
		}
	}
	for i := range o.parcels {
		o.shipping.add(o.parcels[i].cost)
		o.handling.add(o.parcels[i].handling)
	}
	for i := range o.fees {
		o.fee.add(o.fees[i].cost)
	}
	for _, p := range []price{o.subtotal, o.shipping, o.handling, o.wrapping, o.fee} {
		o.total.add(p)
	}
	o.total.ex -= o.discount + o.coupon
}
