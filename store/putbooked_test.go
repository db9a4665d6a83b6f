package store

import (
	"testing"
	"time"

	"cartwire/store/ledger"
)

// What was booked after a count was typed stays when the count is taken back, and so do the entries of before.
func TestATakenBackCountKeepsWhatWasBookedSince(t *testing.T) {
	const at = LocationID(1)
	counted := func(n int) func(*Tx) error {
		return func(tx *Tx) error { return tx.SetStock(Stock{SKU: "a", Location: at, OnHand: n}) }
	}
	booked := func(kind ledger.Kind, n int) func(*Tx) error {
		return func(tx *Tx) error {
			return tx.BookMovement("a", ledger.Entry{Kind: kind, Place: ledger.Place(at), Quantity: n})
		}
	}
	supply := func(n int) func(*Tx) error {
		return func(tx *Tx) error { return tx.SetSupply(Stock{SKU: "a", Location: at, OnOrder: n}) }
	}
	stops := func(tx *Tx) error { return tx.ForgetStock("a", at) }
	for name, c := range map[string]struct {
		before, meanwhile []func(*Tx) error
		typed             func(*Tx) error
		onHand            int // -1: not counted
	}{
		"nothing since":         {before: []func(*Tx) error{counted(8)}, typed: counted(20), onHand: 8},
		"came in and went":      {before: []func(*Tx) error{counted(8), booked(ledger.Receipt, 2)}, typed: counted(20), meanwhile: []func(*Tx) error{booked(ledger.Receipt, 5), booked(ledger.Adjustment, -3)}, onHand: 12},
		"the same twice":        {before: []func(*Tx) error{counted(8)}, typed: counted(20), meanwhile: []func(*Tx) error{booked(ledger.Receipt, 5), booked(ledger.Receipt, 5)}, onHand: 18},
		"counted since":         {before: []func(*Tx) error{counted(8)}, typed: counted(20), meanwhile: []func(*Tx) error{counted(30), booked(ledger.Receipt, 1)}, onHand: 31},
		"never counted before":  {typed: counted(20), meanwhile: []func(*Tx) error{booked(ledger.Receipt, 5)}, onHand: -1},
		"first counted, then":   {typed: counted(20), meanwhile: []func(*Tx) error{counted(30), booked(ledger.Receipt, 5)}, onHand: 35},
		"on order alone":        {before: []func(*Tx) error{counted(8)}, typed: supply(4), meanwhile: []func(*Tx) error{booked(ledger.Receipt, 5)}, onHand: 13},
		"wasn't counted longer": {before: []func(*Tx) error{counted(8), booked(ledger.Receipt, 2)}, typed: stops, onHand: 10},
	} {
		t.Run(name, func(t *testing.T) {
			b := open(t)
			in := func(f func(tx *Tx) error) {
				t.Helper()
				if err := b.Update(f); err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Millisecond) // each at a moment of its own
			}
			for _, f := range c.before {
				in(f)
			}
			var before, after Booked
			in(func(tx *Tx) (err error) { before, err = tx.BookedAt("a", at); return err })
			in(c.typed)
			in(func(tx *Tx) (err error) { after, err = tx.BookedAt("a", at); return err })
			for _, f := range c.meanwhile {
				in(f)
			}
			in(func(tx *Tx) error { return tx.PutBooked("a", at, before, after) })
			rows, err := b.StockOf("a")
			switch {
			case err != nil:
				t.Fatal(err)
			case c.onHand < 0:
				if len(rows) != 0 {
					t.Errorf("%+v", rows)
				}
			case len(rows) != 1 || rows[0].OnHand != c.onHand || rows[0].OnOrder != 0:
				t.Errorf("%+v, want %d on hand", rows, c.onHand)
			}
		})
	}
}
