package sandbox

import (
	"strconv"
	"time"
)

// make makes the order from (seed, id), the same each time, with the changes made to it since.
func (s *Sandbox) make(h held) *order {
	r := seeded(s.cfg.Seed, uint64(h.id))
	o := &order{
		id: uint64(h.id), created: time.Unix(int64(h.created), 0).UTC(), modified: time.Unix(int64(h.modified), 0).UTC(),
		status: &statuses[h.status], source: "www",
	}
	o.currency = &currencies[r.pick(currencyWeights)]
	o.payment = r.pick(paymentWeights)
	s.people(o, &r)
	o.taxPermille = taxOf(o.billing)
	if r.chance(0.12) {
		o.message = choose(&r, customerMessages)
	}
	if r.chance(0.08) {
		o.notes = choose(&r, staffNotes)
	}
	if r.chance(0.05) {
		o.source = "manual"
	}
	s.goods(o, &r)
	s.delivery(o, &r)
	s.extras(o, &r)
	if h.change != nil {
		o.apply(h.change)
	}
	o.ship()
	if h.progress != nil {
		o.sent(h.progress)
	}
	o.sum()
	return o
}

func taxOf(p place) int {
	switch p.iso {
	case "US":
		return map[string]int{"Texas": 82, "California": 77, "New York": 88, "Illinois": 102}[p.state]
	case "GB", "FR":
		return 200
	case "DE":
		return 190
	default:
		return 100
	}
}

// people says who bought: a registered customer, where there are any, or a guest.
func (s *Sandbox) people(o *order, r *random) {
	if s.cfg.Customers > 0 && r.chance(0.75) {
		o.customer = uint64(1 + r.below(s.cfg.Customers))
		c := s.customer(o.customer)
		o.buyer, o.billing = c.person, c.home
		return
	}
	o.buyer, o.billing = somebody(r), places[r.pick(placeWeights)]
}

// somebody makes a person up; the e-mail's number keeps two people of one name apart.
func somebody(r *random) person {
	i := r.below(len(firstNames))
	p := person{
		first: firstNames[i], last: choose(r, lastNames),
		email: mailNames[i] + strconv.Itoa(r.between(10, 99999)) + "@" + choose(r, mailHosts),
		phone: "555-" + strconv.Itoa(r.between(100, 999)) + "-" + strconv.Itoa(r.between(1000, 9999)),
	}
	if r.chance(0.18) {
		p.company = choose(r, companies)
	}
	return p
}

// delivery says where the physical lines go: to one address, rarely to two, now and then nowhere (they are fetched).
func (s *Sandbox) delivery(o *order, r *random) {
	split, fetched := r.chance(0.012), r.chance(0.02)
	fetched = fetched || madeStatus(s.cfg.Seed, o.id) == 8
	n := 0
	for i := range o.lines {
		if o.lines[i].kind == physical {
			n++
		}
	}
	if n == 0 {
		return
	}
	if fetched {
		o.pickup = true
		return
	}
	o.addParcel(r, o.buyer, o.billing)
	if split && n > 1 {
		o.addParcel(r, somebody(r), places[r.pick(placeWeights)])
	}
	next := 0
	for i := range o.lines {
		if o.lines[i].kind == physical {
			o.lines[i].parcel = next % len(o.parcels)
			next++
		}
	}
}

func (o *order) addParcel(r *random, to person, at place) {
	m := shippingMethods[r.pick(shippingWeights)]
	p := parcel{id: o.id*4 + uint64(len(o.parcels)), to: to, at: at, method: m.name, cost: o.priced(m.cents)}
	if r.chance(0.04) {
		p.handling = o.priced(150)
	}
	o.parcels = append(o.parcels, p)
}

// priced turns US cents into a price of the order's currency with the order's tax.
func (o *order) priced(cents int) price {
	m := money(cents) * cent * money(o.currency.perUnit) / 10000 / o.currency.smallest * o.currency.smallest
	return price{m, m, m.share(o.taxPermille, o.currency.smallest)}
}

// extras adds what few orders have: wrapping, discounts, coupons, fees.
func (s *Sandbox) extras(o *order, r *random) {
	for i := range o.lines {
		l := &o.lines[i]
		if l.kind == physical && r.chance(0.03) {
			w := o.priced(400)
			l.wrapping, l.wrappingTax = w.ex, w.tax
		}
		if r.chance(0.07) {
			l.discount = l.total().ex.share(100, o.currency.smallest)
			l.discountName = choose(r, discountNames)
		}
	}
	if r.chance(0.06) {
		code := choose(r, couponCodes)
		for i := range o.lines {
			o.lines[i].coupon = o.lines[i].total().ex.share(50, o.currency.smallest)
			o.lines[i].couponCode = code
		}
	}
	if r.chance(0.03) {
		o.fees = append(o.fees, fee{o.id*2 + 1, "Package Protection", o.priced(295)})
	}
}

// apply puts the changes made since over what the seed made.
func (o *order) apply(c *OrderChange) {
	o.buyer = person{c.FirstName, c.LastName, c.Company, c.Email, c.Phone}
	o.billing.street = c.Street
	o.message, o.notes, o.external = c.CustomerMessage, c.StaffNotes, c.ExternalOrderID
	if len(o.parcels) > 0 {
		o.parcels[0].to, o.parcels[0].at.street = o.buyer, c.Street
	}
	for _, a := range c.Added {
		l := line{id: o.lineID(), name: a.Name, sku: a.SKU, quantity: max(1, a.Quantity), parcel: -1}
		ex := money(a.Price)
		l.unit = price{ex, ex, ex.share(o.taxPermille, o.currency.smallest)}
		if !o.pickup {
			if len(o.parcels) == 0 {
				o.parcels = append(o.parcels, parcel{id: o.id * 4, to: o.buyer, at: o.billing, method: shippingMethods[0].name})
			}
			l.parcel = 0
		}
		o.lines = append(o.lines, l)
	}
}

// ship derives what was shipped and given back from the status.
func (o *order) ship() {
	left := 0
	if o.status.shipped || o.status.partly {
		for i := range o.lines {
			if o.lines[i].kind == physical {
				left += o.lines[i].quantity
			}
		}
	}
	if o.status.partly {
		left /= 2
	}
	for i := range o.lines {
		l := &o.lines[i]
		if l.kind == physical {
			l.shipped = min(left, l.quantity)
			left -= l.shipped
		}
		switch {
		case o.status.id == 4:
			l.refunded = l.quantity
		case o.status.id == 14 && i == 0:
			l.refunded = 1
		}
	}
}
