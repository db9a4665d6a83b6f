package store

import (
	"errors"
	"slices"

	"cartwire/store/ledger"
)

// Movement is what a store may have done to its own stock of an item since the book and the store last agreed on it:
// Sold pieces taken off, Returned pieces put back. It explains why the store shows another number than the book told it.
type Movement struct {
	Sold     int `json:"sold,omitempty"`
	Returned int `json:"returned,omitempty"`
}

func (tx *Tx) move(c ConnectionID, sku string, sold, returned int) error {
	if NormalSKU(sku) == "" || (sold == 0 && returned == 0) {
		return nil
	}
	return tx.addMovement(linkSKUKey(c, sku), sold, returned)
}

func (tx *Tx) addMovement(k []byte, sold, returned int) error {
	m, err := load[Movement](tx, tableMovements, k)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	m.Sold, m.Returned = m.Sold+sold, m.Returned+returned
	return save(tx, tableMovements, k, m)
}

// placedSKU is the sku under which a connection's movements tell that an order was placed: where the store gives nothing back when an order
// is edited, it may have taken more off than the order has by now.
const placedSKU = ""

// noteMovement works out what an order's change may have done to the store's stock. Whether the store moves stock when an
// order is placed or when it is shipped, and whether it takes back what is cancelled, edited or refunded, doesn't matter
// here: what it may have done counts.
func (tx *Tx) noteMovement(c ConnectionID, before ledger.Order, now *ledger.Reading, seen Seen) error {
	shipped, open := now.Status == 2 || now.Status == 10, IsOpen(now.Status)
	if seen.Fresh || before.ID == 0 && seen.Changed {
		if err := tx.addMovement(linkSKUKey(c, placedSKU), 1, 0); err != nil {
			return err
		}
	}
	if seen.Fresh || before.ID == 0 {
		switch {
		case seen.Fresh && now.Status == 0: // given up before it was placed
		case seen.Fresh && (open || shipped), seen.Changed && (open || shipped):
			return tx.moveAll(c, now.Lines, true, false)
		case seen.Fresh, seen.Changed:
			return tx.moveAll(c, now.Lines, true, true)
		}
		return nil
	}
	if !seen.Changed && before.Status == now.Status && sameLines(before.Lines, now.Lines) {
		return nil // it was read so before
	}
	lines, sold, returned := now.Lines, true, true
	switch wasOpen := IsOpen(before.Status); {
	case !open && wasOpen:
		// It may have been shipped, too, before it was cancelled.
		lines, returned = slices.Concat(readLines(before.Lines), now.Lines), !shipped
	case !open:
		sold, returned = shipped, !shipped
	case wasOpen && seen.Changed:
		// It may have been closed, and a level been sent meanwhile, before it was opened again: what it still has of both was
		// then put back and taken off.
		lines = stayed(before.Lines, now.Lines)
	case wasOpen:
		lines = nil
	}
	if err := tx.moveAll(c, lines, sold, returned); err != nil {
		return err
	}
	// Whatever it became, it may have grown or shrunk before.
	return tx.moveBetween(c, before.Lines, now.Lines)
}

// stayed are the pieces that lines have now and had before.
func stayed(before []ledger.Line, now []ledger.ReadLine) (both []ledger.ReadLine) {
	for _, l := range now {
		for _, was := range before {
			if was.ID == l.ID && was.SKU == l.SKU {
				l.Ordered = min(l.Ordered, was.Ordered)
				both = append(both, l)
			}
		}
	}
	return both
}

func readLines(lines []ledger.Line) []ledger.ReadLine {
	out := make([]ledger.ReadLine, len(lines))
	for i, l := range lines {
		out[i] = ledger.ReadLine{ID: l.ID, SKU: l.SKU, Ordered: l.Ordered, Shipped: l.Shipped, Refunded: l.Refunded}
	}
	return out
}

// sameLines reports whether a reading says of the lines what the book has of them.
func sameLines(before []ledger.Line, now []ledger.ReadLine) bool {
	return slices.EqualFunc(before, now, func(a ledger.Line, b ledger.ReadLine) bool {
		return a.ID == b.ID && a.SKU == b.SKU && a.Ordered == b.Ordered && a.Shipped == b.Shipped && a.Refunded == b.Refunded
	})
}

// moveAll notes whole lines. What was refunded of them may have come back.
func (tx *Tx) moveAll(c ConnectionID, lines []ledger.ReadLine, sold, returned bool) error {
	for _, l := range lines {
		m := Movement{Returned: l.Refunded}
		if sold {
			m.Sold = l.Ordered
		}
		if returned {
			m.Returned = l.Ordered
		}
		if err := tx.move(c, l.SKU, m.Sold, m.Returned); err != nil {
			return err
		}
	}
	return nil
}

// moveBetween notes by how much an order has grown or shrunk, what the store has taken off for what was shipped since, and what
// came back of what was refunded.
func (tx *Tx) moveBetween(c ConnectionID, before []ledger.Line, now []ledger.ReadLine) error {
	was := map[uint64]ledger.Line{}
	for _, l := range before {
		was[l.ID] = l
	}
	for _, l := range now {
		old := was[l.ID]
		more := l.Ordered - old.Ordered
		delete(was, l.ID)
		sold := max(0, more) + max(0, l.Shipped-old.Shipped)
		if err := tx.move(c, l.SKU, sold, max(0, -more)+max(0, l.Refunded-old.Refunded)); err != nil {
			return err
		}
	}
	for _, l := range was {
		if err := tx.move(c, l.SKU, 0, l.Ordered); err != nil {
			return err
		}
	}
	return nil
}

// Told tells whether the connection's store was ever told a stock level: before that no movement has to be explained.
func (tx *Tx) Told(c ConnectionID) bool {
	for range tx.scan(tablePushed, key(uint64(c)), after(c), false) {
		return true
	}
	return false
}

// Movements lists a connection's by normal sku.
func (tx *Tx) Movements(c ConnectionID) (map[string]Movement, error) {
	out := map[string]Movement{}
	for k, raw := range tx.scan(tableMovements, key(uint64(c)), after(c), false) {
		var m Movement
		if err := decode(raw, &m); err != nil {
			return nil, err
		}
		out[string(k[8:])] = m
	}
	return out, nil
}

// Movements lists a connection's by normal sku.
func (b *Book) Movements(c ConnectionID) (map[string]Movement, error) {
	return read(b, func(tx *Tx) (map[string]Movement, error) { return tx.Movements(c) })
}

// EndMovement forgets an item's, but for what the store moved late: the book and the store agreed before that.
func (tx *Tx) EndMovement(c ConnectionID, sku string, late Movement) error {
	if late == (Movement{}) {
		return tx.delete(tableMovements, linkSKUKey(c, sku))
	}
	return save(tx, tableMovements, linkSKUKey(c, sku), late)
}

// Since is what of a movement isn't in an earlier one.
func (m Movement) Since(earlier Movement) Movement {
	return Movement{Sold: max(0, m.Sold-earlier.Sold), Returned: max(0, m.Returned-earlier.Returned)}
}

// MovementOf is what a store may have moved of one item since it agreed with the book; a zero one where nothing is known.
func (tx *Tx) MovementOf(c ConnectionID, sku string) (Movement, error) {
	m, err := load[Movement](tx, tableMovements, linkSKUKey(c, sku))
	if errors.Is(err, ErrNotFound) {
		return Movement{}, nil
	}
	return m, err
}
