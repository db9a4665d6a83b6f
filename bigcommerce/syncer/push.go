package syncer

import (
	"context"
	"errors"
	"slices"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// push carries a plan out, one request after another. What the store refuses is named; the rest goes through.
func (j *inventoryJob) push(ctx context.Context, changes []Change) error {
	j.run.phase(PhaseStock, len(changes))
	for _, batch := range j.batches(changes) {
		if err := j.pushBatch(ctx, batch); err != nil {
			return err
		}
	}
	return nil
}

// batches splits a plan, which is sorted by location, as the route's requests take it.
func (j *inventoryJob) batches(changes []Change) [][]Change {
	var out [][]Change
	for len(changes) > 0 {
		n := 1
		for n < len(changes) && n < j.most(&changes[0]) && j.together(&changes[0], &changes[n]) {
			n++
		}
		out, changes = append(out, changes[:n]), changes[n:]
	}
	return out
}

func (j *inventoryJob) most(c *Change) int {
	switch {
	case j.route == RouteInventory:
		return bigcommerce.MaxAdjustments
	case c.whole:
		return bigcommerce.MaxProductStock
	}
	return bigcommerce.MaxVariantStock
}

func (j *inventoryJob) together(a, b *Change) bool {
	return a.target.StoreLocation == b.target.StoreLocation && (j.route == RouteInventory || a.whole == b.whole)
}

// pushBatch sends one request. What is about to be told is noted before it is sent, so that after a lost answer either
// number is known for ours. A refused batch is halved until the guilty are found.
func (j *inventoryJob) pushBatch(ctx context.Context, batch []Change) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := j.note(batch); err != nil {
		return err
	}
	err := j.send(ctx, batch)
	refused, ok := errors.AsType[*bigcommerce.RefusedError](err)
	switch {
	case err == nil:
		return j.settle(batch, nil)
	case !ok:
		return err
	case len(refused.Items) > 0:
		return j.settleNamed(batch, refused)
	case len(batch) == 1:
		return j.settle(nil, []refusedChange{{batch[0], refused.Title}})
	}
	half := len(batch) / 2
	if err := j.pushBatch(ctx, batch[:half]); err != nil {
		return err
	}
	return j.pushBatch(ctx, batch[half:])
}

func (j *inventoryJob) send(ctx context.Context, batch []Change) error {
	if j.route == RouteInventory {
		items := make([]bigcommerce.Adjustment, len(batch))
		for i, c := range batch {
			items[i] = bigcommerce.Adjustment{LocationID: c.target.StoreLocation, Quantity: c.New}
			if c.whole {
				items[i].ProductID = c.target.ProductID
			} else {
				items[i].VariantID = c.target.VariantID
			}
		}
		return j.client.AdjustInventory(ctx, "Cartwire", items)
	}
	if batch[0].whole {
		items := make([]bigcommerce.ProductStock, len(batch))
		for i, c := range batch {
			items[i] = bigcommerce.ProductStock{ID: c.target.ProductID, Level: c.New}
		}
		return j.client.UpdateProductStock(ctx, items)
	}
	items := make([]bigcommerce.VariantStock, len(batch))
	for i, c := range batch {
		items[i] = bigcommerce.VariantStock{ID: c.target.VariantID, ProductID: c.target.ProductID, Level: c.New}
	}
	return j.client.UpdateVariantStock(ctx, items)
}

// refusedChange is a change that the store turned down.
type refusedChange struct {
	change Change
	reason string
}

// settleNamed tells the refused of a batch from the others, which were changed.
func (j *inventoryJob) settleNamed(batch []Change, refused *bigcommerce.RefusedError) error {
	said := map[uint64]string{}
	for _, it := range refused.Items {
		said[it.ID] = it.Title
	}
	var done []Change
	var no []refusedChange
	for _, c := range batch {
		id := c.target.VariantID
		if c.whole {
			id = c.target.ProductID
		}
		if reason, ok := said[id]; ok {
			no = append(no, refusedChange{c, reason})
		} else {
			done = append(done, c)
		}
	}
	return j.settle(done, no)
}

// note writes what is about to be told.
func (j *inventoryJob) note(batch []Change) error {
	return j.book.Update(func(tx *store.Tx) error {
		for _, c := range batch {
			if err := tx.PutPushed(j.conn.ID, j.pushedOf(c, true)); err != nil {
				return err
			}
		}
		return nil
	})
}

// pushedOf is what is kept of a number that is sent. Of one that was sent in this run before, what the store had then, less what
// was sold since, is what an undo puts back.
func (j *inventoryJob) pushedOf(c Change, sending bool) store.Pushed {
	before, known := c.Old, c.Known
	if at, again := j.first[c.target]; again {
		first := j.told[at]
		before, known = max(0, first.Old+c.New-first.New), first.Known
	}
	var last store.Pushed
	if c.sent != nil {
		last = *c.sent
	}
	var moved store.Movement
	if j.settles(c.target) {
		moved = c.moved
	}
	if mayStillShow(last) != nil {
		moved.Sold, moved.Returned = moved.Sold+last.Moved.Sold, moved.Returned+last.Moved.Returned
	}
	return store.Pushed{
		Target: c.target, SKU: c.SKU, Quantity: c.New, Before: before, Known: known, At: now(), Sending: sending, Run: j.run.ID(), Undoes: c.undoes,
		Earlier: mayStillShow(last), Moved: moved, Peaks: last.Peaks,
	}
}

// settle writes what the store has taken and what it has refused, and counts both, in one transaction.
func (j *inventoryJob) settle(done []Change, refused []refusedChange) error {
	var failed []store.JobError
	for _, r := range refused {
		reason := "The store refused the stock level and gave no reason. Look at the item in the store's control panel, then retry it."
		if r.reason != "" {
			reason = "The store refused the stock level. Put it right in the store's control panel, then retry the item. The store said: " + r.reason
		}
		failed = append(failed, store.JobError{Ref: r.change.SKU, Reason: reason})
	}
	job := j.run.jobSoFar()
	tally := func(job *store.Job) {
		job.Pushed += len(done)
		addFailures(job, failed)
	}
	tally(&job)
	err := j.book.Update(func(tx *store.Tx) error {
		for _, c := range done {
			if err := tx.PutPushed(j.conn.ID, j.pushedOf(c, false)); err != nil {
				return err
			}
			if err := j.endMovements(tx, c.target, c.skus); err != nil {
				return err
			}
		}
		for _, r := range refused {
			if err := j.unnote(tx, r.change); err != nil {
				return err
			}
		}
		return tx.PutJob(job)
	})
	if err != nil {
		return err
	}
	if j.first == nil {
		j.first, j.refused = map[store.Target]int{}, map[store.Target]bool{}
	}
	for _, c := range done {
		if _, again := j.first[c.target]; !again {
			j.first[c.target] = len(j.told)
		}
		j.told = append(j.told, c)
	}
	for _, r := range refused {
		j.refused[r.change.target] = true
	}
	j.run.progress(len(done)+len(refused), tally)
	return nil
}

// unnote puts back what was known before a push that the store refused, so that it is not taken for ours.
func (j *inventoryJob) unnote(tx *store.Tx, c Change) error {
	if c.sent != nil {
		// An answer may have been lost before the refusal: the store may show the number all the same.
		last := *c.sent
		last.Earlier, last.Shown = append(slices.Clone(mayStillShow(last)), c.New), false
		return tx.PutPushed(j.conn.ID, last)
	}
	return tx.EndPushed(j.conn.ID, c.target)
}
