package syncer

import (
	"context"

	"cartwire/store"
)

// allocateChunk bounds how many orders one transaction allocates beside the import.
const allocateChunk = 500

// allocate works out what the orders of a page take of the book's stock.
func (i *importer) allocate(tx *store.Tx, p *page, list []*store.Order) error {
	archived := map[uint64]bool{}
	pickups := map[uint64]map[uint64]uint64{}
	for _, o := range p.orders {
		archived[o.StoreOrderID] = o.archived
		pickups[o.StoreOrderID] = o.pickups
	}
	told := tx.Told(i.conn.ID)
	_, ahead, _ := i.client.Clock()
	for _, o := range list {
		seen := i.seen(o, told)
		seen.From, seen.To, seen.Skew = p.from, p.to, ahead
		seen.Copy = p.to.IsZero()
		seen.Archived, seen.Pickup = archived[o.StoreOrderID], pickups[o.StoreOrderID]
		if err := tx.Allocate(i.conn.ID, o, seen); err != nil {
			return err
		}
	}
	return nil
}

// seen is what is known of an order that a page brought. told: the store was told stock levels before.
func (i *importer) seen(o *store.Order, told bool) store.Seen {
	s := store.Seen{
		Fresh:   i.state.LastID > 0 && o.StoreOrderID > i.state.LastID,
		Changed: !i.state.Noted.IsZero() && !o.Modified.Before(i.state.Noted) && !i.met(o),
		Moves:   told,
	}
	if i.again {
		// What is new, and what was closed since, the ordinary walk meets as well, and notes it then.
		s.Moves = told && !s.Fresh && (store.IsOpen(o.StatusID) || !s.Changed)
		s.Fresh, s.Changed = false, false
	}
	return s
}

// settleAllocations brings the allocations in line with what the book holds already: a book of an earlier version has
// orders that hold nothing, and orders outside the list hold nothing once Update Inventory is off.
func (i *importer) settleAllocations(ctx context.Context) error {
	for more := i.dropUnlisted; more; {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := i.book.Update(func(tx *store.Tx) (err error) {
			more, err = tx.DropUnlisted(i.conn.ID, allocateChunk)
			return err
		})
		if err != nil {
			return err
		}
	}
	next := i.state
	next.Filter.Unlisted = next.Filter.Unlisted && !i.dropUnlisted
	if !i.state.Allocated {
		if err := i.allocateListed(ctx); err != nil {
			return err
		}
		next.Allocated = true
	} else if !i.dropUnlisted {
		return nil
	}
	return i.write(page{}, next)
}

func (i *importer) allocateListed(ctx context.Context) error {
	for from := uint64(0); ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		list, err := i.book.OrderPage(store.OrderQuery{Connection: i.conn.ID, From: from, Oldest: true}, allocateChunk)
		if err != nil || len(list) == 0 {
			return err
		}
		orders := make([]*store.Order, len(list))
		for n := range list {
			orders[n] = &list[n]
		}
		if err := i.book.Update(func(tx *store.Tx) error { return i.allocate(tx, &page{}, orders) }); err != nil {
			return err
		}
		from = list[len(list)-1].StoreOrderID + 1
	}
}
