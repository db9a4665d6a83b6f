package store

import (
	"slices"
)

// Link says which product or variant of a store a sku is.
type Link struct {
	SKU       string `json:"sku"`
	ProductID uint64 `json:"product_id"`
	VariantID uint64 `json:"variant_id,omitempty"` // 0: the product as a whole, of one that has variants
	Tracking  string `json:"tracking"`             // what the store counts: "none", "product", "variant"
}

func (l Link) key(c ConnectionID) []byte { return key(uint64(c), l.ProductID, l.VariantID) }

func linkSKUKey(c ConnectionID, sku string) []byte { return append(key(uint64(c)), skuKey(sku)...) }

// PutLinks writes all links of one product: what else was linked to it is forgotten.
func (tx *Tx) PutLinks(c ConnectionID, product uint64, links []Link) error {
	before, err := tx.LinksOf(c, product)
	if err != nil {
		return err
	}
	if slices.Equal(before, links) {
		return nil
	}
	if err := tx.removeLinks(c, before); err != nil {
		return err
	}
	for _, l := range links {
		l.ProductID = product
		if err := save(tx, tableLinks, l.key(c), l); err != nil {
			return err
		}
		if len(skuKey(l.SKU)) == 0 {
			continue
		}
		if err := tx.put(tableLinkSKUs, linkSKUKey(c, l.SKU), key(l.ProductID, l.VariantID)); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) removeLinks(c ConnectionID, links []Link) error {
	for _, l := range links {
		if err := tx.delete(tableLinks, l.key(c)); err != nil {
			return err
		}
		k := linkSKUKey(c, l.SKU)
		// Another product may have taken the sku over.
		if slices.Equal(tx.get(tableLinkSKUs, k), key(l.ProductID, l.VariantID)) {
			if err := tx.delete(tableLinkSKUs, k); err != nil {
				return err
			}
		}
	}
	return nil
}

// LinksOf lists the links of one product.
func (tx *Tx) LinksOf(c ConnectionID, product uint64) ([]Link, error) {
	return tx.scanLinks(key(uint64(c), product), key(uint64(c), product+1))
}

// Links lists all links of a connection, by product.
func (tx *Tx) Links(c ConnectionID) ([]Link, error) { return tx.scanLinks(key(uint64(c)), after(c)) }

// Links lists all links of a connection, by product.
func (b *Book) Links(c ConnectionID) ([]Link, error) {
	return read(b, func(tx *Tx) ([]Link, error) { return tx.Links(c) })
}

func (tx *Tx) scanLinks(from, to []byte) ([]Link, error) {
	var out []Link
	for _, raw := range tx.scan(tableLinks, from, to, false) {
		var l Link
		if err := decode(raw, &l); err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, nil
}

// linkOf reads the link of a product or variant; ErrNotFound.
func (tx *Tx) linkOf(c ConnectionID, product, variant uint64) (Link, error) {
	return load[Link](tx, tableLinks, key(uint64(c), product, variant))
}

// LinkBySKU finds what a sku is in a store; ErrNotFound.
func (tx *Tx) LinkBySKU(c ConnectionID, sku string) (Link, error) {
	at := tx.get(tableLinkSKUs, linkSKUKey(c, sku))
	if len(skuKey(sku)) == 0 || len(at) < 16 {
		return Link{}, ErrNotFound
	}
	return tx.linkOf(c, number(at), number(at[8:]))
}

// LinkBySKU finds what a sku is in a store; ErrNotFound.
func (b *Book) LinkBySKU(c ConnectionID, sku string) (Link, error) {
	return read(b, func(tx *Tx) (Link, error) { return tx.LinkBySKU(c, sku) })
}

// KeepLinks forgets the links of products from one id to another, both included, that are not in kept; a to of 0 has no
// end.
func (tx *Tx) KeepLinks(c ConnectionID, from, to uint64, kept map[uint64]bool) error {
	end := after(c)
	if to != 0 {
		end = key(uint64(c), to+1)
	}
	links, err := tx.scanLinks(key(uint64(c), from), end)
	if err != nil {
		return err
	}
	links = slices.DeleteFunc(links, func(l Link) bool { return kept[l.ProductID] })
	return tx.removeLinks(c, links)
}
