package syncer

import (
	"cmp"
	"slices"

	"cartwire/store"
)

// fail puts failures into the record.
func (j *inventoryJob) fail(failed []store.JobError) {
	if len(failed) > 0 {
		j.run.change(func(_ *Snapshot, job *store.Job) { addFailures(job, failed) })
	}
}

// notesOf says in a record what a plan leaves out.
func notesOf(skipped []Skip) (notes []store.JobError) {
	for _, s := range skipped {
		notes = append(notes, store.JobError{Ref: cmp.Or(s.SKU, s.Ref), Reason: s.Reason})
	}
	return notes
}

// mostAgreed bounds how many agreements one transaction writes.
const mostAgreed = 1000

// record writes what the plan leaves out, and what the store was found to agree with. A plan that is worked out anew
// replaces what was noted of the one before.
func (j *inventoryJob) record(plan *Plan) error {
	var notes []store.JobError
	for _, c := range plan.Conflicts {
		notes = append(notes, store.JobError{Ref: c.SKU, Reason: c.String()})
	}
	notes = append(notes, notesOf(plan.LeftOut())...)
	j.run.change(func(_ *Snapshot, job *store.Job) {
		job.Conflicts, job.Unseen, job.Waits, job.Unfed = len(plan.Conflicts), len(plan.Unseen), len(plan.Waits), len(plan.Unfed)
		if job.Plan = ""; plan.Guard != "" || len(plan.Unfed) > 0 {
			job.Plan = plan.Fingerprint
		}
		job.Skipped -= len(j.noted)
		job.Notes = slices.DeleteFunc(slices.Clone(job.Notes), func(n store.JobError) bool { return slices.Contains(j.noted, n) })
		addNotes(job, notes)
	})
	j.noted = notes
	if j.options.DryRun {
		return nil
	}
	j.run.remark(notesOf(plan.Unseen))
	for some := range slices.Chunk(j.agreed, mostAgreed) {
		if err := j.book.Update(func(tx *store.Tx) error {
			for _, a := range some {
				if err := j.agree(tx, a); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return j.book.Update(func(tx *store.Tx) error {
		for _, p := range j.disputed {
			if err := tx.PutPushed(j.conn.ID, p); err != nil {
				return err
			}
		}
		if len(plan.Conflicts) == 0 && !j.partly {
			if err := j.endMovement(tx, ""); err != nil {
				return err
			}
		}
		return tx.PutJob(j.run.jobSoFar())
	})
}
