package store

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Stock is what the book counts of an item at a location. An item is counted where it has a row, be it of zeros; one
// that was never counted has none, and no store is told anything of it.
type Stock struct {
	SKU            string     `json:"sku"`
	Location       LocationID `json:"location_id"`
	OnHand         int        `json:"on_hand"` // below 0 where more was shipped than counted
	OnOrder        int        `json:"on_order,omitempty"`
	VendorQuantity int        `json:"vendor_quantity,omitempty"`
	Changed        time.Time  `json:"changed"`
}

// StockError says why a count or a kit can't be kept.
type StockError struct{ SKU, Problem string }

func (e *StockError) Error() string {
	if e.SKU == "" {
		return e.Problem
	}
	return fmt.Sprintf("%s: %s", e.SKU, e.Problem)
}

// maxCount bounds a count: stores take no more (catalog spec, inventory_level).
const maxCount = 2_147_483_647

func stockKey(sku string, at LocationID) []byte {
	return append(append(skuKey(sku), 0), key(uint64(at))...)
}

// SetStock writes a count. Errors: *StockError, ErrNotFound for a location that the book doesn't have.
func (b *Book) SetStock(s Stock) error { return b.Update(func(tx *Tx) error { return tx.SetStock(s) }) }

// SetStock is Book.SetStock within a transaction.
func (tx *Tx) SetStock(s Stock) error {
	if len(skuKey(s.SKU)) == 0 {
		return &StockError{Problem: "A count needs a sku. Name the item it is of."}
	}
	for _, n := range []int{s.OnHand, s.OnOrder, s.VendorQuantity} {
		if n > maxCount || n < -maxCount {
			return &StockError{SKU: s.SKU, Problem: fmt.Sprintf("%d is more than can be counted.", n)}
		}
	}
	if s.OnOrder < 0 || s.VendorQuantity < 0 {
		return &StockError{SKU: s.SKU, Problem: "What is on order or at the vendor can't be less than nothing."}
	}
	if tx.get(tableLocations, key(uint64(s.Location))) == nil {
		return ErrNotFound
	}
	s.Changed = tx.book.now().UTC()
	return save(tx, tableStock, stockKey(s.SKU, s.Location), s)
}

// StockAt reads one count; ErrNotFound where the item isn't counted there.
func (tx *Tx) StockAt(sku string, at LocationID) (Stock, error) {
	return load[Stock](tx, tableStock, stockKey(sku, at))
}

// StockOf lists an item's counts by location.
func (b *Book) StockOf(sku string) ([]Stock, error) {
	return read(b, func(tx *Tx) ([]Stock, error) {
		from := append(skuKey(sku), 0)
		return tx.scanStock(from, append(skuKey(sku), 1), 0)
	})
}

// StockPage lists at most limit counts by sku and location, those behind the count of a sku at a location ("": from the
// first).
func (b *Book) StockPage(after string, at LocationID, limit int) ([]Stock, error) {
	return read(b, func(tx *Tx) ([]Stock, error) {
		var from []byte
		if after != "" {
			from = append(stockKey(after, at), 0)
		}
		return tx.scanStock(from, nil, limit)
	})
}

// AllStock lists every count.
func (tx *Tx) AllStock() ([]Stock, error) { return tx.scanStock(nil, nil, 0) }

func (tx *Tx) scanStock(from, to []byte, limit int) ([]Stock, error) {
	var out []Stock
	for _, raw := range tx.scan(tableStock, from, to, false) {
		var s Stock
		if err := decode(raw, &s); err != nil {
			return nil, err
		}
		if out = append(out, s); len(out) == limit {
			break
		}
	}
	return out, nil
}

// takeStock lowers what is on hand by what was shipped. Of a kit that is not on hand, its components are taken; what is
// not counted at the location stays uncounted.
func (tx *Tx) takeStock(sku string, at LocationID, quantity int) (taken []Taken, err error) {
	s, err := tx.StockAt(sku, at)
	counted := err == nil
	if err != nil && !errors.Is(err, ErrNotFound) {
		return nil, err
	}
	kit, err := tx.Kit(sku)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return nil, err
	}
	built := 0
	if err == nil {
		built = max(0, quantity-max(0, s.OnHand))
		for _, c := range kit.Components {
			taken = append(taken, Taken{c.SKU, built * c.Quantity})
		}
	}
	if counted {
		taken = append(taken, Taken{sku, quantity - built})
	}
	taken = slices.DeleteFunc(taken, func(t Taken) bool {
		_, err := tx.StockAt(t.SKU, at)
		return t.Quantity == 0 || errors.Is(err, ErrNotFound)
	})
	for _, t := range taken {
		if err := tx.takeCount(t.SKU, at, t.Quantity); err != nil {
			return nil, err
		}
	}
	return taken, nil
}

func (tx *Tx) takeCount(sku string, at LocationID, quantity int) error {
	s, err := tx.StockAt(sku, at)
	if errors.Is(err, ErrNotFound) || quantity == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	s.OnHand = max(-maxCount, s.OnHand-quantity)
	return tx.SetStock(s)
}

// removeStockAt forgets the counts of a location that is removed.
func (tx *Tx) removeStockAt(id LocationID) error {
	var keys [][]byte
	suffix := append([]byte{0}, key(uint64(id))...)
	for k := range tx.scan(tableStock, nil, nil, false) {
		if bytes.HasSuffix(k, suffix) {
			keys = append(keys, bytes.Clone(k))
		}
	}
	return tx.deleteAll(tableStock, keys)
}

// ForgetStock takes a count out of the book: the item isn't counted there any more.
func (tx *Tx) ForgetStock(sku string, at LocationID) error {
	return tx.delete(tableStock, stockKey(sku, at))
}
