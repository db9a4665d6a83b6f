package syncer

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"cartwire/store"
)

// undo puts back what the store had before the last stock push, where it still shows what it was told then.
func (j *inventoryJob) undo(ctx context.Context) error {
	run, list, err := j.lastPush()
	if err != nil {
		return err
	}
	if len(list) == 0 {
		p := &Plan{Connection: j.conn.ID, Option: UpdateInventory, Made: now(), Changes: []Change{}}
		p.Notices = []string{"There is no stock push left to undo."}
		return j.carryOut(ctx, p)
	}
	ids := map[uint64]bool{}
	for _, p := range list {
		ids[p.ProductID] = true
	}
	chosen := slices.Sorted(maps.Keys(ids))
	if len(chosen) > mostNarrow {
		chosen = nil
	}
	if err := j.ask(ctx, chosen); err != nil {
		return err
	}
	if err := j.readOrders(ctx); err != nil {
		return err
	}
	plan, err := j.planUndo(run, list)
	if err != nil {
		return err
	}
	if err := j.carryOut(ctx, plan); err != nil {
		return err
	}
	return j.readBack(ctx)
}

// lastPush finds the last run that changed stock in the store, and what of its push is still what the store was told last.
// A push that was undone stays the last one until another is made: undoing twice never reaches the push before it.
func (j *inventoryJob) lastPush() (last store.RunID, list []store.Pushed, err error) {
	only := j.only()
	err = j.book.View(func(tx *store.Tx) error {
		for p, err := range tx.Pushes(j.conn.ID) {
			if err != nil {
				return err
			}
			if p.Known && p.Before == p.Quantity {
				continue // what was only found to agree was no push
			}
			if run := cmp.Or(p.Undoes, p.Run); run > last {
				last, list = run, nil
			}
			if p.Run == last && p.Undoes == 0 && (only == nil || only[store.NormalSKU(p.SKU)]) {
				list = append(list, p)
			}
		}
		return nil
	})
	return last, list, err
}

// planUndo compares what the store shows with what was sent and with what it had before.
func (j *inventoryJob) planUndo(run store.RunID, list []store.Pushed) (*Plan, error) {
	p := &Plan{Connection: j.conn.ID, Option: UpdateInventory, Made: now(), Route: j.route, RouteWhy: j.why, Changes: []Change{}}
	p.Notices = []string{
		fmt.Sprintf("This puts back what the push of %s (run %d) changed, less what the store has sold since.", list[0].At.UTC().Format("2006-01-02 15:04 MST"), run),
		"The next Update Inventory sends the book's numbers again: correct the counts in the book first.",
	}
	if j.conn.Options.Schedule[string(UpdateInventory)] > 0 {
		p.Notices[1] += " Its schedule waits until somebody starts it."
	}
	j.agreed, j.disputed = nil, nil
	above := 0
	err := j.read(func() error {
		for i := range list {
			j.ledger.Forget()
			over, err := j.planUndoOne(p, &list[i])
			if err != nil {
				return err
			}
			if over {
				above++
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	p.sort()
	p.Requests = len(j.batches(p.Changes))
	if p.Guard, err = j.guard(p); err != nil {
		return nil, err
	}
	if p.Guard == "" && above > 0 {
		p.Guard = fmt.Sprintf("It would put %s above what is free by the book.", number(above, "value"))
	}
	p.Fingerprint = p.fingerprint()
	return p, nil
}

// planUndoOne adds one level. above: it would be more than what is free.
func (j *inventoryJob) planUndoOne(p *Plan, last *store.Pushed) (above bool, err error) {
	c, err := j.ledger.countedOf(last)
	if err != nil {
		return false, err
	}
	moved, err := j.ledger.moved(c.skus)
	if err != nil {
		return false, err
	}
	have, known := j.levels.shown(last.Target)
	leave := func(reason string) {
		p.Skipped = append(p.Skipped, Skip{Ref: c.ref(), SKU: last.SKU, Reason: reason})
	}
	sold := last.Quantity - have // since it was sent, less what came back
	switch {
	case !last.Known:
		leave("The store counted nothing of it before, and that can't be put back.")
	case !known:
		leave("The store no longer counts it there, so nothing was put back.")
	case have == last.Before && j.lagging(*last, have, known):
		leave("The store doesn't show yet what was sent. Undo it again in some minutes.")
	case have == last.Before:
		p.InStep++
	case have != last.Quantity && !j.movedTo(have, last.Quantity, moved, j.settles(last.Target)):
		leave(fmt.Sprintf("The store shows %d by now, not the %d that was sent: something else has changed it since, so it was left alone.", have, last.Quantity))
	case j.closedAt(last.StoreLocation):
		leave("Its location is disabled in the store, so its stock can't be changed. Enable it there.")
	default:
		change := Change{
			Ref: c.ref(), SKU: last.SKU, Location: j.ledger.placeName(place{id: last.StoreLocation}), Old: have, Known: true, New: max(0, last.Before-sold),
			target: last.Target, skus: c.skus, whole: isWhole(c.link), sent: last, moved: moved, undoes: last.Run,
		}
		if sold != 0 {
			change.Remark = fmt.Sprintf("It had %d before; the store has sold %d since.", last.Before, sold)
		}
		p.Changes = append(p.Changes, change)
		all, err := j.ledger.quantities(c.skus)
		if err != nil {
			return false, err
		}
		for _, q := range all {
			above = above || q.counted && q.id == last.StoreLocation && change.New > q.n
		}
	}
	return above, nil
}

// countedOf is what the store counts a pushed level of.
func (l *stockLedger) countedOf(last *store.Pushed) (counted, error) {
	c := counted{link: store.Link{SKU: last.SKU, ProductID: last.ProductID, VariantID: last.VariantID}, skus: []string{store.NormalSKU(last.SKU)}}
	links, err := l.tx.LinksOf(l.conn.ID, last.ProductID)
	if len(links) == 0 && last.VariantID == 0 || slices.ContainsFunc(links, isWhole) {
		c.link.Tracking = trackedWhole
		var all []string
		for _, l := range links {
			if sku := store.NormalSKU(l.SKU); sku != "" && !slices.Contains(all, sku) {
				all = append(all, sku)
			}
		}
		if len(all) > 0 {
			c.skus = all
		}
	}
	return c, err
}

// hold keeps the schedule from sending the book's numbers again at once, unasked, after a push was undone; a whole run that
// a person starts lets it go.
func (j *inventoryJob) hold(changes bool) error {
	why := ""
	switch {
	case j.options.Undo && changes:
		why = "Update Inventory waits until somebody starts it: the last stock push was undone, and a scheduled run would send the book's numbers again."
	case j.options.Undo, len(j.options.Only) > 0:
		return nil
	}
	return j.book.Update(func(tx *store.Tx) error { return tx.HoldRuns(j.conn.ID, string(UpdateInventory), why) })
}

// Held says why an option waits until a person starts it, a sentence; "" where it doesn't.
func (e *Engine) Held(id store.ConnectionID, option Option) (why string, err error) {
	last, err := e.book.LastRuns(id)
	return waits(option, last.Options[string(option)]), err
}

func waits(option Option, run store.LastRun) string {
	if run.Held == "" && run.Review != "" {
		return option.Title() + " waits until you confirm its plan. " + run.Review
	}
	return run.Held
}
