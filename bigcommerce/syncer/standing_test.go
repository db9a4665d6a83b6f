package syncer_test

import (
	"testing"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// An item's standing follows what was told, sold and changed by others, one state after the other.
func TestStandFollowsTheBookAndTheStore(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Products: 20, PlainProducts: true, Seed: 72}, stock)
	skus := w.countAsStore(t)
	stands := func(sku string, want syncer.StandState) syncer.Standing {
		t.Helper()
		all, err := w.engine.Stand(w.conn.ID, []string{sku, skus[3]})
		if err != nil {
			t.Fatal(err)
		}
		list := all[store.NormalSKU(sku)]
		if len(list) != 1 || list[0].State != want || list[0].String() == "" {
			t.Fatalf("%s: %+v, want %s", sku, list, want)
		}
		return list[0]
	}
	push := func() {
		t.Helper()
		if s := w.confirmed(t, syncer.UpdateInventory, syncer.StartOptions{}); s.Err != nil {
			t.Fatal(s.Err)
		}
	}
	stands("nobody's", syncer.StandUncounted)
	w.count(t, "nobody's", 5)
	stands("nobody's", syncer.StandUnsold)
	push()
	stands(skus[0], syncer.StandInStep)
	w.count(t, skus[0], 400)
	if s := stands(skus[0], syncer.StandDiffers); s.Meant != 400 {
		t.Errorf("%+v", s)
	}
	push()
	if s := stands(skus[0], syncer.StandInStep); s.Told != 400 {
		t.Errorf("%+v", s)
	}
	w.sb.PlaceOrders(6)
	if s := w.sync(t, syncer.StartOptions{}); s.Err != nil {
		t.Fatal(s.Err)
	}
	for _, sku := range skus {
		stands(sku, syncer.StandInStep)
	}
	w.sb.SetStock(skus[2], 1, 123)
	w.count(t, skus[2], 700)
	stands(skus[2], syncer.StandDiffers)
	push()
	if s := stands(skus[2], syncer.StandConflict); s.Says == "" {
		t.Errorf("%+v", s)
	}
}

// Explain reads what one item needs, and gives the sum that the plan of the whole book gives.
func TestStandAndExplainAgree(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Products: 20, Orders: 30, Seed: 73}, stock)
	skus := w.countAsStore(t)
	if s := w.sync(t, syncer.StartOptions{}); s.Err != nil {
		t.Fatal(s.Err)
	}
	all, err := w.engine.Stand(w.conn.ID, skus)
	if err != nil {
		t.Fatal(err)
	}
	for _, sku := range skus {
		sums, err := w.engine.Explain(w.conn.ID, sku)
		if err != nil {
			t.Fatal(err)
		}
		stand := all[store.NormalSKU(sku)]
		if len(sums) != len(stand) {
			t.Fatalf("%s: %+v, %+v", sku, sums, stand)
		}
		for i, x := range sums {
			if x.Counted && x.Quantity != stand[i].Meant {
				t.Errorf("%s: explained as %d, stands at %d", sku, x.Quantity, stand[i].Meant)
			}
		}
	}
}

// The diary says where a run was started: where the engine's person sits, or what the run itself says.
func TestActivitySaysFromWhere(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Products: 3, Seed: 74}, stock)
	from := func() string {
		t.Helper()
		list, err := w.book.Activities(1)
		if err != nil || len(list) != 1 {
			t.Fatalf("%+v, %v", list, err)
		}
		return list[0].From
	}
	if w.sync(t, syncer.StartOptions{From: "schedule"}); from() != "schedule" {
		t.Errorf("from %q", from())
	}
	if w.sync(t, syncer.StartOptions{}); from() != "" {
		t.Errorf("from %q", from())
	}
}
