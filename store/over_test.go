package store

import (
	"slices"
	"testing"
	"time"
)

// What left 60 days before its item's last count is let go of; what is open stays.
func TestWhatLeftLongBeforeTheLastCountIsDropped(t *testing.T) {
	b := open(t)
	c := addConnection(t, b, "Acme")
	start := time.Now().UTC().AddDate(0, 0, -200)
	b.now = func() time.Time { return start }
	kept := func() (ids []uint64) {
		_ = b.View(func(tx *Tx) error {
			for k := range tx.scan(tableAllocations, nil, nil, false) {
				ids = append(ids, number(k[8:]))
			}
			return nil
		})
		return ids
	}
	sweep := func(day int, count bool, want ...uint64) {
		t.Helper()
		b.now = func() time.Time { return start.AddDate(0, 0, day) }
		if count {
			set(t, b, "A", 1, 50)
		}
		for from := uint64(1); from != 0; {
			if err := b.Update(func(tx *Tx) (err error) { from, err = tx.DropSettled(c.ID, from, 1); return err }); err != nil {
				t.Fatal(err)
			}
		}
		if ids := kept(); !slices.Equal(ids, want) {
			t.Errorf("day %d: %d are kept, want %d", day, ids, want)
		}
		wholeHealth(t, b)
	}
	set(t, b, "A", 1, 50)
	if err := b.Update(func(tx *Tx) error {
		for id, status := range map[uint64]int{1: 11, 2: 2, 3: 2, 4: 10} {
			o := order(id, status)
			o.DateShipped = start
			o.Lines = []Line{{ID: id * 10, Type: "physical", SKU: "A", Quantity: 2}}
			if err := tx.Allocate(c.ID, &o, Seen{From: start.Add(time.Minute), To: start.Add(time.Minute)}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	sweep(1, false, 1, 2, 3, 4)
	sweep(100, false, 1, 2, 3, 4) // they left since the last count
	sweep(101, true, 1)
	sweep(102, true, 1)
}
