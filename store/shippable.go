package store

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
		lines, problem = linesLeft(&o, pending(before))
		return nil
	})
	return lines, problem, err
}

// linesLeft lists what goes into a parcel and hasn't yet.
func linesLeft(o *Order, unsent []BookShipment) (lines []LineLeft, problem string) {
	for i := range o.Lines {
		l := &o.Lines[i]
		left := l.Quantity - gone(l.ID, l.QuantityShipped, unsent)
		if l.Type == "physical" && l.AddressID != 0 && left > 0 {
			lines = append(lines, LineLeft{*l, left})
		}
	}
	if len(lines) == 0 {
		return nil, "Nothing is left of it to be shipped."
	}
	return lines, ""
}
