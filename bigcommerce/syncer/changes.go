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
		if err := i.write(nil, next); err != nil {
			return err
		}
	}
	i.run.phase(PhaseChanges, 0)
	for i.state.Pass != nil {
		step := i.changesPage
		if i.state.Pass.ByID {
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
	rows, err := i.list(ctx, bigcommerce.OrderFilter{MinModified: from}, "date_modified:asc")
	if err != nil {
		return err
	}
	next := i.state
	if len(rows) < i.fullPage() {
		if n := len(rows); n > 0 {
			pass.Latest = later(pass.Latest, rows[n-1].DateModified.Time)
		}
		next.Since, next.Pass = pass.Latest, nil
		return i.write(rows, next)
	}
	last := rows[len(rows)-1].DateModified.Truncate(time.Second)
	pass.Latest = later(pass.Latest, last)
	pass.Inclusive = pass.Inclusive || rows[0].DateModified.Truncate(time.Second).Equal(from)
	switch {
	case last.After(pass.At):
		pass.At = last
	case last.Equal(pass.At):
		// The page lies within one second (and the one before it): read that second by id.
		pass.ByID, pass.NextID = true, 0
	}
	// A page that ends before At holds only the second asked for in excess: it has shown that the bound is inclusive.
	next.Pass = &pass
	return i.write(rows, next)
}

// crowdedPage reads the second Pass.At by id. Asking from the second before to the second after holds whether the
// bounds are inclusive or not.
func (i *importer) crowdedPage(ctx context.Context) error {
	pass := *i.state.Pass
	rows, err := i.list(ctx, bigcommerce.OrderFilter{
		MinModified: pass.At.Add(-time.Second), MaxModified: pass.At.Add(time.Second), MinID: pass.NextID,
	}, "id:asc")
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		pass.ByID, pass.NextID, pass.At = false, 0, pass.At.Add(time.Second)
	} else {
		pass.NextID = rows[len(rows)-1].ID + 1
	}
	next := i.state
	next.Pass = &pass
	return i.write(rows, next)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
