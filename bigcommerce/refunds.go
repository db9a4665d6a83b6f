package bigcommerce

import (
	"context"
	"net/url"
	"time"

	"github.com/shopspring/decimal"
)

const refundsPath = "/v3/orders/payment_actions/refunds"

// Refund is money given back for an order (orders.v3 spec). An order's own refunded amounts are always zero; these count.
type Refund struct {
	ID          uint64          `json:"id"`
	OrderID     uint64          `json:"order_id"`
	Created     Time            `json:"created"`
	Reason      string          `json:"reason"`
	TotalAmount Decimal         `json:"total_amount"`
	TotalTax    Decimal         `json:"total_tax"` // may be negative
	Items       []RefundItem    `json:"items"`
	Payments    []RefundPayment `json:"payments"`
}

// What a RefundItem may be of.
const (
	RefundedProduct      = "PRODUCT"
	RefundedGiftWrapping = "GIFT_WRAPPING"
	RefundedShipping     = "SHIPPING"
	RefundedHandling     = "HANDLING"
	RefundedOrder        = "ORDER"
	RefundedFee          = "FEE"
)

// RefundItem is a part of a refund.
type RefundItem struct {
	Type            string  `json:"item_type"`
	ItemID          uint64  `json:"item_id"` // a line's, an order address's or the order's id, by Type
	Quantity        int     `json:"quantity"`
	Reason          string  `json:"reason"`
	RequestedAmount Decimal `json:"requested_amount"`
}

// RefundPayment is how a refund was paid.
type RefundPayment struct {
	ID         uint64  `json:"id"`
	ProviderID string  `json:"provider_id"`
	Amount     Decimal `json:"amount"`
	Offline    bool    `json:"offline"`
	IsDeclined bool    `json:"is_declined"`
}

// GivenBack is what of a refund was paid: all of it, unless a payment was declined.
func (r *Refund) GivenBack() decimal.Decimal {
	var paid decimal.Decimal
	declined := false
	for _, p := range r.Payments {
		if declined = declined || p.IsDeclined; !p.IsDeclined {
			paid = paid.Add(p.Amount.Decimal)
		}
	}
	if !declined {
		return r.TotalAmount.Decimal
	}
	return decimal.Min(paid, r.TotalAmount.Decimal)
}

// Refunds reads the refunds of these orders, 250 orders a request. asked is the store's clock at about when they were asked
// for, and not after: a later refund may be missing. *ScopeError without Orders, *LegacyError on a legacy account.
func (c *Client) Refunds(ctx context.Context, orderIDs []uint64) (list []Refund, asked time.Time, err error) {
	return readAllByID[Refund](ctx, c, "Refund", refundsPath, "order_id:in", orderIDs)
}

// RefundsSince reads the refunds that were made at or after a time, 250 a request; all of them since the zero time. Errors as
// Refunds.
func (c *Client) RefundsSince(ctx context.Context, since time.Time) ([]Refund, error) {
	q := url.Values{}
	if !since.IsZero() {
		q.Set("created:min", since.UTC().Format(time.RFC3339))
	}
	return readAll[Refund](ctx, c, "Refund", refundsPath, q, MaxPage)
}
