package store

import (
	"time"

	"github.com/shopspring/decimal"
)

// Refund is money that the store gave back for an order, in the order's currency.
type Refund struct {
	ID      uint64          `json:"id"`
	Created time.Time       `json:"created"`
	Reason  string          `json:"reason"`
	Total   decimal.Decimal `json:"total"` // what was given back, with tax
	Tax     decimal.Decimal `json:"tax"`
	Lines   []RefundLine    `json:"lines"`
	// Declined is what was to be given back besides, and was declined.
	Declined decimal.Decimal `json:"declined,omitzero"`
}

// RefundLine is a part of a refund.
type RefundLine struct {
	Type     string          `json:"type"`    // PRODUCT, SHIPPING, HANDLING, GIFT_WRAPPING, FEE, ORDER
	ItemID   uint64          `json:"item_id"` // by type: a line's, an address's, a fee's or the order's id
	Quantity int             `json:"quantity"`
	Amount   decimal.Decimal `json:"amount"`
	Reason   string          `json:"reason"`
}

// Refunded is the sum of an order's refunds.
func (o *Order) Refunded() decimal.Decimal {
	var sum decimal.Decimal
	for i := range o.Refunds {
		sum = sum.Add(o.Refunds[i].Total)
	}
	return sum
}

// PutRefunds gives an order of the book, as it is there, its refunds, oldest first. changed: they are other ones than it had.
func (tx *Tx) PutRefunds(c ConnectionID, o Order, refunds []Refund) (changed bool, err error) {
	before := o
	o.Refunds = refunds
	o.follow(&before)
	k := key(uint64(c), o.StoreOrderID)
	value, same, err := revised(tx.get(tableOrders, k), &o)
	if err != nil || same {
		return false, err
	}
	return true, tx.put(tableOrders, k, value) // no index, count or customer tells of refunds
}
