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

	ledger *ledger
	idle   []string              // what inactive connections' orders hold back, sentences
	links  map[string]store.Link // by normal sku
	whole  map[uint64][]store.Link
	pushed map[store.Target]store.Pushed
	moved  map[string]store.Movement
	agreed []agreement      // what the plan found the store to agree with
	told   []Change         // what the store has taken in this run
	noted  []store.JobError // of the plan, in the record
}

// do imports orders, so that what they hold is fresh, works the plan out and carries it out. Undoing needs no orders: it
// touches only what the store still shows as it was told.
func (j *inventoryJob) do(ctx context.Context) error {
	work := j.update
	if j.options.Undo {
		work = j.undo
	} else if err := newImporter(j.task).do(ctx); err != nil {
		return err
	}
	err := work(ctx)
	if _, denied := errors.AsType[*bigcommerce.ScopeError](err); denied && j.route == RouteInventory {
		// Store Inventory is there to be read only.
		j.catalogueOnly = true
		return work(ctx)
	}
	return err
}

func (j *inventoryJob) update(ctx context.Context) error {
	ids, err := j.chosenProducts()
	if err != nil {
		return err
	}
	if err := j.ask(ctx, ids); err != nil {
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
	return j.carryOut(ctx, plan)
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
	if err := j.hold(len(plan.Changes) > 0); err != nil {
		return err
	}
	if err := j.push(ctx, plan.Changes); err != nil {
		return err
	}
	return j.readBack(ctx)
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
	if err := j.readLevels(ctx, ids); err != nil {
		return err
	}
	if err := j.mayRoute(); err != nil {
		return err
	}
	if single := j.route != RouteInventory; j.storeStock.Single != single {
		j.storeStock.Single = single
		return j.book.Update(func(tx *store.Tx) error { return tx.PutStoreStock(j.conn.ID, j.storeStock) })
	}
	return nil
}

// planAgain works the plan out of what the store has said already.
func (j *inventoryJob) planAgain(ctx context.Context) (*Plan, error) {
	if err := j.load(); err != nil {
		return nil, err
	}
	if err := j.learnMissing(ctx); err != nil {
		return nil, err
	}
	return j.plan(), nil
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
	if !j.options.Confirmed {
		return &SeveralLocationsError{Legacy: j.client.Legacy()}
	}
	j.conn.Options.Inventory.OneLocation = true
	return j.book.Update(func(tx *store.Tx) error { return tx.ConfirmOneLocation(j.conn.ID) })
}

// load reads what the book says.
func (j *inventoryJob) load() error {
	return j.book.View(func(tx *store.Tx) (err error) {
		if j.ledger, err = openLedger(tx, j.conn); err != nil {
			return err
		}
		if j.idle, err = idleNotices(tx); err != nil {
			return err
		}
		links, err := tx.Links(j.conn.ID)
		if err != nil {
			return err
		}
		j.links, j.whole = map[string]store.Link{}, map[uint64][]store.Link{}
		for _, l := range links {
			j.whole[l.ProductID] = append(j.whole[l.ProductID], l)
		}
		for sku := range j.items() {
			link, err := tx.LinkBySKU(j.conn.ID, sku)
			switch {
			case err == nil:
				j.links[sku] = link
			case !errors.Is(err, store.ErrNotFound):
				return err
			}
		}
		pushed, err := tx.PushedTo(j.conn.ID)
		if err != nil {
			return err
		}
		j.pushed = map[store.Target]store.Pushed{}
		for _, p := range pushed {
			j.pushed[p.Target] = p
		}
		j.moved, err = tx.Movements(j.conn.ID)
		return err
	})
}

// learnMissing reads those products again whose links are missing, or say otherwise than the store counts: a product may
// have changed since it was imported.
func (j *inventoryJob) learnMissing(ctx context.Context) error {
	if j.route != RouteInventory {
		return nil // the whole catalogue was read just now
	}
	ids := map[uint64]bool{}
	for sku := range j.items() {
		link, linked := j.links[sku]
		if linked {
			if _, ok := j.levels.counts(link); !ok && (link.Tracking != string(bigcommerce.TrackNone) || len(j.levels.variants[link.ProductID]) > 0) {
				ids[link.ProductID] = true
			}
		}
		if id := j.levels.names[sku]; id != 0 && (!linked || link.ProductID != id) {
			ids[id] = true
		}
	}
	if len(ids) == 0 {
		return nil
	}
	for some := range slices.Chunk(slices.Sorted(maps.Keys(ids)), bigcommerce.MaxPage) {
		if err := j.readProducts(ctx, some); err != nil {
			return err
		}
	}
	return j.load()
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
