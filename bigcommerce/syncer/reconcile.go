package syncer

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"cartwire/bigcommerce"
	"cartwire/store"
)

const (
	comparedDays = 30  // how far back orders are compared where no window is given
	mostAsked    = 100 // orders about which the store is asked one by one
	strayChunks  = 2   // pages of the book's orders, all outside the window, behind which none is looked for
)

// reconcileJob is one run that compares the book with the store. It reads orders without their lines, 250 a request, and
// stock as Update Inventory reads it; it changes neither the store nor orders and counts of the book.
type reconcileJob struct {
	task
	report   *Report
	state    store.ImportState
	aside    map[uint64]bool
	days     map[dayKey]*DayTotal
	shipped  []uint64 // of the store's orders, those to look at for tracking numbers
	again    []uint64 // ids that reading again would put right
	seen     map[uint64]bool
	rechosen bool // the choice of orders is another than the last import's
	asked    int
	notAsked int
}

func (j *reconcileJob) do(ctx context.Context) error {
	until := j.options.Until
	if until.IsZero() {
		until = now()
	}
	since := j.options.Since
	if since.IsZero() {
		since = until.AddDate(0, 0, -comparedDays)
	}
	j.report = &Report{Connection: j.conn.ID, Made: now(), Since: since.UTC(), Until: until.UTC(), Days: []DayTotal{}}
	j.days, j.seen, j.aside = map[dayKey]*DayTotal{}, map[uint64]bool{}, map[uint64]bool{}
	for _, step := range []func(context.Context) error{j.load, j.orders, j.extra, j.tracking, j.stock} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return j.finish()
}

func (j *reconcileJob) load(context.Context) error {
	list, err := j.book.SetAsides(j.conn.ID)
	if err != nil {
		return err
	}
	for _, s := range list {
		j.aside[s.StoreOrderID] = true
	}
	if j.state, err = j.book.ImportState(j.conn.ID); err != nil {
		return err
	}
	j.rechosen = !covers(j.state.Filter, filterOf(j.conn.Options))
	switch {
	case j.state.Clock.IsZero():
		j.notice("Orders were never imported, so none of the store's are compared. Run Import Orders first.")
	case j.rechosen:
		j.notice("The choice of orders has changed since the last import: what that has left out isn't counted as missing. Run Import Orders first.")
	case len(j.state.Backfill) > 0:
		j.notice("The import has not come to its end yet: what it has still to read isn't counted as missing.")
	}
	return nil
}

func (j *reconcileJob) notice(text string) { j.report.Notices = append(j.report.Notices, text) }

func (j *reconcileJob) within(t time.Time) bool {
	return !t.Before(j.report.Since) && t.Before(j.report.Until)
}

// orders walks the store's orders of the window by id and compares each with the book's.
func (j *reconcileJob) orders(ctx context.Context) error {
	f := bigcommerce.OrderFilter{MinCreated: j.report.Since.Add(-time.Second), MaxCreated: j.report.Until.Add(time.Second)}
	counted, err := j.client.OrderCount(ctx, f)
	if err != nil {
		return err
	}
	j.run.phase(PhaseCompare, counted.All)
	var all store.ReadRange
	met := map[uint64]bool{}
	for range mostRounds {
		for more := true; more; {
			good, bad, err := j.client.OrderHeads(ctx, f)
			if err != nil {
				return err
			}
			before := f.MinID
			for i := range good {
				o := &good[i]
				f.MinID = max(f.MinID, o.ID+1)
				if !met[o.ID] {
					all.Orders++
					if o.StatusID == bigcommerce.StatusIncomplete {
						all.Incomplete++
					}
				}
				met[o.ID] = true
				if err := j.compare(o); err != nil {
					return err
				}
			}
			for _, b := range bad {
				if b.OrderID <= bigcommerce.MaxOrderID {
					f.MinID = max(f.MinID, b.OrderID+1)
				}
				if !met[b.OrderID] {
					all.Orders++
					if !j.aside[b.OrderID] {
						j.notice(b.Error())
					}
				}
				met[b.OrderID], j.seen[b.OrderID] = true, true
			}
			rows := len(good) + len(bad)
			compared := tally{read: rows, unreadable: len(bad), out: store.PutOutcome{Unchanged: len(good)}} // it changes no order
			j.run.progress(rows, compared.add)
			more = f.MinID > before
		}
		if lacking(counted, all) == 0 {
			return nil
		}
		f.MinID = 0
	}
	j.report.Short = append(j.report.Short, store.Shortage{Missing: lacking(counted, all), Listed: all.Orders, At: now()})
	return nil
}

// compare puts one order of the store where it belongs.
func (j *reconcileJob) compare(o *bigcommerce.OrderHead) error {
	if j.seen[o.ID] || !j.within(o.DateCreated.Time) {
		return nil
	}
	j.seen[o.ID] = true
	r := j.report
	r.StoreOrders++
	inBook := false
	var mine store.Order
	err := j.book.View(func(tx *store.Tx) (err error) {
		if inBook = tx.HasOrder(j.conn.ID, o.ID); inBook {
			mine, err = tx.Order(j.conn.ID, o.ID)
		}
		return err
	})
	if err != nil {
		return err
	}
	there := headOrder(o)
	switch {
	case j.pending(o, inBook):
		r.Pending++
		if inBook {
			r.BookOrders++
		}
		return nil
	case inBook:
		r.BookOrders++
		j.day(&there, 1, 0)
		j.day(&mine, 0, 1)
		j.differ(&there, &mine)
		j.noteShipped(o)
	case j.aside[o.ID]:
		r.SetAside++
	case !j.wanted(o):
		r.LeftOut++
	default:
		j.day(&there, 1, 0)
		r.Missing = append(r.Missing, gapOf(&there))
		j.again = append(j.again, o.ID)
	}
	return nil
}

// pending tells whether an order came or changed after the import last looked: the next one reads it.
func (j *reconcileJob) pending(o *bigcommerce.OrderHead, inBook bool) bool {
	if j.state.Clock.IsZero() {
		return true
	}
	if o.DateModified.After(j.state.Since) {
		return true
	}
	unread := slices.ContainsFunc(j.state.Backfill, func(r store.IDRange) bool { return o.ID >= r.Next && (r.To == 0 || o.ID <= r.To) })
	return !inBook && (unread || j.rechosen || o.ID > j.state.LastID)
}

// wanted tells whether the choice of orders lets one into the book.
func (j *reconcileJob) wanted(o *bigcommerce.OrderHead) bool {
	f := filterOf(j.conn.Options)
	return j.conn.Options.ImportOrders && o.ID >= f.StartNumber && !o.DateCreated.Before(f.StartDate) &&
		(len(f.Statuses) == 0 || slices.Contains(f.Statuses, o.StatusID))
}

// differ notes what isn't alike of an order that both have.
func (j *reconcileJob) differ(there, mine *store.Order) {
	for _, d := range []OrderDifference{
		{What: "status", Store: statusName(there.StatusID), Book: statusName(mine.StatusID)},
		{What: "total", Store: there.TotalIncTax.String(), Book: mine.TotalIncTax.String()},
		{What: "currency", Store: there.Currency, Book: mine.Currency},
	} {
		if d.Store == d.Book || (d.What == "total" && there.TotalIncTax.Equal(mine.TotalIncTax)) {
			continue
		}
		d.ID = there.StoreOrderID
		j.report.Different = append(j.report.Different, d)
		j.again = append(j.again, d.ID)
	}
}

func (j *reconcileJob) noteShipped(o *bigcommerce.OrderHead) {
	if o.ItemsShipped > 0 && !o.IsDigital {
		j.shipped = append(j.shipped, o.ID)
	}
}

// extra walks the book's orders of the window, newest first, for such as the store didn't list. A store leaves archived
// orders out of its list, so each is asked for alone.
func (j *reconcileJob) extra(ctx context.Context) error {
	q, strays := store.OrderQuery{Connection: j.conn.ID}, 0
	for strays < strayChunks {
		page, err := j.book.OrderPage(q, bigcommerce.MaxPage)
		if err != nil || len(page) == 0 {
			return err
		}
		strays++
		for i := range page {
			o := &page[i]
			q.Before = o.StoreOrderID
			if o.Created.After(j.report.Since) {
				strays = 0
			}
			if !j.within(o.Created) || j.seen[o.StoreOrderID] {
				continue
			}
			j.report.BookOrders++
			gone, err := j.gone(ctx, o.StoreOrderID)
			if err != nil {
				return err
			}
			if gone {
				j.day(o, 0, 1)
				j.report.Extra = append(j.report.Extra, gapOf(o))
			}
		}
	}
	return nil
}

// gone asks whether the store no longer has an order. Beyond a number of them it isn't asked.
func (j *reconcileJob) gone(ctx context.Context, id uint64) (bool, error) {
	if j.asked == mostAsked {
		j.notAsked++
		return false, nil
	}
	j.asked++
	_, err := j.client.Order(ctx, id)
	if missing(err) {
		return true, nil
	}
	if unreadable(err) {
		return false, nil
	}
	return false, err
}

// finish puts the report together, shows it and keeps it.
func (j *reconcileJob) finish() error {
	r := j.report
	for _, d := range j.days {
		r.Days = append(r.Days, *d)
	}
	slices.SortFunc(r.Days, byDay)
	gaps, err := j.book.Gaps(j.conn.ID)
	if err != nil {
		return err
	}
	for _, s := range gaps.Unreadable {
		r.Unreadable = append(r.Unreadable, UnreadableOrder{ID: s.StoreOrderID, Reason: s.Reason, At: s.At})
	}
	r.Short = append(gaps.Short, r.Short...)
	r.Ranges = ranges(j.again)
	if j.notAsked > 0 {
		j.notice(fmt.Sprintf("About %d more orders the store would have to be asked one by one: they were left out. Compare a shorter window.", j.notAsked))
	}
	notes := r.notes()
	j.run.remark(notes)
	j.run.change(func(s *Snapshot, _ *store.Job) { s.Report = r })
	return j.keepReport(r)
}

// keepReport writes the report beside the run's record, where an update keeps its plan.
func (j *reconcileJob) keepReport(r *Report) error {
	raw, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return j.book.Update(func(tx *store.Tx) error { return tx.PutJobPlan(j.run.ID(), raw) })
}
