package command

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/dustin/go-humanize/english"
	"github.com/spf13/cobra"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/sheet"
)

var kitColumns = []sheet.Column{{Name: "kit", Required: true}, {Name: "component", Required: true}, {Name: "quantity", Required: true}}

func (c *cli) kitsImport() *cobra.Command {
	var f importFlags
	cmd := &cobra.Command{
		Use:   "import FILE",
		Short: "Import what kits are made of from a CSV or JSON Lines file, or from standard input (-)",
		Long: "Imports kits from CSV with the columns kit, component and quantity, a row for each component, or from JSON Lines\n" +
			"with objects of these names. A kit that is in the file is made of what stands there and of nothing else; the\n" +
			"book's other kits stay. Nothing is imported where a row is wrong, but with --partial. Open orders keep what a kit\n" +
			"was made of when they were placed: cartwire kits apply has them take the new kit.",
		Args: oneArg("the file, or - for standard input"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.fillBook(cmd.Context(), cmd.CommandPath(), func(ctx context.Context, book *store.Book, _ *syncer.Engine) error {
				return c.importKits(ctx, book, args[0], f)
			})
		},
	}
	f.add(cmd, "kits")
	return cmd
}

// kitRows are a kit of a file.
type kitRows struct {
	kit   store.Kit
	lines []int // of the file
	wrong int   // a line of the file that is wrong; 0: none
}

// kitReader gathers rows.
type kitReader struct {
	c    *cli
	list []*kitRows
	by   map[string]*kitRows // by normal sku
	kept []store.KitChange   // what open lines keep of what kits were made of before
}

func (p *kitReader) add(r *sheet.Row) error {
	sku, part := r.Get("kit"), r.Get("component")
	if store.NormalSKU(sku) == "" {
		return r.Bad("It names no kit.")
	}
	one := p.by[store.NormalSKU(sku)]
	if one == nil {
		one = &kitRows{kit: store.Kit{SKU: sku}}
		p.by[store.NormalSKU(sku)] = one
		p.list = append(p.list, one)
	}
	n, said, err := r.Number("quantity")
	switch {
	case err != nil:
	case store.NormalSKU(part) == "":
		err = r.Bad("It names no component.")
	case !said || n < 1 || n > 1_000_000:
		err = r.Bad("It needs a quantity from 1 to 1000000.")
	}
	if err != nil {
		one.wrong = r.Line
		return err
	}
	one.kit.Components = append(one.kit.Components, store.Component{SKU: part, Quantity: n})
	one.lines = append(one.lines, r.Line)
	return nil
}

func (c *cli) importKits(ctx context.Context, book *store.Book, path string, f importFlags) error {
	p := &kitReader{c: c, by: map[string]*kitRows{}}
	r, err := c.importBatch(ctx, book, path, f, batch{what: "kits", known: kitColumns, add: p.add, write: p.write})
	if err != nil {
		return err
	}
	c.noteKept(p.kept)
	return c.imported(r)
}

// noteKept says which kits open orders still take as they were.
func (c *cli) noteKept(kept []store.KitChange) {
	var kits []string
	lines := map[string]int{}
	for _, k := range kept {
		if k.Left {
			continue // nothing changes those
		}
		if lines[k.SKU]++; lines[k.SKU] == 1 {
			kits = append(kits, k.SKU)
		}
	}
	for i, sku := range kits {
		if i == 3 {
			c.warn("So do open lines of %s. See each with: cartwire kits apply SKU", kit.Of(len(kits)-i, "other kit"))
			return
		}
		c.warn("%s", clean(fmt.Sprintf("%s still %s what %s was made of before. To have open orders take the new kit: cartwire kits apply %s",
			kit.Of(lines[sku], "open line"), english.PluralWord(lines[sku], "takes", "take"), sku, sku)))
	}
}

func (p *kitReader) write(tx *store.Tx, r *intake, refuse func(*sheet.RowError)) error {
	var changed []string
	for _, k := range p.list {
		before := r.changed()
		if err := k.save(tx, r, refuse); err != nil {
			return err
		}
		if r.changed() > before {
			changed = append(changed, k.kit.SKU)
		}
	}
	if len(changed) == 0 {
		return nil
	}
	var err error
	if p.kept, err = tx.PlanKits(changed...); err != nil {
		return err
	}
	return p.c.recordIn(tx, 0, "Imported kits: %d new, %d changed.", r.New, r.Updated)
}

// save writes the kit, or refuses its rows.
func (k *kitRows) save(tx *store.Tx, r *intake, refuse func(*sheet.RowError)) error {
	if k.wrong != 0 {
		if r.partial && len(k.lines) > 0 {
			refuse(&sheet.RowError{Lines: k.lines, Reason: "Left out: line " + strconv.Itoa(k.wrong) + " of the same kit is wrong."})
		}
		return nil
	}
	before, err := tx.Kit(k.kit.SKU)
	known := err == nil
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if known && sameComponents(before.Components, k.kit.Components) {
		r.Unchanged++
		return nil
	}
	err = tx.SetKit(k.kit)
	if wrong, ok := errors.AsType[*store.StockError](err); ok {
		refuse(&sheet.RowError{Lines: k.lines, Reason: wrong.Error()})
		return nil
	}
	if known {
		r.Updated++
	} else {
		r.New++
	}
	return err
}

// sameComponents compares what kits are made of, in whatever order it stands.
func sameComponents(a, b []store.Component) bool {
	of := map[string]int{}
	for _, c := range a {
		of[store.NormalSKU(c.SKU)] = c.Quantity
	}
	for _, c := range b {
		sku := store.NormalSKU(c.SKU)
		if of[sku] != c.Quantity {
			return false
		}
		delete(of, sku) // one that is there twice is not the same
	}
	return len(of) == 0
}
