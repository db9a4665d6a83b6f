package jobs

import (
	"cmp"
	"fmt"
	"time"

	"cartwire/ui/kit"
)

// shownGaps is how many rows of each kind a comparison lists.
const shownGaps = 50

// report tells what a comparison of the book with the store has found.
func (r *Record) report(p *page) {
	rep := r.facts.report
	if rep == nil {
		return
	}
	p.Title("Book and store")
	p.Pair("Window", rep.Since.UTC().Format(time.DateOnly)+" to "+rep.Until.UTC().Format(time.DateOnly))
	p.Pair("Orders", fmt.Sprintf("%s in the store, %s in the book, %s left out by choice, %s unreadable",
		kit.Count(rep.StoreOrders), kit.Count(rep.BookOrders), kit.Count(rep.LeftOut), kit.Count(rep.SetAside)))
	p.Pair("Stock", kit.Of(rep.StockCompared, "number")+" compared")
	if n := rep.Differences(); n == 0 {
		p.tell(kit.Done, "Nothing differs.")
	} else {
		p.tell(kit.Caution, kit.Of(n, "difference")+".")
	}
	for _, n := range rep.Notices {
		p.tell(kit.Caution, n)
	}
	some(p, "Days that differ", len(rep.Days), func(i int) string {
		d := &rep.Days[i]
		if d.Agrees() {
			return ""
		}
		return fmt.Sprintf("%s: store %s orders, %s %s; book %s, %s", d.Day, kit.Count(d.Store), d.StoreTotal.StringFixed(2), d.Currency,
			kit.Count(d.Book), d.BookTotal.StringFixed(2))
	})
	some(p, "Missing in the book", len(rep.Missing), func(i int) string {
		g := &rep.Missing[i]
		return fmt.Sprintf("order %d of %s: %s, %s %s", g.ID, g.Created.UTC().Format(time.DateOnly), g.Status, g.Total.StringFixed(2), g.Currency)
	})
	some(p, "No longer in the store", len(rep.Extra), func(i int) string {
		g := &rep.Extra[i]
		return fmt.Sprintf("order %d of %s: %s, %s %s", g.ID, g.Created.UTC().Format(time.DateOnly), g.Status, g.Total.StringFixed(2), g.Currency)
	})
	some(p, "Not the same", len(rep.Different), func(i int) string {
		d := &rep.Different[i]
		return fmt.Sprintf("order %d, %s: store %s, book %s", d.ID, d.What, d.Store, d.Book)
	})
	some(p, "Unreadable orders; retry or dismiss them", len(rep.Unreadable), func(i int) string {
		return fmt.Sprintf("order %d: %s", rep.Unreadable[i].ID, rep.Unreadable[i].Reason)
	})
	some(p, "Not listed by the store", len(rep.Short), func(i int) string {
		return fmt.Sprintf("%s: %s", rep.Short[i].Name(), rep.Short[i].Reason())
	})
	some(p, "Stock that differs", len(rep.Stock), func(i int) string {
		d := &rep.Stock[i]
		have := kit.Count(d.Store)
		if !d.Known {
			have = "none"
		}
		say := fmt.Sprintf("%s: store %s, book %s", cmp.Or(d.SKU, d.Ref), have, kit.Count(d.Book))
		if d.Location != "" {
			say = fmt.Sprintf("%s at %s: store %s, book %s", cmp.Or(d.SKU, d.Ref), d.Location, have, kit.Count(d.Book))
		}
		if d.Reason != "" {
			say += ". " + d.Reason
		}
		return say
	})
	some(p, "Shipped without a tracking number", len(rep.Untracked), func(i int) string {
		u := &rep.Untracked[i]
		return fmt.Sprintf("order %d: store %s, book %s", u.ID, cmp.Or(u.Store, "none"), cmp.Or(u.Book, "none"))
	})
}

// some lists at most so many of n rows under a head; an empty row is none.
func some(p *page, head string, n int, row func(i int) string) {
	shown := 0
	for i := range n {
		say := row(i)
		if say == "" {
			continue
		}
		if shown == 0 {
			p.Title(head)
		}
		if shown++; shown > shownGaps {
			p.Line(fmt.Sprintf("and others: %s in all", kit.Count(n)))
			return
		}
		p.Line(say)
	}
}
