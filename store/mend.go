package store

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"slices"

	"cartwire/store/ledger"
)

// Mend works a part of the book out again from what it is derived from. Others can read meanwhile, and wait where they
// want to write; a kill at any moment is followed by going on, or by another mending. progress, which may be nil, is told
// how many orders are done. Errors: *DamagedError where what a part is derived from can't be read, *DiskFullError.
func (b *Book) Mend(ctx context.Context, p Part, progress func(done, total int)) error {
	if err := b.MayKeep(); err != nil {
		return err
	}
	b.mending.Lock()
	defer b.mending.Unlock()
	if err := b.update((*Tx).ensureAll); err != nil {
		return err
	}
	switch p {
	case PartCounts:
		return b.update((*Tx).recount)
	case PartIndex:
		if err := b.update((*Tx).dropIndex); err != nil {
			return err
		}
		return b.finishMigration(progress)
	case PartLists:
		return b.update((*Tx).relist)
	case PartAllocations:
		return b.update(func(tx *Tx) error { return errors.Join(tx.listTakings(), tx.takeAgain()) })
	}
	return errors.New("that part of the book can't be worked out again")
}

func (tx *Tx) ensureAll() error { return tx.ensure(tables) }

// recount counts every order by its status.
func (tx *Tx) recount() error {
	type slot struct {
		c ConnectionID
		n int
	}
	counts := map[slot]int{}
	for k, raw := range tx.scan(tableOrders, nil, nil, false) {
		var o Order
		if err := decode(raw, &o); err != nil {
			return err
		}
		c := ConnectionID(number(k))
		counts[slot{c, 0}]++
		counts[slot{c, o.StatusID + 1}]++
	}
	if err := tx.clear(tableCounts); err != nil {
		return err
	}
	for _, s := range slices.SortedFunc(maps.Keys(counts), func(a, b slot) int {
		return bytes.Compare(key(uint64(a.c), uint64(a.n)), key(uint64(b.c), uint64(b.n)))
	}) {
		if err := tx.put(tableCounts, key(uint64(s.c), uint64(s.n)), key(uint64(counts[s]))); err != nil {
			return err
		}
	}
	return nil
}

// dropIndex forgets what a migration fills in, and marks the book so that it is filled in again, see migrate.go.
func (tx *Tx) dropIndex() error {
	for _, t := range addedBy2 {
		if err := tx.clear(t); err != nil {
			return err
		}
	}
	return save(tx, tableMeta, migratingKey, migration{})
}

// relist lists jobs, links by sku and shipments to be told again.
func (tx *Tx) relist() error {
	for _, t := range []table{tableJobIndex, tableOutbox} {
		if err := tx.clear(t); err != nil {
			return err
		}
	}
	jobs, err := all[Job](tx, tableJobs)
	if err != nil {
		return err
	}
	for i := range jobs {
		if err := tx.putJobIndex(&jobs[i]); err != nil {
			return err
		}
	}
	for k, raw := range tx.scan(tableShipments, nil, nil, false) {
		var s BookShipment
		if err := decode(raw, &s); err != nil {
			return err
		}
		if s.untold() {
			if err := tx.put(tableOutbox, bytes.Clone(k), []byte{valueVersion}); err != nil {
				return err
			}
		}
	}
	return tx.relink()
}

// relink has every sku lead to a product. Where several are called so, the one it leads to stays.
func (tx *Tx) relink() error {
	var dangling [][]byte
	for k, v := range tx.scan(tableLinkSKUs, nil, nil, false) {
		gone, err := tx.danglingLink(k, v)
		if err != nil {
			return err
		}
		if gone {
			dangling = append(dangling, bytes.Clone(k))
		}
	}
	if err := tx.deleteAll(tableLinkSKUs, dangling); err != nil {
		return err
	}
	for k, raw := range tx.scan(tableLinks, nil, nil, false) {
		var l Link
		if err := decode(raw, &l); err != nil {
			return err
		}
		row := linkSKUKey(ConnectionID(number(k)), l.SKU)
		if len(skuKey(l.SKU)) == 0 || tx.get(tableLinkSKUs, row) != nil {
			continue
		}
		if err := tx.put(tableLinkSKUs, row, key(l.ProductID, l.VariantID)); err != nil {
			return err
		}
	}
	return nil
}

// listTakings lists again what every order takes of the book's stock, with the rows of its parcels.
func (tx *Tx) listTakings() error {
	type taking struct {
		c ConnectionID
		o ledger.Order
	}
	var list []taking
	for k, raw := range tx.scan(tableAllocations, nil, nil, false) {
		var o ledger.Order
		if err := decode(raw, &o); err != nil {
			return err
		}
		list = append(list, taking{ConnectionID(number(k)), o})
	}
	if err := tx.clear(tableAllocated); err != nil {
		return err
	}
	for _, t := range list {
		parcels, err := tx.parcels(t.c, t.o.ID)
		if err != nil {
			return err
		}
		again := ledger.Again(t.o, parcels)
		if err := tx.putAllocation(t.c, &again, &ledger.Order{}); err != nil {
			return err
		}
	}
	return nil
}

// takeAgain works out what those orders take of the book's stock that take something else than the book's copies of them say, or what
// can't be.
func (tx *Tx) takeAgain() error {
	list, err := tx.Connections()
	if err != nil {
		return err
	}
	for _, conn := range list {
		var wrong []Order
		for _, raw := range tx.scan(tableOrders, key(uint64(conn.ID)), after(conn.ID), false) {
			var o Order
			if err := decode(raw, &o); err != nil {
				return err
			}
			flaws, err := tx.takingFlaws(conn.ID, &o)
			if err != nil {
				return err
			}
			if takes, err := tx.Allocation(conn.ID, o.StoreOrderID); err == nil && len(flaws) == 0 {
				parcels, err := tx.parcels(conn.ID, o.StoreOrderID)
				if err != nil {
					return err
				}
				flaws = ledger.Flaws(&takes, parcels)
			}
			if len(flaws) > 0 {
				wrong = append(wrong, o)
			}
		}
		for i := range wrong {
			if err := errors.Join(tx.ForgetAllocation(conn.ID, wrong[i].StoreOrderID), tx.Allocate(conn.ID, &wrong[i], Seen{Copy: true})); err != nil {
				return err
			}
		}
		if err := tx.placeOpenLines(conn.ID); err != nil {
			return err
		}
	}
	return nil
}

// EndInterrupted marks the records of runs that no process works on any more as interrupted.
func (b *Book) EndInterrupted(runs []RunID) error {
	return b.Update(func(tx *Tx) error {
		for _, run := range runs {
			j, err := tx.Job(run)
			if errors.Is(err, ErrNotFound) || err == nil && j.State != JobRunning {
				continue
			}
			if err != nil {
				return err
			}
			j.State = JobInterrupted
			if err := tx.PutJob(j); err != nil {
				return err
			}
		}
		return nil
	})
}
