package syncer_test

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

func TestAnotherPersonsChangeIsAConflictAndASaleIsNone(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Products: 30, PlainProducts: true, Seed: 54}, stock)
	skus := w.countAsStore(t)
	for _, sku := range skus {
		w.count(t, sku, 500)
	}
	if s := w.confirmed(t, syncer.UpdateInventory, syncer.StartOptions{}); s.Err != nil || s.Job.Pushed == 0 {
		t.Fatalf("%+v", s)
	}
	if s := w.job(t, syncer.UpdateInventory, syncer.StartOptions{}); s.Err != nil || s.Job.Pushed != 0 { // which sees that the store shows them
		t.Fatalf("%+v", s)
	}
	// Somebody sets one in the control panel, the book counts it anew; orders sell others, and one of those is counted anew.
	w.sb.SetStock(skus[0], 1, 123)
	w.count(t, skus[0], 600)
	w.sb.PlaceOrders(6)
	held := w.openPieces(t)
	sold := slices.Sorted(maps.Keys(held))
	sold = slices.DeleteFunc(sold, func(sku string) bool { return sku == store.NormalSKU(skus[0]) })
	w.count(t, sold[0], 900)
	s := w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	if s.Err != nil || len(s.Plan.Conflicts) != 1 || s.Plan.Conflicts[0].SKU != skus[0] || s.Plan.Conflicts[0].Store > 123 || s.Job.Pushed != 1 {
		t.Fatalf("%+v\n%+v", s.Plan.Conflicts, s.Job)
	}
	for sku, n := range w.storeLevels() {
		sku = strings.TrimSuffix(store.NormalSKU(sku), " @1")
		want := 500 - held[sku]
		switch sku {
		case store.NormalSKU(skus[0]):
			want = s.Plan.Conflicts[0].Store
		case sold[0]:
			want = 900 - held[sku]
		}
		if n != want {
			t.Errorf("%s: %d, want %d", sku, n, want)
		}
	}
	s = w.job(t, syncer.UpdateInventory, syncer.StartOptions{Overwrite: []string{strings.ToLower(skus[0])}})
	if _, asks := errors.AsType[*syncer.GuardError](s.Err); !asks || w.storeLevels()[skus[0]+" @1"] > 123 {
		t.Errorf("overwritten without a confirmation: %+v", s.Job)
	}
	s = w.confirmed(t, syncer.UpdateInventory, syncer.StartOptions{Overwrite: []string{strings.ToLower(skus[0])}})
	if n := w.storeLevels()[skus[0]+" @1"]; s.Err != nil || len(s.Plan.Conflicts) != 0 || n != 600-held[store.NormalSKU(skus[0])] {
		t.Errorf("%d, %+v", n, s.Plan)
	}
}

func TestAPushThatEmptiesTooMuchStopsAndAsks(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Products: 40, PlainProducts: true, Seed: 55}, stock)
	for _, sku := range w.countAsStore(t) {
		w.count(t, sku, 0)
	}
	before := w.sb.Fingerprint()
	s := w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	if _, ok := errors.AsType[*syncer.GuardError](s.Err); !ok || w.sb.Fingerprint() != before || s.Plan.Guard == "" {
		t.Fatalf("%+v", s)
	}
	s = w.confirmed(t, syncer.UpdateInventory, syncer.StartOptions{})
	if s.Err != nil || s.Job.Pushed == 0 {
		t.Fatalf("%+v", s)
	}
	for sku, n := range w.storeLevels() {
		if n != 0 {
			t.Errorf("%s: %d", sku, n)
		}
	}
}

// TestWhatBecomesRefusedIsFoundByHalving switches tracking off for some products between the plan and the push.
func TestWhatBecomesRefusedIsFoundByHalving(t *testing.T) {
	t.Parallel()
	var w *world
	var mu sync.Mutex
	bad, once := []string{}, false
	w = newWorld(t, t.TempDir(), sandbox.Config{Products: 60, PlainProducts: true, Seed: 56, OnRequest: func(r *http.Request) {
		mu.Lock()
		if once || r.Method != http.MethodPut || !strings.HasSuffix(r.URL.Path, "/absolute") {
			mu.Unlock()
			return
		}
		once = true
		mu.Unlock()
		for _, row := range w.sb.Stock() {
			if slices.Contains(bad, row.SKU) {
				w.put(t, "/v3/catalog/products", fmt.Sprintf(`[{"id":%d,"inventory_tracking":"none"}]`, row.ProductID))
			}
		}
	}}, syncer.Config{}, stock)
	defer w.close()
	skus := w.countAsStore(t)
	for _, sku := range skus {
		w.count(t, sku, 450)
	}
	mu.Lock()
	bad = append(bad, skus[7], skus[8], skus[41])
	mu.Unlock()
	s := w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	if s.Err != nil || s.Job.Failed != 3 || s.Job.Pushed != len(skus)-3 {
		t.Fatalf("%+v", s.Job)
	}
	for _, e := range s.Job.Errors {
		if !slices.Contains(bad, e.Ref) || !strings.Contains(e.Reason, "tracking") {
			t.Errorf("%+v", e)
		}
	}
	// The next run finds them beforehand.
	if s = w.job(t, syncer.UpdateInventory, syncer.StartOptions{}); s.Err != nil || s.Job.Failed != 0 || s.Job.Skipped != 3 || writes(w.sb.Stats()) == 0 {
		t.Errorf("%+v", s.Job)
	}
}

// TestAChangeRightAfterAPushIsAConflict: what somebody books in the store moments after a push, before any run has seen the store show
// it, is neither what the store had before nor a sale.
func TestAChangeRightAfterAPushIsAConflict(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Products: 10, PlainProducts: true, Seed: 54}, stock)
	sku := w.countAsStore(t)[0]
	w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	level := w.storeLevels()[sku+" @1"]
	w.count(t, sku, level-1)
	if s := w.job(t, syncer.UpdateInventory, syncer.StartOptions{}); s.Err != nil || s.Job.Pushed != 1 {
		t.Fatalf("%+v", s.Job)
	}
	for _, count := range []int{level - 1, level - 3} { // in step with what was sent, and less by then
		w.count(t, sku, count)
		w.sb.SetStock(sku, 1, level+1)
		s := w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
		if n := w.storeLevels()[sku+" @1"]; s.Err != nil || len(s.Plan.Conflicts) != 1 || n != level+1 {
			t.Errorf("counted %d: the store has %d, not %d; %+v", count, n, level+1, s.Job)
		}
	}
}

// TestANumberThatWasThereLatelyRisesWithoutAQuestion sends much, then little, then much again: what is no more than the highest
// number of 90 days is no rise beyond reason.
func TestANumberThatWasThereLatelyRisesWithoutAQuestion(t *testing.T) {
	w := fixture(t, sandbox.Config{Products: 8, PlainProducts: true, Seed: 54}, stock)
	sku := w.countAsStore(t)[0]
	for _, n := range []int{500, 2} {
		w.count(t, sku, n)
		for range 2 { // the second sees that the store shows it
			if s := w.confirmed(t, syncer.UpdateInventory, syncer.StartOptions{}); s.Err != nil {
				t.Fatal(s.Err)
			}
		}
	}
	w.count(t, sku, 450)
	if s := w.job(t, syncer.UpdateInventory, syncer.StartOptions{}); s.Err != nil || s.Job.Pushed != 1 {
		t.Errorf("%v, %+v", s.Err, s.Job)
	}
	w.count(t, sku, 40_000)
	if s := w.job(t, syncer.UpdateInventory, syncer.StartOptions{}); s.Err == nil || s.Job.Pushed != 0 {
		t.Errorf("40,000 were sent without a question: %+v", s.Job)
	}
}
