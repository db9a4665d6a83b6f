package syncer

import (
	"context"
	"time"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// startBackfill notes the store's clock before anything is read: a change after it is the changes' to find. The answer to
// the count tells the clock as well.
func (i *importer) startBackfill(ctx context.Context) error {
	next := i.state
	next.Backfill = []store.IDRange{{Next: next.Filter.StartNumber}}
	if next.Filter.Unlisted {
		next.Backfill[0].Next = 0
	}
	i.run.phase(PhaseCount, 0)
	counted, err := i.count(ctx, next.Backfill[0])
	if err != nil {
		return err
	}
	clock, err := i.clock(ctx)
	if err != nil {
		return err
	}
	i.total, i.before = &counted.All, &counted
	for id := range i.aside {
		if id > bigcommerce.MaxOrderID { // if the store still has it, it is met again
			if err := i.book.Update(func(tx *store.Tx) error { return tx.EndSetAside(i.conn.ID, id) }); err != nil {
				return err
			}
			delete(i.aside, id)
		}
	}
	next.Clock, next.Since, next.Pass = clock, clock, nil
	next.Reread, next.RefundsSince, next.CustomersSince = now(), clock, clock
	next.Rereading = &store.Rereading{Started: next.Reread, Hidden: true, Backfill: true}
	return i.write(page{}, next)
}

// clock is the earlier of the store's clock and this machine's. Where answers don't tell the store's, or it lies far off, it is
// asked for.
func (i *importer) clock(ctx context.Context) (time.Time, error) {
	if _, ahead, known := i.client.Clock(); known && ahead.Abs() <= clocksDiffer {
		return i.earlier(), nil
	}
	there, err := i.client.Time(ctx)
	return sooner(there, i.earlier()), err
}

// backfill reads the ranges of ids that are left, and compares what it has read with what the store counts.
func (i *importer) backfill(ctx context.Context) error {
	for round := 0; ; round++ {
		if err := i.readBackfill(ctx); err != nil {
			return err
		}
		if again, err := i.compared(ctx, round); err != nil || !again {
			return err
		}
		i.total = nil
	}
}

// readBackfill reads the ranges of ids that are left, each upward. An order that is placed meanwhile has a higher id than
// any before it, so the last range, which has no end and is read when no other is left, meets it.
func (i *importer) readBackfill(ctx context.Context) error {
	if len(i.state.Backfill) == 0 {
		return nil
	}
	if i.total == nil {
		total, err := i.countLeft(ctx)
		if err != nil {
			return err
		}
		i.total = &total
	}
	i.run.phase(PhaseOrders, *i.total)
	if i.long() {
		elbowRoom()
	}
	ranges, err := i.bounded(ctx)
	if err != nil {
		return err
	}
	return i.readRanges(ctx, ranges, *i.total)
}

// countLeft counts what an earlier run has left of the backfill.
func (i *importer) countLeft(ctx context.Context) (total int, err error) {
	i.run.phase(PhaseCount, 0)
	for _, r := range i.state.Backfill {
		n, err := i.client.CountOrders(ctx, idFilter(i.state.Filter, r))
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

// idFilter asks for the orders of a range that an import with such a filter reads.
func idFilter(f store.ImportFilter, r store.IDRange) bigcommerce.OrderFilter {
	asked := bigcommerce.OrderFilter{MinID: r.Next, MaxID: r.To}
	if !f.Unlisted {
		asked.MinCreated = f.StartDate
	}
	return asked
}
