package store

import (
	"bytes"
	"cmp"
	"slices"
)

// PutOutcome counts what a batch of orders did to the book.
type PutOutcome struct{ New, Updated, Unchanged int }

// Add counts another batch as well.
func (out *PutOutcome) Add(more PutOutcome) {
	out.New, out.Updated, out.Unchanged = out.New+more.New, out.Updated+more.Updated, out.Unchanged+more.Unchanged
}

// HasOrder tells whether the order is in the book.
func (tx *Tx) HasOrder(c ConnectionID, id uint64) bool {
	return tx.get(tableOrders, key(uint64(c), id)) != nil
}

// PutOrders writes a batch in key order; the last of equal ids wins. An order that is known keeps the location it was
// allocated at. Rows are compared by content, not by date: the store's dates have a resolution of one second, within
// which an order can change twice. orders have then what the book alone knows of them.
func (tx *Tx) PutOrders(c ConnectionID, orders []Order) (out PutOutcome, err error) {
	made := make([]Made, len(orders))
	for i := range orders {
		made[i] = Made{Order: &orders[i], words: orderWords(&orders[i])}
	}
	err = tx.PutEachOrder(c, made, func(_ *Order, one PutOutcome) error {
		out.Add(one)
		return nil
	})
	return out, err
}

// PutEachOrder is PutOrders for who has made the orders before and wants to know what became of each. They are sorted then.
func (tx *Tx) PutEachOrder(c ConnectionID, made []Made, put func(o *Order, one PutOutcome) error) error {
	slices.SortStableFunc(made, func(a, b Made) int { return cmp.Compare(a.StoreOrderID, b.StoreOrderID) })
	batch := tx.newOrderBatch(c, len(made))
	for i := range made {
		if i+1 < len(made) && made[i+1].StoreOrderID == made[i].StoreOrderID {
			continue
		}
		one, err := tx.putOrder(c, &made[i], batch)
		if err != nil {
			return err
		}
		if err := put(made[i].Order, one); err != nil {
			return err
		}
	}
	return batch.flush()
}

func (tx *Tx) putOrder(c ConnectionID, m *Made, batch *orderBatch) (out PutOutcome, err error) {
	k := key(uint64(c), m.StoreOrderID)
	before := tx.get(tableOrders, k)
	if before != nil && bytes.Equal(before, m.value) {
		return PutOutcome{Unchanged: 1}, nil
	}
	var old *Order
	if before != nil {
		old = new(Order)
		if err := decode(before, old); err != nil {
			return out, err
		}
		m.keep(old)
		same := false
		if m.value, same, err = revised(before, m.Order); err != nil || same {
			return PutOutcome{Unchanged: 1}, err
		}
		out.Updated++
	} else {
		if m.value == nil {
			if m.value, err = packed(m.Order); err != nil {
				return out, err
			}
		}
		if !batch.moved {
			if err := tx.keepNewOrder(c, m.StoreOrderID); err != nil {
				return out, err
			}
		}
		out.New++
	}
	if err := batch.replace(old, m); err != nil {
		return out, err
	}
	if err := tx.put(tableOrders, k, m.value); err != nil {
		return out, err
	}
	return out, batch.putCustomer(m.Order)
}

// keep takes over what the book alone knows of an order.
func (o *Order) keep(old *Order) {
	if old.Location != 0 {
		o.Location = old.Location
	}
	if len(o.Shipments) == 0 {
		o.Shipments = old.Shipments // the store's orders are read without theirs
	}
	if o.Refunds == nil {
		o.Refunds = old.Refunds // read later, in bulk
	}
	o.follow(old)
}

// Order reads one; ErrNotFound.
func (b *Book) Order(c ConnectionID, id uint64) (Order, error) {
	return read(b, func(tx *Tx) (Order, error) { return load[Order](tx, tableOrders, key(uint64(c), id)) })
}
