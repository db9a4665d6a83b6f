package store

import (
	"errors"
	"fmt"
	"testing"
)

// What a ledger has let go of it reads again as it is, and what it holds doesn't grow with the items it goes through.
func TestALedgerGoesThroughManyItems(t *testing.T) {
	b := open(t)
	c := addConnection(t, b, "Acme")
	o := order(7, 11)
	o.Lines = []Line{
		{ID: 1, SKU: "CRATE", Type: "physical", AddressID: 2, Quantity: 3}, // 1 is there: 2 are made of 2 I-0001 each
		{ID: 2, SKU: "SET", Type: "physical", AddressID: 2, Quantity: 2},   // of 5 I-0002 each, counted nowhere
		{ID: 3, SKU: "I-0003", Type: "physical", AddressID: 2, Quantity: 6},
		{ID: 4, SKU: "SHIRT-RED", Type: "physical", AddressID: 2, Quantity: 4}, // the store counts SHIRT as a whole
	}
	free := map[string]int{"i-0001": 20 - 4, "i-0002": 20 - 10, "i-0003": 20 - 6, "shirt": 20 - 4, "crate": 0}
	const many = 2500
	err := b.Update(func(tx *Tx) (err error) {
		count := func(sku string, n int) {
			err = errors.Join(err, tx.SetStock(Stock{SKU: sku, Location: 1, OnHand: n}))
		}
		for i := range many {
			count(fmt.Sprintf("I-%04d", i), 20)
		}
		count("SHIRT", 20)
		count("CRATE", 1)
		return errors.Join(err, tx.PutLinks(c.ID, 5, []Link{{SKU: "SHIRT", Tracking: trackedWhole}, {SKU: "SHIRT-RED", VariantID: 6, Tracking: trackedWhole}}))
	})
	err = errors.Join(err, b.SetKit(Kit{SKU: "CRATE", Components: []Component{{"I-0001", 2}}}), b.SetKit(Kit{SKU: "SET", Components: []Component{{"I-0002", 5}}}))
	if err != nil {
		t.Fatal(err)
	}
	put(t, b, c.ID, o)
	if err := b.Update(func(tx *Tx) error { return tx.Allocate(c.ID, &o, Seen{}) }); err != nil {
		t.Fatal(err)
	}
	err = b.View(func(tx *Tx) error {
		l, err := tx.Ledger()
		if err != nil {
			return err
		}
		for round := range 2 {
			seen := 0
			for sku := range l.Items() {
				l.Forget()
				if seen++; len(l.rows) > 1100 || len(l.siblings) > 1100 {
					t.Fatalf("round %d, item %d: it holds %d items", round, seen, len(l.rows))
				}
				shelf, err := l.Of(sku)
				if err != nil {
					return err
				}
				want, special := free[sku]
				if !special {
					want = 20
				}
				if got := shelf.Free(); got != want {
					t.Errorf("round %d: %d of %s are free, want %d", round, got, sku, want)
				}
			}
			if seen != many+2 {
				t.Errorf("%d items", seen)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
