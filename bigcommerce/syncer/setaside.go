package syncer

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// maxRetried bounds how many orders that were set aside one run asks for alone.
const maxRetried = 100

// loadAside reads which orders an earlier run could not read.
func (i *importer) loadAside() error {
	list, err := i.book.SetAsides(i.conn.ID)
	i.aside, i.dismissed = make(map[uint64]bool, len(list)), map[uint64]bool{}
	for _, s := range list {
		i.aside[s.StoreOrderID] = true
		if s.Dismissed != nil {
			i.dismissed[s.StoreOrderID] = true
		}
	}
	return err
}

// retrySetAside asks for the orders that an earlier run could not read, except those that a person has dismissed: a stretch
// of ids in one request, those first that were asked for longest ago. One without an id can't be asked for.
func (i *importer) retrySetAside(ctx context.Context) error {
	list, err := i.book.SetAsides(i.conn.ID)
	if err != nil {
		return err
	}
	var stretches [][]store.SetAside
	for _, s := range list {
		n := len(stretches)
		switch {
		case s.Dismissed != nil || s.StoreOrderID > bigcommerce.MaxOrderID:
		case n > 0 && s.StoreOrderID-stretches[n-1][0].StoreOrderID < uint64(i.fullPage()):
			stretches[n-1] = append(stretches[n-1], s)
		default:
			stretches = append(stretches, []store.SetAside{s})
		}
	}
	oldest := func(list []store.SetAside) time.Time {
		return slices.MinFunc(list, func(a, b store.SetAside) int { return a.Tried.Compare(b.Tried) }).Tried
	}
	slices.SortStableFunc(stretches, func(a, b []store.SetAside) int { return oldest(a).Compare(oldest(b)) })
	asked := 0
	for _, some := range stretches {
		seen := map[uint64]bool{}
		if len(some) > 1 && asked < maxRetried {
			asked++
			p, err := i.list(ctx, bigcommerce.OrderFilter{MinID: some[0].StoreOrderID, MaxID: some[len(some)-1].StoreOrderID}, "id:asc")
			if err != nil {
				return err
			}
			p.unseen(seen)
			if err := i.write(p, i.state); err != nil {
				return err
			}
		}
		for _, s := range some {
			if seen[s.StoreOrderID] || asked == maxRetried {
				continue
			}
			asked++
			if err := i.retryOne(ctx, s.StoreOrderID); err != nil {
				return err
			}
		}
	}
	return nil
}

func (i *importer) retryOne(ctx context.Context, id uint64) error {
	if slices.ContainsFunc(i.state.Missed, func(m store.MissedOrder) bool { return m.ID == id }) {
		return nil // askForMissed asks
	}
	p, err := i.one(ctx, id)
	switch {
	case err != nil:
		return err
	case p.rows == 0:
		return i.forget(id)
	case p.empty():
		return i.missed(id, i.state)
	}
	return i.write(p, i.state)
}

// empty reports whether the answer for one order holds nothing.
func (p *page) empty() bool { return len(p.bad) == 1 && errors.Is(p.bad[0], bigcommerce.ErrNoOrder) }

// one asks for one order alone: a page of one, or of none where the store doesn't have it.
func (i *importer) one(ctx context.Context, id uint64) (page, error) {
	from := now()
	o, err := i.client.Order(ctx, id)
	if bad, ok := errors.AsType[*bigcommerce.DecodeError](err); ok {
		bad.OrderID = id
		return page{rows: 1, last: id, bad: []*bigcommerce.DecodeError{bad}}, nil
	}
	if refused, ok := errors.AsType[*bigcommerce.APIError](err); ok && refused.Status == http.StatusNotFound {
		return page{}, nil
	}
	if err != nil {
		return page{}, err
	}
	p := i.pageOf([]bigcommerce.Order{o})
	p.from, p.to = from, now()
	return p, nil
}

// forget ends that an order was set aside: the store no longer has it.
func (i *importer) forget(id uint64) error {
	if id > bigcommerce.MaxOrderID {
		return nil
	}
	delete(i.aside, id)
	return i.book.Update(func(tx *store.Tx) error { return tx.EndSetAside(i.conn.ID, id) })
}

// setAside keeps the orders that can't be read; the next run asks for them alone.
func (i *importer) setAside(tx *store.Tx, bad []*bigcommerce.DecodeError) error {
	for _, b := range bad {
		if err := tx.PutSetAside(i.conn.ID, store.SetAside{StoreOrderID: b.OrderID, Reason: b.Detail, Raw: b.Raw, At: now()}); err != nil {
			return err
		}
	}
	return nil
}

// newFailures names the orders that this run has not named yet: a walk over changes may meet an order twice. One that a
// person has given up is no failure any more, unless it was asked for.
func (i *importer) newFailures(bad []*bigcommerce.DecodeError) (failed, notes []store.JobError) {
	for _, b := range bad {
		if i.named[b.OrderID] {
			continue
		}
		one := store.JobError{Ref: fmt.Sprintf("order %d", b.OrderID), Reason: b.Error()}
		if i.dismissed[b.OrderID] && !i.asked {
			notes = append(notes, one)
		} else {
			failed = append(failed, one)
		}
	}
	return failed, notes
}

// noteAside remembers what a page that is in the book said of orders that can't be read.
func (i *importer) noteAside(p page) {
	for _, b := range p.bad {
		i.aside[b.OrderID], i.named[b.OrderID] = true, true
	}
	for _, o := range p.orders {
		delete(i.aside, o.StoreOrderID)
	}
}
