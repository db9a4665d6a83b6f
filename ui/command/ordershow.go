package command

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/shopspring/decimal"

	"cartwire/store"
	"cartwire/ui/sheet"
	"cartwire/ui/text"
)

// printOrder prints an order for a person.
func (c *cli) printOrder(o *sheet.OrderLine) error {
	c.say("Order %s   %s   %s", text.Clean(o.Number), text.Clean(o.Status), text.Clean(o.Connection))
	c.say("Placed %s, changed %s", localTime(o.Created), localTime(o.Modified))
	c.field("Customer", who(&o.Customer))
	c.field("Billing", address(&o.Billing))
	for i := range o.Shipping {
		s := &o.Shipping[i]
		c.field("Ship to", address(&s.Address))
		c.field("", s.Method)
	}
	for _, s := range o.Shipments {
		c.field("Parcel", joined([]string{s.Carrier, s.Tracking, s.Created.UTC().Format(time.DateOnly)}, ", "))
	}
	c.field("Payment", strings.TrimSpace(o.PaymentMethod+" "+o.PaymentStatus))
	c.field("Message", o.CustomerMessage)
	c.field("Notes", o.StaffNotes)
	c.field("Warning", o.Warning)
	c.say("")
	var rows [][]string
	for _, l := range o.Lines {
		name := l.Name
		for _, opt := range l.Options {
			name += fmt.Sprintf(", %s: %s", opt.Name, opt.Value)
		}
		rows = append(rows, []string{fmt.Sprint(l.Quantity), l.SKU, name, l.PriceExTax.StringFixed(2), l.TotalExTax.StringFixed(2)})
	}
	if err := c.table([]string{"QTY", "SKU", "NAME", "PRICE", "TOTAL"}, rows); err != nil {
		return err
	}
	c.say("")
	if err := c.printTotals(o); err != nil {
		return err
	}
	return c.printPast(o)
}

// printPast prints what the store gave back, and what became of the order since it entered the book, the newest first.
func (c *cli) printPast(o *sheet.OrderLine) error {
	var refunds, changes [][]string
	for _, r := range o.Refunds {
		refunds = append(refunds, []string{r.Created.UTC().Format(time.DateOnly), r.Total.Neg().StringFixed(2), r.Reason})
	}
	for _, ch := range slices.Backward(o.Changes) {
		changes = append(changes, []string{ch.At.UTC().Format(time.DateOnly), ch.Field, cmp.Or(ch.Before, "none"), cmp.Or(ch.After, "none")})
	}
	if len(refunds) > 0 {
		c.say("")
		if err := c.table([]string{"REFUNDED", text.Clean(o.Currency), "REASON"}, refunds); err != nil {
			return err
		}
	}
	if len(changes) > 0 {
		c.say("")
		return c.table([]string{"CHANGED", "WHAT", "BEFORE", "AFTER"}, changes)
	}
	return nil
}

func (c *cli) printTotals(o *sheet.OrderLine) error {
	var rows [][]string
	row := func(name string, amount decimal.Decimal, always bool) {
		if always || !amount.IsZero() {
			rows = append(rows, []string{name, amount.StringFixed(2)})
		}
	}
	row("Subtotal", o.SubtotalExTax, true)
	row("Shipping", o.ShippingExTax, true)
	row("Handling", o.HandlingExTax, false)
	row("Wrapping", o.WrappingExTax, false)
	for _, f := range o.Fees {
		row(f.Name, f.CostExTax, true)
	}
	row("Discount", o.Discount.Neg(), false)
	row("Tax", o.Tax, true)
	row("Total", o.TotalIncTax, true)
	row("Refunded", o.Refunded().Neg(), false)
	return c.table([]string{"", text.Clean(o.Currency)}, rows)
}

func (c *cli) field(label, value string) {
	if value != "" {
		c.say("  %-10s %s", label, text.Clean(value))
	}
}

func who(w *store.Customer) string {
	parts := []string{w.Name, w.Company, w.Email, w.Phone}
	if w.StoreCustomerID == 0 {
		parts = append(parts, "(guest)")
	}
	return joined(parts, ", ")
}

func address(a *store.Address) string {
	return joined([]string{a.Name, a.Company, a.Street1, a.Street2, joined([]string{a.Zip, a.City, a.State}, " "), a.Country}, ", ")
}

// joined leaves out what is empty.
func joined(parts []string, by string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, by)
}
