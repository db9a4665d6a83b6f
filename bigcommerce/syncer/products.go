package syncer

import (
	"context"
	"fmt"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// productImporter is one run of Import Products on one connection. It walks products by id upward, since pages by number
// shift when a product is deleted.
type productImporter struct {
	task
	state store.ProductState
	done  int
}

func (p *productImporter) do(ctx context.Context) error {
	group := p.conn.Options.ProductGroup
	if len(p.options.Only) > 0 {
		return p.only(ctx, group)
	}
	err := p.book.View(func(tx *store.Tx) (err error) {
		p.state, err = tx.ProductState(p.conn.ID)
		return err
	})
	if err != nil {
		return err
	}
	if p.options.Full || p.state.Group != group {
		p.state = store.ProductState{Group: group}
	}
	if p.state.After > 0 {
		p.run.change(func(_ *Snapshot, j *store.Job) { j.Resumed = true })
	}
	p.run.phase(PhaseProduct, 0)
	for more := true; more; {
		if more, err = p.page(ctx); err != nil {
			return err
		}
	}
	return nil
}

// read asks for the page at the cursor. A store that doesn't heed it answers with products from before: then the walk
// goes on by page numbers, from the first page on.
func (p *productImporter) read(ctx context.Context) (bigcommerce.Page[bigcommerce.Product], error) {
	q := bigcommerce.ProductQuery{AfterID: p.state.After, Page: p.state.Page, Limit: p.engine.cfg.PageSize}
	if p.state.Numbered {
		q.AfterID = 0
	}
	page, err := p.client.Products(ctx, q)
	if err == nil && q.AfterID > 0 && len(page.Rows) > 0 && page.Rows[0].ID <= q.AfterID {
		p.state.Numbered = true
		if page.Next == 0 {
			return page, nil
		}
		// Its first page was read already, with nothing before it.
		q.AfterID, q.Page = 0, 2
		return p.client.Products(ctx, q)
	}
	return page, err
}

// page reads one page and writes it with the cursor behind it, in one transaction.
func (p *productImporter) page(ctx context.Context) (more bool, err error) {
	page, err := p.read(ctx)
	if err != nil {
		return false, err
	}
	if err := p.readSKUs(ctx, page.Rows); err != nil {
		return false, err
	}
	next := p.after(&page)
	var made []product
	for i := range page.Rows {
		made = append(made, bookProduct(&page.Rows[i], p.state.Group))
	}
	var t tally
	job := p.run.jobSoFar()
	err = p.book.Update(func(tx *store.Tx) (err error) {
		if t, err = p.put(tx, &page, made); err != nil {
			return err
		}
		record := job
		t.add(&record)
		if err := tx.PutJob(record); err != nil {
			return err
		}
		return tx.PutProductState(p.conn.ID, next)
	})
	if err != nil {
		return false, err
	}
	p.state = next
	p.run.change(func(s *Snapshot, _ *store.Job) {
		if page.Total > 0 && page.Number == 1 && !p.state.Numbered {
			s.Total = p.done + page.Total
		}
	})
	p.done += t.read
	p.run.progress(t.read, t.add)
	return page.Next != 0, nil
}

// after is the cursor behind a page; the last page ends the pass.
func (p *productImporter) after(page *bigcommerce.Page[bigcommerce.Product]) store.ProductState {
	next := store.ProductState{Group: p.state.Group}
	if page.Next == 0 {
		return next
	}
	next.Numbered = p.state.Numbered
	next.After = p.state.After
	for i := range page.Rows {
		next.After = max(next.After, page.Rows[i].ID)
	}
	if next.After == p.state.After || next.Numbered {
		next.Page = page.Next // nothing of the page can be read: no id tells how far it goes
	}
	return next
}

// put writes a page's items and links, and forgets the products between them that the store no longer has.
func (p *productImporter) put(tx *store.Tx, page *bigcommerce.Page[bigcommerce.Product], made []product) (tally, error) {
	t, err := p.putProducts(tx, page, made)
	if err != nil {
		return t, err
	}
	kept := map[uint64]bool{}
	last := uint64(0)
	for _, m := range made {
		kept[m.id], last = true, max(last, m.id)
	}
	if page.Next == 0 {
		last = 0
	}
	if len(page.Bad) > 0 || page.Cut || p.state.Numbered || page.Number > 1 || (len(made) == 0 && page.Next != 0) {
		return t, nil // what is missing may be what can't be read
	}
	return t, tx.KeepLinks(p.conn.ID, p.state.After+1, last, kept)
}

// putProducts writes items and links, and counts each product once: it is new where all of its items are, updated where one
// of them changed, and skipped where it has none.
func (p *productImporter) putProducts(tx *store.Tx, page *bigcommerce.Page[bigcommerce.Product], made []product) (tally, error) {
	t := tally{
		read: len(page.Rows) + len(page.Bad), unreadable: len(page.Bad), failed: productFailures(page.Bad), notes: productNotes(made),
	}
	if page.Cut {
		t.failed = append(t.failed, store.JobError{Ref: string(ImportProducts), Reason: errCut("/v3/catalog/products").Error()})
	}
	for _, m := range made {
		var out store.PutOutcome
		for _, it := range m.items {
			if err := tx.PutItem(it, &out); err != nil {
				return t, err
			}
		}
		items := out.New + out.Updated + out.Unchanged
		t.items += items
		switch {
		case items == 0:
			t.unchosen++
		case out.New == items:
			t.out.New++
		case out.Unchanged == items:
			t.out.Unchanged++
		default:
			t.out.Updated++
		}
		if err := tx.PutLinks(p.conn.ID, m.id, m.links); err != nil {
			return t, err
		}
	}
	return t, nil
}

// readSKUs completes products of a legacy account, whose list has no variants.
func (p *productImporter) readSKUs(ctx context.Context, rows []bigcommerce.Product) (err error) {
	if !p.client.Legacy() {
		return nil
	}
	for i := range rows {
		if rows[i].InventoryTracking != bigcommerce.TrackVariant {
			continue
		}
		if rows[i].Variants, err = p.client.ProductSKUs(ctx, rows[i].ID); err != nil {
			return err
		}
	}
	return nil
}

func productFailures(bad []*bigcommerce.DecodeError) []store.JobError {
	var failed []store.JobError
	for _, b := range bad {
		failed = append(failed, store.JobError{Ref: b.Row, Reason: b.Error()})
	}
	return failed
}

// productNotes names what can't become an item.
func productNotes(made []product) []store.JobError {
	var notes []store.JobError
	for _, m := range made {
		if m.nameless > 0 {
			notes = append(notes, store.JobError{
				Ref: fmt.Sprintf("product %d", m.id), Reason: fmt.Sprintf("%s: %d of its variants have no sku, so they are no items of the book. Give them one in the store.", m.name, m.nameless),
			})
		}
	}
	return notes
}
