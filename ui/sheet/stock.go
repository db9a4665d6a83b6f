package sheet

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// StockColumns are those of a file of counts, as stock export writes it, too; when a count was changed is the book's own
// affair, and what a count sheet says beside is for who counts.
var StockColumns = []Column{
	{Name: "sku", Required: true}, {Name: "location"}, {Name: "on_hand", Required: true}, {Name: "on_order"}, {Name: "vendor_quantity"},
	{Name: "counted_at"}, {Name: "changed", Ignored: true},
	{Name: "name", Ignored: true}, {Name: "allocated", Ignored: true}, {Name: "note", Ignored: true},
}

// maxSKU is what stores allow (catalog spec, sku), in characters.
const maxSKU = 255

// Count is one count to be written. What is nil stays as it is.
type Count struct {
	SKU                     string
	At                      store.LocationID
	OnHand, OnOrder, Vendor *int
	Counted                 time.Time // when; zero: now
}

// StockReader makes counts of rows.
type StockReader struct {
	Locations []store.Location
	Fallback  store.LocationID // of rows that name none; 0: they have to
	Advice    string           // what else can be done where a row names none; may be empty
	Zone      *time.Location   // of times without one; nil: UTC
	Counted   time.Time        // of rows that don't say when they were counted; zero: now
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
	out.Counted = p.Counted
	if at := r.Get("counted_at"); at != "" {
		var err error
		if out.Counted, err = CountTime(at, p.Zone); err != nil {
			return out, r.Bad("counted_at: %s", err)
		}
	}
	return out, nil
}

// CountTime reads when something was counted: RFC 3339, or a time of day of a zone such as "2026-01-31 08:30", which stands for
// its whole minute. A date alone doesn't tell what had left by then.
func CountTime(text string, zone *time.Location) (time.Time, error) {
	if zone == nil {
		zone = time.UTC
	}
	text = strings.TrimSpace(text)
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at, nil
	}
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02T15:04:05"} {
		if at, err := time.ParseInLocation(layout, text, zone); err == nil {
			return at, nil
		}
	}
	if _, err := time.Parse("2006-01-02", text); err == nil {
		return time.Time{}, fmt.Errorf("%q has no time of day. Add it, such as %s 08:30", text, text)
	}
	return time.Time{}, fmt.Errorf("%q isn't a time. Write it like 2026-01-31 08:30", text)
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
	// Ask has Flush write nothing where counts without a time are of items of which pieces left in the last 24 hours.
	Ask bool
	// AskRise has Flush write nothing where counts raise what stores were sent beyond what is sent unasked; without it Rise says
	// why the next plan will ask, "" where it won't.
	AskRise bool
	Rise    string
	// Sure: a person has confirmed how far the counts rise, so that no plan asks for them again.
	Sure bool

	waiting countSorter
}

// Add takes a count, to be written by Flush. Drop has to be called in the end.
func (w *StockWriter) Add(n Count) error { return w.waiting.add(n) }

// Drop forgets what was not written.
func (w *StockWriter) Drop() error { return w.waiting.drop() }

// Flush writes what was added, all of it or nothing, in one transaction. Errors: *UntimedError, *syncer.RiseError,
// *store.StockError, ctx's.
func (w *StockWriter) Flush(ctx context.Context) error {
	before := *w
	err := w.Book.Update(func(tx *store.Tx) error {
		w.New, w.Updated, w.Unchanged, w.Unknown, w.Some = before.New, before.Updated, before.Unchanged, before.Unknown, before.Some
		untimed := &UntimedError{}
		var err error
		if untimed.left, err = tx.LeftWithin(24 * time.Hour); err != nil {
			return err
		}
		n, rises := 0, syncer.NewRises(tx)
		for count, err := range w.waiting.sorted() {
			if n++; err == nil && n%1000 == 0 {
				err = ctx.Err()
			}
			if err == nil {
				err = w.write(tx, &count, untimed, rises)
			}
			if err != nil {
				return err
			}
		}
		if untimed.Items > 0 && w.Ask {
			return untimed
		}
		if err := rises.Err(); err != nil && w.AskRise {
			return err
		} else if err != nil {
			w.Rise = err.Error()
		}
		return ctx.Err()
	})
	return errors.Join(err, w.Drop())
}

// UntimedError says that counts without a time are of items of which pieces have left lately: whether they were counted before that
// or after it makes a difference.
type UntimedError struct {
	Items int
	Some  []string // the first of them
	left  map[string]bool
}

func (e *UntimedError) Error() string {
	verb := "item was"
	if e.Items != 1 {
		verb = "items were"
	}
	return fmt.Sprintf("Nothing was imported: %d counted %s shipped in the last 24 hours (%s), so it matters when you counted. "+
		"Say when with --counted-at \"2026-01-31 08:30\" (or --counted-at now), or add a column counted_at.", e.Items, verb, strings.Join(e.Some, ", "))
}

func (w *StockWriter) write(tx *store.Tx, n *Count, untimed *UntimedError, rises *syncer.Rises) error {
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
	case counted:
		w.Updated++
	default:
		w.New++
	}
	if n.OnHand == nil && counted {
		return tx.SetSupply(s)
	}
	if counted {
		if err := rises.Add(s.SKU, before.OnHand, s.OnHand); err != nil {
			return err
		}
	}
	sure := 0
	if counted && w.Sure {
		sure = s.OnHand - before.OnHand
	}
	if n.Counted.IsZero() {
		if untimed.left[store.NormalSKU(n.SKU)] {
			if untimed.Items++; len(untimed.Some) < 3 {
				untimed.Some = append(untimed.Some, n.SKU)
			}
		}
		return tx.CountSure(s, time.Time{}, sure)
	}
	return tx.CountSure(s, n.Counted, sure)
}
