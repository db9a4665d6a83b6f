package syncer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// chosen lists the orders of which the store has something to learn: all, or those that were named, with what was refused
// of them. unknown are named ones of which there is nothing to tell.
func (j *statusJob) chosen() (orders []uint64, unknown []Skip, err error) {
	all, err := j.book.Outbox(j.conn.ID)
	if err != nil || len(j.options.Only) == 0 {
		return all, nil, err
	}
	for _, ref := range j.options.Only {
		id, _ := refNumber("order", ref)
		if slices.Contains(orders, id) {
			continue
		}
		refused := false
		shipments, err := j.book.ShipmentsOf(j.conn.ID, id)
		if err != nil {
			return nil, nil, err
		}
		for i := range shipments {
			refused = refused || shipments[i].State == store.ShipmentRefused
		}
		if refused || slices.Contains(all, id) {
			orders = append(orders, id)
		} else {
			unknown = append(unknown, Skip{Ref: fmt.Sprintf("order %d", id), Reason: "The store has nothing to learn of this order. Record a shipment of it first."})
		}
	}
	slices.Sort(orders)
	return orders, unknown, nil
}

// putBack has what was refused of the named orders tried again.
func (j *statusJob) putBack(orders []uint64) error {
	if len(j.options.Only) == 0 {
		return nil
	}
	for _, id := range orders {
		all, err := j.book.ShipmentsOf(j.conn.ID, id)
		if err != nil {
			return err
		}
		for _, s := range all {
			if s.State != store.ShipmentRefused {
				continue
			}
			if err := j.book.RetryShipment(j.conn.ID, id, s.ID); err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
		}
	}
	return nil
}

// plan lists what would be sent, from what the book knows: the store is asked again before each order is told.
func (j *statusJob) plan(ctx context.Context, orders []uint64) (*Plan, error) {
	p := &Plan{Connection: j.conn.ID, Option: UpdateOrderStatus, Made: now(), Changes: []Change{}}
	var mailed []store.Order
	for _, id := range orders {
		o, err := j.planOrder(p, id)
		if err != nil {
			return nil, err
		}
		if o != nil {
			mailed = append(mailed, *o)
		}
	}
	if len(mailed) == 0 {
		return p, nil
	}
	mails, err := j.client.EmailStatuses(ctx)
	if err != nil && !mayNotAsk(err) {
		return nil, err
	}
	if err != nil || mails.OrderStatus {
		p.Mails = mailsOf(mailed)
		p.Notices = append(p.Notices, mailNotice(p.Mails, err == nil, j.client.Legacy()))
	}
	return p, nil
}

// planOrder adds what would become of one order; it is nil where nothing would.
func (j *statusJob) planOrder(p *Plan, id uint64) (*store.Order, error) {
	all, err := j.book.ShipmentsOf(j.conn.ID, id)
	if err != nil {
		return nil, err
	}
	ref := fmt.Sprintf("order %d", id)
	o, err := j.book.Order(j.conn.ID, id)
	switch {
	case errors.Is(err, store.ErrNotFound):
		p.Skipped = append(p.Skipped, Skip{Ref: ref, Reason: "The book no longer lists this order. Import it again."})
		return nil, nil
	case err != nil:
		return nil, err
	case !store.IsOpen(o.StatusID) && o.StatusID != bigcommerce.StatusShipped && o.StatusID != bigcommerce.StatusCompleted:
		p.Skipped = append(p.Skipped, Skip{Ref: ref, Reason: fmt.Sprintf("It is %s in the store, so no shipment is created. See whether the parcel can be stopped.", statusName(o.StatusID))})
		return nil, nil
	}
	var changes []Change
	sent := false
	for i := range all {
		s := &all[i]
		switch {
		case s.State == store.ShipmentSent:
			sent = true
		case s.State == store.ShipmentWaiting, s.State == store.ShipmentSending, s.State == store.ShipmentRefused && len(j.options.Only) > 0:
			pieces := 0
			for _, l := range s.Lines {
				pieces += l.Quantity
			}
			changes = append(changes, Change{Ref: ref, New: pieces, What: fmt.Sprintf("shipment of %s, %s", number(pieces, "piece"), carrierWords(*s))})
			s.State = store.ShipmentWaiting
		}
	}
	to, why := plannedStatus(j.conn.Options.StatusMapping, &o, all)
	if why != "" {
		p.Skipped = append(p.Skipped, Skip{Ref: ref, Reason: why})
	}
	if len(changes) == 0 && sent && to != o.StatusID {
		changes = append(changes, Change{Ref: ref, What: "shipped already"})
	}
	if len(changes) == 0 {
		return nil, nil
	}
	last := &changes[len(changes)-1]
	last.Was, last.Becomes = statusName(o.StatusID), statusName(to)
	if to != o.StatusID {
		last.What += fmt.Sprintf("; %s becomes %s", last.Was, last.Becomes)
	}
	p.Requests += 3 + len(changes) // the order before and after, and its status
	p.Changes = append(p.Changes, changes...)
	return &o, nil
}

// plannedStatus is the status an order ends with once all its shipments are in the store: by the mapping, where that makes
// sense.
func plannedStatus(m store.StatusMapping, o *store.Order, all []store.BookShipment) (to int, why string) {
	to = m.WithDefaults().Shipped
	for i := range o.Lines {
		l := &o.Lines[i]
		if l.Type == bigcommerce.LinePhysical && l.AddressID != 0 && shippedThen(l, all) < l.Quantity {
			to = m.WithDefaults().PartiallyShipped
		}
	}
	if to == o.StatusID {
		return to, ""
	}
	if why = forbiddenMove(o.StatusID, to); why != "" {
		return o.StatusID, why
	}
	return to, ""
}

// shippedThen is how many of a line the store has as shipped once it has all shipments but the refused.
func shippedThen(l *store.Line, all []store.BookShipment) int {
	n, waiting := l.QuantityShipped, 0
	for _, s := range all {
		for _, part := range s.Lines {
			switch {
			case part.LineID != l.ID || s.State == store.ShipmentRefused || s.State == store.ShipmentDone:
			case s.State == store.ShipmentWaiting && s.Attempted.IsZero():
				waiting += part.Quantity
			default:
				n = max(n, part.Before+part.Quantity)
			}
		}
	}
	return n + waiting
}

// mailsOf lists the customers of orders, each address once.
func mailsOf(orders []store.Order) (out []Mail) {
	at := map[string]int{}
	for i := range orders {
		o := &orders[i]
		email := strings.TrimSpace(cmp.Or(o.Billing.Email, o.Customer.Email))
		if email == "" {
			continue // the store has nowhere to write to
		}
		n, ok := at[strings.ToLower(email)]
		if !ok {
			n = len(out)
			at[strings.ToLower(email)] = n
			out = append(out, Mail{Name: o.Customer.Name, Email: email})
		}
		out[n].Orders = append(out[n].Orders, o.StoreOrderID)
	}
	return out
}

func mailNotice(mails []Mail, known, legacy bool) string {
	customers := number(len(mails), "customer")
	if known {
		return "This will e-mail " + customers + "."
	}
	say := "This may e-mail " + customers + ": whether the store does can't be seen. Look at its order e-mails in the control panel"
	if legacy {
		return say + "."
	}
	return say + ", or allow Information & Settings for the API account."
}

func carrierWords(s store.BookShipment) string {
	switch {
	case s.Carrier == "" && s.Tracking == "":
		return "without a tracking number"
	case s.Tracking == "":
		return s.Carrier + " without a tracking number"
	}
	return fmt.Sprintf("%s %s", s.Carrier, s.Tracking)
}
