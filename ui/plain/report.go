package plain

import (
	"context"
	"fmt"
	"strings"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// ReportLines are what comparing the book with the store has found, a line each.
func ReportLines(r *syncer.Report) []string {
	window := "all orders"
	if !r.Since.IsZero() {
		window = "orders placed since " + r.Since.UTC().Format("2006-01-02 15:04 MST")
	}
	if !r.Until.IsZero() {
		window += " until " + r.Until.UTC().Format("2006-01-02 15:04 MST")
	}
	lines := []string{fmt.Sprintf("Compared: %s. The store has %s, the book %s.", window,
		count(r.StoreOrders, "order", "orders"), count(r.BookOrders, "order", "orders"))}
	if r.LeftOut > 0 {
		lines = append(lines, count(r.LeftOut, "order is", "orders are")+" left out of the book by the choice of statuses, start date or number.")
	}
	if r.Pending > 0 {
		lines = append(lines, count(r.Pending, "order is", "orders are")+" new or changed since the last import; the next one reads them.")
	}
	lines = append(lines, r.Notices...)
	for _, d := range r.Days {
		if !d.Agrees() {
			lines = append(lines, fmt.Sprintf("%s: the store has %s of %s %s, the book %s of %s %s.", d.Day,
				count(d.Store, "order", "orders"), d.StoreTotal.StringFixed(2), d.Currency,
				count(d.Book, "order", "orders"), d.BookTotal.StringFixed(2), d.Currency))
		}
	}
	for _, g := range r.Missing {
		lines = append(lines, "Missing in the book: "+gapWords(g))
	}
	for _, g := range r.Extra {
		lines = append(lines, "No longer in the store: "+gapWords(g))
	}
	for _, d := range r.Different {
		lines = append(lines, fmt.Sprintf("Order %d: its %s is %s in the store and %s in the book.", d.ID, d.What, orNothing(d.Store), orNothing(d.Book)))
	}
	if n := len(r.Unreadable); n > 0 {
		lines = append(lines, count(n, "unreadable order; retry or dismiss it", "unreadable orders; retry or dismiss them")+":")
	}
	for _, u := range r.Unreadable {
		lines = append(lines, fmt.Sprintf("Order %d: %s.", u.ID, u.Reason))
	}
	for i := range r.Short {
		lines = append(lines, r.Short[i].Sentence())
	}
	for _, d := range r.Stock {
		lines = append(lines, stockDifference(d))
	}
	for _, o := range r.Untracked {
		lines = append(lines, fmt.Sprintf("Order %d is shipped; tracking in the store: %s; in the book: %s.", o.ID, orNothing(o.Store), orNothing(o.Book)))
	}
	if n := r.Differences(); n > 0 {
		return append(lines, count(n, "difference", "differences")+".")
	}
	return append(lines, "Book and store are in step.")
}

func gapWords(g syncer.OrderGap) string {
	return fmt.Sprintf("order %d of %s, %s, %s %s.", g.ID, g.Created.UTC().Format("2006-01-02 15:04 MST"), g.Status, g.Total.StringFixed(2), g.Currency)
}

func orNothing(s string) string {
	if strings.TrimSpace(s) == "" {
		return "none"
	}
	return s
}

func stockDifference(d syncer.StockDifference) string {
	at := ""
	if d.Location != "" {
		at = " at " + d.Location
	}
	line := fmt.Sprintf("%s%s: %d in the store, %d by the book.", named(d.SKU, d.Ref), at, d.Store, d.Book)
	if !d.Known {
		line = fmt.Sprintf("%s%s: not counted in the store, %d by the book.", named(d.SKU, d.Ref), at, d.Book)
	}
	if d.Reason != "" {
		line += " " + d.Reason
	}
	return line
}

// compare compares the book with the store, and offers to read again what is missing.
func (s *session) compare(ctx context.Context, c store.Connection) error {
	last, err := s.runOnce(ctx, c, syncer.Reconcile, syncer.StartOptions{})
	if err != nil || last.Report == nil {
		return err
	}
	for _, l := range ReportLines(last.Report) {
		s.say("%s", l)
	}
	if len(last.Report.Ranges) == 0 {
		return nil
	}
	ok, err := s.yes(ctx, "Read the orders that are missing or differ again?")
	if err != nil || !ok {
		return err
	}
	_, err = s.run(ctx, c, syncer.ImportOrders, syncer.StartOptions{Ranges: last.Report.Ranges})
	return err
}
