package syncer

import (
	"fmt"
	"time"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// Estimate is what a run will cost, told before it starts from what the book knows.
type Estimate struct {
	Requests int           `json:"requests"`
	AtLeast  bool          `json:"at_least,omitempty"` // it may cost more: how much the store has to tell isn't known
	Time     time.Duration `json:"time,omitempty"`     // at the store's quota as last seen; 0 where that isn't known
}

// Sentence says it to a person, such as "About 12 requests, 3 s at the store's quota."
func (e Estimate) Sentence() string {
	text := "No request"
	switch {
	case e.AtLeast:
		text = "At least " + number(max(1, e.Requests), "request")
	case e.Requests > 0:
		text = "About " + number(e.Requests, "request")
	}
	if e.Time <= 0 {
		return text + "."
	}
	took := e.Time.Round(time.Second)
	switch {
	case took < time.Second:
		return text + ", less than a second at the store's quota."
	case took < 2*time.Minute:
		return fmt.Sprintf("%s, %d s at the store's quota.", text, int(took.Seconds()))
	case took < 2*time.Hour:
		return fmt.Sprintf("%s, %d min at the store's quota.", text, int(e.Time.Round(time.Minute).Minutes()))
	}
	return fmt.Sprintf("%s, %d h at the store's quota.", text, int(e.Time.Round(time.Hour).Hours()))
}

// add counts what is known to be asked for.
func (e *Estimate) add(n int) { e.Requests += n }

// pages is how many requests so many rows take; the last one shows that nothing follows.
func pages(rows, size int) int { return max(1, (rows+size-1)/size) }

// Estimate tells what a run would cost, without asking the store. Errors: store.ErrNotFound, *NoJobError, *OptionsError.
func (e *Engine) Estimate(id store.ConnectionID, option Option, o StartOptions) (Estimate, error) {
	conn, err := e.book.Connection(id)
	if err != nil {
		return Estimate{}, err
	}
	if jobs[option] == nil {
		return Estimate{}, &NoJobError{Option: option}
	}
	if err := o.fit(option); err != nil {
		return Estimate{}, err
	}
	g := guess{task: task{engine: e, book: e.book, conn: conn, options: o}}
	switch option {
	case ImportOrders:
		err = g.orders()
	case ImportProducts:
		err = g.products()
	case UpdateInventory:
		err = g.inventory()
	case UpdateOrderStatus:
		err = g.statuses()
	case Reconcile:
		err = g.reconcile()
	}
	if q := e.QuotaOf(conn); err == nil && q.Share > 0 {
		g.Time = q.Window * time.Duration(g.Requests) / time.Duration(q.Share)
	}
	return g.Estimate, err
}

// guess works an estimate out.
type guess struct {
	task
	Estimate
}

// orders: what has changed at the store since the last import isn't known, so it may always be more.
func (g *guess) orders() error {
	if g.options.DryRun {
		g.add(1)
		return nil
	}
	g.AtLeast = true
	state, err := g.book.ImportState(g.conn.ID)
	if err != nil {
		return err
	}
	counts, err := g.book.OrderCounts(g.conn.ID)
	if err != nil {
		return err
	}
	for _, r := range merged(g.options.Ranges) {
		// A range may be wider than what the store has of it.
		g.add(pages(int(min(r.To-r.Next, uint64(counts.Total)))+1, bigcommerce.MaxPage))
	}
	if !g.options.Since.IsZero() || !g.options.Until.IsZero() {
		n, err := g.ordersOf(g.options.Since, g.options.Until)
		g.add(2 + 2*pages(n, bigcommerce.MaxPage)) // what was created in the window, and what was modified
		return err
	}
	if len(g.options.Ranges) > 0 {
		return nil
	}
	if state.Clock.IsZero() || g.options.Full || !covers(state.Filter, filterOf(g.conn.Options)) {
		g.add(3 + pages(counts.Total, bigcommerce.MaxPage)) // the clock, the count, the changes meanwhile
		if counts.Total > manyPages*bigcommerce.MaxPage {
			g.add(1) // how far the ids go
		}
		return nil
	}
	aside, err := g.book.SetAsides(g.conn.ID)
	g.add(1 + min(len(aside), maxRetried))
	if now().Sub(state.Reread) >= rereadEvery {
		n, err := g.ordersOf(now().Add(-rereadYoung), now())
		g.add(pages(n, bigcommerce.MaxPage))
		return err
	}
	return err
}

// ordersOf counts the book's orders of a window, day by day.
func (g *guess) ordersOf(since, until time.Time) (n int, err error) {
	if until.IsZero() {
		until = now()
	}
	days := int(until.Sub(since)/(24*time.Hour)) + 1
	const most = 3660 // no store is older than the days it is asked for
	perDay, err := g.book.OrdersPerDay(g.conn.ID, until, min(days, most))
	for _, orders := range perDay {
		n += orders
	}
	return n, err
}

func (g *guess) products() error {
	if g.options.DryRun {
		g.add(1)
		return nil
	}
	if n := len(g.options.Only); n > 0 {
		g.add(pages(n, bigcommerce.MaxPage))
		return nil
	}
	size, err := g.catalogue()
	if err != nil {
		return err
	}
	g.add(pages(size.products, bigcommerce.MaxPage) + g.legacySKUs(size))
	g.AtLeast = size.products == 0
	return nil
}

// statuses asks the plan: it is made of the book alone.
func (g *guess) statuses() error {
	j := &statusJob{task: g.task}
	orders, _, err := j.chosen()
	if err != nil || len(orders) == 0 {
		return err
	}
	p := &Plan{}
	for _, id := range orders {
		if _, err := j.planOrder(p, id); err != nil {
			return err
		}
	}
	g.add(1) // whether the store mails
	if !g.options.DryRun {
		g.add(p.Requests)
	}
	return nil
}

// reconcile: which orders were shipped elsewhere, each to be asked about, isn't known.
func (g *guess) reconcile() error {
	since := g.options.Since
	if since.IsZero() {
		since = now().AddDate(0, 0, -comparedDays)
	}
	n, err := g.ordersOf(since, g.options.Until)
	if err != nil {
		return err
	}
	g.AtLeast = true
	g.add(1 + pages(n, bigcommerce.MaxPage))
	if !g.conn.Options.UpdateInventory {
		return nil
	}
	return g.levels(nil)
}
