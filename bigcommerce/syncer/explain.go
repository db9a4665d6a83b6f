package syncer

import (
	"errors"
	"slices"

	"cartwire/store"
)

// Explanation is the sum behind the quantity of one item at one location of the store.
type Explanation struct {
	SKU           string
	StoreLocation string // its name, or "store location 1"
	Quantity      int    // what the store is to show
	Counted       bool   // false: the book counts none of it, so the store is told nothing
	Terms         []Term
}

// Explain says why an item has the quantity it has for a connection, one explanation for each of the store's locations.
// An item that the store counts as a part of its product is explained as that product. Errors: store.ErrNotFound for a
// connection that isn't there.
func (e *Engine) Explain(id store.ConnectionID, sku string) (out []Explanation, err error) {
	err = e.book.View(func(tx *store.Tx) error {
		conn, err := tx.Connection(id)
		if err != nil {
			return err
		}
		l, err := emptyLedger(tx, conn)
		if err != nil {
			return err
		}
		skus, err := countedTogether(tx, conn.ID, sku)
		if err != nil {
			return err
		}
		if err := l.readItems(tx, skus); err != nil {
			return err
		}
		buffer := conn.Options.Inventory.SafetyBuffer
		for _, p := range l.places() {
			x := Explanation{SKU: sku, StoreLocation: l.placeName(p)}
			x.Counted = slices.ContainsFunc(skus, func(s string) bool { return l.counted(s, p.books) })
			x.Quantity, buffer, x.Terms = l.sum(skus, p.books, buffer, p.main)
			out = append(out, x)
		}
		return nil
	})
	return out, err
}

// countedTogether lists the normal skus whose stock the store counts as one: all of a product that is tracked as a whole,
// else the one.
func countedTogether(tx *store.Tx, c store.ConnectionID, sku string) ([]string, error) {
	link, err := tx.LinkBySKU(c, sku)
	if errors.Is(err, store.ErrNotFound) || (err == nil && link.Tracking != trackedWhole) {
		return []string{store.NormalSKU(sku)}, nil
	}
	if err != nil {
		return nil, err
	}
	links, err := tx.LinksOf(c, link.ProductID)
	return skusOf(links), err
}

// skusOf lists the normal skus of links, each once.
func skusOf(links []store.Link) []string {
	var out []string
	for _, l := range links {
		if sku := store.NormalSKU(l.SKU); sku != "" && !slices.Contains(out, sku) {
			out = append(out, sku)
		}
	}
	return out
}
