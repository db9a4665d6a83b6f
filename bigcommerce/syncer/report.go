package syncer

import (
	"time"

	"github.com/shopspring/decimal"

	"cartwire/store"
)

// Report is what comparing the book with the store has found. Nothing was changed.
type Report struct {
	Connection store.ConnectionID `json:"connection"`
	Made       time.Time          `json:"made"`
	Since      time.Time          `json:"since"`             // orders created from here on are compared
	Until      time.Time          `json:"until"`             // up to here
	Notices    []string           `json:"notices,omitempty"` // what could not be compared, sentences

	StoreOrders int               `json:"store_orders"` // of the window
	BookOrders  int               `json:"book_orders"`
	LeftOut     int               `json:"left_out"` // of the store's, kept out of the book by the choice of statuses, date or number
	Pending     int               `json:"pending"`  // new or changed since the last import, which the next one reads
	SetAside    int               `json:"set_aside"`
	Days        []DayTotal        `json:"days"`                // oldest first, then by currency; of the orders that both should have
	Missing     []OrderGap        `json:"missing,omitempty"`   // in the store, neither in the book nor left out or set aside
	Extra       []OrderGap        `json:"extra,omitempty"`     // in the book, no longer in the store
	Different   []OrderDifference `json:"different,omitempty"` // in both, not the same
	Ranges      []store.IDRange   `json:"ranges,omitempty"`    // for StartOptions.Ranges: reads again what is missing or differs

	StockCompared int               `json:"stock_compared"` // numbers that both have
	Stock         []StockDifference `json:"stock,omitempty"`

	Untracked []ShippedOrder `json:"untracked,omitempty"` // shipped, and one of both has no tracking number

	// What the book lacks, of any time, see store.Gaps; and what the store counted and didn't list of the window.
	Unreadable []UnreadableOrder `json:"unreadable,omitempty"`
	Short      []store.Shortage  `json:"short,omitempty"`
}

// UnreadableOrder is an order that can't be decoded, and that nobody dismissed.
type UnreadableOrder struct {
	ID     uint64    `json:"id"`
	Reason string    `json:"reason"`
	At     time.Time `json:"at"` // when it was found first
}

// DayTotal counts the orders of one day in one currency.
type DayTotal struct {
	Day        string          `json:"day"` // 2026-03-01, UTC
	Currency   string          `json:"currency"`
	Store      int             `json:"store"`
	Book       int             `json:"book"`
	StoreTotal decimal.Decimal `json:"store_total"` // with tax
	BookTotal  decimal.Decimal `json:"book_total"`
}

// Agrees tells whether both count the same.
func (d DayTotal) Agrees() bool { return d.Store == d.Book && d.StoreTotal.Equal(d.BookTotal) }

// OrderGap is an order that one of both lacks.
type OrderGap struct {
	ID       uint64          `json:"id"`
	Created  time.Time       `json:"created"`
	Status   string          `json:"status"`
	Currency string          `json:"currency"`
	Total    decimal.Decimal `json:"total"`
}

// OrderDifference is an order that both have, but not alike.
type OrderDifference struct {
	ID    uint64 `json:"id"`
	What  string `json:"what"` // "status", "total", "currency"
	Store string `json:"store"`
	Book  string `json:"book"`
}

// StockDifference is a number of the store that is not what the book means it to be.
type StockDifference struct {
	Ref      string `json:"ref"` // "product 77", "variant 350"; the sku where the store doesn't count it
	SKU      string `json:"sku"`
	Location string `json:"location,omitempty"` // the store's
	Store    int    `json:"store"`
	Known    bool   `json:"known"` // the store counts it there
	Book     int    `json:"book"`
	Reason   string `json:"reason,omitempty"` // such as that it was told, and doesn't show it yet
}

// ShippedOrder is an order that was shipped without a tracking number somewhere.
type ShippedOrder struct {
	ID    uint64 `json:"id"`
	Store string `json:"store"` // the tracking numbers there, by commas; "" for none
	Book  string `json:"book"`
}

// Differences counts what is not in step.
func (r *Report) Differences() int {
	return len(r.Missing) + len(r.Extra) + len(r.Different) + len(r.Stock) + len(r.Untracked) + len(r.Unreadable) + len(r.Short)
}
