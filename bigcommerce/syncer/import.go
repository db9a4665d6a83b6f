package syncer

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// setBack is how far before the last change a pass over changes starts: a change may become visible late.
const setBack = 5 * time.Minute

// importer is one run of Import Orders on one connection.
type importer struct {
	task
	pageSize int
	location store.LocationID
	state    store.ImportState
	began    time.Time // when this run began to read
	// dropUnlisted is set where orders outside the list are no longer to be allocated.
	dropUnlisted bool
	aside        map[uint64]bool // orders that are set aside
	dismissed    map[uint64]bool // those of them that a person has given up
	named        map[uint64]bool // orders that this run's record names as unreadable

	// again is set where some orders are read again, while the cursor stays as it is; choice is then which orders enter the
	// book, and asked is set while those are read that were asked for by number, which enter it whatever the choice.
	again, asked bool
	choice       store.ImportFilter
	total        *int                    // orders that the backfill has to read; nil: not counted
	filled       bool                    // this run has read pages of a backfill
	before       *bigcommerce.OrderCount // what this run has counted before a backfill; nil where an earlier one began it
	placed       bool                    // the backfill has met an order that was placed since
	mayAsk       int                     // requests that may still be made to find out what is missing
	counted      map[uint64]bool         // orders whose refunds are due since this run; true: it counted them as unchanged
	noted        map[string]bool         // what this run's record has a note of already
}

func newImporter(t task) *importer {
	return &importer{
		task: t, pageSize: t.engine.cfg.PageSize, mayAsk: mostAsks, named: map[uint64]bool{}, counted: map[uint64]bool{}, noted: map[string]bool{},
		again: len(t.options.Ranges) > 0 || !t.options.Since.IsZero() || !t.options.Until.IsZero(),
	}
}

// do reads what the book lacks. Whatever stops it, what was written stays, and the next run goes on behind it.
func (i *importer) do(ctx context.Context) error {
	i.began = now()
	if err := i.load(); err != nil {
		return err
	}
	if i.again {
		if err := i.readAgain(ctx); err != nil {
			return err
		}
		if err := i.follow(ctx); err != nil {
			return err
		}
		return i.nameGaps()
	}
	if err := i.settleAllocations(ctx); err != nil {
		return err
	}
	if err := i.loadAside(); err != nil {
		return err
	}
	if i.state.Clock.IsZero() {
		if err := i.startBackfill(ctx); err != nil {
			return err
		}
	} else if len(i.state.Backfill) > 0 || i.state.Pass != nil {
		i.run.change(func(_ *Snapshot, j *store.Job) { j.Resumed = true })
	}
	if err := i.retrySetAside(ctx); err != nil {
		return err
	}
	if err := i.backfill(ctx); err != nil {
		return err
	}
	if err := i.lookAgain(ctx); err != nil {
		return err
	}
	if err := i.changes(ctx); err != nil {
		return err
	}
	if err := i.reread(ctx); err != nil {
		return err
	}
	if err := i.follow(ctx); err != nil {
		return err
	}
	return i.nameGaps()
}

// follow reads what belongs to the orders that are in the book now: their refunds, their customers' own records.
func (i *importer) follow(ctx context.Context) error {
	if i.run.option != ImportOrders || i.client.Legacy() {
		return nil
	}
	if err := i.readRefunds(ctx); err != nil {
		return err
	}
	return i.readCustomers(ctx)
}

// load reads where the last run stopped, and forgets it where the choice of orders has changed since.
func (i *importer) load() error {
	filter := filterOf(i.conn.Options)
	filter.Unlisted = filter.Unlisted || i.run.option == UpdateInventory || i.options.ForStock
	filter.NoList = (i.run.option != ImportOrders || i.options.ForStock) && !i.conn.Options.ImportOrders
	return i.book.View(func(tx *store.Tx) (err error) {
		if i.location, err = tx.DefaultLocation(i.conn); err != nil {
			return err
		}
		if i.state, err = tx.ImportState(i.conn.ID); err != nil {
			return err
		}
		if i.state.Filter.Unlisted && !filter.Unlisted {
			// Another connection that shares items may still ask for them.
			if filter.Unlisted, err = pushesBeside(tx, i.conn.ID); err != nil {
				return err
			}
		}
		if i.again {
			i.choice = filter
			return nil
		}
		i.dropUnlisted = i.state.Filter.Unlisted && !filter.Unlisted
		if i.options.Full || !covers(i.state.Filter, filter) {
			i.state = store.ImportState{Filter: filter, Allocated: i.state.Allocated, LastID: i.state.LastID, Noted: i.state.Noted, Met: i.state.Met, Missed: i.state.Missed}
		}
		return nil
	})
}

// pushesBeside reports whether another connection sends stock.
func pushesBeside(tx *store.Tx, id store.ConnectionID) (bool, error) {
	list, err := tx.Connections()
	return slices.ContainsFunc(list, func(c store.Connection) bool { return c.ID != id && c.Active && c.Options.UpdateInventory }), err
}

// filterOf is the choice of orders in the options, in a form that can be compared.
func filterOf(o store.ConnectionOptions) store.ImportFilter {
	return store.ImportFilter{
		Statuses:    slices.Compact(slices.Sorted(slices.Values(o.Statuses))),
		StartDate:   o.StartDate.UTC().Truncate(time.Second),
		StartNumber: o.StartNumber,
		Unlisted:    o.UpdateInventory,
	}
}

// covers tells whether what was read under a holds all that b asks for.
func covers(a, b store.ImportFilter) bool {
	return slices.Equal(a.Statuses, b.Statuses) && a.StartDate.Equal(b.StartDate) && a.StartNumber == b.StartNumber &&
		(a.Unlisted || !b.Unlisted) && (!a.NoList || b.NoList)
}

// filter is the choice of orders that what is being read obeys.
func (i *importer) filter() store.ImportFilter {
	if i.again {
		return i.choice
	}
	return i.state.Filter
}

// write puts a page into the book together with the cursor behind it, in one transaction: an order is stored or set
// aside before the cursor passes it. next moves the cursor; the importer keeps it only when the book has it. Orders that
// are read again move no cursor.
func (i *importer) write(p page, next store.ImportState) error {
	var due map[uint64]bool
	t := tally{read: p.rows, unreadable: p.rows - len(p.orders)}
	t.failed, t.notes = i.newFailures(p.bad)
	if len(next.Backfill) == 0 { // else what lies below may not have been read
		next.LastID = max(next.LastID, p.last)
	}
	i.clampCursors(&next)
	job := i.run.jobSoFar()
	err := i.book.Update(func(tx *store.Tx) (err error) {
		if t.out, t.unchosen, due, err = i.putPage(tx, &p); err != nil {
			return err
		}
		i.remember(&next, &p)
		if err := i.setAside(tx, p.bad); err != nil {
			return err
		}
		record := job
		t.add(&record)
		if err := tx.PutJob(record); err != nil || i.again {
			return err
		}
		return tx.PutImportState(i.conn.ID, next)
	})
	if err != nil {
		return err
	}
	if !i.again {
		i.state = next
	}
	maps.Copy(i.counted, due)
	i.noteAside(p)
	i.run.progress(p.rows, t.add)
	return nil
}

// clampCursors keeps cursors from going beyond the earlier of both clocks.
func (i *importer) clampCursors(next *store.ImportState) {
	for _, cursor := range []*time.Time{&next.Clock, &next.Since, &next.Noted, &next.RefundsSince, &next.CustomersSince} {
		*cursor = sooner(*cursor, i.earlier())
	}
}

// putPage puts a page's orders into the list or among those that are only allocated, and notes what is due of them. It
// counts how many are not for the list.
func (i *importer) putPage(tx *store.Tx, p *page) (out store.PutOutcome, unchosen int, due map[uint64]bool, err error) {
	listed := make([]store.Made, 0, len(p.orders))
	var unlisted []store.Made
	for r := range p.orders {
		o := &p.orders[r]
		if i.wanted(o.Order) || tx.HasOrder(i.conn.ID, o.StoreOrderID) {
			listed = append(listed, o.Made)
		} else if i.filter().Unlisted {
			unlisted = append(unlisted, o.Made)
		}
		if i.aside[o.StoreOrderID] {
			if err := tx.EndSetAside(i.conn.ID, o.StoreOrderID); err != nil {
				return out, 0, nil, err
			}
		}
	}
	if out, due, err = i.putOrders(tx, p, listed); err != nil {
		return out, 0, nil, err
	}
	if err := i.dueCustomers(tx, listed); err != nil {
		return out, 0, nil, err
	}
	p.noted = make([]*store.Order, 0, len(p.orders))
	for _, m := range slices.Concat(listed, unlisted) {
		p.noted = append(p.noted, m.Order)
	}
	return out, len(p.orders) - len(listed), due, i.allocate(tx, p, p.noted)
}

// page is what one request brought: the orders that can be read, and those that can't.
type page struct {
	orders   []readOrder
	bad      []*bigcommerce.DecodeError
	rows     int            // both
	last     uint64         // the highest id, or 0
	from, to time.Time      // when the store was asked, and when its answer was there
	noted    []*store.Order // those of which it was noted what they did to the store's stock; set when the page is written
}

// readOrder is an order of a store as the book has it, and what the book doesn't say of it.
type readOrder struct {
	store.Made
	archived, refunded bool
	pickups            map[uint64]uint64 // line → location of the store where it is picked up
}

// list reads one page.
func (i *importer) list(ctx context.Context, f bigcommerce.OrderFilter, sort string) (page, error) {
	from := now()
	orders, err := i.client.ListOrders(ctx, bigcommerce.OrderQuery{OrderFilter: f, Sort: sort, Limit: i.pageSize})
	p := i.pageOf(orders)
	p.from, p.to = from, now()
	if part, ok := errors.AsType[*bigcommerce.PageError](err); ok {
		p.bad, p.rows, p.last = part.Bad, part.Rows, part.LastID
		return p, nil
	}
	return p, err
}

// pageOf makes a page of orders that can be read. That is done where they were read, so that whoever writes need not.
func (i *importer) pageOf(orders []bigcommerce.Order) page {
	p := page{orders: make([]readOrder, len(orders)), rows: len(orders)}
	list := make([]store.Order, len(orders))
	for n := range orders {
		o := &orders[n]
		list[n] = bookOrder(o, i.location)
		p.orders[n] = readOrder{store.Make(&list[n]), o.IsDeleted, saysRefunded(o), pickupsOf(o)}
		p.last = max(p.last, o.ID)
	}
	return p
}

// fullPage is how many rows a page has behind which there may be more. The store may have lowered what was asked for.
func (i *importer) fullPage() int {
	if i.pageSize > 0 {
		return min(i.pageSize, i.client.PageLimit())
	}
	return i.client.PageLimit()
}

// wanted tells whether an order that is not in the book enters it. Statuses are filtered here, after reading: a request
// a status would cost more, and an order that leaves the chosen statuses would be missed.
func (i *importer) wanted(o *store.Order) bool {
	f := i.filter()
	return i.asked || !f.NoList && o.StoreOrderID >= f.StartNumber && !o.Created.Before(f.StartDate) &&
		(len(f.Statuses) == 0 || slices.Contains(f.Statuses, o.StatusID))
}
