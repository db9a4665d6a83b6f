package sandbox

import (
	"net/http"
	"strconv"
	"time"
)

// orderTransactions answers GET /v3/orders/{id}/transactions: the payment of an order that was paid, an empty list before that,
// 404 where there is no such order (orders.v3 spec, Transaction; order_id is a text there).
func (s *Sandbox) orderTransactions(r *request) answer {
	h, o, refused := s.whole(r)
	if refused != nil {
		return refusal(http.StatusNotFound, "Order not found", map[string]string{})
	}
	if !o.status.paid || h.raw != nil {
		return r.collection(0, nil)
	}
	pay := payments[o.payment]
	method := "offline"
	switch pay.gateway {
	case "stripe":
		method = "credit_card"
	case "paypalexpress":
		method = "offsite"
	}
	return r.collection(1, func(int) any {
		return map[string]any{
			"id": o.id, "order_id": strconv.FormatUint(o.id, 10), "event": "purchase", "method": method, "amount": o.total.inc().number(),
			"currency": o.currency.code, "gateway": pay.gateway, "gateway_transaction_id": "sandbox-" + strconv.FormatUint(o.id, 10), "test": true,
			"status": "ok", "fraud_review": false, "date_created": o.created.Format(time.RFC3339),
		}
	})
}
