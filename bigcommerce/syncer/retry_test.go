package syncer_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

func TestWhatFailedIsNamedForARetry(t *testing.T) {
	t.Parallel()
	failed := func(option syncer.Option, refs ...string) store.Job {
		j := store.Job{Option: string(option), State: store.JobDone, Failed: len(refs)}
		for _, ref := range refs {
			j.Errors = append(j.Errors, store.JobError{Ref: ref, Reason: "x"})
		}
		return j
	}
	more := failed(syncer.UpdateInventory, "A-1")
	more.Failed = 500
	undo := failed(syncer.UpdateInventory, "A-1")
	undo.Undo = true
	running := failed(syncer.ImportOrders, "order 3")
	running.State = store.JobRunning
	for name, test := range map[string]struct {
		job  store.Job
		want string
	}{
		"nothing":              {failed(syncer.ImportOrders), "orders [] [] false false"},
		"under way":            {running, "orders [] [] false false"},
		"orders":               {failed(syncer.ImportOrders, "order 9", "order 3", "order 4", "order 4"), "orders [] [{3 4} {9 9}] false true"},
		"the import":           {failed(syncer.ImportOrders, "orders"), "orders [] [] false true"},
		"items":                {failed(syncer.UpdateInventory, "B", "A-1"), "inventory [A-1 B] [] false true"},
		"items and orders":     {failed(syncer.UpdateInventory, "order 9", "A-1"), "inventory [A-1] [] false true"},
		"its orders alone":     {failed(syncer.UpdateInventory, "order 9"), "orders [] [{9 9}] false true"},
		"levels without names": {failed(syncer.UpdateInventory, "Inventory item 5", "A-1"), "inventory [] [] false true"},
		"too many":             {more, "inventory [] [] false true"},
		"an undoing":           {undo, "inventory [A-1] [] true true"},
		"shipments":            {failed(syncer.UpdateOrderStatus, "order 9", "order 9"), "status [order 9] [] false true"},
		"products":             {failed(syncer.ImportProducts, "Product 77"), "products [product 77] [] false true"},
	} {
		option, o, ok := syncer.Retry(test.job)
		if got := fmt.Sprint(option, " ", o.Only, " ", o.Ranges, " ", o.Undo, " ", ok); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

// TestARefusedItemIsRetriedAlone has the store refuse one item, once.
func TestARefusedItemIsRetriedAlone(t *testing.T) {
	t.Parallel()
	var w *world
	var mu sync.Mutex
	bad := uint64(0)
	w = newWorld(t, t.TempDir(), sandbox.Config{Products: 40, PlainProducts: true, Seed: 56, OnRequest: func(r *http.Request) {
		if r.Method != http.MethodPut || !strings.HasSuffix(r.URL.Path, "/absolute") {
			return
		}
		mu.Lock()
		id := bad
		bad = 0
		mu.Unlock()
		if id != 0 {
			w.put(t, "/v3/catalog/products", fmt.Sprintf(`[{"id":%d,"inventory_tracking":"none"}]`, id))
		}
	}}, syncer.Config{ReadBack: quick}, stock)
	defer w.close()
	skus := w.countAsStore(t)
	w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	for _, sku := range skus[:10] {
		w.count(t, sku, 1)
	}
	id := uint64(0)
	for _, row := range w.sb.Stock() {
		if row.SKU == skus[7] {
			id = uint64(row.ProductID)
		}
	}
	mu.Lock()
	bad = id
	mu.Unlock()
	s := w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	if s.Job.Failed != 1 || s.Job.Pushed != 9 || !strings.Contains(s.Job.Errors[0].Reason, "retry") {
		t.Fatalf("%+v", s.Job)
	}
	w.put(t, "/v3/catalog/products", fmt.Sprintf(`[{"id":%d,"inventory_tracking":"product"}]`, id))
	w.count(t, skus[20], 451) // not part of what failed
	option, o, ok := syncer.Retry(s.Job)
	if !ok || !slices.Equal(o.Only, []string{skus[7]}) {
		t.Fatalf("%s %+v", option, o)
	}
	s = w.job(t, option, o)
	if s.Err != nil || s.Job.Pushed != 1 || s.Job.Failed != 0 || w.storeLevels()[skus[7]+" @1"] != 1 || w.storeLevels()[skus[20]+" @1"] == 451 {
		t.Errorf("%+v", s.Job)
	}
}

func TestARefusedShipmentIsRetriedAlone(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Products: 20, Orders: 60, PlainProducts: true, Seed: 78}, shipping)
	if s := w.sync(t, syncer.StartOptions{}); s.Err != nil {
		t.Fatal(s.Err)
	}
	ids := w.recordWhole(t, 3)
	w.sb.ChangeOrder(ids[1], func(c *sandbox.OrderChange) { c.StatusID = bigcommerce.StatusCancelled })
	s := w.job(t, syncer.UpdateOrderStatus, syncer.StartOptions{})
	if s.Job.Failed != 1 || s.Job.Pushed != 2 {
		t.Fatalf("%+v", s.Job)
	}
	w.sb.ChangeOrder(ids[1], func(c *sandbox.OrderChange) { c.StatusID = bigcommerce.StatusAwaitingFulfillment })
	if s := w.sync(t, syncer.StartOptions{}); s.Err != nil {
		t.Fatal(s.Err)
	}
	option, o, ok := syncer.Retry(s.Job)
	if !ok || len(o.Only) != 1 {
		t.Fatalf("%+v", o)
	}
	o.DryRun = true
	if dry := w.job(t, option, o); len(dry.Plan.Changes) == 0 || len(w.posted()) != 2 {
		t.Errorf("%+v", dry.Plan)
	}
	o.DryRun = false
	if s = w.job(t, option, o); s.Err != nil || s.Job.Pushed != 1 || s.Job.Failed != 0 || len(w.posted()) != 3 {
		t.Errorf("%+v", s.Job)
	}
	if s = w.job(t, option, o); s.Job.Pushed != 0 || len(w.posted()) != 3 {
		t.Errorf("twice: %+v", s.Job)
	}
}

func TestProductsAreReadAgainAlone(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Products: 600, PlainProducts: true, Seed: 79}, stock)
	w.job(t, syncer.ImportProducts, syncer.StartOptions{})
	product := w.sb.Stock()[0].ProductID
	w.put(t, "/v3/catalog/products", fmt.Sprintf(`[{"id":%d,"name":"Renamed"}]`, product))
	w.sb.ResetStats()
	s := w.job(t, syncer.ImportProducts, syncer.StartOptions{Only: []string{fmt.Sprint("product ", product), "99999999"}})
	if s.Err != nil || s.Job.Updated != 1 || s.Job.Fetched != 1 || s.Job.Skipped != 1 || w.sb.Stats().Total != 1 {
		t.Fatalf("%+v, %v", s.Job, w.sb.Stats().Requests)
	}
	if _, err := w.engine.Start(w.conn.ID, syncer.ImportProducts, syncer.StartOptions{Only: []string{"SKU-1"}}); err == nil {
		t.Error("a product by its sku")
	}
}
