package store

import (
	"errors"
	"slices"
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
	k := linkSKUKey(c, sku)
	m, err := load[Movement](tx, tableMovements, k)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	m.Sold, m.Returned = m.Sold+sold, m.Returned+returned
	return save(tx, tableMovements, k, m)
}

// noteMovement works out what an order's change may have done to the store's stock. Whether the store moves stock when an
// order is placed or when it is shipped, and whether it takes back what is cancelled, doesn't matter here: what it may
// have done counts.
func (tx *Tx) noteMovement(c ConnectionID, before, now Allocation, seen Seen) error {
	shipped, open := now.StatusID == 2 || now.StatusID == 10, IsOpen(now.StatusID)
	if seen.Fresh || before.StoreOrderID == 0 {
		switch {
		case seen.Fresh && now.StatusID == 0: // given up before it was placed
		case seen.Fresh, open, shipped && seen.Changed:
			return tx.moveAll(c, now.Lines, true, false)
		case seen.Changed:
			return tx.moveAll(c, now.Lines, true, true)
		}
		return nil
	}
	if !open {
		// It may have been shipped, too, before it was cancelled.
		return tx.moveAll(c, slices.Concat(before.Lines, now.Lines), true, !shipped)
	}
	if seen.Changed {
		// It may have been closed, and a level been sent meanwhile, before it was opened again: what it still has of both was
		// then put back and taken off.
		if err := tx.moveAll(c, stayed(before.Lines, now.Lines), true, true); err != nil {
			return err
		}
	}
	return tx.moveBetween(c, before.Lines, now.Lines)
}

// stayed are the pieces that lines have now and had before.
func stayed(before, now []AllocatedLine) (both []AllocatedLine) {
	for _, l := range now {
		for _, was := range before {
			if was.LineID == l.LineID && was.SKU == l.SKU {
				l.Ordered = min(l.Ordered, was.Ordered)
				both = append(both, l)
			}
		}
	}
	return both
}

// moveAll notes whole lines.
func (tx *Tx) moveAll(c ConnectionID, lines []AllocatedLine, sold, returned bool) error {
	for _, l := range lines {
		m := Movement{}
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

// moveBetween notes by how much an open order has grown or shrunk.
func (tx *Tx) moveBetween(c ConnectionID, before, now []AllocatedLine) error {
	was := map[uint64]AllocatedLine{}
	for _, l := range before {
		was[l.LineID] = l
	}
	for _, l := range now {
		more := l.Ordered - was[l.LineID].Ordered
		delete(was, l.LineID)
		if err := tx.move(c, l.SKU, max(0, more), max(0, -more)); err != nil {
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

// EndMovement forgets an item's: the book and the store agree again.
func (tx *Tx) EndMovement(c ConnectionID, sku string) error {
	return tx.delete(tableMovements, linkSKUKey(c, sku))
}

// MovementOf is what a store may have moved of one item since it agreed with the book; a zero one where nothing is known.
func (tx *Tx) MovementOf(c ConnectionID, sku string) (Movement, error) {
	m, err := load[Movement](tx, tableMovements, linkSKUKey(c, sku))
	if errors.Is(err, ErrNotFound) {
		return Movement{}, nil
	}
	return m, err
}
