package store

import (
	"cmp"
	"errors"
	"fmt"
	"time"

	"cartwire/store/ledger"
)

// UncountedError says that pieces can't be booked of an item at a location, because the book counts none there.
type UncountedError struct {
	SKU, Location string
	Known         bool // the book or a store has the item, or it is counted elsewhere
}

func (e *UncountedError) Error() string {
	if !e.Known {
		return fmt.Sprintf("There is no item %s in the book. Check the sku.", e.SKU)
	}
	return fmt.Sprintf("%s isn't counted at %s, so nothing can be added there or taken off. Count it there first.", e.SKU, e.Location)
}

// BookMovement books what came to a location or left it beside orders: a receipt, a return, an adjustment, a transfer's half. A
// When of 0 is now; one without seconds stands for its whole minute: what came did so as it began, what left as it ended, so that
// a count of that minute makes no number too high. Errors: *UncountedError where the item isn't counted there, though what is
// carried to a location makes it counted; *StockError; ErrNotFound for a location that the book doesn't have.
func (tx *Tx) BookMovement(sku string, e ledger.Entry) error {
	s := Stock{SKU: sku, Location: LocationID(e.Place)}
	if err := tx.stockProblem(&s); err != nil {
		return err
	}
	now := tx.book.now()
	e.Booked = cmp.Or(e.Booked, ledger.At(now))
	e.When = cmp.Or(e.When, e.Booked)
	switch {
	case e.Kind == ledger.Count || e.Quantity == 0:
		return &StockError{SKU: sku, Problem: "Name how many pieces came or went."}
	case e.Quantity > maxCount || e.Quantity < -maxCount:
		return &StockError{SKU: sku, Problem: fmt.Sprintf("%d is more than can be counted.", e.Quantity)}
	case e.When > e.Booked+1_000_000:
		return &StockError{SKU: sku, Problem: fmt.Sprintf("Pieces can't have come or gone at %s: that is in the future.", e.When.Time().Format("2006-01-02 15:04 MST"))}
	case e.Booked-e.When > kept:
		return &StockError{SKU: sku, Problem: fmt.Sprintf("%s is too long ago: movements are kept for %d days.", e.When.Time().Format("2006-01-02"), int(KeptMovements.Hours()/24))}
	}
	const minute = ledger.Moment(time.Minute / time.Microsecond)
	if e.Quantity < 0 && e.When%minute == 0 {
		e.When = min(e.When+minute-1, max(e.When, e.Booked))
	}
	row, err := tx.counts(sku, s.Location)
	switch {
	case errors.Is(err, ErrNotFound) && e.Kind == ledger.Transfer && e.Quantity > 0:
		row = countRow{Stock: s, Entries: []ledger.Entry{{Kind: ledger.Count, Place: e.Place, When: e.When - 1, Booked: e.Booked}}}
	case errors.Is(err, ErrNotFound):
		return tx.uncounted(sku, s.Location)
	case err != nil:
		return err
	}
	row.Entries, row.Changed = append(row.Entries, e), now.UTC()
	return tx.putCounts(row)
}

// uncounted is an *UncountedError about an item at a location.
func (tx *Tx) uncounted(sku string, at LocationID) error {
	where, err := load[Location](tx, tableLocations, key(uint64(at)))
	if err != nil {
		return err
	}
	out := &UncountedError{SKU: sku, Location: where.Name}
	written, known, err := tx.knowsItem(sku)
	if err != nil {
		return err
	}
	out.SKU, out.Known = cmp.Or(written, sku), known
	return out
}

// knowsItem reports whether the book has an item, or a store has it, or it is counted anywhere, or in a kit; written is how it is
// written in the latter two.
func (tx *Tx) knowsItem(sku string) (written string, known bool, err error) {
	l, err := tx.Ledger()
	if err != nil {
		return "", false, err
	}
	if written, err = l.Written(NormalSKU(sku)); err != nil || written != "" {
		return written, err == nil, err
	}
	if _, err = tx.Item(sku); err == nil {
		return "", true, nil
	} else if !errors.Is(err, ErrNotFound) {
		return "", false, err
	}
	for c := range l.homes {
		if _, err := tx.LinkBySKU(c, sku); err == nil {
			return "", true, nil
		} else if !errors.Is(err, ErrNotFound) {
			return "", false, err
		}
	}
	return "", false, nil
}

// Carry books pieces of an item that were carried from one location to another. Of e, Quantity, When, Reason and Who are used.
// Errors: as BookMovement's; *StockError where fewer were on hand there at that time.
func (tx *Tx) Carry(sku string, from, to LocationID, e ledger.Entry) error {
	e.Kind, e.Booked = ledger.Transfer, ledger.At(tx.book.now())
	e.When = cmp.Or(e.When, e.Booked)
	switch {
	case from == to:
		return &StockError{SKU: sku, Problem: "It can't be moved to where it is. Name two locations."}
	case e.Quantity < 0:
		return &StockError{SKU: sku, Problem: "Name how many pieces were moved."}
	}
	l, err := tx.Ledger()
	if err != nil {
		return err
	}
	shelf, err := l.Of(NormalSKU(sku))
	if err != nil {
		return err
	}
	if p := shelf.At(ledger.Place(from)); p != nil {
		if have, known := p.OnHandAt(e.When); known && have < e.Quantity {
			where, err := load[Location](tx, tableLocations, key(uint64(from)))
			if err != nil {
				return err
			}
			return &StockError{SKU: sku, Problem: fmt.Sprintf("%d can't be moved: %d on hand at %s then. Move fewer, or count it there first.", e.Quantity, have, where.Name)}
		}
	}
	out, in := e, e
	out.Place, out.Other, out.Quantity = ledger.Place(from), ledger.Place(to), -e.Quantity
	in.Place, in.Other = out.Other, out.Place
	if err := tx.BookMovement(sku, out); err != nil {
		return err
	}
	return tx.BookMovement(sku, in)
}
