package syncer

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// TermKind says what a part of a sum is.
type TermKind string

// The parts of a quantity, in a person's words.
const (
	TermOnHand    TermKind = "on hand"
	TermAllocated TermKind = "allocated to open orders"
	TermIdle      TermKind = "allocated to open orders of an inactive connection"
	TermOnOrder   TermKind = "on purchase orders"
	TermVendor    TermKind = "at the vendor"
	TermBuildable TermKind = "can be made from components"
	TermBuffer    TermKind = "safety buffer"
	TermAddBack   TermKind = "the store takes off itself when it ships"
	TermFloor     TermKind = "never below zero"
)

// Term is one line of the sum behind a quantity.
type Term struct {
	Kind     TermKind `json:"kind"`
	SKU      string   `json:"sku,omitempty"`      // the book's item
	Location string   `json:"location,omitempty"` // of the book; "" where the line is of none
	Quantity int      `json:"quantity"`           // what it adds; below 0 where it takes off
	Orders   []uint64 `json:"orders,omitempty"`   // that hold it
	// Connection and LastSeen are of TermIdle: whose orders they are, and when it last synced.
	Connection string    `json:"connection,omitempty"`
	LastSeen   time.Time `json:"last_seen,omitzero"`
}

// What says what the line adds or takes off, in words.
func (t Term) What() string {
	if t.Kind == TermIdle {
		return fmt.Sprintf("allocated to open orders of %s, which isn't active (last seen %s)", t.Connection, seenOn(t.LastSeen))
	}
	return string(t.Kind)
}

// sum works out what the store is to show of an item that is made of skus, from the locations at; buffer is what the
// safety buffer still has to take, and what it left to take is returned. main: the store's location is its default one,
// where it takes off what it ships.
func (l *ledger) sum(skus []string, at []store.LocationID, buffer int, main bool) (quantity, left int, terms []Term) {
	add := func(t Term) {
		if t.Quantity != 0 || t.Kind == TermOnHand {
			terms = append(terms, t)
			quantity += t.Quantity
		}
	}
	in := l.conn.Options.Inventory
	for _, sku := range skus {
		for _, id := range at {
			s, counted := l.stock[sku][id]
			name := l.names[id]
			if counted {
				add(Term{Kind: TermOnHand, SKU: sku, Location: name, Quantity: s.OnHand})
			}
			for _, t := range l.allocated(sku, id) {
				add(t)
			}
			if in.OnOrder {
				add(Term{Kind: TermOnOrder, SKU: sku, Location: name, Quantity: s.OnOrder})
			}
			if in.VendorQuantity {
				add(Term{Kind: TermVendor, SKU: sku, Location: name, Quantity: s.VendorQuantity})
			}
			if in.Buildable {
				add(Term{Kind: TermBuildable, SKU: sku, Location: name, Quantity: l.buildable(sku, id)})
			}
		}
	}
	taken := min(max(0, buffer), max(0, quantity))
	add(Term{Kind: TermBuffer, Quantity: -taken})
	if main && l.store.Moves == bigcommerce.StockMovesWhenShipped {
		for _, sku := range skus {
			add(Term{Kind: TermAddBack, SKU: sku, Quantity: l.toSubtract(sku)})
		}
	}
	if quantity < 0 {
		add(Term{Kind: TermFloor, Quantity: -quantity})
	}
	return quantity, buffer - taken, terms
}

// allocated are the lines of what open orders take off an item: one for all active connections, one for each that isn't.
func (l *ledger) allocated(sku string, at store.LocationID) (out []Term) {
	held := map[store.ConnectionID][]store.Held{}
	for _, h := range l.held[sku][at] {
		c := h.Connection
		if _, idle := l.idle[c]; !idle {
			c = 0
		}
		held[c] = append(held[c], h)
	}
	for _, c := range slices.Sorted(maps.Keys(held)) {
		t := Term{Kind: TermAllocated, SKU: sku, Location: l.names[at], Orders: ordersOf(held[c])}
		if c != 0 {
			t.Kind, t.Connection, t.LastSeen = TermIdle, l.idle[c].Name, l.idle[c].LastSync
		}
		for _, h := range held[c] {
			t.Quantity -= h.Open
		}
		out = append(out, t)
	}
	return out
}

func ordersOf(held []store.Held) []uint64 {
	var ids []uint64
	for _, h := range held {
		if h.Open > 0 {
			ids = append(ids, h.Order)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// place is a location of the store with the book's locations that feed it.
type place struct {
	id    uint64 // 0: the store's default, not known by number
	main  bool
	books []store.LocationID
}

// places tells which of the book's chosen locations feed which of the store's: those that are mapped to one, the others
// the store's default.
func (l *ledger) places() []place {
	main := l.store.MainLocation()
	var out []place
	for _, id := range l.chosen {
		to := cmp.Or(l.conn.StoreLocations[id], main)
		if l.store.Single {
			to = main
		}
		at := slices.IndexFunc(out, func(p place) bool { return p.id == to })
		if at < 0 {
			out = append(out, place{id: to, main: to == main})
			at = len(out) - 1
		}
		out[at].books = append(out[at].books, id)
	}
	slices.SortStableFunc(out, func(a, b place) int {
		if a.main != b.main {
			if a.main {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.id, b.id)
	})
	return out
}
