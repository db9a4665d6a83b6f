package syncer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// Due is what a connection runs next.
type Due struct {
	Option Option
	At     time.Time // zero: nothing is scheduled, or it is paused
	Paused string    // why nothing runs until somebody acts, a sentence; "" where it isn't paused
	Held   string    // why an option, though scheduled, waits until a person starts it; the others run
}

// shortest is how often an option may run at most.
const shortest = time.Minute

// next works out what a connection runs next. A run that was missed is due at once, and once only: the next is counted
// from its start.
func next(c store.Connection, last store.LastRuns, at time.Time) Due {
	switch {
	case !c.Active:
		return Due{}
	case c.State == store.StateRefused:
		return Due{Paused: "Paused until the connection is tested again. " + c.Problem}
	}
	var all []Due
	held := ""
	for _, option := range InOrder(c.Options) {
		every := c.Options.Schedule[string(option)]
		if every <= 0 {
			continue
		}
		run := last.Options[string(option)]
		if why := waits(option, run); why != "" {
			held = why
			continue
		}
		due := at
		if started := run.Started; !started.IsZero() && !started.After(at) {
			due = started.Add(max(every, shortest))
		}
		for _, earliest := range []time.Time{run.NotBefore, last.NotBefore} {
			// A time that lies further off than any pause comes from a clock that was wrong.
			if earliest.After(due) && earliest.Sub(at) <= 2*time.Hour {
				due = earliest
			}
		}
		all = append(all, Due{Option: option, At: due})
	}
	if len(all) == 0 {
		return Due{Paused: held, Held: held}
	}
	first := slices.MinFunc(all, func(a, b Due) int { return a.At.Compare(b.At) })
	first.Held = held
	return first
}

// NextRun tells what a connection runs next while a scheduler is at work.
func (e *Engine) NextRun(id store.ConnectionID, at time.Time) (due Due, err error) {
	err = e.book.View(func(tx *store.Tx) error {
		c, err := tx.Connection(id)
		if err != nil {
			return err
		}
		last, err := tx.LastRuns(id)
		due = next(c, last, at)
		return err
	})
	return due, err
}

// failureOf tells how far a run's end keeps others back.
func failureOf(state store.JobState, err error) store.Failure {
	if state != store.JobFailed {
		return store.NoFailure
	}
	_, scope := errors.AsType[*bigcommerce.ScopeError](err)
	_, guard := errors.AsType[*GuardError](err)
	_, several := errors.AsType[*SeveralLocationsError](err)
	_, mapping := errors.AsType[*MappingError](err)
	if scope || guard || several || mapping {
		return store.OptionFailure
	}
	return store.ConnectionFailure
}

// StopsAll reports whether a run's end keeps every other option of its connection from going through: nobody can reach the
// store, or may.
func StopsAll(err error) bool {
	switch {
	case err == nil:
		return false
	case errors.Is(err, context.Canceled), errors.Is(err, store.ErrNotFound):
		return true
	}
	for _, is := range []bool{
		isA[*bigcommerce.AuthError](err), isA[*bigcommerce.MismatchError](err), isA[*bigcommerce.HostError](err), isA[*bigcommerce.NetworkError](err),
		isA[*InactiveError](err), isA[*BusyError](err), isA[*store.KeyError](err), isA[*store.DiskFullError](err),
	} {
		if is {
			return true
		}
	}
	return false
}

func isA[E error](err error) bool {
	_, ok := errors.AsType[E](err)
	return ok
}

// Scheduler starts what is due on each connection of an engine's book. One is enough for a book; where several are at work,
// each tells of what any of them has started.
type Scheduler struct {
	engine *Engine
	// Only narrows it down to one connection; 0 is all.
	Only store.ConnectionID
	// Started is told of every job that it starts, and Refused of every one that could not even begin; both may be nil.
	Started func(*Run)
	Refused func(store.Connection, Option, error)
}

// NewScheduler makes a scheduler; Run sets it to work.
func NewScheduler(e *Engine) *Scheduler { return &Scheduler{engine: e} }

// lookAgain bounds how late a changed schedule is noticed.
const lookAgain = 30 * time.Second

// Run starts what is due until ctx ends, and returns ctx's error. Jobs under way go on: closing the engine ends them.
func (s *Scheduler) Run(ctx context.Context) error {
	defer s.join()()
	for {
		ended := s.engine.nextEnd()
		_, wait, err := s.Tick(now())
		if err != nil {
			wait = lookAgain // the book can't be read now
		}
		timer := time.NewTimer(min(wait, lookAgain))
		select {
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		case <-timer.C:
		case <-ended:
			timer.Stop()
		}
	}
}

// join has this scheduler told of what others start, until the function it returns is called.
func (s *Scheduler) join() (leave func()) {
	s.engine.ticking.Lock()
	defer s.engine.ticking.Unlock()
	s.engine.schedulers[s] = struct{}{}
	return func() {
		s.engine.ticking.Lock()
		defer s.engine.ticking.Unlock()
		delete(s.engine.schedulers, s)
	}
}

// all are the schedulers that a connection concerns, this one among them. The lock is held.
func (s *Scheduler) all(c store.ConnectionID) iter.Seq[*Scheduler] {
	return func(yield func(*Scheduler) bool) {
		if !yield(s) {
			return
		}
		for other := range s.engine.schedulers {
			if other != s && (other.Only == 0 || other.Only == c) && !yield(other) {
				return
			}
		}
	}
}

// Tick starts what is due at a moment, one job for a connection, and tells how long nothing more will be.
func (s *Scheduler) Tick(at time.Time) (started []*Run, wait time.Duration, err error) {
	s.engine.ticking.Lock()
	defer s.engine.ticking.Unlock()
	connections, err := s.engine.book.Connections()
	if err != nil {
		return nil, 0, err
	}
	wait = time.Hour
	for _, c := range connections {
		if s.Only != 0 && s.Only != c.ID || s.engine.Running(c.ID) != nil {
			continue
		}
		due, err := s.engine.NextRun(c.ID, at)
		if errors.Is(err, store.ErrNotFound) {
			continue // removed meanwhile
		}
		if err != nil {
			return started, 0, err
		}
		switch {
		case due.At.IsZero():
			continue
		case due.At.After(at):
			wait = min(wait, due.At.Sub(at))
			continue
		}
		run, err := s.start(c, due.Option, at)
		if err != nil {
			return started, 0, err
		}
		if run == nil {
			continue
		}
		started = append(started, run)
		for other := range s.all(c.ID) {
			if other.Started != nil {
				other.Started(run)
			}
		}
	}
	return started, wait, nil
}

// start begins one job. Where it can't even begin, that is a failure of the connection like any other.
func (s *Scheduler) start(c store.Connection, option Option, at time.Time) (*Run, error) {
	run, err := s.engine.Start(c.ID, option, StartOptions{From: "schedule"})
	_, busy := errors.AsType[*BusyError](err)
	_, merging := errors.AsType[*MergingError](err)
	_, inactive := errors.AsType[*InactiveError](err)
	_, token := errors.AsType[*NoTokenError](err)
	switch {
	case err == nil:
		return run, nil
	case busy, merging, inactive, errors.Is(err, store.ErrNotFound) && !token, errors.Is(err, context.Canceled):
		return nil, nil
	}
	for other := range s.all(c.ID) {
		if other.Refused != nil {
			other.Refused(c, option, err)
		}
	}
	return nil, s.engine.book.Update(func(tx *store.Tx) error {
		if err := tx.NoteRun(c.ID, string(option), at, at, store.ConnectionFailure); err != nil {
			return err
		}
		return noteProblem(tx, c.ID, err)
	})
}

// noteProblem writes onto a connection why it is not reached, and when it is tried again.
func noteProblem(tx *store.Tx, id store.ConnectionID, why error) error {
	c, err := tx.Connection(id)
	if err != nil {
		return err
	}
	last, err := tx.LastRuns(id)
	if err != nil {
		return err
	}
	problem := why.Error()
	if last.Failures > 1 {
		problem = fmt.Sprintf("%s It has failed %d times in a row.", problem, last.Failures)
	}
	return tx.SetConnectionState(id, cmp.Or(c.State, store.StateUntested), problem)
}
