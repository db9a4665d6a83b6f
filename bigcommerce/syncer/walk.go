package syncer

import (
	"context"
	"slices"

	"cartwire/store"
)

// walk reads ranges of ids side by side, each a page at a time. One goroutine writes.
type walk struct {
	*importer
	filter  store.ImportFilter
	width   uint64          // how many ids a page spans, about
	left    []store.IDRange // what is still to be read, ascending: at most the last has no end, and waits for the others
	reading map[uint64]bool // the ends of those that are being read
	came    chan answer
	read    []page // those that are still to be written
	tally   []store.ReadRange
}

// answer is what came of asking for the next page of a range.
type answer struct {
	of store.IDRange
	page
	err     error
	mistake any // what reading panicked with
}

// readRanges reads ranges, which are ascending and hold so many orders. A range's next page is asked for as soon as one came,
// and read while others are written. The pages that came are written together with what is left, in one transaction.
func (i *importer) readRanges(ctx context.Context, ranges []store.IDRange, orders int) (failed error) {
	w := walk{importer: i, filter: i.state.Filter, width: i.pageWidth(ranges, orders), left: slices.Clone(ranges), tally: i.state.Read,
		reading: map[uint64]bool{}, came: make(chan answer, sideBySide)}
	ctx, stop := context.WithCancel(ctx)
	defer func() {
		stop()
		for range w.reading {
			<-w.came
		}
	}()
	for n := 0; n < len(w.left); n++ {
		w.replace(n, w.left[n])
	}
	for w.ask(ctx); len(w.reading) > 0; {
		a := <-w.came
		delete(w.reading, a.of.To)
		switch {
		case a.mistake != nil:
			panic(a.mistake) // here it ends the job alone
		case a.err == nil:
			w.take(a)
		case failed == nil:
			failed = a.err
			stop()
		}
		if failed == nil {
			w.ask(ctx)
		}
		if len(w.read) > 0 && len(w.read) >= len(w.reading) {
			if err := w.write(); err != nil {
				return err
			}
		}
	}
	return failed
}

// ask asks for the next page of the first ranges, of as many as may be read at once.
func (w *walk) ask(ctx context.Context) {
	for _, r := range w.left {
		if len(w.reading) == sideBySide {
			return
		}
		if w.reading[r.To] || r.To == 0 && len(w.left) > 1 {
			continue
		}
		w.reading[r.To] = true
		go func() {
			a := answer{of: r}
			defer func() {
				a.mistake = recover()
				w.came <- a
			}()
			a.page, a.err = w.list(ctx, idFilter(w.filter, r), "id:asc")
		}()
	}
}

// take takes a page that came.
func (w *walk) take(a answer) {
	w.read = append(w.read, a.page)
	n := slices.Index(w.left, a.of)
	w.placed = w.placed || slices.ContainsFunc(a.orders, func(o readOrder) bool { return !o.Created.Before(w.state.Clock) })
	found := a.listed()
	found.IDRange = a.of
	if !a.beyond(a.of.Next, a.of.To) {
		w.left = slices.Delete(w.left, n, n+1)
	} else {
		found.To = a.last
		w.replace(n, store.IDRange{Next: a.last + 1, To: a.of.To})
	}
	w.tally = noteRead(w.tally, found)
}

// replace puts what is left of the n-th range in its place: in parts, where fewer ranges have an end than may be read at once.
// The parts hold whole pages, as far as their width tells.
func (w *walk) replace(n int, r store.IDRange) {
	others := 0
	for m := range w.left {
		if m != n && w.left[m].To != 0 {
			others++
		}
	}
	var parts []store.IDRange
	if r.To != 0 && others < sideBySide {
		count := max(1, min(uint64(sideBySide-others), (r.To-r.Next)/w.width/fewPages))
		for step := ((r.To-r.Next)/count/w.width + 1) * w.width; len(parts)+1 < int(count); r.Next += step {
			parts = append(parts, store.IDRange{Next: r.Next, To: r.Next + step - 1})
		}
	}
	w.left = slices.Replace(w.left, n, n+1, append(parts, r)...)
}

// write writes the pages that came, and what is left.
func (w *walk) write() error {
	next := w.state
	next.Backfill, next.Read = slices.Clone(w.left), w.tally
	if len(w.left) > 0 && w.left[0].Next > 0 {
		next.LastID = max(next.LastID, w.left[0].Next-1) // what lies below has all been read
	}
	p := joined(w.read)
	w.read = nil
	w.filled = w.filled || p.rows > 0
	return w.importer.write(p, next)
}

// joined makes one page of several, read from when the first of them was asked for until the last was there.
func joined(pages []page) page {
	if len(pages) == 1 {
		return pages[0]
	}
	all := page{from: pages[0].from, to: pages[0].to}
	for _, p := range pages {
		all.from, all.to = sooner(all.from, p.from), later(all.to, p.to)
		all.orders, all.bad = append(all.orders, p.orders...), append(all.bad, p.bad...)
		all.rows, all.last = all.rows+p.rows, max(all.last, p.last)
	}
	return all
}
