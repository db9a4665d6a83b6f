package syncer_test

import (
	"fmt"
	"net/http"
	"os"
	"slices"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// TestTheStoreEndsUpAsTheBookMeans counts items at random places of the book, has the store sell and misbehave while runs are
// cut short, and lets two runs come to their end. Then the store must show what each sum says, and what nobody counted must
// be as it was.
func TestTheStoreEndsUpAsTheBookMeans(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		folder, err := os.MkdirTemp(dir, "book")
		if err != nil {
			rt.Fatal(err)
		}
		locations := rapid.IntRange(1, 3).Draw(rt, "store locations")
		var mu sync.Mutex
		var live liveRun
		var w *world
		calls := 0
		sell := rapid.SliceOfN(rapid.IntRange(0, 12), 0, 4).Draw(rt, "sold at request")
		cancel := rapid.IntRange(0, 40).Draw(rt, "cancelled at request")
		w2 := newWorld(rt, folder, sandbox.Config{
			Products: rapid.IntRange(1, 12).Draw(rt, "products"), Orders: rapid.IntRange(0, 10).Draw(rt, "orders"),
			Seed: rapid.Uint64Range(1, 200).Draw(rt, "seed"), Locations: locations,
			StockBehaviour: rapid.SampledFrom([]string{sandbox.OrderPlaced, sandbox.OrderCompletedOrShipped}).Draw(rt, "behaviour"),
			OnRequest: func(*http.Request) {
				mu.Lock()
				defer mu.Unlock()
				calls++
				if w != nil && slices.Contains(sell, calls) {
					w.sb.PlaceOrders(1)
				}
				if calls == cancel {
					live.cancel()
				}
			},
		}, syncer.Config{}, stock)
		defer w2.close()
		w = w2
		count := drawCounts(rt, w, locations)
		count()
		lost := rapid.SampledFrom([]float64{0, 0, 0, 0.2}).Draw(rt, "lost answers")
		w.sb.SetFaults(sandbox.Faults{Lost: lost, Error: lost / 3})
		for i := range 4 {
			if i == 2 {
				w.sb.SetFaults(sandbox.Faults{})
				mu.Lock()
				sell, cancel = nil, -1
				mu.Unlock()
				if rapid.Bool().Draw(rt, "counted again") {
					count()
				}
			}
			o := syncer.StartOptions{}
			if s := confirming(&o, func() syncer.Snapshot { return live.toEnd(rt, w, syncer.UpdateInventory, o) }); i >= 2 && (s.Err != nil || s.Job.Failed > 0) {
				rt.Fatalf("%+v", s.Job)
			} else if i == 3 && len(s.Plan.Changes)+len(s.Plan.Conflicts) > 0 {
				rt.Fatalf("a run after a whole one finds %+v, %+v", s.Plan.Changes, s.Plan.Conflicts)
			}
		}
		w.compareStock(rt)
	})
}

// drawCounts links the catalogue, maps the book's two locations and counts some of the items; the function counts anew.
func drawCounts(rt *rapid.T, w *world, locations int) func() {
	if s := w.job(rt, syncer.ImportProducts, syncer.StartOptions{}); s.Err != nil {
		rt.Fatal(s.Err)
	}
	shop := store.Location{Name: "Shop"}
	if err := w.book.SaveLocation(&shop); err != nil {
		rt.Fatal(err)
	}
	w.conn.Locations = rapid.SampledFrom([][]store.LocationID{nil, {1}, {shop.ID}}).Draw(rt, "chosen")
	if rapid.Bool().Draw(rt, "mapped") {
		w.conn.StoreLocations = map[store.LocationID]uint64{1: uint64(locations), shop.ID: 1}
	}
	w.conn.Options.Inventory.SafetyBuffer = rapid.IntRange(0, 3).Draw(rt, "buffer")
	if _, err := w.engine.Save(syncer.Draft{Connection: w.conn}, nil); err != nil {
		rt.Fatal(err)
	}
	var skus []string
	for sku := range w.items(rt) {
		skus = append(skus, sku)
	}
	slices.Sort(skus)
	return func() {
		for _, sku := range skus {
			for _, at := range []store.LocationID{1, shop.ID} {
				if n := rapid.IntRange(-30, 60).Draw(rt, "count"); n >= 0 {
					if err := w.book.SetStock(store.Stock{SKU: sku, Location: at, OnHand: n}); err != nil {
						rt.Fatal(err)
					}
				}
			}
		}
	}
}

// compareStock holds the store's levels against the sums of the book.
func (w *world) compareStock(t testingT) {
	t.Helper()
	names := map[string]int{}
	known, err := w.book.StoreStock(w.conn.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range known.Locations {
		names[l.Name] = int(l.ID)
	}
	for _, r := range w.sb.Stock() {
		if r.Tracking == "none" {
			continue
		}
		all, err := w.engine.Explain(w.conn.ID, r.SKU)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range all {
			if names[x.StoreLocation] == r.LocationID && x.Counted && x.Quantity != r.Level {
				t.Fatal(fmt.Sprintf("%s at %s: the store has %d, the book means %+v", r.SKU, x.StoreLocation, r.Level, x))
			}
		}
	}
}
