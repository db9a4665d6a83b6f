package command

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// stockColumns are what stock export writes, too; when a count was changed is the book's own affair.
var stockColumns = []column{
	{name: "sku", required: true}, {name: "location"}, {name: "on_hand", required: true}, {name: "on_order"}, {name: "vendor_quantity"},
	{name: "changed", ignored: true},
}

// maxSKU is what stores allow (catalog spec, sku), in characters.
const maxSKU = 255

// importChunk is how many counts are written in one transaction: large enough for speed, small enough for memory.
const importChunk = 5000

func (c *cli) stockImport() *cobra.Command {
	var f importFlags
	var location string
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Import counts from a CSV or JSON Lines file, or from standard input (-)",
		Long: "Imports counts from CSV with the columns sku, location, on_hand, on_order and vendor_quantity, in any order, or\n" +
			"from JSON Lines with objects of these names. Every row is checked first, and nothing is imported where one is\n" +
			"wrong, but with --partial. An empty on_order or vendor_quantity, or one that is left out, stays as it is. Where\n" +
			"a sku stands there twice for a location, the last row counts. Importing a file again changes nothing.",
		Args: oneArg("the file, or - for standard input"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(ctx context.Context, book *store.Book, _ *syncer.Engine) error {
				p, err := newStockReader(book, location)
				if err != nil {
					return err
				}
				return c.importStock(ctx, book, p, args[0], f)
			})
		},
	}
	f.add(cmd, "rows")
	cmd.Flags().StringVar(&location, "location", "", "the location of the rows that name none, `L`")
	return cmd
}

// count is one count to be written. What is nil stays as it is.
type count struct {
	sku                     string
	at                      store.LocationID
	onHand, onOrder, vendor *int
}

// stockReader makes counts of rows.
type stockReader struct {
	locations []store.Location
	fallback  store.LocationID // of rows that name none; 0: they have to
}

func newStockReader(book *store.Book, location string) (*stockReader, error) {
	list, err := book.Locations()
	if err != nil {
		return nil, err
	}
	p := &stockReader{locations: list}
	if location != "" {
		l, err := locationNamed(book, location)
		p.fallback = l.ID
		return p, err
	}
	if len(list) == 1 {
		p.fallback = list[0].ID
	}
	return p, nil
}

func (p *stockReader) read(r *sheetRow) (count, error) {
	out := count{sku: r.get("sku"), at: p.fallback}
	switch name := r.get("location"); {
	case store.NormalSKU(out.sku) == "":
		return out, r.bad("It has no sku.")
	case utf8.RuneCountInString(out.sku) > maxSKU:
		return out, r.bad("Its sku has more than %d characters.", maxSKU)
	case name == "" && out.at == 0:
		return out, r.bad("It has no location. Give one, or name that of such rows with --location.")
	case name != "":
		if out.at = p.named(name); out.at == 0 {
			return out, r.bad("There is no location called %q. The book has: %s.", name, locationNames(p.locations))
		}
	}
	for _, cell := range []struct {
		column string
		to     **int
		least  int
	}{{"on_hand", &out.onHand, -math.MaxInt32}, {"on_order", &out.onOrder, 0}, {"vendor_quantity", &out.vendor, 0}} {
		n, ok, err := r.number(cell.column)
		switch {
		case err != nil:
			return out, err
		case !ok:
			continue
		case n < cell.least || n > math.MaxInt32:
			return out, r.bad("%s %d is out of range: it goes from %d to %d.", cell.column, n, cell.least, math.MaxInt32)
		}
		*cell.to = &n
	}
	if out.onHand == nil {
		return out, r.bad("It has no on_hand. Write 0 for nothing.")
	}
	return out, nil
}

func (p *stockReader) named(name string) store.LocationID {
	for _, l := range p.locations {
		if strings.EqualFold(l.Name, name) {
			return l.ID
		}
	}
	return 0
}

// importStock reads the file twice, so that nothing is written before all of it is known to be right, and no more of it
// is kept than one transaction writes.
func (c *cli) importStock(ctx context.Context, book *store.Book, p *stockReader, path string, f importFlags) error {
	file, err := c.source(path, f.format, stockColumns)
	if err != nil {
		return err
	}
	defer file.done()
	r := &intake{what: "counts", partial: f.partial}
	check := func(row *sheetRow) error {
		_, err := p.read(row)
		return err
	}
	if err := file.each(ctx, &r.Rows, check, func(wrong *rowError) { c.refuse(r, wrong) }); err != nil {
		return err
	}
	if err := c.refused(r); err != nil {
		return err
	}
	w := &stockWriter{book: book, r: r}
	write := func(row *sheetRow) error {
		n, err := p.read(row)
		if err != nil {
			return err
		}
		return w.add(n)
	}
	failed := 0
	err = file.each(ctx, &r.Rows, write, func(*rowError) { failed++ })
	if err = errors.Join(err, w.flush()); err == nil && failed != r.Failed {
		err = errors.New("the file was changed while it was read. Import it again: that does no harm")
	}
	if r.changed() > 0 {
		err = errors.Join(err, record(book, 0, "Imported counts: %d new, %d changed.", r.New, r.Updated))
	}
	if err != nil {
		return err
	}
	w.noteUnknown(c)
	return c.imported(r)
}

// stockWriter writes counts, many in one transaction.
type stockWriter struct {
	book    *store.Book
	r       *intake
	waiting []count
	unknown int      // counts of what is no item of the book
	some    []string // the first of them
}

func (w *stockWriter) add(n count) error {
	if w.waiting = append(w.waiting, n); len(w.waiting) < importChunk {
		return nil
	}
	return w.flush()
}

func (w *stockWriter) flush() error {
	if len(w.waiting) == 0 {
		return nil
	}
	defer func() { w.waiting = w.waiting[:0] }()
	return w.book.Update(func(tx *store.Tx) error {
		for i := range w.waiting {
			if err := w.write(tx, &w.waiting[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *stockWriter) write(tx *store.Tx, n *count) error {
	if _, err := tx.Item(n.sku); errors.Is(err, store.ErrNotFound) {
		if w.unknown++; len(w.some) < 3 {
			w.some = append(w.some, n.sku)
		}
	} else if err != nil {
		return err
	}
	before, err := tx.StockAt(n.sku, n.at)
	counted := err == nil
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	s := before
	if s.Location = n.at; !counted {
		s.SKU = n.sku
	}
	for _, part := range []struct{ to, from *int }{{&s.OnHand, n.onHand}, {&s.OnOrder, n.onOrder}, {&s.VendorQuantity, n.vendor}} {
		if part.from != nil {
			*part.to = *part.from
		}
	}
	switch {
	case counted && s == before:
		w.r.Unchanged++
		return nil
	case counted:
		w.r.Updated++
	default:
		w.r.New++
	}
	return tx.SetStock(s)
}

// noteUnknown says which skus are counted and no items: parts of kits may be, and mistyped ones.
func (w *stockWriter) noteUnknown(c *cli) {
	if w.unknown == 0 {
		return
	}
	names := strings.Join(w.some, ", ")
	if w.unknown > len(w.some) {
		names += ", ..."
	}
	verb := "counts are"
	if w.unknown == 1 {
		verb = "count is"
	}
	c.note("%s", clean(fmt.Sprintf("%d %s of no item that the book knows (%s): right for parts of kits and for what no store sells yet, else check the sku.",
		w.unknown, verb, names)))
}
