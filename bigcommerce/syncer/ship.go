package syncer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// outcome is what became of a shipment.
type outcome int

const (
	outcomeMade outcome = iota
	outcomeRefused
	outcomeUnknown // the store may have it or not
)

// ship tells the store of one shipment. After an outcome that is not known the store is asked first, and is told again
// only if it has no such shipment. A shipment that isn't there right after a lost answer is left to the next run: the
// store may still be at work on it.
func (j *statusJob) ship(ctx context.Context, o *bigcommerce.Order, s *store.BookShipment) (outcome, error) {
	if s.State == store.ShipmentSending || mayBeThere(o, s) {
		found, err := j.find(ctx, o, s)
		if err != nil {
			return outcomeUnknown, err
		}
		if found != 0 {
			return outcomeMade, j.settleSent(s, found)
		}
	}
	if problem := refusedBeforehand(o, s); problem != "" {
		s.Attempted, s.Known = time.Time{}, nil // it isn't there: it can be taken back
		return outcomeRefused, j.refuse(s, problem)
	}
	if err := j.attempt(ctx, o, s); errors.Is(err, errTakenBack) {
		return outcomeRefused, nil
	} else if err != nil {
		return outcomeUnknown, err
	}
	one := bigcommerce.NewShipment{OrderAddressID: s.AddressID, TrackingNumber: s.Tracking}
	for _, l := range s.Lines {
		one.Items = append(one.Items, bigcommerce.ShipmentItem{OrderProductID: l.LineID, Quantity: l.Quantity})
	}
	created, err := j.client.CreateShipment(ctx, o.ID, withCarrier(one, s.Carrier))
	if err == nil {
		return outcomeMade, j.settleSent(s, created.ID)
	}
	if reason, ok := turnedDown(err); ok {
		s.Attempted, s.Known = time.Time{}, nil
		return outcomeRefused, j.refuse(s, reason)
	}
	unknown, ok := errors.AsType[*bigcommerce.UnknownOutcomeError](err)
	if !ok || ctx.Err() != nil {
		return outcomeUnknown, err
	}
	found, err := j.find(ctx, o, s)
	if err != nil {
		return outcomeUnknown, err
	}
	if found != 0 {
		return outcomeMade, j.settleSent(s, found)
	}
	return outcomeUnknown, j.failed(o.ID, unknown.Error())
}

// mayBeThere reports whether a shipment that was never sent may stand in the store all the same, made there by hand: one with its
// tracking number, or, where it has none, one for which there is no room beside.
func mayBeThere(o *bigcommerce.Order, s *store.BookShipment) bool {
	lines := o.Lines()
	room := true
	for _, want := range s.Lines {
		at := slices.IndexFunc(lines, func(l bigcommerce.OrderProduct) bool { return l.ID == want.LineID })
		if at < 0 || lines[at].QuantityShipped < want.Quantity {
			return false
		}
		room = room && lines[at].Quantity-lines[at].QuantityShipped >= want.Quantity
	}
	return s.Tracking != "" || !room
}

// turnedDown tells whether the store, or the client before it, would not take a shipment.
func turnedDown(err error) (reason string, ok bool) {
	if refused, ok := errors.AsType[*bigcommerce.RefusedError](err); ok {
		return refused.Error(), true
	}
	if input, ok := errors.AsType[*bigcommerce.InputError](err); ok {
		return input.Error(), true
	}
	return "", false
}

// refusedBeforehand says why an order, as the store has it now, can't be shipped so; "" where it can.
func refusedBeforehand(o *bigcommerce.Order, s *store.BookShipment) string {
	if !store.IsOpen(o.StatusID) && o.StatusID != bigcommerce.StatusShipped && o.StatusID != bigcommerce.StatusCompleted {
		return fmt.Sprintf("It is %s in the store, so no shipment was created. See whether the parcel can be stopped.", statusName(o.StatusID))
	}
	lines := o.Lines()
	for _, want := range s.Lines {
		at := slices.IndexFunc(lines, func(l bigcommerce.OrderProduct) bool { return l.ID == want.LineID })
		if at < 0 {
			return fmt.Sprintf("The store's order no longer has the line %s.", want.SKU)
		}
		switch l := &lines[at]; {
		case l.Type != bigcommerce.LinePhysical:
			return fmt.Sprintf("%s is nothing that is sent in a parcel (%s).", l.SKU, l.Type)
		case l.OrderAddressID != s.AddressID:
			return fmt.Sprintf("%s goes to another address in the store than it was shipped to.", l.SKU)
		case want.Quantity > l.Quantity-l.QuantityShipped:
			return fmt.Sprintf("%d of %s can't be shipped: the store has %d of %d as shipped already. If it's the same parcel, take it back here: cartwire ship undo.", want.Quantity, l.SKU, l.QuantityShipped, l.Quantity)
		}
	}
	return ""
}

// find asks the store for a shipment whose outcome is not known: one that was not there before the first attempt and is
// no other shipment of the book. 0: it isn't there.
func (j *statusJob) find(ctx context.Context, o *bigcommerce.Order, s *store.BookShipment) (uint64, error) {
	there, err := j.shipmentsOf(ctx, o)
	if err != nil {
		return 0, err
	}
	ours, err := j.book.ShipmentsOf(j.conn.ID, s.StoreOrderID)
	if err != nil {
		return 0, err
	}
	for i := range there {
		id := there[i].ID
		claimed := slices.ContainsFunc(ours, func(other store.BookShipment) bool { return other.StoreID == id })
		if !claimed && !slices.Contains(s.Known, id) && same(s, &there[i]) {
			return id, nil
		}
	}
	return 0, nil
}

// shipmentsOf reads what the store has of an order. A list of fewer pieces than the order itself has as shipped is asked for
// twice more: taken at its word, it would have a parcel made a second time. What it says three times is so: a store can have
// pieces shipped without a shipment, where somebody has deleted it.
func (j *statusJob) shipmentsOf(ctx context.Context, o *bigcommerce.Order) (there []bigcommerce.Shipment, err error) {
	shipped := 0
	for _, l := range o.Lines() {
		shipped += l.QuantityShipped
	}
	for range 3 {
		if there, err = j.client.Shipments(ctx, o.ID); err != nil {
			return nil, err
		}
		listed := 0
		for i := range there {
			for _, it := range there[i].Items {
				listed += it.Quantity
			}
		}
		if listed >= shipped {
			break
		}
	}
	return there, nil
}

// attempt notes, before the store is told first, what it has: a shipment that is there later and was not before is ours.
func (j *statusJob) attempt(ctx context.Context, o *bigcommerce.Order, s *store.BookShipment) error {
	if s.State == store.ShipmentSending {
		return nil
	}
	s.Known = nil
	lines := o.Lines()
	shipped := o.ItemsShipped > 0
	for i := range s.Lines {
		for _, l := range lines {
			if l.ID == s.Lines[i].LineID {
				s.Lines[i].Before = l.QuantityShipped
			}
			shipped = shipped || l.QuantityShipped > 0
		}
	}
	if shipped {
		there, err := j.shipmentsOf(ctx, o)
		if err != nil {
			return err
		}
		for i := range there {
			s.Known = append(s.Known, there[i].ID)
		}
	}
	s.State, s.Attempted = store.ShipmentSending, now()
	return j.put(s)
}

// errTakenBack says that a person has taken a shipment back meanwhile.
var errTakenBack = errors.New("the shipment was taken back")

// put writes a shipment, unless it is no longer there.
func (j *statusJob) put(s *store.BookShipment) error {
	return j.book.Update(func(tx *store.Tx) error {
		all, err := tx.ShipmentsOf(j.conn.ID, s.StoreOrderID)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(all, func(is store.BookShipment) bool { return is.ID == s.ID }) {
			return errTakenBack
		}
		return tx.PutShipment(j.conn.ID, *s)
	})
}

// settleSent notes that the store has a shipment.
func (j *statusJob) settleSent(s *store.BookShipment, id uint64) error {
	s.State, s.StoreID, s.Sent = store.ShipmentSent, id, now()
	job := j.run.jobSoFar()
	job.Pushed++
	err := j.book.Update(func(tx *store.Tx) error {
		if err := tx.PutShipment(j.conn.ID, *s); err != nil {
			return err
		}
		return tx.PutJob(job)
	})
	if err == nil {
		j.run.change(func(_ *Snapshot, job *store.Job) { job.Pushed++ })
	}
	return err
}

// refuse takes a shipment out of the outbox with the reason; it can be put back.
func (j *statusJob) refuse(s *store.BookShipment, reason string) error {
	s.State, s.Reason = store.ShipmentRefused, reason
	if err := j.put(s); errors.Is(err, errTakenBack) {
		return nil
	} else if err != nil {
		return err
	}
	return j.failed(s.StoreOrderID, reason)
}

// same tells whether a shipment of the store is the book's: to the same address, with the same lines, quantities and
// tracking number.
func same(s *store.BookShipment, other *bigcommerce.Shipment) bool {
	if other.OrderAddressID != s.AddressID || other.TrackingNumber != s.Tracking || len(other.Items) != len(s.Lines) {
		return false
	}
	for _, l := range s.Lines {
		if !slices.ContainsFunc(other.Items, func(it bigcommerce.ShipmentItem) bool {
			return it.OrderProductID == l.LineID && it.Quantity == l.Quantity
		}) {
			return false
		}
	}
	return true
}
