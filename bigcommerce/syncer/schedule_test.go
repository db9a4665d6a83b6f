package syncer_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

func scheduled(every map[string]time.Duration) store.ConnectionOptions {
	return store.ConnectionOptions{ImportOrders: true, ImportProducts: true, Schedule: every}
}

func (w *world) ran(t *testing.T, option syncer.Option, at time.Time, failure store.Failure) {
	t.Helper()
	err := w.book.Update(func(tx *store.Tx) error { return tx.NoteRun(w.conn.ID, string(option), at, at, failure) })
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) next(t *testing.T, at time.Time) syncer.Due {
	t.Helper()
	due, err := w.engine.NextRun(w.conn.ID, at)
	if err != nil {
		t.Fatal(err)
	}
	return due
}

func TestWhatIsDueNext(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{}, scheduled(map[string]time.Duration{"orders": 15 * time.Minute, "products": 24 * time.Hour, "inventory": time.Minute}))
	at := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	if d := w.next(t, at); d.Option != syncer.ImportProducts || !d.At.Equal(at) {
		t.Errorf("never run: %+v", d)
	}
	w.ran(t, syncer.ImportProducts, at, store.NoFailure)
	if d := w.next(t, at); d.Option != syncer.ImportOrders || !d.At.Equal(at) {
		t.Errorf("products ran: %+v", d)
	}
	w.ran(t, syncer.ImportOrders, at, store.NoFailure)
	if d := w.next(t, at); d.Option != syncer.ImportOrders || !d.At.Equal(at.Add(15*time.Minute)) {
		t.Errorf("both ran: %+v", d)
	}
	// Ten hours later forty runs were missed: one catches up, and the next is a quarter of an hour behind it.
	late := at.Add(10 * time.Hour)
	if d := w.next(t, late); d.Option != syncer.ImportOrders || d.At.After(late) {
		t.Errorf("missed: %+v", d)
	}
	w.ran(t, syncer.ImportOrders, late, store.NoFailure)
	if d := w.next(t, late); !d.At.Equal(late.Add(15 * time.Minute)) {
		t.Errorf("caught up: %+v", d)
	}
	// The clock goes back: nothing waits for the time that was.
	if d := w.next(t, at.Add(-time.Hour)); d.At.After(at.Add(-time.Hour)) {
		t.Errorf("the clock went back: %+v", d)
	}
}

func TestFailuresPutOffFurtherAndFurther(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{}, scheduled(map[string]time.Duration{"orders": time.Minute, "products": time.Minute}))
	at := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	before := time.Duration(0)
	for n := range 12 {
		w.ran(t, syncer.ImportOrders, at, store.ConnectionFailure)
		wait := w.next(t, at).At.Sub(at)
		if wait < before || wait > time.Hour || (n > 0 && n < 5 && wait != 2*before) {
			t.Errorf("failure %d: %v after %v", n+1, wait, before)
		}
		before = wait
		at = at.Add(wait)
	}
	w.ran(t, syncer.ImportOrders, at, store.NoFailure)
	w.ran(t, syncer.ImportProducts, at, store.OptionFailure)
	w.ran(t, syncer.ImportProducts, at, store.OptionFailure)
	w.ran(t, syncer.ImportProducts, at, store.OptionFailure)
	if d := w.next(t, at); d.Option != syncer.ImportOrders || d.At.Sub(at) != time.Minute {
		t.Errorf("an option's own failure holds back another: %+v", d)
	}
}

func TestTheSchedulerRunsOneJobAtATimeUntilItIsStopped(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Orders: 20, Products: 5, Latency: 5 * time.Millisecond},
		scheduled(map[string]time.Duration{"orders": time.Hour, "products": time.Hour}))
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- syncer.NewScheduler(w.engine).Run(ctx) }()
	for {
		jobs, err := w.book.Jobs(w.conn.ID, 0)
		if err != nil {
			t.Fatal(err)
		}
		if len(jobs) == 2 && jobs[0].State == store.JobDone {
			if jobs[0].Option != "orders" || jobs[1].Option != "products" || jobs[0].Started.Before(jobs[1].Ended) {
				t.Errorf("%+v", jobs)
			}
			break
		}
		if r := w.engine.Running(w.conn.ID); r != nil {
			<-r.Done()
		}
	}
	stop()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if jobs, _ := w.book.Jobs(w.conn.ID, 0); len(jobs) != 2 {
		t.Errorf("%d jobs", len(jobs))
	}
}

func TestAFailingConnectionSaysWhyAndIsPausedWhereAPersonMustAct(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Orders: 5}, scheduled(map[string]time.Duration{"orders": time.Minute}))
	scheduler := syncer.NewScheduler(w.engine)
	w.sb.Revoke()
	at := time.Now().UTC()
	runs, _, err := scheduler.Tick(at)
	if err != nil || len(runs) != 1 {
		t.Fatalf("%v, %v", runs, err)
	}
	<-runs[0].Done()
	if d := w.next(t, at.Add(time.Hour)); d.Paused == "" || !d.At.IsZero() {
		t.Errorf("%+v", d)
	}
	if runs, _, err := scheduler.Tick(at.Add(time.Hour)); err != nil || len(runs) != 0 {
		t.Errorf("a refused connection ran: %v, %v", runs, err)
	}
	// Another one can't be reached at all.
	other := store.Connection{Name: "Gone", Active: true, APIPath: "http://127.0.0.1:1/stores/x", AllowInsecureHost: "127.0.0.1:1",
		Options: scheduled(map[string]time.Duration{"orders": time.Minute})}
	if err := w.book.SaveConnection(&other, ""); err != nil {
		t.Fatal(err)
	}
	if _, _, err := scheduler.Tick(at); err != nil {
		t.Fatal(err)
	}
	c, err := w.book.Connection(other.ID)
	if last, _ := w.book.LastRuns(other.ID); err != nil || !strings.Contains(c.Problem, ".") || last.Failures != 1 {
		t.Errorf("%+v, %v", c, err)
	}
	if runs, _, _ := scheduler.Tick(at.Add(2 * time.Second)); len(runs) != 0 {
		t.Errorf("tried again at once")
	}
}
