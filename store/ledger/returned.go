package ledger

// Away is how many pieces of a line have left of which nobody has said yet that they are back.
func (l *Line) Away() int { return max(0, l.Left()-l.Settled) }

// Waiting is how many refunded pieces of a line wait for a person to say what became of them; in an order that is closed, those
// alone that had left.
func (o *Order) Waiting(l *Line) int {
	if !IsOpen(o.Status) || o.Over {
		return min(l.Returned(), l.Away())
	}
	return l.Returned()
}

// NeverLeft is how many of the pieces that wait may be said to have never left: then they are open no more, and never ship.
func (o *Order) NeverLeft(l *Line) int {
	if !IsOpen(o.Status) || o.Over {
		return 0
	}
	return l.unsettled()
}
