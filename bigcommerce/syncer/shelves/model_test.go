package shelves_test

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// model is what the rules of the ledger make of what a book can know: what the shops showed at each reading, the book's own
// parcels, and what people entered.
type model struct {
	kits   map[string]map[string]int // sku → part → pieces
	counts map[string]map[string]counted
	moves  []movement
	orders map[orderKey]*seenOrder
	seq    int // of what the book learns, one after the other
}

type orderKey struct {
	shop int
	id   uint64
}

// counted is a person's count of an item at a place; at is when the pieces were looked at.
type counted struct {
	n  int
	at time.Time
}

// movement is a receipt, a return, an adjustment, or one end of a transfer.
type movement struct {
	sku, place string
	n          int
	at         time.Time
}

// seenOrder is what is known of an order.
type seenOrder struct {
	key      orderKey
	readings []reading
	missed   []miss
	parcels  []*bookParcel
	moves    []lineMove
	answers  []answer
	worked   [6]int // what out was worked out of
	out      map[bool][]*lineState
}

// moment is when the book learnt of something; seq puts what it learnt at one time in order. 0: never.
type moment struct {
	time.Time
	seq int
}

func (m *model) now() moment {
	m.seq++
	return moment{time.Now(), m.seq}
}

// miss is an answer that the shop doesn't have the order; one alone is no proof.
type miss struct {
	at      moment
	job     int
	maybeNo bool
}

// lineMove is a person's word that a line's pieces are taken from another place; "": from where they would be by themselves.
type lineMove struct {
	at   moment
	line uint64
	to   string
}

// answer is a person's word of so many pieces of a line: that they have never left, or, left, that they had, whatever became of
// them then. What came back is a movement, too.
type answer struct {
	at   moment
	line uint64
	n    int
	left bool
}

// reading is an order as it was shown at one moment; its dates are by the book's clock.
type reading struct {
	at                        moment
	status                    int
	created, modified, gone   time.Time // gone: date_shipped
	archived, broken, maybeNo bool      // maybeNo: the answer may not have reached the book
	lines                     []seenLine
	sel                       selection // where the connection had looked when its last job ended
}

type seenLine struct {
	id                          uint64
	row                         *stockRow
	sku, kind                   string
	quantity, shipped, refunded int
}

// bookParcel is a parcel that was recorded in the book.
type bookParcel struct {
	at, told, undone moment
	lines            map[uint64]int
	tracking         string
	address          uint64
	sel              selection
}

func newModel() *model {
	return &model{kits: map[string]map[string]int{}, counts: map[string]map[string]counted{}, orders: map[orderKey]*seenOrder{}}
}

func (m *model) order(k orderKey) *seenOrder {
	if m.orders[k] == nil {
		m.orders[k] = &seenOrder{key: k}
	}
	return m.orders[k]
}

// leaves is what an item is made of, down to what is no kit.
func (m *model) leaves(sku string) map[string]int {
	if len(m.kits[sku]) == 0 {
		return map[string]int{sku: 1}
	}
	out := map[string]int{}
	for part, n := range m.kits[sku] {
		for leaf, k := range m.leaves(part) {
			out[leaf] += n * k
		}
	}
	return out
}

// row is so many pieces of a line that left together.
type row struct {
	pieces      int
	after, upTo time.Time // between these readings
	stands      time.Time // the latest moment that a date tells
	kind        string    // "parcel", "shipped", "status", "over"; "back": answered and refunded; "again": answered, and to be sent again
	parcel      *bookParcel
	sel         selection // by which the place was chosen that they left
	moved       string    // where a person had put the line
}

// leftAfter tells whether what left is taken off a count.
func (r row) leftAfter(count time.Time) bool {
	switch {
	case !count.After(r.after):
		return true
	case count.After(r.upTo):
		return false
	}
	return !r.stands.Before(count.Add(-2 * time.Second))
}

// lineState is what has become of a line's pieces.
type lineState struct {
	seenLine
	rows   []row
	taken  int // of an open order: open, and refunded pieces that nobody has said of where they are
	before int // refunded before leaving
	moved  string
}

func (s *lineState) left() (n int) {
	for _, r := range s.rows {
		if r.kind != "again" {
			n += r.pieces
		}
	}
	return n
}

// of counts the pieces in the rows of a kind.
func (s *lineState) of(kind string) (n int) {
	for _, r := range s.rows {
		if r.kind == kind {
			n += r.pieces
		}
	}
	return n
}

// strike takes pieces out of the rows: those of kind first, then the oldest, and those of the book's parcels last. It tells what
// was taken out.
func (s *lineState) strike(n int, first func(row) bool) (out []row) {
	for _, chosen := range []func(row) bool{first, func(r row) bool { return r.parcel == nil }, func(row) bool { return true }} {
		for i := range s.rows {
			if r := &s.rows[i]; chosen(*r) && r.kind != "back" && r.kind != "again" {
				k := min(n, r.pieces)
				r.pieces, n = r.pieces-k, n-k
				struck := *r
				struck.pieces = k
				out = append(out, struck)
			}
		}
	}
	s.rows = slices.DeleteFunc(s.rows, func(r row) bool { return r.pieces == 0 })
	return out
}

// hadLeft puts back so many pieces that were struck though somebody has said what became of them: the latest of them.
func (s *lineState) hadLeft(n int, kind string, struck []row) {
	slices.SortStableFunc(struck, func(a, b row) int { return b.stands.Compare(a.stands) })
	for i := range struck {
		if k := min(n, struck[i].pieces); k > 0 {
			r := struck[i]
			r.pieces, r.kind = k, kind
			s.rows = append(s.rows, r)
			struck[i].pieces, n = struck[i].pieces-k, n-k
		}
	}
}

var (
	beforeSending = []int{pending, awaitingPayment, awaitingPickup, awaitingShipment, toFulfil, toVerify, partlyShipped}
	closed        = []int{incomplete, refunded, cancelled, declined}
)

// known counts what is known of an order.
func (o *seenOrder) known() (n [6]int) {
	n[4], n[5] = len(o.moves), len(o.answers)
	for i := range o.readings {
		n[0]++
		if o.readings[i].maybeNo {
			n[1]++
		}
	}
	for _, p := range o.parcels {
		n[2] += 1 + p.told.seq + p.undone.seq
	}
	for _, m := range o.missed {
		if n[3]++; m.maybeNo {
			n[1]++
		}
	}
	return n
}

// lines works out what has become of an order's lines; sure: by the readings alone that have surely reached the book.
func (o *seenOrder) lines(sure bool) []*lineState {
	if known := o.known(); o.worked != known || o.out[sure] == nil {
		if o.worked != known || o.out == nil {
			o.out = map[bool][]*lineState{}
		}
		o.worked, o.out[sure] = known, o.work(sure)
	}
	return o.out[sure]
}

// work works the lines out, reading by reading.
func (o *seenOrder) work(sure bool) []*lineState {
	type step struct {
		at      moment
		reading *reading
		parcel  *bookParcel
		undone  bool
		miss    *miss
		move    *lineMove
		answer  *answer
	}
	var steps []step
	for i := range o.missed {
		if m := &o.missed[i]; !sure || !m.maybeNo {
			steps = append(steps, step{at: m.at, miss: m})
		}
	}
	for i := range o.readings {
		if r := &o.readings[i]; !sure || !r.maybeNo {
			steps = append(steps, step{at: r.at, reading: r})
		}
	}
	for i := range o.moves {
		steps = append(steps, step{at: o.moves[i].at, move: &o.moves[i]})
	}
	for i := range o.answers {
		steps = append(steps, step{at: o.answers[i].at, answer: &o.answers[i]})
	}
	for _, p := range o.parcels {
		steps = append(steps, step{at: p.at, parcel: p})
		if p.told.seq > 0 {
			steps = append(steps, step{at: p.told, parcel: p})
		}
		if p.undone.seq > 0 {
			steps = append(steps, step{at: p.undone, parcel: p, undone: true})
		}
	}
	slices.SortFunc(steps, func(a, b step) int { return cmp.Compare(a.at.seq, b.at.seq) })
	type memory struct {
		lineState
		ever int
		said int // of those that left, somebody has said what became of them; not of those "again"
		has  bool
	}
	mem := map[uint64]*memory{}
	var now *reading
	var lastRead, lastGone time.Time
	everGone := false
	over := false // archived, or gone by what two jobs were told
	var missed *miss
	for _, s := range steps {
		if s.reading != nil {
			now, missed = s.reading, nil
			over = now.archived
		}
		if now == nil {
			continue
		}
		if s.miss != nil {
			over = over || missed != nil && missed.job != s.miss.job
			if missed == nil {
				missed = s.miss
			}
		}
		if s.move != nil {
			mem[s.move.line].moved = s.move.to
		}
		switch {
		case s.answer == nil:
		case s.answer.left:
			mem[s.answer.line].said += s.answer.n
		default:
			mem[s.answer.line].before += s.answer.n
		}
		goneIsNew := s.reading != nil && !now.gone.IsZero() && !now.gone.Equal(lastGone)
		everGone = everGone || !now.gone.IsZero()
		seen := map[uint64]bool{}
		for _, l := range now.lines {
			seen[l.id] = true
			if mem[l.id] == nil {
				mem[l.id] = &memory{}
			}
			mem[l.id].seenLine = l
		}
		for id, l := range mem {
			if !seen[id] {
				l.quantity, l.shipped, l.refunded = 0, 0, 0 // edited out of the order
			}
			told, untold := 0, 0
			for _, p := range o.parcels {
				switch n := p.lines[id]; {
				case p.at.seq > s.at.seq || p.undone.seq > 0 && p.undone.seq <= s.at.seq:
				case p.told.seq > 0 && p.told.seq <= now.at.seq: // a reading before that doesn't have it among what is shipped
					told += n
				default:
					untold += n
				}
			}
			var struck []row
			wasLeft := l.left()
			if s.undone {
				struck = l.strike(s.parcel.lines[id], func(r row) bool { return r.parcel == s.parcel })
				l.ever -= s.parcel.lines[id]
			}
			had := l.left()
			p := max(l.shipped, told) + untold
			sent := now.status == shipped || now.status == completed
			l.has = l.has || p > 0 || had > 0 || sent || !now.gone.IsZero()
			if !l.has {
				l.before = l.refunded
			}
			left := max(p, had)
			switch {
			case slices.Contains(beforeSending, now.status):
				left = p
				if sure := had - l.of("status") - l.of("over"); p >= l.quantity && sure > l.quantity {
					left = max(p, sure) // more than ordered stays left, where all that is ordered is shipped
				}
			case sent || goneIsNew:
				left = max(left, l.quantity-l.before)
			case slices.Contains(closed, now.status):
				left = max(left, l.ever)
				if everGone {
					left = max(left, l.quantity-l.before)
				}
			}
			if back := l.of("back"); back > 0 {
				left = max(left, back, min(l.quantity-l.before, back+p))
			}
			gone := over && !sent && !slices.Contains(closed, now.status)
			if gone {
				left = max(left, l.quantity-l.before)
			}
			if more := left - had; more > 0 {
				r := row{pieces: more, kind: "status", after: lastRead, upTo: s.at.Time, stands: s.at.Time}
				if p+l.of("back") >= left {
					r.kind = "shipped"
				}
				switch {
				case gone:
					r.kind, r.after = "over", s.at.Time
				case s.reading == nil:
					r.kind, r.parcel, r.after, r.stands = "parcel", s.parcel, s.at.Time, s.at.Time
				case goneIsNew:
					r.stands = now.gone
				default:
					r.stands = now.modified
				}
				r.moved = l.moved
				if r.sel = now.sel; r.parcel != nil {
					r.sel = r.parcel.sel
				}
				r.stands = later(r.after, earlier(r.stands, r.upTo))
				l.rows = append(l.rows, r)
			} else if more < 0 {
				struck = append(struck, l.strike(-more, func(r row) bool { return r.kind == "status" })...)
			}
			if n := min(l.said-l.of("back"), wasLeft-l.left()); n > 0 {
				back := max(0, min(n, l.refunded-l.before-l.of("back"), l.quantity-l.before-l.left()))
				l.hadLeft(back, "back", struck)
				l.hadLeft(n-back, "again", struck)
				l.said -= n - back
				l.ever = min(l.ever, max(0, l.ever-n))
			}
			l.ever = max(l.ever, l.left())
			l.taken = 0
			if !sent && !slices.Contains(closed, now.status) && !over {
				l.taken = max(0, l.quantity-l.before-l.left())
			}
		}
		if s.reading != nil {
			lastRead, lastGone = s.at.Time, now.gone
		}
	}
	out := []*lineState{}
	for _, id := range slices.Sorted(maps.Keys(mem)) {
		out = append(out, &mem[id].lineState)
	}
	return out
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// selection is where a connection looks, and what its store's locations are fed by.
type selection struct {
	places []string // in order
	mapped map[string]int
	buffer int
}

func (s selection) feeds(place string) int { return cmp.Or(s.mapped[place], 1) }

// stock is pieces by place.
type stock map[string]int

func (s stock) sum() (n int) {
	for _, k := range s {
		n += k
	}
	return n
}

// take takes pieces from a place as far as it has some, then from the others in this order, and tells what was spilled; what
// no place has is owed by the first.
func (s stock) take(n int, at string, others ...string) (spilled bool) {
	for i, place := range append([]string{at}, others...) {
		k := min(n, max(0, s[place]))
		s[place] -= k
		n -= k
		spilled = spilled || i > 0 && k > 0
	}
	s[at] -= n
	return spilled || n > 0
}

// leaving are pieces of a leaf that left a place at a moment, or that an open line takes there.
type leaving struct {
	at     time.Time
	n      int
	place  string
	others []string
	put    bool // a person has put the line there
}

// free is what can be sold of a leaf, by place, by the rules; ok is false where it was never counted. spilled: pieces were
// taken elsewhere than where their line is.
func (m *model) free(leaf string, all []string, at func(shop int) selection, sure bool) (out stock, spilled, ok bool) {
	if len(m.counts[leaf]) == 0 {
		return nil, false, false
	}
	out = stock{}
	for place, c := range m.counts[leaf] {
		out[place] = c.n
	}
	var gone, open []leaving
	for _, key := range slices.SortedFunc(maps.Keys(m.orders), func(a, b orderKey) int { return cmp.Or(a.shop-b.shop, cmp.Compare(a.id, b.id)) }) {
		o := m.orders[key]
		sel := at(key.shop)
		others := slices.Concat(sel.places, all)
		for _, l := range o.lines(sure) {
			k := m.leaves(l.name())[leaf]
			if k == 0 {
				continue
			}
			for _, r := range l.rows {
				place := m.allocated(leaf, r.sel, all, l.kind, r.moved)
				if c, counted := m.counts[leaf][place]; !counted || r.leftAfter(c.at) {
					gone = append(gone, leaving{at: r.stands, n: k * r.pieces, place: place, others: others})
				}
			}
			if l.taken > 0 {
				place := m.allocated(leaf, sel, all, l.kind, l.moved)
				open = append(open, leaving{n: k * l.taken, place: place, others: others, put: l.moved != ""})
			}
		}
	}
	for _, mv := range m.moves {
		if c, ok := m.counts[leaf][mv.place]; mv.sku == leaf && (!ok || !mv.at.Before(c.at)) {
			gone = append(gone, leaving{at: mv.at, n: -mv.n, place: mv.place})
		}
	}
	slices.SortStableFunc(gone, func(a, b leaving) int { return a.at.Compare(b.at) })
	slices.SortStableFunc(open, func(a, b leaving) int { // where somebody has put a line, it is before those that may be anywhere
		switch {
		case a.put == b.put:
			return 0
		case a.put:
			return -1
		}
		return 1
	})
	for _, list := range [][]leaving{gone, open} {
		for _, g := range list {
			if g.n < 0 {
				out[g.place] -= g.n
			} else {
				spilled = out.take(g.n, g.place, g.others...) || spilled
			}
		}
	}
	return out, spilled, true
}

// name is the sku by which a line's item is counted: what the catalogue calls it now.
func (l *seenLine) name() string {
	if l.row != nil {
		return l.row.sku
	}
	return l.sku
}

// allocated is where a line's pieces are taken from.
func (m *model) allocated(leaf string, sel selection, all []string, kind, moved string) string {
	if moved != "" {
		return moved
	}
	places := slices.Concat(sel.places, all)
	if kind == "pickup" { // the shop's first location has the counter
		at := slices.IndexFunc(sel.places, func(p string) bool { return sel.mapped[p] == 1 })
		if at >= 0 {
			places = append([]string{sel.places[at]}, places...)
		}
	}
	for _, p := range places {
		if _, ok := m.counts[leaf][p]; ok {
			return p
		}
	}
	return places[0]
}

// shown is what a shop is to show of an item, by store location; ok is false where nothing is to be sent.
func (m *model) shown(sku string, sel selection, buildable bool, free func(leaf string) (stock, bool)) (out map[int]int, ok bool) {
	out = map[int]int{}
	add := func(n stock) {
		for _, p := range sel.places {
			out[sel.feeds(p)] += n[p]
		}
	}
	if len(m.kits[sku]) == 0 {
		n, counted := free(sku)
		if !counted {
			return nil, false
		}
		add(n)
	} else {
		if !buildable {
			return nil, false
		}
		can := stock{}
		for _, p := range sel.places {
			can[p] = -1
		}
		for leaf, k := range m.leaves(sku) {
			n, counted := free(leaf)
			if !counted {
				return nil, false
			}
			for _, p := range sel.places {
				if c := max(0, n[p]) / k; can[p] < 0 || c < can[p] {
					can[p] = c
				}
			}
		}
		add(can)
	}
	owed, buffer := 0, sel.buffer
	for _, at := range slices.Sorted(maps.Keys(out)) {
		owed += max(0, -out[at])
		out[at] = max(0, out[at])
	}
	order := []int{1} // the default one, then as the connection has them
	for _, p := range sel.places {
		order = append(order, sel.feeds(p))
	}
	for _, at := range order {
		if _, fed := out[at]; !fed {
			continue
		}
		for _, off := range []*int{&owed, &buffer} {
			k := min(*off, out[at])
			out[at], *off = out[at]-k, *off-k
		}
	}
	return out, true
}
