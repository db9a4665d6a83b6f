package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"time"
)

// rawOrder is an order that was given as JSON and is served as it was given. It is never altered: a change makes another.
type rawOrder struct {
	body  []byte
	parts map[string]json.RawMessage // "products", "shipping_addresses", "coupons", "fees"
	facts facts
}

// AddRawOrder adds an order as JSON, one object as GET /v2/orders/{id} answers it, and gives its id; an order with that id is
// replaced. It is served byte for byte, whatever a request includes, until it is changed.
func (s *Sandbox) AddRawOrder(body []byte) (uint64, error) {
	var o struct {
		ID       uint32 `json:"id"`
		Customer uint64 `json:"customer_id"`
		Status   int    `json:"status_id"`
		Created  string `json:"date_created"`
		Modified string `json:"date_modified"`
		Total    Price  `json:"total_inc_tax"`
		Payment  string `json:"payment_method"`
		External string `json:"external_order_id"`
		Cart     string `json:"cart_id"`
		Billing  struct {
			First string `json:"first_name"`
			Last  string `json:"last_name"`
			Email string `json:"email"`
		} `json:"billing_address"`
	}
	if err := json.Unmarshal(body, &o); err != nil {
		return 0, fmt.Errorf("this is not an order: %w", err)
	}
	created, ok1 := date(o.Created)
	modified, ok2 := date(o.Modified)
	if o.ID == 0 || !ok1 || !ok2 || o.Status < 0 || o.Status >= len(statuses) {
		return 0, errors.New("an order needs id, status_id, date_created and date_modified")
	}
	raw := &rawOrder{body: slices.Clone(body), parts: map[string]json.RawMessage{}, facts: facts{
		customer: o.Customer, total: money(o.Total), email: o.Billing.Email, payment: o.Payment, external: o.External, cart: o.Cart,
		name: o.Billing.First + " " + o.Billing.Last,
	}}
	st := s.state
	st.mu.Lock()
	defer st.mu.Unlock()
	rec := record{o.ID, uint32(created), uint32(modified), uint8(o.Status)}
	at, found := st.find(uint64(o.ID))
	if found {
		st.records[at] = rec
		delete(st.changes, o.ID)
	} else {
		st.records = slices.Insert(st.records, at, rec)
	}
	st.raw[o.ID] = raw
	st.index()
	return uint64(o.ID), nil
}

// AddRawPart says what GET /v2/orders/{id}/NAME answers for an order added by AddRawOrder: a JSON array, for name one of products,
// shipping_addresses, coupons, fees, shipments. Without it the answer is 204.
func (s *Sandbox) AddRawPart(id uint64, name string, array []byte) error {
	var rows []json.RawMessage
	if err := json.Unmarshal(array, &rows); err != nil {
		return fmt.Errorf("the %s of an order are an array: %w", name, err)
	}
	st := s.state
	st.mu.Lock()
	defer st.mu.Unlock()
	raw := st.raw[uint32(id)]
	if raw == nil {
		return fmt.Errorf("order %d was not added as JSON", id)
	}
	next := *raw
	next.parts = maps.Clone(raw.parts)
	next.parts[name] = slices.Clone(array)
	st.raw[uint32(id)] = &next
	return nil
}

func (raw *rawOrder) part(name string, p page) answer {
	var rows []json.RawMessage
	if raw.parts[name] == nil || json.Unmarshal(raw.parts[name], &rows) != nil || p.skip >= len(rows) {
		return nothing
	}
	return document(http.StatusOK, rows[p.skip:min(len(rows), p.skip+p.limit)])
}

// changed is the order after a change of its status or its texts, at now.
func (raw *rawOrder) changed(c *OrderChange, now time.Time) *rawOrder {
	var fields map[string]any
	if json.Unmarshal(raw.body, &fields) != nil {
		return raw
	}
	fields["status_id"], fields["status"] = c.StatusID, statuses[c.StatusID].name
	fields["customer_message"], fields["staff_notes"] = c.CustomerMessage, c.StaffNotes
	fields["date_modified"] = now.UTC().Format(time.RFC1123Z)
	next := *raw
	if body, err := json.Marshal(fields); err == nil {
		next.body = body
	}
	return &next
}
