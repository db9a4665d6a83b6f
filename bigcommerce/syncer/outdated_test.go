package syncer_test

import (
	"errors"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// TestANumberThatIsRightByChanceIsToldAgain counts an item, tells the store, and counts it back before the store shows what
// it was told.
func TestANumberThatIsRightByChanceIsToldAgain(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Products: 10, PlainProducts: true, Seed: 62, InventoryLag: sandbox.Lag{For: time.Hour}}, stock)
	skus := w.countAsStore(t)
	w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	before := w.storeLevels()[skus[0]+" @1"]
	held := w.heldPieces(t)
	w.count(t, skus[0], 800)
	w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	w.count(t, skus[0], before+held[skus[0]])
	s := w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	if s.Err != nil || s.Job.Pushed != 1 || len(s.Plan.Changes) != 1 || s.Plan.Changes[0].Old != 800 || s.Plan.Changes[0].Remark == "" {
		t.Fatalf("%+v", s.Plan)
	}
	if n := w.storeLevels()[skus[0]+" @1"]; n != before {
		t.Errorf("the store has %d, the book means %d", n, before)
	}
	if s = w.job(t, syncer.UpdateInventory, syncer.StartOptions{}); s.Err != nil || len(s.Plan.Changes)+len(s.Plan.Conflicts) > 0 {
		t.Errorf("%+v", s.Plan)
	}
}

// TestPushesInQuickSuccessionAreNoConflicts tells the store three numbers before it shows the first.
func TestPushesInQuickSuccessionAreNoConflicts(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Products: 10, PlainProducts: true, Seed: 63, InventoryLag: sandbox.Lag{Answers: 12}}, stock)
	skus := w.countAsStore(t)
	w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	for _, n := range []int{600, 700, 800, 650} {
		w.count(t, skus[0], n)
		if s := w.job(t, syncer.UpdateInventory, syncer.StartOptions{}); s.Err != nil || s.Job.Pushed != 1 || len(s.Plan.Conflicts) > 0 {
			t.Fatalf("%d: %+v", n, s.Plan)
		}
	}
	for range 14 {
		if s := w.job(t, syncer.UpdateInventory, syncer.StartOptions{}); s.Err != nil || len(s.Plan.Changes)+len(s.Plan.Conflicts) > 0 {
			t.Fatalf("%+v", s.Plan)
		}
	}
}

// TestASaleIsNotTakenForANumberThatIsYetToBeShown counts one piece more than the store has, tells it, and lets the store
// sell that piece.
func TestASaleIsNotTakenForANumberThatIsYetToBeShown(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Products: 6, PlainProducts: true, Seed: 64}, stock)
	skus := w.countAsStore(t)
	w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	for _, sku := range skus {
		w.count(t, sku, 300)
	}
	w.confirmed(t, syncer.UpdateInventory, syncer.StartOptions{})
	sold := map[string]int{} // by this order, of each item
	id := w.sb.PlaceOrders(1)[0]
	w.sync(t, syncer.StartOptions{})
	for _, l := range w.order(t, id).Lines {
		sold[l.SKU] += l.Quantity
	}
	// The book is told of a delivery of as many, so that it means the number of before; the store's own sale is in between.
	err := w.book.Update(func(tx *store.Tx) error {
		all, err := tx.PushedTo(w.conn.ID)
		for _, p := range all {
			if n := sold[p.SKU]; n > 0 {
				p.Shown, p.Before = false, p.Quantity-n
				err = errors.Join(err, tx.PutPushed(w.conn.ID, p), tx.SetStock(store.Stock{SKU: p.SKU, Location: 1, OnHand: 300 + n}))
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	s := w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	if s.Err != nil || s.Job.Pushed == 0 || len(s.Plan.Unseen)+len(s.Plan.Conflicts) > 0 {
		t.Fatalf("%+v", s.Plan)
	}
	for sku := range sold {
		if n, ok := w.storeLevels()[sku+" @1"]; ok && n != 300 {
			t.Errorf("%s: the store has %d, the book means 300", sku, n)
		}
	}
}
