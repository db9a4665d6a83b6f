package sandbox

import (
	"strconv"
	"time"
)

const statusPartlyRefunded = 14

// listRefunds answers GET /v3/orders/payment_actions/refunds: order_id:in, id:in, created:min, created:max, page, limit. An order that
// is Refunded or Partially Refunded has one refund, whose id is the order's (orders.v3 spec, Refund).
func (s *Sandbox) listRefunds(r *request) answer {
	orders, ids := r.list("order_id:in"), r.list("id:in")
	span := anything
	if t, ok := date(r.get("created:min")); ok {
		span.low = t
	}
	if t, ok := date(r.get("created:max")); ok {
		span.high = t
	}
	st := s.state
	st.mu.RLock()
	var rows []held
	for _, rec := range st.records {
		if rec.status != statusRefunded && rec.status != statusPartlyRefunded || !span.has(int64(rec.modified)) {
			continue
		}
		id := strconv.FormatUint(uint64(rec.id), 10)
		if h := st.hold(rec); h.raw == nil && among(orders, id) && among(ids, id) {
			rows = append(rows, h)
		}
	}
	st.mu.RUnlock()
	return r.collection(len(rows), func(i int) any { return s.make(rows[i]).refund() })
}

func (o *order) refund() map[string]any {
	items := []any{}
	var total, tax money
	for i := range o.lines {
		l := &o.lines[i]
		if l.refunded == 0 {
			continue
		}
		amount := l.unit.inc() * money(l.refunded)
		total += amount
		tax += l.unit.tax * money(l.refunded)
		items = append(items, map[string]any{"item_type": "PRODUCT", "item_id": l.id, "reason": "", "quantity": l.refunded,
			"requested_amount": amount.number(), "adjustments": []any{}})
	}
	if o.status.id == statusRefunded {
		total, tax = o.total.inc(), o.total.tax
	}
	return map[string]any{
		"id": o.id, "order_id": o.id, "user_id": 1, "created": o.modified.Format(time.RFC3339), "reason": "", "total_amount": total.number(),
		"total_tax": tax.number(), "uses_merchant_override_values": false, "items": items,
		"payments": []any{map[string]any{"id": o.id, "provider_id": payments[o.payment].gateway, "amount": total.number(), "offline": true,
			"is_declined": false, "declined_message": "", "transaction_id": "sandbox-" + strconv.FormatUint(o.id, 10)}},
	}
}
