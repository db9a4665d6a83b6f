package store

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// ReadRange is a stretch of order ids that was read, and how many orders the store listed in it.
type ReadRange struct {
	IDRange
	Orders     int `json:"orders"`
	Incomplete int `json:"incomplete,omitempty"` // of them
}

// Plus adds what was read of another stretch.
func (r ReadRange) Plus(o ReadRange) ReadRange {
	r.Orders, r.Incomplete = r.Orders+o.Orders, r.Incomplete+o.Incomplete
	return r
}

// Shortage is a part of a store's orders of which it counts more than it lists.
type Shortage struct {
	// IDRange are the orders' ids; Since and Until, where one is set, when they were modified.
	IDRange
	Since   time.Time `json:"since,omitzero"`
	Until   time.Time `json:"until,omitzero"`
	Listed  int       `json:"listed"`
	Missing int       `json:"missing"` // how many more are counted
	At      time.Time `json:"at"`      // when it was found first
}

// Name names the part, as in "orders 100 to 120".
func (s *Shortage) Name() string {
	switch {
	case !s.Since.IsZero() && !s.Until.IsZero():
		return fmt.Sprintf("orders changed from %s to %s", s.Since.UTC().Format(time.DateTime), s.Until.UTC().Format(time.DateTime))
	case !s.Since.IsZero():
		return fmt.Sprintf("orders changed since %s", s.Since.UTC().Format(time.DateTime))
	case s.To == 0 && s.Next <= 1:
		return "orders"
	case s.To == 0:
		return fmt.Sprintf("orders from %d on", s.Next)
	case s.To == s.Next:
		return fmt.Sprintf("order %d", s.Next)
	}
	return fmt.Sprintf("orders %d to %d", s.Next, s.To)
}

// Reason says what is wrong, and what is done about it.
func (s *Shortage) Reason() string {
	return fmt.Sprintf("The store counts %d more than it lists. Every sync asks again; if it lasts, contact BigCommerce.", s.Missing)
}

// Sentence names the part and says what is wrong.
func (s *Shortage) Sentence() string {
	name, reason := s.Name(), s.Reason()
	return strings.ToUpper(name[:1]) + name[1:] + ": " + strings.ToLower(reason[:1]) + reason[1:]
}

// Gaps are what the book lacks of a store's orders, as far as is known. Whether a sync ends with 0, what doctor warns of and
// what a comparison lists is decided here and nowhere else.
type Gaps struct {
	Unreadable []SetAside // without those that somebody dismissed
	Short      []Shortage
}

// Complete reports whether nothing is lacking.
func (g *Gaps) Complete() bool { return len(g.Unreadable)+len(g.Short) == 0 }

// mostNamedGaps bounds how many unreadable orders a sentence names.
const mostNamedGaps = 20

// Sentences say what is lacking; none where nothing is.
func (g *Gaps) Sentences() (lines []string) {
	var numbers []string
	for _, s := range g.Unreadable[:min(len(g.Unreadable), mostNamedGaps)] {
		numbers = append(numbers, fmt.Sprint(s.StoreOrderID))
	}
	if more := len(g.Unreadable) - len(numbers); more > 0 {
		numbers = append(numbers, fmt.Sprintf("and %d more", more))
	}
	switch len(g.Unreadable) {
	case 0:
	case 1:
		lines = append(lines, fmt.Sprintf("1 unreadable order; retry or dismiss it: %s.", numbers[0]))
	default:
		lines = append(lines, fmt.Sprintf("%d unreadable orders; retry or dismiss them: %s.", len(g.Unreadable), strings.Join(numbers, ", ")))
	}
	for i := range g.Short {
		lines = append(lines, g.Short[i].Sentence())
	}
	return lines
}

// Gaps reads what the book lacks of a connection's orders.
func (b *Book) Gaps(c ConnectionID) (Gaps, error) {
	return read(b, func(tx *Tx) (g Gaps, err error) {
		if g.Unreadable, err = tx.SetAsides(c); err != nil {
			return g, err
		}
		g.Unreadable = slices.DeleteFunc(g.Unreadable, func(s SetAside) bool { return s.Dismissed != nil })
		state, err := tx.ImportState(c)
		g.Short = state.Short
		return g, err
	})
}
