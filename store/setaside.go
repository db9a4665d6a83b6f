package store

import "time"

// SetAside is an order that could not be read: it is kept by its id and asked for alone at each later run, while the
// others go on.
type SetAside struct {
	StoreOrderID uint64    `json:"store_order_id"`
	Reason       string    `json:"reason"`
	At           time.Time `json:"at"`    // when it was set aside first
	Tried        time.Time `json:"tried"` // when it was asked for last
}

// PutSetAside sets an order aside, or notes that it still can't be read. The first time stays.
func (tx *Tx) PutSetAside(c ConnectionID, s SetAside) error {
	k := key(uint64(c), s.StoreOrderID)
	if s.Tried.IsZero() {
		s.Tried = s.At
	}
	if before, err := load[SetAside](tx, tableSetAside, k); err == nil {
		s.At = before.At
	}
	return save(tx, tableSetAside, k, s)
}

// EndSetAside forgets that an order was set aside; harmless where it was not.
func (tx *Tx) EndSetAside(c ConnectionID, id uint64) error {
	return tx.delete(tableSetAside, key(uint64(c), id))
}

// SetAsides lists the connection's orders that could not be read, by id.
func (b *Book) SetAsides(c ConnectionID) ([]SetAside, error) {
	return read(b, func(tx *Tx) ([]SetAside, error) {
		var out []SetAside
		for _, raw := range tx.scan(tableSetAside, key(uint64(c)), after(c), false) {
			var s SetAside
			if err := decode(raw, &s); err != nil {
				return nil, err
			}
			out = append(out, s)
		}
		return out, nil
	})
}
