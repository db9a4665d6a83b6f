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

// openLine is what is open of a line of an order.
type openLine struct {
	order, line uint64
	sku         string
	open        int
}

// opens works out what is open of the store's orders that wait to be shipped, of which nothing was refunded, from the store and
// from what the book has shipped beside it.
func (e *end) opens() (all []openLine) {
	for _, id := range e.storeIDs() {
		o := e.orders[id]
		if !plainlyOpen(o) {
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
			open := max(0, l.Quantity-l.QuantityShipped-refused[l.ID])
			if l.Type != bigcommerce.LineGiftCertificate && open > 0 && store.NormalSKU(l.SKU) != "" {
				all = append(all, openLine{id, l.ID, store.NormalSKU(l.SKU), open})
			}
		}
	}
	return all
}

// plainlyOpen tells of an order that what isn't shipped of it is open.
func plainlyOpen(o *bigcommerce.Order) bool {
	refunded := slices.ContainsFunc(o.Lines(), func(l bigcommerce.OrderProduct) bool { return l.QuantityRefunded > 0 })
	return slices.Contains([]int{1, 3, 7, 8, 9, 11, 12}, o.StatusID) && !o.IsDeleted && !refunded
}

// checkAllocations: of orders that wait to be shipped what is left of them is open, and nothing of those that are closed. What was a
// kit once is left out: its orders take its components, also when it is none any more.
func (e *end) checkAllocations() {
	kits := map[string]bool{}
	for _, j := range e.journal {
		if len(j.Kit) > 0 {
			kits[j.Kit[0]] = true
		}
	}
	ofKits := map[uint64]bool{} // lines
	for _, o := range e.orders {
		for l := range o.EachLine() {
			ofKits[l.ID] = kits[store.NormalSKU(l.SKU)]
		}
	}
	aKit := func(l openLine) bool { return ofKits[l.line] }
	want := slices.DeleteFunc(e.opens(), aKit)
	var got []openLine
	err := e.book.View(func(tx *store.Tx) error {
		all, err := tx.AllocatedOf(e.conn.ID, "")
		for _, a := range all {
			o := e.orders[a.Order]
			switch {
			case o == nil || slices.Contains([]int{0, 2, 4, 5, 6, 10}, o.StatusID):
				e.Errorf("order %d is not open, and %d of %s are allocated to it", a.Order, a.Pieces, a.SKU)
			case plainlyOpen(o):
				got = append(got, openLine{a.Order, a.Line, a.SKU, a.Pieces})
			}
		}
		return err
	})
	if err != nil {
		e.Error(err)
	}
	order := func(a, b openLine) int { return strings.Compare(fmt.Sprintf("%+v", a), fmt.Sprintf("%+v", b)) }
	slices.SortFunc(want, order)
	slices.SortFunc(got, order)
	if got = slices.DeleteFunc(got, aKit); !slices.Equal(got, want) {
		e.Errorf("allocated:\n%v\nopen in the store:\n%v", less(got, want), less(want, got))
	}
}

// checkLedger: nothing in the book contradicts itself.
func (e *end) checkLedger() {
	h, err := e.book.Check(context.Background(), nil)
	if err != nil || len(h.Flaws) > 0 {
		e.Errorf("%v, %v", h.Flaws, err)
	}
}

// less are the ones of a that b lacks.
func less[T comparable](a, b []T) []T {
	return slices.DeleteFunc(slices.Clone(a), func(x T) bool { return slices.Contains(b, x) })
}
