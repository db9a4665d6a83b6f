package syncer_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

func TestTheLastPushIsUndoneWhereNothingElseChangedIt(t *testing.T) {
	t.Parallel()
	options := stock
	options.Schedule = map[string]time.Duration{"inventory": time.Minute}
	w := impatient(t, sandbox.Config{Products: 40, PlainProducts: true, Seed: 81, Locations: 2}, options)
	skus := w.countAsStore(t)
	w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	w.count(t, skus[0], 700) // an older push, which no undoing reaches
	w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	before := w.storeLevels()
	for _, sku := range skus[1:7] {
		w.count(t, sku, 900)
	}
	push := w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	if push.Job.Pushed != 6 {
		t.Fatalf("%+v", push.Job)
	}
	w.sb.SetStock(skus[2], 1, 5) // somebody else
	pushed := w.storeLevels()
	w.sb.ResetStats()

	dry := w.job(t, syncer.UpdateInventory, syncer.StartOptions{Undo: true, DryRun: true})
	if dry.Err != nil || len(dry.Plan.Changes) != 5 || len(dry.Plan.Skipped) != 1 || dry.Plan.Skipped[0].SKU != skus[2] || writes(w.sb.Stats()) != 0 {
		t.Fatalf("%+v", dry.Plan)
	}
	if n := dry.Plan.Notices; len(n) != 2 || !strings.Contains(n[0], fmt.Sprintf("run %d", push.Run)) || !strings.Contains(n[1], "schedule") {
		t.Errorf("%q", n)
	}
	if w.told(t, skus[1]).Run != push.Run || !maps.Equal(w.storeLevels(), pushed) {
		t.Error("a plan changed something")
	}
	s := w.confirmed(t, syncer.UpdateInventory, syncer.StartOptions{Undo: true})
	if s.Err != nil || s.Job.Pushed != 5 || s.Job.Skipped != 1 || !s.Job.Undo {
		t.Fatalf("%+v", s.Job)
	}
	want := maps.Clone(before)
	want[skus[2]+" @1"] = 5
	if !maps.Equal(w.storeLevels(), want) {
		t.Errorf("%v, want %v", w.storeLevels(), want)
	}
	var kept syncer.Plan
	raw, err := w.book.JobPlan(s.Run)
	if err == nil {
		err = json.Unmarshal(raw, &kept)
	}
	if err != nil || len(kept.Changes) != 5 || kept.Changes[0].Old != 900 {
		t.Errorf("%v, %+v", err, kept)
	}
	if _, err := w.book.JobPlan(dry.Run); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a plan that was not carried out: %v", err)
	}
	// Once more: nothing is left, and the push before it is out of reach.
	if s = w.job(t, syncer.UpdateInventory, syncer.StartOptions{Undo: true}); s.Job.Pushed != 0 || !maps.Equal(w.storeLevels(), want) {
		t.Errorf("%+v", s.Job)
	}
}

func TestAScheduleDoesNotUndoAnUndoing(t *testing.T) {
	t.Parallel()
	options := stock
	options.Schedule = map[string]time.Duration{"inventory": time.Minute}
	w := impatient(t, sandbox.Config{Products: 20, PlainProducts: true, Seed: 82}, options)
	skus := w.countAsStore(t)
	w.count(t, skus[1], 900)
	w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	later := time.Now().Add(time.Hour)
	if d := w.next(t, later); d.Option != syncer.UpdateInventory || d.Held != "" {
		t.Fatalf("%+v", d)
	}
	w.job(t, syncer.UpdateInventory, syncer.StartOptions{Undo: true, DryRun: true})
	if d := w.next(t, later); d.Held != "" {
		t.Fatalf("a plan holds the schedule: %+v", d)
	}
	w.job(t, syncer.UpdateInventory, syncer.StartOptions{Undo: true})
	if d := w.next(t, later); d.Held == "" || d.Paused == "" || !d.At.IsZero() {
		t.Fatalf("%+v", d)
	}
	// A plan, and a run of one item, don't let it go; a whole run does, and sends the book's number again.
	w.job(t, syncer.UpdateInventory, syncer.StartOptions{DryRun: true})
	w.job(t, syncer.UpdateInventory, syncer.StartOptions{Only: []string{skus[4]}})
	if d := w.next(t, later); d.Held == "" {
		t.Fatalf("%+v", d)
	}
	s := w.confirmed(t, syncer.UpdateInventory, syncer.StartOptions{})
	if d := w.next(t, later); s.Job.Pushed != 1 || d.Held != "" || d.At.IsZero() {
		t.Errorf("%+v, %+v", d, s.Job)
	}
}

func TestWhatTheStoreDoesNotShowYetIsNotPutBack(t *testing.T) {
	t.Parallel()
	w := impatient(t, sandbox.Config{Products: 40, PlainProducts: true, Seed: 83, InventoryLag: sandbox.Lag{For: time.Hour}}, stock)
	skus := w.countAsStore(t)
	w.count(t, skus[1], 900)
	w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	s := w.job(t, syncer.UpdateInventory, syncer.StartOptions{Undo: true})
	if s.Job.Pushed != 0 || len(s.Plan.Skipped) != 1 || !strings.Contains(s.Plan.Skipped[0].Reason, "some minutes") {
		t.Errorf("%+v", s.Plan)
	}
}

func TestNothingToUndoCostsNothing(t *testing.T) {
	t.Parallel()
	w := impatient(t, sandbox.Config{Products: 10, PlainProducts: true, Seed: 84}, stock)
	w.countAsStore(t)
	w.sb.ResetStats()
	s := w.job(t, syncer.UpdateInventory, syncer.StartOptions{Undo: true})
	if s.Err != nil || s.Job.State != store.JobDone || len(s.Plan.Notices) != 1 || w.sb.Stats().Total != 0 {
		t.Errorf("%+v", s)
	}
}

// After a restore a schedule starts nothing that is sent before a person has confirmed the plan.
func TestAScheduleWaitsForTheReviewOfARestore(t *testing.T) {
	t.Parallel()
	options := stock
	options.Schedule = map[string]time.Duration{"inventory": time.Minute}
	w := impatient(t, sandbox.Config{Products: 20, PlainProducts: true, Seed: 84}, options)
	skus := w.countAsStore(t)
	w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	w.count(t, skus[1], 900)
	if err := w.book.Update(func(tx *store.Tx) error {
		return tx.ReviewRuns(w.conn.ID, store.OptionStock, "The book was restored from a copy.")
	}); err != nil {
		t.Fatal(err)
	}
	later := time.Now().Add(time.Hour)
	if d := w.next(t, later); !strings.Contains(d.Held, "restored") || !d.At.IsZero() {
		t.Fatalf("%+v", d)
	}
	before := w.storeLevels()
	if s := w.job(t, syncer.UpdateInventory, syncer.StartOptions{}); s.Job.State != store.JobFailed || !maps.Equal(w.storeLevels(), before) {
		t.Fatalf("%+v", s.Job)
	}
	if s := w.confirmed(t, syncer.UpdateInventory, syncer.StartOptions{}); s.Job.Pushed != 1 {
		t.Fatalf("%+v", s.Job)
	}
	if d := w.next(t, later); d.Held != "" || d.At.IsZero() {
		t.Errorf("%+v", d)
	}
}
