package store

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// SetAside is an order that could not be read: it is kept by its id and asked for alone at each later run, while the
// others go on.
type SetAside struct {
	StoreOrderID uint64    `json:"store_order_id"`
	Reason       string    `json:"reason"`
	At           time.Time `json:"at"`    // when it was set aside first
	Tried        time.Time `json:"tried"` // when it was asked for last

	// Raw is the order as the store sent it, where that is known: a person can put right what can't be read.
	Raw []byte `json:"raw,omitempty"`
	// Dismissed is set where a person has given the order up: it is not asked for alone any more. It still enters the book
	// once a page brings it in a form that can be read.
	Dismissed *Dismissal `json:"dismissed,omitempty"`
}

// Dismissal is who gave an order up, when and why.
type Dismissal struct {
	By  string    `json:"by"`
	Why string    `json:"why"`
	At  time.Time `json:"at"`
}

// DismissSetAside has an order that was set aside not be asked for any more, and writes it into the diary. ErrNotFound
// where it is not set aside. from is where the person sits, as Activity.From.
func (b *Book) DismissSetAside(c ConnectionID, id uint64, d Dismissal, from string) error {
	note := Activity{At: d.At, Who: d.By, From: from, Connection: c,
		What: fmt.Sprintf("Gave up order %d, which can't be read: %s", id, cmp.Or(strings.TrimSpace(d.Why), "no reason given"))}
	return b.Update(func(tx *Tx) error { return tx.SettleSetAside(c, id, &d, note) })
}

// RetrySetAside takes a dismissal back: the order is asked for again at the next run. ErrNotFound where it is not set
// aside.
func (b *Book) RetrySetAside(c ConnectionID, id uint64, who, from string, at time.Time) error {
	note := Activity{At: at, Who: who, From: from, Connection: c, What: fmt.Sprintf("Order %d, which can't be read, is asked for again", id)}
	return b.Update(func(tx *Tx) error { return tx.SettleSetAside(c, id, nil, note) })
}

// SettleSetAside sets or takes back (nil) a dismissal and writes note into the diary. ErrNotFound where the order is not
// set aside.
func (tx *Tx) SettleSetAside(c ConnectionID, id uint64, d *Dismissal, note Activity) error {
	k := key(uint64(c), id)
	s, err := load[SetAside](tx, tableSetAside, k)
	if err != nil {
		return err
	}
	s.Dismissed = d
	if err := save(tx, tableSetAside, k, s); err != nil {
		return err
	}
	return tx.AddActivity(note)
}

// PutSetAside sets an order aside, or notes that it still can't be read. The first time stays.
func (tx *Tx) PutSetAside(c ConnectionID, s SetAside) error {
	k := key(uint64(c), s.StoreOrderID)
	if s.Tried.IsZero() {
		s.Tried = s.At
	}
	if before, err := load[SetAside](tx, tableSetAside, k); err == nil {
		s.At, s.Dismissed = before.At, before.Dismissed
		if s.Raw == nil {
			s.Raw = before.Raw
		}
	}
	return save(tx, tableSetAside, k, s)
}

// EndSetAside forgets that an order was set aside; harmless where it was not.
func (tx *Tx) EndSetAside(c ConnectionID, id uint64) error {
	return tx.delete(tableSetAside, key(uint64(c), id))
}

// SetAsides lists the connection's orders that could not be read, by id.
func (b *Book) SetAsides(c ConnectionID) ([]SetAside, error) {
	return read(b, func(tx *Tx) ([]SetAside, error) { return tx.SetAsides(c) })
}

// SetAsides lists the connection's orders that could not be read, by id.
func (tx *Tx) SetAsides(c ConnectionID) (out []SetAside, err error) {
	for _, raw := range tx.scan(tableSetAside, key(uint64(c)), after(c), false) {
		var s SetAside
		if err := decode(raw, &s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}
