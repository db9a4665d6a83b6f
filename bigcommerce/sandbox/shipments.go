package sandbox

import (
	"net/http"
	"slices"
	"strconv"
)

// orderShipments answers GET /v2/orders/{id}/shipments: 204 where nothing was sent.
func (s *Sandbox) orderShipments(r *request) answer {
	return s.part(r, "shipments", func(o *order) int { return len(o.shipments()) }, func(e *encoder, o *order, i int) {
		o.shipments()[i].encode(e, o)
	})
}

// countShipments answers GET /v2/orders/{id}/shipments/count.
func (s *Sandbox) countShipments(r *request) answer {
	_, o, refused := s.whole(r)
	if refused != nil {
		return *refused
	}
	return document(http.StatusOK, map[string]int{"count": len(o.shipments())})
}

// getShipment answers GET /v2/orders/{id}/shipments/{id}.
func (s *Sandbox) getShipment(r *request) answer {
	_, o, refused := s.whole(r)
	if refused != nil {
		return *refused
	}
	id, err := strconv.ParseUint(r.params[1], 10, 64)
	for i, x := range o.shipments() {
		if x.id == id && err == nil {
			return encoded(func(e *encoder) { o.shipments()[i].encode(e, o) })
		}
	}
	return missing()
}

// shipped answers with one shipment of an order as it is now.
func shipped(status int, o *order, x shipment) answer {
	a := encoded(func(e *encoder) { x.encode(e, o) })
	a.status = status
	return a
}

// touched is an order that is being changed: where the state has it, and how far it came.
type touched struct {
	at    int
	held  held
	order *order
	done  *progress
}

// touch finds the order of the request's path and has f change it, with the state's lock held.
func (s *Sandbox) touch(r *request, f func(touched) answer) answer {
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	id, err := strconv.ParseUint(r.params[0], 10, 64)
	at, ok := s.state.find(id)
	if err != nil || !ok {
		return missing()
	}
	h := s.state.hold(s.state.records[at])
	if h.raw != nil {
		return complaint(http.StatusBadRequest, "This order was given to the sandbox as it is, and can't be shipped.", nil)
	}
	o := s.make(h)
	return f(touched{at, h, o, s.progressOf(h, o)})
}

// postShipment answers POST /v2/orders/{id}/shipments. A shipment of all that was left moves the order to Shipped, another to
// Partially Shipped, and with it its date_modified; where the status stays, the date stays too.
func (s *Sandbox) postShipment(r *request) answer {
	body, refused := r.body()
	if refused != nil {
		return *refused
	}
	return s.touch(r, func(t touched) answer {
		one, refused := newShipment(body, t.order, t.done)
		if refused != nil {
			return *refused
		}
		s.shipments++
		one.id, one.created, one.posted = firstShipment+s.shipments, s.cfg.Now().Unix(), true
		done := t.done.with(one)
		c := s.current(t.held)
		if !s.cfg.ShipmentsLeaveStatus {
			c.StatusID = statusPartly
			if t.order.allSent(done) {
				c.StatusID = statusShipped
			}
		}
		s.rewrite(t.at, t.held, c, done, c.StatusID != int(t.held.status) && !s.cfg.QuietDates)
		return shipped(http.StatusCreated, t.order, one)
	})
}

// Ship sends all that is left of an order, one shipment an address, as somebody in the control panel does; the order becomes Shipped.
// False where there is no such order, or nothing is left to send.
func (s *Sandbox) Ship(id uint64, tracking string) bool {
	st := s.state
	st.mu.Lock()
	defer st.mu.Unlock()
	at, ok := st.find(id)
	if !ok || st.raw[uint32(id)] != nil {
		return false
	}
	h := st.hold(st.records[at])
	o := s.make(h)
	p := s.progressOf(h, o)
	if o.allSent(p) {
		return false
	}
	for i := range o.parcels {
		one := shipment{address: o.parcels[i].id, created: s.cfg.Now().Unix(), tracking: tracking, method: o.parcels[i].method, cost: "0.0000"}
		for j := range o.lines {
			if l := &o.lines[j]; l.parcel == i && p.sent(l.id) < l.quantity {
				one.items = append(one.items, sentItem{l.id, l.quantity - p.sent(l.id)})
			}
		}
		if len(one.items) > 0 {
			s.shipments++
			one.id = firstShipment + s.shipments
			p = p.with(one)
		}
	}
	c := s.current(h)
	c.StatusID = statusShipped
	s.rewrite(at, h, c, p, !s.cfg.QuietDates)
	return true
}

// allSent tells that nothing is left to send.
func (o *order) allSent(p *progress) bool {
	for i := range o.lines {
		if l := &o.lines[i]; l.parcel >= 0 && p.sent(l.id) < l.quantity {
			return false
		}
	}
	return true
}

// putShipment answers PUT /v2/orders/{id}/shipments/{id}: everything but the items.
func (s *Sandbox) putShipment(r *request) answer {
	body, refused := r.body()
	if refused != nil {
		return *refused
	}
	return s.touch(r, func(t touched) answer {
		id, _ := strconv.ParseUint(r.params[1], 10, 64)
		place := t.done.find(id)
		if place < 0 {
			return missing()
		}
		next := &progress{slices.Clone(t.done.shipments), t.done.taken}
		if refused := next.shipments[place].amend(body, t.order); refused != nil {
			return *refused
		}
		s.rewrite(t.at, t.held, s.current(t.held), next, false)
		return shipped(http.StatusOK, t.order, next.shipments[place])
	})
}

// deleteShipment answers DELETE /v2/orders/{id}/shipments/{id} and, without the last part, of all of them. The order's status
// stays as it is (docs: orders, "Deleting shipments").
func (s *Sandbox) deleteShipment(r *request) answer {
	return s.touch(r, func(t touched) answer {
		next := &progress{nil, t.done.taken}
		if len(r.params) > 1 {
			id, _ := strconv.ParseUint(r.params[1], 10, 64)
			place := t.done.find(id)
			if place < 0 {
				return missing()
			}
			next.shipments = slices.Concat(t.done.shipments[:place], t.done.shipments[place+1:])
		}
		s.rewrite(t.at, t.held, s.current(t.held), next, false)
		return nothing
	})
}
