package syncer

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/dustin/go-humanize"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// mostNamed bounds how wide a range may be for its missing orders to be named one by one; of a wider one they are counted.
const mostNamed = 100

// readAgain reads some orders again: those asked for by number, then those of a window of time. An order that was asked
// for by number enters the book whatever the choice of orders: a person asked for it. One that only lies in the window
// obeys the choice. Cursors stay as they are; each page is a transaction of its own.
func (i *importer) readAgain(ctx context.Context) error {
	if err := i.loadAside(); err != nil {
		return err
	}
	i.run.phase(PhaseCount, 0)
	ranges := merged(i.options.Ranges)
	total, err := i.countAgain(ctx, ranges)
	if err != nil {
		return err
	}
	i.run.phase(PhaseOrders, total)
	i.asked = true
	for _, r := range ranges {
		if err := i.readRange(ctx, r); err != nil {
			return err
		}
	}
	i.asked = false
	for _, f := range windowFilters(i.options.Since, i.options.Until) {
		if err := i.readWindow(ctx, f); err != nil {
			return err
		}
	}
	return nil
}

// countAgain tells how many orders are to be read, without asking where that is plain.
func (i *importer) countAgain(ctx context.Context, ranges []store.IDRange) (total int, err error) {
	filters := windowFilters(i.options.Since, i.options.Until)
	for _, r := range ranges {
		if width := r.To - r.Next; width < bigcommerce.MaxPage {
			total += int(width) + 1
		} else {
			filters = append(filters, bigcommerce.OrderFilter{MinID: r.Next, MaxID: r.To})
		}
	}
	for _, f := range filters {
		n, err := i.client.CountOrders(ctx, f)
		if err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

// merged puts ranges in order and joins those that touch, so that no order is read twice.
func merged(ranges []store.IDRange) []store.IDRange {
	ranges = slices.Clone(ranges)
	slices.SortFunc(ranges, func(a, b store.IDRange) int { return cmp.Compare(a.Next, b.Next) })
	var out []store.IDRange
	for _, r := range ranges {
		r.Next = max(r.Next, 1)
		if n := len(out); n > 0 && r.Next-1 <= out[n-1].To {
			out[n-1].To = max(out[n-1].To, r.To)
			continue
		}
		out = append(out, r)
	}
	return out
}

// readRange reads orders by number: a single one alone, which finds an archived one, too; more of them as a list.
func (i *importer) readRange(ctx context.Context, r store.IDRange) error {
	if r.Next == r.To {
		p, err := i.one(ctx, r.Next)
		if err != nil {
			return err
		}
		if p.rows > 0 {
			return i.writeAlone(p, r.Next, i.state)
		}
		if err := i.forget(r.Next); err != nil {
			return err
		}
		if err := i.noteMissing(r, nil, 0); err != nil {
			return err
		}
		return i.missed(r.Next, i.state)
	}
	seen := map[uint64]bool{}
	missing, err := i.walkIDs(ctx, bigcommerce.OrderFilter{MinID: r.Next, MaxID: r.To}, func(p *page) error {
		p.unseen(seen)
		return i.write(*p, i.state)
	})
	if err != nil {
		return err
	}
	if missing > 0 {
		i.failShort(store.Shortage{IDRange: r, Missing: missing})
		return nil
	}
	return i.noteMissing(r, seen, len(seen))
}

// failShort puts what stayed short into the record.
func (i *importer) failShort(s store.Shortage) {
	i.run.change(func(_ *Snapshot, j *store.Job) { addFailures(j, []store.JobError{{Ref: s.Name(), Reason: s.Reason()}}) })
}

// noteMissing says which numbers of a range the store doesn't have.
func (i *importer) noteMissing(r store.IDRange, seen map[uint64]bool, rows int) error {
	width := r.To - r.Next + 1
	if missing := width - uint64(rows); width > mostNamed && missing > 0 {
		i.run.note([]store.JobError{{Ref: fmt.Sprintf("orders %d to %d", r.Next, r.To),
			Reason: fmt.Sprintf("The store has orders of %s of these %s. The others were never placed, or are gone.", humanize.Comma(int64(rows)), number(int(width), "number"))}})
	}
	if width > mostNamed {
		return nil
	}
	var notes []store.JobError
	err := i.book.View(func(tx *store.Tx) error {
		for n := range width {
			id := r.Next + n
			if seen[id] {
				continue
			}
			reason := "The store has no order of this number."
			if tx.HasOrder(i.conn.ID, id) {
				reason += " The book keeps it as it was last read."
			}
			notes = append(notes, store.JobError{Ref: fmt.Sprintf("order %d", id), Reason: reason})
		}
		return nil
	})
	i.run.note(notes)
	return err
}

// windowFilters find what was created or modified from since to until, either of which may be open. Whether the bounds
// include their own second is not documented, so a second more is asked for.
func windowFilters(since, until time.Time) []bigcommerce.OrderFilter {
	before := func(t time.Time) time.Time { return t.Truncate(time.Second).Add(-time.Second) }
	after := func(t time.Time) time.Time { return t.Truncate(time.Second).Add(2 * time.Second) }
	switch {
	case since.IsZero() && until.IsZero():
		return nil
	case until.IsZero(): // what was created then was modified then as well
		return []bigcommerce.OrderFilter{{MinModified: before(since)}}
	case since.IsZero():
		return []bigcommerce.OrderFilter{{MaxCreated: after(until)}}
	}
	return []bigcommerce.OrderFilter{
		{MinCreated: before(since), MaxCreated: after(until)},
		{MaxCreated: since, MinModified: before(since), MaxModified: after(until)},
	}
}

// readWindow walks a window by id. An order that changes meanwhile may leave it: it is the ordinary walk's to find.
func (i *importer) readWindow(ctx context.Context, f bigcommerce.OrderFilter) error {
	missing, err := i.walkIDs(ctx, f, func(p *page) error { return i.write(*p, i.state) })
	if err == nil && missing > 0 {
		i.failShort(store.Shortage{Since: later(i.options.Since, time.Unix(1, 0)), Until: i.options.Until, Missing: missing})
	}
	return err
}

// dryAgain says how many orders would be read again.
func (i *importer) dryAgain(ctx context.Context) (string, error) {
	total, err := i.countAgain(ctx, merged(i.options.Ranges))
	return fmt.Sprintf("Import Orders changes nothing in the store. It would read up to %s again.", number(total, "order")), err
}
