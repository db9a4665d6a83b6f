package syncer

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// inventoryJob is one run of Update Inventory on one connection.
type inventoryJob struct {
	task
	// catalogueOnly is set once the store has refused to be written to through the Inventory API.
	catalogueOnly bool
	route         Route
	why           string
	storeStock    store.StoreStock
	levels        *levels
	partly        bool // levels are those of some products

	ledger *stockLedger // within read
	placed bool         // an order was placed since the book and the store last agreed on everything
	// movedBefore is what was known of movements when the store was asked for its levels: those that were noted since may be
	// in them or not. movedSent is what was known when the plan had been sent.
	movedBefore, movedSent map[string]store.Movement

	agreed   []agreement          // what the plan found the store to agree with
	disputed []store.Pushed       // numbers of the store that nothing explains
	told     []Change             // what the store has taken in this run
	first    map[store.Target]int // where each level stands in told first
	refused  map[store.Target]bool
	looking  bool             // the levels were read before orders that were placed while it was sending
	noted    []store.JobError // of the plan, in the record
}

// mostLooks bounds how often a job looks for orders that were placed while it was sending.
const mostLooks = 3

// do works the plan out and carries it out. Undoing needs no orders: it touches only what the store still shows as it was
// sent.
func (j *inventoryJob) do(ctx context.Context) error {
	work := j.update
	if j.options.Undo {
		work = j.undo
	}
	err := work(ctx)
	if _, denied := errors.AsType[*bigcommerce.ScopeError](err); denied && j.route == RouteInventory {
		// Store Inventory is there to be read only.
		j.catalogueOnly = true
		return work(ctx)
	}
	return err
}

// update reads the store's levels, then the orders, last before it sends; and the orders once more right after it, so that one
// placed meanwhile is put right at once.
func (j *inventoryJob) update(ctx context.Context) error {
	ids, err := j.chosenProducts()
	if err != nil {
		return err
	}
	if err := j.ask(ctx, ids); err != nil {
		return err
	}
	if err := j.readOrders(ctx); err != nil {
		return err
	}
	plan, err := j.planAgain(ctx)
	if err != nil {
		return err
	}
	if len(plan.Conflicts) > 0 {
		// An order that was placed after the import explains another number as well: look once more.
		j.task.options.Full = false
		if err := newImporter(j.task).do(ctx); err != nil {
			return err
		}
		if plan, err = j.planAgain(ctx); err != nil {
			return err
		}
	}
	if err := j.carryOut(ctx, plan); err != nil || j.options.DryRun {
		return err
	}
	for range mostLooks {
		if len(j.told) == 0 {
			break
		}
		more, err := j.touched(ctx)
		if err != nil {
			return err
		}
		if len(more) == 0 {
			break
		}
		if err := j.push(ctx, more); err != nil {
			return err
		}
	}
	return j.readBack(ctx)
}

// readOrders imports the orders of every active connection that shares items with this one, this one's last.
func (j *inventoryJob) readOrders(ctx context.Context) error {
	others, err := j.sharing()
	if err != nil {
		return err
	}
	for _, c := range others {
		if err := j.readOthers(ctx, c); err != nil {
			return err
		}
	}
	return newImporter(j.task).do(ctx)
}

// readOthers imports the orders of another connection, in a job of its own. Where that can't be, or fails, rises of the items
// they share wait; the rest goes on.
func (j *inventoryJob) readOthers(ctx context.Context, c store.Connection) error {
	run, err := j.engine.Start(c.ID, ImportOrders, StartOptions{ForStock: true, From: j.run.from})
	if err != nil {
		return ctx.Err()
	}
	select {
	case <-run.Done():
	case <-ctx.Done():
		run.cancel()
		<-run.Done()
	}
	return ctx.Err()
}

// touched reads the orders once more and works out what they have changed of the numbers that this run has sent.
func (j *inventoryJob) touched(ctx context.Context) (more []Change, err error) {
	if j.movedSent, err = j.book.Movements(j.conn.ID); err != nil {
		return nil, err
	}
	j.task.options.Full = false
	if err := newImporter(j.task).do(ctx); err != nil {
		return nil, err
	}
	for _, c := range j.told {
		j.levels.add(c.target, c.New)
	}
	j.levels.sort()
	j.looking = true
	plan, err := j.planAgain(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range plan.Changes {
		if c.New <= c.Old && !j.refused[c.target] { // what was cancelled meanwhile can wait for the next run
			more = append(more, c)
		}
	}
	if len(more) > 0 && plan.Guard != "" && !j.confirmed(plan) && len(more) >= guardedItems {
		return nil, nil // the next run asks
	}
	return more, nil
}

// carryOut shows a plan and, where nobody has to look at it first, sends it.
func (j *inventoryJob) carryOut(ctx context.Context, plan *Plan) error {
	ask := j.asks(plan)
	j.run.setPlan(plan)
	if err := j.record(plan); err != nil || j.options.DryRun {
		return err
	}
	if err := j.keepPlan(plan); err != nil || ask != nil {
		return cmp.Or(err, ask)
	}
	if err := errors.Join(j.endReview(plan), j.hold(len(plan.Changes) > 0)); err != nil {
		return err
	}
	changes := plan.Changes
	if j.confirmed(plan) {
		changes = slices.Concat(changes, plan.Unfed)
		slices.SortStableFunc(changes, func(a, b Change) int { return cmp.Compare(a.target.StoreLocation, b.target.StoreLocation) })
	}
	return j.push(ctx, changes)
}

// ask asks the store what it counts, of some products or, without any, of all.
func (j *inventoryJob) ask(ctx context.Context, ids []uint64) error {
	if err := j.askStock(ctx); err != nil {
		return err
	}
	stock, err := j.book.StoreStock(j.conn.ID)
	if err != nil {
		return err
	}
	j.storeStock = stock
	if j.movedBefore, err = j.book.Movements(j.conn.ID); err != nil {
		return err
	}
	if err := j.readLevels(ctx, ids); err != nil {
		return err
	}
	if err := errors.Join(j.mayRoute(), j.renameTold()); err != nil {
		return err
	}
	if single := j.route != RouteInventory; j.storeStock.Single != single {
		j.storeStock.Single = single
		return j.book.Update(func(tx *store.Tx) error { return tx.PutStoreStock(j.conn.ID, j.storeStock) })
	}
	return nil
}

// renameTold puts what was told to a level where the store counts it now: one way of asking names the only variant of a product,
// another none, and both are one level.
func (j *inventoryJob) renameTold() error {
	var told []store.Target
	if err := j.book.View(func(tx *store.Tx) error {
		for t := range tx.PushedTargets(j.conn.ID) {
			if j.levels.named(t) != t {
				told = append(told, t)
			}
		}
		return nil
	}); err != nil || len(told) == 0 {
		return err
	}
	return j.book.Update(func(tx *store.Tx) error {
		for _, t := range told {
			p, err := tx.PushedAt(j.conn.ID, t)
			if err == nil {
				err = tx.EndPushed(j.conn.ID, t)
			}
			if err != nil {
				return err
			}
			p.Target = j.levels.named(t)
			switch now, err := tx.PushedAt(j.conn.ID, p.Target); {
			case err != nil && !errors.Is(err, store.ErrNotFound):
				return err
			case now.At.Before(p.At):
				if err := tx.PutPushed(j.conn.ID, p); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// planAgain works the plan out of what the store has said already.
func (j *inventoryJob) planAgain(ctx context.Context) (*Plan, error) {
	if err := j.learnMissing(ctx); err != nil {
		return nil, err
	}
	return j.plan()
}

// SeveralLocationsError says that the catalogue route can't tell the store's locations apart.
type SeveralLocationsError struct {
	Known  bool // it has several; else that can't be seen
	Legacy bool // the account is a legacy one
}

func (e *SeveralLocationsError) Error() string {
	switch {
	case e.Legacy:
		return "A legacy account can only change the stock of the store's default location, and it can't see whether there are others. " +
			"Confirm that the store has one location, or connect with a store-level API account."
	case e.Known:
		return "The store has several locations, and the API account can only change the stock of the default one. Create an API account with Store Inventory modify as well."
	}
	return "The API account can only change the stock of the store's default location, and it can't see whether there are others. " +
		"Confirm that the store has one location, or create an API account with Store Inventory modify and Store Locations read-only as well."
}

// mayRoute holds the catalogue back from a store that has, or may have, more than one location.
func (j *inventoryJob) mayRoute() error {
	if j.route == RouteInventory || len(j.storeStock.Locations) == 1 {
		return nil
	}
	if len(j.storeStock.Locations) > 1 {
		return &SeveralLocationsError{Known: true}
	}
	if j.conn.Options.Inventory.OneLocation {
		return nil
	}
	return &SeveralLocationsError{Legacy: j.client.Legacy()}
}

// read has f work with what the book knows at one moment. f must begin no other transaction.
func (j *inventoryJob) read(f func() error) error {
	return j.book.View(func(tx *store.Tx) (err error) {
		if j.ledger, err = openLedger(tx, j.conn); err != nil {
			return err
		}
		placed, err := j.ledger.moved([]string{""})
		if j.placed = placed.Sold > 0; err != nil {
			return err
		}
		return f()
	})
}

// learnMissing reads those products again whose links are missing, or say otherwise than the store counts: a product may
// have changed since it was imported.
func (j *inventoryJob) learnMissing(ctx context.Context) error {
	if j.route != RouteInventory {
		return nil // the whole catalogue was read just now
	}
	ids := map[uint64]bool{}
	err := j.read(func() error {
		items, err := j.items()
		if err != nil {
			return err
		}
		for sku := range items {
			link, err := j.ledger.tx.LinkBySKU(j.conn.ID, sku)
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
			if err == nil {
				if _, ok := j.levels.counts(link); !ok && (link.Tracking != string(bigcommerce.TrackNone) || len(j.levels.of(link.ProductID)) > 0) {
					ids[link.ProductID] = true
				}
			}
			if id := j.levels.names[sku]; id != 0 && link.ProductID != id {
				ids[id] = true
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for some := range slices.Chunk(slices.Sorted(maps.Keys(ids)), bigcommerce.MaxPage) {
		if err := j.readProducts(ctx, some); err != nil {
			return err
		}
	}
	return nil
}

// readProducts reads products by their ids; what is gone is forgotten.
func (j *inventoryJob) readProducts(ctx context.Context, ids []uint64) error {
	gone := map[uint64]bool{}
	for _, id := range ids {
		gone[id] = true
	}
	for number := 1; number != 0; {
		page, err := j.client.Products(ctx, bigcommerce.ProductQuery{IDs: ids, Page: number})
		if err != nil {
			return err
		}
		for i := range page.Rows {
			delete(gone, page.Rows[i].ID)
		}
		if err := j.learn(page.Rows); err != nil {
			return err
		}
		if len(page.Bad) > 0 {
			clear(gone) // which ones can't be read isn't told by id
		}
		number = page.Next
	}
	return j.book.Update(func(tx *store.Tx) error {
		for id := range gone {
			if err := tx.PutLinks(j.conn.ID, id, nil); err != nil {
				return err
			}
		}
		return nil
	})
}
