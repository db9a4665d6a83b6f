package sandbox

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

const statusPartlyRefunded = 14

// firstRefund is above every order's id, whose refund made from its status has that id.
const firstRefund = 1 << 33

// refund is one that was given with Refund.
type refund struct {
	id      uint64
	created int64
	amount  money
	reason  string
}

// Refund gives money back for an order, as somebody in the control panel does: amount is "12.50" or "all". The order
// becomes Partially Refunded or Refunded, and its date_modified moves unless Config.QuietDates. It gives the refund's id; false
// where there is no such order, or the amount is none.
func (s *Sandbox) Refund(id uint64, amount, reason string) (uint64, bool) {
	st := s.state
	st.mu.Lock()
	defer st.mu.Unlock()
	at, ok := st.find(id)
	if !ok || st.hold(st.records[at]).raw != nil {
		return 0, false
	}
	h := st.hold(st.records[at])
	o := s.make(h)
	before := money(0)
	for _, x := range st.refunds[h.id] {
		before += x.amount
	}
	give := o.total.inc() - before
	if amount != "all" {
		give = money(decimals(amount, 0))
	}
	if give <= 0 || before+give > o.total.inc() {
		return 0, false
	}
	s.refunds++
	one := refund{firstRefund + s.refunds, s.cfg.Now().Unix(), give, reason}
	st.refunds[h.id] = append(slices.Clone(st.refunds[h.id]), one)
	c, p := s.current(h), s.progressOf(h, o)
	c.StatusID = statusPartlyRefunded
	if before+give == o.total.inc() {
		c.StatusID = statusRefunded
	}
	s.rewrite(at, h, c, p, !s.cfg.QuietDates)
	return one.id, true
}

// listRefunds answers GET /v3/orders/payment_actions/refunds: order_id:in, id:in, created:min, created:max, page, limit, ascending by
// id. An order that is Refunded or Partially Refunded without Refund has one refund, whose id is the order's (orders.v3 spec, Refund).
func (s *Sandbox) listRefunds(r *request) answer {
	orders, ids := r.list("order_id:in"), r.list("id:in")
	span := anything
	if t, ok := date(r.get("created:min")); ok {
		span.low = t
	}
	if t, ok := date(r.get("created:max")); ok {
		span.high = t
	}
	type row struct {
		held
		refund
	}
	var rows []row
	st := s.state
	st.mu.RLock()
	for _, rec := range st.records {
		given := st.refunds[rec.id]
		if len(given) == 0 && (rec.status == statusRefunded || rec.status == statusPartlyRefunded) && st.raw[rec.id] == nil {
			given = []refund{{id: uint64(rec.id), created: int64(rec.modified)}}
		}
		for _, x := range given {
			if span.has(x.created) && among(orders, strconv.FormatUint(uint64(rec.id), 10)) && among(ids, strconv.FormatUint(x.id, 10)) {
				rows = append(rows, row{st.hold(rec), x})
			}
		}
	}
	st.mu.RUnlock()
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(a.refund.id, b.refund.id) })
	return r.collection(len(rows), func(i int) any { return s.make(rows[i].held).refund(rows[i].refund) })
}

// refund writes one; x without an amount is made of the order's status.
func (o *order) refund(x refund) map[string]any {
	items := []any{}
	total, tax := x.amount, money(0)
	if x.amount > 0 {
		items = append(items, map[string]any{"item_type": "ORDER", "item_id": o.id, "reason": x.reason, "quantity": 1,
			"requested_amount": x.amount.number(), "adjustments": []any{}})
	}
	for i := range o.lines {
		l := &o.lines[i]
		if l.refunded == 0 || x.amount > 0 {
			continue
		}
		amount := l.unit.inc() * money(l.refunded)
		total += amount
		tax += l.unit.tax * money(l.refunded)
		items = append(items, map[string]any{"item_type": "PRODUCT", "item_id": l.id, "reason": "", "quantity": l.refunded,
			"requested_amount": amount.number(), "adjustments": []any{}})
	}
	if o.status.id == statusRefunded && x.amount == 0 {
		total, tax = o.total.inc(), o.total.tax
	}
	return map[string]any{
		"id": x.id, "order_id": o.id, "user_id": 1, "created": time.Unix(x.created, 0).UTC().Format(time.RFC3339), "reason": x.reason,
		"total_amount": total.number(), "total_tax": tax.number(), "uses_merchant_override_values": false, "items": items,
		"payments": []any{map[string]any{"id": x.id, "provider_id": payments[o.payment].gateway, "amount": total.number(), "offline": true,
			"is_declined": false, "declined_message": "", "transaction_id": "sandbox-" + strconv.FormatUint(o.id, 10)}},
	}
}
