package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// putOrder answers PUT /v2/orders/{id} with the whole order. It changes status_id, staff_notes, customer_message and
// external_order_id; another field is refused, so that nobody believes it was written. date_modified moves whatever is sent.
func (s *Sandbox) putOrder(r *request) answer {
	body, refused := r.body()
	if refused != nil {
		return *refused
	}
	if refused := writable(body); refused != nil {
		return *refused
	}
	h, _, refused := s.whole(r)
	if refused != nil {
		return *refused
	}
	s.change(uint64(h.id), func(c *OrderChange) { _ = json.Unmarshal(body, c) }) // it was read once before, so it can be again
	h, _, refused = s.whole(r)
	if refused != nil {
		return *refused
	}
	return encoded(func(e *encoder) { s.encode(e, h, r.shape()) })
}

func writable(body []byte) *answer {
	var fields map[string]json.RawMessage
	var probe struct {
		Status *int `json:"status_id"`
		OrderChange
	}
	if json.Unmarshal(body, &fields) != nil || json.Unmarshal(body, &probe) != nil {
		return wrong("body", "The body is not an order.")
	}
	for name := range fields {
		switch name {
		case "status_id", "staff_notes", "customer_message", "external_order_id":
		default:
			a := complaint(http.StatusBadRequest, fmt.Sprintf("The sandbox can't change the field '%s'.", name), nil)
			return &a
		}
	}
	if probe.Status != nil && (*probe.Status < 0 || *probe.Status >= len(statuses)) {
		return wrong("status_id", "There is no such status.")
	}
	return nil
}
