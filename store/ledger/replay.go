package ledger

import (
	"cmp"
	"slices"
)

// Kind says what an entry of an item is.
type Kind string

// The kinds of entries.
const (
	Count      Kind = "count"      // so many lay there
	Receipt    Kind = "receipt"    // came in
	Return     Kind = "return"     // came back from a buyer
	Adjustment Kind = "adjustment" // found, broken, lost
	Transfer   Kind = "transfer"   // to or from another place: two entries
)

// Entry is what a person has booked of an item at a place: a count sets what is there, everything else adds to it. An entry
// of a moment comes before one that was booked later for the same moment.
type Entry struct {
	Kind     Kind   `json:"k"`
	Place    Place  `json:"at"`
	Quantity int    `json:"q"` // of a count what lies there; else what it adds, below 0 where it takes off
	When     Moment `json:"t"` // of a count that names a minute alone: the minute's beginning
	Booked   Moment `json:"b"`
	Reason   string `json:"r,omitempty"`
	Who      string `json:"w,omitempty"`
	// Sure is by how many pieces a person has confirmed, when the count was entered, that it rises.
	Sure int `json:"y,omitempty"`
	// Other is a transfer's other end.
	Other Place `json:"p,omitempty"`
	// Connection and Order say whose return it is.
	Connection uint64 `json:"c,omitempty"`
	Order      uint64 `json:"o,omitempty"`
}

// Taking is pieces of an item that an order's line takes: pieces that have left, or open ones.
type Taking struct {
	Pieces int
	Gone   Moment // 0: they are open
	Place  Place  // where they are, or were, allocated; 0: nowhere in particular
	Pickup uint64 // the store's location where they are picked up
	Moved  bool   // a person has put them there
	Cause  Cause  // why they count as left; "" for open ones
	Home   *Home
	Connection, Order,
	Line uint64
	Via string // the kit whose components they are; "" for the item's own
}

// Home is how a connection looks at the book's places.
type Home struct {
	Connection uint64
	Selection  []Place          // in the connection's order; all places where none is selected
	Mapped     map[uint64]Place // location of the store → the book's place that feeds it, the first of several
}

// Shelf is what lies on the shelves of an item, and what is free of it.
type Shelf struct {
	Places []ShelfPlace // where it is counted, by place
	// Missing are pieces of a kit that is counted itself but wasn't there when they were taken: they were made of its
	// components.
	Missing []Taking
}

// ShelfPlace is a shelf.
type ShelfPlace struct {
	Place   Place
	Counted Moment // when it was counted last
	Count   int    // what was counted then
	Sure    int    // by how many pieces a person has confirmed that it rose
	Booked  Moment // when it was entered
	Since   []Move // what came and went since, in the order of time
	OnHand  int
	Open    int      // pieces of open orders that are allocated here
	Takes   []Taking // those open pieces
}

// Move is what came to a shelf or left it.
type Move struct {
	Entry *Entry // a person's; nil where an order took it
	Taking
	Quantity int // what it added
}

// Free is what is on hand at a place and kept for no order; below 0 where more is open than lies there.
func (p ShelfPlace) Free() int { return p.OnHand - p.Open }

// OnHandAt is what was on hand at a moment; known is false before the last count, which alone tells what was there.
func (p ShelfPlace) OnHandAt(at Moment) (n int, known bool) {
	n = p.Count
	for _, m := range p.Since {
		when := m.Gone
		if m.Entry != nil {
			when = m.Entry.When
		}
		if when <= at {
			n += m.Quantity
		}
	}
	return n, at >= p.Counted
}

// At finds a place; nil where the item isn't counted there.
func (s *Shelf) At(p Place) *ShelfPlace {
	for i := range s.Places {
		if s.Places[i].Place == p {
			return &s.Places[i]
		}
	}
	return nil
}

// Free is what is free of the item in all places.
func (s *Shelf) Free() (n int) {
	for _, p := range s.Places {
		n += p.Free()
	}
	return n
}

// Replay works out the shelves of an item from its entries and from what orders take of it, in the order of time. kit: what
// is missing of it is made of components, so that its shelves never fall below what they were counted at zero. An item that
// was never counted has no shelves.
func Replay(entries []Entry, takings []Taking, kit bool) Shelf {
	type event struct {
		at    Moment
		order int // at one moment: pieces leave, then entries move, then counts are taken
		entry *Entry
		take  *Taking
	}
	var events []event
	counted := map[Place]bool{}
	for i := range entries {
		e := &entries[i]
		order := 1
		if e.Kind == Count {
			order = 2
			counted[e.Place] = true
		}
		events = append(events, event{at: e.When, order: order, entry: e})
	}
	if len(counted) == 0 {
		return Shelf{}
	}
	var open []Taking
	for i := range takings {
		if t := &takings[i]; t.Gone == 0 {
			open = append(open, *t)
		} else {
			events = append(events, event{at: t.Gone, take: t})
		}
	}
	slices.SortStableFunc(events, func(a, b event) int {
		if c := cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.order, b.order)); c != 0 {
			return c
		}
		if a.entry != nil && b.entry != nil {
			return cmp.Compare(a.entry.Booked, b.entry.Booked)
		}
		return cmp.Or(cmp.Compare(a.take.Connection, b.take.Connection), cmp.Compare(a.take.Order, b.take.Order), cmp.Compare(a.take.Line, b.take.Line))
	})
	var s Shelf
	for _, e := range events {
		switch {
		case e.take != nil:
			s.leave(*e.take, kit)
		case e.entry.Kind == Count:
			s.count(e.entry)
		default:
			if p := s.At(e.entry.Place); p != nil {
				p.OnHand += e.entry.Quantity
				p.Since = append(p.Since, Move{Entry: e.entry, Quantity: e.entry.Quantity})
			}
		}
	}
	slices.SortFunc(s.Places, func(a, b ShelfPlace) int { return cmp.Compare(a.Place, b.Place) })
	slices.SortStableFunc(open, func(a, b Taking) int {
		// Who has been put somewhere goes first, then the older order.
		if a.Moved != b.Moved {
			if a.Moved {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(a.Connection, b.Connection), cmp.Compare(a.Order, b.Order), cmp.Compare(a.Line, b.Line))
	})
	for _, t := range open {
		s.allocate(t, kit)
	}
	return s
}

func (s *Shelf) count(e *Entry) {
	p := s.At(e.Place)
	if p == nil {
		s.Places = append(s.Places, ShelfPlace{Place: e.Place})
		p = &s.Places[len(s.Places)-1]
	}
	p.Counted, p.Count, p.OnHand, p.Since = e.When, e.Quantity, e.Quantity, nil
	p.Sure, p.Booked = e.Sure, e.Booked
}

// leave takes pieces off the shelves: from their own place as far as that has any, then from the other places of their
// connection's selection, then from any. What is nowhere is taken from the first of these all the same.
func (s *Shelf) leave(t Taking, kit bool) {
	s.take(t, kit, func(p *ShelfPlace) int { return p.OnHand }, func(p *ShelfPlace, part Taking) {
		p.OnHand -= part.Pieces
		p.Since = append(p.Since, Move{Taking: part, Quantity: -part.Pieces})
	})
}

// allocate is leave for open pieces, behind everything that has left.
func (s *Shelf) allocate(t Taking, kit bool) {
	s.take(t, kit, func(p *ShelfPlace) int { return p.Free() }, func(p *ShelfPlace, part Taking) {
		p.Open += part.Pieces
		p.Takes = append(p.Takes, part)
	})
}

// take splits pieces over the shelves by what each has, and puts each part.
func (s *Shelf) take(t Taking, kit bool, has func(*ShelfPlace) int, put func(*ShelfPlace, Taking)) {
	order := s.from(t)
	if len(order) == 0 {
		return // nothing was counted yet: a count to come is taken without it
	}
	left := t.Pieces
	part := func(p *ShelfPlace, n int) {
		if n > 0 {
			one := t
			one.Pieces, one.Place = n, p.Place
			put(p, one)
			left -= n
		}
	}
	for _, p := range order {
		part(p, min(left, max(0, has(p))))
	}
	if left == 0 {
		return
	}
	if kit {
		one := t
		one.Pieces = left
		s.Missing = append(s.Missing, one)
		return
	}
	part(order[0], left)
}

// from lists the counted places in the order in which pieces are taken from them.
func (s *Shelf) from(t Taking) []*ShelfPlace {
	var out []*ShelfPlace
	add := func(p Place) {
		if at := s.At(p); at != nil && !slices.Contains(out, at) {
			out = append(out, at)
		}
	}
	for _, p := range t.places() {
		add(p)
	}
	for i := range s.Places {
		add(s.Places[i].Place)
	}
	return out
}

// places lists where pieces are looked for first.
func (t *Taking) places() []Place {
	var out []Place
	if t.Place != 0 && (t.Gone != 0 || t.Moved) {
		out = append(out, t.Place)
	}
	if t.Home == nil {
		return out
	}
	if at, ok := t.Home.Mapped[t.Pickup]; ok && t.Pickup != 0 && !t.Moved {
		out = append(out, at)
	}
	return append(out, t.Home.Selection...)
}

// Allocated is where an open line that nobody has moved is allocated: at the place mapped to the store's location where it
// is picked up, else at the first selected place that counts the item, else at any that does; 0 where none does.
func Allocated(h *Home, pickup uint64, counts func(Place) bool, all []Place) Place {
	t := Taking{Pickup: pickup, Home: h}
	for _, p := range slices.Concat(t.places(), all) {
		if counts(p) {
			return p
		}
	}
	return 0
}
