package store

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"cartwire/store/ledger"
)

// BookShipment is what the book has sent of an order to one of its addresses, and how far the store has learnt of it.
type BookShipment struct {
	ID           uint64        `json:"id"` // in the book
	StoreOrderID uint64        `json:"store_order_id"`
	AddressID    uint64        `json:"address_id"`
	Carrier      string        `json:"carrier"`
	Tracking     string        `json:"tracking"` // may be empty
	Lines        []ShippedLine `json:"lines"`
	Recorded     time.Time     `json:"recorded"`
	At           time.Time     `json:"at,omitzero"` // when it left, where that was before it was recorded
	State        ShipmentState `json:"state"`
	Reason       string        `json:"reason,omitempty"` // why the store or the job refused it

	// Attempted is when it was sent to the store first; Known are the store's shipments of the order before that.
	Attempted time.Time `json:"attempted,omitzero"`
	Known     []uint64  `json:"known,omitempty"`
	StoreID   uint64    `json:"store_id,omitempty"` // the store's shipment
	Sent      time.Time `json:"sent,omitzero"`
}

// ShippedLine is so many of a line of the order.
type ShippedLine struct {
	LineID   uint64     `json:"line_id"`
	SKU      string     `json:"sku"`
	Quantity int        `json:"quantity"`
	Location LocationID `json:"location_id"`      // where it was taken from
	Before   int        `json:"before,omitempty"` // how many of the line the store had as shipped before the first attempt
}

// ShipmentState is how far the store has learnt of a shipment.
type ShipmentState string

// The states of a shipment.
const (
	ShipmentWaiting ShipmentState = "waiting"
	ShipmentSending ShipmentState = "sending" // it was sent to the store, and whether it arrived is not known
	ShipmentSent    ShipmentState = "sent"    // the store has it; its order's status may still have to follow
	ShipmentDone    ShipmentState = "done"
	ShipmentRefused ShipmentState = "refused"
)

// ShipLine names a line of an order to be shipped: by its id, or by its sku where that stands in the order once. A
// quantity of 0 is all that is left of it.
type ShipLine struct {
	LineID   uint64
	SKU      string
	Quantity int
}

// ShipmentError says why something can't be shipped.
type ShipmentError struct {
	Order   uint64
	Problem string
}

func (e *ShipmentError) Error() string { return fmt.Sprintf("Order %d: %s", e.Order, e.Problem) }

// Left is when the parcel left the shelves.
func (s *BookShipment) Left() time.Time {
	if s.At.IsZero() {
		return s.Recorded
	}
	return s.At
}

func shipmentKey(c ConnectionID, order, id uint64) []byte { return key(uint64(c), order, id) }

// RecordShipment records that lines of an order have left the shelves of the lines' locations, and puts a shipment for each address into the outbox, from which Update Order Status tells the
// store. No lines: all that is left of the order. Errors: ErrNotFound for an order that is not in the list,
// *ShipmentError.
func (b *Book) RecordShipment(c ConnectionID, order uint64, carrier, tracking string, lines []ShipLine) (out []BookShipment, err error) {
	err = b.Update(func(tx *Tx) error {
		out, err = tx.RecordShipment(c, order, carrier, tracking, lines)
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// RecordShipment is Book.RecordShipment within a transaction.
func (tx *Tx) RecordShipment(c ConnectionID, order uint64, carrier, tracking string, lines []ShipLine) ([]BookShipment, error) {
	o, err := load[Order](tx, tableOrders, key(uint64(c), order))
	if err != nil {
		return nil, err
	}
	before, err := tx.ShipmentsOf(c, order)
	if err != nil {
		return nil, err
	}
	if problem := unshippable(&o, tracking, before); problem != "" {
		return nil, &ShipmentError{order, problem}
	}
	takes, err := tx.takes(c, &o)
	if err != nil {
		return nil, err
	}
	chosen, problem := chooseLines(&o, lines, &takes)
	if problem != "" {
		return nil, &ShipmentError{order, problem}
	}
	var out []BookShipment
	now := tx.book.now().UTC()
	for _, line := range chosen {
		at := slices.IndexFunc(out, func(s BookShipment) bool { return s.AddressID == line.address })
		if at < 0 {
			n, err := tx.next(tableShipments)
			if err != nil {
				return nil, err
			}
			out = append(out, BookShipment{
				ID: n, StoreOrderID: order, AddressID: line.address, Carrier: carrier, Tracking: tracking, Recorded: now, State: ShipmentWaiting,
			})
			at = len(out) - 1
		}
		if line.Location, err = tx.LineLocation(c, &o, line.of); err != nil {
			return nil, err
		}
		out[at].Lines = append(out[at].Lines, line.ShippedLine)
	}
	for _, s := range out {
		if err := tx.PutShipment(c, s); err != nil {
			return nil, err
		}
		o.Shipments = append(o.Shipments, Shipment{Carrier: carrier, Tracking: tracking, Created: now})
	}
	if _, err := tx.PutOrders(c, []Order{o}); err != nil {
		return nil, err
	}
	return out, tx.AllocateAgain(c, &o)
}

// unshippable says why nothing of an order can be shipped; "" where something may be.
func unshippable(o *Order, tracking string, before []BookShipment) string {
	if !IsOpen(o.StatusID) {
		return fmt.Sprintf("Its status in the store is %s, so nothing of it can be shipped.", cmp.Or(o.Status, "closed"))
	}
	for _, s := range before {
		if tracking != "" && s.Tracking == tracking && s.State != ShipmentRefused {
			return fmt.Sprintf("A shipment with the tracking number %s is recorded already.", tracking)
		}
	}
	return ""
}

// chosenLine is a line to be shipped with the address it goes to.
type chosenLine struct {
	ShippedLine
	address uint64
	of      *Line
}

// chooseLines finds the lines that are meant, and says why one can't be shipped.
func chooseLines(o *Order, wanted []ShipLine, takes *ledger.Order) (out []chosenLine, problem string) {
	left := func(l *Line) int { return toShip(takes, l.ID) }
	if len(wanted) == 0 {
		lines, problem := linesLeft(o, takes)
		if problem != "" {
			return nil, problem
		}
		for i := range lines {
			wanted = append(wanted, ShipLine{LineID: lines[i].ID})
		}
	}
	for _, w := range wanted {
		l, problem := findLine(o, w)
		if problem != "" {
			return nil, problem
		}
		quantity := w.Quantity
		if quantity == 0 {
			quantity = left(l)
		}
		for _, c := range out {
			if c.LineID == l.ID {
				return nil, fmt.Sprintf("%s is there twice. Add the quantities up.", lineName(l))
			}
		}
		switch {
		case l.Type != "physical":
			return nil, fmt.Sprintf("%s is nothing that is sent in a parcel (%s).", lineName(l), l.Type)
		case l.AddressID == 0:
			return nil, fmt.Sprintf("%s goes to no address: it is picked up.", lineName(l))
		case quantity < 1 && left(l) < 1:
			return nil, fmt.Sprintf("%s is shipped already.", lineName(l))
		case quantity < 1:
			return nil, fmt.Sprintf("%s needs a quantity of at least one.", lineName(l))
		case quantity > left(l):
			return nil, fmt.Sprintf("%d of %s can't be shipped: %d were ordered, and %d are left.", quantity, lineName(l), l.Quantity, max(0, left(l)))
		}
		out = append(out, chosenLine{ShippedLine{LineID: l.ID, SKU: l.SKU, Quantity: quantity}, l.AddressID, l})
	}
	return out, ""
}

func findLine(o *Order, w ShipLine) (found *Line, problem string) {
	for i := range o.Lines {
		l := &o.Lines[i]
		switch {
		case w.LineID != 0 && l.ID == w.LineID:
			return l, ""
		case w.LineID == 0 && NormalSKU(w.SKU) != "" && NormalSKU(l.SKU) == NormalSKU(w.SKU):
			if found != nil {
				return nil, fmt.Sprintf("The sku %s stands in it more than once. Name the line.", w.SKU)
			}
			found = l
		}
	}
	if found == nil {
		return nil, fmt.Sprintf("It has no line %s.", cmp.Or(w.SKU, fmt.Sprint(w.LineID)))
	}
	return found, ""
}

func lineName(l *Line) string { return cmp.Or(l.SKU, l.Name) }
