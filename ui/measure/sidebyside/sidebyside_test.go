// Package sidebyside_test measures Cartwire's import beside what people use or would write instead, against the same
// practice store in one run. See BenchmarkSideBySide.
package sidebyside_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
)

// The clients.
const (
	cartwire = "cartwire"
	byOrder  = "order-by-order"
	aligent  = "aligent-1.1.1"
)

// long asks for the full sizes and for the public client.
var long = os.Getenv("CARTWIRE_LONG") == "1"

// scene is a store to be read.
type scene struct {
	orders  int
	latency time.Duration
	quota   sandbox.Limit
	// computed leaves the waiting out: the orders are read without a quota, and how long the quota would have it take at least
	// is worked out from the number of requests.
	computed bool
}

func (s scene) String() string {
	quota := "none"
	if s.quota.Requests > 0 {
		quota = fmt.Sprintf("%dper%s", s.quota.Requests, s.quota.Window)
	}
	return fmt.Sprintf("orders=%d/latency=%s/quota=%s", s.orders, s.latency, quota)
}

// scenes are what each client has to read. What computed says is not for Cartwire, which has no long waits.
func scenes() []scene {
	const latency = 20 * time.Millisecond
	if !long {
		return []scene{{orders: 50}, {orders: 50, latency: latency}}
	}
	usual := sandbox.Limit{Requests: 150, Window: 30 * time.Second} // of BigCommerce's Standard and Plus plans
	return []scene{
		{orders: 1000}, {orders: 1000, latency: latency}, {orders: 10_000}, {orders: 10_000, latency: latency},
		{orders: 100, quota: usual}, {orders: 1000, quota: usual, computed: true}, {orders: 10_000, quota: usual, computed: true},
	}
}

// BenchmarkSideBySide has several clients read the same orders, with their lines and addresses, over loopback:
//
//   - cartwire is Cartwire's import, from the store's clock to the first look at what has changed meanwhile.
//   - order-by-order is what the public connectors do, written in Go for this comparison: pages of 250 orders by page number,
//     then products, shipping addresses and coupons of each order, three requests at once, keep-alive, gzip. At a 429 it
//     waits as long as the store says. It writes the same book through the same calls, page by page.
//   - aligent-1.1.1 is @aligent/bigcommerce-api 1.1.1 on Node.js, of the public client libraries that were tried the fastest
//     that also gets through a quota: pages of 250 orders, then products and shipping addresses of each, over ten connections
//     and with the patience at a 429 that it brings by itself. It has no book: its orders go as they are to a JSON Lines file,
//     which is less work. Where Node.js or the registry is missing, it is left out and says so.
//
// Each client is a process of its own, one after another in each scene; the store runs in the benchmark's, whose memory
// doesn't count, but whose work does: both share the machine's cores. Each run has a new store of the same seed and an empty
// book.
//
// What is not compared: the real API, whose answers are slower than a sandbox's; TLS; reading again what has changed, where
// Cartwire asks for the changes only; and orders of more than 50 lines, which cost Cartwire a request each. Fees are read by
// Cartwire alone, coupons by order-by-order alone. Both could ask for the lines within the list's own request, as Cartwire
// does; then they would no longer be what they stand for.
//
// The metrics, where a benchmark runs more than once the mean of times and the most of memory:
//
//   - s-import: seconds from before the first request to after the last write, without starting the process and opening the
//     book. With s-import-computed in its place it was not measured: the requests were, without a quota and without waiting,
//     and so many of them need at least so many seconds of whole windows.
//   - s-cpu: seconds of the processor that the client's process took, its start included. On a machine that is busy with other
//     work it is steadier than s-import.
//   - requests and 429s: all that the store was asked, and how many of those it refused for the quota.
//   - MB-in: what the store has sent, heads and all, in millions of bytes.
//   - MiB-RssAnon: anonymous memory, at most, looked at each 10 ms; MiB-VmHWM: all resident memory, at most, with the mapped
//     pages of the book and of the program. On Linux only.
//   - orders: how many are complete at the end, with their total and every line. Cartwire and order-by-order must have all.
//
// CARTWIRE_LONG=1 asks for the sizes that are worth telling, and takes about ten minutes on two cores (-timeout 30m).
func BenchmarkSideBySide(b *testing.B) {
	installed := aligentIn(b.TempDir())
	for _, s := range scenes() {
		for _, client := range []string{cartwire, byOrder} {
			own := s
			own.computed = s.computed && client != cartwire
			b.Run(client+"/"+s.String(), func(b *testing.B) { measure(b, own, intoBook(client), true) })
		}
		b.Run(aligent+"/"+s.String(), func(b *testing.B) { measure(b, s, intoFile(installed(b)), false) })
	}
}

// config makes the store of a scene; the same number of orders is always the same store.
func (s scene) config() sandbox.Config {
	cfg := sandbox.Config{Orders: s.orders, Customers: 200, Products: 100, Seed: 1, Latency: s.latency}
	if !s.computed {
		cfg.Quota = s.quota
	}
	return cfg
}

// reader has a client read a store, and gives what it has got then.
type reader func(tb testing.TB, p *practice) (outcome, use, map[uint64]kept)

// intoBook has a client that is written in Go import into a new book.
func intoBook(client string) reader {
	return func(tb testing.TB, p *practice) (outcome, use, map[uint64]kept) {
		tb.Helper()
		t := task{Client: client, APIPath: p.base() + "/v3/", Host: p.server.Listener.Addr().String(), Token: p.AccessToken(),
			Book: filepath.Join(tb.TempDir(), "book.db")}
		o, u := follow(tb, goClient(tb, t))
		return o, u, inBook(tb, t.Book)
	}
}

// measure lets a client read the store of a scene, and reports what that took. whole: it must have read all.
func measure(b *testing.B, s scene, read reader, whole bool) {
	truth := truthOf(b, s.orders)
	var seconds, cpu float64
	var most use
	var stats sandbox.Stats
	var sent int64
	got := 0
	for b.Loop() {
		b.StopTimer()
		p := newPractice(s.config())
		b.StartTimer()
		o, u, orders := read(b, p)
		b.StopTimer()
		p.close()
		seconds, cpu = seconds+o.Seconds, cpu+u.cpu
		most.anon, most.peak = max(most.anon, u.anon), max(most.peak, u.peak)
		stats, sent, got = p.Stats(), p.sent.Load(), complete(truth, orders)
		if whole && (got != s.orders || len(orders) != s.orders) {
			b.Fatalf("of %d orders of the store, %d of %d that were read are complete", s.orders, got, len(orders))
		}
		b.StartTimer()
	}
	if s.computed {
		windows := (stats.Total+s.quota.Requests-1)/s.quota.Requests - 1
		b.ReportMetric(float64(windows)*s.quota.Window.Seconds(), "s-import-computed")
	} else {
		b.ReportMetric(seconds/float64(b.N), "s-import")
		b.ReportMetric(float64(stats.Throttled), "429s")
	}
	b.ReportMetric(cpu/float64(b.N), "s-cpu")
	b.ReportMetric(float64(stats.Total), "requests")
	b.ReportMetric(float64(sent)/1e6, "MB-in")
	b.ReportMetric(float64(got), "orders")
	if most.peak > 0 {
		b.ReportMetric(most.anon, "MiB-RssAnon")
		b.ReportMetric(most.peak, "MiB-VmHWM")
	}
}

// TestClientsInGoReadEverything holds what the comparison stands on, under a quota that is soon spent: both have every order
// with all its lines in the book, order-by-order by three requests an order, Cartwire without a 429.
func TestClientsInGoReadEverything(t *testing.T) {
	s := scene{orders: 60, quota: sandbox.Limit{Requests: 60, Window: time.Second}}
	for _, client := range []string{cartwire, byOrder} {
		p := newPractice(s.config())
		_, _, orders := intoBook(client)(t, p)
		p.close()
		if n := complete(truthOf(t, s.orders), orders); n != s.orders || len(orders) != n {
			t.Errorf("%s: of %d orders of the store, %d of %d in the book are complete", client, s.orders, n, len(orders))
		}
		stats := p.Stats()
		switch client {
		case cartwire:
			if stats.Throttled > 0 {
				t.Errorf("%s: %d requests were refused for the quota", client, stats.Throttled)
			}
		case byOrder:
			if answered := stats.Total - stats.Throttled; answered != 3*s.orders+1 || stats.Throttled == 0 {
				t.Errorf("%s: %d requests were answered and %d refused for the quota", client, answered, stats.Throttled)
			}
		}
	}
}
