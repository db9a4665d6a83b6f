package command

import (
	"bufio"
	"context"
	"errors"
	"iter"
	"strconv"
	"time"

	"github.com/dustin/go-humanize/english"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/sheet"
	"cartwire/ui/text"
)

func (c *cli) stock() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "stock",
		Short: "List, count, receive, return, adjust, move and explain what is on hand",
		Long: "Lists, counts, books and explains what is on hand of each item at each location. On hand is everything that is in\n" +
			"the house, pieces picked or packed for orders that aren't marked as shipped included: count them too. It is what\n" +
			"was counted last and all that came and went since; orders take their pieces off by themselves once they have\n" +
			"left. A store gets what is free of it: what is on hand, less the pieces of open orders.",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return usagef("stock needs a command, such as list, set, receive or explain. See: %s --help", cmd.CommandPath())
		},
	}
	cmd.AddCommand(c.stockList(), c.stockSet(), c.stockImport(), c.stockExport(), c.stockExplain(),
		c.stockReceive(), c.stockAdjust(), c.stockMove(), c.stockReturn(), c.stockReturns())
	return cmd
}

// stockLine is a count as --json and export print it.
type stockLine struct {
	SKU            string    `json:"sku"`
	Location       string    `json:"location"`
	OnHand         int       `json:"on_hand"`
	OnOrder        int       `json:"on_order"`
	VendorQuantity int       `json:"vendor_quantity"`
	Changed        time.Time `json:"changed"`
	at             store.LocationID
}

// stockLines walks the counts by sku and location, page by page; location "": of all.
func stockLines(ctx context.Context, book *store.Book, location string) (iter.Seq2[stockLine, error], error) {
	only := store.LocationID(0)
	if location != "" {
		l, err := locationNamed(book, location)
		if err != nil {
			return nil, err
		}
		only = l.ID
	}
	list, err := book.Locations()
	names := map[store.LocationID]string{}
	for _, l := range list {
		names[l.ID] = l.Name
	}
	return func(yield func(stockLine, error) bool) {
		var last store.Stock
		for {
			page, err := book.StockPage(last.SKU, last.Location, 500)
			if err = errors.Join(err, ctx.Err()); err != nil {
				yield(stockLine{}, err)
				return
			}
			for _, s := range page {
				last = s
				if only != 0 && s.Location != only {
					continue
				}
				if !yield(stockLine{s.SKU, names[s.Location], s.OnHand, s.OnOrder, s.VendorQuantity, s.Changed, s.Location}, nil) {
					return
				}
			}
			if len(page) == 0 {
				return
			}
		}
	}, err
}

func (c *cli) stockList() *cobra.Command {
	var location string
	var limit int
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the counts, by sku",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(ctx context.Context, book *store.Book, _ *syncer.Engine) error {
				lines, err := stockLines(ctx, book, location)
				if err != nil {
					return err
				}
				return c.listStock(lines, limit)
			})
		},
	}
	cmd.Flags().StringVar(&location, "location", "", "only the counts at this location, `L`")
	cmd.Flags().IntVar(&limit, "limit", 50, "how many at the most; 0 for all")
	return cmd
}

func (c *cli) listStock(lines iter.Seq2[stockLine, error], limit int) error {
	var rows [][]string
	n := 0
	for l, err := range lines {
		if err != nil {
			return err
		}
		if limit > 0 && n == limit {
			c.note("There are more than %d: --limit 0 lists all.", limit)
			break
		}
		n++
		if c.json {
			if err := c.object(l); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, []string{
			l.SKU, l.Location, strconv.Itoa(l.OnHand), strconv.Itoa(l.OnOrder), strconv.Itoa(l.VendorQuantity), l.Changed.Format("2006-01-02 15:04"),
		})
	}
	if c.json {
		return nil
	}
	if n == 0 {
		c.note("Nothing is counted. Import counts with: cartwire stock import FILE")
		return nil
	}
	return c.table([]string{"SKU", "LOCATION", "ON HAND", "ON ORDER", "AT VENDOR", "CHANGED (UTC)"}, rows)
}

func (c *cli) stockSet() *cobra.Command {
	var location string
	var onHand, onOrder, vendor int
	var countedAt string
	cmd := &cobra.Command{
		Use:   "set SKU",
		Short: "Write the count of one item at a location",
		Args:  oneArg("the item's sku"),
		RunE: func(cmd *cobra.Command, args []string) error {
			n := sheet.Count{SKU: args[0]}
			for name, part := range map[string]struct {
				value *int
				to    **int
			}{"on-hand": {&onHand, &n.OnHand}, "on-order": {&onOrder, &n.OnOrder}, "vendor-quantity": {&vendor, &n.Vendor}} {
				if cmd.Flags().Changed(name) {
					*part.to = part.value
				}
			}
			if n.OnHand == nil && n.OnOrder == nil && n.Vendor == nil {
				return usagef("Say how many there are: --on-hand N, --on-order N or --vendor-quantity N.")
			}
			return c.fillBook(cmd.Context(), cmd.CommandPath(), func(ctx context.Context, book *store.Book, _ *syncer.Engine) error {
				p, err := newStockReader(book, location)
				if err == nil {
					n.Counted, err = countedWhen(book, countedAt)
				}
				if err != nil {
					return err
				}
				if n.At = p.Fallback; n.At == 0 {
					return usagef("Say where: --location L. The book has: %s.", locationNames(p.Locations))
				}
				return c.setStock(ctx, book, n)
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&location, "location", "", "the location, `L`; needed where the book has several")
	flags.IntVar(&onHand, "on-hand", 0, "how many are there, pieces picked or packed for orders that aren't marked as shipped included")
	addCountedAt(flags, &countedAt)
	flags.IntVar(&onOrder, "on-order", 0, "how many are on purchase orders")
	flags.IntVar(&vendor, "vendor-quantity", 0, "how many the vendor has")
	return cmd
}

// setStock writes one count and prints how it stands.
func (c *cli) setStock(ctx context.Context, book *store.Book, n sheet.Count) error {
	var w *sheet.StockWriter
	if err := c.askRise(ctx, func(ask, sure bool) error {
		w = &sheet.StockWriter{Book: book, AskRise: ask, Sure: sure}
		return errors.Join(w.Add(n), w.Flush(ctx))
	}); err != nil {
		return err
	}
	c.noteUnknown(w)
	c.noteRise(w)
	all, err := book.StockOf(n.SKU)
	if err != nil {
		return err
	}
	locations, err := book.Locations()
	if err != nil {
		return err
	}
	name := ""
	for _, l := range locations {
		if l.ID == n.At {
			name = l.Name
		}
	}
	for _, s := range all {
		if s.Location != n.At {
			continue
		}
		if w.New+w.Updated > 0 {
			if err := c.record(book, 0, "Set the count of %s at %s: %d on hand, %d on order, %d at the vendor.", s.SKU, name, s.OnHand, s.OnOrder, s.VendorQuantity); err != nil {
				return err
			}
		}
		if c.json {
			return c.object(stockLine{s.SKU, name, s.OnHand, s.OnOrder, s.VendorQuantity, s.Changed, s.Location})
		}
		c.say("%s at %s: %d on hand, %d on order, %d at the vendor.", clean(s.SKU), clean(name), s.OnHand, s.OnOrder, s.VendorQuantity)
	}
	return nil
}

func (c *cli) stockExport() *cobra.Command {
	var location, format string
	var toCount bool
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write the counts to standard output, as stock import reads them",
		Long: "Writes the counts to standard output, as stock import reads them. With --sheet it writes a sheet to count by: each\n" +
			"item with its name, its location, the pieces allocated to open orders and an empty on_hand to fill in. Count\n" +
			"everything that is in the house, pieces picked or packed for orders that aren't marked as shipped included.",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if format != "csv" && format != "jsonl" {
				return usagef("--format %q is not known. Use csv or jsonl.", format)
			}
			if toCount && (format != "csv" || c.json) {
				return usagef("--sheet is for people and is written as CSV. Leave out --format jsonl and --json.")
			}
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(ctx context.Context, book *store.Book, _ *syncer.Engine) error {
				lines, err := stockLines(ctx, book, location)
				if err != nil {
					return err
				}
				if toCount {
					return c.exportSheet(ctx, book, lines)
				}
				return c.exportStock(lines, format == "jsonl" || c.json)
			})
		},
	}
	cmd.Flags().StringVar(&location, "location", "", "only the counts at this location, `L`")
	cmd.Flags().StringVar(&format, "format", "csv", "csv or jsonl")
	cmd.Flags().BoolVar(&toCount, "sheet", false, "a sheet to count by, with allocated pieces and an empty on_hand")
	return cmd
}

func (c *cli) exportStock(lines iter.Seq2[stockLine, error], asJSON bool) error {
	buffer := bufio.NewWriterSize(c.out, 64<<10)
	enc, w := text.NewJSONEncoder(buffer), sheet.NewCSVWriter(buffer)
	write := func(l *stockLine) error {
		if asJSON {
			return enc.Encode(l)
		}
		return w.Write(l.SKU, l.Location, l.OnHand, l.OnOrder, l.VendorQuantity)
	}
	if !asJSON {
		if err := w.Write("sku", "location", "on_hand", "on_order", "vendor_quantity"); err != nil {
			return err
		}
	}
	n := 0
	for l, err := range lines {
		if err == nil {
			err = write(&l)
		}
		if err != nil {
			return err
		}
		n++
	}
	if err := errors.Join(w.Flush(), buffer.Flush()); err != nil {
		return err
	}
	c.note("%s exported.", plural(n, "count", "counts"))
	return nil
}

func plural(n int, one, many string) string {
	return kit.Count(n) + " " + english.PluralWord(n, one, many)
}

// addCountedAt adds the flag that says when something was counted.
func addCountedAt(flags *pflag.FlagSet, to *string) {
	flags.StringVar(to, "counted-at", "", "when it was counted: a `TIME` such as \"2026-01-31 08:30\", or now")
}

// countedWhen reads --counted-at; zero where it isn't given.
func countedWhen(book *store.Book, text string) (time.Time, error) {
	return timeFlag(book, "--counted-at", text)
}

// timeFlag reads a time, or now, from a flag; zero where it isn't given.
func timeFlag(book *store.Book, flag, text string) (time.Time, error) {
	switch text {
	case "":
		return time.Time{}, nil
	case "now":
		return time.Now(), nil
	}
	zone, err := zoneOf(book)
	if err != nil {
		return time.Time{}, err
	}
	at, err := sheet.CountTime(text, zone)
	if err != nil {
		return at, usagef("%s %s.", flag, err)
	}
	return at, nil
}

// zoneOf is the time zone that is set for times.
func zoneOf(book *store.Book) (*time.Location, error) {
	s, err := book.Settings()
	if err != nil || s.Zone != "local" {
		return time.UTC, err
	}
	return time.Local, nil
}
