package syncer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// refundsAtOnce is how many orders' refunds one request asks for: as many as a page of the answer has rows.
const refundsAtOnce = bigcommerce.MaxPage

// saysRefunded tells whether an order shows that money was given back for it. Its own refunded amounts are always zero
// (orders.v2 spec).
func saysRefunded(o *bigcommerce.Order) bool {
	if o.StatusID == bigcommerce.StatusRefunded || o.StatusID == bigcommerce.StatusPartiallyRefunded ||
		strings.Contains(strings.ToLower(o.PaymentStatus), "refunded") {
		return true
	}
	for l := range o.EachLine() {
		if l.IsRefunded || l.QuantityRefunded > 0 {
			return true
		}
	}
	return false
}

// putOrders puts a page's orders of the list into the book, and notes whose refunds are to be read: of those that say so,
// and of those that had some before, where the order is new or has changed, or was asked to be read again. due tells of
// each whether it came unchanged.
func (i *importer) putOrders(tx *store.Tx, p *page, orders []store.Made) (out store.PutOutcome, due map[uint64]bool, err error) {
	refunded := map[uint64]bool{}
	for _, o := range p.orders {
		if o.refunded {
			refunded[o.StoreOrderID] = true
		}
	}
	due = map[uint64]bool{}
	err = tx.PutEachOrder(i.conn.ID, orders, func(o *store.Order, one store.PutOutcome) error {
		out.Add(one)
		unchanged := one.Unchanged > 0
		switch {
		case !refunded[o.StoreOrderID] && len(o.Refunds) == 0:
			return nil
		case i.client.Legacy():
			if one.New > 0 {
				i.noteOnce(dueNames[store.DueRefunds].all, dueNames[store.DueRefunds].without+" A legacy account may not read them.")
			}
			return nil
		case unchanged && !i.again && !i.options.Full:
			return nil
		}
		due[o.StoreOrderID] = unchanged
		return tx.PutDue(i.conn.ID, store.DueRefunds, o.StoreOrderID)
	})
	return out, due, err
}

// readRefunds reads the refunds that are due, in bulk. A kill leaves what is due for the next run; so does a missing
// permission, which is a note and no failure: the orders are in the book.
func (i *importer) readRefunds(ctx context.Context) error {
	return i.readDue(ctx, store.DueRefunds, PhaseRefund, 0, func(ids []uint64) error {
		list, asked, err := i.client.Refunds(ctx, ids)
		if err != nil {
			return err
		}
		return i.putRefunds(ids, list, asked)
	})
}

// settled is how long after an order has changed its refunds are known to be all that belong to this change: dates of orders
// have a resolution of a second, so a refund later in that second doesn't show in the list, and the clocks of a store may
// lie a little apart.
const settled = 2 * time.Second

// putRefunds puts the refunds of these orders into the book, in one transaction. Those of an order that had only just changed
// when they were asked for stay due, for the next run.
func (i *importer) putRefunds(ids []uint64, list []bigcommerce.Refund, asked time.Time) error {
	of := map[uint64][]store.Refund{}
	for r := range list {
		of[list[r].OrderID] = append(of[list[r].OrderID], bookRefund(&list[r]))
	}
	for _, refunds := range of {
		slices.SortFunc(refunds, func(a, b store.Refund) int {
			return cmp.Or(a.Created.Compare(b.Created), cmp.Compare(a.ID, b.ID))
		})
	}
	updated, recounted := 0, 0
	add := func(j *store.Job) {
		// An order that this run has not counted was left due by an earlier one.
		j.Fetched, j.Updated, j.Unchanged = j.Fetched+updated-recounted, j.Updated+updated, j.Unchanged-recounted
	}
	job := i.run.jobSoFar()
	err := i.book.Update(func(tx *store.Tx) error {
		updated, recounted = 0, 0
		for _, id := range ids {
			o, err := tx.Order(i.conn.ID, id)
			gone := errors.Is(err, store.ErrNotFound)
			if err != nil && !gone {
				return err
			}
			if gone || !asked.Before(o.Modified.Truncate(time.Second).Add(settled)) {
				if err := tx.EndDue(i.conn.ID, store.DueRefunds, id); err != nil {
					return err
				}
			}
			if gone {
				continue
			}
			changed, err := tx.PutRefunds(i.conn.ID, o, of[id])
			if err != nil {
				return err
			}
			unchanged, here := i.counted[id]
			if changed && (unchanged || !here) {
				updated++
				if unchanged {
					recounted++
				}
			}
		}
		add(&job)
		return tx.PutJob(job)
	})
	if err == nil {
		i.run.progress(len(ids), add)
	}
	return err
}

func bookRefund(r *bigcommerce.Refund) store.Refund {
	out := store.Refund{
		ID: r.ID, Created: r.Created.UTC(), Reason: r.Reason, Total: r.GivenBack(), Tax: r.TotalTax.Decimal,
		Lines: []store.RefundLine{},
	}
	if out.Declined = r.TotalAmount.Sub(out.Total); out.Declined.IsPositive() && out.Total.IsZero() {
		out.Tax = out.Total
		return out // nothing of it was given back
	}
	for _, l := range r.Items {
		out.Lines = append(out.Lines, store.RefundLine{
			Type: l.Type, ItemID: l.ItemID, Quantity: l.Quantity, Amount: l.RequestedAmount.Decimal, Reason: l.Reason,
		})
	}
	return out
}

// dueNames are, for each kind of what is due, what a note about all of it and about one of it refers to, and what a
// missing permission means for it.
var dueNames = map[store.DueKind]struct{ all, one, without string }{
	store.DueRefunds:  {"refunds", "order", "Refunds are not read, so orders don't show what was given back."},
	store.DueCustomer: {"customers", "customer", "Customers' own records are not read, so their details are those of their orders."},
}

// readDue reads what is due of a kind, MaxPage ids at once and at most most requests (0: any number). What the account may
// not read is a note; what can't be read of one id is a failure that names it, and is not asked for again by itself.
func (i *importer) readDue(ctx context.Context, kind store.DueKind, phase Phase, most int, read func([]uint64) error) error {
	name := dueNames[kind]
	for from, n := uint64(0), 0; most == 0 || n < most; n++ {
		ids, err := i.book.Due(i.conn.ID, kind, from, refundsAtOnce)
		if err != nil || len(ids) == 0 {
			return err
		}
		if n == 0 {
			i.run.phase(phase, 0)
		}
		err = inHalves(ids, read, func(id uint64, why error) error { return i.failDue(kind, id, why) })
		if missing, ok := errors.AsType[*bigcommerce.ScopeError](err); ok {
			i.noteOnce(name.all, name.without+" "+missing.Error())
			return nil
		}
		if refused, ok := errors.AsType[*bigcommerce.APIError](err); ok {
			i.run.change(func(_ *Snapshot, j *store.Job) {
				addFailures(j, []store.JobError{{Ref: name.all, Reason: refused.Error()}})
			})
			return nil
		}
		if err != nil {
			return err
		}
		from = ids[len(ids)-1] + 1
	}
	return nil
}

// inHalves reads ids at once. Where a row of the answer can't be read, it asks in halves until it is known whose it is.
func inHalves(ids []uint64, read func([]uint64) error, bad func(uint64, error) error) error {
	err := read(ids)
	row, ok := errors.AsType[*bigcommerce.DecodeError](err)
	if !ok || row.Row == "" {
		return err
	}
	if len(ids) == 1 {
		return bad(ids[0], err)
	}
	if err := inHalves(ids[:len(ids)/2], read, bad); err != nil {
		return err
	}
	return inHalves(ids[len(ids)/2:], read, bad)
}

// failDue names what can't be read of one order or customer.
func (i *importer) failDue(kind store.DueKind, id uint64, why error) error {
	if err := i.book.Update(func(tx *store.Tx) error { return tx.EndDue(i.conn.ID, kind, id) }); err != nil {
		return err
	}
	i.run.progress(1, func(j *store.Job) {
		addFailures(j, []store.JobError{{Ref: fmt.Sprintf("%s %d", dueNames[kind].one, id), Reason: why.Error()}})
	})
	return nil
}

// noteOnce puts a note into the record, once.
func (i *importer) noteOnce(ref, reason string) {
	if !i.noted[ref] {
		i.noted[ref] = true
		i.run.note([]store.JobError{{Ref: ref, Reason: reason}})
	}
}
