package syncer

import (
	"slices"

	"cartwire/store"
)

// mostMet bounds how many orders are remembered as met; one that is forgotten counts once more.
const mostMet = 2000

// met tells whether what an order's state did to the store's stock was noted by an earlier run: a walk over changes begins
// where the last one came to, and meets the orders of that second again.
func (i *importer) met(o *store.Order) bool {
	return slices.ContainsFunc(i.state.Met, func(m store.MetOrder) bool {
		return m.ID == o.StoreOrderID && m.Modified.Equal(o.Modified) && m.Status == o.StatusID
	})
}

// remember notes which orders of a page the next walk meets again, and forgets those it doesn't.
func (i *importer) remember(next *store.ImportState, p *page) {
	from := next.Since
	if pass := next.Pass; pass != nil {
		if from = pass.Latest; !pass.Clock.IsZero() {
			from = pass.Clock
		}
	}
	if from.IsZero() {
		return
	}
	var list []store.MetOrder
	now := map[uint64]bool{}
	for _, o := range p.noted {
		if !o.Modified.Before(from) {
			list = append(list, store.MetOrder{ID: o.StoreOrderID, Modified: o.Modified, Status: o.StatusID})
			now[o.StoreOrderID] = true
		}
	}
	for _, m := range next.Met {
		if !now[m.ID] && !m.Modified.Before(from) {
			list = append(list, m)
		}
	}
	slices.SortStableFunc(list, func(a, b store.MetOrder) int { return b.Modified.Compare(a.Modified) })
	next.Met = list[:min(len(list), mostMet)]
}
