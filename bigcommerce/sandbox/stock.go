package sandbox

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"sync"
	"time"
)

// Lag is how long what was written to the inventory stays unseen by those who read it: for so many of their answers, and for so
// much time. The zero Lag is none. (docs: inventory-adjustments, "asynchronous".)
type Lag struct {
	Answers int
	For     time.Duration
}

// maxLevel is the most that the inventory counts of one thing (inventory.v3 spec; docs: inventory-adjustments).
const maxLevel = math.MaxInt32

// stock is the catalogue as it is now, and what lies where. The catalogue that orders are made from stays as it was made, so that an
// order keeps the names and prices of its day.
type stock struct {
	mu        sync.Mutex
	now       func() time.Time
	lag       Lag
	locations []location
	products  []*product // by id, ascending
	levels    map[item][]level
	skus      map[string]item // lower-case; of variants, and of products that have options
	owners    map[uint64]*product
	reads     int    // answers that told levels
	last      uint64 // the highest variant id
}

// item is what stock is counted of: a variant, or a whole product where variant is 0.
type item struct{ product, variant uint64 }

// level is the stock of one item at one location.
type level struct {
	known           bool // it was counted once; a relative adjustment asks for that
	onHand          int
	safety, warning int
	outOfStock      bool // not for sale, whatever lies there
	bin             string

	// What readers see until the lag is over.
	was      int
	unseen   int // the first answer that doesn't
	unseenTo time.Time
}

func newStock(cfg *Config, listed []product) *stock {
	st := &stock{now: cfg.Now, lag: cfg.InventoryLag, locations: makeLocations(cfg), levels: map[item][]level{}}
	for i := range listed {
		p := listed[i]
		p.variants = slices.Clone(p.variants)
		st.products = append(st.products, &p)
		st.fill(cfg.Seed, item{p.id, 0}, p.level)
		for _, v := range p.variants {
			st.fill(cfg.Seed, item{p.id, v.id}, v.level)
			st.last = max(st.last, v.id)
		}
	}
	st.index()
	return st
}

// fill makes the levels of an item: the catalogue's at the default location, others elsewhere, and here and there none so far.
func (st *stock) fill(seed uint64, it item, n int) {
	levels := make([]level, len(st.locations))
	levels[0] = level{known: true, onHand: n}
	r := seeded(seed, it.product, it.variant, 0x10c)
	for i := 1; i < len(levels); i++ {
		if r.chance(0.7) {
			levels[i] = level{known: true, onHand: r.below(150)}
		}
	}
	st.levels[it] = levels
}

// index finds things by their sku and variant id; where two have one sku, the first is found.
func (st *stock) index() {
	st.skus, st.owners = map[string]item{}, map[uint64]*product{}
	add := func(sku string, it item) {
		sku = strings.ToLower(sku)
		if _, taken := st.skus[sku]; !taken && sku != "" {
			st.skus[sku] = it
		}
	}
	for _, p := range st.products {
		for _, v := range p.variants {
			add(v.sku, item{p.id, v.id})
			st.owners[v.id] = p
		}
		add(p.sku, item{p.id, 0})
	}
}

// product finds one by its id, or nil.
func (st *stock) product(id uint64) *product {
	i, ok := slices.BinarySearchFunc(st.products, id, func(p *product, id uint64) int { return cmp.Compare(p.id, id) })
	if !ok {
		return nil
	}
	return st.products[i]
}

// counted is what a variant's stock is counted as; false where the product isn't tracked.
func (p *product) counted(variant uint64) (item, bool) {
	switch p.tracking {
	case "product":
		return item{p.id, 0}, true
	case "variant":
		return item{p.id, variant}, true
	}
	return item{p.id, variant}, false
}

// items lists what is tracked, in the catalogue's order.
func (st *stock) items() (all []item) {
	for _, p := range st.products {
		switch p.tracking {
		case "product":
			all = append(all, item{p.id, 0})
		case "variant":
			for i := range p.variants {
				all = append(all, item{p.id, p.variants[i].id})
			}
		}
	}
	return all
}

// at is the level of an item at a location, by the location's place in the list.
func (st *stock) at(it item, place int) *level { return &st.levels[it][place] }

// shown is what a reader sees on hand.
func (st *stock) shown(l *level) int {
	if st.reads < l.unseen || st.now().Before(l.unseenTo) {
		return l.was
	}
	return l.onHand
}

// write sets a level; readers see it when the lag is over.
func (st *stock) write(l *level, n int) {
	if st.lag != (Lag{}) {
		l.was = st.shown(l)
		l.unseen, l.unseenTo = st.reads+st.lag.Answers+1, st.now().Add(st.lag.For)
	}
	st.put(l, n)
}

// put sets a level that is seen at once, unless one before it is still unseen.
func (st *stock) put(l *level, n int) { l.known, l.onHand = true, min(max(0, n), maxLevel) }

// move takes what an order holds off the default location, or puts it back: n is how often, 1 or -1. A level never falls below 0.
func (st *stock) move(o *order, n int) {
	st.mu.Lock()
	defer st.mu.Unlock()
	for i := range o.lines {
		l := &o.lines[i]
		if l.product == nil {
			continue
		}
		p := st.product(l.product.id)
		if p == nil {
			continue
		}
		if it, tracked := p.counted(l.variant.id); tracked {
			lev := st.at(it, 0)
			st.put(lev, lev.onHand-n*l.quantity)
		}
	}
}
