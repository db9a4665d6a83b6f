package syncer

import (
	"context"
	"errors"
	"slices"
	"time"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// mostChanged is how many pages of changed customers one look reads at most; the next one goes on behind them.
const mostChanged = 8

// lookAround asks for what no order tells: refunds that left their order as it was, and customers whose own record
// changed. What can't be asked for, or not be read, is left to the reading of what is due, which says so.
func (i *importer) lookAround(ctx context.Context) error {
	if i.run.option != ImportOrders || i.client.Legacy() {
		return nil
	}
	for _, look := range []func(context.Context) error{i.lookForRefunds, i.lookForCustomers} {
		err := look(ctx)
		_, missing := errors.AsType[*bigcommerce.ScopeError](err)
		_, unread := errors.AsType[*bigcommerce.DecodeError](err)
		_, refused := errors.AsType[*bigcommerce.APIError](err)
		if err != nil && !missing && !unread && !refused {
			return err
		}
	}
	return nil
}

// lookForRefunds makes those orders due that have a refund the book doesn't know. A book of an earlier version knows none:
// it asks for all of them, once.
func (i *importer) lookForRefunds(ctx context.Context) error {
	list, err := i.client.RefundsSince(ctx, i.state.RefundsSince)
	if err != nil {
		return err
	}
	next := i.state
	for r := range list {
		next.RefundsSince = later(next.RefundsSince, list[r].Created.Time)
	}
	i.clampCursors(&next)
	err = i.book.Update(func(tx *store.Tx) error {
		for r := range list {
			o, err := tx.Order(i.conn.ID, list[r].OrderID)
			if errors.Is(err, store.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			if slices.ContainsFunc(o.Refunds, func(x store.Refund) bool { return x.ID == list[r].ID }) {
				continue
			}
			if err := tx.PutDue(i.conn.ID, store.DueRefunds, o.StoreOrderID); err != nil {
				return err
			}
		}
		return tx.PutImportState(i.conn.ID, next)
	})
	if err == nil {
		i.state = next
	}
	return err
}

// lookForCustomers takes over changed records of customers that the book knows.
func (i *importer) lookForCustomers(ctx context.Context) error {
	from := later(i.state.CustomersSince, i.state.Clock)
	since, number := from, 1
	for n := 0; n < mostChanged && number != 0; n++ {
		page, err := i.client.CustomersSince(ctx, from.Add(-setBack), number)
		if err != nil {
			return err
		}
		for c := range page.Rows {
			since = later(since, page.Rows[c].DateModified.Truncate(time.Second))
		}
		if err := i.putChanged(page.Rows); err != nil {
			return err
		}
		number = page.Next
	}
	next := i.state
	if next.CustomersSince = since; number != 0 {
		// There are more: the next look starts with them, and not so far back that it would come no farther.
		next.CustomersSince = since.Add(setBack)
	}
	i.clampCursors(&next)
	i.state = next
	return i.book.Update(func(tx *store.Tx) error { return tx.PutImportState(i.conn.ID, next) })
}

// putChanged puts changed records into the book; they are due no more.
func (i *importer) putChanged(list []bigcommerce.Customer) error {
	return i.book.Update(func(tx *store.Tx) error {
		for c := range list {
			if err := tx.PutCustomerRecord(i.conn.ID, bookCustomer(&list[c])); err != nil {
				return err
			}
			if err := tx.EndDue(i.conn.ID, store.DueCustomer, list[c].ID); err != nil {
				return err
			}
		}
		return nil
	})
}
