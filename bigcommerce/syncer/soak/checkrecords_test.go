package soak_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// checkShipments: every shipment that the book has recorded is in the store once or refused with a reason, the store has
// none that the book doesn't know, and orders that nobody else has touched have the status that the mapping says.
func (e *end) checkShipments() {
	inStore := map[uint64]sandbox.Shipment{}
	for _, s := range e.shop.sb.Shipments() {
		inStore[s.ID] = s
	}
	claimed, recorded := map[uint64]uint64{}, map[uint64]bool{}
	for id, all := range e.shipments {
		done := 0
		for _, s := range all {
			recorded[s.ID] = true
			other, there := inStore[s.StoreID]
			switch {
			case s.State == store.ShipmentRefused && s.Reason != "" && s.StoreID == 0:
			case s.State != store.ShipmentDone:
				e.Errorf("order %d: %+v", id, s)
			case !there || other.OrderID != id || other.OrderAddressID != s.AddressID || other.Tracking != s.Tracking || itemsOf(other) != linesOf(s):
				e.Errorf("order %d: the book has %+v, the store %t %+v", id, s, there, other)
			case claimed[s.StoreID] != 0:
				e.Errorf("order %d: the shipments %d and %d are one in the store", id, claimed[s.StoreID], s.ID)
			default:
				claimed[s.StoreID] = s.ID
				done++
			}
		}
		e.checkMapping(id, done)
	}
	for _, s := range inStore {
		if s.Posted && claimed[s.ID] == 0 {
			e.Errorf("a shipment in the store that the book does not know: %+v", s)
		}
	}
	for _, j := range e.journal {
		for _, id := range j.Shipped {
			if !recorded[id] {
				e.Errorf("the shipment %d was recorded and is gone", id)
			}
		}
	}
}

func itemsOf(s sandbox.Shipment) string {
	var items []string
	for _, it := range s.Items {
		items = append(items, fmt.Sprintf("%d of %d", it.Quantity, it.OrderProductID))
	}
	slices.Sort(items)
	return strings.Join(items, ", ")
}

func linesOf(s store.BookShipment) string {
	var items []string
	for _, l := range s.Lines {
		items = append(items, fmt.Sprintf("%d of %d", l.Quantity, l.LineID))
	}
	slices.Sort(items)
	return strings.Join(items, ", ")
}

func (e *end) checkMapping(id uint64, done int) {
	o := e.orders[id]
	if done == 0 || o == nil || e.shop.touched[id] {
		return
	}
	m := e.conn.Options.StatusMapping.WithDefaults()
	want := m.Shipped
	for _, l := range o.Lines() {
		if l.Type == bigcommerce.LinePhysical && l.OrderAddressID != 0 && l.QuantityShipped < l.Quantity {
			want = m.PartiallyShipped
		}
	}
	if o.StatusID != want {
		e.Errorf("order %d has the status %d, its shipments make it %d", id, o.StatusID, want)
	}
}

// checkJobs: the records add up to what was done.
func (e *end) checkJobs() {
	jobs, err := e.book.Jobs(e.conn.ID, 0)
	if err != nil {
		e.Fatal(err)
	}
	var orders, products, sent, requests, cut int
	for _, j := range jobs {
		requests += j.Requests
		switch j.State {
		case store.JobInterrupted:
			cut++
		case store.JobDone, store.JobFailed, store.JobCancelled:
			if j.Ended.Before(j.Started) || j.Ended.IsZero() {
				e.Errorf("ended before it began: %+v", j)
			}
		default:
			e.Errorf("neither runs nor has ended: %+v", j)
		}
		if j.State == store.JobFailed && len(j.Errors) == 0 {
			e.Errorf("failed without a reason: %+v", j)
		}
		if j.Fetched != j.New+j.Updated+j.Unchanged+j.Unchosen+j.Unreadable {
			e.Errorf("its figures don't add up: %+v", j)
		}
		switch syncer.Option(j.Option) {
		case syncer.ImportOrders, syncer.UpdateInventory:
			orders += j.New
		case syncer.ImportProducts:
			products += j.New
		case syncer.UpdateOrderStatus:
			sent += j.Pushed
		}
	}
	known := 0
	for _, all := range e.shipments {
		for _, s := range all {
			if s.StoreID != 0 {
				known++
			}
		}
	}
	list, err := e.book.Items("", 10_000)
	items := map[string]bool{}
	for _, it := range list {
		items[store.NormalSKU(it.SKU)] = true
	}
	made := map[uint64]bool{} // products with items
	err = errors.Join(err, e.book.View(func(tx *store.Tx) error {
		links, err := tx.Links(e.conn.ID)
		for _, l := range links {
			if items[store.NormalSKU(l.SKU)] {
				made[l.ProductID] = true
			}
		}
		return err
	}))
	if err != nil || orders != len(e.listed) || products != len(made) || sent != known {
		e.Errorf("the records say %d orders, %d products and %d shipments are new; there are %d, %d and %d; %v", orders, products, sent, len(e.listed), len(made), known, err)
	}
	unseen := 0
	for _, j := range e.journal {
		if j.Did == echoed || j.Did == gaveUp {
			unseen++
		}
	}
	if requests > e.shop.total+unseen {
		e.Errorf("the records say %d requests, the store counted %d, and %d may not have reached it", requests, e.shop.total, unseen)
	}
	e.sum.add(func(s *tally) {
		s.interruption += cut
		for _, j := range e.journal {
			if j.Did != "" {
				s.acts[j.Did]++
			}
		}
	})
}
