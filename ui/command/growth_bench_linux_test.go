package command_test

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
	"cartwire/store"
)

// program is cartwire as a process of its own, which alone is measured: the store runs in the benchmark's process.
type program struct {
	b    *testing.B
	book string
}

func (p program) watch(out io.Writer, args ...string) watched {
	p.b.Helper()
	cmd := exec.CommandContext(p.b.Context(), os.Args[0], args...)
	cmd.Env = append(os.Environ(), asCommand+"=1", "CARTWIRE_BOOK="+p.book)
	cmd.Stdout, cmd.Stderr = out, os.Stderr
	return watch(p.b, cmd)
}

// connectedTo makes a book with a connection to each of the stores.
func connectedTo(b *testing.B, stores ...sandbox.Config) (program, []*sandbox.Sandbox) {
	b.Helper()
	p := program{b: b, book: filepath.Join(b.TempDir(), "book.db")}
	book, err := store.Open(p.book, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	var all []*sandbox.Sandbox
	for i, cfg := range stores {
		sb := sandbox.New(cfg)
		if err := sb.Start("127.0.0.1:0"); err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { sb.Close() })
		c := store.Connection{Name: fmt.Sprint("Store ", i+1), Active: true, APIPath: sb.URL() + "/stores/" + sb.StoreHash(), AllowInsecureHost: sb.Host(),
			Options: store.ConnectionOptions{ImportOrders: true}}
		if err := book.SaveConnection(&c, sb.AccessToken()); err != nil {
			b.Fatal(err)
		}
		all = append(all, sb)
	}
	if err := book.Close(); err != nil {
		b.Fatal(err)
	}
	return p, all
}

func long() bool { return os.Getenv("CARTWIRE_LONG") != "" }

// mib turns KiB into MiB.
func mib(kib int) float64 { return float64(kib) / 1024 }

// BenchmarkGrowth imports whole stores into a new book and exports them again, each by a process of its own: without a quota,
// and with one that is BigCommerce's for a Plus plan. Memory is the process's alone: RssAnon, and VmHWM with the mapped book.
func BenchmarkGrowth(b *testing.B) {
	type size struct {
		orders int
		quota  sandbox.Limit
	}
	plus := sandbox.Limit{Requests: 150, Window: 30 * time.Second}
	sizes := []size{{orders: 1000}, {orders: 3000}}
	if long() {
		sizes = []size{{orders: 1000}, {orders: 10_000}, {orders: 10_000, quota: plus}, {orders: 100_000}, {orders: 1_000_000}}
	}
	for _, s := range sizes {
		quota := "none"
		if s.quota != (sandbox.Limit{}) {
			quota = fmt.Sprintf("%dper%s", s.quota.Requests, s.quota.Window)
		}
		b.Run(fmt.Sprintf("orders=%d/quota=%s", s.orders, quota), func(b *testing.B) {
			for range b.N {
				p, stores := connectedTo(b, sandbox.Config{Orders: s.orders, Customers: max(200, s.orders/10), Products: 200, Seed: 16, Quota: s.quota})
				w := p.watch(nil, "sync", "--json", "--quiet")
				if !strings.Contains(w.out, fmt.Sprintf(`"new":%d`, s.orders)) {
					b.Fatal(w.out)
				}
				info, err := os.Stat(p.book)
				if err != nil {
					b.Fatal(err)
				}
				export := p.watch(io.Discard, "orders", "export", "--quiet")
				b.ReportMetric(float64(stores[0].Stats().Total), "requests")
				b.ReportMetric(float64(stores[0].Stats().Throttled), "429s")
				b.ReportMetric(w.took.Seconds(), "s-import")
				b.ReportMetric(w.cpu.Seconds(), "s-cpu")
				b.ReportMetric(mib(w.most), "MiB-RssAnon")
				b.ReportMetric(mib(w.peak), "MiB-VmHWM")
				b.ReportMetric(float64(info.Size())/(1<<20), "MiB-book")
				b.ReportMetric(export.took.Seconds(), "s-export")
				b.ReportMetric(mib(export.most), "MiB-RssAnon-export")
				b.ReportMetric(mib(export.peak), "MiB-VmHWM-export")
			}
		})
	}
}

// BenchmarkQuietPass lets one process look at many stores at once in which nothing has happened since the last time.
func BenchmarkQuietPass(b *testing.B) {
	many := []int{1, 3}
	if long() {
		many = []int{1, 10, 100}
	}
	for _, n := range many {
		b.Run(fmt.Sprintf("stores=%d", n), func(b *testing.B) {
			for range b.N {
				configs := make([]sandbox.Config, n)
				for i := range configs {
					configs[i] = sandbox.Config{Orders: 100, Customers: 20, Products: 20, Seed: uint64(i + 1)}
				}
				p, stores := connectedTo(b, configs...)
				p.watch(nil, "sync", "--json", "--quiet")
				for _, sb := range stores {
					sb.ResetStats()
				}
				w := p.watch(nil, "sync", "--json", "--quiet")
				requests := 0
				for _, sb := range stores {
					requests += sb.Stats().Total
				}
				if strings.Count(w.out, `"job":"orders"`) != n {
					b.Fatal(w.out)
				}
				b.ReportMetric(float64(requests), "requests")
				b.ReportMetric(w.took.Seconds(), "s-pass")
				b.ReportMetric(w.cpu.Seconds(), "s-cpu")
				b.ReportMetric(mib(w.most), "MiB-RssAnon")
				b.ReportMetric(mib(w.peak), "MiB-VmHWM")
			}
		})
	}
}

// BenchmarkCounts imports counts of a million items in no order, in both formats.
func BenchmarkCounts(b *testing.B) {
	rows := 20_000
	if long() {
		rows = 1_000_000
	}
	for _, f := range countFiles {
		b.Run(strings.TrimPrefix(f.ending, "."), func(b *testing.B) {
			for range b.N {
				p := program{b: b, book: filepath.Join(b.TempDir(), "book.db")}
				w := p.watch(nil, "stock", "import", f.write(b, rows), "--json", "--quiet")
				if !strings.Contains(w.out, fmt.Sprintf(`{"rows":%d,`, rows)) {
					b.Fatal(w.out)
				}
				b.ReportMetric(float64(rows), "rows")
				b.ReportMetric(w.took.Seconds(), "s-import")
				b.ReportMetric(mib(w.most), "MiB-RssAnon")
				b.ReportMetric(mib(w.peak), "MiB-VmHWM")
			}
		})
	}
}
