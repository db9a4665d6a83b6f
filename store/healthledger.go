package store

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"cartwire/store/ledger"
)

// allocations works out again what the orders take of the book's stock, and holds the list of it against that.
func (c *checker) allocations(tx *Tx) error {
	locations, err := tx.locationSet()
	if err != nil {
		return err
	}
	connections := map[ConnectionID]bool{}
	unlisted := map[ConnectionID]bool{} // may orders take stock that aren't in the list?
	list, err := tx.Connections()
	if err != nil {
		return err
	}
	pushes := slices.ContainsFunc(list, func(c Connection) bool { return c.Options.UpdateInventory })
	for _, conn := range list {
		state, err := tx.ImportState(conn.ID)
		if err != nil {
			return err
		}
		connections[conn.ID], unlisted[conn.ID] = true, pushes || state.Filter.Unlisted || !state.Allocated
	}
	rows := 0
	for k, raw := range tx.scan(tableAllocations, nil, nil, false) {
		if err := c.tick(); err != nil {
			return err
		}
		var o ledger.Order
		if err := decode(raw, &o); err != nil {
			return err
		}
		conn := ConnectionID(number(k))
		switch {
		case o.ID != number(k[8:]):
			c.h.flaw(PartAllocations, "what order %d takes stands under the number %d", o.ID, number(k[8:]))
		case c.h.Removing > 0:
		case !connections[conn]:
			c.h.flaw(PartAllocations, "order %d takes stock, and its connection isn't in the book", o.ID)
		case !unlisted[conn] && tx.get(tableOrders, k) == nil:
			c.h.flaw(PartAllocations, "order %d takes stock and isn't in the book", o.ID)
		}
		parcels, err := tx.parcels(conn, o.ID)
		if err != nil {
			return err
		}
		for _, flaw := range ledger.Flaws(&o, parcels) {
			c.h.flaw(PartAllocations, "order %d: %s", o.ID, flaw)
		}
		for _, l := range o.Lines {
			if l.Moved != 0 && !locations[LocationID(l.Moved)] && o.Open(&l) > 0 {
				c.h.flaw(PartAllocations, "order %d: %s is allocated at a location that isn't in the book", o.ID, l.SKU)
			}
		}
		for row, value := range allocatedRows(conn, &o) {
			rows++
			if !bytes.Equal(tx.get(tableAllocated, []byte(row)), value) {
				c.h.flaw(PartAllocations, "what order %d takes of %s is not listed so", o.ID, skuOfAllocated([]byte(row)))
			}
		}
	}
	for range tx.scan(tableAllocated, nil, nil, false) {
		rows--
	}
	if rows == 0 {
		return nil
	}
	for k, v := range tx.scan(tableAllocated, nil, nil, false) {
		sku, _, ok := readAllocated(k, v)
		if !ok {
			c.h.flaw(PartAllocations, "what an order takes of an item in it doesn't decode")
			continue
		}
		order := number(k[len(k)-16:])
		takes, err := tx.Allocation(ConnectionID(number(k)), order)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		if _, ok := allocatedRows(ConnectionID(number(k)), &takes)[string(k)]; !ok {
			c.h.flaw(PartAllocations, "order %d takes none of %s, and is listed as if it did", order, sku)
		}
	}
	return nil
}

func skuOfAllocated(k []byte) []byte {
	rest := k[min(8, len(k)):]
	return rest[:max(0, bytes.IndexByte(rest, 0))]
}

func (tx *Tx) locationSet() (map[LocationID]bool, error) {
	list, err := tx.Locations()
	out := map[LocationID]bool{}
	for _, l := range list {
		out[l.ID] = true
	}
	return out, err
}

// takingFlaws says where what an order takes of the book's stock isn't what the book's copy of the order says.
func (tx *Tx) takingFlaws(c ConnectionID, o *Order) (out []string, err error) {
	flaw := func(format string, args ...any) {
		out = append(out, fmt.Sprintf("order %d: "+format, append([]any{o.StoreOrderID}, args...)...))
	}
	takes, err := tx.Allocation(c, o.StoreOrderID)
	none := errors.Is(err, ErrNotFound)
	switch {
	case none && !IsOpen(o.StatusID):
		return nil, nil
	case err != nil && !none:
		return nil, err
	}
	r, err := tx.reading(c, o, Seen{Copy: true})
	if err != nil {
		return nil, err
	}
	if none {
		parcels, err := tx.parcels(c, o.StoreOrderID)
		if err != nil {
			return nil, err
		}
		fresh := ledger.Read(nil, r, parcels)
		if n := fresh.OpenPieces(); n > 0 {
			flaw("%d pieces of it are open, and it takes none", n)
		}
		return out, nil
	}
	if takes.Status != o.StatusID {
		flaw("it takes stock as one of status %d and has status %d", takes.Status, o.StatusID)
	}
	for _, l := range takes.Lines {
		at := slices.IndexFunc(r.Lines, func(is ledger.ReadLine) bool { return is.ID == l.ID })
		if at < 0 {
			if l.Ordered != 0 {
				flaw("%d of %s are of a line that it doesn't have", l.Ordered, l.SKU)
			}
			continue
		}
		is := r.Lines[at]
		if l.Ordered != is.Ordered || l.Shipped != is.Shipped || l.Refunded != is.Refunded {
			flaw("of %s %d ordered, %d shipped and %d refunded are taken for %d, %d and %d", l.SKU, is.Ordered, is.Shipped, is.Refunded, l.Ordered, l.Shipped, l.Refunded)
		}
		known, err := tx.lineKnows(c, o, &is, l.SKU)
		if err != nil {
			return nil, err
		}
		if takes.Open(&l) > 0 && !known {
			flaw("its line of %s takes %s, which is no item of the book", is.SKU, l.SKU)
		}
	}
	for _, is := range r.Lines {
		if !slices.ContainsFunc(takes.Lines, func(l ledger.Line) bool { return l.ID == is.ID }) {
			flaw("nothing is taken for its line of %s", is.SKU)
		}
	}
	return out, nil
}

// lineKnows reports whether a line may be counted by a sku: its own one, what the catalogue calls its product, or an item that the
// book has, as which it may have been known when the order was read. A line that says none may be counted by any.
func (tx *Tx) lineKnows(c ConnectionID, o *Order, is *ledger.ReadLine, sku string) (bool, error) {
	own := o.Lines[slices.IndexFunc(o.Lines, func(l Line) bool { return l.ID == is.ID })].SKU
	if want := NormalSKU(sku); NormalSKU(own) == "" || want == NormalSKU(own) || want == NormalSKU(is.SKU) {
		return true, nil
	}
	_, known, err := tx.knowsItem(sku)
	return known, err
}

// stock holds what was counted and booked of each item against itself.
func (c *checker) stock(tx *Tx) error {
	locations, err := tx.locationSet()
	if err != nil {
		return err
	}
	soon := ledger.At(tx.book.now().Add(time.Minute))
	for k, raw := range tx.scan(tableStock, nil, nil, false) {
		if err := c.tick(); err != nil {
			return err
		}
		row, err := decodeCounts(raw)
		if err != nil {
			return err
		}
		flaw := func(format string, args ...any) {
			c.h.flaw(PartStock, "%s: "+format, append([]any{row.SKU}, args...)...)
		}
		if !locations[row.Location] {
			flaw("it is counted at a location that isn't in the book")
		}
		last := slices.MaxFunc(row.Entries, func(a, b ledger.Entry) int {
			return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a.When, b.When), cmp.Compare(a.Booked, b.Booked))
		})
		switch {
		case last.Kind != ledger.Count:
			flaw("pieces are booked where it was never counted")
		case last.Quantity != row.OnHand:
			flaw("%d are on hand by its last count, and %d were counted", row.OnHand, last.Quantity)
		}
		for _, e := range row.Entries {
			if e.When > soon {
				flaw("a %s of %d lies in the future, %s", e.Kind, e.Quantity, e.When.Time().Format("2006-01-02 15:04 MST"))
			}
			if e.Kind != ledger.Transfer {
				continue
			}
			if whole, err := tx.hasOtherHalf(skuOfStockKey(k), &e); err != nil {
				return err
			} else if !whole {
				flaw("%d of a transfer of %s are booked at one location alone", e.Quantity, e.When.Time().Format("2006-01-02 15:04 MST"))
			}
		}
	}
	return nil
}

// rank puts counts behind all other entries.
func rank(e ledger.Entry) int {
	if e.Kind == ledger.Count {
		return 1
	}
	return 0
}

// hasOtherHalf reports whether a transfer is booked at its other end, too. Where nothing is counted there any more, or only since,
// it needn't be.
func (tx *Tx) hasOtherHalf(sku []byte, e *ledger.Entry) (bool, error) {
	other, err := tx.counts(string(sku), LocationID(e.Other))
	if errors.Is(err, ErrNotFound) {
		return e.Other != 0, nil
	}
	if err != nil {
		return false, err
	}
	since := slices.MinFunc(other.Entries, func(a, b ledger.Entry) int { return cmp.Compare(a.When, b.When) }).When
	return since > e.When || slices.ContainsFunc(other.Entries, func(o ledger.Entry) bool {
		return o.Kind == ledger.Transfer && o.Other == e.Place && o.Quantity == -e.Quantity && o.Booked == e.Booked
	}), nil
}
