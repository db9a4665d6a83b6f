package syncer_test

import (
	"maps"
	"net/http"
	"strings"
	"testing"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// TestWhatTheStoreMovesByItselfIsNoConflict lets orders go between states in which they hold nothing of the book's stock,
// and lets them be sold while Update Inventory is off: the store's number changes, and nobody else has changed it.
func TestWhatTheStoreMovesByItselfIsNoConflict(t *testing.T) {
	t.Parallel()
	to := func(w *world, id uint64, status int) {
		w.sb.ChangeOrder(id, func(c *sandbox.OrderChange) { c.StatusID = status })
	}
	for name, c := range map[string]struct {
		status int // of the orders when the store is told first
		happen func(*testing.T, *world, []uint64)
	}{
		"completed orders are refunded": {bigcommerce.StatusCompleted, func(_ *testing.T, w *world, ids []uint64) {
			for _, id := range ids {
				to(w, id, bigcommerce.StatusRefunded)
			}
		}},
		"orders are completed at once": {bigcommerce.StatusIncomplete, func(_ *testing.T, w *world, ids []uint64) {
			for _, id := range ids {
				to(w, id, bigcommerce.StatusCompleted)
			}
		}},
		"open orders are given up": {bigcommerce.StatusAwaitingFulfillment, func(_ *testing.T, w *world, ids []uint64) {
			for _, id := range ids {
				to(w, id, bigcommerce.StatusIncomplete)
			}
		}},
		"orders are sold while Update Inventory is off": {bigcommerce.StatusAwaitingFulfillment, func(t *testing.T, w *world, _ []uint64) {
			w.tick(t, false)
			ids := w.sb.PlaceOrders(4)
			w.sync(t, syncer.StartOptions{})
			to(w, ids[0], bigcommerce.StatusShipped)
			w.sync(t, syncer.StartOptions{})
			w.tick(t, true)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			w := fixture(t, sandbox.Config{Products: 8, PlainProducts: true, Seed: 57, ReturnStock: true}, stock)
			var ids []uint64
			for range 5 {
				ids = append(ids, w.sb.PlaceOrder(func(o *sandbox.OrderChange) { o.StatusID = c.status }))
			}
			skus := w.countAsStore(t)
			w.confirmed(t, syncer.UpdateInventory, syncer.StartOptions{})
			before := w.storeLevels()
			c.happen(t, w, ids)
			if moved := w.storeLevels(); len(less(before, moved)) == 0 {
				t.Fatal("the store's stock has not moved")
			}
			s := w.confirmed(t, syncer.UpdateInventory, syncer.StartOptions{})
			if s.Err != nil || len(s.Plan.Conflicts) > 0 {
				t.Fatalf("%v %+v", s.Err, s.Plan)
			}
			// What somebody else changes afterwards still is one.
			w.sb.SetStock(skus[0], 1, 7777)
			w.count(t, skus[0], 55)
			if s = w.confirmed(t, syncer.UpdateInventory, syncer.StartOptions{}); s.Err != nil || len(s.Plan.Conflicts) != 1 {
				t.Errorf("%v %+v", s.Err, s.Plan)
			}
		})
	}
}

// TestAnOrderThatWasClosedDuringAPushIsNoConflict refunds an order between a job's import and its push, and opens it again
// behind that: both readings have it open, and the store has put its pieces back before the push and taken them off behind it.
func TestAnOrderThatWasClosedDuringAPushIsNoConflict(t *testing.T) {
	t.Parallel()
	during := func() {}
	w := fixture(t, sandbox.Config{Products: 8, PlainProducts: true, Seed: 57, ReturnStock: true, OnRequest: func(r *http.Request) {
		if strings.Contains(r.URL.Path, "/adjustments/") {
			during()
		}
	}}, stock)
	id := w.sb.PlaceOrder(func(o *sandbox.OrderChange) { o.StatusID = bigcommerce.StatusAwaitingFulfillment })
	skus := w.countAsStore(t)
	w.confirmed(t, syncer.UpdateInventory, syncer.StartOptions{})
	to := func(status int) { w.sb.ChangeOrder(id, func(c *sandbox.OrderChange) { c.StatusID = status }) }
	during = func() { to(bigcommerce.StatusRefunded) }
	for _, sku := range skus {
		w.count(t, sku, 500)
	}
	s := w.confirmed(t, syncer.UpdateInventory, syncer.StartOptions{})
	if s.Err != nil || len(s.Plan.Changes) != len(skus) {
		t.Fatalf("%v %+v", s.Err, s.Plan)
	}
	during = func() {}
	before := w.storeLevels()
	to(bigcommerce.StatusAwaitingShipment)
	if moved := w.storeLevels(); len(less(before, moved)) == 0 {
		t.Fatal("the store's stock has not moved")
	}
	for _, sku := range skus {
		w.count(t, sku, 490) // what the book means is another number than what the store was told
	}
	if s := w.confirmed(t, syncer.UpdateInventory, syncer.StartOptions{}); s.Err != nil || len(s.Plan.Conflicts) > 0 {
		t.Errorf("%v %+v", s.Err, s.Plan.Conflicts)
	}
}

// TestAChangeThatIsMetAgainMovesNothing imports orders again and again: the last one that changed lies exactly where each
// run begins, holds nothing of the book's stock, and has moved the store's once.
func TestAChangeThatIsMetAgainMovesNothing(t *testing.T) {
	t.Parallel()
	for _, status := range []int{bigcommerce.StatusCompleted, bigcommerce.StatusRefunded} {
		w := fixture(t, sandbox.Config{Products: 8, PlainProducts: true, Seed: 59}, stock)
		id := w.sb.PlaceOrder(func(o *sandbox.OrderChange) { o.StatusID = bigcommerce.StatusIncomplete })
		w.countAsStore(t)
		w.confirmed(t, syncer.UpdateInventory, syncer.StartOptions{})
		w.sb.ChangeOrder(id, func(c *sandbox.OrderChange) { c.StatusID = status })
		fresh := w.sb.PlaceOrder(func(o *sandbox.OrderChange) { o.StatusID = status })
		moved := func() (all map[string]store.Movement) {
			t.Helper()
			if s := w.sync(t, syncer.StartOptions{}); s.Err != nil {
				t.Fatal(s.Err)
			}
			if err := w.book.View(func(tx *store.Tx) (err error) { all, err = tx.Movements(w.conn.ID); return err }); err != nil {
				t.Fatal(err)
			}
			return all
		}
		first := moved()
		if len(first) == 0 {
			t.Fatalf("orders %d and %d moved nothing", id, fresh)
		}
		for range 3 {
			if again := moved(); !maps.Equal(first, again) {
				t.Fatalf("status %d: %v became %v", status, first, again)
			}
		}
		// What changes once more counts once more.
		w.sb.ChangeOrder(id, func(c *sandbox.OrderChange) { c.StatusID = bigcommerce.StatusShipped })
		second := moved()
		if maps.Equal(first, second) || !maps.Equal(second, moved()) {
			t.Errorf("status %d: %v became %v", status, first, second)
		}
	}
}

// TestALevelElsewhereSaysNothingOfWhatWasSold pushes to a store location that sells nothing, while the default one is not
// looked at.
func TestALevelElsewhereSaysNothingOfWhatWasSold(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Products: 4, PlainProducts: true, Seed: 58, Locations: 2}, stock)
	skus := w.countAsStore(t)
	second := store.Location{Name: "Second"}
	if err := w.book.SaveLocation(&second); err != nil {
		t.Fatal(err)
	}
	feed := func(only ...store.LocationID) {
		c, err := w.book.Connection(w.conn.ID)
		if err != nil {
			t.Fatal(err)
		}
		c.Locations, c.StoreLocations = only, map[store.LocationID]uint64{second.ID: 2}
		if err := w.book.SaveConnection(&c, ""); err != nil {
			t.Fatal(err)
		}
	}
	elsewhere := func(n int) {
		for _, sku := range skus {
			if err := w.book.SetStock(store.Stock{SKU: sku, Location: second.ID, OnHand: n}); err != nil {
				t.Fatal(err)
			}
		}
		if s := w.confirmed(t, syncer.UpdateInventory, syncer.StartOptions{}); s.Err != nil || s.Job.Pushed == 0 {
			t.Fatalf("%+v", s.Plan)
		}
	}
	feed()
	elsewhere(5)
	w.sb.PlaceOrders(5)
	feed(second.ID)
	elsewhere(7)
	feed()
	for _, sku := range skus {
		w.count(t, sku, 444)
	}
	if s := w.confirmed(t, syncer.UpdateInventory, syncer.StartOptions{}); s.Err != nil || len(s.Plan.Conflicts) > 0 {
		t.Errorf("%v %+v", s.Err, s.Plan)
	}
}

// less are the levels of a that b has otherwise.
func less(a, b map[string]int) (out []string) {
	for sku, n := range a {
		if b[sku] != n {
			out = append(out, sku)
		}
	}
	return out
}

// tick switches Update Inventory on or off.
func (w *world) tick(t testingT, on bool) {
	t.Helper()
	err := w.book.Update(func(tx *store.Tx) error {
		c, err := tx.Connection(w.conn.ID)
		if err != nil {
			return err
		}
		c.Options.UpdateInventory = on
		return tx.SaveConnection(&c, "")
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestAShipmentBetweenTheLevelsAndTheOrdersIsNoConflict has the store take goods off when an order is shipped, and ships one between a
// job's reading of the levels and its reading of the orders: both agree then, and the store shows less afterwards.
func TestAShipmentBetweenTheLevelsAndTheOrdersIsNoConflict(t *testing.T) {
	during := func() {}
	w := fixture(t, sandbox.Config{
		Products: 8, PlainProducts: true, Seed: 57, StockBehaviour: sandbox.OrderCompletedOrShipped,
		OnRequest: func(r *http.Request) {
			if r.URL.Query().Has("min_date_modified") {
				during()
			}
		},
	}, stock)
	w.countAsStore(t)
	id := w.sb.PlaceOrder(func(o *sandbox.OrderChange) { o.StatusID = bigcommerce.StatusAwaitingFulfillment })
	for range 2 {
		if s := w.confirmed(t, syncer.UpdateInventory, syncer.StartOptions{}); s.Err != nil {
			t.Fatal(s.Err)
		}
	}
	want := w.storeLevels()
	during = func() {
		during = func() {}
		if !w.sb.Ship(id, "T1") {
			t.Error("it isn't shipped")
		}
	}
	if s := w.job(t, syncer.UpdateInventory, syncer.StartOptions{}); s.Err != nil || len(s.Plan.Conflicts) > 0 || len(less(want, w.storeLevels())) == 0 {
		t.Fatalf("%v %+v", s.Err, s.Plan)
	}
	s := w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	if got := w.storeLevels(); s.Err != nil || len(s.Plan.Conflicts) > 0 || !maps.Equal(got, want) {
		t.Errorf("%v %+v, the store has %v, want %v", s.Err, s.Plan.Conflicts, got, want)
	}
}
