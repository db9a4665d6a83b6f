package store

import (
	"errors"
	"testing"
)

func set(t *testing.T, b *Book, sku string, at LocationID, onHand int) {
	t.Helper()
	if err := b.SetStock(Stock{SKU: sku, Location: at, OnHand: onHand}); err != nil {
		t.Fatal(err)
	}
}

func onHand(t *testing.T, b *Book, sku string, at LocationID) int {
	t.Helper()
	list, err := b.StockOf(sku)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range list {
		if s.Location == at {
			return s.OnHand
		}
	}
	t.Fatalf("%s is not counted at %d: %+v", sku, at, list)
	return 0
}

func TestStockThatCantBeIsRefused(t *testing.T) {
	b := open(t)
	for _, s := range []Stock{{SKU: " ", Location: 1}, {SKU: "a", Location: 1, OnOrder: -1}, {SKU: "a", Location: 1, OnHand: 1 << 40}} {
		var no *StockError
		if err := b.SetStock(s); !errors.As(err, &no) {
			t.Errorf("%+v: %v", s, err)
		}
	}
	if err := b.SetStock(Stock{SKU: "a", Location: 9}); !errors.Is(err, ErrNotFound) {
		t.Errorf("a location that isn't there: %v", err)
	}
	for _, k := range []Kit{
		{Components: []Component{{"a", 1}}}, {SKU: "a", Components: []Component{{"A ", 1}}},
		{SKU: "a", Components: []Component{{"b", 0}}}, {SKU: "a", Components: []Component{{"b", 1}, {"B", 1}}},
	} {
		var no *StockError
		if err := b.SetKit(k); !errors.As(err, &no) {
			t.Errorf("%+v: %v", k, err)
		}
	}
}

func TestStockIsPagedAndGoesWithItsLocation(t *testing.T) {
	b := open(t)
	shop := Location{Name: "Shop"}
	if err := b.SaveLocation(&shop); err != nil {
		t.Fatal(err)
	}
	for _, sku := range []string{"b", "a", "ab", "a!"} {
		set(t, b, sku, 1, 1)
		set(t, b, sku, shop.ID, 2)
	}
	var seen []string
	after, at := "", LocationID(0)
	for {
		page, err := b.StockPage(after, at, 3)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range page {
			seen = append(seen, s.SKU)
			after, at = s.SKU, s.Location
		}
		if len(page) < 3 {
			break
		}
	}
	if len(seen) != 8 || seen[0] != "a" || seen[7] != "b" {
		t.Errorf("%q", seen)
	}
	if err := b.RemoveLocation(shop.ID); err != nil {
		t.Fatal(err)
	}
	if page, _ := b.StockPage("", 0, 100); len(page) != 4 {
		t.Errorf("%+v", page)
	}
}
