package syncer

import (
	"cmp"
	"slices"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// levels is what the store counts, where it was asked, by what it counts it of. A product that is counted as a whole stands there with
// its only variant, or with none. Of a million levels only the rows are held, 32 bytes each.
type levels struct {
	rows   []level           // in order once sort has been called
	closed map[uint64]bool   // store locations whose stock can't be changed
	names  map[string]uint64 // normal sku → product, of skus that the book links otherwise
}

// level is what the store shows of a thing at one of its locations.
type level struct {
	store.Target
	shown int
}

// nowhere is the location of a thing that the store counts and that has a level at none of its locations.
const nowhere = ^uint64(0)

func newLevels() *levels { return &levels{closed: map[uint64]bool{}, names: map[string]uint64{}} }

func (l *levels) add(at store.Target, shown int) { l.rows = append(l.rows, level{at, shown}) }

// mostExpected bounds for how many rows room is made beforehand: a store may tell of any number.
const mostExpected = 4 << 20

// expect makes room for the rows of a list of so many things once the first ones have been added: while a slice grows by itself there
// are two of it.
func (l *levels) expect(added, total int) {
	if more := min(total-added, mostExpected); added > 0 && more > 0 {
		each := (len(l.rows) + added - 1) / added
		l.rows = slices.Grow(l.rows, min(more*each, mostExpected))
	}
}

// compareTargets orders levels by product, then variant, then location.
func compareTargets(a, b store.Target) int {
	return cmp.Or(cmp.Compare(a.ProductID, b.ProductID), cmp.Compare(a.VariantID, b.VariantID), cmp.Compare(a.StoreLocation, b.StoreLocation))
}

// sort puts the rows in order. Of several of one level the last that was added stays.
func (l *levels) sort() {
	slices.SortStableFunc(l.rows, func(a, b level) int { return compareTargets(a.Target, b.Target) })
	kept := l.rows[:0]
	for i, row := range l.rows {
		if i+1 == len(l.rows) || l.rows[i+1].Target != row.Target {
			kept = append(kept, row)
		}
	}
	l.rows = kept
}

// find finds the row of a level, or where it would be.
func (l *levels) find(t store.Target) (at int, known bool) {
	return slices.BinarySearchFunc(l.rows, t, func(row level, t store.Target) int { return compareTargets(row.Target, t) })
}

// shown is what the store shows of a level; false where it counts nothing there.
func (l *levels) shown(t store.Target) (n int, known bool) {
	at, known := l.find(t)
	if known {
		n = l.rows[at].shown
	}
	return n, known
}

// of are the rows of a product.
func (l *levels) of(product uint64) []level {
	from, _ := l.find(store.Target{ProductID: product})
	to, _ := l.find(store.Target{ProductID: product + 1})
	return l.rows[from:to]
}

// counts finds what the store counts a link's stock of: the variant under which its rows stand. false where it counts
// nothing of it, or counts it otherwise than the link says.
func (l *levels) counts(link store.Link) (variant uint64, ok bool) {
	rows := l.of(link.ProductID)
	if len(rows) == 0 {
		return 0, false
	}
	first, last := rows[0].VariantID, rows[len(rows)-1].VariantID
	switch link.Tracking {
	case trackedWhole:
		return first, first == 0 || first == last
	case string(bigcommerce.TrackVariant):
		return link.VariantID, slices.ContainsFunc(rows, func(row level) bool { return row.VariantID == link.VariantID })
	}
	return 0, false
}

// named is the level as the store names it now: with the only variant of its product, or with none.
func (l *levels) named(t store.Target) store.Target {
	rows := l.of(t.ProductID)
	if len(rows) == 0 || rows[0].VariantID != rows[len(rows)-1].VariantID {
		return t
	}
	if only := rows[0].VariantID; only == 0 || t.VariantID == 0 {
		t.VariantID = only
	}
	return t
}
