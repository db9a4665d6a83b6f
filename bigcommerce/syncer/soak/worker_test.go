package soak_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"sync"
	"time"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// asChild names the environment variable that makes the test binary the process that works on the book.
const asChild = "CARTWIRE_SOAK_CHILD"

// order tells the process what to do.
type order struct {
	Seed       uint64
	Round      int
	Book       string
	Connection store.ConnectionID
	PageSize   int
	Locations  int // of the store
	Lies       float64
	Deadline   time.Duration
}

// worker is the process: it runs jobs, and people work in the book while they run.
type worker struct {
	order
	book    *store.Book
	engine  *syncer.Engine
	journal *journal
	liar    *liar

	mu      sync.Mutex // of all below: one thing happens in the book at a time
	r       *rand.Rand
	run     *syncer.Run
	serial  int
	settled error // what went wrong with what people did
}

// work is the process's main; its exit code is 0, or 1 with what is wrong on standard error.
func work(text string) int {
	w := &worker{}
	err := json.Unmarshal([]byte(text), &w.order)
	if err == nil {
		err = w.do()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func (w *worker) do() (err error) {
	// A parent that is gone must leave nothing behind.
	time.AfterFunc(w.Deadline, func() { os.Exit(7) })
	w.r = dice(w.Seed, uint64(streamBook+w.Round))
	w.liar = &liar{next: wire, share: w.Lies, r: dice(w.Seed, uint64(streamLiar+w.Round)), told: w.tell}
	w.serial = w.Round * 10_000
	if w.book, err = store.Open(w.Book, store.Options{Command: "soak"}); err != nil {
		return fmt.Errorf("the book does not open: %w", err)
	}
	if w.journal, err = openJournal(w.Book + ".journal"); err != nil {
		return err
	}
	w.engine = syncer.NewEngine(w.book, syncer.Config{
		Who: "soak", PageSize: w.PageSize, Patience: bigcommerce.PatiencePerson, Transport: w,
	})
	for range 4 + w.r.IntN(8) {
		if err := w.step(); err != nil {
			return err
		}
	}
	err = w.engine.Close()
	return errors.Join(err, w.settled, w.book.Close())
}

var wire = &http.Transport{ResponseHeaderTimeout: answerWithin}

// RoundTrip carries a request of a job; before it, somebody may do something in the book, or cancel the job.
func (w *worker) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	if chance(w.r, 0.12) {
		w.act()
	}
	if w.run != nil && chance(w.r, 0.01) {
		_ = w.engine.Cancel(w.run) // its book is not guarded
	}
	w.mu.Unlock()
	return w.liar.RoundTrip(r)
}

// tell writes a lie into the journal.
func (w *worker) tell(lie string) {
	if err := w.journal.add(entry{Did: lie}); err != nil {
		panic(err)
	}
}

// act does one thing in the book; the lock is held.
func (w *worker) act() {
	name, err := w.somebody()
	if err == nil {
		err = w.journal.add(entry{Did: name})
	}
	if err != nil && w.settled == nil {
		w.settled = fmt.Errorf("%s: %w", name, err)
	}
}

// step runs one job, or lets the scheduler run what is due, or does a few things in the book.
func (w *worker) step() error {
	w.mu.Lock()
	kind := w.r.IntN(10)
	option := among(w.r, syncer.Options()...)
	if chance(w.r, 0.05) {
		option = syncer.Reconcile
	}
	o := w.wishes(option)
	if jobs, err := w.book.Jobs(w.Connection, 3); err == nil && len(jobs) > 0 && chance(w.r, 0.2) {
		if again, wishes, ok := syncer.Retry(among(w.r, jobs...)); ok {
			option, o = again, wishes
		}
	}
	acts := w.r.IntN(5)
	ahead := time.Duration(w.r.IntN(90)) * time.Minute
	w.mu.Unlock()
	switch {
	case kind < 2:
		w.mu.Lock()
		defer w.mu.Unlock()
		for range acts {
			w.act()
		}
		return nil
	case kind < 4:
		runs, _, err := syncer.NewScheduler(w.engine).Tick(time.Now().Add(ahead))
		for _, run := range runs {
			err = errors.Join(err, w.follow(run, syncer.StartOptions{}))
		}
		return err
	}
	for confirms := chance(w.r, 0.7); ; {
		run, err := w.engine.Start(w.Connection, option, o)
		if err != nil {
			return fmt.Errorf("%s does not start: %w", option, err)
		}
		if err := w.follow(run, o); err != nil {
			return err
		}
		guard, asks := errors.AsType[*syncer.GuardError](run.Snapshot().Err)
		if !asks || !confirms {
			return nil
		}
		o.Confirm, confirms = guard.Fingerprint, false
	}
}

// wishes are what a person asks of a run.
func (w *worker) wishes(option syncer.Option) syncer.StartOptions {
	o := syncer.StartOptions{Full: chance(w.r, 0.1), DryRun: chance(w.r, 0.1)}
	switch {
	case option == syncer.Reconcile:
		return syncer.StartOptions{}
	case option == syncer.ImportOrders && chance(w.r, 0.15):
		first := 100 + w.r.Uint64N(30)
		return syncer.StartOptions{Ranges: []store.IDRange{{Next: first, To: first + w.r.Uint64N(12)}}}
	case option == syncer.ImportOrders && chance(w.r, 0.1):
		return syncer.StartOptions{Since: began.Add(-time.Duration(w.r.IntN(72)) * time.Hour)}
	case option == syncer.UpdateInventory && chance(w.r, 0.15):
		return syncer.StartOptions{Undo: true}
	case option == syncer.UpdateInventory && chance(w.r, 0.15):
		o.Overwrite = []string{"*"}
	case option == syncer.UpdateInventory && chance(w.r, 0.1):
		if skus, err := w.skus(); err == nil {
			o.Only = []string{among(w.r, skus...), among(w.r, skus...)}
		}
	case option == syncer.UpdateOrderStatus && chance(w.r, 0.1):
		o.Only = []string{fmt.Sprint("order ", 100+w.r.IntN(40))}
	}
	return o
}

// follow waits for a run and looks at how it ended.
func (w *worker) follow(run *syncer.Run, o syncer.StartOptions) error {
	w.mu.Lock()
	w.run = run
	w.mu.Unlock()
	<-run.Done()
	w.mu.Lock()
	w.run = nil
	w.mu.Unlock()
	s := run.Snapshot()
	if err := w.endOf(s); err != nil {
		return err
	}
	if err := w.journal.add(entry{Did: fmt.Sprintf("%s %s", s.Option, s.Job.State)}); err != nil {
		return err
	}
	return sumsOf(s, o)
}

// endOf tells whether a run may have ended so, in a store that has much trouble.
func (w *worker) endOf(s syncer.Snapshot) error {
	if s.Err == nil {
		return nil
	}
	_, network := errors.AsType[*bigcommerce.NetworkError](s.Err)
	_, limited := errors.AsType[*bigcommerce.RateLimitError](s.Err)
	_, cut := errors.AsType[*bigcommerce.DecodeError](s.Err)
	_, guard := errors.AsType[*syncer.GuardError](s.Err)
	api, answered := errors.AsType[*bigcommerce.APIError](s.Err)
	_, ignored := errors.AsType[*bigcommerce.FilterIgnoredError](s.Err)
	if network || limited || cut || guard || answered && api.Status >= 500 || w.Lies > 0 && (ignored || answered) {
		return nil
	}
	return fmt.Errorf("%s failed: %w", s.Option, s.Err)
}

// sumsOf holds the record of a run that came to its end against its plan.
func sumsOf(s syncer.Snapshot, o syncer.StartOptions) error {
	j := s.Job
	switch {
	case o.DryRun && j.Pushed > 0:
		return fmt.Errorf("%s: a dry run changed %d things in the store", s.Option, j.Pushed)
	case j.State != store.JobDone || o.DryRun:
		return nil
	case s.Option == syncer.UpdateInventory && s.Plan != nil && j.Pushed+j.Failed < len(s.Plan.Changes):
		return fmt.Errorf("%s: %d changes planned, %d made, %d failed", s.Option, len(s.Plan.Changes), j.Pushed, j.Failed)
	}
	return nil
}
