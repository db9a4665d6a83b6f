package store

import (
	"errors"
	"testing"
)

// What a shipment took lies on the shelves again but for where it was counted since, with the pieces, and the order's lines are
// open again; a shipment that the store was told of stays.
func TestAShipmentIsTakenBack(t *testing.T) {
	b, c, at := shippable(t)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(b.SetStock(Stock{SKU: "SET", Location: at, OnHand: 1}))
	must(b.SetStock(Stock{SKU: "POLE", Location: at, OnHand: 10}))
	must(b.SetKit(Kit{SKU: "SET", Components: []Component{{"POLE", 2}}}))
	count := func(sku string) int {
		all, err := b.StockOf(sku)
		must(err)
		return all[0].OnHand
	}
	held := func() int {
		a, err := b.Allocation(c, 1)
		must(err)
		n := 0
		for i := range a.Lines {
			n += a.Open(&a.Lines[i])
		}
		return n
	}
	before := held()
	made, err := b.RecordShipment(c, 1, "UPS", "1Z", nil)
	must(err)
	if count("SET") != 0 || count("POLE") != 6 {
		t.Fatalf("shipped: %d sets, %d poles", count("SET"), count("POLE"))
	}
	must(b.SetStock(Stock{SKU: "POLE", Location: at, OnHand: 20})) // counted since
	must(b.Update(func(tx *Tx) error {
		s, err := tx.TakeBackShipment(c, 1, made[0].ID)
		if s.Words() != "3 pieces with UPS, 1Z" {
			t.Errorf("%q", s.Words())
		}
		return err
	}))
	o, err := b.Order(c, 1)
	must(err)
	if count("SET") != 1 || count("POLE") != 20 || len(o.Shipments) != 0 || held() != before {
		t.Errorf("taken back: %d sets, %d poles, %d shipments, %d of %d held", count("SET"), count("POLE"), len(o.Shipments), held(), before)
	}
	if left, err := b.Outbox(c); err != nil || len(left) != 0 {
		t.Errorf("the outbox still holds %v, %v", left, err)
	}

	made, err = b.RecordShipment(c, 1, "UPS", "1Z", nil)
	must(err)
	must(b.Update(func(tx *Tx) error { made[0].State = ShipmentSending; return tx.PutShipment(c, made[0]) }))
	err = b.Update(func(tx *Tx) error { _, err := tx.TakeBackShipment(c, 1, made[0].ID); return err })
	if told := (*ShipmentError)(nil); !errors.As(err, &told) {
		t.Errorf("a shipment on its way: %v", err)
	}
}

// shippable is a book with one order of three sets, and the location it is allocated at.
func shippable(t *testing.T) (*Book, ConnectionID, LocationID) {
	t.Helper()
	b := open(t)
	conn := Connection{Name: "Acme"}
	if err := b.SaveConnection(&conn, ""); err != nil {
		t.Fatal(err)
	}
	places, err := b.Locations()
	if err != nil || len(places) == 0 {
		t.Fatal(places, err)
	}
	o := Order{StoreOrderID: 1, Number: "1", StatusID: 11, Location: places[0].ID,
		Lines: []Line{{ID: 5, SKU: "SET", Type: "physical", AddressID: 2, Quantity: 3}}}
	if err := b.Update(func(tx *Tx) error {
		if _, err := tx.PutOrders(conn.ID, []Order{o}); err != nil {
			return err
		}
		return tx.Allocate(conn.ID, &o, Seen{})
	}); err != nil {
		t.Fatal(err)
	}
	return b, conn.ID, places[0].ID
}
