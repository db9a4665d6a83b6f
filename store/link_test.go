package store

import (
	"errors"
	"slices"
	"testing"

	"github.com/shopspring/decimal"
)

func TestLinksFollowWhatTheStoreSells(t *testing.T) {
	b := open(t)
	shirt := []Link{{SKU: "SHIRT", ProductID: 7, Tracking: "variant"}, {SKU: "Shirt-S", ProductID: 7, VariantID: 70, Tracking: "variant"}}
	put := func(product uint64, links ...Link) {
		t.Helper()
		if err := b.Update(func(tx *Tx) error { return tx.PutLinks(1, product, links) }); err != nil {
			t.Fatal(err)
		}
	}
	put(7, shirt...)
	put(9, Link{SKU: "MUG", ProductID: 9, VariantID: 90, Tracking: "product"})
	if l, err := b.LinkBySKU(1, " shirt-s "); err != nil || l != shirt[1] {
		t.Errorf("%+v, %v", l, err)
	}
	if _, err := b.LinkBySKU(2, "shirt-s"); !errors.Is(err, ErrNotFound) {
		t.Errorf("another connection's: %v", err)
	}
	// The sku moves to another product before the first one is read again.
	put(8, Link{SKU: "shirt-S", ProductID: 8, VariantID: 80, Tracking: "product"})
	put(7, shirt[0])
	if l, err := b.LinkBySKU(1, "Shirt-S"); err != nil || l.ProductID != 8 {
		t.Errorf("%+v, %v", l, err)
	}
	if err := b.Update(func(tx *Tx) error { return tx.KeepLinks(1, 8, 0, map[uint64]bool{9: true}) }); err != nil {
		t.Fatal(err)
	}
	left, err := b.Links(1)
	if err != nil || !slices.EqualFunc(left, []uint64{7, 9}, func(l Link, id uint64) bool { return l.ProductID == id }) {
		t.Errorf("%+v, %v", left, err)
	}
	if _, err := b.LinkBySKU(1, "shirt-s"); !errors.Is(err, ErrNotFound) {
		t.Errorf("a removed product's sku: %v", err)
	}
}

func TestItemsAreToldApartBySKUAndCounted(t *testing.T) {
	b := open(t)
	var out PutOutcome
	put := func(it Item) {
		t.Helper()
		if err := b.Update(func(tx *Tx) error { return tx.PutItem(it, &out) }); err != nil {
			t.Fatal(err)
		}
	}
	mug := Item{SKU: "MUG", Name: "Mug", Price: decimal.RequireFromString("4.50")}
	put(mug)
	put(mug)
	mug.Name = "Big mug"
	put(mug)
	put(Item{Name: "no sku"})
	put(Item{SKU: "apple"})
	if out != (PutOutcome{New: 2, Updated: 1, Unchanged: 1}) {
		t.Errorf("%+v", out)
	}
	if it, err := b.Item("mug "); err != nil || it.Name != "Big mug" {
		t.Errorf("%+v, %v", it, err)
	}
	first, _ := b.Items("", 1)
	rest, _ := b.Items("apple", 10)
	if len(first) != 1 || first[0].SKU != "apple" || len(rest) != 1 || rest[0].SKU != "MUG" {
		t.Errorf("%+v, then %+v", first, rest)
	}
}
