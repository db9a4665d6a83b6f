package store

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"cartwire/store/ledger"
)

// Returned are refunded pieces of an order's line of which nobody has said yet what became of them: they stay off the shelf,
// and are neither offered nor shipped.
type Returned struct {
	Connection ConnectionID
	Order      uint64
	Line       uint64
	SKU        string // "" for a line without an item
	Pieces     int
	Back       int // at most so many of them can have come back: they had left
	Never      int // at most so many of them can have never left
	// Refunded is when, as far as the store tells; else when the order was changed last. Counted reports that the item was
	// counted since, at some location, so that the count may have the pieces.
	Refunded time.Time
	Counted  bool
	From     LocationID // where they had left from; 0 where that isn't known
	// Uncounted says by location which item of them isn't counted there, so that they can't be put back there.
	Uncounted map[LocationID]string
}

// ReturnedPieces lists what waits, of the newest orders first; c 0: of all connections.
func (b *Book) ReturnedPieces(c ConnectionID) (out []Returned, err error) {
	err = b.View(func(tx *Tx) error {
		out = nil
		list, err := tx.connectionsOf(c)
		if err != nil {
			return err
		}
		l, err := tx.Ledger()
		if err != nil {
			return err
		}
		for _, c := range list {
			for _, raw := range tx.scan(tableAllocations, key(uint64(c)), after(c), true) {
				var o ledger.Order
				if err := decode(raw, &o); err != nil {
					return err
				}
				more, err := l.returned(c, &o)
				if err != nil {
					return err
				}
				out = append(out, more...)
			}
		}
		return nil
	})
	return out, err
}

// ReturnedOf lists what waits of an order; nothing for one that takes nothing.
func (tx *Tx) ReturnedOf(c ConnectionID, order uint64) ([]Returned, error) {
	o, err := tx.Allocation(c, order)
	if errors.Is(err, ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	l, err := tx.Ledger()
	if err != nil {
		return nil, err
	}
	return l.returned(c, &o)
}

// returned lists what waits of an order.
func (l *Ledger) returned(c ConnectionID, o *ledger.Order) (out []Returned, err error) {
	var of *Order
	for i := range o.Lines {
		line := &o.Lines[i]
		n := o.Waiting(line)
		if n == 0 {
			continue
		}
		if of == nil {
			known, err := l.tx.Order(c, o.ID)
			if err != nil && !errors.Is(err, ErrNotFound) {
				return nil, err
			}
			of = &known
		}
		r := Returned{Connection: c, Order: o.ID, Line: line.ID, SKU: line.SKU, Pieces: n, Back: min(n, line.Away()), Never: min(n, o.NeverLeft(line)),
			Refunded: refundedAt(of, line.ID)}
		if r.Refunded.IsZero() {
			r.Refunded = o.Modified.Time()
		}
		if len(line.Rows) > 0 {
			r.From = LocationID(line.Rows[len(line.Rows)-1].Place)
		}
		for _, part := range piecesOf(line, 1) {
			entries, err := l.Entries(part.SKU)
			if err != nil {
				return nil, err
			}
			r.Counted = r.Counted || lastCount(entries) > ledger.At(r.Refunded.Add(2*time.Second)) // the store's dates have seconds
			if err := l.uncountedAt(part.SKU, &r); err != nil {
				return nil, err
			}
		}
		out = append(out, r)
	}
	return out, nil
}

// uncountedAt notes the locations where an item of returned pieces isn't counted.
func (l *Ledger) uncountedAt(sku string, r *Returned) error {
	for _, at := range l.all {
		if id := LocationID(at); r.Uncounted[id] == "" && l.tx.get(tableStock, stockKey(sku, id)) == nil {
			written, err := l.Written(sku)
			if err != nil {
				return err
			}
			if r.Uncounted == nil {
				r.Uncounted = map[LocationID]string{}
			}
			r.Uncounted[id] = cmp.Or(written, r.SKU)
		}
	}
	return nil
}

// refundedAt is when a line was refunded last; zero where its refunds aren't known.
func refundedAt(o *Order, line uint64) (at time.Time) {
	for _, r := range o.Refunds {
		if r.Created.After(at) && slices.ContainsFunc(r.Lines, func(l RefundLine) bool { return l.Type == "PRODUCT" && l.ItemID == line || l.Type == "ORDER" }) {
			at = r.Created
		}
	}
	return at
}

// piecesOf is what so many of a line consist of: of a kit that isn't counted itself its parts; none of a line without an item.
func piecesOf(l *ledger.Line, n int) (out []ledger.Part) {
	for _, p := range l.Parts {
		out = append(out, ledger.Part{SKU: p.SKU, Quantity: p.Quantity * n})
	}
	if sku := NormalSKU(l.SKU); len(out) == 0 && sku != "" {
		out = append(out, ledger.Part{SKU: sku, Quantity: n})
	}
	return out
}

// Answer says what became of pieces that were refunded, or sent back.
type Answer string

// The answers.
const (
	CameBack   Answer = "came back"       // they lie on the shelf again
	WasCounted Answer = "already counted" // a count since has them
	NotBack    Answer = "not back"        // they don't come back, or can't be sold any more
	NeverLeft  Answer = "never left"      // they were refunded before they had left, and never ship
)

// Says is the answer about so many pieces of an order's line as the log tells it; place is where they came back.
func (a Answer) Says(order uint64, n int, sku, place string) string {
	if a == CameBack {
		return fmt.Sprintf("Order %d: put %d of %s back at %s.", order, n, sku, place)
	}
	return fmt.Sprintf("Order %d: marked %d of %s as %s.", order, n, sku, a)
}

// ReturnError says why an answer can't be taken.
type ReturnError struct {
	Order   uint64
	Problem string
}

func (e *ReturnError) Error() string { return fmt.Sprintf("Order %d: %s", e.Order, e.Problem) }

// AnswerReturn takes what a person says of n pieces of an order's line. What came back is booked as a return at e.Place; of e, When
// and Who are used, too. Pieces may come back before the store has refunded them. Errors: *ReturnError; BookMovement's.
func (tx *Tx) AnswerReturn(c ConnectionID, order, line uint64, n int, a Answer, e ledger.Entry) error {
	if _, err := tx.Allocation(c, order); errors.Is(err, ErrNotFound) {
		return &ReturnError{order, "Nothing of it has left that a count doesn't have. Add what came back with: cartwire stock receive SKU N"}
	}
	return tx.changeLines(c, order, func(o *ledger.Order) error {
		at := slices.IndexFunc(o.Lines, func(l ledger.Line) bool { return l.ID == line })
		if at < 0 {
			return &ReturnError{order, fmt.Sprintf("It has no line %d.", line)}
		}
		l := &o.Lines[at]
		most, of := l.Away(), "come back. Left and not back yet: %d"
		switch a {
		case NeverLeft:
			most, of = o.NeverLeft(l), "have stayed. Refunded and not left: %d"
		case NotBack, WasCounted:
			most, of = min(most, o.Waiting(l)), "be marked. Refunded after leaving: %d"
		}
		switch {
		case n < 1:
			return &ReturnError{order, "Name how many pieces."}
		case n > most:
			return &ReturnError{order, fmt.Sprintf("%d of %s can't "+of+".", n, l.SKU, most)}
		case a == NeverLeft:
			l.Early += n
			return nil
		}
		l.Settled += n
		if a != CameBack {
			return nil
		}
		pieces := piecesOf(l, n)
		if len(pieces) == 0 {
			return &ReturnError{order, "The line has no item, so nothing can be put back."}
		}
		for _, p := range pieces {
			back := ledger.Entry{Kind: ledger.Return, Place: e.Place, Quantity: p.Quantity, When: e.When, Who: e.Who, Connection: uint64(c), Order: order}
			if err := tx.BookMovement(p.SKU, back); err != nil {
				return err
			}
		}
		return nil
	})
}
