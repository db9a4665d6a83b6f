package ledger

import (
	"cmp"
	"fmt"
	"slices"
)

// Order is what the book knows of an order for the sake of stock, from reading to reading.
type Order struct {
	ID     uint64 `json:"id"`
	Status int    `json:"st"`
	Placed Moment `json:"p,omitempty"`
	// Read is when the reading began that the lines are of; Dated is the store's own date_shipped, the last
	// that it ever had.
	Read Moment `json:"r,omitempty"`
	// Modified is the store's date_modified, as it was there then.
	Modified Moment `json:"m,omitempty"`
	Dated    Moment `json:"d,omitempty"`
	// Over is set where the order is archived or can't be read any more: what is open then counts as left from that moment.
	Over  bool   `json:"o,omitempty"`
	Lines []Line `json:"l"`
}

// Line is a line of an order.
type Line struct {
	ID       uint64 `json:"id"`
	SKU      string `json:"sku"` // what it is counted by
	Ordered  int    `json:"q"`
	Shipped  int    `json:"s,omitempty"` // quantity_shipped
	Refunded int    `json:"f,omitempty"` // quantity_refunded
	// Ever is the most that the book ever had as left; Early are the pieces that were refunded before anything of the line
	// had left: they never ship. Settled are the pieces refunded after that of which a person has said what became of them.
	Ever    int `json:"e,omitempty"`
	Early   int `json:"y,omitempty"`
	Settled int `json:"t,omitempty"`
	// Place is where the line was allocated at the last reading that had it open; Moved is where a person has put it. Pickup
	// is the location of the store at which the buyer picks it up.
	Place  Place  `json:"at,omitempty"`
	Moved  Place  `json:"mv,omitempty"`
	Pickup uint64 `json:"pu,omitempty"`
	// Parts is what one piece of a kit consists of that isn't counted itself.
	Parts []Part `json:"k,omitempty"`
	// Rows is what has left, each with the moment from which on a count no longer has it.
	Rows []Row `json:"w,omitempty"`
	// Released are pieces of an open line that a person has let go of: they left before the last count.
	Released int `json:"z,omitempty"`
}

// Part is so many of an item in one kit, down to items that are no kits themselves.
type Part struct {
	SKU      string `json:"sku"`
	Quantity int    `json:"n"`
}

// Cause is why pieces count as left.
type Cause string

// The causes of a row.
const (
	ByParcel   Cause = "p" // a parcel of the book
	ByShipment Cause = "s" // a shipment of the store
	ByQuantity Cause = "q" // the store says more are shipped than parcels and known shipments explain
	ByStatus   Cause = "c" // the order was completed, or shipped whole, without a word of the line
	ByOver     Cause = "o" // the order is archived, or gone
	// Pieces that had left, as a person's answer of what became of them shows, though the store no longer has them as shipped:
	ByReturn Cause = "r" // they were refunded, and never ship again
	ByAnswer Cause = "a" // the order is to send as many again
)

// Row is pieces of a line that left together.
type Row struct {
	Cause  Cause  `json:"c"`
	ID     uint64 `json:"i,omitempty"` // of the parcel or the shipment
	Pieces int    `json:"n"`
	// Gone is the moment they left by at the latest, as far as the book can tell: a count of that moment, or a later one,
	// was taken without them.
	Gone  Moment `json:"g"`
	Place Place  `json:"at,omitempty"`
}

// Parcel is what a parcel of the book holds of an order.
type Parcel struct {
	ID    uint64
	Told  bool // the store has it; else it has yet to learn of it, or has refused it
	Gone  Moment
	Lines []ParcelLine
}

// ParcelLine is so many pieces of a line in a parcel. Before is how many of the line the store had as shipped when it was
// told of the parcel first; it counts only where Sending is set, or where the parcel is told.
type ParcelLine struct {
	Line    uint64
	Pieces  int
	Before  int
	Sending bool // it is not known whether the store has it
	Place   Place
}

// Shipment is a shipment as the store has it.
type Shipment struct {
	ID      uint64
	Created Moment // by the book's clock
	Lines   map[uint64]int
}

// Reading is an order as the store has it at one reading. From is when it was asked for and To when the answer was there.
// Dated and Modified are the store's date_shipped and date_modified; Skew is what the store's clock is ahead of the book's.
type Reading struct {
	ID       uint64
	Status   int
	Placed   Moment
	From, To Moment
	Dated    Moment
	Modified Moment
	Skew     Moment
	Over     bool // archived
	Lines    []ReadLine
	// Shipments are the store's own, where they were read; Known tells that they were.
	Shipments []Shipment
	Known     bool
}

// ReadLine is a line at a reading.
type ReadLine struct {
	ID       uint64
	SKU      string
	Ordered  int
	Shipped  int
	Refunded int
	Pickup   uint64
	// Place is where the line would be allocated now, and Parts what it consists of where it is a kit that isn't counted
	// itself: taken over at the first reading.
	Place Place
	Parts []Part
}

// IsOpen reports whether a status leaves an order to be shipped: not Incomplete, Shipped, Refunded, Cancelled, Declined or
// Completed.
func IsOpen(status int) bool { return !slices.Contains([]int{0, 2, 4, 5, 6, 10}, status) }

// unshipped reports whether a status says that what isn't in a shipment has not left: Pending, Partially Shipped, Awaiting
// Payment, Pickup, Shipment or Fulfillment, Manual Verification Required.
func unshipped(status int) bool { return slices.Contains([]int{1, 3, 7, 8, 9, 11, 12}, status) }

// whole reports whether a status says that everything has left: Shipped, Completed.
func whole(status int) bool { return status == 2 || status == 10 }

// Left is how many pieces have left that the order isn't to send again.
func (l *Line) Left() (n int) {
	for _, r := range l.Rows {
		if r.Cause != ByAnswer {
			n += r.Pieces
		}
	}
	return n
}

// Open is how many pieces of a line an order keeps from being sold: ordered, not left, not refunded before, in an open
// order. Pieces that were refunded after something had left are among them, until a person says what became of them.
func (o *Order) Open(l *Line) int {
	if !IsOpen(o.Status) || o.Over {
		return 0
	}
	return max(0, l.Ordered-l.Early-l.Left()-l.Released)
}

// OpenPieces is Open of all lines.
func (o *Order) OpenPieces() (n int) {
	for i := range o.Lines {
		n += o.Open(&o.Lines[i])
	}
	return n
}

// Returned is how many refunded pieces wait for a person to say whether they are back on the shelf.
func (l *Line) Returned() int { return max(0, l.Refunded-l.Early-l.Settled) }

// ToShip is how many pieces of a line may still be put into a parcel.
func (o *Order) ToShip(l *Line) int { return max(0, o.Open(l)-l.unsettled()) }

// unsettled is how many of the pieces that wait for a person have not left.
func (l *Line) unsettled() int {
	return min(l.Returned(), max(0, l.Ordered-l.Early-l.Left()))
}

// Read works out an order from what a reading says, from what the book had of it before, nil at first sight, and from its
// parcels.
func Read(before *Order, r Reading, parcels []Parcel) Order {
	first := before == nil
	if first {
		before = &Order{}
	}
	now := Order{ID: r.ID, Status: r.Status, Placed: r.Placed, Read: r.From, Modified: r.Modified, Dated: r.Dated, Over: r.Over}
	now.Dated = cmp.Or(now.Dated, before.Dated) // there is a date, or there was one
	lines := slices.Clone(r.Lines)
	for _, old := range before.Lines {
		if slices.ContainsFunc(lines, func(l ReadLine) bool { return l.ID == old.ID }) {
			continue
		}
		if len(old.Rows) > 0 || mentions(parcels, old.ID) { // taken out of the order after something of it had left
			lines = append(lines, ReadLine{ID: old.ID, SKU: old.SKU, Shipped: old.Shipped, Refunded: old.Refunded})
		}
	}
	w := when{first: first, before: before.Read, r: &r, fresh: r.Dated != 0 && (first || r.Dated != before.Dated)}
	for _, l := range lines {
		at := slices.IndexFunc(before.Lines, func(old Line) bool { return old.ID == l.ID })
		old := Line{ID: l.ID}
		if at >= 0 {
			old = before.Lines[at]
		}
		now.Lines = append(now.Lines, old.read(&now, before, &l, &w, parcels))
	}
	return now
}

func mentions(parcels []Parcel, line uint64) bool {
	return slices.ContainsFunc(parcels, func(p Parcel) bool {
		return slices.ContainsFunc(p.Lines, func(l ParcelLine) bool { return l.Line == line })
	})
}

// read is the state of one line: what has left of it, by the rules of its order's status.
func (l Line) read(now, before *Order, r *ReadLine, w *when, parcels []Parcel) Line {
	was := l
	l.Rows = slices.Clone(l.Rows)
	l.dropParcels(parcels)
	if unshipped(now.Status) {
		l.strike(func(row Row) bool { return row.Cause == ByStatus })
	}
	if !now.Over {
		l.strike(func(row Row) bool { return row.Cause == ByOver })
	}
	if r.Ordered != l.Ordered || r.Shipped != l.Shipped || now.Status != before.Status || now.Modified != before.Modified {
		l.Released = 0 // the store has changed it
	}
	deleted := 0 // of the store's shipments since the last reading
	if r.Ordered == l.Ordered {
		deleted = max(0, l.Shipped-r.Shipped)
	}
	l.SKU, l.Ordered, l.Shipped, l.Refunded = cmp.Or(l.SKU, r.SKU), r.Ordered, r.Shipped, r.Refunded
	if r.SKU != "" {
		l.SKU = r.SKU
	}
	l.Pickup = r.Pickup
	l.Place = cmp.Or(l.Place, r.Place)
	if l.Parts == nil && len(l.Rows) == 0 {
		l.Parts = r.Parts
	}
	parcelled := l.parcelled(parcels)
	had := l.Left()
	if l.Ever == 0 && len(l.Rows) == 0 && parcelled == 0 && !whole(now.Status) && now.Dated == 0 && before.Dated == 0 {
		l.Early = min(l.Refunded, l.Ordered)
	}
	l.Early = min(l.Early, l.Ordered, l.Refunded)
	left := l.left(now, parcelled, had, deleted, w.fresh)
	if kept := l.kept(); kept > 0 {
		left = max(left, kept, min(l.Ordered-l.Early, kept+parcelled))
	}
	if now.Over {
		left = max(left, l.overLeft(now, left))
	}
	l.rows(left, parcelled, w, parcels, now.Over)
	l.Ever = max(l.Ever, l.Left())
	l.keepAnswered(&was)
	if now.Open(&l) > 0 && r.Place != 0 {
		l.Place = r.Place // for what leaves from here on
	}
	return l
}

// overLeft is what counts as left of a line whose order is over: what was open of it as well.
func (l *Line) overLeft(now *Order, left int) int {
	if IsOpen(now.Status) {
		return max(left, l.Ordered-l.Early-l.Released)
	}
	return left
}

// left is the formula: how many pieces have left, by the kind of status the order has.
func (l *Line) left(now *Order, parcelled, had, deleted int, fresh bool) int {
	all := l.Ordered - l.Early
	switch {
	case unshipped(now.Status):
		if had > l.Ordered && parcelled >= l.Ordered {
			return max(parcelled, had) // more than is ordered by now, and all of that is shipped: it stays left
		}
		return parcelled
	case whole(now.Status):
		return max(parcelled, all, had)
	case !IsOpen(now.Status) && now.Dated != 0:
		return max(parcelled, l.Ever, all)
	case !IsOpen(now.Status):
		return max(parcelled, l.Ever)
	case fresh:
		return max(parcelled, all, had)
	}
	return max(parcelled, had-deleted)
}

// parcelled is P: what the store has as shipped, or what the parcels hold that it was told of, and what it has yet to
// learn of.
func (l *Line) parcelled(parcels []Parcel) int {
	told, untold, reached := 0, 0, 0
	for _, p := range parcels {
		for _, part := range p.Lines {
			switch {
			case part.Line != l.ID:
			case part.Sending:
				reached = max(reached, part.Before+part.Pieces)
			case p.Told:
				told += part.Pieces
				reached = max(reached, part.Before+part.Pieces)
			default:
				untold += part.Pieces
			}
		}
	}
	return max(l.Shipped, told, reached) + untold
}

// dropParcels takes out the rows of parcels that are undone: the book never had their pieces as left.
func (l *Line) dropParcels(parcels []Parcel) {
	l.Rows = slices.DeleteFunc(l.Rows, func(row Row) bool {
		gone := row.Cause == ByParcel && !slices.ContainsFunc(parcels, func(p Parcel) bool { return p.ID == row.ID })
		if gone {
			l.Ever = max(0, l.Ever-row.Pieces)
		}
		return gone
	})
}

func (l *Line) strike(which func(Row) bool) { l.Rows = slices.DeleteFunc(l.Rows, which) }

// rows brings the rows in line with how many pieces have left: what is new gets rows of its own, each with its cause and
// the moment it left by; of what has not left after all, the shipments that the store has deleted are struck first, then
// the oldest, and what is in the book's parcels last.
func (l *Line) rows(left, parcelled int, w *when, parcels []Parcel, over bool) {
	missing := left - l.Left()
	shipped := func() int { return max(0, parcelled+l.kept()-l.Left()) } // of what is shipped, what no row has
	add := func(row Row) {
		if row.Pieces = min(row.Pieces, missing); row.Pieces > 0 {
			row.Place = cmp.Or(row.Place, l.Moved, l.Place)
			l.Rows = append(l.Rows, row)
			missing -= row.Pieces
		}
	}
	for _, p := range parcels {
		for _, part := range p.Lines {
			if part.Line == l.ID && !l.hasRow(ByParcel, p.ID) {
				add(Row{Cause: ByParcel, ID: p.ID, Pieces: part.Pieces, Gone: p.Gone, Place: part.Place})
			}
		}
	}
	for _, s := range w.r.Shipments {
		if n := s.Lines[l.ID]; n > 0 && !l.hasRow(ByShipment, s.ID) {
			add(Row{Cause: ByShipment, ID: s.ID, Pieces: min(n, shipped()), Gone: w.gone(s.Created)})
		}
	}
	if missing > 0 {
		add(Row{Cause: ByQuantity, Pieces: shipped(), Gone: w.growth()})
	}
	if missing > 0 && over {
		add(Row{Cause: ByOver, Pieces: missing, Gone: w.r.To})
	}
	if missing > 0 {
		add(Row{Cause: ByStatus, Pieces: missing, Gone: w.growth()})
	}
	l.shrink(-missing, w.r)
}

// keepAnswered keeps rows of pieces that no longer count as left where a person has said what became of them: they are off the
// shelf, or were put back on it, so that striking them would put them there twice. In doubt the pieces that no longer count
// are those. What was refunded of them stays left; of the rest the order is to send as many again.
func (l *Line) keepAnswered(was *Line) {
	kept := l.kept()
	n := min(l.Settled-kept, was.Left()-l.Left())
	if n <= 0 {
		return
	}
	refunded := max(0, min(n, l.Refunded-l.Early-kept, l.Ordered-l.Early-l.Left()))
	l.Settled -= n - refunded
	l.Ever = min(l.Ever, max(0, was.Ever-n))
	bare := func(row Row) Row { row.Pieces = 0; return row }
	struck := map[Row]int{}
	for _, row := range was.Rows {
		struck[bare(row)] += row.Pieces
	}
	for _, row := range l.Rows {
		struck[bare(row)] -= row.Pieces
	}
	keep := func(row Row, cause Cause, most int) int {
		k := min(most, struck[bare(row)])
		if k > 0 {
			struck[bare(row)] -= k
			l.Rows = append(l.Rows, Row{Cause: cause, Pieces: k, Gone: row.Gone, Place: row.Place})
		}
		return max(0, k)
	}
	again := n - refunded
	for _, row := range slices.Backward(was.Rows) {
		if row.Cause != ByAnswer {
			refunded -= keep(row, ByReturn, refunded)
			again -= keep(row, ByAnswer, again)
		}
	}
	l.Ever = max(l.Ever, l.Left())
}

// kept is how many pieces count as left by what a person has said of them alone.
func (l *Line) kept() (n int) {
	for _, row := range l.Rows {
		if row.Cause == ByReturn {
			n += row.Pieces
		}
	}
	return n
}

func (l *Line) hasRow(cause Cause, id uint64) bool {
	return slices.ContainsFunc(l.Rows, func(r Row) bool { return r.Cause == cause && r.ID == id })
}

// shrink strikes so many pieces.
func (l *Line) shrink(n int, r *Reading) {
	if n <= 0 {
		return
	}
	deleted := func(row Row) bool {
		return row.Cause == ByShipment && r.Known && !slices.ContainsFunc(r.Shipments, func(s Shipment) bool { return s.ID == row.ID })
	}
	rank := func(row Row) int {
		switch {
		case deleted(row):
			return 0
		case row.Cause == ByParcel: // it stands until it is undone
			return 2
		}
		return 1
	}
	slices.SortStableFunc(l.Rows, func(a, b Row) int {
		return cmp.Or(rank(a)-rank(b), cmp.Compare(a.Gone, b.Gone))
	})
	for i := range l.Rows {
		if c := l.Rows[i].Cause; c != ByAnswer && c != ByReturn {
			struck := min(n, l.Rows[i].Pieces)
			l.Rows[i].Pieces -= struck
			n -= struck
		}
	}
	l.strike(func(row Row) bool { return row.Pieces == 0 })
}

// Flaws says what can't be so of an order: its rows against its parcels, and each sum against what it is a sum of.
func Flaws(o *Order, parcels []Parcel) (out []string) {
	flaw := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	lines := map[uint64]bool{}
	for i := range o.Lines {
		l := &o.Lines[i]
		if lines[l.ID] {
			flaw("line %d stands in it twice", l.ID)
		}
		lines[l.ID] = true
		rows := map[Row]bool{}
		for _, r := range l.Rows {
			id := Row{Cause: r.Cause, ID: r.ID}
			switch {
			case r.Pieces <= 0:
				flaw("%d pieces of %s left", r.Pieces, l.SKU)
			case r.ID != 0 && rows[id]:
				flaw("the pieces of one parcel of %s stand in it twice", l.SKU)
			case r.Cause == ByParcel && !holds(parcels, r.ID, l.ID, r.Pieces):
				flaw("%d of %s left with a parcel that doesn't hold them", r.Pieces, l.SKU)
			case r.Cause == ByParcel && !from(parcels, r.ID, l.ID, r.Place):
				flaw("%d of %s left from another location than their parcel", r.Pieces, l.SKU)
			case r.Cause == ByStatus && unshipped(o.Status):
				flaw("%d of %s left by a status that it no longer has", r.Pieces, l.SKU)
			case r.Gone <= 0:
				flaw("%d of %s left at no time", r.Pieces, l.SKU)
			}
			rows[id] = true
		}
		if left := l.Left(); l.Ever < left {
			flaw("%d of %s have left, and never more than %d had", left, l.SKU, l.Ever)
		}
		if left, least := l.Left(), l.parcelled(parcels); left < least {
			flaw("%d of %s have left, but its shipments and parcels hold %d", left, l.SKU, least)
		}
		if l.Early < 0 || l.Early > l.Ordered || l.Early > l.Refunded {
			flaw("%d of %s were refunded before they left, of %d refunded and %d ordered", l.Early, l.SKU, l.Refunded, l.Ordered)
		}
	}
	return out
}

func holds(parcels []Parcel, parcel, line uint64, pieces int) bool {
	return slices.ContainsFunc(parcels, func(p Parcel) bool {
		n := 0
		for _, l := range p.Lines {
			if l.Line == line {
				n += l.Pieces
			}
		}
		return p.ID == parcel && n >= pieces
	})
}

// from reports whether a parcel took pieces of a line from a place, or doesn't say from where.
func from(parcels []Parcel, parcel, line uint64, at Place) bool {
	return slices.ContainsFunc(parcels, func(p Parcel) bool {
		return p.ID == parcel && slices.ContainsFunc(p.Lines, func(l ParcelLine) bool {
			return l.Line == line && (l.Place == at || l.Place == 0)
		})
	})
}

// Again is an order as it was read last, with the parcels that it has by now and its rows checked against them.
func Again(o Order, parcels []Parcel) Order { return Read(&o, lastReading(&o), parcels) }

// Gone is an order that can't be read any more: as it was read last, and what was open of it left at a moment.
func Gone(o Order, at Moment, parcels []Parcel) Order {
	r := lastReading(&o)
	r.To, r.Over = at, true
	return Read(&o, r, parcels)
}

func lastReading(o *Order) Reading {
	r := Reading{ID: o.ID, Status: o.Status, Placed: o.Placed, From: o.Read, To: o.Read, Modified: o.Modified, Dated: o.Dated, Over: o.Over}
	for _, l := range o.Lines {
		r.Lines = append(r.Lines, ReadLine{ID: l.ID, SKU: l.SKU, Ordered: l.Ordered, Shipped: l.Shipped, Refunded: l.Refunded, Pickup: l.Pickup})
	}
	return r
}
