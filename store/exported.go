package store

import (
	"slices"
	"time"
)

// Exported tells which of the orders were exported before.
func (b *Book) Exported(c ConnectionID, ids []uint64) (map[uint64]bool, error) {
	return read(b, func(tx *Tx) (map[uint64]bool, error) {
		done := make(map[uint64]bool)
		for _, id := range ids {
			if tx.get(tableExported, key(uint64(c), id)) != nil {
				done[id] = true
			}
		}
		return done, nil
	})
}

// markChunk bounds how many orders one transaction of MarkExported marks.
const markChunk = 10_000

// MarkExported notes that the orders have been exported, at a time or, where that is zero, now; the first time stays. Ten
// thousand are marked at once: where it breaks off, some of them are and some are not.
func (b *Book) MarkExported(c ConnectionID, ids []uint64, at time.Time) error {
	if at.IsZero() {
		at = b.now()
	}
	ids = slices.Sorted(slices.Values(ids))
	for chunk := range slices.Chunk(ids, markChunk) {
		if err := b.Update(func(tx *Tx) error { return tx.markExported(c, chunk, at) }); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) markExported(c ConnectionID, ids []uint64, at time.Time) error {
	for _, id := range ids {
		k := key(uint64(c), id)
		if tx.get(tableExported, k) != nil {
			continue
		}
		if err := save(tx, tableExported, k, at.UTC()); err != nil {
			return err
		}
	}
	return nil
}

// SetExported marks an order as exported now, or takes the mark away.
func (tx *Tx) SetExported(c ConnectionID, id uint64, exported bool) error {
	k := key(uint64(c), id)
	if !exported {
		return tx.delete(tableExported, k)
	}
	return save(tx, tableExported, k, tx.book.now().UTC())
}
