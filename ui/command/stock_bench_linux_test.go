package command_test

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"cartwire/bigcommerce/sandbox"
	"cartwire/store"
)

// BenchmarkStock pushes the stock of a whole store of which 50 counts have changed, and shows the plan of it before that, each by a
// process of its own. Memory is the process's alone: RssAnon, and VmHWM with the mapped book.
func BenchmarkStock(b *testing.B) {
	sizes := []int{1000, 5000}
	if long() {
		sizes = []int{10_000, 100_000, 1_000_000}
	}
	const changed = 50
	for _, items := range sizes {
		b.Run(fmt.Sprintf("items=%d", items), func(b *testing.B) {
			for range b.N {
				p, stores := connectedTo(b, sandbox.Config{Products: items, PlainProducts: true, Seed: 51})
				withStock(b, p.book)
				rows := stores[0].Stock()
				p.watch(nil, "sync", "Store 1", "products", "--quiet")
				p.watch(nil, "stock", "import", stockFile(b, rows, 0), "--quiet")
				p.watch(nil, "sync", "Store 1", "inventory", "--quiet")
				p.watch(nil, "stock", "import", stockFile(b, rows, changed), "--quiet")
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
				for i, r := range counted(rows)[:changed] {
					if is[fmt.Sprint(r.SKU, r.LocationID)] != r.Level+1 {
						b.Fatalf("item %d, %s: %d, want %d", i, r.SKU, is[fmt.Sprint(r.SKU, r.LocationID)], r.Level+1)
					}
				}
				b.ReportMetric(float64(stats.Requests["GET /v3/inventory/items"]), "reads")
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

// withStock turns on what a book's connections need to keep stock.
func withStock(b *testing.B, path string) {
	b.Helper()
	book, err := store.Open(path, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	err = book.Update(func(tx *store.Tx) error {
		all, err := tx.Connections()
		for _, c := range all {
			c.Options.ImportProducts, c.Options.UpdateInventory = true, true
			err = errors.Join(err, tx.SaveConnection(&c, ""))
		}
		return err
	})
	if err := errors.Join(err, book.Close()); err != nil {
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

// stockFile makes a file of counts as the store has them, or of some alone, each one more.
func stockFile(b *testing.B, rows []sandbox.StockRow, some int) string {
	b.Helper()
	f, err := os.Create(filepath.Join(b.TempDir(), "counts.csv"))
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, "sku,on_hand")
	rows, more := counted(rows), 0
	if some > 0 {
		rows, more = rows[:some], 1
	}
	for _, r := range rows {
		fmt.Fprintf(w, "%s,%d\n", r.SKU, r.Level+more)
	}
	if err := errors.Join(w.Flush(), f.Close()); err != nil {
		b.Fatal(err)
	}
	return f.Name()
}
