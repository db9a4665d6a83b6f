package soak_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// checkRefunds: what was given back for each order that says so is known, once. Others are looked for once a day.
func (e *end) checkRefunds() {
	var ids []uint64
	for id, o := range e.listed {
		if o.StatusID == bigcommerce.StatusRefunded || o.StatusID == bigcommerce.StatusPartiallyRefunded {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return
	}
	list, _, err := e.client().Refunds(context.Background(), ids)
	if err != nil {
		e.Fatal(err)
	}
	want := map[uint64][]string{}
	for i := range list {
		want[list[i].OrderID] = append(want[list[i].OrderID], fmt.Sprint(list[i].ID, " ", list[i].TotalAmount.Decimal))
	}
	for _, id := range ids {
		var got []string
		for _, r := range e.listed[id].Refunds {
			got = append(got, fmt.Sprint(r.ID, " ", r.Total))
		}
		slices.Sort(got)
		slices.Sort(want[id])
		if !slices.Equal(got, want[id]) {
			e.Errorf("order %d: refunds in the book %v, in the store %v", id, got, want[id])
		}
	}
}

// checkOrders: every order that is wanted is in the book once, everything in the book is in its last state, and what is
// counted is what is there.
func (e *end) checkOrders() {
	in := e.conn.Options
	for _, id := range e.storeIDs() {
		o := e.orders[id]
		wanted := id >= in.StartNumber && !o.DateCreated.Before(in.StartDate) && (len(in.Statuses) == 0 || slices.Contains(in.Statuses, o.StatusID))
		if _, ok := e.listed[id]; wanted && !ok {
			e.Errorf("order %d (status %d) is missing in the book", id, o.StatusID)
		}
	}
	counted := map[int]int{}
	for id, got := range e.listed {
		counted[got.StatusID]++
		o := e.orders[id]
		if o == nil {
			e.Errorf("order %d is in the book and not in the store", id)
			continue
		}
		if a, b := bookState(&got), storeState(o); a != b {
			e.Errorf("order %d\nin the book:  %s\nin the store: %s", id, a, b)
		}
	}
	counts, err := e.book.OrderCounts(e.conn.ID)
	if err != nil || counts.Total != len(e.listed) || !maps.Equal(counts.ByStatus, counted) {
		e.Errorf("counted %+v, there are %d: %v; %v", counts, len(e.listed), counted, err)
	}
}

func bookState(o *store.Order) string {
	var b strings.Builder
	fmt.Fprintf(&b, "status %d, modified %s, total %s, notes %q, lines", o.StatusID, o.Modified, o.TotalIncTax, o.StaffNotes)
	for _, l := range o.Lines {
		fmt.Fprintf(&b, " %d:%s %d/%d", l.ID, l.SKU, l.QuantityShipped, l.Quantity)
	}
	return b.String()
}

func storeState(o *bigcommerce.Order) string {
	var b strings.Builder
	fmt.Fprintf(&b, "status %d, modified %s, total %s, notes %q, lines", o.StatusID, o.DateModified.UTC(), o.TotalIncTax.Decimal, o.StaffNotes)
	for _, l := range o.Lines() {
		fmt.Fprintf(&b, " %d:%s %d/%d", l.ID, l.SKU, l.QuantityShipped, l.Quantity)
	}
	return b.String()
}

// heldLine is what a line of an open order holds, worked out from the store and from what the book has shipped beside it.
type heldLine struct {
	order, line   uint64
	sku           string
	open, ordered int
}

// holds works out what the store's orders are to hold.
func (e *end) holds() (all []heldLine) {
	for _, id := range e.storeIDs() {
		o := e.orders[id]
		if slices.Contains([]int{0, 2, 4, 5, 6, 10}, o.StatusID) || o.IsDeleted {
			continue
		}
		refused := map[uint64]int{} // left the house, and the store never learnt of it
		for _, s := range e.shipments[id] {
			for _, l := range s.Lines {
				if s.State == store.ShipmentRefused {
					refused[l.LineID] += l.Quantity
				}
			}
		}
		for _, l := range o.Lines() {
			if l.Type != bigcommerce.LineGiftCertificate && l.Quantity > 0 && store.NormalSKU(l.SKU) != "" {
				all = append(all, heldLine{id, l.ID, store.NormalSKU(l.SKU), max(0, l.Quantity-l.QuantityShipped-refused[l.ID]), l.Quantity})
			}
		}
	}
	return all
}

// checkAllocations: open orders hold what is left of them, no others hold anything.
func (e *end) checkAllocations() {
	want := e.holds()
	var got []heldLine
	err := e.book.View(func(tx *store.Tx) error {
		for _, h := range tx.HeldOf(e.conn.ID, "") {
			got = append(got, heldLine{h.Order, h.Line, h.SKU, h.Open, h.Ordered})
			a, err := tx.Allocation(e.conn.ID, h.Order)
			if err != nil {
				return fmt.Errorf("order %d: %w", h.Order, err)
			}
			at := slices.IndexFunc(a.Lines, func(l store.AllocatedLine) bool { return l.LineID == h.Line })
			if at < 0 || a.Lines[at].Open != h.Open || a.Lines[at].Moved != 0 && a.Lines[at].Moved != h.Location || a.Lines[at].Moved == 0 && a.Location != h.Location {
				e.Errorf("the index and the allocation disagree: %+v, %+v", h, a)
			}
		}
		return nil
	})
	if err != nil {
		e.Error(err)
	}
	order := func(a, b heldLine) int { return strings.Compare(fmt.Sprintf("%+v", a), fmt.Sprintf("%+v", b)) }
	slices.SortFunc(want, order)
	slices.SortFunc(got, order)
	if !slices.Equal(got, want) {
		e.Errorf("held:\n%v\nto be held:\n%v", less(got, want), less(want, got))
	}
}

// less are the ones of a that b lacks.
func less[T comparable](a, b []T) []T {
	return slices.DeleteFunc(slices.Clone(a), func(x T) bool { return slices.Contains(b, x) })
}
