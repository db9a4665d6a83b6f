package syncer_test

import (
	"fmt"
	"os"
	"testing"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
)

// BenchmarkImport reads whole stores without a quota, over real HTTP, into a book on disk.
func BenchmarkImport(b *testing.B) {
	for _, orders := range []int{1000, 10_000} {
		b.Run(fmt.Sprintf("orders=%d", orders), func(b *testing.B) {
			requests := 0
			for b.Loop() {
				b.StopTimer()
				w := newWorld(b, b.TempDir(), sandbox.Config{Orders: orders, Customers: 200, Products: 100, Seed: 1}, syncer.Config{}, everything)
				b.StartTimer()
				s := w.sync(b, syncer.StartOptions{})
				b.StopTimer()
				if s.Err != nil || s.Job.New != orders {
					b.Fatalf("%+v", s)
				}
				requests = w.sb.Stats().Total
				w.close()
				b.StartTimer()
			}
			b.ReportMetric(float64(orders)*float64(b.N)/b.Elapsed().Seconds(), "orders/s")
			b.ReportMetric(float64(requests), "requests")
		})
	}
}

// BenchmarkInventory plans and pushes where 50 of the book's 10,000 counts have changed, and where none has.
func BenchmarkInventory(b *testing.B) {
	items := 1000
	if os.Getenv("CARTWIRE_LONG") != "" {
		items = 10_000
	}
	w := newWorld(b, b.TempDir(), sandbox.Config{Products: items, PlainProducts: true, Seed: 51}, syncer.Config{}, stock)
	defer w.close()
	skus := w.countAsStore(b)
	w.job(b, syncer.UpdateInventory, syncer.StartOptions{})
	base := w.counted(b, skus[:50])
	n := 0
	for _, changed := range []int{50, 0} {
		b.Run(fmt.Sprintf("items=%d/changed=%d", items, changed), func(b *testing.B) {
			var stats sandbox.Stats
			for b.Loop() {
				b.StopTimer()
				n++
				for _, sku := range skus[:changed] {
					w.count(b, sku, base[sku]+n%2)
				}
				w.sb.ResetStats()
				b.StartTimer()
				s := w.job(b, syncer.UpdateInventory, syncer.StartOptions{})
				if s.Err != nil || s.Job.Pushed != changed {
					b.Fatalf("%+v", s)
				}
				stats = w.sb.Stats()
			}
			b.ReportMetric(float64(stats.Requests["GET /v3/inventory/items"]), "reads")
			b.ReportMetric(float64(writes(stats)), "writes")
			b.ReportMetric(float64(stats.Total), "requests")
		})
	}
}
