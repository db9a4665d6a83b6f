package sandbox

import (
	"strconv"
	"strings"
)

// whole makes the order that the request's path names; refused where there is none.
func (s *Sandbox) whole(r *request) (held, *order, *answer) {
	id, err := strconv.ParseUint(r.params[0], 10, 64)
	h, ok := s.state.order(id)
	if err != nil || !ok {
		refused := missing()
		return held{}, nil, &refused
	}
	return h, s.make(h), nil
}

// getOrder answers GET /v2/orders/{id}.
func (s *Sandbox) getOrder(r *request) answer {
	h, _, refused := s.whole(r)
	if refused != nil {
		return *refused
	}
	return encoded(func(e *encoder) { s.encode(e, h, r.shape()) })
}

// part answers with a page of what belongs to an order: n rows that write writes, or what was added as it stands. 204 past the end.
func (s *Sandbox) part(r *request, name string, rows func(*order) int, write func(*encoder, *order, int)) answer {
	h, o, refused := s.whole(r)
	if refused != nil {
		return *refused
	}
	p, refused := r.page()
	if refused != nil {
		return *refused
	}
	if h.raw != nil {
		return h.raw.part(name, p)
	}
	n := rows(o)
	if p.skip >= n {
		return nothing
	}
	return encoded(func(e *encoder) {
		e.open('[')
		for i := p.skip; i < min(n, p.skip+p.limit); i++ {
			write(e, o, i)
		}
		e.close(']')
	})
}

// orderProducts answers GET /v2/orders/{id}/products: 50 a page by default.
func (s *Sandbox) orderProducts(r *request) answer {
	return s.part(r, "products", func(o *order) int { return len(o.lines) },
		func(e *encoder, o *order, i int) { o.line(e, &o.lines[i]) })
}

// orderAddresses answers GET /v2/orders/{id}/shipping_addresses.
func (s *Sandbox) orderAddresses(r *request) answer {
	return s.part(r, "shipping_addresses", func(o *order) int { return len(o.parcels) }, func(e *encoder, o *order, i int) {
		p := &o.parcels[i]
		e.open('{')
		e.id("id", p.id)
		e.id("order_id", o.id)
		o.address(e, p.to, p.at, false)
		p.delivery(e, e.money)
		s.linked(e, "shipping_quotes", o.id, "shippingaddresses/"+strconv.FormatUint(p.id, 10)+"/shippingquotes")
		e.close('}')
	})
}

// orderCoupons answers GET /v2/orders/{id}/coupons.
func (s *Sandbox) orderCoupons(r *request) answer {
	return s.part(r, "coupons", func(o *order) int { return min(1, int(o.coupon)) }, func(e *encoder, o *order, _ int) {
		e.open('{')
		e.id("id", o.id)
		e.number("coupon_id", 1)
		e.id("order_id", o.id)
		e.text("code", o.lines[0].couponCode)
		e.text("amount", "5.0000")
		e.number("type", 1) // percent off each item
		e.amount("discount", o.coupon)
		e.close('}')
	})
}

// orderFees answers GET /v2/orders/{id}/fees.
func (s *Sandbox) orderFees(r *request) answer {
	h, o, refused := s.whole(r)
	switch {
	case refused != nil:
		return *refused
	case h.raw != nil:
		return h.raw.part("fees", page{limit: maxLimit})
	case len(o.fees) == 0:
		return nothing
	}
	return encoded(func(e *encoder) {
		e.open('{')
		e.key("fees")
		o.encodeFees(e)
		e.close('}')
	})
}

// orderConsignments answers GET /v2/orders/{id}/consignments; there, include knows consignments.line_items only.
func (s *Sandbox) orderConsignments(r *request) answer {
	h, o, refused := s.whole(r)
	switch {
	case refused != nil:
		return *refused
	case h.raw != nil:
		return nothing
	}
	return encoded(func(e *encoder) {
		s.consignmentObject(e, o, shape{consignments: true, lines: strings.Contains(r.get("include"), "consignments.line_items")})
	})
}
