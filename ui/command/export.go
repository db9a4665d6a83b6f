package command

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/sheet"
)

func (c *cli) ordersExport() *cobra.Command {
	var f orderFlags
	var format string
	var onlyNew bool
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write orders to standard output, the oldest first",
		Long: "Writes orders as JSON lines, or as CSV with a row for each order line. With --new it writes those that an\n" +
			"earlier export with --new has not written, and marks them as exported once they are out.",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			q, err := f.query()
			if err != nil {
				return err
			}
			if format != "csv" && format != "jsonl" {
				return usagef("--format %q is not known. Use csv or jsonl.", format)
			}
			q.Oldest = true
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(ctx context.Context, book *store.Book, _ *syncer.Engine) error {
				list, err := f.connections(book)
				if err != nil {
					return err
				}
				return c.exportOrders(ctx, book, list, q, format, onlyNew)
			})
		},
	}
	f.add(cmd)
	cmd.Flags().StringVar(&format, "format", "jsonl", "csv or jsonl")
	cmd.Flags().BoolVar(&onlyNew, "new", false, "only orders that were not exported with --new before")
	return cmd
}

// orderWriter writes orders in one format.
type orderWriter interface {
	write(*orderLine) error
	flush() error
}

func (c *cli) exportOrders(ctx context.Context, book *store.Book, list []store.Connection, q store.OrderQuery, format string, onlyNew bool) error {
	buffer := bufio.NewWriterSize(c.out, 64<<10)
	var w orderWriter = &jsonlWriter{enc: jsonEncoder(buffer)}
	if format == "csv" {
		w = newCSVWriter(buffer)
	}
	written := 0
	for _, conn := range list {
		lines := orderLines(book, []store.Connection{conn}, q)
		if onlyNew {
			lines = notExported(book, conn.ID, lines)
		}
		var ids []uint64
		for o, err := range lines {
			if err = errors.Join(err, ctx.Err()); err != nil {
				return err
			}
			if err := w.write(&o); err != nil {
				return err
			}
			ids = append(ids, o.StoreOrderID)
		}
		if err := errors.Join(w.flush(), buffer.Flush()); err != nil {
			return err
		}
		written += len(ids)
		// Marked only when they are out: an export that breaks off is made again.
		if onlyNew {
			if err := book.MarkExported(conn.ID, ids, time.Now()); err != nil {
				return err
			}
		}
	}
	c.note("%d orders exported.", written)
	return nil
}

func jsonEncoder(w io.Writer) *json.Encoder {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc
}

// notExported leaves out what an earlier export has marked.
func notExported(book *store.Book, id store.ConnectionID, lines iter.Seq2[orderLine, error]) iter.Seq2[orderLine, error] {
	return func(yield func(orderLine, error) bool) {
		for o, err := range lines {
			if err == nil {
				var done map[uint64]bool
				if done, err = book.Exported(id, []uint64{o.StoreOrderID}); done[o.StoreOrderID] {
					continue
				}
			}
			if !yield(o, err) {
				return
			}
		}
	}
}

type jsonlWriter struct{ enc *json.Encoder }

func (w *jsonlWriter) write(o *orderLine) error { return w.enc.Encode(o) }
func (w *jsonlWriter) flush() error             { return nil }

var csvHeader = []string{
	"connection", "store_order_id", "number", "status", "created", "modified", "customer", "company", "email", "phone",
	"ship_to", "ship_city", "ship_zip", "ship_country", "currency", "total_inc_tax", "tax", "shipping_ex_tax", "discount",
	"sku", "name", "quantity", "price_ex_tax", "total_ex_tax",
}

// csvWriter writes a row for each order line; an order without lines has one row.
type csvWriter struct {
	w    *csv.Writer
	head bool
}

func newCSVWriter(w io.Writer) *csvWriter { return &csvWriter{w: csv.NewWriter(w)} }

func (w *csvWriter) write(o *orderLine) error {
	if err := w.header(); err != nil {
		return err
	}
	var to store.ShippingAddress
	if len(o.Shipping) > 0 {
		to = o.Shipping[0]
	}
	order := []string{
		sheet.Defuse(o.Connection), strconv.FormatUint(o.StoreOrderID, 10), sheet.Defuse(o.Number), sheet.Defuse(o.Status),
		o.Created.Format(time.RFC3339), o.Modified.Format(time.RFC3339),
		sheet.Defuse(o.Customer.Name), sheet.Defuse(o.Customer.Company), sheet.Defuse(o.Customer.Email), sheet.Defuse(o.Customer.Phone),
		sheet.Defuse(joined([]string{to.Name, to.Street1, to.Street2}, ", ")), sheet.Defuse(to.City), sheet.Defuse(to.Zip), sheet.Defuse(to.Country),
		sheet.Defuse(o.Currency), o.TotalIncTax.String(), o.Tax.String(), o.ShippingExTax.String(), o.Discount.String(),
	}
	lines := o.Lines
	if len(lines) == 0 {
		return w.w.Write(append(order, "", "", "", "", ""))
	}
	for _, l := range lines {
		row := append(order[:len(order):len(order)],
			sheet.Defuse(l.SKU), sheet.Defuse(l.Name), strconv.Itoa(l.Quantity), l.PriceExTax.String(), l.TotalExTax.String())
		if err := w.w.Write(row); err != nil {
			return err
		}
	}
	return nil
}

func (w *csvWriter) header() error {
	if w.head {
		return nil
	}
	w.head = true
	return w.w.Write(csvHeader)
}

func (w *csvWriter) flush() error {
	err := w.header()
	w.w.Flush()
	return errors.Join(err, w.w.Error())
}
