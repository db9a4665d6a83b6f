package syncer

import (
	"context"

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
	total, clock, err := i.client.CountOrdersAt(ctx, idFilter(i.state.Filter, next.Backfill[0]))
	if err == nil && clock.IsZero() {
		clock, err = i.client.Time(ctx)
	}
	if err != nil {
		return err
	}
	i.total = &total
	next.Clock, next.Since, next.Pass = clock, clock, nil
	next.Reread, next.RefundsSince, next.CustomersSince = now(), clock, clock
	return i.write(page{}, next)
}

// backfill reads the ranges of ids that are left, each upward. An order that is placed meanwhile has a higher id than
// any before it, so the last range, which has no end and is read when no other is left, meets it.
func (i *importer) backfill(ctx context.Context) error {
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
