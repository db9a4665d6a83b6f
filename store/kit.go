package store

import (
	"errors"
	"slices"
	"time"

	"cartwire/store/ledger"
)

// Kit is an item that is made of others.
type Kit struct {
	SKU        string      `json:"sku"`
	Components []Component `json:"components"`
	Since      time.Time   `json:"since,omitzero"` // when it became so
	// Earlier is what it was made of before, oldest first: an order's kit is what it was when the order was placed.
	Earlier []KitVersion `json:"earlier,omitempty"`
}

// KitVersion is what a kit was made of from a time on.
type KitVersion struct {
	Since      time.Time   `json:"since"`
	Components []Component `json:"components"`
}

// Component is so many of an item in one kit.
type Component struct {
	SKU      string `json:"sku"`
	Quantity int    `json:"quantity"`
}

// keptVersions bounds how many earlier versions of a kit are kept.
const keptVersions = 20

// SetKit writes what a kit is made of, for orders placed from now on; no components: it is no kit any more. Errors: *StockError, for a kit
// that would be a part of itself, too.
func (b *Book) SetKit(k Kit) error { return b.Update(func(tx *Tx) error { return tx.SetKit(k) }) }

// SetKit is Book.SetKit within a transaction.
func (tx *Tx) SetKit(k Kit) error {
	own := NormalSKU(k.SKU)
	if own == "" {
		return &StockError{Problem: "A kit needs a sku. Name the item that is made."}
	}
	if len(k.Components) == 0 {
		return tx.delete(tableKits, skuKey(k.SKU))
	}
	seen := map[string]bool{}
	for _, c := range k.Components {
		sku := NormalSKU(c.SKU)
		switch {
		case sku == "":
			return &StockError{SKU: k.SKU, Problem: "One of its components has no sku."}
		case sku == own:
			return &StockError{SKU: k.SKU, Problem: "A kit can't be made of itself."}
		case seen[sku]:
			return &StockError{SKU: k.SKU, Problem: c.SKU + " is there twice. Add the quantities up."}
		case c.Quantity < 1 || c.Quantity > 1_000_000:
			return &StockError{SKU: k.SKU, Problem: "It needs at least one of " + c.SKU + ", and at most a million."}
		}
		seen[sku] = true
	}
	if inner, err := tx.holds(k.Components, own, 0); err != nil {
		return err
	} else if inner != "" {
		return &StockError{SKU: k.SKU, Problem: "A kit can't be a part of itself: " + inner + " is made of it."}
	}
	before, err := tx.Kit(k.SKU)
	switch first := errors.Is(err, ErrNotFound); {
	case err != nil && !first:
		return err
	case first:
		k.Since, k.Earlier = tx.book.now().UTC(), nil
		if err := save(tx, tableKits, skuKey(k.SKU), k); err != nil {
			return err
		}
		return tx.splitOpenLines(own)
	case slices.Equal(before.Components, k.Components):
		return nil
	}
	k.Earlier = append(before.Earlier, KitVersion{before.Since, before.Components})
	k.Earlier, k.Since = k.Earlier[max(0, len(k.Earlier)-keptVersions):], tx.book.now().UTC()
	return save(tx, tableKits, skuKey(k.SKU), k)
}

// holds names the component that is made of a kit, down to leaves; "" for none.
func (tx *Tx) holds(components []Component, kit string, depth int) (string, error) {
	for _, c := range components {
		inner, err := tx.Kit(c.SKU)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return "", err
		}
		deeper := ""
		if depth < 100 {
			if deeper, err = tx.holds(inner.Components, kit, depth+1); err != nil {
				return "", err
			}
		}
		if deeper != "" || slices.ContainsFunc(inner.Components, func(c Component) bool { return NormalSKU(c.SKU) == kit }) {
			return c.SKU, nil
		}
	}
	return "", nil
}

// at is what the kit was made of when an order was placed, or the first version it had after that.
func (k *Kit) at(placed time.Time) []Component {
	versions := append(slices.Clone(k.Earlier), KitVersion{k.Since, k.Components})
	out := versions[0].Components
	for _, v := range versions {
		if !v.Since.After(placed) {
			out = v.Components
		}
	}
	return out
}

// Kit reads one; ErrNotFound where the item is no kit.
func (tx *Tx) Kit(sku string) (Kit, error) { return load[Kit](tx, tableKits, skuKey(sku)) }

// Kits lists all, by sku.
func (tx *Tx) Kits() ([]Kit, error) { return all[Kit](tx, tableKits) }

// Kits lists all, by sku.
func (b *Book) Kits() ([]Kit, error) { return read(b, (*Tx).Kits) }

func partsOf(components []Component) []ledger.Part {
	parts := make([]ledger.Part, len(components))
	for i, c := range components {
		parts[i] = ledger.Part{SKU: NormalSKU(c.SKU), Quantity: c.Quantity}
	}
	return parts
}
