package shelves_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// world is what is really there: shops, shelves, people who count and carry; with the program that is judged, and the model
// of what it can know.
type world struct {
	t      testing.TB
	mu     sync.Mutex
	d      driver
	shops  []*shop
	with   []options
	joined []bool
	places []string
	skus   []string // leaves, as they lie on shelves
	kits   []string

	lookedAt       []selection // by shop, when its last job ended
	shelf          map[string]stock
	fate           map[*line]*fate
	listed         []map[*line]lot // by shop: what its lines came to when its orders were asked for last
	wroteAt        []map[where]int // by shop: what the program has ever written
	model          *model
	serial         int
	jobs           int // that have ended
	diary          []string
	over           []string  // numbers above what is free, each with what told it
	numbers, exact int       // judged, and those of them that can be only one
	meddle         bool      // somebody changes levels in the control panel
	meanwhile      bool      // an order was placed while a job was under way
	hurry          bool      // by the machine's clock: no time is let pass
	counted        time.Time // the last stocktake
}

// where is an item at a shop's location.
type where struct {
	sku string
	at  int
}

// fate is what has really become of a line's pieces.
type fate struct {
	shop    int
	order   *order
	left    map[string]stock // leaf → place → pieces that have left it
	pieces  int              // of the line, that have left
	kept    int              // refunded before they left
	seen    int              // of the line, that were open when an answer held it last
	mistake bool             // set to Completed by mistake: nothing has left
	said    int              // of those that have left: somebody has said what became of them
	moved   string           // where somebody has put the line
}

// lot is how much of a line is open, and has left.
type lot struct {
	open int
	left map[string]stock
}

func newWorld(t testing.TB, with []options, shops ...*shop) *world {
	w := &world{t: t, shops: shops, with: with, places: []string{"Main"}, shelf: map[string]stock{}, fate: map[*line]*fate{}, model: newModel(),
		listed: make([]map[*line]lot, len(shops)), joined: make([]bool, len(shops)), lookedAt: make([]selection, len(shops))}
	for i, s := range shops {
		w.wroteAt = append(w.wroteAt, map[where]int{})
		s.served = func(o *order) { w.alone(func() { w.read(i, o) }) }
		s.listed = func() { w.alone(func() { w.listed[i] = w.lots(i) }) }
		s.wrote = func(sku string, at, level int) { w.alone(func() { w.wrote(i, sku, at, level) }) }
		s.missed = func(o *order) { w.alone(func() { w.misses(i, o) }) }
		s.posted = func(o *order, tracking string, address uint64) { w.alone(func() { w.posted(i, o, tracking, address) }) }
	}
	return w
}

// alone is for what is called from answers, of which several may be under way.
func (w *world) alone(f func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f()
}

// note writes the diary that a failure shows.
func (w *world) note(format string, about ...any) {
	w.diary = append(w.diary, time.Now().Format("02 15:04:05 ")+fmt.Sprintf(format, about...))
}

func (w *world) told() string { return strings.Join(w.diary, "\n") }

// read notes what an answer shows of an order; a shop has its lock.
func (w *world) read(i int, o *order) {
	s := w.shops[i]
	here := func(t time.Time) time.Time {
		if t.IsZero() {
			return t
		}
		return t.Add(-s.skew)
	}
	r := reading{at: w.model.now(), status: o.status, created: here(o.created), modified: here(o.modified), gone: here(o.shipped), archived: o.archived, broken: o.broken, sel: w.lookedAt[i]}
	for _, l := range o.lines {
		if f := w.fateOf(i, o, l); !o.archived {
			f.seen = w.open(f, l)
		}
		r.lines = append(r.lines, seenLine{l.id, l.row, l.sku, l.kind, l.quantity, l.shipped, l.refunded})
	}
	seen := w.model.order(orderKey{i, o.id})
	seen.readings = append(seen.readings, r)
}

// misses notes that a shop doesn't have an order that it was asked for.
func (w *world) misses(i int, o *order) {
	seen := w.model.order(orderKey{i, o.id})
	seen.missed = append(seen.missed, miss{at: w.model.now(), job: w.jobs})
}

// posted notes that a shop has learnt of a parcel of the book.
func (w *world) posted(i int, o *order, tracking string, address uint64) {
	for _, p := range w.model.order(orderKey{i, o.id}).parcels {
		if p.tracking == tracking && p.address == address && p.told.seq == 0 {
			p.told = w.model.now()
		}
	}
}

// lots are a shop's lines as they are now; its lock is held.
func (w *world) lots(i int) map[*line]lot {
	out := map[*line]lot{}
	for _, o := range w.shops[i].orders {
		for _, l := range o.lines {
			f := w.fateOf(i, o, l)
			left := map[string]stock{}
			for leaf, at := range f.left {
				left[leaf] = maps.Clone(at)
			}
			out[l] = lot{w.open(f, l), left}
		}
	}
	for l, f := range w.fate { // lines that were taken out of their order
		if _, there := out[l]; !there && f.shop == i {
			out[l] = lot{0, f.left}
		}
	}
	return out
}

func (w *world) fateOf(i int, o *order, l *line) *fate {
	if w.fate[l] == nil {
		w.fate[l] = &fate{shop: i, order: o, left: map[string]stock{}}
	}
	return w.fate[l]
}

// open is how many pieces of a line are still to be sent.
func (w *world) open(f *fate, l *line) int {
	if o := f.order; o.archived && w.counted.After(o.hidden.Add(-w.shops[f.shop].skew)) {
		return 0
	}
	if st := f.order.status; slices.Contains(closed, st) || st == shipped || st == completed {
		return 0
	}
	n := max(0, l.quantity-f.pieces-f.kept)
	if f.order.archived {
		return min(n, f.seen) // nobody can know of what was in no list
	}
	return n
}

// leave takes pieces of a line off the shelves.
func (w *world) leave(i int, o *order, l *line, n int) {
	f := w.fateOf(i, o, l)
	f.pieces += n
	sel := w.selection(i)
	for leaf, k := range w.model.leaves(l.row.sku) {
		if f.left[leaf] == nil {
			f.left[leaf] = stock{}
		}
		at := w.model.allocated(leaf, sel, w.places, l.kind, f.moved)
		before := maps.Clone(w.shelf[leaf])
		w.shelf[leaf].take(n*k, at, slices.Concat(sel.places, w.places)...)
		for place, was := range before {
			f.left[leaf][place] += was - w.shelf[leaf][place]
		}
	}
}

// lies tells whether the pieces for so many of a sku are on the shelves.
func (w *world) lies(sku string, n int) bool {
	for leaf, k := range w.model.leaves(sku) {
		for _, at := range w.shelf[leaf] {
			if at < 0 {
				return false
			}
		}
		if w.shelf[leaf].sum() < n*k {
			return false
		}
	}
	return true
}

// settle has everything leave that its order's status says to be gone.
func (w *world) settle() {
	for i, s := range w.shops {
		for _, id := range slices.Sorted(maps.Keys(s.orders)) {
			o := s.orders[id]
			if o.status != shipped && o.status != completed {
				continue
			}
			for _, l := range o.lines {
				if f := w.fateOf(i, o, l); !f.mistake {
					if n := l.quantity - f.pieces - f.kept; n > 0 {
						w.leave(i, o, l, n)
					}
				}
			}
		}
	}
}

func (w *world) selection(i int) selection {
	o := w.with[i]
	s := selection{places: o.places, mapped: o.mapped, buffer: o.buffer}
	if len(s.places) == 0 {
		s.places = w.places
	}
	if w.shops[i].route != byInventory {
		s.mapped = nil
	}
	return s
}

// bound is what is really free of a leaf by place, for the orders that the shops had when they were asked for last; with
// what is open taken at its own place alone.
func (w *world) bound(leaf string) stock {
	out := maps.Clone(w.shelf[leaf])
	if out == nil {
		out = stock{}
	}
	for l, f := range w.fate {
		was := w.listed[f.shop][l]
		for place, n := range f.left[leaf] {
			out[place] += n - was.left[leaf][place] // it lay there then
		}
		if k := w.model.leaves(l.row.sku)[leaf]; was.open > 0 && k > 0 && w.joined[f.shop] {
			out[w.model.allocated(leaf, w.selection(f.shop), w.places, l.kind, f.moved)] -= k * was.open
		}
	}
	return out
}

// most is the highest number that a shop may be told of an item, all its locations together.
func (w *world) most(i int, sku string) int {
	sel, out := w.selection(i), -1
	for leaf, k := range w.model.leaves(sku) {
		free := w.bound(leaf)
		chosen := 0
		for _, p := range sel.places {
			chosen += max(0, free[p])
		}
		n := max(0, min(chosen, free.sum())) / k
		if out < 0 || n < out {
			out = n
		}
	}
	return max(0, out-sel.buffer)
}

// wrote judges a level that the program has sent.
func (w *world) wrote(i int, sku string, at, level int) {
	w.wroteAt[i][where{sku, at}] = level
	w.note("shop %d is told %d of %s at %d", i, level, sku, at)
	if most := w.most(i, sku); level > most && !w.meddle {
		w.over = append(w.over, fmt.Sprintf("shop %d was told %d of %s at its location %d; %d were free", i, level, sku, at, most))
	}
}

// range of what a shop is to show of an item: the model's numbers by location, their sum, and what is free at most.
type meant struct {
	at        map[int]int
	low, most int
	exact     bool // at is right place by place
	sent      bool
}

func (w *world) meant(i int, sku string) meant {
	out := meant{exact: true, most: w.most(i, sku)}
	for n, sure := range []bool{false, true} {
		at, ok := w.model.shown(sku, w.selection(i), w.with[i].buildable, func(leaf string) (stock, bool) {
			free, spilled, ok := w.model.free(leaf, w.places, w.selection, sure)
			out.exact = out.exact && !spilled
			return free, ok
		})
		low := 0
		for _, n := range at {
			low += n
		}
		if n == 0 || low < out.low {
			out.at, out.low, out.sent = at, low, ok
		}
	}
	return out
}

// judge holds what a shop shows against the model and the shelves, after a push that has gone through.
func (w *world) judge(i int) (wrong []string) {
	s := w.shops[i]
	over := w.over
	w.over = nil
	defer func() { // what was written is what the model says: counted once
		for _, text := range over {
			if !slices.ContainsFunc(wrong, func(other string) bool {
				return strings.HasPrefix(other, "beyond: ") && strings.Contains(other, fmt.Sprintf(" of %s as", strings.Fields(text)[6]))
			}) {
				wrong = append(wrong, text)
			}
		}
	}()
	for _, sku := range slices.Concat(w.skus, w.kits) {
		if s.of[sku] == nil || s.of[sku].sku != sku {
			continue
		}
		m := w.meant(i, sku)
		if !m.sent {
			continue
		}
		sum := 0 // what the shop has done itself where nothing feeds it is not the program's
		for at := 1; at <= s.locations; at++ {
			was, told := w.wroteAt[i][where{sku, at}]
			if _, fed := m.at[at]; fed || told && was == s.level(sku, at) {
				sum += s.level(sku, at)
			}
		}
		low := min(m.low, m.most)
		if w.broken() > 0 {
			low = 0 // what an unreadable order may name doesn't rise
		}
		if w.numbers++; m.low == m.most {
			w.exact++
		}
		switch {
		case sum > m.most && sum > m.low:
			wrong = append(wrong, fmt.Sprintf("shop %d shows %d of %s, %d are free, the model says %d", i, sum, sku, m.most, m.low))
		case sum > m.most:
			wrong = append(wrong, fmt.Sprintf("beyond: shop %d shows %d of %s as the model says, %d are free", i, sum, sku, m.most))
		case sum < low:
			wrong = append(wrong, fmt.Sprintf("shop %d shows %d of %s, too low: the model says %d, %d are free", i, sum, sku, m.low, m.most))
		case m.exact && sum == m.low && m.low == m.most:
			for at, n := range m.at {
				if have := s.level(sku, at); have != n {
					wrong = append(wrong, fmt.Sprintf("shop %d shows %d of %s at its location %d, the model says %d", i, have, sku, at, n))
				}
			}
		}
	}
	return wrong
}
