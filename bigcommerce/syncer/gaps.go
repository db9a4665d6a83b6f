package syncer

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// What the store lists is compared with what it counts: a list that was cut, or answered as empty, shows nothing of it.
const (
	// mostAsks is how many requests a run makes to find out where orders are missing.
	mostAsks = 12
	// mostRounds is how often a run reads what an earlier round of it has found short.
	mostRounds = 3
	// mostRead bounds the stretches that are told apart.
	mostRead = 256
	// mostShort bounds the parts that are named as short.
	mostShort = 50
)

// listed is what a page has of orders that have an id.
func (p *page) listed() (n store.ReadRange) {
	for _, o := range p.orders {
		n.Orders++
		if o.StatusID == bigcommerce.StatusIncomplete {
			n.Incomplete++
		}
	}
	for _, b := range p.bad {
		if b.OrderID <= bigcommerce.MaxOrderID {
			n.Orders++
		}
	}
	return n
}

// unseen is what a page has of orders that weren't seen before, and notes them.
func (p *page) unseen(seen map[uint64]bool) page {
	fresh := func(id uint64) bool {
		known := seen[id]
		seen[id] = true
		return !known
	}
	q := page{}
	for _, o := range p.orders {
		if fresh(o.StoreOrderID) {
			q.orders = append(q.orders, o)
		}
	}
	for _, b := range p.bad {
		if fresh(b.OrderID) {
			q.bad = append(q.bad, b)
		}
	}
	return q
}

// until is what a page has that was modified by then, and all of it where that is zero.
func (p *page) until(then time.Time) page {
	return page{bad: p.bad, orders: slices.DeleteFunc(slices.Clone(p.orders), func(o readOrder) bool {
		return !then.IsZero() && o.Modified.Truncate(time.Second).After(then)
	})}
}

// beyond reports whether a walk by id goes on behind a page that was asked for from next up to to (0: without an end). Only an
// empty page, or the last id, is an end: the store may answer with shorter pages than were asked for. So is a page without
// any order that has an id: nothing tells where to go on.
func (p *page) beyond(next, to uint64) bool {
	return p.rows > 0 && p.last >= next && (to == 0 || p.last < to)
}

// lacking is how many more orders the store counts than it has listed.
func lacking(counted bigcommerce.OrderCount, listed store.ReadRange) int {
	if counted.Statuses {
		return max(0, counted.Listed()-(listed.Orders-listed.Incomplete))
	}
	return max(0, counted.All-listed.Orders)
}

// noteRead adds a stretch that was read. Where there are too many, those two that hold the fewest orders are joined.
func noteRead(list []store.ReadRange, r store.ReadRange) []store.ReadRange {
	at, _ := slices.BinarySearchFunc(list, r.Next, func(a store.ReadRange, next uint64) int { return cmp.Compare(a.Next, next) })
	list = slices.Insert(slices.Clone(list), at, r)
	if len(list) <= mostRead {
		return list
	}
	fewest := -1
	for n := range len(list) - 1 {
		if touch(list[n], list[n+1]) && (fewest < 0 || list[n].Orders+list[n+1].Orders < list[fewest].Orders+list[fewest+1].Orders) {
			fewest = n
		}
	}
	if fewest < 0 {
		return list
	}
	return slices.Replace(list, fewest, fewest+2, sumOf(list[fewest:fewest+2]))
}

// touch reports whether b begins where a ends.
func touch(a, b store.ReadRange) bool { return a.To != 0 && a.To+1 == b.Next }

// sumOf is one stretch of several that touch.
func sumOf(list []store.ReadRange) store.ReadRange {
	sum := store.ReadRange{IDRange: store.IDRange{Next: list[0].Next, To: list[len(list)-1].To}}
	for _, r := range list {
		sum = sum.Plus(r)
	}
	return sum
}

// compared holds what a backfill has read against what the store counts. Where it counts more than it has listed, the parts
// that are short are asked for again; again is set where that is more than a few pages, which are to be read as the rest was.
func (i *importer) compared(ctx context.Context, round int) (again bool, err error) {
	if len(i.state.Read) == 0 {
		return false, nil
	}
	if i.before != nil && !i.placed && len(i.state.Short) == 0 && lacking(*i.before, sumOf(i.state.Read)) == 0 {
		// Nothing that was placed since can stand for what is missing.
		next := i.state
		next.Read = nil
		return false, i.write(page{}, next)
	}
	i.before = nil // of the first round alone
	var short []store.Shortage
	var unread []store.IDRange
	for list := i.state.Read; len(list) > 0; {
		n := 1
		for n < len(list) && touch(list[n-1], list[n]) {
			n++
		}
		area := list[:n]
		list = list[n:]
		counted, err := i.count(ctx, sumOf(area).IDRange)
		if err != nil {
			return false, err
		}
		suspects, err := i.narrow(ctx, area, counted)
		if err != nil {
			return false, err
		}
		for _, s := range suspects {
			missing := lacking(s.counted, s.listed)
			switch wide := s.counted.All/i.fullPage()+2 > i.mayAsk || missing >= i.fullPage(); {
			case wide && (round == 0 || s.listed.Orders == 0 && round < mostRounds-1):
				unread = append(unread, halves(s.listed.IDRange)...)
			case wide:
				short = append(short, shortageOf(s.listed.IDRange, s.counted, missing))
			default:
				found, err := i.askAgain(ctx, s.listed.IDRange, s.counted)
				if err != nil {
					return false, err
				}
				short = append(short, found...)
			}
		}
	}
	slices.SortFunc(unread, func(a, b store.IDRange) int { return cmp.Compare(a.Next, b.Next) })
	next := i.state
	next.Read, next.Backfill, next.Short = nil, unread, i.kept(slices.Concat(i.state.Short, short))
	return len(unread) > 0, i.write(page{}, next)
}

func shortageOf(r store.IDRange, counted bigcommerce.OrderCount, missing int) store.Shortage {
	return store.Shortage{IDRange: r, Listed: counted.Listed() - missing, Missing: missing, At: now()}
}

// kept are the parts that are still short: without those that orders without an id explain, which are kept as unreadable.
func (i *importer) kept(list []store.Shortage) (short []store.Shortage) {
	explained := 0
	for id := range i.aside {
		if id > bigcommerce.MaxOrderID {
			explained++
		}
	}
	for _, s := range list {
		taken := min(explained, s.Missing)
		explained -= taken
		if s.Missing > taken {
			short = append(short, s)
		}
	}
	return short[:min(len(short), mostShort)]
}

// count asks how many orders there are in a range of ids.
func (i *importer) count(ctx context.Context, r store.IDRange) (bigcommerce.OrderCount, error) {
	return i.client.OrderCount(ctx, idFilter(i.state.Filter, r))
}

// suspect is a stretch in which fewer orders were listed than the store counts.
type suspect struct {
	listed  store.ReadRange
	counted bigcommerce.OrderCount
}

// narrow finds out, by counting halves, in which of the stretches that were read orders are missing.
func (i *importer) narrow(ctx context.Context, list []store.ReadRange, counted bigcommerce.OrderCount) ([]suspect, error) {
	sum := sumOf(list)
	if lacking(counted, sum) == 0 {
		return nil, nil
	}
	if len(list) == 1 || i.mayAsk <= 0 {
		return []suspect{{sum, counted}}, nil
	}
	left, right := list[:len(list)/2], list[len(list)/2:]
	i.mayAsk--
	n, err := i.count(ctx, sumOf(left).IDRange)
	if err != nil {
		return nil, err
	}
	a, err := i.narrow(ctx, left, n)
	if err != nil {
		return nil, err
	}
	b, err := i.narrow(ctx, right, rest(counted, n))
	return append(a, b...), err
}

// rest is what is counted beside a part.
func rest(all, part bigcommerce.OrderCount) bigcommerce.OrderCount {
	return bigcommerce.OrderCount{All: max(0, all.All-part.All), Incomplete: max(0, all.Incomplete-part.Incomplete), Statuses: all.Statuses && part.Statuses}
}

// halves are both halves of a range, or the range where it can't be halved.
func halves(r store.IDRange) []store.IDRange {
	if r.To <= r.Next {
		return []store.IDRange{r}
	}
	mid := r.Next + (r.To-r.Next)/2
	return []store.IDRange{{Next: r.Next, To: mid}, {Next: mid + 1, To: r.To}}
}

// askAgain lists a range of ids anew in which the store has counted so many orders; what stays short is asked for in halves,
// as long as the run may ask.
func (i *importer) askAgain(ctx context.Context, r store.IDRange, counted bigcommerce.OrderCount) ([]store.Shortage, error) {
	var all store.ReadRange
	var pages []page
	for next := r.Next; i.mayAsk > 0 && lacking(counted, all) > 0; {
		i.mayAsk--
		p, err := i.list(ctx, idFilter(i.state.Filter, store.IDRange{Next: next, To: r.To}), "id:asc")
		if err != nil {
			return nil, err
		}
		if err := i.write(p, i.state); err != nil {
			return nil, err
		}
		pages = append(pages, p)
		all = all.Plus(p.listed())
		if !p.beyond(next, r.To) {
			break
		}
		next = p.last + 1
	}
	missing := lacking(counted, all)
	parts := halves(r)
	if r.To == 0 && len(pages) > 0 && pages[len(pages)-1].last >= r.Next {
		last := pages[len(pages)-1].last
		parts = []store.IDRange{{Next: r.Next, To: last}, {Next: last + 1}}
	}
	switch {
	case missing == 0:
		return nil, nil
	case len(parts) == 1 || i.mayAsk < 2:
		return []store.Shortage{shortageOf(r, counted, missing)}, nil
	}
	i.mayAsk--
	left, err := i.count(ctx, parts[0])
	if err != nil {
		return nil, err
	}
	var short []store.Shortage
	for n, c := range []bigcommerce.OrderCount{left, rest(counted, left)} {
		if lacking(c, within(pages, parts[n])) == 0 {
			continue
		}
		found, err := i.askAgain(ctx, parts[n], c)
		if err != nil {
			return nil, err
		}
		short = append(short, found...)
	}
	return short, nil
}

// within is what pages have of a range.
func within(pages []page, r store.IDRange) (n store.ReadRange) {
	in := func(id uint64) bool { return id >= r.Next && (r.To == 0 || id <= r.To) }
	for _, p := range pages {
		p.orders = slices.DeleteFunc(slices.Clone(p.orders), func(o readOrder) bool { return !in(o.StoreOrderID) })
		p.bad = slices.DeleteFunc(slices.Clone(p.bad), func(b *bigcommerce.DecodeError) bool { return !in(b.OrderID) })
		n = n.Plus(p.listed())
	}
	return n
}

// lookAgain asks again for what earlier runs have found short.
func (i *importer) lookAgain(ctx context.Context) error {
	if len(i.state.Short) == 0 {
		return nil
	}
	var left []store.Shortage
	var backfill []store.IDRange
	for n, s := range i.state.Short {
		if i.mayAsk < 2 {
			left = append(left, i.state.Short[n:]...)
			break
		}
		f := idFilter(i.state.Filter, s.IDRange)
		if byDate := !s.Since.IsZero(); byDate {
			f = bigcommerce.OrderFilter{MinModified: s.Since, MaxModified: s.Until}
		}
		i.mayAsk--
		counted, err := i.client.OrderCount(ctx, f)
		if err != nil {
			return err
		}
		switch missing := counted.Listed() - s.Listed; {
		case !s.Since.IsZero():
			p, err := i.list(ctx, f, "id:asc")
			if err != nil {
				return err
			}
			if err := i.write(p, i.state); err != nil {
				return err
			}
			i.mayAsk--
			if s.Missing = lacking(counted, p.listed()); s.Missing > 0 {
				left = append(left, s)
			}
		case counted.All/i.fullPage()+2 <= i.mayAsk:
			found, err := i.askAgain(ctx, s.IDRange, counted)
			if err != nil {
				return err
			}
			for _, one := range found {
				one.At = s.At
				left = append(left, one)
			}
		case s.Listed == 0 && missing > 0:
			backfill = append(backfill, s.IDRange)
		case missing > 0:
			s.Missing = missing
			left = append(left, s)
		}
	}
	next := i.state
	next.Short, next.Backfill = i.kept(left), backfill
	if err := i.write(page{}, next); err != nil {
		return err
	}
	return i.backfill(ctx)
}

// walkIDs reads what f lets through by id, a page at a time, until the store has no more; and anew, where it counts more than
// it has listed. missing is what it counts more after all.
func (i *importer) walkIDs(ctx context.Context, f bigcommerce.OrderFilter, each func(*page) error) (missing int, err error) {
	for range mostRounds {
		var all store.ReadRange
		for from, more := f, true; more; {
			p, err := i.list(ctx, from, "id:asc")
			if err != nil {
				return 0, err
			}
			if err := each(&p); err != nil {
				return 0, err
			}
			all, more = all.Plus(p.listed()), p.beyond(from.MinID, f.MaxID)
			from.MinID = p.last + 1
		}
		if f.MaxID != 0 && uint64(all.Orders) == f.MaxID-f.MinID+1 {
			return 0, nil
		}
		counted, err := i.client.OrderCount(ctx, f)
		if err != nil {
			return 0, err
		}
		if missing = lacking(counted, all); missing == 0 {
			return 0, nil
		}
	}
	return missing, nil
}

// nameGaps says in the record what the book lacks beside what the run has named, and where the clocks differ.
func (i *importer) nameGaps() error {
	gaps, err := i.book.Gaps(i.conn.ID)
	if err != nil {
		return err
	}
	unnamed := 0
	for _, s := range gaps.Unreadable {
		if !i.named[s.StoreOrderID] {
			unnamed++
		}
	}
	var failed []store.JobError
	if unnamed > 0 {
		failed = append(failed, store.JobError{Ref: "orders", Reason: number(unnamed, "more unreadable order") + "; retry or dismiss them."})
	}
	for n := range gaps.Short {
		failed = append(failed, store.JobError{Ref: gaps.Short[n].Name(), Reason: gaps.Short[n].Reason()})
	}
	i.run.change(func(_ *Snapshot, j *store.Job) {
		failed = slices.DeleteFunc(failed, func(e store.JobError) bool { return slices.Contains(j.Errors, e) })
		addFailures(j, failed)
	})
	i.compareClocks()
	return nil
}

// clocksDiffer is from where on two clocks are said to differ.
const clocksDiffer = 5 * time.Minute

// earlier is the earlier of the store's clock, as this run's answers told it, and this machine's: what is later than that isn't
// known to have happened, so no cursor goes beyond it.
func (t *task) earlier() time.Time {
	at := now().Truncate(time.Second)
	if there, _, known := t.client.Clock(); known && there.Before(at) {
		return there
	}
	return at
}

func (i *importer) compareClocks() {
	_, ahead, known := i.client.Clock()
	if !known || ahead.Abs() <= clocksDiffer {
		return
	}
	which := "ahead of"
	if ahead < 0 {
		which = "behind"
	}
	by := number(int(ahead.Abs().Round(time.Minute).Minutes()), "minute")
	if hours := int(ahead.Abs().Hours()); hours >= 48 {
		by = number(hours/24, "day")
	} else if hours >= 2 {
		by = number(hours, "hour")
	}
	i.run.remark([]store.JobError{{Ref: "clock", Reason: fmt.Sprintf("The store's clock is %s %s this machine's. Changes are read up to the earlier of both. Check this machine's clock.",
		by, which)}})
}
