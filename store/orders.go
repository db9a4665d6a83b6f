package store

import (
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
// which an order can change twice.
func (tx *Tx) PutOrders(c ConnectionID, orders []Order) (out PutOutcome, err error) {
	err = tx.PutEachOrder(c, orders, func(_ *Order, one PutOutcome) error {
		out.Add(one)
		return nil
	})
	return out, err
}

// PutEachOrder is PutOrders for who wants to know what became of each. orders are sorted then, and have what the book alone
// knows of them.
func (tx *Tx) PutEachOrder(c ConnectionID, orders []Order, put func(o *Order, one PutOutcome) error) error {
	slices.SortStableFunc(orders, func(a, b Order) int { return cmp.Compare(a.StoreOrderID, b.StoreOrderID) })
	batch := tx.newOrderBatch(c, len(orders))
	for i := range orders {
		if i+1 < len(orders) && orders[i+1].StoreOrderID == orders[i].StoreOrderID {
			continue
		}
		one, err := tx.putOrder(c, &orders[i], batch)
		if err != nil {
			return err
		}
		if err := put(&orders[i], one); err != nil {
			return err
		}
	}
	return batch.flush()
}

func (tx *Tx) putOrder(c ConnectionID, o *Order, batch *orderBatch) (out PutOutcome, err error) {
	k := key(uint64(c), o.StoreOrderID)
	before := tx.get(tableOrders, k)
	var old *Order
	if before != nil {
		old = new(Order)
		if err := decode(before, old); err != nil {
			return out, err
		}
		o.keep(old)
	}
	b := buffer()
	defer scratch.Put(b)
	if err := encodeTo(b, o); err != nil {
		return out, err
	}
	if old == nil {
		out.New++
		if err := tx.keepNewOrder(c, o.StoreOrderID); err != nil {
			return out, err
		}
	} else {
		same, err := unpacksTo(before, b.Bytes())
		if err != nil {
			return out, err
		}
		if same {
			out.Unchanged++
			return out, nil
		}
		out.Updated++
	}
	if err := batch.replace(old, o); err != nil {
		return out, err
	}
	if err := tx.put(tableOrders, k, pack(b.Bytes())); err != nil {
		return out, err
	}
	return out, batch.putCustomer(o)
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
