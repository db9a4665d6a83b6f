package plain

import (
	"context"
	"slices"
	"time"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// progressEvery is how often a running job is told of.
const progressEvery = 5 * time.Second

// syncNow runs what is ticked, one option after another.
func (s *session) syncNow(ctx context.Context, c store.Connection) error {
	ticked := syncer.Ticked(c.Options)
	if len(ticked) == 0 {
		s.say("No option is ticked for %s, so there is nothing to sync. Tick one under Edit, Options.", c.Name)
		return nil
	}
	for _, option := range ticked {
		if done, err := s.run(ctx, c, option, syncer.StartOptions{}); err != nil || !done {
			return err
		}
	}
	return nil
}

// run starts one job and tells how it goes on until it has ended; done is false where it was stopped or failed.
func (s *session) run(ctx context.Context, c store.Connection, option syncer.Option, o syncer.StartOptions) (done bool, err error) {
	run, err := s.Engine.Start(c.ID, option, o)
	if err != nil {
		return false, s.refused(err)
	}
	s.say("%s has started for %s.", option.Title(), c.Name)
	last, err := s.follow(ctx, run)
	if err != nil {
		return false, err
	}
	s.say("%s", JobLine(c.Name, last))
	for _, e := range slices.Concat(last.Job.Errors, last.Job.Notes) {
		s.say("%s: %s", e.Ref, e.Reason)
	}
	switch {
	case Unconfirmed(last.Err) && !o.Confirmed:
		return s.confirm(ctx, c, option, last)
	case last.Err != nil:
		s.say("%s", last.Err)
	case last.Job.State != store.JobDone:
		s.say("What was done is kept. The next sync goes on from there.")
	}
	return last.Err == nil && last.Job.State == store.JobDone, nil
}

// confirm shows a plan that a guard rail has stopped, and runs it where the person says so.
func (s *session) confirm(ctx context.Context, c store.Connection, option syncer.Option, last syncer.Snapshot) (done bool, err error) {
	if last.Plan != nil {
		for _, l := range PlanLines(last.Plan) {
			s.say("%s", l)
		}
	}
	s.say("%s", last.Err)
	ok, err := s.yes(ctx, "Go on all the same?")
	if err != nil || !ok {
		return false, stay(err)
	}
	return s.run(ctx, c, option, syncer.StartOptions{Confirmed: true})
}

// follow prints a run's progress now and then. On a terminal the enter key stops it; from a pipe nothing is read
// meanwhile, so that no answer to a later question is lost.
func (s *session) follow(ctx context.Context, run *syncer.Run) (last syncer.Snapshot, err error) {
	snapshots, stop := run.Watch()
	defer stop()
	defer context.AfterFunc(ctx, run.Cancel)()
	var enter <-chan line
	if s.fd != nil {
		s.say("Press enter to stop it.")
		enter = s.in.begin()
	}
	said := time.Duration(0)
	for {
		select {
		case got := <-enter:
			s.in.pending, enter = false, nil
			run.Cancel()
			err = got.err
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
