package sandbox

import "slices"

// progress is how far an order came that was touched since it was made: what was sent, and whether its goods were taken off
// the stock. It is never altered once the state holds it. An order without it was never touched: its status tells both.
type progress struct {
	shipments []shipment // by id
	taken     bool
}

// What moves stock (settings.v3 spec, update_stock_behavior).
const (
	OrderPlaced             = "order_placed"
	OrderCompletedOrShipped = "order_completed_or_shipped"
)

// The statuses with a part in the order's progress.
const (
	statusIncomplete = 0
	statusShipped    = 2
	statusPartly     = 3
	statusRefunded   = 4
	statusCancelled  = 5
	statusCompleted  = 10
)

// progressOf is how far an order came; o is that order.
func (s *Sandbox) progressOf(h held, o *order) *progress {
	if h.progress != nil {
		return h.progress
	}
	return &progress{shipments: o.derived(), taken: s.tookAtFirst(h.status)}
}

// begin takes the goods of an order that is being placed off the stock, where that is when it happens. The caller holds the state's lock.
func (s *Sandbox) begin(h held) {
	if len(s.catalog.listed) == 0 && h.change == nil {
		return
	}
	o := s.make(h)
	p := s.settle(o, &progress{shipments: o.derived()}, h.status)
	if h.change != nil {
		s.state.progress[h.id] = p
	}
}

// tookAtFirst tells whether an order made with a status had its goods taken off the stock before the sandbox was.
func (s *Sandbox) tookAtFirst(status uint8) bool {
	if s.returned(status) {
		return false
	}
	if s.cfg.StockBehaviour == OrderCompletedOrShipped {
		return statuses[status].shipped
	}
	return status != statusIncomplete
}

// returned tells that an order's goods are back on the stock (settings.v3 spec, refund_order_stock_adjustment).
func (s *Sandbox) returned(status uint8) bool {
	return s.cfg.ReturnStock && (status == statusRefunded || status == statusCancelled)
}

// takes tells whether the goods of an order are off the stock once it has a status; before says whether they were.
func (s *Sandbox) takes(before bool, status uint8) bool {
	switch {
	case s.returned(status):
		return false
	case status == statusRefunded || status == statusCancelled:
		return before
	case s.cfg.StockBehaviour == OrderCompletedOrShipped:
		return before || status == statusShipped || status == statusCompleted
	}
	return status != statusIncomplete
}

// settle moves the stock that an order's new status moves and gives the order's progress after it. The caller holds the state's lock.
func (s *Sandbox) settle(o *order, p *progress, status uint8) *progress {
	after := s.takes(p.taken, status)
	if after == p.taken {
		return p
	}
	n := -1
	if after {
		n = 1
	}
	s.stock.move(o, n)
	return &progress{p.shipments, after}
}

// rewrite puts an order back changed: its texts, its status, its progress. Only where moved does its date_modified become now. The
// caller holds the state's lock.
func (s *Sandbox) rewrite(at int, h held, c *OrderChange, p *progress, moved bool) {
	st := s.state
	status := c.status()
	if h.raw == nil {
		st.progress[h.id] = s.settle(s.make(h), p, status)
	} else {
		st.raw[h.id] = h.raw.changed(c, s.cfg.Now())
	}
	st.records[at].status = status
	st.changes[h.id] = c
	if moved {
		st.move(at, max(s.seconds(), h.created))
	}
}

// sent says what of each line was shipped: what is in shipments, or all of it once the order is called shipped or completed.
func (o *order) sent(p *progress) {
	o.progress = p
	whole := o.status.id == statusShipped || o.status.id == statusCompleted
	for i := range o.lines {
		l := &o.lines[i]
		l.shipped = p.sent(l.id)
		if whole && l.kind == physical {
			l.shipped = l.quantity
		}
	}
}

// sent is how many of a line are in shipments.
func (p *progress) sent(line uint64) (n int) {
	for i := range p.shipments {
		for _, it := range p.shipments[i].items {
			if it.line == line {
				n += it.quantity
			}
		}
	}
	return n
}

// with is the progress with one shipment more.
func (p *progress) with(one shipment) *progress {
	return &progress{append(slices.Clip(slices.Clone(p.shipments)), one), p.taken}
}

// find gives the place of a shipment, or -1.
func (p *progress) find(id uint64) int {
	return slices.IndexFunc(p.shipments, func(x shipment) bool { return x.id == id })
}
