package syncer

import (
	"context"
	"errors"
	"iter"
	"maps"
	"slices"
	"time"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// settingsAge is how long what the store said of its stock settings and locations is taken for true.
const settingsAge = 10 * time.Minute

// askStock asks how the store keeps stock, unless it was asked a moment ago. What may not be asked stays unknown.
func (j *inventoryJob) askStock(ctx context.Context) error {
	known, err := j.book.StoreStock(j.conn.ID)
	if err != nil || (now().Sub(known.Asked) < settingsAge && !j.options.Full) {
		return err
	}
	fresh := store.StoreStock{Asked: now(), Single: known.Single}
	settings, err := j.client.InventorySettings(ctx)
	switch {
	case err == nil:
		fresh.Moves, fresh.Edits, fresh.Returns = settings.UpdateStock, settings.EditAdjustsStock, settings.RefundReturns
	case !mayNotAsk(err):
		return err
	}
	locations, err := j.client.InventoryLocations(ctx)
	if err != nil && !mayNotAsk(err) {
		return err
	}
	for _, l := range locations {
		fresh.Locations = append(fresh.Locations, store.StoreLocation{ID: l.ID, Name: l.Label, Enabled: l.Enabled, Default: l.IsDefault})
	}
	return j.book.Update(func(tx *store.Tx) error { return tx.PutStoreStock(j.conn.ID, fresh) })
}

// mayNotAsk tells whether the account lacks the permission, or is of a kind that can't ask at all.
func mayNotAsk(err error) bool {
	_, scope := errors.AsType[*bigcommerce.ScopeError](err)
	_, legacy := errors.AsType[*bigcommerce.LegacyError](err)
	return scope || legacy
}

// readLevels reads what the store counts, of some products or, without any, of all; on the best route that the account may
// take.
func (j *inventoryJob) readLevels(ctx context.Context, ids []uint64) (err error) {
	j.run.phase(PhaseLevels, 0)
	j.partly = len(ids) > 0
	if j.client.Legacy() {
		j.route, j.why = RouteLegacy, "A legacy account has BigCommerce's V2 API alone; it carries the store's default location only."
		return j.catalogueLevels(ctx, ids)
	}
	if !j.catalogueOnly {
		err := j.inventoryLevels(ctx, ids)
		if !mayNotAsk(err) {
			j.route, j.why = RouteInventory, "The API account may change the store's inventory."
			return err
		}
	}
	j.route, j.why = RouteCatalogue, "The API account lacks Store Inventory modify, so Products modify is used; it carries the store's default location only."
	return j.catalogueLevels(ctx, ids)
}

// parts splits products as one request names them; without any it is one part that names none.
func parts(ids []uint64) iter.Seq[[]uint64] {
	if len(ids) == 0 {
		return func(yield func([]uint64) bool) { yield(nil) }
	}
	return slices.Chunk(ids, bigcommerce.MaxPage)
}

func (j *inventoryJob) inventoryLevels(ctx context.Context, ids []uint64) error {
	j.levels = newLevels()
	seen := map[uint64]store.StoreLocation{}
	for some := range parts(ids) {
		for number := 1; number != 0; {
			page, err := j.client.InventoryItems(ctx, bigcommerce.InventoryQuery{Page: number, ProductIDs: some})
			if err != nil {
				return err
			}
			if page.Cut {
				return errCut("/v3/inventory/items")
			}
			if err := j.book.View(func(tx *store.Tx) error {
				for i := range page.Rows {
					if err := j.addItem(tx, &page.Rows[i], seen); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				return err
			}
			if number == 1 {
				j.levels.expect(len(page.Rows), page.Total)
			}
			j.fail(productFailures(page.Bad))
			j.progress(len(page.Rows)+len(page.Bad), page.Total)
			number = page.Next
		}
	}
	j.levels.sort()
	return j.noteLocations(seen)
}

// errCut says that a list is not whole, however often it was asked for: what of it is missing isn't known.
func errCut(path string) error {
	return &bigcommerce.DecodeError{Path: path, Detail: "a page has fewer rows than it tells of"}
}

func (j *inventoryJob) addItem(tx *store.Tx, it *bigcommerce.InventoryItem, seen map[uint64]store.StoreLocation) error {
	target := store.Target{StoreLocation: nowhere, ProductID: it.Identity.ProductID, VariantID: it.Identity.VariantID}
	for _, at := range it.Locations {
		target.StoreLocation = at.LocationID
		j.levels.add(target, at.OnHand)
		j.levels.closed[at.LocationID] = !at.LocationEnabled
		seen[at.LocationID] = store.StoreLocation{ID: at.LocationID, Name: at.LocationName, Enabled: at.LocationEnabled}
	}
	if len(it.Locations) == 0 {
		j.levels.add(target, 0)
	}
	sku := store.NormalSKU(it.Identity.SKU)
	link, err := tx.LinkBySKU(j.conn.ID, sku)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if delete(j.levels.names, sku); link.ProductID != target.ProductID && tx.HasStock(sku) {
		j.levels.names[sku] = target.ProductID
	}
	return nil
}

// noteLocations keeps the store's locations as its levels show them, where they may not be asked for.
func (j *inventoryJob) noteLocations(seen map[uint64]store.StoreLocation) error {
	if len(j.storeStock.Locations) > 0 || j.partly {
		return nil
	}
	for _, id := range slices.Sorted(maps.Keys(seen)) {
		j.storeStock.Locations = append(j.storeStock.Locations, seen[id])
	}
	return j.book.Update(func(tx *store.Tx) error { return tx.PutStoreStock(j.conn.ID, j.storeStock) })
}

// catalogueLevels reads the catalogue, which tells what each product is counted by as well.
func (j *inventoryJob) catalogueLevels(ctx context.Context, ids []uint64) error {
	j.levels = newLevels()
	defer func() { j.levels.sort() }()
	reader := &productImporter{task: j.task}
	if len(ids) == 0 {
		for more := true; more; {
			page, err := reader.read(ctx)
			if err != nil {
				return err
			}
			if err := j.catalogueRows(ctx, reader, &page); err != nil {
				return err
			}
			reader.state, more = reader.after(&page), page.Next != 0
		}
		return nil
	}
	for some := range parts(ids) {
		for number := 1; number != 0; {
			page, err := j.client.Products(ctx, bigcommerce.ProductQuery{IDs: some, Page: number})
			if err != nil {
				return err
			}
			if err := j.catalogueRows(ctx, reader, &page); err != nil {
				return err
			}
			number = page.Next
		}
	}
	return nil
}

func (j *inventoryJob) catalogueRows(ctx context.Context, reader *productImporter, page *bigcommerce.Page[bigcommerce.Product]) error {
	if page.Cut {
		return errCut("/v3/catalog/products")
	}
	if err := reader.readSKUs(ctx, page.Rows); err != nil {
		return err
	}
	if err := j.learn(page.Rows); err != nil {
		return err
	}
	main := j.storeStock.MainLocation()
	for i := range page.Rows {
		j.levels.addProduct(&page.Rows[i], main)
	}
	j.fail(productFailures(page.Bad))
	j.progress(len(page.Rows)+len(page.Bad), 0)
	return nil
}

func (l *levels) addProduct(p *bigcommerce.Product, main uint64) {
	switch p.InventoryTracking {
	case bigcommerce.TrackProduct:
		l.add(store.Target{StoreLocation: main, ProductID: p.ID}, p.InventoryLevel)
	case bigcommerce.TrackVariant:
		for _, v := range p.Variants {
			l.add(store.Target{StoreLocation: main, ProductID: p.ID, VariantID: v.ID}, v.InventoryLevel)
		}
	}
}

// learn notes what products of the store are in the book.
func (j *inventoryJob) learn(rows []bigcommerce.Product) error {
	return j.book.Update(func(tx *store.Tx) error {
		for i := range rows {
			if err := tx.PutLinks(j.conn.ID, rows[i].ID, bookProduct(&rows[i], "").links); err != nil {
				return err
			}
		}
		return nil
	})
}

func (j *inventoryJob) progress(rows, total int) {
	if j.partly {
		return // a moment's work, and within another phase
	}
	j.run.change(func(s *Snapshot, _ *store.Job) { s.Total = max(s.Total, total) })
	j.run.progress(rows, func(*store.Job) {})
}
