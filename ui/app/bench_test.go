package app

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// benchOrders is the number of orders in the book of the benchmarks: 20,000, or a million with CARTWIRE_LONG.
func benchOrders() int {
	if os.Getenv("CARTWIRE_LONG") != "" {
		return 1_000_000
	}
	return 20_000
}

var benchFolder string

// benchBook makes the book of the benchmarks once; TestMain deletes it.
var benchBook = sync.OnceValues(func() (path string, err error) {
	if benchFolder, err = os.MkdirTemp("", "cartwire-bench-*"); err != nil {
		return "", err
	}
	path = filepath.Join(benchFolder, "book.db")
	book, err := store.Open(path, store.Options{})
	if err != nil {
		return "", err
	}
	c := store.Connection{Name: "Acme Outdoors", Active: true, State: store.StateConnected}
	if err := book.SaveConnection(&c, "a token of the benchmark"); err != nil {
		return "", err
	}
	first := []string{"Ann", "Zoë", "Siobhán", "Li", "Omar", "Ines", "Pavel", "Yuki"}
	for next := 0; next < benchOrders(); {
		page := make([]store.Order, 0, 1000)
		for ; len(page) < cap(page); next++ {
			o := order(uint64(next + 1))
			o.Created = noon.Add(time.Duration(next-benchOrders()) * time.Minute)
			o.Customer = store.Customer{StoreCustomerID: uint64(next%50_000 + 1), Name: fmt.Sprintf("%s %s", first[next%8], surname(next)), Email: fmt.Sprintf("user%d@example.com", next%50_000)}
			o.Lines[0].SKU = fmt.Sprintf("TENT-%d", next%3000)
			page = append(page, o)
		}
		if err := book.Update(func(tx *store.Tx) error { _, err := tx.PutOrders(c.ID, page); return err }); err != nil {
			return "", err
		}
	}
	return path, book.Close()
})

// surname makes 4,096 names of three syllables.
func surname(n int) string {
	parts := strings.Fields("ba be bi bo du da do ka ke ki ma mo na ne ra ro")
	n = int(uint32(n) * 2654435761 >> 20)
	s := parts[n&15] + parts[n>>4&15] + parts[n>>8&15]
	return strings.ToUpper(s[:1]) + s[1:]
}

// benched is the program over the book of the benchmarks, its first frame drawn.
func benched(b *testing.B) *still {
	b.Helper()
	path, err := benchBook()
	if err != nil {
		b.Fatal(err)
	}
	book, err := store.Open(path, store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	engine := syncer.NewEngine(book, syncer.Config{})
	s := &still{t: b, m: New(Config{Book: book, Engine: engine, Now: func() time.Time { return noon }}), book: book, engine: engine}
	s.m.wait = func(d time.Duration, f func() tea.Msg) tea.Cmd {
		if d > 0 {
			return nil
		}
		return func() tea.Msg { return f() }
	}
	s.open(120, 40)
	if !strings.Contains(s.frame(), "Acme Outdoors") {
		b.Fatal(s.frame())
	}
	return s
}

func (s *still) shut() {
	s.m.Close()
	_ = s.engine.Close()
	_ = s.book.Close()
}

// BenchmarkOpenBook opens the book and closes it.
func BenchmarkOpenBook(b *testing.B) {
	path, err := benchBook()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		book, err := store.Open(path, store.Options{})
		if err != nil {
			b.Fatal(err)
		}
		if err := book.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFirstFrame opens the book with its key file and draws the list of connections: the budget is 50 ms.
func BenchmarkFirstFrame(b *testing.B) {
	benched(b).shut()
	for b.Loop() {
		benched(b).shut()
	}
}

// BenchmarkKey is Update and View for a key in the list of orders: the budget is 8 ms at the 99th percentile. What a key
// reads from the book is read in the background and doesn't count.
func BenchmarkKey(b *testing.B) {
	for _, with := range []string{"list", "preview"} {
		b.Run(with, func(b *testing.B) {
			s := benched(b)
			defer s.shut()
			s.press("o")
			if with == "preview" {
				s.press("p")
			}
			b.ReportAllocs()
			var took []time.Duration
			for i := 0; b.Loop(); i++ {
				key := "down"
				if i%40 == 39 {
					key = "pgdown"
				}
				msg := keyMsgs(key)[0]
				at := time.Now()
				_, cmd := s.m.Update(msg)
				_ = s.m.View()
				took = append(took, time.Since(at))
				b.StopTimer()
				s.run(cmd)
				b.StartTimer()
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "µs-p99")
		})
	}
}

// BenchmarkMove is a cursor move in the list as the terminal sees it, in bytes.
func BenchmarkMove(b *testing.B) {
	for range b.N {
		m := movesOf(b)
		b.ReportMetric(float64(m.inside), "B-inside")
		b.ReportMetric(float64(m.scrolling), "B-scrolling")
		b.ReportMetric(float64(m.preview), "B-preview")
	}
}

// BenchmarkFilter types a letter and waits for the first screenful: the budget is 100 ms. The count, which follows, is not
// waited for.
func BenchmarkFilter(b *testing.B) {
	for _, want := range []string{"a", "ann", "ann ba", "user123", "TENT-77", "999", "nobody"} {
		b.Run(strings.ReplaceAll(want, " ", "+"), func(b *testing.B) {
			s := benched(b)
			defer s.shut()
			s.press("o")
			q := store.OrderSearch{Connection: 1, Text: want}
			for b.Loop() {
				if _, _, err := s.book.FindOrders(b.Context(), q, "", 200); err != nil {
					b.Fatal(err)
				}
				_ = s.m.View()
			}
		})
	}
}

// BenchmarkCount is how long the exact count behind a filter takes.
func BenchmarkCount(b *testing.B) {
	s := benched(b)
	defer s.shut()
	for b.Loop() {
		if _, err := s.book.CountFound(b.Context(), store.OrderSearch{Connection: 1, Text: "ann"}, nil); err != nil {
			b.Fatal(err)
		}
	}
}
