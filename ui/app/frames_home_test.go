package app

import (
	"slices"
	"testing"
	"time"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// update changes the book in one transaction.
func (s *still) update(change func(tx *store.Tx) error) {
	s.t.Helper()
	if err := s.book.Update(change); err != nil {
		s.t.Fatal(err)
	}
}

// ran writes the record of a run that ended a while ago.
func (s *still) ran(c store.ConnectionID, option syncer.Option, ago time.Duration, change func(*store.Job)) {
	s.update(func(tx *store.Tx) error {
		j := store.Job{Connection: c, Option: string(option), Started: noon.Add(-ago)}
		if err := tx.StartJob(&j); err != nil {
			return err
		}
		j.State, j.Ended = store.JobDone, j.Started.Add(time.Minute)
		change(&j)
		return tx.PutJob(j)
	})
}

// failed marks a record as one of a failed run.
func failed(reason error) func(*store.Job) {
	return func(j *store.Job) {
		j.State, j.Failed, j.Errors = store.JobFailed, 1, []store.JobError{{Ref: j.Option, Reason: reason.Error()}}
	}
}

// told has the store been told so many of an item, and the book count so many now.
func (s *still) told(c store.ConnectionID, sku string, product uint64, told, counted int) {
	s.update(func(tx *store.Tx) error {
		if err := tx.SetStock(store.Stock{SKU: sku, Location: 1, OnHand: counted}); err != nil {
			return err
		}
		return tx.PutPushed(c, store.Pushed{
			Target: store.Target{StoreLocation: 1, ProductID: product}, SKU: sku, Quantity: told, Known: true, Shown: true, At: noon.Add(-time.Hour),
		})
	})
}

// stocked ticks Update Inventory and a schedule.
func stocked(c *store.Connection) {
	c.LastSync = noon.Add(-12 * time.Minute)
	c.Options.UpdateInventory = true
	c.Options.Schedule = map[string]time.Duration{"orders": 15 * time.Minute, "inventory": time.Hour}
}

// fiveStores is the book of an operator for whom nearly everything has gone wrong that can.
func fiveStores(s *still) *still {
	acme := s.connect("Acme Outdoors", stocked)
	orders := make([]store.Order, 240)
	for i := range orders {
		orders[i] = order(uint64(1000 + i))
		orders[i].Created = noon.Add(-time.Duration(i*i) * time.Minute / 2)
	}
	put(s.t, s.book, acme.ID, orders...)
	s.told(acme.ID, "TENT-2", 7, 12, 12)
	s.update(func(tx *store.Tx) error {
		return tx.NoteRun(acme.ID, "orders", noon.Add(-12*time.Minute), noon.Add(-12*time.Minute), store.NoFailure)
	})
	s.told(s.connect("Books by the Bay", stocked).ID, "BOOK", 8, 40, 34)
	corner := s.connect("Corner Café", stocked)
	s.told(corner.ID, "MUG", 9, 5, 5)
	s.ran(corner.ID, syncer.UpdateInventory, time.Hour, func(j *store.Job) {
		j.Notes = []store.JobError{{Ref: "MUG", Reason: syncer.Conflict{Store: 3, Pushed: 5, Meant: 4}.String()}}
	})
	dusty := s.connect("Dusty Vinyl", stocked)
	s.ran(dusty.ID, syncer.UpdateInventory, time.Hour, failed(&syncer.GuardError{Reason: "It would leave 40 of the store's 52 items in stock without any, more than 20 in a hundred."}))
	s.update(func(tx *store.Tx) error {
		return tx.PutSetAside(dusty.ID, store.SetAside{StoreOrderID: 1023, Reason: "A date is missing.", At: noon.Add(-time.Hour)})
	})
	s.connect("Echo Audio", func(c *store.Connection) {
		c.State, c.Problem = store.StateRefused, "The store does not accept the access token. Create a new API account and enter its token."
	})
	s.connect("Practice", func(c *store.Connection) { c.AllowInsecureHost, c.LastSync = "127.0.0.1:8080", noon.Add(-72*time.Hour) })
	s.update(func(tx *store.Tx) error {
		return tx.NoteRun(6, "orders", noon.Add(-time.Hour), noon.Add(-time.Hour), store.ConnectionFailure)
	})
	return s
}

var homeFrames = []struct {
	name string
	show func(s *still, w, h int)
}{
	{"five stores", func(s *still, w, h int) { fiveStores(s).open(w, h) }},
	{"a stopped push", func(s *still, w, h int) { fiveStores(s).open(w, h).press("down", "down", "down") }},
	{"attention", func(s *still, w, h int) { fiveStores(s).open(w, h).press("!") }},
	{"numbers that changed", func(s *still, w, h int) {
		fiveStores(s).open(w, h)
		put(s.t, s.book, 1, order(5000), order(5001))
		s.told(2, "PEN", 10, 3, 4)
		snap := running(1)
		snap.Ended, snap.Job.State = true, store.JobDone
		s.snapshot(snap, "Acme Outdoors")
	}},
}

func TestHomeFrames(t *testing.T) {
	for _, f := range homeFrames {
		drawn{sizes: append(slices.Clone(setupSizes), size{200, 30})}.compare(t, f.name, f.show)
	}
}
