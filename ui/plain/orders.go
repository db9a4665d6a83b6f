package plain

import (
	"context"
	"fmt"
	"time"

	"cartwire/store"
)

// ordersPage is how many orders are read out at once.
const ordersPage = 10

// orders reads out a connection's orders, newest first, ten at a time.
func (s *session) orders(ctx context.Context, c store.Connection) error {
	q := store.OrderQuery{Connection: c.ID}
	counts, err := s.Book.OrderCounts(c.ID)
	if err != nil {
		return err
	}
	if counts.Total == 0 {
		s.say("No order of %s is in the book yet. Sync now reads them.", c.Name)
		return nil
	}
	for from := 1; ; from += ordersPage {
		page, err := s.Book.OrderPage(q, ordersPage)
		if err != nil {
			return err
		}
		if len(page) == 0 {
			s.say("These were all orders.")
			return nil
		}
		s.gap()
		s.say("Orders %d to %d of %d, the newest first:", from, from+len(page)-1, counts.Total)
		for i := range page {
			s.say("%s", orderLine(&page[i]))
		}
		q.Before = page[len(page)-1].StoreOrderID
		if err := s.orderChoice(ctx, c, from+len(page)-1 < counts.Total); err != nil {
			return stay(err)
		}
	}
}

// orderChoice asks what to do after a page; nil goes on to the next one.
func (s *session) orderChoice(ctx context.Context, c store.Connection, more bool) error {
	for {
		var m menu
		next := false
		if more {
			m.add("Next page", func() error { next = true; return nil })
		}
		m.add("Show an order", func() error { return stay(s.order(ctx, c)) })
		m.add("Back", nil)
		if err := s.pick(ctx, "Orders:", m); err != nil || next {
			return err
		}
	}
}

func orderLine(o *store.Order) string {
	return fmt.Sprintf("Order %s, %s, %s, %s, %s, %s %s", o.Number, o.Created.Format(time.DateOnly), named(o.Customer.Name), o.Status,
		count(o.ItemsTotal, "item", "items"), o.TotalIncTax.StringFixed(2), o.Currency)
}

// order reads one out.
func (s *session) order(ctx context.Context, c store.Connection) error {
	var found store.Order
	_, err := s.ask(ctx, "The order's number", "", func(got string) string {
		id, ok := parseNumber(got)
		if !ok {
			return "An order's number has only digits."
		}
		o, err := s.Book.Order(c.ID, uint64(id))
		if err != nil {
			return "This order is not in the book."
		}
		found = o
		return ""
	})
	if err != nil {
		return err
	}
	s.say("%s", orderLine(&found))
	for _, l := range found.Lines {
		line := fmt.Sprintf("%d of %s, %s", l.Quantity, l.Name, l.TotalExTax.StringFixed(2))
		if l.SKU != "" {
			line += ", sku " + l.SKU
		}
		s.say("%s", line)
	}
	for _, a := range found.Shipping {
		s.say("Ship to %s, %s, %s %s, %s", named(a.Name), a.Street1, a.Zip, a.City, a.Country)
	}
	if found.Warning != "" {
		s.say("Warning: %s", found.Warning)
	}
	return nil
}
