package store

import (
	"errors"
	"time"
)

// ImportState is how far Import Orders has come on a connection. It is written in the same transaction as the orders it
// speaks of, so that a kill at any moment loses nothing and repeats nothing.
type ImportState struct {
	// Filter is what the backfill was started with; another one starts a new backfill.
	Filter ImportFilter `json:"filter"`
	// Clock is the store's own, read before the backfill started: what changes later than that, the backfill may miss.
	Clock time.Time `json:"clock,omitzero"`
	// Backfill lists what is still to be read, by order id. Empty after a backfill.
	Backfill []IDRange `json:"backfill,omitempty"`
	// Read are the stretches that the backfill has read, ascending, until they are compared with what the store counts.
	Read []ReadRange `json:"read,omitempty"`
	// Short is what stayed short of that; each run looks again.
	Short []Shortage `json:"short,omitempty"`
	// Since is where the next pass over changes starts, before it is set back.
	Since time.Time `json:"since,omitzero"`
	// Pass is the pass over changes that is under way; nil between passes.
	Pass *ChangePass `json:"pass,omitempty"`
	// Allocated is set once every open order of the list is allocated; a book of an earlier version has none.
	Allocated bool `json:"allocated,omitempty"`
	// Noted is up to when the changes of all orders of the store are known: what changed later may have moved its stock.
	Noted time.Time `json:"noted,omitzero"`
	// Met are orders, as they were read last, that the next pass over changes meets again: what they did to the store's
	// stock is noted.
	Met []MetOrder `json:"met,omitempty"`
	// Through is when the last walk over all changes that came to its end began, by this machine's clock.
	Through time.Time `json:"through,omitzero"`
	// LastID is the highest order id that was read: one above it is new.
	LastID uint64 `json:"last_id,omitempty"`

	// Reread is when the recent orders and the open ones were last read again, for what their dates don't tell; by this
	// machine's clock. Rereading is such a walk under way; nil between walks.
	Reread    time.Time     `json:"reread,omitzero"`
	Rereading *Rereading    `json:"rereading,omitempty"`
	Missed    []MissedOrder `json:"missed,omitempty"` // asked for once more by the next job
	// RefundsSince and CustomersSince are from when on the next such walk looks for refunds and for changed customers; by
	// the store's clock.
	RefundsSince   time.Time `json:"refunds_since,omitzero"`
	CustomersSince time.Time `json:"customers_since,omitzero"`
}

// MetOrder is an order's state.
type MetOrder struct {
	ID       uint64    `json:"id"`
	Modified time.Time `json:"modified"`
	Status   int       `json:"status"`
}

// Rereading is a walk over the recent orders, by id, and then over those that are older and still open.
type Rereading struct {
	Started time.Time `json:"started"`
	Young   time.Time `json:"young"`           // orders created from here on are recent
	Next    uint64    `json:"next,omitempty"`  // of the recent ones
	Listed  ReadRange `json:"listed,omitzero"` // of the recent ones, as ChangePass
	Walks   int       `json:"walks,omitempty"`
	// Below is the first recent order, once one was met. Open is set when the recent ones are read; NextOpen is where the
	// open ones below Below go on.
	Below    uint64 `json:"below,omitempty"`
	Open     bool   `json:"open,omitempty"`
	NextOpen uint64 `json:"next_open,omitempty"`
	// Hidden is set when those are read: then the open orders that no list had since Started are read one by one, from
	// NextHidden on. Backfill is set where a backfill has read all that is listed, so that only these are left.
	Hidden     bool   `json:"hidden,omitempty"`
	NextHidden uint64 `json:"next_hidden,omitempty"`
	Backfill   bool   `json:"backfill,omitempty"`
}

// MissedOrder is an open order that the store didn't have when it was asked for alone, at a moment of this machine's clock. One
// answer is no proof: the next job asks again.
type MissedOrder struct {
	ID uint64    `json:"id"`
	At time.Time `json:"at"`
}

// ImportFilter is what chooses the orders that enter the book.
type ImportFilter struct {
	Statuses    []int     `json:"statuses,omitempty"`
	StartDate   time.Time `json:"start_date,omitzero"`
	StartNumber uint64    `json:"start_number,omitempty"`
	// Unlisted is set where all orders of the store are read, so that the open ones that stay out of the list are
	// allocated, too.
	Unlisted bool `json:"unlisted,omitempty"`
	// NoList is set where no order enters the list: Import Orders is not ticked, and orders are read for their allocations.
	NoList bool `json:"no_list,omitempty"`
}

// IDRange is a stretch of order ids, next to to, both included. To is 0 where the stretch has no end.
type IDRange struct {
	Next uint64 `json:"next"`
	To   uint64 `json:"to,omitempty"`
}

// ChangePass is a walk over date_modified: every row before the second At has been read.
type ChangePass struct {
	At time.Time `json:"at"`
	// ByID is set while the second At, which holds more rows than a page, is read by id.
	ByID   bool   `json:"by_id,omitempty"`
	NextID uint64 `json:"next_id,omitempty"`
	// All is set where nothing of a page could be read, so that no date tells how far it goes: all that was modified since
	// At is read by id.
	All bool `json:"all,omitempty"`
	// Clock is the store's own, read behind the first of several pages: what changes later than that, the pass may miss.
	// Zero while one page is enough.
	Clock time.Time `json:"clock,omitzero"`
	// Latest is the latest date_modified seen so far.
	Latest time.Time `json:"latest,omitzero"`
	// Listed is what a walk by id (ByID, All) has met; Walks is how often it was begun anew, because the store counts more.
	Listed ReadRange `json:"listed,omitzero"`
	Walks  int       `json:"walks,omitempty"`
}

// ImportState reads the connection's; a zero state where nothing was imported.
func (b *Book) ImportState(c ConnectionID) (ImportState, error) {
	return read(b, func(tx *Tx) (ImportState, error) { return tx.ImportState(c) })
}

// ImportState reads the connection's; a zero state where nothing was imported.
func (tx *Tx) ImportState(c ConnectionID) (ImportState, error) {
	s, err := load[ImportState](tx, tableImports, key(uint64(c)))
	if errors.Is(err, ErrNotFound) {
		return ImportState{}, nil
	}
	return s, err
}

// PutImportState writes the connection's.
func (tx *Tx) PutImportState(c ConnectionID, s ImportState) error {
	return save(tx, tableImports, key(uint64(c)), s)
}
