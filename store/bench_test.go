package store

import (
	"path/filepath"
	"testing"
)

// BenchmarkPutPage writes pages of 250 new orders, a transaction each, to disk.
func BenchmarkPutPage(b *testing.B) {
	book, err := Open(filepath.Join(b.TempDir(), "book.db"), Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer book.Close()
	next := uint64(1)
	for b.Loop() {
		page := make([]Order, 250)
		for i := range page {
			page[i] = order(next, int(next%15))
			page[i].Lines = []Line{{ID: next, SKU: "SKU-1", Name: "A shirt", Quantity: 1}, {ID: next + 1, SKU: "SKU-2", Name: "A hat", Quantity: 2}}
			next++
		}
		if err := book.Update(func(tx *Tx) error { _, err := tx.PutOrders(1, page); return err }); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(250*float64(b.N)/b.Elapsed().Seconds(), "orders/s")
}
