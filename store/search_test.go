package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestWordsAreFoundByTheirBeginnings(t *testing.T) {
	o := Order{Number: "1042", Customer: Customer{Name: "Édith O'Brien-Müller", Company: "Straße & Söhne GmbH", Email: "Edith.King@shop.example.com"},
		Lines: []Line{{SKU: "SHIRT-RED/XL"}, {SKU: "東京-12"}}, Status: "Awaiting Fulfillment"}
	for text, want := range map[string]bool{
		"": true, "104": true, "#1042": true, "042": false, "edith": true, "ÉDI": true, "brien": true, "o'b": true, "muller": true, "Mül": true,
		"strasse": true, "sohne gmbh": true, "king@": true, "example.com": true, "shop.ex": true, "com": true, "xample": false,
		"shirt-red": true, "red/x": true, "xl": true, "東京": true, "12": true, "await ful": true, "await shipped": false, "e\u0301dith": true,
		"edith 1042 xl": true, "edith 1043": false, "-- &": true,
	} {
		q := OrderSearch{Text: text}
		if got := q.takes(&o, queryWords(text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

var searchNames = []string{"Ada Lovelace", "Adam Ant", "Édith Piaf", "Grace Hopper", "Ad", "", "supercalifragilisticexpialidociousandmuchlongerthanaterm one", "supercalifragilisticexpialidociousandmuchlongerthanaterm two"}

func drawOrder(t *rapid.T, ids *rapid.Generator[uint64]) Order {
	status := rapid.IntRange(0, 5).Draw(t, "status")
	return Order{
		StoreOrderID: ids.Draw(t, "id"), Number: fmt.Sprint(rapid.IntRange(1, 120).Draw(t, "number")), StatusID: status,
		Status:   fmt.Sprintf("Status %c %d", 'A'+status, rapid.IntRange(0, 150).Draw(t, "label")),
		Created:  day.Add(time.Duration(rapid.IntRange(-100, 100).Draw(t, "hour")) * time.Hour),
		Customer: Customer{Name: rapid.SampledFrom(searchNames).Draw(t, "name"), Email: fmt.Sprintf("a%d@b.example", rapid.IntRange(0, 9).Draw(t, "mail"))},
		Lines:    []Line{{SKU: fmt.Sprintf("SKU-%d", rapid.IntRange(0, 20).Draw(t, "sku"))}},
	}
}

func drawSearch(t *rapid.T) OrderSearch {
	q := OrderSearch{Connection: ConnectionID(rapid.IntRange(0, 2).Draw(t, "of"))}
	words := []string{"ada", "a", "s", "1", "12", "edith", "grace", "sku-1", "sku-20", "status", "b", "example", "nothing", "7", "a3@b",
		"supercalifragilisticexpialidociousandmuchlongerthanaterm", "supercalifragilisticexpialidociousandmuchlongert"}
	for range rapid.IntRange(0, 2).Draw(t, "words") {
		q.Text += " " + rapid.SampledFrom(words).Draw(t, "word")
	}
	q.Statuses = rapid.SliceOfN(rapid.IntRange(0, 6), 0, 2).Draw(t, "statuses")
	at := rapid.Custom(func(t *rapid.T) time.Time {
		if rapid.Bool().Draw(t, "open") {
			return time.Time{}
		}
		if rapid.Bool().Draw(t, "midnight") {
			return day.AddDate(0, 0, rapid.IntRange(-4, 4).Draw(t, "day"))
		}
		return day.Add(time.Duration(rapid.IntRange(-100, 100).Draw(t, "hour")) * time.Hour)
	})
	q.From, q.To = at.Draw(t, "from"), at.Draw(t, "to")
	return q
}

// byScan finds by looking at every order.
func byScan(t rapid.TB, b *Book, q OrderSearch, connections []ConnectionID) (out []string) {
	t.Helper()
	var heads [][]Order
	for _, c := range connections {
		var list []Order
		for o, err := range b.Orders(OrderQuery{Connection: c}) {
			if err != nil {
				t.Fatal(err)
			}
			if (q.Connection == 0 || q.Connection == c) && q.takes(&o, queryWords(q.Text)) {
				list = append(list, o)
			}
		}
		heads = append(heads, list)
	}
	for {
		best := -1
		for i, list := range heads {
			if len(list) > 0 && (best < 0 || list[0].Created.After(heads[best][0].Created)) {
				best = i
			}
		}
		if best < 0 {
			return out
		}
		out = append(out, fmt.Sprint(connections[best], "/", heads[best][0].StoreOrderID))
		heads[best] = heads[best][1:]
	}
}

func bySearch(t rapid.TB, b *Book, q OrderSearch, limit int) (out []string) {
	t.Helper()
	for place, more := OrderPlace(""), true; more; {
		var rows []FoundOrder
		var err error
		if rows, more, err = b.FindOrders(context.Background(), q, place, limit); err != nil {
			t.Fatal(err)
		}
		if more && len(rows) != limit {
			t.Fatalf("a page of %d of %d with more behind it", len(rows), limit)
		}
		for _, r := range rows {
			place = r.Place
			out = append(out, fmt.Sprint(r.Connection, "/", r.StoreOrderID))
		}
	}
	return out
}

// Whatever is written, changed, merged, rolled back and opened again: a search finds what looking at every order finds.
func TestSearchAgainstLookingAtEveryOrder(t *testing.T) {
	defer func(was struct{ block, run, step, share int }) { indexing = was }(indexing)
	dir, n := memoryDir(t), 0
	rapid.Check(t, func(rt *rapid.T) {
		indexing.block = rapid.SampledFrom([]int{20, 200, 4000}).Draw(rt, "block")
		indexing.run, indexing.share = rapid.SampledFrom([]int{2, maxRun}).Draw(rt, "run"), rapid.IntRange(0, 3).Draw(rt, "share")
		indexing.step = rapid.SampledFrom([]int{50, 1000, 32 << 10}).Draw(rt, "step")
		n++
		path := filepath.Join(dir, fmt.Sprint(n, ".db"))
		b, err := Open(path, Options{})
		if err != nil {
			rt.Fatal(err)
		}
		unsynced(b)
		defer func() { b.Close() }()
		connections := []ConnectionID{1, 2}
		for _, name := range []string{"One", "Two"} {
			if err := b.SaveConnection(&Connection{Name: name}, ""); err != nil {
				rt.Fatal(err)
			}
		}
		ids := rapid.OneOf(rapid.Uint64Range(0, 60), rapid.Uint64Range(4090, 4100), rapid.Uint64Range(0, 1<<40))
		rolledBack := errors.New("no")
		for range rapid.IntRange(1, 40).Draw(rt, "batches") {
			c := rapid.SampledFrom(connections).Draw(rt, "connection")
			batch := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) Order { return drawOrder(rt, ids) }), 0, 8).Draw(rt, "batch")
			fail := rapid.IntRange(0, 9).Draw(rt, "fate") == 0
			err := b.Update(func(tx *Tx) error {
				if _, err := tx.PutOrders(c, batch); err != nil || !fail {
					return err
				}
				return rolledBack
			})
			if err != nil && !errors.Is(err, rolledBack) {
				rt.Fatal(err)
			}
			if rapid.IntRange(0, 9).Draw(rt, "again") == 0 {
				b.Close()
				if b, err = Open(path, Options{}); err != nil {
					rt.Fatal(err)
				}
				unsynced(b)
			}
		}
		for range 8 {
			q := drawSearch(rt)
			want := byScan(rt, b, q, connections)
			if got := bySearch(rt, b, q, rapid.IntRange(1, 20).Draw(rt, "limit")); !slices.Equal(got, want) {
				rt.Fatalf("%+v\nfound %v\n want %v", q, got, want)
			}
			last := 0
			n, err := b.CountFound(context.Background(), q, func(n int) { last = n })
			if err != nil || n != len(want) || !q.onlyStatuses() && last != n {
				rt.Fatalf("%+v: counted %d (last told %d), %v; want %d", q, n, last, err, len(want))
			}
		}
		checkDays(rt, b, connections)
		checkFile(rt, b)
	})
}

// checkDays holds the counts of the days against the orders.
func checkDays(t rapid.TB, b *Book, connections []ConnectionID) {
	t.Helper()
	const days = 12
	until := day.AddDate(0, 0, 5)
	sum := make([]int, days)
	for _, c := range connections {
		want := make([]int, days)
		for o := range b.Orders(OrderQuery{Connection: c}) {
			if at := dayOf(o.Created) - dayOf(until) + days - 1; at >= 0 && at < days {
				want[at]++
				sum[at]++
			}
		}
		if got, err := b.OrdersPerDay(c, until, days); err != nil || !slices.Equal(got, want) {
			t.Fatalf("orders a day of %d: %v, %v; want %v", c, got, err, want)
		}
	}
	if got, err := b.OrdersPerDay(0, until, days); err != nil || !slices.Equal(got, sum) {
		t.Fatalf("orders a day of all: %v, %v; want %v", got, err, sum)
	}
}

func TestASearchStopsWithItsContext(t *testing.T) {
	b := open(t)
	var batch []Order
	for i := range uint64(3000) {
		batch = append(batch, order(i+1, 11))
	}
	put(t, b, 1, batch...)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := b.FindOrders(ctx, OrderSearch{Connection: 1, Text: "ada"}, "", 10); !errors.Is(err, context.Canceled) {
		t.Errorf("found: %v", err)
	}
	if _, err := b.CountFound(ctx, OrderSearch{Connection: 1, Text: "ada"}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("counted: %v", err)
	}
	if _, _, err := b.FindOrders(t.Context(), OrderSearch{}, "nonsense", 10); err == nil {
		t.Error("a place that is none")
	}
}
