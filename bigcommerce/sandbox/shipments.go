package sandbox

import (
	"net/http"
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

// touch finds the order of the request's path, and its progress, to change them. The caller holds the state's lock.
func (s *Sandbox) touch(r *request) (at int, h held, o *order, p *progress, refused *answer) {
	id, err := strconv.ParseUint(r.params[0], 10, 64)
	at, ok := s.state.find(id)
	if err != nil || !ok {
		a := missing()
		return 0, held{}, nil, nil, &a
	}
	h = s.state.hold(s.state.records[at])
	if h.raw != nil {
		a := complaint(http.StatusBadRequest, "This order was given to the sandbox as it is, and can't be shipped.", nil)
		return 0, held{}, nil, nil, &a
	}
	o = s.make(h)
	if p = h.progress; p == nil {
		p = s.began(h, o)
	}
	return at, h, o, p, nil
}

// postShipment answers POST /v2/orders/{id}/shipments. A shipment of all that was left moves the order to Shipped, another to
// Partially Shipped, and with it its date_modified; where the status stays, the date stays too.
func (s *Sandbox) postShipment(r *request) answer {
	body, refused := r.body()
	if refused != nil {
		return *refused
	}
	st := s.state
	st.mu.Lock()
	defer st.mu.Unlock()
	at, h, o, p, refused := s.touch(r)
	if refused != nil {
		return *refused
	}
	one, refused := newShipment(body, o, p)
	if refused != nil {
		return *refused
	}
	s.shipments++
	one.id, one.created, one.posted = firstShipment+s.shipments, s.cfg.Now().Unix(), true
	p = p.with(one)
	c := s.current(h)
	if !s.cfg.ShipmentsLeaveStatus {
		c.StatusID = statusPartly
		if o.allSent(p) {
			c.StatusID = statusShipped
		}
	}
	s.rewrite(at, h, c, p, c.StatusID != int(h.status) && !s.cfg.QuietDates)
	return shipped(http.StatusCreated, o, one)
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
	o, p := s.make(h), h.progress
	if p == nil {
		p = s.began(h, o)
	}
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
	st := s.state
	st.mu.Lock()
	defer st.mu.Unlock()
	at, h, o, p, refused := s.touch(r)
	if refused != nil {
		return *refused
	}
	id, _ := strconv.ParseUint(r.params[1], 10, 64)
	place := p.find(id)
	if place < 0 {
		return missing()
	}
	next := &progress{append([]shipment(nil), p.shipments...), p.taken}
	if refused := next.shipments[place].amend(body, o); refused != nil {
		return *refused
	}
	s.rewrite(at, h, s.current(h), next, false)
	return shipped(http.StatusOK, o, next.shipments[place])
}

// deleteShipment answers DELETE /v2/orders/{id}/shipments/{id} and, without the last part, of all of them. The order's status
// stays as it is (docs: orders, "Deleting shipments").
func (s *Sandbox) deleteShipment(r *request) answer {
	st := s.state
	st.mu.Lock()
	defer st.mu.Unlock()
	at, h, _, p, refused := s.touch(r)
	if refused != nil {
		return *refused
	}
	next := &progress{nil, p.taken}
	if len(r.params) > 1 {
		id, _ := strconv.ParseUint(r.params[1], 10, 64)
		place := p.find(id)
		if place < 0 {
			return missing()
		}
		next.shipments = append(append(next.shipments, p.shipments[:place]...), p.shipments[place+1:]...)
	}
	s.rewrite(at, h, s.current(h), next, false)
	return nothing
}
