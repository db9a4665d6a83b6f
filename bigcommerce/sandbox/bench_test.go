package sandbox_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"testing"

	"cartwire/bigcommerce/sandbox"
)

// long asks for the full sizes.
var long = os.Getenv("CARTWIRE_LONG") == "1"

// discard is an http.ResponseWriter that counts.
type discard struct {
	header http.Header
	n      int64
}

func (d *discard) Header() http.Header { return d.header }
func (d *discard) WriteHeader(int)     {}
func (d *discard) Write(b []byte) (int, error) {
	d.n += int64(len(b))
	return len(b), nil
}

// BenchmarkPage serves pages of 250 orders with lines, addresses and fees, without the network.
func BenchmarkPage(b *testing.B) {
	const orders = 1_000_000
	s := sandbox.New(sandbox.Config{Orders: orders, Customers: 1000, Products: 1000})
	defer s.Close()
	all := s.OrderIDs()
	for _, encoding := range []string{"identity", "gzip"} {
		for _, query := range []string{"sort=id:asc&min_id=%d", "sort=date_modified:asc&min_date_modified=Mon,%%2002%%20Jan%%202006%%2015:04:05%%20%%2B0000&min_id=%d"} {
			name := "id"
			if query[5] == 'd' {
				name = "modified"
			}
			b.Run(encoding+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				i := 0
				for b.Loop() {
					path := "/stores/" + s.StoreHash() + "/v2/orders?limit=250" + inFull + "&" + fmt.Sprintf(query, all[i%(orders-250)])
					r := httptest.NewRequest("GET", path, nil)
					r.Header.Set("X-Auth-Token", s.AccessToken())
					r.Header.Set("Accept-Encoding", encoding)
					w := &discard{header: http.Header{}}
					s.Handler().ServeHTTP(w, r)
					i += 250
					b.SetBytes(w.n)
				}
				b.ReportMetric(float64(b.N)*250/b.Elapsed().Seconds(), "orders/s")
			})
		}
	}
}

// BenchmarkInventory tells 10,000 items, 1,000 a page, without the network.
func BenchmarkInventory(b *testing.B) {
	s := sandbox.New(sandbox.Config{Products: 10_000, PlainProducts: true})
	defer s.Close()
	b.ReportAllocs()
	page := 0
	for b.Loop() {
		r := httptest.NewRequest("GET", fmt.Sprintf("/stores/%s/v3/inventory/items?limit=1000&page=%d", s.StoreHash(), page%10+1), nil)
		r.Header.Set("X-Auth-Token", s.AccessToken())
		w := &discard{header: http.Header{}}
		s.Handler().ServeHTTP(w, r)
		if w.n < 100_000 {
			b.Fatalf("a page has %d bytes", w.n)
		}
		page++
	}
	b.ReportMetric(float64(b.N)*1000/b.Elapsed().Seconds(), "items/s")
}

// BenchmarkChange changes orders of a million, each of which moves among the changes.
func BenchmarkChange(b *testing.B) {
	s := sandbox.New(sandbox.Config{Orders: 1_000_000})
	defer s.Close()
	all := s.OrderIDs()
	i := 0
	for b.Loop() {
		s.ChangeOrder(all[i%len(all)], func(c *sandbox.OrderChange) { c.StatusID = 2 })
		i += 7919
	}
}

// BenchmarkNew makes a million orders and tells what they weigh.
func BenchmarkNew(b *testing.B) {
	var before, after runtime.MemStats
	for b.Loop() {
		runtime.GC()
		runtime.ReadMemStats(&before)
		s := sandbox.New(sandbox.Config{Orders: 1_000_000})
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "B/order")
		_ = s.Close()
	}
}
