package sheet

import (
	"context"
	"errors"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"cartwire/store"
)

// StockColumns are those of a file of counts, as stock export writes it, too; when a count was changed is the book's own
// affair.
var StockColumns = []Column{
	{Name: "sku", Required: true}, {Name: "location"}, {Name: "on_hand", Required: true}, {Name: "on_order"}, {Name: "vendor_quantity"},
	{Name: "changed", Ignored: true},
}

// maxSKU is what stores allow (catalog spec, sku), in characters.
const maxSKU = 255

// stockChunk is how many counts are written in one transaction: large enough for speed, small enough for memory.
const stockChunk = 5000

// Count is one count to be written. What is nil stays as it is.
type Count struct {
	SKU                     string
	At                      store.LocationID
	OnHand, OnOrder, Vendor *int
}

// StockReader makes counts of rows.
type StockReader struct {
	Locations []store.Location
	Fallback  store.LocationID // of rows that name none; 0: they have to
	Advice    string           // what else can be done where a row names none; may be empty
}

// Read makes a count of a row. Errors: *RowError.
func (p *StockReader) Read(r *Row) (Count, error) {
	out := Count{SKU: r.Get("sku"), At: p.Fallback}
	switch name := r.Get("location"); {
	case store.NormalSKU(out.SKU) == "":
		return out, r.Bad("It has no sku.")
	case utf8.RuneCountInString(out.SKU) > maxSKU:
		return out, r.Bad("Its sku has more than %d characters.", maxSKU)
	case name == "" && out.At == 0:
		return out, r.Bad("%s", strings.TrimSpace("It has no location. "+p.Advice))
	case name != "":
		if out.At = p.named(name); out.At == 0 {
			return out, r.Bad("There is no location called %q. The book has: %s.", name, p.names())
		}
	}
	for _, cell := range []struct {
		column string
		to     **int
		least  int
	}{{"on_hand", &out.OnHand, -math.MaxInt32}, {"on_order", &out.OnOrder, 0}, {"vendor_quantity", &out.Vendor, 0}} {
		n, ok, err := r.Number(cell.column)
		switch {
		case err != nil:
			return out, err
		case !ok:
			continue
		case n < cell.least || n > math.MaxInt32:
			return out, r.Bad("%s %d is out of range: it goes from %d to %d.", cell.column, n, cell.least, math.MaxInt32)
		}
		*cell.to = &n
	}
	if out.OnHand == nil {
		return out, r.Bad("It has no on_hand. Write 0 for nothing.")
	}
	return out, nil
}

func (p *StockReader) named(name string) store.LocationID {
	for _, l := range p.Locations {
		if strings.EqualFold(l.Name, name) {
			return l.ID
		}
	}
	return 0
}

func (p *StockReader) names() string {
	names := make([]string, len(p.Locations))
	for i, l := range p.Locations {
		names[i] = strconv.Quote(l.Name)
	}
	return strings.Join(names, ", ")
}

// StockWriter writes counts in the book's order, many in one transaction, and counts what became of them.
type StockWriter struct {
	Book                    *store.Book
	New, Updated, Unchanged int
	Unknown                 int      // counts of what is no item of the book
	Some                    []string // the first of them

	waiting countSorter
}

// Add takes a count, to be written by Flush. Drop has to be called in the end.
func (w *StockWriter) Add(n Count) error { return w.waiting.add(n) }

// Drop forgets what was not written.
func (w *StockWriter) Drop() error { return w.waiting.drop() }

// Flush writes what was added. Where it fails, or ctx ends, a part of it may be written.
func (w *StockWriter) Flush(ctx context.Context) error {
	chunk := make([]Count, 0, stockChunk)
	for n, err := range w.waiting.sorted() {
		if err != nil {
			return err
		}
		if chunk = append(chunk, n); len(chunk) < stockChunk {
			continue
		}
		if err := w.writeAll(ctx, chunk); err != nil {
			return err
		}
		chunk = chunk[:0]
	}
	return errors.Join(w.writeAll(ctx, chunk), w.Drop())
}

func (w *StockWriter) writeAll(ctx context.Context, list []Count) error {
	if len(list) == 0 || ctx.Err() != nil {
		return ctx.Err()
	}
	return w.Book.Update(func(tx *store.Tx) error {
		for i := range list {
			if err := w.write(tx, &list[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *StockWriter) write(tx *store.Tx, n *Count) error {
	if _, err := tx.Item(n.SKU); errors.Is(err, store.ErrNotFound) {
		if w.Unknown++; len(w.Some) < 3 {
			w.Some = append(w.Some, n.SKU)
		}
	} else if err != nil {
		return err
	}
	before, err := tx.StockAt(n.SKU, n.At)
	counted := err == nil
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	s := before
	if s.Location = n.At; !counted {
		s.SKU = n.SKU
	}
	for _, part := range []struct{ to, from *int }{{&s.OnHand, n.OnHand}, {&s.OnOrder, n.OnOrder}, {&s.VendorQuantity, n.Vendor}} {
		if part.from != nil {
			*part.to = *part.from
		}
	}
	switch {
	case counted && s == before:
		w.Unchanged++
		return nil
	case counted:
		w.Updated++
	default:
		w.New++
	}
	return tx.SetStock(s)
}
