package command_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
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

// lyingStore is a store of net/http alone, which answers as BigCommerce does until lie makes something else of an answer.
type lyingStore struct {
	mu     sync.Mutex
	rows   map[string]map[string]any                  // by the text of their ids, which needn't be any
	ids    map[string]float64                         // what they are sorted and filtered by
	hidden map[string]bool                            // counted, but not listed
	lie    func(path string, a *lyingAnswer, nth int) // nth counts what was asked of a path, from 1
	asked  map[string]int
}

// lyingAnswer is an answer that is about to be given.
type lyingAnswer struct {
	status int
	header http.Header
	rows   []map[string]any // of a list
	body   string           // in place of rows, where it isn't ""
}

func (s *lyingStore) put(id string, at float64, modified time.Time, fields map[string]any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	row := map[string]any{
		"id": json.RawMessage(id), "status_id": 11, "status": "Awaiting Fulfillment", "items_total": 0, "customer_id": 0, "total_inc_tax": "10.0000",
		"date_created": modified.Add(-time.Hour).UTC().Format(time.RFC1123Z), "date_modified": modified.UTC().Format(time.RFC1123Z),
		"currency_code": "USD", "default_currency_code": "USD",
		"consignments": map[string]any{"shipping": []any{}, "pickups": []any{}, "downloads": []any{}, "email": map[string]any{"gift_certificates": []any{}}},
	}
	maps.Copy(row, fields)
	s.rows[id], s.ids[id] = row, at
}

func (s *lyingStore) set(lie func(path string, a *lyingAnswer, nth int)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lie, s.asked = lie, map[string]int{}
}

func (s *lyingStore) requests() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, of := range s.asked {
		n += of
	}
	return n
}

func (s *lyingStore) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, path, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/stores/"), "/")
	a := lyingAnswer{status: 200, header: w.Header()}
	a.header.Set("Date", time.Now().UTC().Format(http.TimeFormat))
	a.header.Set("Content-Type", "application/json")
	q := r.URL.Query()
	switch id := strings.TrimPrefix(path, "v2/orders/"); {
	case path == "v2/time":
		a.body = fmt.Sprintf(`{"time":%d}`, time.Now().Unix())
	case path == "v2/orders":
		a.rows = s.list(q, false)
		limit, _ := strconv.Atoi(q.Get("limit"))
		a.rows = a.rows[:min(limit, len(a.rows))]
	case path == "v2/orders/count":
		a.body = fmt.Sprintf(`{"count":%d,"statuses":[]}`, len(s.list(q, true)))
	case s.rows[id] != nil && !s.hidden[id]:
		raw, _ := json.Marshal(s.rows[id])
		a.body = string(raw)
	case strings.HasPrefix(path, "v2/"):
		a.status, a.body = 404, `[{"status":404,"message":"Not found"}]`
	default:
		a.body = `{"data":[],"meta":{"pagination":{"total":0}}}`
	}
	s.asked[path]++
	if s.lie != nil {
		s.lie(path, &a, s.asked[path])
	}
	if a.body == "" && len(a.rows) > 0 {
		raw, _ := json.Marshal(a.rows)
		a.body = string(raw)
	}
	if a.body == "" {
		a.status = 204
	}
	w.WriteHeader(a.status)
	if a.status != 204 {
		_, _ = w.Write([]byte(a.body))
	}
}

// list is what a query's bounds let through, sorted as it asks.
func (s *lyingStore) list(q map[string][]string, hidden bool) (rows []map[string]any) {
	get := func(name string) string { return strings.Join(q[name], "") }
	when := func(id string) time.Time {
		at, _ := time.Parse(time.RFC1123Z, fmt.Sprint(s.rows[id]["date_modified"]))
		return at
	}
	keys := slices.SortedFunc(maps.Keys(s.rows), func(a, b string) int {
		if strings.HasPrefix(get("sort"), "date_modified") && !when(a).Equal(when(b)) {
			return when(a).Compare(when(b))
		}
		return int(max(-1, min(1, s.ids[a]-s.ids[b])))
	})
	if strings.HasSuffix(get("sort"), ":desc") {
		slices.Reverse(keys)
	}
	for _, id := range keys {
		low, noStart := strconv.ParseFloat(get("min_id"), 64)
		high, err := strconv.ParseFloat(get("max_id"), 64)
		from, _ := time.Parse("2006-01-02T15:04:05.000-07:00", get("min_date_modified"))
		to, noEnd := time.Parse("2006-01-02T15:04:05.000-07:00", get("max_date_modified"))
		if noStart == nil && s.ids[id] < low || err == nil && s.ids[id] > high || when(id).Before(from) || noEnd == nil && when(id).After(to) || s.hidden[id] && !hidden {
			continue
		}
		rows = append(rows, s.rows[id])
	}
	return rows
}

// lied is a book that is connected to a store of so many orders, from number 101 on.
func lied(t *testing.T, orders int) (*lyingStore, *process) {
	t.Helper()
	s := &lyingStore{rows: map[string]map[string]any{}, ids: map[string]float64{}, hidden: map[string]bool{}, asked: map[string]int{}}
	for n := range orders {
		s.put(fmt.Sprint(101+n), float64(101+n), time.Now().Add(-240*time.Hour+time.Duration(n)*time.Minute), nil)
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	p := &process{t: t, book: filepath.Join(t.TempDir(), "book.db")}
	token := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(token, bytes.Repeat([]byte("k"), 31), 0o600); err != nil {
		t.Fatal(err)
	}
	host := strings.TrimPrefix(server.URL, "http://")
	if _, errs, code := p.run("connect", "Acme", "--api-path", server.URL+"/stores/ab12cd/v3/", "--access-token-file", token, "--skip-test",
		"--allow-insecure-host", host, "--import-orders", "--statuses", "all"); code != 0 {
		t.Fatalf("connect: exit code %d: %s", code, errs)
	}
	return s, p
}

// holds asks that the book has exactly the orders that the store has, but for some.
func (s *lyingStore) holds(p *process, but ...string) {
	p.t.Helper()
	var want []uint64
	for id := range s.rows {
		if n, err := strconv.ParseUint(id, 10, 64); err == nil && !slices.Contains(but, id) {
			want = append(want, n)
		}
	}
	slices.Sort(want)
	if got := slices.Sorted(maps.Keys(p.exported())); !slices.Equal(got, want) {
		p.t.Errorf("the book has %d orders, the store %d: %v", len(got), len(want), slices.DeleteFunc(want, func(id uint64) bool { return slices.Contains(got, id) }))
	}
}

// ends runs a command, and asks for its exit code and for words in what it prints.
func (p *process) ends(code int, words []string, args ...string) {
	p.t.Helper()
	out, errs, got := p.run(args...)
	if got != code {
		p.t.Errorf("%s: exit code %d, want %d: %s%s", args[0], got, code, out, errs)
	}
	for _, w := range words {
		if !strings.Contains(out+errs, w) {
			p.t.Errorf("%s doesn't say %q: %s%s", args[0], w, out, errs)
		}
	}
}

// agrees asks that a sync, doctor and reconcile say the same: that all is well, or (words) what is not.
func (p *process) agrees(words ...string) {
	p.t.Helper()
	code := 0
	if len(words) > 0 {
		code = 6
	}
	p.ends(code, words, "sync")
	p.ends(code, words, "doctor", "--offline")
	p.ends(code, words, "reconcile", "Acme")
}

// TestALieThatIsToldOnceLosesNoOrder has one answer of a first import be wrong: the import is whole all the same.
func TestALieThatIsToldOnceLosesNoOrder(t *testing.T) {
	t.Parallel()
	list := func(n int, lie func(a *lyingAnswer)) func(string, *lyingAnswer, int) {
		return func(path string, a *lyingAnswer, nth int) {
			if path == "v2/orders" && nth == n {
				lie(a)
			}
		}
	}
	empty := func(a *lyingAnswer) { a.rows = nil }
	for name, lie := range map[string]func(string, *lyingAnswer, int){
		"empty at first":  list(1, empty),
		"empty later":     list(3, empty),
		"null":            list(2, func(a *lyingAnswer) { a.body = "null" }),
		"an object":       list(2, func(a *lyingAnswer) { a.body = `{"url":"https://example.com"}` }),
		"the end cut off": list(2, func(a *lyingAnswer) { a.rows = a.rows[:7] }),
		"a hole":          list(2, func(a *lyingAnswer) { a.rows = slices.Delete(slices.Clone(a.rows), 40, 70) }),
		"the page before": list(2, func(a *lyingAnswer) { a.rows = nil; a.body = "" }),
		"an id out of turn": list(1, func(a *lyingAnswer) {
			last := maps.Clone(a.rows[len(a.rows)-1])
			last["id"] = json.RawMessage("1e3")
			a.rows = append(slices.Clone(a.rows[:len(a.rows)-1]), last)
		}),
		"ids upside down": list(1, func(a *lyingAnswer) { a.rows = slices.Clone(a.rows); slices.Reverse(a.rows) }),
		"a store's clock a day ahead": func(_ string, a *lyingAnswer, _ int) {
			a.header.Set("Date", time.Now().Add(24*time.Hour).UTC().Format(http.TimeFormat))
		},
		"a store's clock a day behind": func(_ string, a *lyingAnswer, _ int) {
			a.header.Set("Date", time.Now().Add(-24*time.Hour).UTC().Format(http.TimeFormat))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, p := lied(t, 600)
			if name == "the page before" {
				var before []map[string]any
				lie = func(path string, a *lyingAnswer, nth int) {
					if path == "v2/orders" && nth == 1 {
						before = a.rows
					} else if path == "v2/orders" && nth == 2 {
						a.rows = before
					}
				}
			}
			s.set(lie)
			words := []string{}
			if strings.Contains(name, "clock") {
				words = append(words, "The store's clock is")
			}
			p.ends(0, words, "sync")
			s.holds(p)
			s.set(nil)
			// What happens from now on comes in as ever.
			s.put("701", 701, time.Now(), nil)
			s.put("300", 300, time.Now(), map[string]any{"status_id": 2, "status": "Shipped"})
			p.agrees()
			s.holds(p)
			if status := p.exported()[300]; status != 2 {
				t.Errorf("order 300 has status %d", status)
			}
		})
	}
}

// TestWhatTheStoreKeepsBackIsNamed has a store that counts orders and never lists them.
func TestWhatTheStoreKeepsBackIsNamed(t *testing.T) {
	t.Parallel()
	s, p := lied(t, 600)
	s.mu.Lock()
	s.hidden["301"] = true
	s.mu.Unlock()
	p.agrees("the store counts 1 more than it lists")
	out, _, _ := p.run("doctor", "--offline", "--json")
	var from, to int
	if at := strings.Index(out, "Orders "); at < 0 {
		t.Error(out)
	} else if _, err := fmt.Sscanf(out[at:], "Orders %d to %d:", &from, &to); err != nil || from > 301 || to < 301 || to-from > 50 {
		t.Errorf("orders %d to %d, %v", from, to, err)
	}
	s.holds(p, "301")
	// While it lasts, everything else goes on, and little is asked.
	s.put("701", 701, time.Now(), nil)
	s.set(nil)
	p.ends(6, nil, "sync")
	if n := s.requests(); n > 12+3 {
		t.Errorf("%d requests of a sync that looks again", n)
	}
	s.holds(p, "301")
	s.mu.Lock()
	s.hidden = map[string]bool{}
	s.mu.Unlock()
	p.agrees()
	s.holds(p)
	// Nothing but empty lists: all of them are missing.
	s, p = lied(t, 600)
	s.set(func(path string, a *lyingAnswer, _ int) {
		if path == "v2/orders" {
			a.rows = nil
		}
	})
	p.agrees("the store counts 600 more than it lists")
	s.set(nil)
	p.agrees()
	s.holds(p)
	// Nothing but null: the sync fails.
	s, p = lied(t, 600)
	s.set(func(path string, a *lyingAnswer, _ int) {
		if path == "v2/orders" {
			a.body = "null"
		}
	})
	p.ends(1, []string{"it is null"}, "sync")
	s.set(nil)
	p.agrees()
	s.holds(p)
}

// TestAnOrderThatCantBeRightIsKeptAndNamed has orders with ids, dates and amounts that lead a walk astray.
func TestAnOrderThatCantBeRightIsKeptAndNamed(t *testing.T) {
	t.Parallel()
	days := time.Now().Add(-240 * time.Hour)
	for name, put := range map[string]func(*lyingStore) (id string){
		"modified in 9999": func(s *lyingStore) string {
			s.put("400", 400, days, map[string]any{"date_modified": "Fri, 31 Dec 9999 23:59:59 +0000"})
			return "400"
		},
		"modified next week": func(s *lyingStore) string { s.put("400", 400, time.Now().Add(7*24*time.Hour), nil); return "400" },
		"placed before year 1": func(s *lyingStore) string {
			s.put("400", 400, days, map[string]any{"date_created": -1e11})
			return "400"
		},
		"without a date": func(s *lyingStore) string {
			s.put("400", 400, days, map[string]any{"date_created": nil})
			return "400"
		},
		"2^64-1": func(s *lyingStore) string {
			s.put("18446744073709551615", 1.8e19, days, nil)
			return "18446744073709551615"
		},
		"2^63-1": func(s *lyingStore) string {
			s.put("9223372036854775807", 9.2e18, days, nil)
			return "9223372036854775807"
		},
		"2^53+1": func(s *lyingStore) string { s.put("9007199254740993", 9.1e15, days, nil); return "9007199254740993" },
		"1e3":    func(s *lyingStore) string { s.put("1e3", 1000, days, nil); return "" },
		"null":   func(s *lyingStore) string { s.put("null", 1001, days, nil); return "" },
		"-7":     func(s *lyingStore) string { s.put("-7", -7, days, nil); return "" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, p := lied(t, 600)
			id := put(s)
			p.agrees("1 unreadable order; retry or dismiss it", id)
			s.holds(p, id)
			s.put("701", 701, time.Now(), nil)
			s.put("300", 300, time.Now(), map[string]any{"status_id": 2, "status": "Shipped"})
			p.agrees("nreadable", id)
			s.holds(p, id)
			if status := p.exported()[300]; status != 2 {
				t.Errorf("order 300 has status %d", status)
			}
			// Somebody dismisses it, and it is over.
			out, _, _ := p.run("orders", "aside", "--json")
			var held struct{ Order uint64 }
			if err := json.Unmarshal([]byte(out), &held); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			p.ends(0, nil, "orders", "aside", "dismiss", fmt.Sprint(held.Order), "--why", "never placed")
			p.agrees()
		})
	}
}

// TestManyUnreadableOrdersStayUnreadableUntilTheyAreRead has no amount of 600 orders be readable, and then all of them.
func TestManyUnreadableOrdersStayUnreadableUntilTheyAreRead(t *testing.T) {
	t.Parallel()
	s, p := lied(t, 600)
	total := func(text string) {
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, row := range s.rows {
			row["total_inc_tax"] = text
		}
	}
	total("1e60")
	for range 3 {
		p.agrees("600 unreadable orders; retry or dismiss them")
	}
	total("10.0000")
	p.agrees()
	s.holds(p)
}
