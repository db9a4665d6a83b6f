package command

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/sheet"
)

func (c *cli) stockImport() *cobra.Command {
	var f importFlags
	var location, countedAt string
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Import counts from a CSV or JSON Lines file, or from standard input (-)",
		Long: "Imports counts from CSV with the columns sku, location, on_hand, on_order, vendor_quantity and counted_at, in any\n" +
			"order, or from JSON Lines with objects of these names. Count everything that is in the house, in all places of an\n" +
			"item, pieces picked or packed for orders that aren't marked as shipped included. Every row is checked first, and\n" +
			"nothing is imported where one is wrong, but with --partial. An empty on_order or vendor_quantity, or one that is\n" +
			"left out, stays as it is. Where a sku stands there twice for a location, the last row counts. Importing a file\n" +
			"again changes nothing.",
		Args: oneArg("the file, or - for standard input"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.fillBook(cmd.Context(), cmd.CommandPath(), func(ctx context.Context, book *store.Book, _ *syncer.Engine) error {
				p, err := newStockReader(book, location)
				if err != nil {
					return err
				}
				if p.Zone, err = zoneOf(book); err != nil {
					return err
				}
				if p.Counted, err = countedWhen(book, countedAt); err != nil {
					return err
				}
				return c.importStock(ctx, book, p, args[0], f)
			})
		},
	}
	f.add(cmd, "rows")
	cmd.Flags().StringVar(&location, "location", "", "the location of the rows that name none, `L`")
	addCountedAt(cmd.Flags(), &countedAt)
	return cmd
}

// newStockReader reads rows of which those that name no location are of the named one.
func newStockReader(book *store.Book, location string) (*sheet.StockReader, error) {
	list, err := book.Locations()
	if err != nil {
		return nil, err
	}
	p := &sheet.StockReader{Locations: list, Advice: "Give one, or name that of such rows with --location."}
	if location != "" {
		l, err := locationNamed(book, location)
		p.Fallback = l.ID
		return p, err
	}
	if len(list) == 1 {
		p.Fallback = list[0].ID
	}
	return p, nil
}

// importStock reads the file twice, so that nothing is written before all of it is known to be right, and no more of it
// is kept than one transaction writes.
func (c *cli) importStock(ctx context.Context, book *store.Book, p *sheet.StockReader, path string, f importFlags) error {
	file, err := c.source(path, f.format, sheet.StockColumns)
	if err != nil {
		return err
	}
	defer file.done()
	r := &intake{what: "counts", partial: f.partial}
	check := func(row *sheet.Row) error {
		_, err := p.Read(row)
		return err
	}
	if err := file.each(ctx, &r.Rows, check, func(wrong *sheet.RowError) { c.refuse(r, wrong) }); err != nil {
		return err
	}
	if err := c.refused(r); err != nil {
		return err
	}
	var w *sheet.StockWriter
	err = c.askRise(ctx, func(ask, sure bool) error {
		w = &sheet.StockWriter{Book: book, Ask: true, AskRise: ask, Sure: sure}
		defer w.Drop()
		failed := 0
		err := file.each(ctx, &r.Rows, func(row *sheet.Row) error {
			n, err := p.Read(row)
			if err != nil {
				return err
			}
			return w.Add(n)
		}, func(*sheet.RowError) { failed++ })
		if err == nil && failed != r.Failed {
			err = errors.New("the file was changed while it was read, so nothing was imported. Import it again")
		}
		if err == nil {
			err = w.Flush(ctx)
		}
		return err
	})
	r.New, r.Updated, r.Unchanged = w.New, w.Updated, w.Unchanged
	if r.changed() > 0 {
		err = errors.Join(err, c.record(book, 0, "Imported counts: %d new, %d changed.", r.New, r.Updated))
	}
	if err != nil {
		return err
	}
	c.noteUnknown(w)
	c.noteRise(w)
	return c.imported(r)
}

// askRise writes counts. In a terminal it asks first where they raise what stores were sent beyond reason; elsewhere the next plan
// asks, and it says so.
func (c *cli) askRise(ctx context.Context, write func(ask, sure bool) error) error {
	err := write(c.inTTY, false)
	rise, ok := errors.AsType[*syncer.RiseError](err)
	if !ok {
		return err
	}
	c.warn("%s", clean(rise.Error()))
	if err := c.askYes(ctx, "Type yes if the counts are right:", ""); err != nil {
		return err
	}
	return write(false, true)
}

// noteRise says that the next plan asks.
func (c *cli) noteRise(w *sheet.StockWriter) {
	if w.Rise != "" && !c.inTTY {
		c.warn("%s Nothing of it is sent before you have confirmed the next plan.", clean(w.Rise))
	}
}

// noteUnknown says which skus are counted and no items: parts of kits may be, and mistyped ones.
func (c *cli) noteUnknown(w *sheet.StockWriter) {
	if w.Unknown == 0 {
		return
	}
	names := strings.Join(w.Some, ", ")
	if w.Unknown > len(w.Some) {
		names += ", ..."
	}
	c.warn("%s", clean(fmt.Sprintf("%s with a sku that no imported product has (%s): right for parts of kits and for what no store sells yet, else check the sku.",
		kit.Of(w.Unknown, "count"), names)))
}
