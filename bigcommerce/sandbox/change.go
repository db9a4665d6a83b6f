package sandbox

import (
	"slices"
	"time"
)

// OrderChange is what can be changed of an order. A function that is given one finds the order as it is and overwrites what it
// wants different; nothing is cleaned, so that hostile texts arrive as they were written.
type OrderChange struct {
	StatusID        int         `json:"status_id"`
	FirstName       string      `json:"first_name"`
	LastName        string      `json:"last_name"`
	Company         string      `json:"company"`
	Email           string      `json:"email"`
	Phone           string      `json:"phone"`
	Street          string      `json:"street"`
	CustomerMessage string      `json:"customer_message"`
	StaffNotes      string      `json:"staff_notes"`
	ExternalOrderID string      `json:"external_order_id"`
	Added           []AddedLine `json:"lines"` // lines beside those the order was made with
}

// AddedLine is a line of something that isn't in the catalogue. Price is before tax, for one, as "12.50" or 12.5.
type AddedLine struct {
	Name     string `json:"name"`
	SKU      string `json:"sku"`
	Quantity int    `json:"quantity"` // at least 1
	Price    Price  `json:"price"`
}

// AddLine puts a line at the end of the order, at 10.00 for one.
func (c *OrderChange) AddLine(name, sku string, quantity int) {
	c.Added = append(c.Added, AddedLine{Name: name, SKU: sku, Quantity: quantity, Price: Price(10 * unit)})
}

func (c *OrderChange) status() uint8 {
	if c.StatusID < 0 || c.StatusID >= len(statuses) {
		c.StatusID = 11
	}
	return uint8(c.StatusID)
}

// current is the order as it is, as a change that changes nothing. It belongs to the caller.
func (s *Sandbox) current(h held) *OrderChange {
	if h.change != nil {
		c := *h.change
		c.Added = slices.Clone(c.Added)
		c.StatusID = int(h.status)
		return &c
	}
	o := s.make(h)
	return &OrderChange{
		StatusID: int(h.status), FirstName: o.buyer.first, LastName: o.buyer.last, Company: o.buyer.company, Email: o.buyer.email,
		Phone: o.buyer.phone, Street: o.billing.street, CustomerMessage: o.message, StaffNotes: o.notes,
	}
}

// PlaceOrders places n orders now, awaiting fulfilment, and gives their ids.
func (s *Sandbox) PlaceOrders(n int) []uint64 { return s.place(n, nil) }

// PlaceOrder places one order now; f changes it before anybody sees it.
func (s *Sandbox) PlaceOrder(f func(*OrderChange)) uint64 { return s.place(1, f)[0] }

// ChangeOrder changes an order and moves its date_modified to the store's clock, in whole seconds; false where there is none. f
// must not call the sandbox.
func (s *Sandbox) ChangeOrder(id uint64, f func(*OrderChange)) bool { return s.change(id, f) }

// OrderIDs are the ids of all orders, ascending.
func (s *Sandbox) OrderIDs() []uint64 {
	s.state.mu.RLock()
	defer s.state.mu.RUnlock()
	ids := make([]uint64, len(s.state.records))
	for i, r := range s.state.records {
		ids[i] = uint64(r.id)
	}
	return ids
}

// OrderSummary is one order as the store has it, to compare with what somebody else has of it.
type OrderSummary struct {
	ID                uint64
	StatusID          int
	Created, Modified time.Time
	CustomerName      string // of the billing address
	Total             string // with tax, four decimals
}

// Orders is a snapshot of all orders, ascending by id.
func (s *Sandbox) Orders() []OrderSummary {
	s.state.mu.RLock()
	all := make([]held, len(s.state.records))
	for i, r := range s.state.records {
		all[i] = s.state.hold(r)
	}
	s.state.mu.RUnlock()
	out := make([]OrderSummary, len(all))
	for i, h := range all {
		x := s.facts(h)
		out[i] = OrderSummary{
			ID: uint64(h.id), StatusID: int(h.status), Created: time.Unix(int64(h.created), 0).UTC(), Modified: time.Unix(int64(h.modified), 0).UTC(),
			CustomerName: x.name, Total: x.total.String(),
		}
	}
	return out
}
