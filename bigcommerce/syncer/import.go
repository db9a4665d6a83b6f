package syncer

import (
	"context"
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
}

func newImporter(t task) *importer { return &importer{task: t, pageSize: t.engine.cfg.PageSize} }

// do reads what the book lacks. Whatever stops it, what was written stays, and the next run goes on behind it.
func (i *importer) do(ctx context.Context) error {
	if err := i.load(); err != nil {
		return err
	}
	if i.state.Clock.IsZero() {
		if err := i.startBackfill(ctx); err != nil {
			return err
		}
	} else if len(i.state.Backfill) > 0 || i.state.Pass != nil {
		i.run.change(func(_ *Snapshot, j *store.Job) { j.Resumed = true })
	}
	if err := i.backfill(ctx); err != nil {
		return err
	}
	return i.changes(ctx)
}

// load reads where the last run stopped, and forgets it where the choice of orders has changed since.
func (i *importer) load() error {
	filter := filterOf(i.conn.Options)
	return i.book.View(func(tx *store.Tx) (err error) {
		if i.location, err = tx.DefaultLocation(i.conn); err != nil {
			return err
		}
		if i.state, err = tx.ImportState(i.conn.ID); err != nil {
			return err
		}
		if i.options.Full || !sameFilter(i.state.Filter, filter) {
			i.state = store.ImportState{Filter: filter}
		}
		return nil
	})
}

// filterOf is the choice of orders in the options, in a form that can be compared.
func filterOf(o store.ConnectionOptions) store.ImportFilter {
	return store.ImportFilter{
		Statuses:    slices.Compact(slices.Sorted(slices.Values(o.Statuses))),
		StartDate:   o.StartDate.UTC().Truncate(time.Second),
		StartNumber: o.StartNumber,
	}
}

func sameFilter(a, b store.ImportFilter) bool {
	return slices.Equal(a.Statuses, b.Statuses) && a.StartDate.Equal(b.StartDate) && a.StartNumber == b.StartNumber
}

// write puts a page into the book together with the cursor behind it, in one transaction. next moves the cursor; the
// importer keeps it only when the book has it.
func (i *importer) write(rows []bigcommerce.Order, next store.ImportState) error {
	orders := make([]store.Order, 0, len(rows))
	var out store.PutOutcome
	job := i.run.jobSoFar()
	err := i.book.Update(func(tx *store.Tx) (err error) {
		for r := range rows {
			if i.wanted(&rows[r]) || tx.HasOrder(i.conn.ID, rows[r].ID) {
				orders = append(orders, bookOrder(&rows[r], i.location))
			}
		}
		if out, err = tx.PutOrders(i.conn.ID, orders); err != nil {
			return err
		}
		job.Fetched += len(rows)
		job.New, job.Updated, job.Unchanged = job.New+out.New, job.Updated+out.Updated, job.Unchanged+out.Unchanged
		if err := tx.PutJob(job); err != nil {
			return err
		}
		return tx.PutImportState(i.conn.ID, next)
	})
	if err != nil {
		return err
	}
	i.state = next
	i.run.page(len(rows), out)
	return nil
}

// list reads one page.
func (i *importer) list(ctx context.Context, f bigcommerce.OrderFilter, sort string) ([]bigcommerce.Order, error) {
	return i.client.ListOrders(ctx, bigcommerce.OrderQuery{OrderFilter: f, Sort: sort, Limit: i.pageSize})
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
func (i *importer) wanted(o *bigcommerce.Order) bool {
	f := i.state.Filter
	return o.ID >= f.StartNumber && !o.DateCreated.Before(f.StartDate) &&
		(len(f.Statuses) == 0 || slices.Contains(f.Statuses, o.StatusID))
}
