package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
)

func TestCustomersAreFound(t *testing.T) {
	b := open(t)
	one, two := addConnection(t, b, "One"), addConnection(t, b, "Two")
	for _, c := range []Connection{one, two} {
		var batch []Order
		for id := range uint64(60) {
			o := benchOrder(id + 1)
			o.Customer.StoreCustomerID = id % 50 // and guests
			o.Customer.Name = []string{"Ada King", "Édith \"Ed\" Piaf", "Jürgen <Müller>"}[id%3]
			o.Customer.Email = fmt.Sprintf("%d@shop.example", id%50)
			batch = append(batch, o)
		}
		put(t, b, c.ID, batch...)
	}
	all := func(c ConnectionID, text string) (out []FoundCustomer) {
		t.Helper()
		for after, first := "", true; first || after != ""; first = false {
			rows, next, err := b.FindCustomers(t.Context(), c, text, after, 7)
			if err != nil || len(rows) > 7 || next != "" && next == after {
				t.Fatal(len(rows), next, err)
			}
			out, after = append(out, rows...), next
		}
		return out
	}
	for text, want := range map[string]int{"": 50, "ada": 16, "KING": 16, "edith piaf": 17, "ed": 17, "mul": 17, "<müller": 17, "shop.ex": 50, "49": 1, "nobody": 0} {
		rows := all(one.ID, text)
		if n := len(rows); n != want {
			t.Errorf("%q: %d, want %d", text, n, want)
		}
		for _, r := range rows {
			if r.Connection != one.ID || !allFound(queryWords(text), customerWords(&r.Customer)) {
				t.Errorf("%q: %+v", text, r)
			}
		}
		if n := len(all(0, text)); n != 2*len(rows) {
			t.Errorf("%q: %d in both", text, n)
		}
	}
}

func TestItemsAreFound(t *testing.T) {
	b := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := b.Update(func(tx *Tx) error {
		for i := range 2000 {
			if err := tx.PutItem(Item{SKU: fmt.Sprintf("Sku-%04d", i), Name: "A hat", Group: "Hats"}, new(PutOutcome)); err != nil {
				return err
			}
		}
		return tx.PutItem(Item{SKU: "x", Name: "Café cup"}, new(PutOutcome))
	}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := b.FindItems(ctx, "nothing", "", 5); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	rows, next, err := b.FindItems(t.Context(), "hat sku-19", "", 5)
	if err != nil || len(rows) != 5 || rows[0].SKU != "Sku-1900" || next == "" {
		t.Errorf("%+v, %q, %v", rows, next, err)
	}
	if rows, next, err = b.FindItems(t.Context(), "hat sku-19", next, 500); err != nil || len(rows) != 95 || rows[0].SKU != "Sku-1905" || next != "" {
		t.Errorf("%d, %q, %v", len(rows), next, err)
	}
	if rows, _, err = b.FindItems(t.Context(), "CAFE", "", 5); err != nil || len(rows) != 1 {
		t.Errorf("%+v, %v", rows, err)
	}
}

// A call that finds nothing in so many rows says where to go on.
func TestALongLookGoesOnInAnotherCall(t *testing.T) {
	b := open(t)
	if err := b.Update(func(tx *Tx) error {
		for i := range findLook + 10 {
			if err := tx.PutItem(Item{SKU: fmt.Sprintf("s%06d", i), Name: "A hat"}, new(PutOutcome)); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	rows, next, err := b.FindItems(t.Context(), fmt.Sprintf("s%06d", findLook+3), "", 5)
	if err != nil || len(rows) != 0 || next == "" {
		t.Fatalf("%d rows, %q, %v", len(rows), next, err)
	}
	rows, next, err = b.FindItems(t.Context(), fmt.Sprintf("s%06d", findLook+3), next, 5)
	if err != nil || len(rows) != 1 || next != "" || slices.Contains([]string{"", "s000001"}, rows[0].SKU) {
		t.Fatalf("%+v, %q, %v", rows, next, err)
	}
}
