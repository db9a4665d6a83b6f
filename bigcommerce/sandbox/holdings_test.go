package sandbox_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
)

func TestStockIsToldAndSet(t *testing.T) {
	r := start(t, sandbox.Config{Products: 40, Locations: 2})
	rows := want[[]map[string]any](r, 200, "/_sandbox/stock")
	names := []string{}
	for name := range rows[0] {
		names = append(names, name)
	}
	slices.Sort(names)
	if !slices.Equal(names, []string{"level", "location_id", "product_id", "sku", "tracking", "variant_id"}) || len(rows) != len(r.Stock()) {
		t.Errorf("%d rows of %s", len(rows), names)
	}
	row, none := tracked(r, "variant"), tracked(r, "none")
	if a := r.post("/_sandbox/stock", fmt.Sprintf(`{"sku":%q,"location_id":2,"level":81}`, row.SKU)); a.status != 200 || level(r, row, 2) != 81 {
		t.Errorf("setting a level is answered %d; it is %d", a.status, level(r, row, 2))
	}
	for body, status := range map[string]int{`{"sku":"nowhere","level":1}`: 404, `{"sku":"` + none.SKU + `","level":1}`: 404, `{"sku":"` + row.SKU + `"}`: 400,
		`{"sku":"` + row.SKU + `","level":-1}`: 400, `{"sku":"` + row.SKU + `","level":1,"location_id":3}`: 404} {
		if a := r.post("/_sandbox/stock", body); a.status != status {
			t.Errorf("%s: answered %d, want %d", body, a.status, status)
		}
	}
}

// TestReadingAndProbingChangeNothing: what a connection test asks leaves the store as it is, byte for byte.
func TestReadingAndProbingChangeNothing(t *testing.T) {
	r := start(t, sandbox.Config{Orders: 50, Products: 30, Customers: 5, Legacy: true})
	before := r.Fingerprint()
	for _, path := range slices.Concat(endpoints, legacyEndpoints) {
		r.get(forOrder(path, r.OrderIDs()[0]))
	}
	probes(r, t, 400, 422)
	r.put(absolute, `{}`)
	r.post("/v2/orders/1/shipments", `{}`)
	r.post("/v3/customers", `[]`)
	if r.Fingerprint() != before {
		t.Error("the store is another one")
	}
	digests := map[string]bool{before: true}
	for _, change := range []func(){
		func() { r.PlaceOrders(1) }, func() { r.put(fmt.Sprintf("/v2/orders/%d", r.OrderIDs()[0]), `{"status_id":5}`) },
		func() { r.SetStock(tracked(r, "variant").SKU, 1, 1234) },
		func() {
			r.put("/v3/catalog/products", fmt.Sprintf(`[{"id":%d,"name":"Another"}]`, tracked(r, "product").ProductID))
		},
		func() {
			w := sendable(r)
			r.post(fmt.Sprintf("/v2/orders/%d/shipments", w.id), w.body(1, ""))
		},
	} {
		change()
		if d := r.Fingerprint(); digests[d] {
			t.Error("a change isn't in the fingerprint")
		} else {
			digests[d] = true
		}
	}
}

// awaited is a body that is read only once the server asked for it, which it does while it carries the write out.
type awaited struct {
	io.Reader
	once  sync.Once
	begun *sync.WaitGroup
}

func (a *awaited) Read(b []byte) (int, error) {
	a.once.Do(a.begun.Done)
	a.begun.Wait()
	return a.Reader.Read(b)
}

func TestWritesAreCounted(t *testing.T) {
	r := start(t, sandbox.Config{Products: 20})
	body := adjusted(tracked(r, "variant"), 1, 3)
	for range 2 {
		r.put(absolute, body)
	}
	if n := r.Stats().MaxWrites; n != 1 {
		t.Errorf("one write after another counts as %d at once", n)
	}
	trip := &http.Transport{ExpectContinueTimeout: time.Minute}
	defer trip.CloseIdleConnections()
	var busy, begun sync.WaitGroup
	begun.Add(3)
	for range 3 {
		busy.Go(func() {
			q := r.request(http.MethodPut, absolute, body)
			q.Body = io.NopCloser(&awaited{Reader: strings.NewReader(body), begun: &begun})
			q.Header.Set("Expect", "100-continue")
			a, err := trip.RoundTrip(q)
			if err != nil {
				t.Error(err)
				return
			}
			_ = a.Body.Close()
		})
	}
	busy.Wait()
	if n := r.Stats().MaxWrites; n != 3 {
		t.Errorf("three writes at once count as %d", n)
	}
}
