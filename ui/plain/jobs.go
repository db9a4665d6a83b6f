package plain

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// jobsAtOnce is how many past jobs are offered at a time.
const jobsAtOnce = 10

// addUpdates adds what can be looked at before it is changed in the store.
func (s *session) addUpdates(ctx context.Context, c store.Connection, m *menu) {
	for _, option := range []syncer.Option{syncer.UpdateInventory, syncer.UpdateOrderStatus} {
		if option.Is(c.Options) {
			m.add("Plan "+option.Title()+", and decide", func() error { return stay(s.planFirst(ctx, c, option, syncer.StartOptions{})) })
		}
	}
	if syncer.UpdateInventory.Is(c.Options) {
		m.add("Undo the last stock push", func() error {
			return stay(s.planFirst(ctx, c, syncer.UpdateInventory, syncer.StartOptions{Undo: true}))
		})
	}
}

// jobs offers the connection's past jobs, the latest first.
func (s *session) jobs(ctx context.Context, c store.Connection) error {
	before := store.RunID(0)
	for {
		list, more, err := s.Book.JobPage(store.JobQuery{Connection: c.ID}, before, jobsAtOnce)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			s.say("Nothing has run yet.")
			return nil
		}
		var m menu
		for i := range list {
			m.add(s.pastLine(&list[i]), func() error { return stay(s.job(ctx, c, list[i])) })
		}
		if more {
			m.add("Earlier jobs", func() error { before = list[len(list)-1].Run; return nil })
		}
		m.add("Back", nil)
		if err := s.pick(ctx, "Jobs of "+c.Name+", the latest first:", m); err != nil {
			return err
		}
	}
}

func (s *session) pastLine(j *store.Job) string {
	line := fmt.Sprintf("Run %d, %s, %s, %s", j.Run, syncer.JobTitle(j), j.State, Ago(s.Now(), j.Started))
	if j.Failed > 0 {
		line += fmt.Sprintf(", %d failed", j.Failed)
	}
	return line
}

// job tells one record, and offers to run again what failed in it.
func (s *session) job(ctx context.Context, c store.Connection, j store.Job) error {
	s.say("%s", JobLine(c.Name, syncer.Snapshot{Option: syncer.Option(j.Option), Job: j, Elapsed: max(0, j.Ended.Sub(j.Started))}))
	for _, e := range slices.Concat(j.Errors, j.Notes) {
		s.say("%s: %s", e.Ref, e.Reason)
	}
	raw, err := s.Book.JobPlan(j.Run)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	var p syncer.Plan
	if err == nil && json.Unmarshal(raw, &p) == nil {
		s.say("The plan that it carried out:")
		s.sayPlan(&p)
	}
	option, o, ok := syncer.Retry(j)
	if !ok {
		return nil
	}
	again, err := s.yes(ctx, "Run what failed in it again?")
	if err != nil || !again {
		return err
	}
	_, err = s.run(ctx, c, option, o)
	return err
}
