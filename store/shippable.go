package store

import (
	"errors"
	"fmt"
	"slices"

	"cartwire/store/ledger"
)

// LineLeft is a line of an order with how many of it have yet to leave the house.
type LineLeft struct {
	Line
	Left int
}

// Shippable lists the lines of an order of which something is left to be sent in a parcel; where there is none, problem
// says why. Error: ErrNotFound for an order that is not in the list.
func (b *Book) Shippable(c ConnectionID, order uint64) (lines []LineLeft, problem string, err error) {
	err = b.View(func(tx *Tx) error {
		o, err := load[Order](tx, tableOrders, key(uint64(c), order))
		if err != nil {
			return err
		}
		before, err := tx.ShipmentsOf(c, order)
		if err != nil {
			return err
		}
		if problem = unshippable(&o, "", before); problem != "" {
			return nil
		}
		takes, err := tx.takes(c, &o)
		if err != nil {
			return err
		}
		lines, problem = linesLeft(&o, &takes)
		return nil
	})
	return lines, problem, err
}

// takes is what an order takes of the book's stock: as it was worked out at its last reading, else from the book's copy.
func (tx *Tx) takes(c ConnectionID, o *Order) (ledger.Order, error) {
	a, err := tx.Allocation(c, o.StoreOrderID)
	if !errors.Is(err, ErrNotFound) {
		return a, err
	}
	r, err := tx.reading(c, o, Seen{Copy: true})
	if err != nil {
		return a, err
	}
	parcels, err := tx.parcels(c, o.StoreOrderID)
	return ledger.Read(nil, r, parcels), err
}

// toShip is how many of a line may still be put into a parcel.
func toShip(takes *ledger.Order, line uint64) int {
	for i := range takes.Lines {
		if takes.Lines[i].ID == line {
			return takes.ToShip(&takes.Lines[i])
		}
	}
	return 0
}

// linesLeft lists what goes into a parcel and hasn't yet.
func linesLeft(o *Order, takes *ledger.Order) (lines []LineLeft, problem string) {
	returned, digital := 0, false
	for i := range o.Lines {
		l := &o.Lines[i]
		left := toShip(takes, l.ID)
		switch {
		case left <= 0:
			returned += l.QuantityRefunded
		case l.Type != "physical" || l.AddressID == 0:
			digital = true
		default:
			lines = append(lines, LineLeft{*l, left})
		}
	}
	switch {
	case len(lines) > 0:
		return lines, ""
	case digital:
		return nil, "What is left of it isn't sent in a parcel: it's picked up or downloaded. Set its status to Completed in the store once the buyer has it."
	case returned > 0:
		return nil, fmt.Sprintf("Nothing of it is left to ship: %d refunded.", returned)
	}
	return nil, "Nothing of it is left to ship."
}

// Waits says why an order isn't to be shipped yet by its status in the store: it waits for a payment, for a check or for the end of
// a dispute. "" for any other. A person may ship it all the same.
func Waits(o *Order) string {
	if !slices.Contains([]int{1, 7, 12, 13}, o.StatusID) { // Pending, Awaiting Payment, Manual Verification Required, Disputed
		return ""
	}
	return fmt.Sprintf("Order %d is %s in the store.", o.StoreOrderID, o.Status)
}
