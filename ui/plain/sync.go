package plain

import (
	"context"
	"errors"
	"slices"
	"time"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// progressEvery is how often a running job is told of.
const progressEvery = 5 * time.Second

// syncNow runs what is ticked, one option after another.
func (s *session) syncNow(ctx context.Context, c store.Connection) error {
	ticked := syncer.InOrder(c.Options)
	if len(ticked) == 0 {
		s.say("No option is ticked for %s, so there is nothing to sync. Tick one under Edit, Options.", c.Name)
		return nil
	}
	var failed []syncer.Option
	for i, option := range ticked {
		if at := slices.IndexFunc(option.Needs(), func(o syncer.Option) bool { return slices.Contains(failed, o) }); at >= 0 {
			s.say("%s wasn't run: it builds on %s.", option.Title(), option.Needs()[at].Title())
			continue
		}
		s.last = syncer.Snapshot{}
		done, err := s.run(ctx, c, option, syncer.StartOptions{})
		if err != nil {
			return err
		}
		if done {
			continue
		}
		failed = append(failed, option)
		if last := s.last; !last.Ended || last.Job.State == store.JobCancelled || syncer.StopsAll(last.Err) {
			for _, rest := range ticked[i+1:] {
				s.say("%s wasn't run.", rest.Title())
			}
			return nil
		}
	}
	return nil
}

// run starts one job and tells how it goes on until it has ended; done is false where it was stopped or failed. Where a
// guard rail stops it, its plan is shown and the person asked.
func (s *session) run(ctx context.Context, c store.Connection, option syncer.Option, o syncer.StartOptions) (done bool, err error) {
	last, err := s.runOnce(ctx, c, option, o)
	if err != nil || !last.Ended {
		return false, err
	}
	if syncer.Unconfirmed(last.Err) {
		return s.confirm(ctx, c, option, o, last)
	}
	return last.Err == nil && last.Job.State == store.JobDone, nil
}

// runOnce starts one job, tells how it goes on, and what came of it. A snapshot that has not ended: it could not begin.
func (s *session) runOnce(ctx context.Context, c store.Connection, option syncer.Option, o syncer.StartOptions) (last syncer.Snapshot, err error) {
	if e, err := s.Engine.Estimate(c.ID, option, o); err == nil {
		s.say("%s", e.Sentence())
	}
	run, err := s.Engine.Start(c.ID, option, o)
	if err != nil {
		return last, s.refused(err)
	}
	if o.DryRun {
		s.say("Working out what %s would change for %s.", option.Title(), c.Name)
	} else {
		s.say("%s has started for %s.", option.Title(), c.Name)
	}
	last, err = s.follow(ctx, run)
	s.last = last
	if err != nil {
		return last, err
	}
	s.say("%s", JobLine(c.Name, last))
	for _, e := range slices.Concat(last.Job.Errors, last.Job.Notes) {
		s.say("%s: %s", e.Ref, e.Reason)
	}
	switch {
	case last.Err != nil && !syncer.Unconfirmed(last.Err):
		s.say("%s", last.Err)
	case last.Err == nil && last.Job.State != store.JobDone:
		s.say("What was done is kept. The next sync goes on from there.")
	}
	return last, nil
}

// confirm shows a plan that a guard rail has stopped, and runs it where the person says so.
func (s *session) confirm(ctx context.Context, c store.Connection, option syncer.Option, o syncer.StartOptions, last syncer.Snapshot) (done bool, err error) {
	if last.Plan != nil && len(last.Plan.Changes) > 0 {
		s.sayPlan(last.Plan)
		s.say("%s", last.Err)
		return s.agree(ctx, c, option, o, last.Plan)
	}
	s.say("%s", last.Err)
	several, asks := errors.AsType[*syncer.SeveralLocationsError](last.Err)
	if !asks || several.Known {
		return false, nil
	}
	ok, err := s.yes(ctx, "Does the store have one location only?")
	if err != nil || !ok {
		return false, stay(err)
	}
	if err := s.Book.Update(func(tx *store.Tx) error { return tx.ConfirmOneLocation(c.ID) }); err != nil {
		return false, err
	}
	return s.run(ctx, c, option, o)
}

// follow prints a run's progress now and then. On a terminal the enter key stops it; from a pipe nothing is read
// meanwhile, so that no answer to a later question is lost.
func (s *session) follow(ctx context.Context, run *syncer.Run) (last syncer.Snapshot, err error) {
	snapshots, stop := run.Watch()
	defer stop()
	defer context.AfterFunc(ctx, func() { _ = s.Engine.Cancel(run) })() // who has started it may
	var enter <-chan line
	if s.typed {
		s.say("Press enter to stop it.")
		enter = s.in.begin()
	}
	said := time.Duration(0)
	for {
		select {
		case got := <-enter:
			s.in.pending, enter = false, nil
			err = errors.Join(got.err, s.Engine.Cancel(run))
		case snap, ok := <-snapshots:
			if !ok {
				if ctx.Err() != nil {
					err = ctx.Err()
				}
				return last, err
			}
			if last = snap; !snap.Ended && snap.Elapsed-said >= progressEvery {
				said = snap.Elapsed
				s.say("%s", ProgressLine(run.Connection().Name, snap))
			}
		}
	}
}
