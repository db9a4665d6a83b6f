package syncer

import (
	"errors"
	"iter"
	"maps"
	"slices"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// mostNarrow is how many products' levels are asked for by their ids; beyond it reading all is no dearer.
const mostNarrow = 4 * bigcommerce.MaxPage

// items gives the normal skus that a run is about, sorted: what the book counts, or those of them that were named.
func (j *inventoryJob) items() (iter.Seq[string], error) {
	all, err := j.ledger.items()
	if err != nil || len(j.options.Only) == 0 {
		return all, err
	}
	only := j.only()
	return func(yield func(string) bool) {
		for sku := range all {
			if only[sku] && !yield(sku) {
				return
			}
		}
	}, nil
}

// only are the normal skus that a run was narrowed down to; nil where it wasn't.
func (j *inventoryJob) only() map[string]bool {
	if len(j.options.Only) == 0 {
		return nil
	}
	out := map[string]bool{}
	for _, sku := range j.options.Only {
		out[store.NormalSKU(sku)] = true
	}
	return out
}

// chosenProducts are the products of a run that is narrowed down; none where all levels have to be read: there is no such
// narrowing, it names too many, or the store's name for one isn't known.
func (j *inventoryJob) chosenProducts() ([]uint64, error) {
	ids := map[uint64]bool{}
	for _, sku := range j.options.Only {
		link, err := j.book.LinkBySKU(j.conn.ID, sku)
		if errors.Is(err, store.ErrNotFound) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		ids[link.ProductID] = true
	}
	if len(ids) > mostNarrow {
		return nil, nil
	}
	return slices.Sorted(maps.Keys(ids)), nil
}

// unknownItems names what a run was narrowed down to and the book doesn't count.
func (j *inventoryJob) unknownItems() (out []Skip, err error) {
	unknown := j.only()
	if unknown == nil {
		return nil, nil
	}
	items, err := j.items()
	if err != nil {
		return nil, err
	}
	for sku := range items {
		delete(unknown, sku)
	}
	for _, sku := range j.options.Only {
		if unknown[store.NormalSKU(sku)] {
			out = append(out, Skip{Ref: sku, SKU: sku, Reason: "The book counts no such item. Count it, or correct the sku."})
		}
	}
	return out, nil
}

// shown is what the store has of a change's level, for the guard rails: what was read, and where that was narrowed down, what was
// sent last.
func (j *inventoryJob) shown(c *Change) int {
	n, known := j.levels.shown(c.target)
	if !known && j.partly && c.sent != nil {
		n = c.sent.Quantity
	}
	return n
}

// inStock counts the levels of the store that aren't empty, and their pieces, as shown does.
func (j *inventoryJob) inStock() (levels, pieces int, err error) {
	add := func(n int) {
		if n > 0 {
			levels, pieces = levels+1, pieces+n
		}
	}
	for _, row := range j.levels.rows {
		add(row.shown)
	}
	if !j.partly {
		return levels, pieces, nil
	}
	err = j.book.View(func(tx *store.Tx) error {
		for p, err := range tx.Pushes(j.conn.ID) {
			if err != nil {
				return err
			}
			if _, read := j.levels.find(p.Target); !read {
				add(p.Quantity)
			}
		}
		return nil
	})
	return levels, pieces, err
}
