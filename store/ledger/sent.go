package ledger

// Target is one location of the store with what feeds it.
type Target struct {
	Number int // what is free in the places that feed it, with all that is added; below 0 where more is open than lies there
	Main   bool
}

// Share is what one location of the store gets.
type Share struct {
	Quantity int
	Carried  int // taken off for another location's deficit, below 0; or the own deficit that others carry, above 0
	Buffer   int // taken off for the safety buffer, below 0
	Floor    int // added so that it isn't below zero
	Capped   int // taken off so that all together don't show more than is free, below 0
}

// Shares splits what is free over the store's locations: a deficit is taken from its own location, then from the store's
// default one, then from the others in their order; the safety buffer the same way. No location is below zero, and all
// together never show more than most; most below 0 is none.
func Shares(targets []Target, buffer, most int) []Share {
	out := make([]Share, len(targets))
	left := make([]int, len(targets))
	deficit := 0
	for i, t := range targets {
		left[i] = t.Number
		if t.Number < 0 {
			deficit -= t.Number
			out[i].Carried = -t.Number
			left[i] = 0
		}
	}
	order := mainFirst(targets)
	takeOff := func(n int, note func(i, taken int)) int {
		for _, i := range order {
			taken := min(n, left[i])
			left[i] -= taken
			n -= taken
			note(i, taken)
		}
		return n
	}
	uncovered := takeOff(deficit, func(i, taken int) { out[i].Carried -= taken })
	takeOff(max(0, buffer), func(i, taken int) { out[i].Buffer -= taken })
	sum := 0
	for _, n := range left {
		sum += n
	}
	takeOff(max(0, sum-max(0, most)), func(i, taken int) { out[i].Capped -= taken })
	// What nobody could carry was raised to zero where it is missing.
	for i := range out {
		if raised := min(uncovered, max(0, out[i].Carried)); raised > 0 {
			out[i].Carried -= raised
			out[i].Floor += raised
			uncovered -= raised
		}
		out[i].Quantity = left[i]
	}
	return out
}

func mainFirst(targets []Target) (order []int) {
	for _, main := range []bool{true, false} {
		for i, t := range targets {
			if t.Main == main {
				order = append(order, i)
			}
		}
	}
	return order
}
