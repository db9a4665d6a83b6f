package store

// Handover is an order that waits to be handed to a command, see KeepNewOrders.
type Handover struct {
	Connection ConnectionID
	Order      uint64 // the store's id
	n          uint64
}

// KeepNewOrders switches on that every order that enters a connection's list is kept for a command, in the transaction
// that writes it: a kill at any moment loses none. Those that are in the list already are not new.
func (b *Book) KeepNewOrders(c ConnectionID) error {
	return b.Update(func(tx *Tx) error {
		if _, err := tx.Connection(c); err != nil {
			return err
		}
		return tx.put(tableHandover, key(uint64(c)), []byte{valueVersion})
	})
}

// DropNewOrders switches it off and forgets what waits; it tells how many did.
func (b *Book) DropNewOrders(c ConnectionID) (dropped int, err error) {
	for {
		left := false
		if err := b.Update(func(tx *Tx) error {
			if err := tx.delete(tableHandover, key(uint64(c))); err != nil {
				return err
			}
			var keys [][]byte
			for k := range tx.scan(tableHandover, key(uint64(c)), after(c), false) {
				if left = len(keys) == removeChunk; left {
					break
				}
				keys = append(keys, append([]byte(nil), k...))
			}
			dropped += len(keys)
			return tx.deleteAll(tableHandover, keys)
		}); err != nil || !left {
			return dropped, err
		}
	}
}

// KeepsNewOrders tells whether it is switched on, and how many orders wait; it counts up to most of them.
func (b *Book) KeepsNewOrders(c ConnectionID, most int) (on bool, waiting int, err error) {
	err = b.View(func(tx *Tx) error {
		on = tx.keepsNewOrders(c)
		for range tx.scan(tableHandover, key(uint64(c), 0), after(c), false) {
			if waiting == most {
				break
			}
			waiting++
		}
		return nil
	})
	return on, waiting, err
}

// NextHandover is the order of a connection that has waited longest; ErrNotFound where none waits.
func (b *Book) NextHandover(c ConnectionID) (Handover, error) {
	return read(b, func(tx *Tx) (Handover, error) {
		for k, v := range tx.scan(tableHandover, key(uint64(c), 0), after(c), false) {
			return Handover{Connection: c, Order: number(v), n: number(k[8:])}, nil
		}
		return Handover{}, ErrNotFound
	})
}

// HandedOver notes that the command has taken the order.
func (b *Book) HandedOver(h Handover) error {
	return b.Update(func(tx *Tx) error { return tx.delete(tableHandover, key(uint64(h.Connection), h.n)) })
}

func (tx *Tx) keepsNewOrders(c ConnectionID) bool {
	return tx.get(tableHandover, key(uint64(c))) != nil
}

// keepNewOrder keeps an order that has just entered the list, where that is switched on.
func (tx *Tx) keepNewOrder(c ConnectionID, order uint64) error {
	if !tx.keepsNewOrders(c) {
		return nil
	}
	n, err := tx.next(tableHandover)
	if err != nil {
		return err
	}
	return tx.put(tableHandover, key(uint64(c), n), key(order))
}
