package store

import (
	"slices"

	"github.com/dustin/go-humanize"
	"github.com/dustin/go-humanize/english"
)

// TakeBack tells whether a shipment can be taken back: the store has not been told of it, or has turned it down.
func (s *BookShipment) TakeBack() bool {
	return s.StoreID == 0 && s.Attempted.IsZero() && (s.State == ShipmentWaiting || s.State == ShipmentRefused)
}

// TakeBackShipment undoes RecordShipment: the order's pieces are open again, and lie on the shelves again but for where they
// were counted since. Errors: ErrNotFound; *ShipmentError where the store has, or may have, the shipment.
func (tx *Tx) TakeBackShipment(c ConnectionID, order, id uint64) (BookShipment, error) {
	s, err := load[BookShipment](tx, tableShipments, shipmentKey(c, order, id))
	if err != nil {
		return s, err
	}
	if !s.TakeBack() {
		return s, &ShipmentError{order, "The store has been told of this shipment, so it can't be taken back here. Delete it in the store's control panel."}
	}
	o, err := tx.dropShipment(c, s)
	if err != nil {
		return s, err
	}
	return s, tx.AllocateAgain(c, &o)
}

// dropShipment takes a shipment out of the book: its order doesn't show it any more.
func (tx *Tx) dropShipment(c ConnectionID, s BookShipment) (Order, error) {
	for _, t := range []table{tableShipments, tableOutbox} {
		if err := tx.delete(t, shipmentKey(c, s.StoreOrderID, s.ID)); err != nil {
			return Order{}, err
		}
	}
	o, err := tx.Order(c, s.StoreOrderID)
	if err != nil {
		return o, err
	}
	at := slices.IndexFunc(o.Shipments, func(p Shipment) bool {
		return p.Carrier == s.Carrier && p.Tracking == s.Tracking && p.Created.Equal(s.Recorded)
	})
	if at >= 0 {
		o.Shipments = slices.Delete(o.Shipments, at, at+1)
	}
	return o, save(tx, tableOrders, key(uint64(c), s.StoreOrderID), o) // PutOrders would keep its parcels
}

// Words say what a shipment is, for a person: "3 pieces with UPS, 1Z99".
func (s *BookShipment) Words() string {
	n := 0
	for _, l := range s.Lines {
		n += l.Quantity
	}
	out := humanize.Comma(int64(n)) + " " + english.PluralWord(n, "piece", "")
	if s.Carrier != "" {
		out += " with " + s.Carrier
	}
	if s.Tracking != "" {
		out += ", " + s.Tracking
	}
	return out
}
