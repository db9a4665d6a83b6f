package command_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// TestTheLeastPermissionsAreEnough: with Products modify alone, which is what Update Inventory asks for, the test asks the one
// thing that the account can't see, and after the answer the stock reaches the store.
func TestTheLeastPermissionsAreEnough(t *testing.T) {
	var mu sync.Mutex
	level := 3.0
	s := &shop{tables: map[string][]any{}}
	s.first = func(w http.ResponseWriter, r *http.Request, path string) bool {
		mu.Lock()
		defer mu.Unlock()
		switch {
		case strings.HasPrefix(path, "/v3/inventory"), strings.HasPrefix(path, "/v3/settings"), path == "/v2/store", r.Method == http.MethodPost && path == "/v2/orders":
			w.WriteHeader(http.StatusForbidden)
			_, _ = io.WriteString(w, `{"status":403,"title":"You don't have a required scope to access the endpoint","type":"","errors":{}}`)
			return true
		case r.Method == http.MethodPut && path == "/v3/catalog/products":
			var rows []map[string]any
			if json.NewDecoder(r.Body).Decode(&rows) == nil && len(rows) == 1 && rows[0]["id"] == 77.0 {
				level = rows[0]["inventory_level"].(float64)
			}
			_, _ = io.WriteString(w, `{"data":[],"meta":{}}`)
			return true
		case r.Method == http.MethodGet && path == "/v3/catalog/products":
			s.mu.Lock()
			s.tables[path] = []any{map[string]any{
				"id": 77, "name": "Towel", "sku": "TOWEL", "type": "physical", "inventory_tracking": "product", "inventory_level": level,
				"date_modified": "2026-03-04T10:00:00Z", "variants": []any{map[string]any{"id": 7, "product_id": 77, "sku": "TOWEL", "inventory_level": level}},
			}}
			rows := s.tables[path]
			s.mu.Unlock()
			_ = json.NewEncoder(w).Encode(map[string]any{"data": rows, "meta": map[string]any{"pagination": map[string]any{"total": 1, "current_page": 1, "total_pages": 1}}})
			return true
		}
		return false
	}
	shown := func() float64 {
		mu.Lock()
		defer mu.Unlock()
		return level
	}
	p := newShop(t, s, "--import-products", "--update-inventory")
	for _, args := range [][]string{{"sync", "Acme", "products"}, {"stock", "set", "TOWEL", "--on-hand", "9"}} {
		if out, errs, code := p.run(args...); code != 0 {
			t.Fatalf("%v: exit code %d: %s%s", args, code, out, errs)
		}
	}
	out, errs, code := p.run("test", "Acme")
	if code != 6 || !strings.Contains(errs, "Confirm that the store has one location") || !strings.Contains(errs, "--one-location") {
		t.Errorf("the test, not answered: exit code %d: %s%s", code, out, errs)
	}
	if out, _, _ := p.run("test", "Acme", "--json"); !strings.Contains(out, `"check":"one-location","state":"failed"`) {
		t.Error(out)
	}
	if out, errs, code := p.run("test", "Acme", "--one-location"); code != 0 || !strings.Contains(out, "as you confirmed") {
		t.Errorf("the test, answered: exit code %d: %s%s", code, out, errs)
	}
	if out, errs, code := p.run("test", "Acme"); code != 0 {
		t.Errorf("the answer is not kept: exit code %d: %s%s", code, out, errs)
	}
	if out, errs, code := p.run("sync", "Acme", "inventory"); code != 0 {
		t.Errorf("exit code %d: %s%s", code, out, errs)
	}
	if got := shown(); got != 9 {
		t.Errorf("the store shows %v", got)
	}
	for _, step := range []struct {
		args string
		code int
	}{{"--one-location=false", 6}, {"--one-location", 0}, {"--one-location=false --skip-test", 0}} {
		if out, errs, code := p.run(append([]string{"edit", "Acme", "--safety-buffer", "1"}, strings.Fields(step.args)...)...); code != step.code {
			t.Errorf("edit %s: exit code %d: %s%s", step.args, code, out, errs)
		}
	}
	if _, _, code := p.run("test", "Acme"); code != 6 {
		t.Errorf("an answer taken back: exit code %d", code)
	}
}
