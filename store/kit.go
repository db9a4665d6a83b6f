package store

// Kit is an item that is made of others.
type Kit struct {
	SKU        string      `json:"sku"`
	Components []Component `json:"components"`
}

// Component is so many of an item in one kit.
type Component struct {
	SKU      string `json:"sku"`
	Quantity int    `json:"quantity"`
}

// SetKit writes what a kit is made of; no components: it is no kit any more. Errors: *StockError.
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
	return save(tx, tableKits, skuKey(k.SKU), k)
}

// Kit reads one; ErrNotFound where the item is no kit.
func (tx *Tx) Kit(sku string) (Kit, error) { return load[Kit](tx, tableKits, skuKey(sku)) }

// Kits lists all, by sku.
func (tx *Tx) Kits() ([]Kit, error) { return all[Kit](tx, tableKits) }

// Kits lists all, by sku.
func (b *Book) Kits() ([]Kit, error) { return read(b, (*Tx).Kits) }
