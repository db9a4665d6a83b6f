package syncer

import (
	"context"
	"errors"
	"strings"
	"time"

	"cartwire/bigcommerce"
	"cartwire/store"
)

const (
	// recordGood is how long a customer's own record that was read holds: an order of theirs after that has it read anew.
	recordGood = 7 * 24 * time.Hour
	// mostRecords is how many requests for customers' records one run makes at most, so that a large store's customers never
	// hold its orders up. The rest follow in the next runs.
	mostRecords = 40
)

// dueCustomers notes whose own records are to be read: customers of a page's orders that were never read, or not lately.
// Guests have none: they are what the billing address says.
func (i *importer) dueCustomers(tx *store.Tx, orders []store.Made) error {
	if i.client.Legacy() {
		return nil
	}
	seen := map[uint64]bool{0: true}
	for _, o := range orders {
		id := o.Customer.StoreCustomerID
		if seen[id] {
			continue
		}
		seen[id] = true
		who, err := tx.StoreCustomer(i.conn.ID, id)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if now().Sub(who.Read) < recordGood {
			continue
		}
		if err := tx.PutDue(i.conn.ID, store.DueCustomer, id); err != nil {
			return err
		}
	}
	return nil
}

// readCustomers reads the customers' records that are due, in bulk, behind the orders that named them. A run that fills the
// book leaves them to the next one: the orders' requests are what a first import is to cost, and its customers are in the
// book already, as their orders have them.
func (i *importer) readCustomers(ctx context.Context) error {
	if i.filled && !i.again {
		return nil
	}
	return i.readDue(ctx, store.DueCustomer, PhasePeople, mostRecords, func(ids []uint64) error {
		list, err := i.client.Customers(ctx, ids)
		if err != nil {
			return err
		}
		if err := i.putCustomers(ids, list); err != nil {
			return err
		}
		i.run.progress(len(ids), func(*store.Job) {})
		return nil
	})
}

// putCustomers puts the records of these customers into the book. One that the store doesn't have counts as read, too: it
// was deleted, and its orders are all there is.
func (i *importer) putCustomers(ids []uint64, list []bigcommerce.Customer) error {
	of := map[uint64]*bigcommerce.Customer{}
	for c := range list {
		of[list[c].ID] = &list[c]
	}
	return i.book.Update(func(tx *store.Tx) error {
		for _, id := range ids {
			if err := tx.EndDue(i.conn.ID, store.DueCustomer, id); err != nil {
				return err
			}
			who := store.Customer{StoreCustomerID: id, Read: now()}
			if c := of[id]; c != nil {
				who = bookCustomer(c)
			}
			if err := tx.PutCustomerRecord(i.conn.ID, who); err != nil {
				return err
			}
		}
		return nil
	})
}

func bookCustomer(c *bigcommerce.Customer) store.Customer {
	return store.Customer{
		StoreCustomerID: c.ID, Name: strings.TrimSpace(c.FirstName + " " + c.LastName), Company: c.Company, Email: c.Email,
		Phone: c.Phone, Read: now(), Modified: c.DateModified.UTC(),
	}
}
