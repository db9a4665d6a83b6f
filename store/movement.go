package store

import "errors"

// Movement is what a store may have done to its own stock of an item since the book and the store last agreed on it:
// Sold pieces taken off, Returned pieces put back. It explains why the store shows another number than the book told it.
type Movement struct {
	Sold     int `json:"sold,omitempty"`
	Returned int `json:"returned,omitempty"`
}

func (tx *Tx) move(c ConnectionID, sku string, sold, returned int) error {
	if NormalSKU(sku) == "" || (sold == 0 && returned == 0) {
		return nil
	}
	k := linkSKUKey(c, sku)
	m, err := load[Movement](tx, tableMovements, k)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	m.Sold, m.Returned = m.Sold+sold, m.Returned+returned
	return save(tx, tableMovements, k, m)
}

// noteMovement works out what an order's change may have done to the store's stock. fresh: the order was never read
// before. Whether the store moves stock when an order is placed or when it is shipped doesn't matter here: both count.
func (tx *Tx) noteMovement(c ConnectionID, before, now Allocation, fresh bool) error {
	if fresh || before.StoreOrderID == 0 {
		if now.StatusID == 0 || (!fresh && !IsOpen(now.StatusID)) {
			return nil
		}
		for _, l := range now.Lines {
			if err := tx.move(c, l.SKU, l.Ordered, 0); err != nil {
				return err
			}
		}
		return nil
	}
	was := map[uint64]AllocatedLine{}
	for _, l := range before.Lines {
		was[l.LineID] = l
	}
	shipped, undone := now.StatusID == 2 || now.StatusID == 10, now.StatusID == 4 || now.StatusID == 5 || now.StatusID == 6
	for _, l := range now.Lines {
		old := was[l.LineID]
		sold, returned := max(0, l.Ordered-old.Ordered), max(0, old.Ordered-l.Ordered)
		switch {
		case shipped:
			sold += l.Ordered
		case undone:
			returned += l.Ordered
		}
		if err := tx.move(c, l.SKU, sold, returned); err != nil {
			return err
		}
	}
	return nil
}

// Movements lists a connection's by normal sku.
func (tx *Tx) Movements(c ConnectionID) (map[string]Movement, error) {
	out := map[string]Movement{}
	for k, raw := range tx.scan(tableMovements, key(uint64(c)), after(c), false) {
		var m Movement
		if err := decode(raw, &m); err != nil {
			return nil, err
		}
		out[string(k[8:])] = m
	}
	return out, nil
}

// EndMovement forgets an item's: the book and the store agree again.
func (tx *Tx) EndMovement(c ConnectionID, sku string) error {
	return tx.delete(tableMovements, linkSKUKey(c, sku))
}
