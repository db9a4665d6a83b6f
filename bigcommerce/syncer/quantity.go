package syncer

import (
	"fmt"
	"strings"
	"time"
)

// TermKind says what a part of a sum is.
type TermKind string

// The parts of a quantity, in a person's words.
const (
	TermCounted     TermKind = "counted"
	TermReceived    TermKind = "received since"
	TermReturned    TermKind = "returned since"
	TermAdjusted    TermKind = "adjusted since"
	TermTransferred TermKind = "moved since"
	TermLeftBook    TermKind = "shipped since with parcels of the book"
	TermLeftStore   TermKind = "left since by the store's own means"
	TermLeftOver    TermKind = "taken as left: archived or gone in the store"
	TermAllocated   TermKind = "allocated to open orders"
	TermIdle        TermKind = "allocated to open orders of an inactive connection"
	TermOnOrder     TermKind = "on purchase orders"
	TermVendor      TermKind = "at the vendor"
	TermBuildable   TermKind = "can be made from components"
	TermCarried     TermKind = "carried between store locations"
	TermBuffer      TermKind = "safety buffer"
	TermElsewhere   TermKind = "missing in other locations of the book"
	TermFloor       TermKind = "never below zero"
)

// Term is one line of the sum behind a quantity.
type Term struct {
	Kind       TermKind  `json:"kind"`
	SKU        string    `json:"sku,omitempty"`        // the book's item
	Location   string    `json:"location,omitempty"`   // of the book; "" where the line is of none
	Quantity   int       `json:"quantity"`             // what it adds; below 0 where it takes off
	At         time.Time `json:"at,omitzero"`          // of a count: when it was taken
	Connection string    `json:"connection,omitempty"` // whose orders they are
	Orders     []uint64  `json:"orders,omitempty"`     // that take it
	Via        string    `json:"via,omitempty"`        // the kit whose component they take it for
	Limit      string    `json:"limit,omitempty"`      // the component of which there isn't more
	LastSeen   time.Time `json:"last_seen,omitzero"`   // of TermIdle: when the connection last synced

	sure   int       // of a count: by how many pieces a person has confirmed that it rose
	booked time.Time // of a count: when it was entered
}

// mostOrders bounds how many orders a sentence names.
const mostOrders = 5

// Says is the term in words, without its quantity: "allocated to open orders at Main (orders 200, 201 of Acme)".
func (t Term) Says(zone *time.Location) string {
	out := string(t.Kind)
	if t.Kind == TermIdle {
		out = fmt.Sprintf("allocated to open orders of %s, which isn't active (last seen %s)", t.Connection, seenOn(t.LastSeen))
	}
	if t.Location != "" {
		out += " at " + t.Location
	}
	if !t.At.IsZero() {
		out += " on " + t.At.In(zone).Format("2006-01-02 15:04")
	}
	if t.Limit != "" {
		out += ", limited by " + t.Limit
	}
	if t.Via != "" {
		out += ", for the kit " + t.Via
	}
	if len(t.Orders) == 0 {
		return out
	}
	var names []string
	for _, id := range t.Orders[:min(mostOrders, len(t.Orders))] {
		names = append(names, fmt.Sprint(id))
	}
	word := "order"
	if len(t.Orders) > 1 {
		word = "orders"
	}
	more := ""
	if n := len(t.Orders) - mostOrders; n > 0 {
		more = fmt.Sprintf(" and %d more", n)
	}
	return fmt.Sprintf("%s (%s %s%s of %s)", out, word, strings.Join(names, ", "), more, t.Connection)
}
