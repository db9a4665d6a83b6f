package store

import (
	"errors"
	"fmt"
	"slices"

	"cartwire/store/ledger"
)

// LineMove is what it means to have a line of an open order taken from another location.
type LineMove struct {
	Order    uint64
	Line     uint64
	SKU      string
	Pieces   int // that are open
	From, To Location
	Kept     bool // a person has put the line at From
}

// Stays reports that the line is where it is to be: only whether it is kept there may change.
func (m LineMove) Stays() bool { return m.From.ID == m.To.ID }

// String asks about it.
func (m LineMove) String() string {
	return fmt.Sprintf("Move %d of %s, order %d, from %s to %s?", m.Pieces, m.SKU, m.Order, m.From.Name, m.To.Name)
}

// PlanLineMove works out what MoveLine would do; to 0: to where the line would be by itself, which may be where it is. Errors:
// *LineError where nothing of the line is open, its item isn't counted at the location, or it is there already; ErrNotFound for a
// location that the book doesn't have.
func (tx *Tx) PlanLineMove(c ConnectionID, order, line uint64, to LocationID) (m LineMove, err error) {
	o, err := tx.Allocation(c, order)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return m, err
	}
	at := slices.IndexFunc(o.Lines, func(l ledger.Line) bool { return l.ID == line })
	if at < 0 || o.Open(&o.Lines[at]) == 0 {
		return m, &LineError{order, "Nothing of this line is open, so no stock is allocated to it."}
	}
	l := &o.Lines[at]
	m = LineMove{Order: order, Line: line, SKU: l.SKU, Pieces: o.Open(l)}
	shelves, err := tx.Ledger()
	if err != nil {
		return m, err
	}
	alone, err := shelves.linePlace(c, NormalSKU(l.SKU), l.Parts, l.Pickup)
	if err != nil {
		return m, err
	}
	if alone == 0 {
		return m, &LineError{order, fmt.Sprintf("%s is counted nowhere, so it is allocated nowhere. Count it first.", l.SKU)}
	}
	back := to == 0
	if back {
		to = LocationID(alone)
	}
	from := alone
	if l.Moved != 0 && slices.Contains(shelves.all, l.Moved) {
		from, m.Kept = l.Moved, true
	}
	if m.From, err = load[Location](tx, tableLocations, key(uint64(from))); err != nil {
		return m, err
	}
	if m.To, err = load[Location](tx, tableLocations, key(uint64(to))); err != nil {
		return m, err
	}
	if m.Stays() && back {
		return m, nil
	}
	if m.Stays() {
		return m, &LineError{order, fmt.Sprintf("%s is allocated at %s already.", l.SKU, m.To.Name)}
	}
	for _, p := range piecesOf(l, 1) {
		if tx.get(tableStock, stockKey(p.SKU, to)) == nil {
			written, err := shelves.Written(p.SKU)
			if err != nil {
				return m, err
			}
			return m, &LineError{order, fmt.Sprintf("%s isn't counted at %s, so it can't be taken from there. Count it there first.", written, m.To.Name)}
		}
	}
	return m, nil
}

// LineError says why a line of an order can't be moved.
type LineError struct {
	Order   uint64
	Problem string
}

func (e *LineError) Error() string { return fmt.Sprintf("Order %d: %s", e.Order, e.Problem) }

// Done says that it was done.
func (m LineMove) Done() string {
	switch {
	case m.Stays() && m.Kept:
		return fmt.Sprintf("%d of %s, order %d, stay at %s, and aren't kept there any more.", m.Pieces, m.SKU, m.Order, m.To.Name)
	case m.Stays():
		return fmt.Sprintf("Nothing to move: %d of %s, order %d, are allocated at %s by themselves.", m.Pieces, m.SKU, m.Order, m.To.Name)
	}
	return fmt.Sprintf("Moved %d of %s, order %d, from %s to %s.", m.Pieces, m.SKU, m.Order, m.From.Name, m.To.Name)
}

// MoveLineAs carries out a planned move with its line of the log; back: the line is where it would be by itself from then on, and is
// allocated anew with the others. Errors: PlanLineMove's; *LineError where the plan is no longer what would be done.
func (b *Book) MoveLineAs(c ConnectionID, plan LineMove, back bool, note Activity) error {
	return b.Update(func(tx *Tx) error {
		to := plan.To.ID
		if back {
			to = 0
		}
		now, err := tx.PlanLineMove(c, plan.Order, plan.Line, to)
		switch {
		case err != nil:
			return err
		case now != plan:
			return &LineError{plan.Order, "It has changed meanwhile: " + now.String() + " Try again."}
		case now.Stays() && !now.Kept:
			return nil
		}
		if err := tx.MoveLine(c, plan.Order, plan.Line, to); err != nil {
			return err
		}
		note.Connection, note.What = c, plan.Done()
		return tx.AddActivity(note)
	})
}
