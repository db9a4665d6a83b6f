package syncer

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// only reads the products that were named again; the walk over all stays where it is. What the store no longer has is a
// note, and its links are forgotten.
func (p *productImporter) only(ctx context.Context, group string) error {
	gone := map[uint64]bool{}
	for _, ref := range p.options.Only {
		id, _ := refNumber("product", ref)
		gone[id] = true
	}
	p.run.phase(PhaseProduct, len(gone))
	for some := range slices.Chunk(slices.Sorted(maps.Keys(gone)), bigcommerce.MaxPage) {
		for number := 1; number != 0; {
			page, err := p.client.Products(ctx, bigcommerce.ProductQuery{IDs: some, Page: number})
			if err != nil {
				return err
			}
			if err := p.readSKUs(ctx, page.Rows); err != nil {
				return err
			}
			if err := p.keep(&page, group); err != nil {
				return err
			}
			for i := range page.Rows {
				delete(gone, page.Rows[i].ID)
			}
			for _, bad := range page.Bad {
				if id, ok := refOf("product", bad.Row); ok {
					delete(gone, id)
				}
			}
			number = page.Next
		}
	}
	var notes []store.JobError
	for _, id := range slices.Sorted(maps.Keys(gone)) {
		notes = append(notes, store.JobError{Ref: fmt.Sprintf("product %d", id), Reason: "The store no longer has this product. Its items stay in the book."})
	}
	p.run.change(func(_ *Snapshot, j *store.Job) { addNotes(j, notes) })
	return p.book.Update(func(tx *store.Tx) error {
		for id := range gone {
			if err := tx.PutLinks(p.conn.ID, id, nil); err != nil {
				return err
			}
		}
		return tx.PutJob(p.run.jobSoFar())
	})
}

// keep writes products that were read alone.
func (p *productImporter) keep(page *bigcommerce.Page[bigcommerce.Product], group string) error {
	var made []product
	for i := range page.Rows {
		made = append(made, bookProduct(&page.Rows[i], group))
	}
	var t tally
	err := p.book.Update(func(tx *store.Tx) (err error) {
		t, err = p.putProducts(tx, page, made)
		return err
	})
	if err != nil {
		return err
	}
	p.run.progress(t.read, t.add)
	return nil
}
