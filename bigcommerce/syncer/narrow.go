package syncer

import (
	"errors"
	"maps"
	"slices"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// mostNarrow is how many products' levels are asked for by their ids; beyond it reading all is no dearer.
const mostNarrow = 4 * bigcommerce.MaxPage

// items lists the normal skus that a run is about: what the book counts, or those of them that were named.
func (j *inventoryJob) items() (map[string]bool, error) {
	all, err := j.ledger.items()
	if err != nil || len(j.options.Only) == 0 {
		return all, err
	}
	chosen := map[string]bool{}
	for _, sku := range j.options.Only {
		if sku = store.NormalSKU(sku); all[sku] {
			chosen[sku] = true
		}
	}
	return chosen, nil
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
	all, err := j.ledger.items()
	if err != nil {
		return nil, err
	}
	for _, sku := range j.options.Only {
		if !all[store.NormalSKU(sku)] {
			out = append(out, Skip{Ref: sku, SKU: sku, Reason: "The book counts no such item. Count it, or correct the sku."})
		}
	}
	return out, nil
}

// shown is what the store has, for the guard rails: what was read, and where that was narrowed down, what it was last told
// of the rest.
func (j *inventoryJob) shown() map[store.Target]int {
	if !j.partly {
		return j.levels.rows
	}
	all := map[store.Target]int{}
	for target, p := range j.pushed {
		all[target] = p.Quantity
	}
	maps.Copy(all, j.levels.rows)
	return all
}
