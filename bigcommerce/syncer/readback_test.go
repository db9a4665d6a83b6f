package syncer_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// quick are pauses that a test doesn't feel.
var quick = []time.Duration{0, time.Millisecond, time.Millisecond, time.Millisecond}

func impatient(t *testing.T, sc sandbox.Config, options store.ConnectionOptions) *world {
	t.Helper()
	w := newWorld(t, t.TempDir(), sc, syncer.Config{Who: "tester", ReadBack: quick}, options)
	t.Cleanup(w.close)
	return w
}

// told is what the book knows of a push.
func (w *world) told(t testingT, sku string) store.Pushed {
	t.Helper()
	all, err := w.book.PushedTo(w.conn.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range all {
		if store.NormalSKU(p.SKU) == store.NormalSKU(sku) {
			return p
		}
	}
	t.Fatal("nothing was told of ", sku)
	return store.Pushed{}
}

func TestAWatchedPushIsReadBackUntilTheStoreShowsIt(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		lag   sandbox.Lag
		reads int
		seen  bool
	}{{sandbox.Lag{}, 1, true}, {sandbox.Lag{Answers: 2}, 3, true}, {sandbox.Lag{For: time.Hour}, len(quick), false}} {
		t.Run(fmt.Sprint(test.lag), func(t *testing.T) {
			w := impatient(t, sandbox.Config{Products: 30, PlainProducts: true, Seed: 60, InventoryLag: test.lag}, stock)
			skus := w.countAsStore(t)
			w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
			w.count(t, skus[3], 800)
			dry := w.job(t, syncer.UpdateInventory, syncer.StartOptions{DryRun: true})
			w.sb.ResetStats()
			s := w.job(t, syncer.UpdateInventory, syncer.StartOptions{Confirm: dry.Plan.Fingerprint})
			reads := w.sb.Stats().Requests["GET /v3/inventory/items"]
			if s.Err != nil || s.Job.Pushed != 1 || reads != 1+test.reads || w.told(t, skus[3]).Shown != test.seen {
				t.Fatalf("%d reads, %+v, %+v", reads, s.Job, w.told(t, skus[3]))
			}
			// What isn't seen is a note: nothing went wrong, and nothing was left out.
			if noted := len(s.Job.Notes); (noted == 0) != test.seen || s.Job.Failed != 0 || s.Job.Skipped != 0 {
				t.Errorf("%+v", s.Job)
			}
			if test.seen {
				return
			}
			if n := s.Job.Notes[0]; n.Ref != skus[3] || !strings.Contains(n.Reason, "800") {
				t.Errorf("%+v", n)
			}
			s = w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
			if len(s.Plan.Unseen) != 1 || len(s.Plan.Changes) != 0 || len(s.Job.Notes) != 1 || s.Job.Skipped != 0 {
				t.Errorf("the next run: %+v", s)
			}
		})
	}
}

// TestNobodyWaitsForAScheduledPush holds that it costs no read: the next run reads all levels anyway.
func TestNobodyWaitsForAScheduledPush(t *testing.T) {
	t.Parallel()
	w := impatient(t, sandbox.Config{Products: 30, PlainProducts: true, Seed: 60, InventoryLag: sandbox.Lag{Answers: 1}}, stock)
	skus := w.countAsStore(t)
	w.count(t, skus[3], 800)
	w.sb.ResetStats()
	w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	if n := w.sb.Stats().Requests["GET /v3/inventory/items"]; n != 1 || w.told(t, skus[3]).Shown {
		t.Errorf("%d reads", n)
	}
	for range 2 {
		if s := w.job(t, syncer.UpdateInventory, syncer.StartOptions{}); s.Job.Pushed != 0 || len(s.Plan.Conflicts) != 0 {
			t.Errorf("%+v", s.Plan)
		}
	}
	if !w.told(t, skus[3]).Shown {
		t.Error("the next runs did not notice that the store shows it")
	}
}

func TestOnlyNarrowsAnUpdateDown(t *testing.T) {
	t.Parallel()
	w := impatient(t, sandbox.Config{Products: 2400, PlainProducts: true, Seed: 60}, stock)
	skus := w.countAsStore(t)
	w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	before := w.storeLevels()
	for _, sku := range skus[:20] {
		w.count(t, sku, 800)
	}
	w.sb.ResetStats()
	s := w.job(t, syncer.UpdateInventory, syncer.StartOptions{Only: []string{strings.ToLower(skus[3]), skus[4], "NO-SUCH"}})
	// One that the store may know by a sku the book doesn't: all levels are read.
	if n := w.sb.Stats().Requests["GET /v3/inventory/items"]; s.Err != nil || s.Job.Pushed != 2 || s.Job.Skipped != 1 || n != 3+1 {
		t.Fatalf("%d reads, %+v", n, s.Job)
	}
	w.sb.ResetStats()
	s = w.job(t, syncer.UpdateInventory, syncer.StartOptions{Only: []string{skus[5]}})
	if n := w.sb.Stats().Requests["GET /v3/inventory/items"]; s.Err != nil || s.Job.Pushed != 1 || n != 1+1 || s.Plan.InStep != 0 {
		t.Fatalf("%d reads, %+v", n, s.Job)
	}
	now := w.storeLevels()
	for i, sku := range skus {
		want := before[sku+" @1"]
		if i >= 3 && i <= 5 {
			want = 800
		}
		if now[sku+" @1"] != want {
			t.Errorf("%s: %d, want %d", sku, now[sku+" @1"], want)
		}
	}
}

func TestAConfirmationIsOfOnePlan(t *testing.T) {
	t.Parallel()
	w := impatient(t, sandbox.Config{Products: 30, PlainProducts: true, Seed: 60}, stock)
	skus := w.countAsStore(t)
	w.count(t, skus[1], 1)
	w.count(t, skus[2], 2)
	seen := w.job(t, syncer.UpdateInventory, syncer.StartOptions{DryRun: true}).Plan
	w.count(t, skus[2], 3)
	before := w.sb.Fingerprint()
	s := w.job(t, syncer.UpdateInventory, syncer.StartOptions{Confirm: seen.Fingerprint})
	guard, ok := errors.AsType[*syncer.GuardError](s.Err)
	if !ok || w.sb.Fingerprint() != before || !strings.Contains(s.Plan.Guard, "another") || guard.Fingerprint == seen.Fingerprint {
		t.Fatalf("%+v", s)
	}
	if s = w.job(t, syncer.UpdateInventory, syncer.StartOptions{Confirm: guard.Fingerprint}); s.Err != nil || s.Job.Pushed != 2 || w.storeLevels()[skus[2]+" @1"] != 3 {
		t.Errorf("%+v", s)
	}
}

func TestWhatAJobDoesNotHeedIsRefused(t *testing.T) {
	t.Parallel()
	w := impatient(t, sandbox.Config{Seed: 60}, stock)
	for option, o := range map[syncer.Option]syncer.StartOptions{
		syncer.ImportOrders:      {Only: []string{"1"}},
		syncer.ImportProducts:    {Undo: true},
		syncer.UpdateOrderStatus: {Undo: true},
		syncer.UpdateInventory:   {Ranges: []store.IDRange{{Next: 1, To: 2}}},
	} {
		_, err := w.engine.Start(w.conn.ID, option, o)
		if _, ok := errors.AsType[*syncer.OptionsError](err); !ok || !strings.Contains(err.Error(), option.Title()) {
			t.Errorf("%s %+v: %v", option, o, err)
		}
	}
}
