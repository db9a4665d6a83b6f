// Package ledger decides about stock: in which state each piece of an order line is, when a piece left, what then lies on
// the shelves, and what of it is free. It is pure: its functions take values and give values, without a clock and without
// input or output, so that it can be read beside the rules it follows.
//
// The rules, in short. What is free of an item is what its counts and everything since say lies on the shelves, less the
// pieces of open orders. Whether a piece is open or has left never moves that number; only a count tells the two apart, by
// the time at which the piece left. Where something isn't known, a number is too low rather than too high.
//
// Rows are derived, never appended: what has left of a line is worked out anew at each reading of its order from what the
// store and the book say then, and from what was known before, so that reading an order twice changes nothing.
package ledger

import "time"

// Moment is a time in microseconds since 1970, UTC, by the clock of the book's machine. 0: not known.
type Moment int64

// At makes a moment of a time; 0 of a zero one.
func At(t time.Time) Moment {
	if t.IsZero() {
		return 0
	}
	return Moment(t.UnixMicro())
}

// Time makes a time of a moment; a zero one of 0.
func (m Moment) Time() time.Time {
	if m == 0 {
		return time.Time{}
	}
	return time.UnixMicro(int64(m)).UTC()
}

// Place is a location of the book; 0: none.
type Place uint64
