package syncer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// statusJob is one run of Update Order Status on one connection: it tells the store of the shipments that the book has
// recorded, order by order.
type statusJob struct {
	task
	home store.LocationID
}

func (j *statusJob) do(ctx context.Context) error {
	if err := MappingProblem(j.conn); err != nil {
		return err
	}
	if err := j.book.View(func(tx *store.Tx) (err error) {
		j.home, err = tx.DefaultLocation(j.conn)
		return err
	}); err != nil {
		return err
	}
	orders, unknown, err := j.chosen()
	if err != nil {
		return err
	}
	plan, err := j.plan(ctx, orders)
	if err != nil {
		return err
	}
	plan.Skipped = append(plan.Skipped, unknown...)
	if len(orders) > 0 {
		plan.Guard = j.review()
	}
	plan.Fingerprint = plan.fingerprint()
	ask := j.asks(plan)
	j.run.setPlan(plan)
	j.run.change(func(_ *Snapshot, job *store.Job) { addNotes(job, notesOf(unknown)) })
	if j.options.DryRun {
		return nil
	}
	if err := j.keepPlan(plan); err != nil || ask != nil {
		return cmp.Or(err, ask)
	}
	if err := j.endReview(plan); err != nil {
		return err
	}
	if err := j.putBack(orders); err != nil {
		return err
	}
	j.run.phase(PhaseShip, len(orders))
	for _, id := range orders {
		if err := j.order(ctx, id); err != nil {
			return err
		}
		j.run.progress(1, func(*store.Job) {})
	}
	return nil
}

// order brings one order up to date: its shipments first, then its status. What goes wrong with one order is named, and
// doesn't hold up the next.
func (j *statusJob) order(ctx context.Context, id uint64) error {
	o, err := j.client.Order(ctx, id)
	if err != nil {
		return j.orderFailed(id, err)
	}
	before := o.StatusID
	all, err := j.book.ShipmentsOf(j.conn.ID, id)
	if err != nil {
		return err
	}
	sent, fresh := 0, true
	for i := range all {
		s := &all[i]
		if s.State == store.ShipmentSent {
			sent++
			continue
		}
		if s.State == store.ShipmentDone || s.State == store.ShipmentRefused {
			continue
		}
		if !fresh {
			if o, err = j.client.Order(ctx, id); err != nil {
				return j.orderFailed(id, err)
			}
		}
		became, err := j.ship(ctx, &o, s)
		if err != nil {
			return err
		}
		fresh = became == outcomeRefused
		if became == outcomeUnknown {
			break // what comes behind it could be taken for it
		}
		if became == outcomeMade {
			sent++
		}
	}
	if sent == 0 {
		return j.leave(&o)
	}
	if !fresh {
		// The store may have moved the order by itself: look before its status is written.
		if o, err = j.client.Order(ctx, id); err != nil {
			return j.orderFailed(id, err)
		}
	}
	open, err := j.openPieces(id)
	if err == nil {
		err = j.status(ctx, &o, before)
	}
	if err == nil && o.IsDeleted {
		j.remarkOver(id, open, archived)
	}
	return err
}

// leave counts an order of which nothing was sent. That it is archived, no list will tell.
func (j *statusJob) leave(o *bigcommerce.Order) error {
	if o.IsDeleted {
		open, err := j.openPieces(o.ID)
		if err == nil {
			err = j.book.Update(func(tx *store.Tx) error { return j.putOrder(tx, o) })
		}
		if err != nil {
			return err
		}
		j.remarkOver(o.ID, open, archived)
	}
	j.run.change(asItWas.apply)
	return nil
}

// orderFailed names an order that can't be read. One that is gone takes its shipments out of the outbox: refused, or done where
// the store had taken them.
func (j *statusJob) orderFailed(id uint64, err error) error {
	refused, ok := errors.AsType[*bigcommerce.APIError](err)
	if ok && refused.Status == http.StatusNotFound {
		all, err := j.book.ShipmentsOf(j.conn.ID, id)
		if err != nil {
			return err
		}
		for i := range all {
			s := &all[i]
			switch s.State {
			case store.ShipmentDone, store.ShipmentRefused:
				continue
			case store.ShipmentSent:
				s.State = store.ShipmentDone
				err = cmp.Or(j.put(s), j.failed(id, gone))
			default:
				err = j.refuse(s, gone)
			}
			if err != nil && !errors.Is(err, errTakenBack) {
				return err
			}
		}
		j.run.change(tally{read: 1, unchosen: 1}.apply)
		return nil
	}
	if bad, ok := errors.AsType[*bigcommerce.DecodeError](err); ok && bad.OrderID != 0 {
		j.run.change(tally{read: 1, unreadable: 1}.apply)
		return j.failed(id, bad.Error())
	}
	return err
}

const gone = "The store no longer has this order."

// asItWas counts an order whose status stays.
var asItWas = tally{read: 1, out: store.PutOutcome{Unchanged: 1}}

// status writes the order's status by the mapping, unless the store has moved it by itself, and closes its shipments.
func (j *statusJob) status(ctx context.Context, o *bigcommerce.Order, before int) error {
	to, why := nextStatus(j.conn.Options.StatusMapping, o, before)
	if to != 0 {
		changed, err := j.client.SetOrderStatus(ctx, o.ID, to)
		if refused, ok := errors.AsType[*bigcommerce.RefusedError](err); ok {
			j.run.change(asItWas.apply)
			return j.failed(o.ID, refused.Error()) // its shipments stay in the outbox: the next run tries again
		}
		if err != nil {
			return err
		}
		o.StatusID, o.Status, o.CustomStatus, o.DateModified = changed.StatusID, changed.Status, changed.CustomStatus, changed.DateModified
	}
	counted := asItWas
	if to != 0 {
		counted.out = store.PutOutcome{Updated: 1}
	}
	if why != "" {
		counted.notes = []store.JobError{{Ref: fmt.Sprintf("order %d", o.ID), Reason: why}}
	}
	job := j.run.jobSoFar()
	counted.add(&job)
	err := j.book.Update(func(tx *store.Tx) error {
		all, err := tx.ShipmentsOf(j.conn.ID, o.ID)
		if err != nil {
			return err
		}
		for _, s := range all {
			if s.State == store.ShipmentSent {
				s.State = store.ShipmentDone
				if err := tx.PutShipment(j.conn.ID, s); err != nil {
					return err
				}
			}
		}
		if err := j.putOrder(tx, o); err != nil {
			return err
		}
		return tx.PutJob(job)
	})
	if err == nil {
		j.run.change(counted.apply)
	}
	return err
}

// putOrder writes an order as the store has it now, with what it holds. What was given back for it is left to the next
// import, which would find the order unchanged and not ask.
func (j *statusJob) putOrder(tx *store.Tx, o *bigcommerce.Order) error {
	list := []store.Order{bookOrder(o, j.home)}
	if !tx.HasOrder(j.conn.ID, o.ID) {
		return nil
	}
	out, err := tx.PutOrders(j.conn.ID, list)
	if err != nil {
		return err
	}
	if out.Updated > 0 && !j.client.Legacy() && (saysRefunded(o) || len(list[0].Refunds) > 0) {
		if err := tx.PutDue(j.conn.ID, store.DueRefunds, o.ID); err != nil {
			return err
		}
	}
	return tx.Allocate(j.conn.ID, &list[0], store.Seen{Archived: o.IsDeleted, Pickup: pickupsOf(o), Changed: true, Moves: tx.Told(j.conn.ID)})
}

// failed names what went wrong with an order.
func (j *statusJob) failed(id uint64, reason string) error {
	j.run.change(func(_ *Snapshot, job *store.Job) {
		addFailures(job, []store.JobError{{Ref: fmt.Sprintf("order %d", id), Reason: reason}})
	})
	return nil
}
