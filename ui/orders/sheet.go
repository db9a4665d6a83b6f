package orders

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/text"
	"cartwire/ui/theme"
)

// orderSheet is all that is shown of an order.
type orderSheet struct {
	order     store.Order
	places    []store.Location
	shipments []store.BookShipment
	exported  bool
	link      string // the order's page in the store's control panel; empty where it has none
}

// readOrder reads it.
func readOrder(book *store.Book, conn store.ConnectionID, id uint64) (s orderSheet, err error) {
	if s.order, err = book.Order(conn, id); err != nil {
		return s, err
	}
	if s.places, err = book.Locations(); err != nil {
		return s, err
	}
	if s.shipments, err = book.ShipmentsOf(conn, id); err != nil {
		return s, err
	}
	done, err := book.Exported(conn, []uint64{id})
	if err != nil {
		return s, err
	}
	s.exported = done[id]
	c, err := book.Connection(conn)
	if err != nil {
		return s, err
	}
	s.link = panelLink(&c, id)
	return s, nil
}

// orderPage makes the lines of an order.
func orderPage(t *theme.Theme, width int, s orderSheet) []string {
	p := &page{kit.Facts{Theme: t, Width: width, Words: 11}}
	p.head(&s)
	p.lines(&s.order)
	p.totals(&s.order)
	p.addresses(&s.order)
	p.parcels(s.shipments)
	p.refunds(&s.order)
	p.changes(s.order.Changes)
	return p.Lines
}

func (p *page) head(s *orderSheet) {
	o := &s.order
	p.Pair("Placed", o.Created.UTC().Format("2 January 2006 15:04")+" UTC")
	p.Pair("Customer", joined(", ", o.Customer.Name, o.Customer.Company))
	p.Pair("Contact", joined(", ", o.Customer.Email, o.Customer.Phone))
	p.Pair("Payment", joined(", ", o.PaymentMethod, o.PaymentStatus))
	for _, l := range s.places {
		if l.ID == o.Location {
			p.Pair("Location", l.Name)
		}
	}
	if s.exported {
		p.Pair("Exported", "yes")
	}
	p.Pair("Message", text.Paragraphs(o.CustomerMessage)...)
	p.Pair("Notes", text.Paragraphs(o.StaffNotes)...)
	if o.Warning != "" {
		p.Lines = append(p.Lines, kit.Toast{Tone: kit.Caution, Say: text.Clean(o.Warning)}.Draw(p.Theme, p.Width, 3)...)
	}
}

func (p *page) lines(o *store.Order) {
	p.Title("Lines")
	for _, l := range o.Lines {
		name := l.Name
		for _, o := range l.Options {
			name += ", " + o.Name + ": " + o.Value
		}
		if l.QuantityShipped > 0 {
			name += fmt.Sprintf(" (%s shipped)", kit.Count(l.QuantityShipped))
		}
		p.item(kit.Count(l.Quantity), joined("  ", l.SKU, name), l.TotalExTax.StringFixed(2))
	}
	for _, f := range o.Fees {
		p.item("", f.Name, f.CostExTax.StringFixed(2))
	}
}

func (p *page) totals(o *store.Order) {
	p.Title("Totals")
	p.item("", "Subtotal", o.SubtotalExTax.StringFixed(2))
	for _, s := range []struct {
		name  string
		value string
		zero  bool
	}{
		{"Shipping", o.ShippingExTax.StringFixed(2), o.ShippingExTax.IsZero()},
		{"Handling", o.HandlingExTax.StringFixed(2), o.HandlingExTax.IsZero()},
		{"Wrapping", o.WrappingExTax.StringFixed(2), o.WrappingExTax.IsZero()},
		{"Discount", o.Discount.Neg().StringFixed(2), o.Discount.IsZero()},
	} {
		if !s.zero {
			p.item("", s.name, s.value)
		}
	}
	p.item("", "Tax", o.Tax.StringFixed(2))
	p.item("", "Total "+o.Currency, o.TotalIncTax.StringFixed(2))
}

func (p *page) addresses(o *store.Order) {
	p.Title("Billed to")
	p.address(o.Billing)
	for _, s := range o.Shipping {
		p.Title("Shipped to")
		p.address(s.Address)
		p.Pair("By", s.Method)
	}
	for _, s := range o.Shipments {
		p.Pair("Parcel", joined(", ", s.Carrier, s.Tracking, s.Created.UTC().Format(time.DateOnly)))
	}
}

// parcels lists what the book has shipped, and how far the store has learnt of it.
func (p *page) parcels(all []store.BookShipment) {
	if len(all) == 0 {
		return
	}
	p.Title("Shipped from the book")
	words := map[store.ShipmentState]string{
		store.ShipmentWaiting: "the store has yet to be told", store.ShipmentSending: "whether the store has it is not known yet",
		store.ShipmentSent: "the store has it; its status follows", store.ShipmentDone: "the store has it", store.ShipmentRefused: "refused",
	}
	for _, s := range all {
		var what []string
		for _, l := range s.Lines {
			what = append(what, fmt.Sprintf("%d × %s", l.Quantity, l.SKU))
		}
		p.Pair(s.Recorded.UTC().Format(time.DateOnly), joined(", ", s.Carrier, s.Tracking, strings.Join(what, ", ")))
		p.Pair("", joined(": ", words[s.State], s.Reason))
	}
}

// refunds lists what the store gave back.
func (p *page) refunds(o *store.Order) {
	if len(o.Refunds) == 0 {
		return
	}
	p.Title("Refunds")
	for _, r := range o.Refunds {
		reason := r.Reason
		if !r.Declined.IsZero() {
			reason = joined(", ", reason, r.Declined.StringFixed(2)+" declined")
		}
		p.item("", joined("  ", r.Created.UTC().Format(time.DateOnly), reason), r.Total.Neg().StringFixed(2))
	}
	p.item("", "Refunded "+o.Currency, o.Refunded().Neg().StringFixed(2))
}

// changes lists what became of the order since it was imported, the newest first.
func (p *page) changes(list []store.OrderChange) {
	if len(list) == 0 {
		return
	}
	p.Title("History")
	for _, c := range slices.Backward(list) {
		p.Pair(c.At.UTC().Format(time.DateOnly), fmt.Sprintf("%s: %s %s %s", c.Field, orNone(c.Before), p.Theme.Glyphs.More, orNone(c.After)))
	}
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// joined puts the parts that are not empty together.
func joined(with string, parts ...string) string {
	var out []string
	for _, p := range parts {
		if strings.TrimSpace(p) != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, with)
}
