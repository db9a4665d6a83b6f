package command

import (
	"cmp"
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// watch runs what is scheduled until it is interrupted. An interrupt is how it is meant to end: it is an error only where
// it cut a job short.
func (c *cli) watch(ctx context.Context, book *store.Book, engine *syncer.Engine, name string, f *syncFlags) error {
	list, err := c.watched(book, engine, name)
	if err != nil {
		return err
	}
	w := &watcher{cli: c, ctx: ctx, engine: engine}
	s := syncer.NewScheduler(engine)
	s.Started, s.Refused = w.started, w.refused
	if name != "" {
		s.Only = list[0].ID
	}
	err = c.handingOver(ctx, book, f, list, func() error {
		err := s.Run(ctx)
		if c.visitor == nil {
			c.host.end() // before their jobs are cancelled, so that they learn why
		}
		closed := engine.Close() // cancels what runs, and waits until its record is written
		w.runs.Wait()
		if errors.Is(err, context.Canceled) {
			err = nil
		}
		return errors.Join(err, closed)
	})
	if n := w.cut.Load(); err == nil && n > 0 {
		c.warn("Stopped. %s cut short: what was done is saved, and the next run goes on there.", plural(int(n), "job was", "jobs were"))
		return &saidError{exitInterrupted}
	}
	return err
}

// watched are the connections whose schedule is run, and says what comes next on each.
func (c *cli) watched(book *store.Book, engine *syncer.Engine, name string) ([]store.Connection, error) {
	all, err := (&orderFlags{connection: name}).connections(book)
	if err != nil {
		return nil, err
	}
	var list []store.Connection
	now := time.Now().UTC()
	for _, conn := range all {
		due, err := engine.NextRun(conn.ID, now)
		switch {
		case err != nil:
			return nil, err
		case due.Paused != "":
			c.warn("%s: %s", clean(conn.Name), clean(due.Paused))
		case due.At.After(now):
			c.note("%s: %s is due at %s.", clean(conn.Name), due.Option.Title(), due.At.In(c.zone()).Format("2006-01-02 15:04:05"))
		case !due.At.IsZero():
			c.note("%s: %s is due now.", clean(conn.Name), due.Option.Title())
		default:
			continue
		}
		list = append(list, conn)
	}
	switch {
	case len(list) > 0:
		c.note("Interrupt it to stop (ctrl+c).")
		return list, nil
	case name != "" && !all[0].Active:
		return nil, &syncer.InactiveError{Name: all[0].Name}
	}
	return nil, usagef("Nothing is scheduled, so there is nothing to watch. Schedule an option that is ticked with: cartwire edit %q --schedule orders=5m",
		cmp.Or(name, "NAME"))
}

// watcher tells of the jobs that a scheduler starts.
type watcher struct {
	*cli
	ctx    context.Context
	engine *syncer.Engine

	runs sync.WaitGroup
	cut  atomic.Int32
	mu   sync.Mutex // a report is several lines
}

func (w *watcher) started(r *syncer.Run) {
	w.runs.Go(func() {
		snapshots, stop := r.Watch()
		defer stop()
		last, ended := w.last(r, snapshots)
		if !ended {
			return
		}
		if last.Job.State == store.JobCancelled {
			w.cut.Add(1)
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		report := jobReport{conn: r.Connection(), plan: syncer.Unconfirmed(last.Err), at: time.Now().In(w.zone()).Format("15:04:05  ")}
		if err := w.reportJob(report, last); err != nil {
			w.warn("%s", sentence(err))
		}
		if last.Err != nil {
			w.warn("%s: %s", clean(r.Connection().Name), clean(sentence(last.Err)))
		}
	})
}

// last waits for a job's end. One that somebody else has started is left where it stands when this watch is interrupted.
func (w *watcher) last(r *syncer.Run, snapshots <-chan syncer.Snapshot) (last syncer.Snapshot, ended bool) {
	var left <-chan struct{}
	if !w.engine.Began(r) {
		left = w.ctx.Done()
	}
	for {
		select {
		case s, ok := <-snapshots:
			if !ok {
				return last, true
			}
			last = s
		case <-left:
			return last, false
		}
	}
}

func (w *watcher) refused(conn store.Connection, option syncer.Option, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.warn("%s: %s can't start. %s", clean(conn.Name), option.Title(), clean(sentence(err)))
}
