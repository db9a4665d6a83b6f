package syncer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"cartwire/bigcommerce"
	"cartwire/store"
)

type dayKey struct{ day, currency string }

// day adds an order to its day's totals; there and mine are how often it counts on each side.
func (j *reconcileJob) day(o *store.Order, there, mine int) {
	k := dayKey{o.Created.UTC().Format("2006-01-02"), o.Currency}
	d := j.days[k]
	if d == nil {
		d = &DayTotal{Day: k.day, Currency: k.currency}
		j.days[k] = d
	}
	d.Store, d.Book = d.Store+there, d.Book+mine
	if there > 0 {
		d.StoreTotal = d.StoreTotal.Add(o.TotalIncTax)
	}
	if mine > 0 {
		d.BookTotal = d.BookTotal.Add(o.TotalIncTax)
	}
}

func byDay(a, b DayTotal) int {
	return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Currency, b.Currency))
}

// headOrder is what is compared of an order of the store, as the book would have it.
func headOrder(o *bigcommerce.OrderHead) store.Order {
	return store.Order{
		StoreOrderID: o.ID, StatusID: o.StatusID, Status: cmp.Or(o.CustomStatus, o.Status, bigcommerce.StatusName(o.StatusID)),
		Created: o.DateCreated.UTC(), Currency: cmp.Or(o.DefaultCurrencyCode, o.CurrencyCode), TotalIncTax: o.TotalIncTax.Decimal,
	}
}

func gapOf(o *store.Order) OrderGap {
	return OrderGap{ID: o.StoreOrderID, Created: o.Created, Status: o.Status, Currency: o.Currency, Total: o.TotalIncTax}
}

// missing tells that the store doesn't have what was asked for.
func missing(err error) bool {
	refused, ok := errors.AsType[*bigcommerce.APIError](err)
	return ok && refused.Status == http.StatusNotFound
}

// unreadable tells that the store has it, but not in a form that can be read.
func unreadable(err error) bool {
	_, ok := errors.AsType[*bigcommerce.DecodeError](err)
	return ok
}

// tracking looks, the newest first, at what the store's shipments say of orders that have left the house. One of which the
// book has told the store all, with its tracking numbers, isn't asked about.
func (j *reconcileJob) tracking(ctx context.Context) error {
	slices.Sort(j.shipped)
	slices.Reverse(j.shipped)
	for _, id := range j.shipped {
		ours, err := j.book.ShipmentsOf(j.conn.ID, id)
		if err != nil {
			return err
		}
		told := func(s store.BookShipment) bool {
			return s.Tracking != "" && (s.State == store.ShipmentDone || s.State == store.ShipmentSent)
		}
		if len(ours) > 0 && !slices.ContainsFunc(ours, func(s store.BookShipment) bool { return !told(s) }) {
			continue
		}
		if j.asked == mostAsked {
			j.notAsked++
			continue
		}
		j.asked++
		theirs, err := j.client.Shipments(ctx, id)
		if missing(err) || unreadable(err) {
			continue
		}
		if err != nil {
			return err
		}
		j.compareTracking(id, theirs, ours)
	}
	return nil
}

func (j *reconcileJob) compareTracking(id uint64, theirs []bigcommerce.Shipment, ours []store.BookShipment) {
	var there, here []string
	bare := len(theirs) == 0
	for i := range theirs {
		there = append(there, theirs[i].TrackingNumber)
		bare = bare || theirs[i].TrackingNumber == ""
	}
	for _, s := range ours {
		here = append(here, s.Tracking)
		bare = bare || (s.Tracking != "" && !slices.Contains(there, s.Tracking))
	}
	if bare {
		j.report.Untracked = append(j.report.Untracked, ShippedOrder{ID: id, Store: joinNumbers(there), Book: joinNumbers(here)})
	}
}

func joinNumbers(numbers []string) string {
	numbers = slices.DeleteFunc(numbers, func(s string) bool { return s == "" })
	return strings.Join(numbers, ", ")
}

// stock compares levels as Update Inventory would, and sends nothing.
func (j *reconcileJob) stock(ctx context.Context) error {
	if !j.conn.Options.UpdateInventory {
		j.notice("Stock is not compared: Update Inventory is not ticked.")
		return nil
	}
	s := &inventoryJob{task: j.task}
	err := s.ask(ctx, nil)
	if several, ok := errors.AsType[*SeveralLocationsError](err); ok {
		j.notice("Stock is not compared. " + several.Error())
		return nil
	}
	if mayNotAsk(err) {
		j.notice("Stock is not compared: the API account may not read it.")
		return nil
	}
	if err != nil {
		return err
	}
	plan, err := s.planAgain(ctx)
	if err != nil {
		return err
	}
	r := j.report
	r.StockCompared = plan.InStep + len(plan.Changes) + len(plan.Conflicts)
	for _, c := range plan.Changes {
		reason := "Update Inventory would send it."
		if c.Old != c.New && (c.sent == nil || s.explained(*c.sent, c.Old, c.moved, true)) {
			reason = "The book counts it otherwise by now, or the store has sold it since the last import. Update Inventory brings it into step."
		}
		r.Stock = append(r.Stock, StockDifference{Ref: c.Ref, SKU: c.SKU, Location: c.Location, Store: c.Old, Known: c.Known, Book: c.New, Reason: reason})
	}
	for _, c := range plan.Conflicts {
		r.Stock = append(r.Stock, StockDifference{Ref: c.Ref, SKU: c.SKU, Location: c.Location, Store: c.Store, Known: true, Book: c.Meant, Reason: c.String()})
	}
	slices.SortStableFunc(r.Stock, func(a, b StockDifference) int { return strings.Compare(a.SKU, b.SKU) })
	if n := len(plan.Skipped); n > 0 {
		j.notice(fmt.Sprintf("Not compared: %s that the store doesn't count. A plan of Update Inventory names them.", number(n, "item")))
	}
	return nil
}

// notes says in the run's record what was found.
func (r *Report) notes() (out []store.JobError) {
	order := func(id uint64, format string, args ...any) {
		out = append(out, store.JobError{Ref: fmt.Sprintf("order %d", id), Reason: fmt.Sprintf(format, args...)})
	}
	for _, g := range r.Missing {
		order(g.ID, "The store has it (%s, %s %s), the book does not. Read it again by its number.", g.Status, g.Total, g.Currency)
	}
	for _, g := range r.Extra {
		order(g.ID, "The book has it (%s, %s %s), the store no longer does.", g.Status, g.Total, g.Currency)
	}
	for _, d := range r.Different {
		order(d.ID, "Its %s is %s in the store and %s in the book. Read it again by its number.", d.What, d.Store, d.Book)
	}
	for _, s := range r.Untracked {
		order(s.ID, "It was shipped without a tracking number: the store has %s, the book %s.", cmp.Or(s.Store, "none"), cmp.Or(s.Book, "none"))
	}
	for _, u := range r.Unreadable {
		order(u.ID, "It is unreadable: %s. Retry or dismiss it.", u.Reason)
	}
	for i := range r.Short {
		out = append(out, store.JobError{Ref: r.Short[i].Name(), Reason: r.Short[i].Reason()})
	}
	for _, s := range r.Stock {
		out = append(out, store.JobError{Ref: s.SKU, Reason: fmt.Sprintf("The store shows %d at %s, the book means %d. %s", s.Store, s.Location, s.Book, s.Reason)})
	}
	return out
}
