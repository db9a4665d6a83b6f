package syncer

import (
	"context"

	"golang.org/x/sync/errgroup"

	"cartwire/store"
)

const (
	// sideBySide is how many ranges of ids are read at once: as many reads as a guest of the API makes.
	sideBySide = 3
	// manyPages is how long a backfill is to be for its ranges to be read side by side: to find out where the ids begin and how
	// far they go takes two requests, and the end of each range may take one.
	manyPages = 8
	// fewPages is how long a part of a range is to be, as far as its width tells.
	fewPages = 4
)

// long tells whether the backfill has many pages to read.
func (i *importer) long() bool { return *i.total > manyPages*i.fullPage() }

// bounded gives a single range without an end its ends, where it holds many pages, and leaves what lies behind to one more
// range.
func (i *importer) bounded(ctx context.Context) ([]store.IDRange, error) {
	ranges := i.state.Backfill
	if len(ranges) != 1 || ranges[0].To != 0 || !i.long() {
		return ranges, nil
	}
	f := idFilter(i.state.Filter, ranges[0])
	var first, last uint64
	both, ctx := errgroup.WithContext(ctx)
	both.Go(func() (err error) { first, err = i.client.FirstOrderID(ctx, f); return err })
	both.Go(func() (err error) { last, err = i.client.LastOrderID(ctx, f); return err })
	if err := both.Wait(); err != nil {
		return nil, err
	}
	if ranges[0].Next <= first && first < last {
		if first > 1 && ranges[0].Next < first {
			i.state.Read = noteRead(i.state.Read, store.ReadRange{IDRange: store.IDRange{Next: ranges[0].Next, To: first - 1}})
		}
		ranges = []store.IDRange{{Next: first, To: last}, {Next: last + 1}}
	}
	return ranges, nil
}

// pageWidth is how many ids a page spans, about, where ranges hold so many orders.
func (i *importer) pageWidth(ranges []store.IDRange, orders int) uint64 {
	var ids uint64
	for _, r := range ranges {
		if r.To != 0 {
			ids += r.To - r.Next + 1
		}
	}
	return max(uint64(i.fullPage()), ids/uint64(max(1, orders/i.fullPage())))
}
