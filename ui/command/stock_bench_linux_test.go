package command_test

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"cartwire/bigcommerce/sandbox"
	"cartwire/store"
)

// BenchmarkStock pushes the stock of a whole store of which 50 counts have changed, and shows the plan of it before that, each by a
// process of its own; first finds for the first time that the store has what the book counts. Memory is the process's alone: RssAnon, and VmHWM with the mapped book.
func BenchmarkStock(b *testing.B) {
	sizes := []int{10_000}
	if long() {
		sizes = append(sizes, 100_000, 1_000_000)
	}
	const changed = 50
	for _, items := range sizes {
		b.Run(fmt.Sprintf("items=%d", items), func(b *testing.B) {
			for range b.N {
				p, stores := connectedTo(b, sandbox.Config{Products: items, PlainProducts: true, Seed: 51})
				rows := counted(stores[0].Stock())
				stocked(b, p.book, rows)
				first := p.watch(nil, "sync", "Store 1", "inventory", "--quiet")
				p.watch(nil, "stock", "import", stockFile(b, rows[:changed]), "--quiet")
				plan := p.watch(nil, "sync", "Store 1", "inventory", "--dry-run", "--quiet")
				stores[0].ResetStats()
				push := p.watch(nil, "sync", "Store 1", "inventory", "--quiet")
				stats := stores[0].Stats()
				if n := stats.Requests["PUT /v3/inventory/adjustments/absolute"]; n != 1 {
					b.Fatalf("%d writes: %v", n, stats.Requests)
				}
				is := map[string]int{}
				for _, r := range stores[0].Stock() {
					is[fmt.Sprint(r.SKU, r.LocationID)] = r.Level
				}
				for i, r := range rows[:changed] {
					if is[fmt.Sprint(r.SKU, r.LocationID)] != r.Level+1 {
						b.Fatalf("item %d, %s: %d, want %d", i, r.SKU, is[fmt.Sprint(r.SKU, r.LocationID)], r.Level+1)
					}
				}
				b.ReportMetric(float64(stats.Requests["GET /v3/inventory/items"]), "reads")
				b.ReportMetric(first.took.Seconds(), "s-first")
				b.ReportMetric(mib(first.most), "MiB-RssAnon-first")
				b.ReportMetric(plan.took.Seconds(), "s-plan")
				b.ReportMetric(mib(plan.most), "MiB-RssAnon-plan")
				b.ReportMetric(push.took.Seconds(), "s-push")
				b.ReportMetric(push.cpu.Seconds(), "s-cpu")
				b.ReportMetric(mib(push.most), "MiB-RssAnon")
				b.ReportMetric(mib(push.peak), "MiB-VmHWM")
			}
		})
	}
}

// stocked makes of a book one that has imported its store's products and counted them as the store has them.
func stocked(b *testing.B, path string, rows []sandbox.StockRow) {
	b.Helper()
	book, err := store.Open(path, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	all, err := book.Connections()
	if err != nil {
		b.Fatal(err)
	}
	c := all[0]
	c.Options.ImportProducts, c.Options.UpdateInventory = true, true
	if err := book.SaveConnection(&c, ""); err != nil {
		b.Fatal(err)
	}
	for some := range slices.Chunk(rows, 10_000) {
		if err := book.Update(func(tx *store.Tx) error {
			for _, r := range some {
				link := store.Link{SKU: r.SKU, ProductID: r.ProductID, VariantID: r.VariantID, Tracking: r.Tracking}
				if err := errors.Join(tx.PutLinks(c.ID, r.ProductID, []store.Link{link}), tx.SetStock(store.Stock{SKU: r.SKU, Location: 1, OnHand: r.Level})); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			b.Fatal(err)
		}
	}
	if err := book.Close(); err != nil {
		b.Fatal(err)
	}
}

// counted are the store's levels that can be counted, at its default location.
func counted(rows []sandbox.StockRow) (out []sandbox.StockRow) {
	for _, r := range rows {
		if r.Tracking != "none" && r.LocationID == 1 {
			out = append(out, r)
		}
	}
	return out
}

// stockFile makes a file of counts, each one more than the store has.
func stockFile(b *testing.B, rows []sandbox.StockRow) string {
	b.Helper()
	f, err := os.Create(filepath.Join(b.TempDir(), "counts.csv"))
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, "sku,on_hand")
	for _, r := range rows {
		fmt.Fprintf(w, "%s,%d\n", r.SKU, r.Level+1)
	}
	if err := errors.Join(w.Flush(), f.Close()); err != nil {
		b.Fatal(err)
	}
	return f.Name()
}
