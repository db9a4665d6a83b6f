package syncer

import (
	"context"
	"slices"
	"time"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// changes walks what was modified since the last pass, oldest first, until the store has no more.
func (i *importer) changes(ctx context.Context) error {
	if i.state.Pass == nil {
		next := i.state
		if now := i.earlier(); next.Since.After(now) {
			// A book of an earlier version, whose cursor a date that lay ahead has led astray: what changed since is looked for.
			next.Since, next.Reread = now, time.Time{}
		}
		next.Pass = &store.ChangePass{At: next.Since.Add(-setBack).Truncate(time.Second), Latest: next.Since}
		if err := i.write(page{}, next); err != nil {
			return err
		}
	}
	i.run.phase(PhaseChanges, 0)
	for i.state.Pass != nil {
		step := i.changesPage
		switch {
		case i.state.Pass.All:
			step = i.allPage
		case i.state.Pass.ByID:
			step = i.crowdedPage
		}
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

// changesPage reads the rows from the second Pass.At on. Every row before that second has been read; a row that changes
// meanwhile moves to the end of the walk, where it is met again.
func (i *importer) changesPage(ctx context.Context) error {
	pass := *i.state.Pass
	// Whether min_date_modified includes its own second is not documented.
	p, short, err := i.changed(ctx, pass.At.Add(-time.Second))
	if err != nil {
		return err
	}
	next := i.state
	next.Short = i.kept(slices.Concat(next.Short, short))
	rows := p.orders
	if p.rows < i.fullPage() {
		if n := len(rows); n > 0 {
			pass.Latest = later(pass.Latest, rows[n-1].Modified)
		}
		next.Since, next.Pass = pass.Latest, nil
		if !pass.Clock.IsZero() {
			// A second that was still going on while it was read may have gained rows behind the cursor: the next pass
			// starts from when this one did, not from where it has come to.
			next.Since = pass.Clock
		}
		next.Through = i.began
		noted(&next)
		return i.write(p, next)
	}
	if pass.Clock.IsZero() {
		if pass.Clock, err = i.clock(ctx); err != nil {
			return err
		}
	}
	next.Pass = &pass
	if len(rows) == 0 {
		// Nothing of the page could be read, so no date tells how far it goes.
		pass.All, pass.NextID = true, 0
		return i.write(p, next)
	}
	last := rows[len(rows)-1].Modified.Truncate(time.Second)
	pass.Latest = later(pass.Latest, last)
	if last.After(pass.At) {
		pass.At = last
	} else {
		// The page lies within that second and the one before it: read them by id.
		pass.ByID, pass.NextID = true, 0
	}
	return i.write(p, next)
}

// changed asks for a page of changes, and compares it with what the store counts up to its last second, or to the end where it
// is the last page and moves the cursor on: what it lacks would never be asked for again. short is what stays so.
func (i *importer) changed(ctx context.Context, from time.Time) (p page, short []store.Shortage, err error) {
	seen, all := map[uint64]bool{}, page{}
	for range mostRounds {
		f := bigcommerce.OrderFilter{MinModified: from}
		if p, err = i.list(ctx, f, "date_modified:asc"); err != nil {
			return p, nil, err
		}
		n, full := len(p.orders), p.rows >= i.fullPage()
		until := i.earlier().Add(time.Second)
		if full && n > 0 {
			f.MaxModified = p.orders[n-1].Modified.Truncate(time.Second).Add(-time.Second)
			until = f.MaxModified
		}
		if full && !f.MaxModified.After(from) || !full && i.state.Pass.Clock.IsZero() && (n == 0 || !p.orders[n-1].Modified.After(i.state.Since)) {
			return p, nil, nil
		}
		counted, err := i.client.OrderCount(ctx, f)
		if err != nil {
			return p, nil, err
		}
		fresh := p.unseen(seen)
		all.orders, all.bad = append(all.orders, fresh.orders...), append(all.bad, fresh.bad...)
		listed := all.until(f.MaxModified)
		missing := lacking(counted, listed.listed())
		if missing == 0 {
			return p, nil, nil
		}
		short = []store.Shortage{{Since: from, Until: until, Listed: counted.Listed() - missing, Missing: missing, At: now()}}
		if err := i.write(p, i.state); err != nil {
			return p, nil, err
		}
	}
	return p, short, nil
}

// crowdedPage reads the second Pass.At by id. Asking from the second before to the second after holds whether the
// bounds are inclusive or not.
func (i *importer) crowdedPage(ctx context.Context) error {
	pass := *i.state.Pass
	f := bigcommerce.OrderFilter{MinModified: pass.At.Add(-time.Second), MaxModified: pass.At.Add(time.Second)}
	return i.changesByID(ctx, f, func(next *store.ImportState) {
		next.Pass = &store.ChangePass{At: pass.At.Add(time.Second), Clock: pass.Clock, Latest: pass.Latest}
	})
}

// allPage reads everything that was modified from Pass.At on by id.
func (i *importer) allPage(ctx context.Context) error {
	pass := *i.state.Pass
	return i.changesByID(ctx, bigcommerce.OrderFilter{MinModified: pass.At.Add(-time.Second)}, func(next *store.ImportState) {
		next.Since, next.Pass, next.Through = pass.Clock, nil, i.began
		noted(next)
	})
}

// changesByID reads a page of the changes that f lets through by id. Behind the last one, done moves the pass on.
func (i *importer) changesByID(ctx context.Context, f bigcommerce.OrderFilter, done func(*store.ImportState)) error {
	pass := *i.state.Pass
	from := f
	from.MinID = pass.NextID
	p, err := i.list(ctx, from, "id:asc")
	if err != nil {
		return err
	}
	if !f.MaxModified.IsZero() && !p.beyond(pass.NextID, 0) {
		// An order that changes now leaves the second, and the count: it would hide one that the end of the list lacks.
		again, err := i.list(ctx, from, "id:asc")
		if err != nil {
			return err
		}
		if again.rows > p.rows {
			p = again
		}
	}
	next := i.state
	pass.Listed = pass.Listed.Plus(p.listed())
	if p.beyond(pass.NextID, 0) {
		pass.NextID = p.last + 1
		next.Pass = &pass
		return i.write(p, next)
	}
	counted, err := i.client.OrderCount(ctx, f)
	if err != nil {
		return err
	}
	missing := lacking(counted, pass.Listed)
	if missing > 0 && pass.Walks+1 < mostRounds {
		pass.NextID, pass.Listed, pass.Walks = 0, store.ReadRange{}, pass.Walks+1
		next.Pass = &pass
		return i.write(p, next)
	}
	if missing > 0 {
		until := f.MaxModified
		if until.IsZero() {
			until = i.earlier().Add(time.Second)
		}
		next.Short = i.kept(append(slices.Clone(next.Short), store.Shortage{
			Since: f.MinModified, Until: until, Listed: counted.Listed() - missing, Missing: missing, At: now(),
		}))
	}
	done(&next)
	return i.write(p, next)
}

// noted marks the end of a pass over the changes of all orders.
func noted(s *store.ImportState) {
	if s.Filter.Unlisted {
		s.Noted = s.Since
	}
}

// sooner is the earlier of two times.
func sooner(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
