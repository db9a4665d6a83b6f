package command_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// shop is a store made of net/http alone: what comes of an answer is judged by it, and not by the practice store, which has
// the client's ideas of one.
type shop struct {
	*httptest.Server
	token string

	mu     sync.Mutex
	orders []map[string]any
	tables map[string][]any                                               // rows of other lists, by path
	first  func(w http.ResponseWriter, r *http.Request, path string) bool // true: it has answered
	asked  []string
}

// newShop serves until the test ends, and has p connected to it under the name Acme.
func newShop(t *testing.T, s *shop, flags ...string) *process {
	s.token = "q9w8e7r6t5y4u3i2o1p0a9s8d7f6g5h"
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	dir := t.TempDir()
	p := &process{t: t, book: filepath.Join(dir, "book.db"), env: []string{"HOME=" + dir, "XDG_DATA_HOME=" + dir}}
	token := filepath.Join(t.TempDir(), "token.txt")
	if err := os.WriteFile(token, []byte(s.token), 0o600); err != nil {
		t.Fatal(err)
	}
	args := append([]string{"connect", "Acme", "--api-path", s.URL + "/stores/ab12cd", "--client-id", "c", "--access-token-file", token,
		"--allow-insecure-host", s.host(), "--statuses", "all", "--skip-test"}, flags...)
	if out, errs, code := p.run(args...); code != 0 {
		t.Fatalf("connect: exit code %d: %s%s", code, out, errs)
	}
	return p
}

func (s *shop) host() string { return strings.TrimPrefix(s.URL, "http://") }

// requests counts those so far whose path has these words in it.
func (s *shop) requests(words string) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, path := range s.asked {
		if strings.Contains(path, words) {
			n++
		}
	}
	return n
}

func (s *shop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimPrefix(strings.TrimPrefix(r.URL.Path, "/stores/ab12cd"), "/api")
	s.mu.Lock()
	s.asked = append(s.asked, path)
	first, orders, rows := s.first, slices.Clone(s.orders), s.tables[path]
	s.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	if first != nil && first(w, r, path) {
		return
	}
	say := func(v any) { _ = json.NewEncoder(w).Encode(v) }
	parts := strings.Split(strings.Trim(path, "/"), "/")
	switch {
	case path == "/v2/time":
		say(map[string]any{"time": time.Now().Unix()})
	case path == "/v2/store":
		say(map[string]any{"id": "ab12cd", "name": "Acme", "currency": "USD"})
	case path == "/v2/orders", path == "/v2/orders/count":
		s.list(w, r, orders, path)
	case strings.HasPrefix(path, "/v2/orders/") && len(parts) == 3:
		for _, o := range orders {
			if fmt.Sprint(o["id"]) == parts[2] {
				say(o)
				return
			}
		}
		http.Error(w, `[{"status":404,"message":"The requested resource was not found."}]`, http.StatusNotFound)
	case strings.HasPrefix(path, "/v2/"):
		if len(rows) == 0 {
			w.WriteHeader(http.StatusNoContent)
			return
		}
		say(rows)
	case r.Method != http.MethodGet:
		http.Error(w, `{"status":422,"title":"The request body is missing."}`, http.StatusUnprocessableEntity)
	default:
		if rows == nil {
			rows = []any{}
		}
		say(map[string]any{"data": rows, "meta": map[string]any{"pagination": map[string]any{"total": len(rows), "current_page": 1, "total_pages": 1}}})
	}
}

func (s *shop) list(w http.ResponseWriter, r *http.Request, orders []map[string]any, path string) {
	q := r.URL.Query()
	orders = slices.DeleteFunc(orders, func(o map[string]any) bool {
		id, modified := o["id"].(int), o["date_modified"].(string)
		at, _ := time.Parse(time.RFC1123Z, modified)
		since, err := time.Parse("2006-01-02T15:04:05.000-07:00", q.Get("min_date_modified"))
		from, _ := strconv.Atoi(q.Get("min_id"))
		to, _ := strconv.Atoi(q.Get("max_id"))
		return id < from || to > 0 && id > to || err == nil && at.Before(since)
	})
	slices.SortFunc(orders, func(a, b map[string]any) int { return a["id"].(int) - b["id"].(int) }) // they have one date
	limit, _ := strconv.Atoi(q.Get("limit"))
	switch {
	case path == "/v2/orders/count":
		_ = json.NewEncoder(w).Encode(map[string]any{"count": len(orders)})
	case len(orders) == 0:
		w.WriteHeader(http.StatusNoContent)
	default:
		if q.Get("sort") == "id:desc" {
			slices.Reverse(orders)
		}
		_ = json.NewEncoder(w).Encode(orders[:min(limit, len(orders))])
	}
}

// shopOrder has one line for 10.00, sent to the address 1000 + id.
func shopOrder(id int) map[string]any {
	line := map[string]any{
		"id": 10 * id, "order_id": id, "product_id": 77, "variant_id": 7, "order_address_id": 1000 + id, "name": "Towel", "sku": "TOWEL",
		"type": "physical", "quantity": 1, "price_ex_tax": "10.0000", "total_ex_tax": "10.0000", "total_inc_tax": "10.0000",
	}
	address := shopAddress(1000 + id)
	address["line_items"] = []any{line}
	return map[string]any{
		"id": id, "customer_id": 0, "status_id": 11, "status": "Awaiting Fulfillment", "items_total": 1, "total_inc_tax": "10.0000",
		"date_created": "Wed, 04 Mar 2026 09:00:00 +0000", "date_modified": "Wed, 04 Mar 2026 09:00:00 +0000", "default_currency_code": "USD",
		"billing_address": map[string]any{"first_name": "Ada", "last_name": "Byron", "email": "ada@example.com"},
		"consignments":    map[string]any{"shipping": []any{address}, "pickups": []any{}, "downloads": []any{}, "email": map[string]any{"gift_certificates": []any{}}},
		"fees":            []any{},
	}
}

func shopAddress(id int) map[string]any {
	return map[string]any{
		"id": id, "first_name": "Ada", "last_name": "Byron", "street_1": fmt.Sprintf("%d Main St", id), "city": "Austin", "zip": "78701", "country_iso2": "US",
		"items_total": 1, "shipping_method": "Flat Rate", "cost_ex_tax": "0.0000",
	}
}
