package command

import (
	"bufio"
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
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
			q.Oldest, q.NotExported = true, onlyNew
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(ctx context.Context, book *store.Book, _ *syncer.Engine) error {
				list, err := f.connections(book)
				if err != nil {
					return err
				}
				return c.exportOrders(ctx, book, list, q, format)
			})
		},
	}
	f.add(cmd)
	cmd.Flags().StringVar(&format, "format", "jsonl", "csv or jsonl")
	cmd.Flags().BoolVar(&onlyNew, "new", false, "only orders that were not exported with --new before")
	return cmd
}

func (c *cli) exportOrders(ctx context.Context, book *store.Book, list []store.Connection, q store.OrderQuery, format string) error {
	buffer := bufio.NewWriterSize(c.out, 64<<10)
	w := sheet.NewOrderWriter(buffer, format)
	written := 0
	for _, conn := range list {
		var ids []uint64
		for o, err := range orderLines(book, []store.Connection{conn}, q) {
			if err = errors.Join(err, ctx.Err()); err != nil {
				return err
			}
			if err := w.Write(&o); err != nil {
				return err
			}
			written++
			if q.NotExported {
				ids = append(ids, o.StoreOrderID)
			}
		}
		if err := errors.Join(w.Flush(), buffer.Flush()); err != nil {
			return err
		}
		// Marked only when they are out: an export that breaks off is made again.
		if err := book.MarkExported(conn.ID, ids, time.Time{}); err != nil {
			return err
		}
	}
	c.note("%s exported.", kit.Of(written, "order"))
	return nil
}
