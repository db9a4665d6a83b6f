package shelves_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"cartwire/store"
)

// answer has somebody say of n pieces of a line what became of them: those that came back are laid on a shelf first.
func (w *world) answer(i int, o *order, l *line, n int, what, place string) error {
	f := w.fateOf(i, o, l)
	pieces := map[string]int{}
	for leaf, k := range w.model.leaves(l.row.sku) {
		pieces[leaf] = n * k
	}
	w.note("shop %d: %d of %s of order %d: %s %s", i, n, l.sku, o.id, what, place)
	if what == "already counted" {
		for leaf, k := range pieces {
			w.shelf[leaf][place] += k
		}
		w.sleep(time.Minute)
		w.count(w.skus...)
		w.sleep(time.Minute)
	}
	if err := w.d.answer(i, o.id, l.id, n, what, place); err != nil {
		return err
	}
	switch what {
	case "never left":
		m := w.model.order(orderKey{i, o.id})
		m.answers = append(m.answers, answer{at: w.model.now(), line: l.id, n: n})
		return nil
	case "came back":
		for _, leaf := range slices.Sorted(maps.Keys(pieces)) {
			w.moves(leaf, place, pieces[leaf])
		}
	}
	f.said += n
	m := w.model.order(orderKey{i, o.id})
	m.answers = append(m.answers, answer{at: w.model.now(), line: l.id, n: n, left: true})
	return nil
}

// moveLine has somebody take a line's pieces from another place; "": from where they would be by themselves.
func (w *world) moveLine(i int, o *order, l *line, to string) error {
	if err := w.d.moveLine(i, o.id, l.id, to); err != nil {
		return err
	}
	w.note("shop %d: %s of order %d is taken from %q", i, l.sku, o.id, to)
	m := w.model.order(orderKey{i, o.id})
	m.moves = append(m.moves, lineMove{w.model.now(), l.id, to})
	w.fateOf(i, o, l).moved = to
	return nil
}

// cameBack tells whether somebody has said of pieces of an order what became of them.
func (h *history) cameBack(i int, o *order) bool {
	return slices.ContainsFunc(o.lines, func(l *line) bool { return h.fate(i, o, l).said > 0 })
}

// away is how many refunded pieces of a line have left of which nobody has said anything.
func (h *history) away(i int, o *order, l *line) int {
	f := h.fate(i, o, l)
	return l.refunded - f.kept - f.said
}

// comesBack has refunded pieces come back, or not; at times before they are refunded.
func (h *history) comesBack() {
	early := h.chance(0.2)
	much := func(i int, o *order, l *line) int {
		if f := h.fate(i, o, l); early && l.refunded == 0 && h.w.open(f, l) == 0 {
			return f.pieces - f.said
		}
		return h.away(i, o, l)
	}
	i, o := h.anOrder(func(i int, o *order) bool {
		return !o.broken && !h.mistaken(i, o) && slices.ContainsFunc(o.lines, func(l *line) bool { return much(i, o, l) > 0 })
	})
	if o == nil || !h.kept(i, func() outcome { return h.w.pull(i) }, false) {
		return
	}
	l := o.lines[slices.IndexFunc(o.lines, func(l *line) bool { return much(i, o, l) > 0 })]
	what, n := one(h, []string{"came back", "came back", "already counted", "not back"}), 1+h.pick(much(i, o, l))
	if h.away(i, o, l) < n {
		what = "came back"
	}
	if err := h.w.answer(i, o, l, n, what, one(h, h.w.places)); err != nil {
		h.fail("order %d: %s: %v", o.id, what, err)
		return
	}
	for _, s := range h.w.model.order(orderKey{i, o.id}).lines(true) {
		if s.id == l.id && h.real && l.refunded <= s.before+h.fate(i, o, l).said && h.w.d.answer(i, o.id, l.id, 1, "not back", "") == nil {
			h.fail("order %d: more of %s is said not to come back than was refunded", o.id, l.sku)
		}
	}
}

// neverLeft has somebody find refunded pieces of an open order that were never sent, of which the book can't know that.
func (h *history) neverLeft() {
	waits := func(i int, o *order) (*line, int) {
		for _, s := range h.w.model.order(orderKey{i, o.id}).lines(true) {
			for _, l := range o.lines {
				if n := h.fate(i, o, l).kept - s.before; l.id == s.id && n > 0 {
					return l, n
				}
			}
		}
		return nil, 0
	}
	i, o := h.anOrder(func(i int, o *order) bool {
		_, n := waits(i, o)
		return n > 0 && !o.broken && !o.archived && !slices.Contains(closed, o.status) && o.status != shipped && o.status != completed
	})
	if o == nil {
		i, o = h.refundsTheRest()
	}
	if o == nil || !h.kept(i, func() outcome { return h.w.pull(i) }, false) {
		return
	}
	if l, most := waits(i, o); most > 0 {
		if err := h.w.answer(i, o, l, 1+h.pick(most), "never left", ""); err != nil {
			h.fail("order %d: never left: %v", o.id, err)
		}
	}
}

// refundsTheRest has a part of a line sent, and of what is still there some refunded: the book can't tell the two apart.
func (h *history) refundsTheRest() (int, *order) {
	several := func(i int, o *order) int {
		return slices.IndexFunc(o.lines, func(l *line) bool { return l.kind == "physical" && h.w.open(h.fate(i, o, l), l) > 1 })
	}
	i, o := h.anOrder(func(i int, o *order) bool {
		return h.isOpen(i, o) && o.status != incomplete && h.lie(i, o) && !h.cameBack(i, o) && several(i, o) >= 0
	})
	if o == nil || !h.kept(i, func() outcome { return h.w.pull(i) }, false) {
		return 0, nil
	}
	l := o.lines[several(i, o)]
	part := map[*line]int{l: 1 + h.pick(h.w.open(h.fate(i, o, l), l)-1)}
	if h.chance(0.5) {
		h.w.storeShips(i, o, part)
	} else if h.w.bookShips(i, o, part) != nil {
		return 0, nil
	}
	h.w.refund(i, o, l, 1+h.pick(h.w.open(h.fate(i, o, l), l)), h.chance(0.5))
	return i, o
}

// sentBack has a parcel of a shop come back before anything is refunded; then it is deleted there, so that the order is sent again.
func (h *history) sentBack() {
	w := h.w
	i, o := h.anOrder(func(i int, o *order) bool {
		return !h.cameBack(i, o) && !o.archived && !o.broken && len(o.parcels) > 0 && strings.HasPrefix(o.parcels[len(o.parcels)-1].tracking, "S") &&
			(o.status == shipped || o.status == partlyShipped) && !slices.ContainsFunc(o.lines, func(l *line) bool { return l.refunded > 0 || l.kind != "physical" })
	})
	if o == nil || !h.kept(i, func() outcome { return w.pull(i) }, false) {
		return
	}
	p := o.parcels[len(o.parcels)-1]
	for _, l := range o.lines {
		if n := p.items[l.id]; n > 0 {
			if err := w.answer(i, o, l, n, "came back", one(h, w.places)); err != nil {
				h.fail("order %d: sent back: %v", o.id, err)
				return
			}
		}
	}
	w.note("shop %d: the parcel %s of order %d is deleted, to be sent again", i, p.tracking, o.id)
	for _, l := range o.lines {
		f := h.fate(i, o, l)
		f.pieces, f.said = f.pieces-p.items[l.id], f.said-p.items[l.id]
	}
	w.shops[i].deleteParcel(o, p)
	w.shops[i].setStatus(o, toFulfil)
	h.kept(i, func() outcome { return w.pull(i) }, false) // what is sent again before anybody read that, nothing tells
}

// movesLine has somebody take an open line from another place.
func (h *history) movesLine() {
	w := h.w
	isOpen := func(i int, o *order, l *line) bool { return w.open(h.fate(i, o, l), l) > 0 }
	i, o := h.anOrder(func(i int, o *order) bool {
		return h.isOpen(i, o) && slices.ContainsFunc(o.lines, func(l *line) bool { return isOpen(i, o, l) })
	})
	if o == nil || !h.kept(i, func() outcome { return w.pull(i) }, false) { // else nobody can tell where pieces left that went before it
		return
	}
	l := o.lines[slices.IndexFunc(o.lines, func(l *line) bool { return isOpen(i, o, l) })]
	leaf, to := slices.Sorted(maps.Keys(w.model.leaves(l.row.sku)))[0], one(h, append([]string{""}, w.places...))
	at := func(moved string) string { return w.model.allocated(leaf, w.selection(i), w.places, l.kind, moved) }
	stays := at(to) == at(h.fate(i, o, l).moved)
	err := w.moveLine(i, o, l, to)
	_, refused := errors.AsType[*store.LineError](err)
	switch {
	case err != nil && !(refused && stays && to != ""):
		h.fail("order %d: move %s to %q: %v", o.id, l.sku, to, err)
	case err == nil && h.real && stays && to != "":
		h.fail("order %d: %s is moved to %q, where it is", o.id, l.sku, to)
	}
}
