package sheet

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"time"

	"cartwire/store"
	"cartwire/ui/text"
)

// OrderLine is an exported order. Where the order is allocated is the book's own affair and stays out of it.
type OrderLine struct {
	Connection string `json:"connection"`
	store.Order
	Location *struct{} `json:"location_id,omitempty"`
}

// NewOrderLine makes the line of an order.
func NewOrderLine(connection string, o store.Order) OrderLine {
	o.Customer.LastOrder = 0
	return OrderLine{Connection: connection, Order: o}
}

// OrderWriter writes orders in one format.
type OrderWriter interface {
	Write(*OrderLine) error
	Flush() error
}

// NewOrderWriter writes CSV, a row for each line of an order, or JSON Lines; format is "csv" or "jsonl".
func NewOrderWriter(w io.Writer, format string) OrderWriter {
	if format == "csv" {
		return &orderCSV{w: NewCSVWriter(w)}
	}
	return orderJSON{text.NewJSONEncoder(w)}
}

type orderJSON struct{ enc *json.Encoder }

func (w orderJSON) Write(o *OrderLine) error { return w.enc.Encode(o) }
func (w orderJSON) Flush() error             { return nil }

var orderHeader = []any{
	"connection", "store_order_id", "number", "status", "created", "modified", "customer", "company", "email", "phone",
	"ship_to", "ship_city", "ship_zip", "ship_country", "currency", "total_inc_tax", "tax", "shipping_ex_tax", "discount",
	"sku", "name", "quantity", "price_ex_tax", "total_ex_tax",
}

// orderCSV writes a row for each order line; an order without lines has one row.
type orderCSV struct {
	w    *CSVWriter
	head bool
}

func (w *orderCSV) Write(o *OrderLine) error {
	if err := w.header(); err != nil {
		return err
	}
	var to store.ShippingAddress
	if len(o.Shipping) > 0 {
		to = o.Shipping[0]
	}
	order := []any{
		o.Connection, o.StoreOrderID, o.Number, o.Status, o.Created.Format(time.RFC3339), o.Modified.Format(time.RFC3339),
		o.Customer.Name, o.Customer.Company, o.Customer.Email, o.Customer.Phone,
		joined(to.Name, to.Street1, to.Street2), to.City, to.Zip, to.Country,
		o.Currency, o.TotalIncTax, o.Tax, o.ShippingExTax, o.Discount,
	}
	if len(o.Lines) == 0 {
		return w.w.Write(append(order, "", "", "", "", "")...)
	}
	for _, l := range o.Lines {
		row := append(order[:len(order):len(order)], l.SKU, l.Name, l.Quantity, l.PriceExTax, l.TotalExTax)
		if err := w.w.Write(row...); err != nil {
			return err
		}
	}
	return nil
}

func (w *orderCSV) header() error {
	if w.head {
		return nil
	}
	w.head = true
	return w.w.Write(orderHeader...)
}

func (w *orderCSV) Flush() error {
	return errors.Join(w.header(), w.w.Flush())
}

func joined(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, ", ")
}
