package syncer

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"cartwire/store"
)

// ConnState is a connection's state, the same in lists, on screens and for scripts.
type ConnState string

// The states of a connection.
const (
	ConnRefused   = ConnState(store.StateRefused) // the store refuses the credentials
	ConnMissing   = ConnState(store.StateMissing) // a permission is missing
	ConnInactive  = ConnState("not active")
	ConnUnreached = ConnState("not reached") // the last jobs could not reach the store
	ConnFailed    = ConnState("test failed") // for another reason than those above, and none has passed since
	ConnConnected = ConnState(store.StateConnected)
	ConnUntested  = ConnState(store.StateUntested)
)

// StateOf says how a connection stands, from how tests and jobs found its store.
func StateOf(c store.Connection, runs store.LastRuns) ConnState {
	switch {
	case c.State == store.StateRefused:
		return ConnRefused
	case c.State == store.StateMissing:
		return ConnMissing
	case !c.Active:
		return ConnInactive
	case runs.Failures > 0:
		return ConnUnreached
	case c.Test.Failed():
		return ConnFailed
	case c.State == store.StateConnected:
		return ConnConnected
	}
	return ConnUntested
}

// Label is the state as lists show it.
func (s ConnState) Label() string {
	switch s {
	case ConnMissing:
		return "no permission"
	case ConnUntested:
		return "not tested"
	}
	return string(s)
}

// ConnStatus is a connection's state with what else a list says of it.
type ConnStatus struct {
	State ConnState
	// Twins are the names of other connections to the same store. Each takes the stock of the orders that it imports.
	Twins   []string
	Idle    Idle
	Reviews []Review
}

// Review is a selected option that sends nothing before a person has confirmed its plan.
type Review struct {
	Option Option
	Why    string // a sentence
}

// Idle is the stock that an inactive connection's orders hold back. Nobody learns when they are shipped or cancelled.
type Idle struct {
	Orders, Pieces int
	Seen           time.Time // when the connection last synced
}

// StatusOf reads how one of the book's connections stands.
func StatusOf(book *store.Book, c store.Connection) (s ConnStatus, err error) {
	err = book.View(func(tx *store.Tx) error {
		list, err := tx.Connections()
		if err != nil {
			return err
		}
		runs, err := tx.LastRuns(c.ID)
		if err != nil {
			return err
		}
		s = ConnStatus{State: StateOf(c, runs)}
		s.Idle, err = idleOf(tx, c)
		for _, option := range InOrder(c.Options) {
			if why := runs.Options[string(option)].Review; why != "" {
				s.Reviews = append(s.Reviews, Review{option, why})
			}
		}
		for _, twin := range Twins(list, c) {
			s.Twins = append(s.Twins, twin.Name)
		}
		return err
	})
	return s, err
}

func idleOf(tx *store.Tx, c store.Connection) (Idle, error) {
	if c.Active {
		return Idle{}, nil
	}
	orders, pieces, err := tx.Allocated(c.ID)
	return Idle{orders, pieces, c.LastSync}, err
}

// Says tells what a list has no column for, in a few words; "" where there is nothing.
func (s ConnStatus) Says() string {
	var parts []string
	if len(s.Twins) > 0 {
		parts = append(parts, "same store as "+strings.Join(s.Twins, ", "))
	}
	if s.Idle.Orders > 0 {
		parts = append(parts, fmt.Sprintf("%s allocated to %s", number(s.Idle.Pieces, "piece"), number(s.Idle.Orders, "open order")))
	}
	for _, r := range s.Reviews {
		parts = append(parts, r.Option.Title()+" needs confirmation")
	}
	return strings.Join(parts, ", ")
}

// idleNotices say, of a plan, whose stock is held back by connections that are not active.
func idleNotices(tx *store.Tx) (out []string, err error) {
	list, err := tx.Connections()
	for _, c := range list {
		idle, err := idleOf(tx, c)
		if err != nil {
			return nil, err
		}
		if idle.Orders > 0 {
			out = append(out, fmt.Sprintf("%s isn't active, and %s of it still %s %s allocated, as last seen %s. To release them: cartwire orders release --connection %q --all",
				c.Name, number(idle.Orders, "open order"), map[bool]string{true: "has", false: "have"}[idle.Orders == 1], number(idle.Pieces, "piece"), seenOn(idle.Seen), c.Name))
		}
	}
	return out, err
}

// seenOn is the day of a last look at a store.
func seenOn(at time.Time) string {
	if at.IsZero() {
		return "never"
	}
	return "on " + at.UTC().Format("2 January 2006")
}

// NotAllocatedError says that an order has no stock allocated.
type NotAllocatedError struct{ Order uint64 }

func (e *NotAllocatedError) Error() string {
	return fmt.Sprintf("Order %d has no stock allocated: it isn't open, isn't in the book, or was released before.", e.Order)
}

// Release releases the stock that open orders of connections have allocated, until the store changes them; without numbers
// that of all of them. It tells how much that was. Errors: *NotAllocatedError, and then nothing is released.
func (e *Engine) Release(list []store.Connection, orders []uint64) (released Idle, err error) {
	err = e.book.Update(func(tx *store.Tx) error {
		released = Idle{}
		left := map[uint64]bool{}
		for _, id := range orders {
			left[id] = true
		}
		for _, c := range list {
			of := Idle{}
			done := map[uint64]bool{}
			open, err := tx.Releasable(c.ID)
			if err != nil {
				return err
			}
			for _, h := range open {
				if len(orders) > 0 && !slices.Contains(orders, h.Order) {
					continue
				}
				of.Pieces += h.Pieces
				done[h.Order] = true
			}
			of.Orders = len(done)
			for id := range done {
				delete(left, id)
				if err := tx.Release(c.ID, id); err != nil {
					return err
				}
			}
			if of.Orders == 0 {
				continue
			}
			released.Orders, released.Pieces = released.Orders+of.Orders, released.Pieces+of.Pieces
			what := fmt.Sprintf("released %s of %s of %s", number(of.Pieces, "piece"), number(of.Orders, "open order"), c.Name)
			if err := tx.AddActivity(store.Activity{At: now(), Who: e.cfg.Who, From: e.cfg.From, Connection: c.ID, What: what}); err != nil {
				return err
			}
		}
		for _, id := range orders {
			if left[id] {
				return &NotAllocatedError{id}
			}
		}
		return nil
	})
	return released, err
}
