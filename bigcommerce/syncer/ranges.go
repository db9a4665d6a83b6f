package syncer

import (
	"context"
	"math"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"cartwire/bigcommerce"
	"cartwire/store"
)

const (
	// sideBySide is how many ranges of ids are read at once: as many reads as a guest of the API makes.
	sideBySide = 3
	// manyPages is how long a backfill is to be for its ranges to be read side by side: to find out how far the ids go takes
	// a request, and so may the end of each range.
	manyPages = 8
	// fewPages is how long a part of a range is to be, as far as its width tells.
	fewPages = 4
)

// bounded gives a single range without an end one, where it holds many pages, and leaves what lies behind to one more range.
// The range's first page is read before: it tells where the ids begin. left is how many orders the ranges hold, about.
func (i *importer) bounded(ctx context.Context) (ranges []store.IDRange, left int, err error) {
	ranges, left = i.state.Backfill, *i.total
	if len(ranges) != 1 || ranges[0].To != 0 || left <= manyPages*i.fullPage() {
		return ranges, left, nil
	}
	p, err := i.list(ctx, i.idFilter(ranges[0]), "id:asc")
	if err != nil {
		return nil, 0, err
	}
	if err := i.writeRound(ranges, []answer{{page: p}}); err != nil || len(i.state.Backfill) == 0 {
		return nil, 0, err
	}
	ranges, left = i.state.Backfill, left-p.rows
	last, err := i.client.LastOrderID(ctx, i.idFilter(ranges[0]))
	if err == nil && last > ranges[0].Next && last < math.MaxUint64 {
		ranges = []store.IDRange{{Next: ranges[0].Next, To: last}, {Next: last + 1}}
	}
	return ranges, left, err
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

// spread parts the widest range that has an end, so that as many of them are left as are read at once. Where no number is
// missing, the parts hold whole pages.
func spread(ranges []store.IDRange, pageWidth, page uint64) []store.IDRange {
	ends, widest := 0, 0
	for n, r := range ranges {
		if r.To != 0 {
			ends++
			if r.To-r.Next > ranges[widest].To-ranges[widest].Next {
				widest = n
			}
		}
	}
	if ends == 0 || ends >= sideBySide {
		return ranges
	}
	r := ranges[widest]
	parts := min(uint64(sideBySide-ends+1), (r.To-r.Next)/pageWidth/fewPages)
	if parts < 2 {
		return ranges
	}
	step := ((r.To-r.Next)/parts/page + 1) * page
	out := slices.Clone(ranges[:widest])
	for range parts - 1 {
		out = append(out, store.IDRange{Next: r.Next, To: r.Next + step - 1})
		r.Next += step
	}
	return append(append(out, r), ranges[widest+1:]...)
}

// answer is what came of asking for the next page of a range.
type answer struct {
	page
	err error
}

// round is what came of asking several ranges at once: the first ones of a list.
type round struct {
	answers []answer
	err     error // the first of theirs
	mistake any   // what one of them panicked with
}

// readRanges reads a page of each of several ranges at once, and the next ones while these are being written. The ranges
// are ascending and hold so many orders. One goroutine writes: the pages that came together with their ranges' progress, in one
// transaction.
func (i *importer) readRanges(ctx context.Context, ranges []store.IDRange, orders int) error {
	width, full := i.pageWidth(ranges, orders), uint64(i.fullPage())
	ctx, stop := context.WithCancel(ctx)
	var asked chan round
	defer func() {
		if stop(); asked != nil {
			<-asked
		}
	}()
	for ranges = spread(ranges, width, full); len(ranges) > 0; {
		if asked == nil {
			asked = i.ask(ctx, ranges)
		}
		got, read := <-asked, ranges
		asked = nil
		if got.mistake != nil {
			panic(got.mistake) // here it ends the job alone
		}
		ranges = spread(advanced(read, got.answers), width, full)
		if got.err == nil && len(ranges) > 0 {
			asked = i.ask(ctx, ranges)
		}
		if err := i.writeRound(read, got.answers); err != nil {
			return err
		}
		if got.err != nil {
			return got.err
		}
	}
	return nil
}

// ask reads the next page of the ranges that are first to be read: those that have an end, or else the one that has none.
func (i *importer) ask(ctx context.Context, ranges []store.IDRange) chan round {
	n := 1
	for n < min(len(ranges), sideBySide) && ranges[n].To != 0 {
		n++
	}
	got := round{answers: make([]answer, n)}
	var mistake atomic.Value
	group, ctx := errgroup.WithContext(ctx)
	for n := range got.answers {
		a, filter := &got.answers[n], i.idFilter(ranges[n])
		group.Go(func() error {
			defer func() {
				if r := recover(); r != nil {
					mistake.Store(&r)
				}
			}()
			a.page, a.err = i.list(ctx, filter, "id:asc")
			return a.err
		})
	}
	done := make(chan round, 1)
	go func() {
		got.err = group.Wait()
		if r, ok := mistake.Load().(*any); ok {
			got.mistake = *r
		}
		done <- got
	}()
	return done
}

// advanced is what is left of ranges behind the answers to the first ones. Only an empty page, or a range's last id, ends
// one: the store may answer with shorter pages than were asked for.
func advanced(ranges []store.IDRange, answers []answer) []store.IDRange {
	var left []store.IDRange
	for n, r := range ranges {
		if n < len(answers) && answers[n].err == nil {
			if answers[n].rows == 0 || r.To != 0 && answers[n].last >= r.To {
				continue
			}
			r.Next = answers[n].last + 1
		}
		left = append(left, r)
	}
	return left
}

// writeRound writes the pages that came, and what is left of their ranges, in one transaction.
func (i *importer) writeRound(ranges []store.IDRange, answers []answer) error {
	var came []page
	for n := range answers {
		if answers[n].err == nil {
			came = append(came, answers[n].page)
		}
	}
	if len(came) == 0 {
		return nil
	}
	next := i.state
	next.Backfill = advanced(ranges, answers)
	if answers[0].err == nil && len(next.Backfill) > 0 {
		next.LastID = max(next.LastID, next.Backfill[0].Next-1) // what lies below has all been read
	}
	p := joined(came)
	i.filled = i.filled || p.rows > 0
	return i.write(p, next)
}

// joined makes one page of several.
func joined(pages []page) page {
	if len(pages) == 1 {
		return pages[0]
	}
	var all page
	var orders [][]bigcommerce.Order
	for _, p := range pages {
		orders, all.bad = append(orders, p.orders), append(all.bad, p.bad...)
		all.rows, all.last = all.rows+p.rows, max(all.last, p.last)
	}
	all.orders = slices.Concat(orders...)
	return all
}
