package store

import (
	"bytes"
	"errors"
	"maps"
	"slices"
)

// keyed is a row that is about to move.
type keyed struct{ key, value []byte }

// rowsOf reads the first rows that a connection has in a table.
func (tx *Tx) rowsOf(t table, c ConnectionID, limit int) (out []keyed) {
	for k, v := range tx.scan(t, key(uint64(c)), after(c), false) {
		if len(out) == limit {
			break
		}
		out = append(out, keyed{bytes.Clone(k), bytes.Clone(v)})
	}
	return out
}

// mergeOrders moves orders. One that both connections have stays in its later state, with the parcels of both.
func mergeOrders(tx *Tx, m *merge, from ConnectionID, chunk int) (bool, error) {
	rows := tx.rowsOf(tableOrders, from, chunk)
	batch := tx.newOrderBatch(m.Into, len(rows))
	batch.moved = true
	for _, r := range rows {
		var o Order
		if err := decode(r.value, &o); err != nil {
			return false, err
		}
		ours, err := tx.Order(m.Into, o.StoreOrderID)
		switch {
		case err == nil:
			o = laterOrder(ours, o)
		case !errors.Is(err, ErrNotFound):
			return false, err
		}
		if _, err := tx.putOrder(m.Into, &Made{Order: &o, words: orderWords(&o)}, batch); err != nil {
			return false, err
		}
		if err := tx.delete(tableOrders, r.key); err != nil {
			return false, err
		}
	}
	return len(rows) < chunk, batch.flush()
}

// laterOrder is the later of two states of an order, with what either knows beside it.
func laterOrder(ours, theirs Order) Order {
	later, other := ours, theirs
	if theirs.Modified.After(ours.Modified) {
		later, other = theirs, ours
	}
	later.Shipments = slices.Clone(ours.Shipments)
	for _, p := range theirs.Shipments {
		if !slices.ContainsFunc(later.Shipments, func(q Shipment) bool {
			return p.Carrier == q.Carrier && p.Tracking == q.Tracking && p.Created.Equal(q.Created)
		}) {
			later.Shipments = append(later.Shipments, p)
		}
	}
	if len(other.Refunds) > len(later.Refunds) {
		later.Refunds = other.Refunds
	}
	return later
}

// mergeCustomers moves customers. Of one that both connections have, the details stay that were read later.
func mergeCustomers(tx *Tx, m *merge, from ConnectionID, chunk int) (bool, error) {
	rows := tx.rowsOf(tableCustomers, from, chunk)
	for _, r := range rows {
		var who Customer
		if err := decode(r.value, &who); err != nil {
			return false, err
		}
		k := slices.Concat(key(uint64(m.Into)), r.key[8:])
		ours, err := load[Customer](tx, tableCustomers, k)
		switch {
		case err == nil && !who.Read.After(ours.Read) && (!ours.Read.Equal(who.Read) || ours.LastOrder >= who.LastOrder):
			ours.LastOrder = max(ours.LastOrder, who.LastOrder)
			who = ours
		case err == nil:
			who.LastOrder = max(ours.LastOrder, who.LastOrder)
		case !errors.Is(err, ErrNotFound):
			return false, err
		}
		if err := tx.saveCustomer(k, who); err != nil {
			return false, err
		}
		if err := tx.delete(tableCustomers, r.key); err != nil {
			return false, err
		}
	}
	return len(rows) < chunk, nil
}

// drain hands on up to chunk rows that a connection has in a table, and deletes them; done once none of the tables has more.
func (tx *Tx) drain(of ConnectionID, chunk int, tables []table, take func(t table, r keyed) error) (done bool, err error) {
	for _, t := range tables {
		rows := tx.rowsOf(t, of, chunk)
		for _, r := range rows {
			if err := take(t, r); err != nil {
				return false, err
			}
			if err := tx.delete(t, r.key); err != nil {
				return false, err
			}
		}
		if len(rows) > 0 {
			return false, nil
		}
	}
	return true, nil
}

// mergeMarks moves what says one thing of an order: that it was exported, can't be read, or has something still to be read.
// Where both connections say it, what the one says that stays is left.
func mergeMarks(tx *Tx, m *merge, from ConnectionID, chunk int) (bool, error) {
	return tx.drain(from, chunk, []table{tableExported, tableSetAside, tableDue}, func(t table, r keyed) error {
		k := slices.Concat(key(uint64(m.Into)), r.key[8:])
		readable := t == tableSetAside && tx.get(tableOrders, k) != nil
		if tx.get(t, k) != nil || readable {
			return nil
		}
		return tx.put(t, k, r.value)
	})
}

// dropLinks forgets the product links of the connection that stays, where the other one's are kept.
func dropLinks(tx *Tx, m *merge, _ ConnectionID, chunk int) (bool, error) {
	if !m.Links {
		return true, nil
	}
	return tx.drain(m.Into, chunk, []table{tableLinkSKUs, tableLinks, tableProducts}, func(table, keyed) error { return nil })
}

func mergeLinks(tx *Tx, m *merge, from ConnectionID, chunk int) (bool, error) {
	if !m.Links {
		return true, nil
	}
	return tx.drain(from, chunk, []table{tableLinks, tableLinkSKUs, tableProducts}, func(t table, r keyed) error {
		return tx.put(t, slices.Concat(key(uint64(m.Into)), r.key[8:]), r.value)
	})
}

// mergeJobs moves the jobs' records, with their plans.
func mergeJobs(tx *Tx, m *merge, from ConnectionID, chunk int) (bool, error) {
	runs := tx.jobsOf(from, chunk)
	for _, k := range runs {
		j, err := tx.Job(RunID(number(k)))
		if err != nil {
			return false, err
		}
		if j.Connection = m.Into; j.State == JobRunning {
			j.State = JobInterrupted
		}
		if err := tx.PutJob(j); err != nil {
			return false, err
		}
		old := key(uint64(from), uint64(j.Run))
		plan := bytes.Clone(tx.get(tablePlans, old))
		if plan == nil {
			continue
		}
		if err := tx.put(tablePlans, key(uint64(m.Into), uint64(j.Run)), plan); err != nil {
			return false, err
		}
		if err := tx.delete(tablePlans, old); err != nil {
			return false, err
		}
	}
	if len(runs) == chunk {
		return false, nil
	}
	return true, tx.trimPlans(m.Into)
}

// mergeActivity has the activity's lines name the connection that stays.
func mergeActivity(tx *Tx, m *merge, from ConnectionID, chunk int) (bool, error) {
	n := 0
	changed := map[uint64]Activity{}
	for k, raw := range tx.scan(tableActivity, key(m.Next), nil, false) {
		if n == chunk {
			break
		}
		var a Activity
		if err := decode(raw, &a); err != nil {
			return false, err
		}
		n, m.Next = n+1, number(k)+1
		if a.Connection == from {
			a.Connection = m.Into
			changed[number(k)] = a
		}
	}
	for _, at := range slices.Sorted(maps.Keys(changed)) {
		if err := save(tx, tableActivity, key(at), changed[at]); err != nil {
			return false, err
		}
	}
	return n < chunk, nil
}
