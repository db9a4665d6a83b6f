package store

import "time"

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
		a.At = time.Now().UTC()
	}
	n, err := tx.next(tableActivity)
	if err != nil {
		return err
	}
	return save(tx, tableActivity, key(n), a)
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
