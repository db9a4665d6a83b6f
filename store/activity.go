package store

import (
	"bytes"
	"time"
)

// Activity is one line of the book's diary: who did what, when.
type Activity struct {
	At         time.Time    `json:"at"`
	Who        string       `json:"who"`            // the user of the machine, or the name of an SSH key
	From       string       `json:"from,omitempty"` // where they sat: "terminal", "SSH", "command", "schedule"; empty: not known
	Connection ConnectionID `json:"connection,omitempty"`
	What       string       `json:"what"` // a sentence without secrets
}

// AddActivity appends a line; without a time, it is of now.
func (tx *Tx) AddActivity(a Activity) error {
	if a.At.IsZero() {
		a.At = tx.book.now().UTC()
	}
	n, err := tx.next(tableActivity)
	if err != nil {
		return err
	}
	if err := save(tx, tableActivity, key(n), a); err != nil {
		return err
	}
	return tx.trimActivity(n)
}

// keptActivity is how many lines are kept, and trimActivityBy how many older ones a new line deletes at most.
const (
	keptActivity   = 100_000
	trimActivityBy = 4
)

func (tx *Tx) trimActivity(newest uint64) error {
	if newest <= keptActivity {
		return nil
	}
	var old [][]byte
	for k := range tx.scan(tableActivity, nil, key(newest-keptActivity+1), false) {
		if len(old) == trimActivityBy {
			break
		}
		old = append(old, bytes.Clone(k))
	}
	return tx.deleteAll(tableActivity, old)
}

// Activities lists at most limit lines, the latest first.
func (b *Book) Activities(limit int) ([]Activity, error) {
	return read(b, func(tx *Tx) ([]Activity, error) {
		var out []Activity
		for _, raw := range tx.scan(tableActivity, nil, nil, true) {
			var a Activity
			if err := decode(raw, &a); err != nil {
				return nil, err
			}
			if out = append(out, a); len(out) == limit {
				break
			}
		}
		return out, nil
	})
}
