package store

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"unicode"

	"github.com/shopspring/decimal"
)

// Item is something the book counts, told apart by its sku, whatever its case. Several stores may sell it.
type Item struct {
	SKU   string          `json:"sku"`
	Name  string          `json:"name"`
	Group string          `json:"group,omitempty"`
	Price decimal.Decimal `json:"price"`
}

// maxSKUKey bounds a sku in a key; stores allow 255 characters.
const maxSKUKey = 300

// skuKey is a sku as it stands in keys: equal skus have one, whatever their case and the spaces around them.
func skuKey(sku string) []byte {
	k := strings.ToLower(strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, sku)))
	if len(k) > maxSKUKey {
		sum := sha256.Sum256([]byte(k))
		k = k[:maxSKUKey-2*len(sum)] + hex.EncodeToString(sum[:])
	}
	return []byte(k)
}

// NormalSKU is what equal skus have in common, whatever their case and the spaces around them; "" for no sku.
func NormalSKU(sku string) string { return string(skuKey(sku)) }

// Item reads one by its sku; ErrNotFound.
func (b *Book) Item(sku string) (Item, error) {
	return read(b, func(tx *Tx) (Item, error) { return tx.Item(sku) })
}

// Item reads one by its sku; ErrNotFound.
func (tx *Tx) Item(sku string) (Item, error) {
	k := skuKey(sku)
	if len(k) == 0 {
		return Item{}, ErrNotFound
	}
	return load[Item](tx, tableItems, k)
}

// PutItem writes an item and counts in out whether it is new, changed or as it was. One without a sku is left out.
func (tx *Tx) PutItem(it Item, out *PutOutcome) error {
	k := skuKey(it.SKU)
	if len(k) == 0 {
		return nil
	}
	before, err := load[Item](tx, tableItems, k)
	switch {
	case errors.Is(err, ErrNotFound):
		out.New++
	case err != nil:
		return err
	case before.SKU == it.SKU && before.Name == it.Name && before.Group == it.Group && before.Price.Equal(it.Price):
		out.Unchanged++
		return nil
	default:
		out.Updated++
	}
	return save(tx, tableItems, k, it)
}

// Items lists at most limit items by sku, those behind the sku after ("": from the first).
func (b *Book) Items(after string, limit int) ([]Item, error) {
	return read(b, func(tx *Tx) ([]Item, error) {
		var from []byte
		if after != "" {
			from = append(skuKey(after), 0)
		}
		var out []Item
		for _, raw := range tx.scan(tableItems, from, nil, false) {
			var it Item
			if err := decode(raw, &it); err != nil {
				return nil, err
			}
			if out = append(out, it); len(out) == limit {
				break
			}
		}
		return out, nil
	})
}
