package store

import (
	"time"

	"github.com/shopspring/decimal"
)

// What an OrderChange may be of.
const (
	ChangedStatus   = "status"
	ChangedPayment  = "payment"
	ChangedTotal    = "total"
	ChangedRefunded = "refunded"
	ChangedPieces   = "pieces" // the number of pieces ordered
)

// OrderChange is one thing that became different in the store after the order had entered the book.
type OrderChange struct {
	At     time.Time `json:"at"`    // by the store's clock
	Field  string    `json:"field"` // ChangedStatus, ...
	Before string    `json:"before"`
	After  string    `json:"after"`
}

// maxChanges bounds how many changes an order keeps; the oldest go first.
const maxChanges = 30

// follow takes over what the book has noted of an order before and adds what is different now.
func (o *Order) follow(old *Order) {
	changes := old.Changes[:len(old.Changes):len(old.Changes)]
	note := func(at time.Time, field, before, after string) {
		if before != after {
			changes = append(changes, OrderChange{At: at, Field: field, Before: before, After: after})
		}
	}
	if old.StatusID != o.StatusID {
		note(o.Modified, ChangedStatus, old.Status, o.Status)
	}
	note(o.Modified, ChangedPayment, old.PaymentStatus, o.PaymentStatus)
	if !old.TotalIncTax.Equal(o.TotalIncTax) {
		note(o.Modified, ChangedTotal, old.TotalIncTax.String(), o.TotalIncTax.String())
	}
	if a, b := old.pieces(), o.pieces(); a != b {
		note(o.Modified, ChangedPieces, decimal.NewFromInt(int64(a)).String(), decimal.NewFromInt(int64(b)).String())
	}
	if before, after := old.Refunded(), o.Refunded(); !before.Equal(after) {
		at := o.Modified
		if n := len(o.Refunds); n > 0 {
			at = o.Refunds[n-1].Created
		}
		note(at, ChangedRefunded, before.String(), after.String())
	}
	o.Changes = changes[max(0, len(changes)-maxChanges):]
}

func (o *Order) pieces() (n int) {
	for i := range o.Lines {
		n += o.Lines[i].Quantity
	}
	return n
}
