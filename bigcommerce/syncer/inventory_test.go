package syncer_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

var stock = store.ConnectionOptions{ImportOrders: true, UpdateInventory: true}

// storeLevels is what the store holds, by sku and location.
func (w *world) storeLevels() map[string]int {
	levels := map[string]int{}
	for _, r := range w.sb.Stock() {
		levels[fmt.Sprint(r.SKU, " @", r.LocationID)] = r.Level
	}
	return levels
}

// countAsStore counts every item in the book as the store has it at its first location.
func (w *world) countAsStore(t testingT) []string {
	t.Helper()
	w.job(t, syncer.ImportProducts, syncer.StartOptions{})
	if s := w.sync(t, syncer.StartOptions{}); s.Err != nil {
		t.Fatal(s.Err)
	}
	held := w.heldPieces(t)
	var skus []string
	err := w.book.Update(func(tx *store.Tx) error {
		for _, r := range w.sb.Stock() {
			if r.Tracking == "none" || r.LocationID != 1 {
				continue
			}
			skus = append(skus, r.SKU)
			s := store.Stock{SKU: r.SKU, Location: 1, OnHand: r.Level + held[store.NormalSKU(r.SKU)]}
			if err := tx.SetStock(s); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return skus
}

func (w *world) count(t testingT, sku string, onHand int) {
	t.Helper()
	if err := w.book.SetStock(store.Stock{SKU: sku, Location: 1, OnHand: onHand}); err != nil {
		t.Fatal(err)
	}
}

func writes(s sandbox.Stats) int {
	n := 0
	for what, times := range s.Requests {
		if !strings.HasPrefix(what, http.MethodGet) {
			n += times
		}
	}
	return n
}

// TestTenThousandItemsCostTenReadsAndOneWrite is the budget of DESIGN.
func TestTenThousandItemsCostTenReadsAndOneWrite(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Products: 10_000, PlainProducts: true, Seed: 51}, stock)
	skus := w.countAsStore(t)
	w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	levels := w.storeLevels()
	for _, sku := range skus[:50] {
		w.count(t, sku, levels[sku+" @1"]+1)
	}
	want := w.counted(t, skus[:50])
	w.sb.ResetStats()
	s := w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	stats := w.sb.Stats()
	if s.Err != nil || s.Job.Pushed != 50 || stats.Requests["GET /v3/inventory/items"] != 10 || writes(stats) != 1 {
		t.Fatalf("%v\n%+v", stats.Requests, s)
	}
	if n := stats.Total; n > 14 { // the orders once more right after the write
		t.Errorf("%d requests: %v", n, stats.Requests)
	}
	levels = w.storeLevels()
	for _, sku := range skus[:50] {
		if n := levels[sku+" @1"]; n != want[sku] {
			t.Errorf("%s: %d, want %d", sku, n, want[sku])
		}
	}
	w.sb.ResetStats()
	again := w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	if again.Err != nil || again.Job.Pushed != 0 || writes(w.sb.Stats()) != 0 || again.Plan.InStep != 10_000 {
		t.Errorf("nothing changed: %v, %+v", w.sb.Stats().Requests, again.Job)
	}
}

// counted is what the book has on hand of items at its first location.
func (w *world) counted(t testingT, skus []string) map[string]int {
	t.Helper()
	out := map[string]int{}
	for _, sku := range skus {
		list, err := w.book.StockOf(sku)
		if err != nil || len(list) == 0 {
			t.Fatal(sku, list, err)
		}
		out[sku] = list[0].OnHand
	}
	return out
}

func TestADryRunShowsThePlanAndChangesNothing(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Products: 40, Orders: 20, Seed: 52}, stock)
	skus := w.countAsStore(t)
	w.count(t, skus[3], 777)
	before := w.sb.Fingerprint()
	s := w.job(t, syncer.UpdateInventory, syncer.StartOptions{DryRun: true})
	if s.Err != nil || s.Plan == nil || len(s.Plan.Changes) != 1 || w.sb.Fingerprint() != before || writes(w.sb.Stats()) != 0 {
		t.Fatalf("%+v", s)
	}
	c := s.Plan.Changes[0]
	sum := 0
	for _, term := range c.Why {
		sum += term.Quantity
	}
	if c.SKU != skus[3] || !c.Known || c.New != sum || c.Location == "" || c.Ref == "" || s.Plan.Requests != 1 || s.Plan.Route != syncer.RouteInventory {
		t.Errorf("%+v", s.Plan)
	}
}

func TestWhatTheStoreDoesNotCountIsNamed(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Products: 60, Seed: 53}, stock)
	skus := w.countAsStore(t)
	untracked := ""
	for _, r := range w.sb.Stock() {
		if r.Tracking == "none" {
			untracked = r.SKU
		}
	}
	page, err := w.client(t).Products(t.Context(), bigcommerce.ProductQuery{})
	if err != nil {
		t.Fatal(err)
	}
	parent := ""
	for _, p := range page.Rows {
		if p.InventoryTracking == bigcommerce.TrackVariant && len(p.Variants) > 1 {
			parent = p.SKU
		}
	}
	want := []string{"NO-SUCH-SKU", parent, untracked}
	for _, sku := range want {
		w.count(t, sku, 5)
	}
	w.count(t, skus[0], 4321)
	s := w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	if s.Err != nil || s.Job.Pushed != 1 || s.Job.Failed != 0 || w.storeLevels()[skus[0]+" @1"] != 4321 {
		t.Fatalf("%+v", s)
	}
	var named []string
	for _, n := range s.Job.Notes {
		named = append(named, strings.ToUpper(n.Ref))
	}
	slices.Sort(named)
	for i := range want {
		want[i] = strings.ToUpper(want[i])
	}
	slices.Sort(want)
	if !slices.Equal(named, want) {
		t.Errorf("%q, want %q: %+v", named, want, s.Job.Notes)
	}
}

// TestAStoreThatSubtractsWhenItShipsShowsWhatIsFree follows an order from its placing to its shipping: what is sold isn't for sale, and
// what the store takes off once it ships is sent again.
func TestAStoreThatSubtractsWhenItShipsShowsWhatIsFree(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Products: 8, PlainProducts: true, Seed: 59, StockBehaviour: sandbox.OrderCompletedOrShipped}, stock)
	skus := w.countAsStore(t)
	for _, sku := range skus {
		w.count(t, sku, 100)
	}
	ids := w.sb.PlaceOrders(3)
	held := w.openPieces(t)
	s := w.confirmed(t, syncer.UpdateInventory, syncer.StartOptions{})
	if s.Err != nil || len(s.Plan.Notices) == 0 {
		t.Fatalf("%+v", s)
	}
	for _, sku := range skus {
		if n := w.storeLevels()[sku+" @1"]; n != 100-held[store.NormalSKU(sku)] {
			t.Errorf("%s before shipping: %d", sku, n)
		}
	}
	for _, id := range ids {
		w.sb.ChangeOrder(id, func(c *sandbox.OrderChange) { c.StatusID = bigcommerce.StatusShipped })
	}
	s = w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	if s.Err != nil || s.Job.Pushed != len(held) || len(s.Plan.Conflicts) != 0 {
		t.Errorf("%+v\n%+v", s.Plan, s.Job)
	}
	for _, sku := range skus {
		if n := w.storeLevels()[sku+" @1"]; n != 100-held[store.NormalSKU(sku)] {
			t.Errorf("%s after shipping: %d", sku, n)
		}
	}
	w.sb.ResetStats()
	if s = w.job(t, syncer.UpdateInventory, syncer.StartOptions{}); s.Job.Pushed != 0 || writes(w.sb.Stats()) != 0 {
		t.Errorf("again: %+v", s.Job)
	}
}

func TestAPushThatShowsLaterIsNotAConflict(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Products: 10, PlainProducts: true, Seed: 60, InventoryLag: sandbox.Lag{For: time.Hour}}, stock)
	skus := w.countAsStore(t)
	w.count(t, skus[0], 800)
	w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	w.sb.ResetStats()
	s := w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	if s.Err != nil || len(s.Plan.Conflicts) != 0 || s.Job.Pushed != 0 || writes(w.sb.Stats()) != 0 {
		t.Fatalf("%+v", s)
	}
	w.count(t, skus[0], 801)
	if s = w.job(t, syncer.UpdateInventory, syncer.StartOptions{}); len(s.Plan.Conflicts) != 0 || s.Job.Pushed != 1 {
		t.Errorf("%+v", s)
	}
}

func TestADryRunOfAnImportReadsNothingIntoTheBook(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Products: 12, Orders: 30, Seed: 61}, stock)
	for option, want := range map[syncer.Option]string{syncer.ImportOrders: "30 orders", syncer.ImportProducts: "12 products"} {
		s := w.job(t, option, syncer.StartOptions{DryRun: true})
		if s.Err != nil || s.Plan == nil || len(s.Plan.Notices) != 1 || !strings.Contains(s.Plan.Notices[0], want) {
			t.Errorf("%s: %+v", option, s)
		}
	}
	if counts, _ := w.book.OrderCounts(w.conn.ID); counts.Total != 0 || len(w.items(t)) != 0 {
		t.Errorf("%+v, %v", counts, w.items(t))
	}
}
