package sandbox

// lineWeights says how many lines an order has, from 1 up: two or three, mostly.
var lineWeights = []int{26, 32, 24, 12, 6}

// linesPerOrder bounds the lines of one order, so that their ids are unique in the store.
const linesPerOrder = 256

func (o *order) lineID() uint64 { return o.id*linesPerOrder + uint64(len(o.lines)) }

// goods fills the order with lines.
func (s *Sandbox) goods(o *order, r *random) {
	n := 1 + r.pick(lineWeights)
	made := &statuses[madeStatus(s.cfg.Seed, o.id)]
	long := s.cfg.LongOrders > 0 && o.id%uint64(s.cfg.LongOrders) == 0
	if long {
		n = r.between(51, 130)
	}
	o.lines = make([]line, 0, n)
	for i := range n {
		l := line{id: o.lineID(), parcel: -1, quantity: 1 + r.pick([]int{70, 18, 7, 3, 2})}
		s.fill(o, &l, r, long || made.tangible() && i == 0)
		if made.partly && i == 0 {
			l.quantity = max(2, l.quantity) // a part can only be sent of two or more
		}
		o.lines = append(o.lines, l)
	}
}

// fill says what a line is of: goods of the catalogue, mostly; shipped ones where tangible.
func (s *Sandbox) fill(o *order, l *line, r *random, tangible bool) {
	gift, custom := r.chance(0.012), r.chance(0.008)
	switch {
	case gift && !tangible:
		l.kind, l.quantity = giftCertificate, 1
		l.name = "$50.00 Gift Certificate"
		face := o.priced(5000).ex
		l.unit = price{base: face, ex: face} // bought without tax
	case custom:
		l.name = "Custom engraving"
		l.unit = o.priced(1500)
	default:
		l.product, l.variant = s.catalog.choose(r, tangible)
		l.name, l.sku = l.product.name, l.variant.sku
		if l.product.digital {
			l.kind, l.quantity = digital, 1
		}
		l.unit = o.priced(l.variant.cents)
	}
}
