package syncer

import (
	"context"
	"math"
	"slices"
	"time"

	"cartwire/bigcommerce"
	"cartwire/store"
)

const (
	// rereadEvery is how often orders are read again for what their dates don't tell: whether a shipment or a refund moves
	// date_modified is not documented.
	rereadEvery = 24 * time.Hour
	// rereadYoung is how old an order may be to be read again, open or not; an older one only while it is open.
	rereadYoung = 14 * 24 * time.Hour
	// mostReread is how many requests for older open orders, and for those that no list has, one run makes at most; the next
	// one goes on behind them.
	mostReread = 100
)

// reread reads the recent orders and the open ones again, once a day, and looks for refunds and changed customers.
func (i *importer) reread(ctx context.Context) error {
	if err := i.askForMissed(ctx); err != nil {
		return err
	}
	if i.state.Rereading == nil {
		if i.filled || now().Sub(i.state.Reread) < rereadEvery {
			return nil
		}
		next := i.state
		next.Rereading = &store.Rereading{Started: now(), Young: now().Add(-rereadYoung).Truncate(time.Second)}
		if err := i.write(page{}, next); err != nil {
			return err
		}
	}
	backfilled := i.state.Rereading.Backfill
	if !backfilled {
		i.run.phase(PhaseAgain, 0)
	}
	for !i.state.Rereading.Open && !backfilled {
		if err := i.rereadRecent(ctx); err != nil {
			return err
		}
	}
	for range mostReread {
		walk, step := i.state.Rereading, i.rereadOpen
		switch {
		case walk == nil && backfilled:
			return nil
		case walk == nil:
			return i.lookAround(ctx)
		case walk.Hidden && len(i.state.Missed) >= mostMissed:
			return nil
		case walk.Hidden:
			step = i.readHidden
		}
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// rereadRecent reads a page of the recent orders.
func (i *importer) rereadRecent(ctx context.Context) error {
	walk := *i.state.Rereading
	p, err := i.list(ctx, bigcommerce.OrderFilter{MinCreated: walk.Young, MinID: walk.Next}, "id:asc")
	if err != nil {
		return err
	}
	if walk.Below == 0 && p.rows > 0 {
		walk.Below = first(&p)
	}
	next := i.state
	next.Rereading = &walk
	walk.Listed = walk.Listed.Plus(p.listed())
	more := p.beyond(walk.Next, 0)
	if more {
		walk.Next = p.last + 1
	}
	if more && p.rows >= i.fullPage() {
		return i.write(p, next)
	}
	counted, err := i.client.OrderCount(ctx, bigcommerce.OrderFilter{MinCreated: walk.Young})
	if err != nil {
		return err
	}
	switch missing := lacking(counted, walk.Listed); {
	case missing > 0 && more:
		return i.write(p, next)
	case missing > 0 && walk.Walks+1 < mostRounds:
		walk.Next, walk.Listed, walk.Walks = 0, store.ReadRange{}, walk.Walks+1
		return i.write(p, next)
	case missing > 0:
		next.Short = i.kept(append(slices.Clone(next.Short), shortageOf(store.IDRange{Next: walk.Below}, counted, missing)))
	}
	if walk.Open = true; walk.Below == 0 {
		walk.Below = math.MaxUint64
	}
	return i.write(p, next)
}

// first is the lowest id of a page.
func first(p *page) uint64 {
	low := p.last
	for _, o := range p.orders {
		low = min(low, o.StoreOrderID)
	}
	for _, b := range p.bad {
		low = min(low, b.OrderID)
	}
	return low
}

// rereadOpen reads, in one request, as many of the older open orders as lie within a page's width of ids.
func (i *importer) rereadOpen(ctx context.Context) error {
	walk := *i.state.Rereading
	ids, err := i.book.AllocatedOrders(i.conn.ID, walk.NextOpen, walk.Below, i.fullPage())
	if err != nil {
		return err
	}
	next := i.state
	if len(ids) == 0 {
		walk.Hidden = true
		next.Rereading = &walk
		return i.write(page{}, next)
	}
	last := ids[0]
	for _, id := range ids {
		if id-ids[0] < uint64(i.fullPage()) {
			last = id
		}
	}
	p, err := i.list(ctx, bigcommerce.OrderFilter{MinID: ids[0], MaxID: last}, "id:asc")
	if err != nil {
		return err
	}
	walk.NextOpen = last + 1
	next.Rereading = &walk
	return i.write(p, next)
}
