package store

import (
	"errors"
	"time"

	"cartwire/store/ledger"
)

// Orders that no list of the store has any more: it has archived them, or they are gone.

// UnreadOrder finds the first open order of a connection from an id on that was not read since a moment; 0: there is none.
func (b *Book) UnreadOrder(c ConnectionID, from uint64, since time.Time) (uint64, error) {
	return read(b, func(tx *Tx) (uint64, error) {
		for k, raw := range tx.scan(tableAllocations, key(uint64(c), from), after(c), false) {
			var o ledger.Order
			if err := decode(raw, &o); err != nil {
				return 0, err
			}
			if IsOpen(o.Status) && !o.Over && o.Read < ledger.At(since) {
				return number(k[8:]), nil
			}
		}
		return 0, nil
	})
}

// DropSettled lets go of what orders of a connection took that no number and no count to come depends on any more, from an id on, at
// most limit; next is where to go on, 0 at the end.
func (tx *Tx) DropSettled(c ConnectionID, from uint64, limit int) (next uint64, err error) {
	var drop []ledger.Order
	for k, raw := range tx.scan(tableAllocations, key(uint64(c), from), after(c), false) {
		var o ledger.Order
		if err := decode(raw, &o); err != nil {
			return 0, err
		}
		matters, err := tx.matters(&o)
		if err != nil {
			return 0, err
		}
		if matters {
			continue
		}
		if len(drop) == limit {
			next = number(k[8:])
			break
		}
		drop = append(drop, o)
	}
	for _, o := range drop {
		if err := tx.unallocate(c, o); err != nil {
			return 0, err
		}
	}
	return next, nil
}

// AllocateGone has what is open of an order that can't be read any more count as left from now on. It tells how many pieces of its
// lines that is.
func (tx *Tx) AllocateGone(c ConnectionID, order uint64) (pieces int, err error) {
	before, err := tx.Allocation(c, order)
	if errors.Is(err, ErrNotFound) || err == nil && before.Over {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	parcels, err := tx.parcels(c, order)
	if err != nil {
		return 0, err
	}
	after := ledger.Gone(before, ledger.At(tx.book.now()), parcels)
	return before.OpenPieces(), tx.putAllocation(c, &after, &before)
}

// Releasable lists what orders of a connection take that a person can let go of: what is open, and what was open when the store
// archived its order, or had it no more.
func (tx *Tx) Releasable(c ConnectionID) ([]AllocatedPieces, error) {
	return tx.takenBy(c, "", func(t *ledger.Taking) bool { return t.Gone == 0 || t.Cause == ledger.ByOver })
}

// Release has an order's open pieces count as gone before the last count, until the store changes it. ErrNotFound where it takes
// nothing.
func (tx *Tx) Release(c ConnectionID, order uint64) error {
	return tx.changeLines(c, order, func(o *ledger.Order) error {
		for i := range o.Lines {
			l := &o.Lines[i]
			l.Released += o.Open(l)
			over := l.Rows[:0:0]
			for _, row := range l.Rows {
				if row.Cause == ledger.ByOver {
					l.Released += row.Pieces
					continue
				}
				over = append(over, row)
			}
			l.Rows = over
		}
		return nil
	})
}
