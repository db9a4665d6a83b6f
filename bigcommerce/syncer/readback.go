package syncer

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"cartwire/store"
)

// readBackPauses are the waits before each look at what the store shows of a push: half a minute in all.
var readBackPauses = []time.Duration{0, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 15 * time.Second}

// watched tells whether somebody waits for what this run has told the store: a person has looked at its plan, or has named
// what it is about. Then it looks itself whether the store shows it. What a schedule has sent is looked at by the next
// scheduled run, which reads all levels anyway: so nothing is asked twice, and 50 changes of 10,000 items cost 10 reads.
func (j *inventoryJob) watched() bool {
	o := j.options
	return o.Confirm != "" || o.Undo || len(o.Only) > 0 || len(o.Overwrite) > 0
}

// readBack reads the levels that were sent again, with growing pauses, until the store shows them or the pauses are over.
// What it doesn't show by then stays told and not yet seen; the next run looks again.
func (j *inventoryJob) readBack(ctx context.Context) error {
	if !j.watched() || len(j.told) == 0 {
		return nil
	}
	pauses := j.engine.cfg.ReadBack
	if pauses == nil {
		pauses = readBackPauses
	}
	j.run.phase(PhaseShown, len(j.told))
	waiting := j.told
	for _, pause := range pauses {
		if err := sleep(ctx, pause); err != nil {
			return err
		}
		left, err := j.look(ctx, waiting)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			j.run.remark([]store.JobError{{Ref: string(UpdateInventory), Reason: "Everything was sent. Whether the store shows it could not be read: " + err.Error()}})
			return nil
		}
		j.run.progress(len(waiting)-len(left), func(*store.Job) {})
		if waiting = left; len(waiting) == 0 {
			return nil
		}
	}
	var notes []store.JobError
	for _, c := range waiting {
		notes = append(notes, store.JobError{Ref: c.SKU, Reason: fmt.Sprintf(
			"The store was told %d and does not show it yet. It may take some minutes; the next Update Inventory looks again.", c.New)})
	}
	j.run.remark(notes)
	return nil
}

// look reads the levels of changes once, notes those that the store shows, and returns those that it still shows as they
// were before. What has become something else was sold or changed meanwhile: the next run's plan tells.
func (j *inventoryJob) look(ctx context.Context, changes []Change) (waiting []Change, err error) {
	ids := map[uint64]bool{}
	for _, c := range changes {
		ids[c.target.ProductID] = true
	}
	before, partly := j.levels, j.partly
	defer func() { j.levels, j.partly = before, partly }()
	j.partly = true
	read := j.catalogueLevels
	if j.route == RouteInventory {
		read = j.inventoryLevels
	}
	if err := read(ctx, slices.Sorted(maps.Keys(ids))); err != nil {
		return nil, err
	}
	var shown []store.Pushed
	for _, c := range changes {
		switch have, known := j.levels.shown(c.target); {
		case known && have == c.New:
			p := j.pushedOf(c, false)
			p.Shown = true
			shown = append(shown, p)
		case known == c.Known && have == c.Old:
			waiting = append(waiting, c)
		}
	}
	return waiting, j.book.Update(func(tx *store.Tx) error {
		for _, p := range shown {
			if err := tx.PutPushed(j.conn.ID, p); err != nil {
				return err
			}
		}
		return nil
	})
}

// sleep waits, unless ctx ends first.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
