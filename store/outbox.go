package store

import (
	"errors"
	"slices"
)

// PutShipment writes a shipment, and keeps it in the outbox while the store has something to learn of it.
func (tx *Tx) PutShipment(c ConnectionID, s BookShipment) error {
	k := shipmentKey(c, s.StoreOrderID, s.ID)
	known := tx.get(tableShipments, k) != nil
	if err := save(tx, tableShipments, k, s); err != nil {
		return err
	}
	if known { // what has left of a line depends on whether the store has its parcels
		if err := tx.allocateParcels(c, s.StoreOrderID); err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
	}
	if s.State == ShipmentDone || s.State == ShipmentRefused {
		return tx.delete(tableOutbox, k)
	}
	return tx.put(tableOutbox, k, []byte{valueVersion})
}

// ShipmentsOf lists the book's shipments of an order, in the order they were recorded.
func (tx *Tx) ShipmentsOf(c ConnectionID, order uint64) ([]BookShipment, error) {
	var out []BookShipment
	for _, raw := range tx.scan(tableShipments, shipmentKey(c, order, 0), shipmentKey(c, order+1, 0), false) {
		var s BookShipment
		if err := decode(raw, &s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// ShipmentsOf lists the book's shipments of an order, in the order they were recorded.
func (b *Book) ShipmentsOf(c ConnectionID, order uint64) ([]BookShipment, error) {
	return read(b, func(tx *Tx) ([]BookShipment, error) { return tx.ShipmentsOf(c, order) })
}

// Outbox lists the orders whose shipments the store has something to learn of, by id.
func (b *Book) Outbox(c ConnectionID) ([]uint64, error) {
	return read(b, func(tx *Tx) ([]uint64, error) {
		var orders []uint64
		for k := range tx.scan(tableOutbox, key(uint64(c)), after(c), false) {
			orders = append(orders, number(k[8:]))
		}
		return slices.Compact(orders), nil
	})
}

// RetryShipment puts a refused shipment back into the outbox. ErrNotFound where there is no refused one of that number.
func (b *Book) RetryShipment(c ConnectionID, order, id uint64) error {
	return b.Update(func(tx *Tx) error {
		s, err := load[BookShipment](tx, tableShipments, shipmentKey(c, order, id))
		if err != nil {
			return err
		}
		if s.State != ShipmentRefused {
			return ErrNotFound
		}
		s.State, s.Reason = ShipmentWaiting, ""
		if !s.Attempted.IsZero() {
			s.State = ShipmentSending
		}
		return tx.PutShipment(c, s)
	})
}
