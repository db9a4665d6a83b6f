package syncer

import (
	"context"
	"time"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// changes walks what was modified since the last pass, oldest first, until the store has no more.
func (i *importer) changes(ctx context.Context) error {
	if i.state.Pass == nil {
		next := i.state
		next.Pass = &store.ChangePass{At: i.state.Since.Add(-setBack).Truncate(time.Second), Latest: i.state.Since}
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
	from := pass.At
	if !pass.Inclusive {
		// Whether min_date_modified includes its own second is not documented: until a row has shown it, ask for one
		// second more.
		from = from.Add(-time.Second)
	}
	p, err := i.list(ctx, bigcommerce.OrderFilter{MinModified: from}, "date_modified:asc")
	if err != nil {
		return err
	}
	next := i.state
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
		noted(&next)
		return i.write(p, next)
	}
	if pass.Clock.IsZero() {
		if pass.Clock, err = i.client.Time(ctx); err != nil {
			return err
		}
	}
	if len(rows) == 0 {
		// Nothing of the page could be read, so no date tells how far it goes.
		pass.All, pass.NextID = true, 0
		next.Pass = &pass
		return i.write(p, next)
	}
	last := rows[len(rows)-1].Modified.Truncate(time.Second)
	pass.Latest = later(pass.Latest, last)
	pass.Inclusive = pass.Inclusive || rows[0].Modified.Truncate(time.Second).Equal(from)
	switch {
	case last.After(pass.At):
		pass.At = last
	case last.Equal(pass.At):
		// The page lies within one second (and the one before it): read that second by id.
		pass.ByID, pass.NextID = true, 0
	case len(p.bad) > 0 && pass.Inclusive:
		// What lies at At and after may all be unreadable, and At would never move.
		pass.All, pass.NextID = true, 0
	}
	// A page that ends before At holds only the second asked for in excess: it has shown that the bound is inclusive.
	next.Pass = &pass
	return i.write(p, next)
}

// crowdedPage reads the second Pass.At by id. Asking from the second before to the second after holds whether the
// bounds are inclusive or not.
func (i *importer) crowdedPage(ctx context.Context) error {
	pass := *i.state.Pass
	p, err := i.list(ctx, bigcommerce.OrderFilter{
		MinModified: pass.At.Add(-time.Second), MaxModified: pass.At.Add(time.Second), MinID: pass.NextID,
	}, "id:asc")
	if err != nil {
		return err
	}
	if p.rows == 0 {
		pass.ByID, pass.NextID, pass.At = false, 0, pass.At.Add(time.Second)
	} else {
		pass.NextID = p.last + 1
	}
	next := i.state
	next.Pass = &pass
	return i.write(p, next)
}

// allPage reads everything that was modified from Pass.At on by id.
func (i *importer) allPage(ctx context.Context) error {
	pass := *i.state.Pass
	p, err := i.list(ctx, bigcommerce.OrderFilter{MinModified: pass.At.Add(-time.Second), MinID: pass.NextID}, "id:asc")
	if err != nil {
		return err
	}
	next := i.state
	if p.rows == 0 {
		next.Since, next.Pass = pass.Clock, nil
		noted(&next)
		return i.write(p, next)
	}
	pass.NextID = p.last + 1
	next.Pass = &pass
	return i.write(p, next)
}

// noted marks the end of a pass over the changes of all orders.
func noted(s *store.ImportState) {
	if s.Filter.Unlisted {
		s.Noted = s.Since
	}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
