package syncer_test

import (
	"fmt"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// estimated holds what a run costs against what was told before it, which costs nothing itself.
func (w *world) estimated(t *testing.T, option syncer.Option, o syncer.StartOptions) syncer.Snapshot {
	t.Helper()
	w.sb.ResetStats()
	e, err := w.engine.Estimate(w.conn.ID, option, o)
	if err != nil || w.sb.Stats().Total != 0 {
		t.Fatal(err, w.sb.Stats().Requests)
	}
	s := w.job(t, option, o)
	if s.Err != nil {
		t.Fatal(s.Err)
	}
	n := w.sb.Stats().Total
	// A store that does not heed the cursor over products costs one more.
	if n < e.Requests || (n > e.Requests+1 && !e.AtLeast) || n > e.Requests+3 {
		t.Errorf("%s %+v: %d requests, told %+v: %v", option, o, n, e, w.sb.Stats().Requests)
	}
	return s
}

func TestWhatARunCostsIsToldBeforeIt(t *testing.T) {
	t.Parallel()
	w := impatient(t, sandbox.Config{Products: 2600, PlainProducts: true, Orders: 30, Seed: 95}, shipping)
	if e, err := w.engine.Estimate(w.conn.ID, syncer.ImportOrders, syncer.StartOptions{}); err != nil || !e.AtLeast {
		t.Errorf("an empty book: %+v, %v", e, err)
	}
	skus := w.countAsStore(t)
	w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	w.estimated(t, syncer.ImportOrders, syncer.StartOptions{})
	w.estimated(t, syncer.ImportProducts, syncer.StartOptions{})
	for _, sku := range skus[:30] {
		w.count(t, sku, w.counted(t, []string{sku})[sku]+1)
	}
	w.estimated(t, syncer.UpdateInventory, syncer.StartOptions{DryRun: true})
	if s := w.estimated(t, syncer.UpdateInventory, syncer.StartOptions{}); s.Job.Pushed != 30 {
		t.Errorf("%+v", s.Job)
	}
	w.estimated(t, syncer.UpdateInventory, syncer.StartOptions{Undo: true})
	w.estimated(t, syncer.UpdateInventory, syncer.StartOptions{Only: skus[:3]})
	w.estimated(t, syncer.UpdateInventory, syncer.StartOptions{})
	w.estimated(t, syncer.UpdateOrderStatus, syncer.StartOptions{})
	w.recordWhole(t, 4)
	e, err := w.engine.Estimate(w.conn.ID, syncer.UpdateOrderStatus, syncer.StartOptions{})
	w.sb.ResetStats()
	s := w.job(t, syncer.UpdateOrderStatus, syncer.StartOptions{})
	// The store may move an order by itself, and then its status needs no request.
	if n := w.sb.Stats().Total; err != nil || s.Job.Pushed != 4 || n > e.Requests || n < e.Requests-4 {
		t.Errorf("%d requests, told %+v", n, e)
	}
	if e, err := w.engine.Estimate(w.conn.ID, syncer.Reconcile, syncer.StartOptions{}); err != nil || e.Requests < 4 || !e.AtLeast {
		t.Errorf("%+v, %v", e, err)
	}
	for option, o := range map[syncer.Option]syncer.StartOptions{"nothing": {}, syncer.ImportOrders: {Undo: true}} {
		if _, err := w.engine.Estimate(w.conn.ID, option, o); err == nil {
			t.Errorf("%s %+v has a cost", option, o)
		}
	}
}

func TestACostIsSaidInASentence(t *testing.T) {
	t.Parallel()
	for want, e := range map[string]syncer.Estimate{
		"No request.":         {},
		"About 1 request.":    {Requests: 1},
		"At least 1 request.": {AtLeast: true},
		"About 12 requests, 3 s at the store's quota.":                  {Requests: 12, Time: 2700 * time.Millisecond},
		"At least 2 requests, less than a second at the store's quota.": {Requests: 2, AtLeast: true, Time: 444 * time.Millisecond},
		"About 4,000 requests, 15 min at the store's quota.":            {Requests: 4000, Time: 889 * time.Second},
		"About 40,000 requests, 2 h at the store's quota.":              {Requests: 40000, Time: 8889 * time.Second},
	} {
		if got := e.Sentence(); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestACostIsTimedAtTheQuotaLastSeen(t *testing.T) {
	t.Parallel()
	w := impatient(t, sandbox.Config{Products: 10, Seed: 96, Quota: sandbox.Limit{Requests: 100, Window: 30 * time.Second}}, store.ConnectionOptions{ImportProducts: true})
	if e, _ := w.engine.Estimate(w.conn.ID, syncer.ImportProducts, syncer.StartOptions{}); e.Time != 0 {
		t.Errorf("nothing was asked yet: %+v", e)
	}
	w.job(t, syncer.ImportProducts, syncer.StartOptions{})
	e, err := w.engine.Estimate(w.conn.ID, syncer.ImportProducts, syncer.StartOptions{})
	if want := 30 * time.Second / 90; err != nil || e.Requests != 1 || e.Time != want {
		t.Errorf("%s, %v", fmt.Sprint(e), err)
	}
}
