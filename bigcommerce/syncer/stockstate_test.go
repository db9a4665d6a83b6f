package syncer_test

import (
	"testing"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
)

func (w *world) stockState(t testingT) syncer.StockState {
	t.Helper()
	s, err := w.engine.StockStateOf(w.conn.ID)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// How the stock stands is told from the book alone: nothing is in step before the first push, everything after it; what is
// counted anew differs until it is pushed, and what the store has sold itself does not.
func TestStockStateFollowsTheBook(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Products: 20, PlainProducts: true, Seed: 71}, stock)
	skus := w.countAsStore(t)
	if s := w.stockState(t); s != (syncer.StockState{}) {
		t.Fatalf("nothing was told yet: %+v", s)
	}
	for _, sku := range skus {
		w.count(t, sku, 500)
	}
	push := func() syncer.Snapshot {
		t.Helper()
		s := w.confirmed(t, syncer.UpdateInventory, syncer.StartOptions{})
		if s.Err != nil {
			t.Fatal(s.Err)
		}
		return s
	}
	push()
	if s := w.stockState(t); s.Told != len(skus) || s.Differ != 0 || s.Sending != 0 || s.At.IsZero() {
		t.Fatalf("everything was told: %+v", s)
	}
	w.count(t, skus[0], 400)
	w.count(t, skus[1], 400)
	if s := w.stockState(t); s.Differ != 2 {
		t.Fatalf("two were counted anew: %+v", s)
	}
	push()
	w.sb.PlaceOrders(6)
	if s := w.sync(t, syncer.StartOptions{}); s.Err != nil {
		t.Fatal(s.Err)
	}
	if s := w.stockState(t); s.Differ != 0 {
		t.Fatalf("the store has taken off what it sold: %+v", s)
	}
	w.sb.SetStock(skus[2], 1, 123)
	w.count(t, skus[2], 700)
	j := push().Job
	counted := syncer.FiguresOf(&j).Conflicts
	j.Conflicts = 0 // as a record of an earlier version
	if named := syncer.FiguresOf(&j).Conflicts; counted != 1 || named != 1 {
		t.Errorf("%d conflicts in the record, %d in its notes", counted, named)
	}
}

// A record tells that a run has stopped to ask, and what.
func TestARecordTellsThatItAsks(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Products: 40, PlainProducts: true, Seed: 72}, stock)
	for _, sku := range w.countAsStore(t) {
		w.count(t, sku, 0)
	}
	s := w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	if asks := syncer.Asks(s.Job); asks == "" || asks != s.Plan.Guard {
		t.Errorf("%q, the plan says %q", asks, s.Plan.Guard)
	}
	if q := w.engine.QuotaOf(w.conn); q.Limit == 0 {
		t.Errorf("the quota is not known: %+v", q)
	}
	if s = w.confirmed(t, syncer.UpdateInventory, syncer.StartOptions{}); syncer.Asks(s.Job) != "" {
		t.Errorf("asks after it was confirmed: %q", syncer.Asks(s.Job))
	}
}
