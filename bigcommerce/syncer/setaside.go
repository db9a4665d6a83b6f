package syncer

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// maxRetried bounds how many orders that were set aside one run asks for alone.
const maxRetried = 100

// retrySetAside asks for each order that an earlier run could not read.
func (i *importer) retrySetAside(ctx context.Context) error {
	list, err := i.book.SetAsides(i.conn.ID)
	if err != nil {
		return err
	}
	i.aside = make(map[uint64]bool, len(list))
	for _, s := range list {
		i.aside[s.StoreOrderID] = true
	}
	for n, s := range list {
		if n == maxRetried {
			return nil
		}
		if err := i.retryOne(ctx, s.StoreOrderID); err != nil {
			return err
		}
	}
	return nil
}

func (i *importer) retryOne(ctx context.Context, id uint64) error {
	o, err := i.client.Order(ctx, id)
	if refused, ok := errors.AsType[*bigcommerce.APIError](err); ok && refused.Status == http.StatusNotFound {
		delete(i.aside, id)
		return i.book.Update(func(tx *store.Tx) error { return tx.EndSetAside(i.conn.ID, id) })
	}
	p := page{rows: 1, last: id}
	if bad, ok := errors.AsType[*bigcommerce.DecodeError](err); ok {
		bad.OrderID = id
		p.bad = []*bigcommerce.DecodeError{bad}
	} else if err != nil {
		return err
	} else {
		p.orders = []bigcommerce.Order{o}
	}
	return i.write(p, i.state)
}

// setAside keeps the orders that can't be read; the next run asks for them alone.
func (i *importer) setAside(tx *store.Tx, bad []*bigcommerce.DecodeError) error {
	for _, b := range bad {
		if err := tx.PutSetAside(i.conn.ID, store.SetAside{StoreOrderID: b.OrderID, Reason: b.Detail, At: now()}); err != nil {
			return err
		}
	}
	return nil
}

// newFailures names the orders that this run has not named yet: a walk over changes may meet an order twice.
func (i *importer) newFailures(bad []*bigcommerce.DecodeError) []store.JobError {
	var failed []store.JobError
	for _, b := range bad {
		if !i.named[b.OrderID] {
			failed = append(failed, store.JobError{Ref: fmt.Sprintf("order %d", b.OrderID), Reason: b.Error()})
		}
	}
	return failed
}

// noteAside remembers what a page that is in the book said of orders that can't be read.
func (i *importer) noteAside(p page) {
	for _, b := range p.bad {
		i.aside[b.OrderID], i.named[b.OrderID] = true, true
	}
	for r := range p.orders {
		delete(i.aside, p.orders[r].ID)
	}
}
