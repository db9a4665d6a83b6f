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

func TestShippingTakesFromWhatIsOnHandThenFromComponents(t *testing.T) {
	b := open(t)
	set(t, b, "KIT", 1, 2)
	set(t, b, "Lid", 1, 10)
	if err := b.SetKit(Kit{SKU: "kit", Components: []Component{{SKU: "lid", Quantity: 3}, {SKU: "uncounted", Quantity: 1}}}); err != nil {
		t.Fatal(err)
	}
	take := func(sku string, n int) {
		t.Helper()
		if err := b.Update(func(tx *Tx) error { _, err := tx.takeStock(sku, 1, n); return err }); err != nil {
			t.Fatal(err)
		}
	}
	take("kit", 1)
	if kit, lid := onHand(t, b, "kit", 1), onHand(t, b, "lid", 1); kit != 1 || lid != 10 {
		t.Errorf("one from the shelf: %d kits, %d lids", kit, lid)
	}
	take("kit", 3)
	if kit, lid := onHand(t, b, "kit", 1), onHand(t, b, "lid", 1); kit != 0 || lid != 4 {
		t.Errorf("one from the shelf, two made: %d kits, %d lids", kit, lid)
	}
	take("uncounted", 5)
	if list, _ := b.StockOf("uncounted"); len(list) != 0 {
		t.Errorf("what nobody counted became %+v", list)
	}
	take("LID", 6)
	if n := onHand(t, b, "lid", 1); n != -2 {
		t.Errorf("more shipped than counted: %d", n)
	}
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
