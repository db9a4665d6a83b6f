package command

import (
	"bufio"
	"context"
	"errors"
	"iter"

	"cartwire/store"
	"cartwire/store/ledger"
	"cartwire/ui/kit"
	"cartwire/ui/sheet"
)

// onSheet is what a row of a count sheet says where pieces are allocated: they lie elsewhere, and are forgotten easily.
const onSheet = "Include the allocated pieces, those picked or packed too."

// exportSheet writes a sheet to count by, as CSV: what is counted, with the pieces that open orders are allocated and an empty
// on_hand. Filled in, stock import reads it.
func (c *cli) exportSheet(ctx context.Context, book *store.Book, lines iter.Seq2[stockLine, error]) error {
	buffer := bufio.NewWriterSize(c.out, 64<<10)
	w := sheet.NewCSVWriter(buffer)
	if err := w.Write("sku", "name", "location", "allocated", "on_hand", "note"); err != nil {
		return err
	}
	n := 0
	var page []stockLine
	flush := func() error {
		n += len(page)
		err := errors.Join(ctx.Err(), book.View(func(tx *store.Tx) error { return writeSheet(tx, w, page) }))
		page = page[:0]
		return err
	}
	for l, err := range lines {
		if err != nil {
			return err
		}
		if page = append(page, l); len(page) == 500 {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if err := errors.Join(flush(), w.Flush(), buffer.Flush()); err != nil {
		return err
	}
	c.note("%s to count. Count everything that is in the house, pieces picked or packed for orders that aren't marked as shipped included.\n"+
		"Fill in on_hand, then: cartwire stock import FILE --counted-at TIME", kit.Of(n, "row"))
	return nil
}

func writeSheet(tx *store.Tx, w *sheet.CSVWriter, lines []stockLine) error {
	shelves, err := tx.Ledger()
	if err != nil {
		return err
	}
	for _, l := range lines {
		item, err := tx.Item(l.SKU)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		shelf, err := shelves.Of(store.NormalSKU(l.SKU))
		if err != nil {
			return err
		}
		allocated, note := 0, ""
		if at := shelf.At(ledger.Place(l.at)); at != nil {
			allocated = at.Open
		}
		if allocated > 0 {
			note = onSheet
		}
		if err := w.Write(l.SKU, item.Name, l.Location, allocated, "", note); err != nil {
			return err
		}
	}
	return nil
}
