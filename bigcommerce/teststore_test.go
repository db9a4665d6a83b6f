package bigcommerce

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// testStore answers the probes of the connection test. refuse holds what gets 403, status what gets another answer: paths,
// or a method and a path ("POST /v2/orders").
type testStore struct {
	refuse []string
	status map[string]int
	bodies map[string]string
	skew   time.Duration
	id     string
	silent bool // it tells no quota
	seen   *seenRequests
}

// seenRequests notes what a store was asked: "POST /v2/orders {}".
type seenRequests struct {
	mu  sync.Mutex
	all []string
}

func (s *seenRequests) note(r *http.Request, path string) {
	if s == nil {
		return
	}
	line := r.Method + " " + path
	if r.Body != nil {
		b, _ := io.ReadAll(r.Body)
		line += " " + string(b)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, line)
}

func (s testStore) RoundTrip(r *http.Request) (*http.Response, error) {
	path := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, "/stores/ab12cd"), "/api")
	s.seen.note(r, path)
	for _, key := range []string{path, r.Method + " " + path} {
		if slices.Contains(s.refuse, key) {
			return answer(r, 403, `{"status":403,"title":"You don't have a required scope to access the endpoint"}`), nil
		}
		if status := s.status[key]; status != 0 {
			return answer(r, status, ""), nil
		}
	}
	if r.Method != http.MethodGet {
		if path == "/v2/orders" {
			return answer(r, 400, `[{"status":400,"message":"The required field 'products' was not supplied."}]`), nil
		}
		return answer(r, 422, `{"status":422,"title":"The field 'items' is required."}`), nil
	}
	body, ok := s.body(path)
	if !ok {
		return answer(r, 404, "[]"), nil
	}
	if s.silent {
		return answer(r, 200, body), nil
	}
	if r.Header.Get("Authorization") != "" {
		return answer(r, 200, body, "X-BC-ApiLimit-Remaining", "19950"), nil
	}
	return answer(r, 200, body, "X-Rate-Limit-Requests-Quota", "150", "X-Rate-Limit-Requests-Left", "140",
		"X-Rate-Limit-Time-Window-Ms", "30000", "X-Rate-Limit-Time-Reset-Ms", "20000"), nil
}

func (s testStore) body(path string) (string, bool) {
	id := "ab12cd"
	if s.id != "" {
		id = s.id
	}
	if body, ok := s.bodies[path]; ok {
		return body, true
	}
	body, ok := map[string]string{
		"/v2/time":                fmt.Sprintf(`{"time":%d}`, time.Now().Add(-s.skew).Unix()),
		"/v2/store":               `{"id":"` + id + `","name":"Acme\u001b[31m Outdoors","currency":"USD","timezone":{"name":"America/Chicago"},"plan_name":"Plus","logo":[]}`,
		"/v2/orders/count":        `{"count":1204}`,
		"/v2/customers":           `[{"id":1}]`,
		"/v2/products":            `[{"id":1}]`,
		"/v3/customers":           `{"data":[],"meta":{}}`,
		"/v3/catalog/summary":     `{"data":{"variant_count":3},"meta":{}}`,
		"/v3/inventory/items":     `{"data":[],"meta":{}}`,
		"/v3/inventory/locations": `{"data":[{"id":1,"label":"Main","enabled":true},{"id":2,"label":"East","enabled":false}],"meta":{}}`,
		"/v3/settings/inventory":  `{"data":{"update_stock_behavior":"order_placed","refund_order_stock_adjustment":true},"meta":{}}`,
	}[path]
	return body, ok
}
