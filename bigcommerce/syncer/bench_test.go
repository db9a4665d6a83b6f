package syncer_test

import (
	"fmt"
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
