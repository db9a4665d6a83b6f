package syncer_test

import (
	"fmt"
	"net/http"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// clock is a time that moves only when it is told to, so that many changes share a second.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// event is something that happens in the store right before one of its answers.
type event struct {
	Place   int // orders placed
	Change  int // which order changes, by its place in the list; -1 for none
	Status  int
	Forward int // milliseconds that pass
	Cancel  bool
}

var drawEvent = rapid.Custom(func(t *rapid.T) event {
	return event{
		Place:   rapid.SampledFrom([]int{0, 0, 0, 1, 2, 9}).Draw(t, "place"),
		Change:  rapid.IntRange(-1, 60).Draw(t, "change"),
		Status:  rapid.SampledFrom([]int{2, 5, 7, 11, 11}).Draw(t, "status"),
		Forward: rapid.SampledFrom([]int{0, 0, 100, 900, 3000, 400_000}).Draw(t, "forward"),
		Cancel:  rapid.IntRange(0, 7).Draw(t, "cancel") == 0,
	}
})

// TestOrdersThatMoveWhileTheyAreReadAreNeitherMissedNorDoubled lets orders appear, change and be cancelled between any two
// requests of an import that is itself cancelled and taken up again, with pages so small that seconds overflow them and
// with both readings of the date filters. Afterwards the book must hold what the store holds.
func TestOrdersThatMoveWhileTheyAreReadAreNeitherMissedNorDoubled(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		at := &clock{now: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)}
		events := rapid.SliceOfN(drawEvent, 0, 60).Draw(rt, "events")
		statuses := rapid.SampledFrom([][]int{nil, {7, 11}}).Draw(rt, "statuses")
		var w *world
		var live liveRun
		var mu sync.Mutex
		happen := func(*http.Request) {
			mu.Lock()
			defer mu.Unlock()
			if len(events) == 0 || w == nil {
				return
			}
			e := events[0]
			events = events[1:]
			at.add(time.Duration(e.Forward) * time.Millisecond)
			if e.Place > 0 {
				w.sb.PlaceOrders(e.Place)
			}
			if ids := w.sb.OrderIDs(); e.Change >= 0 && e.Change < len(ids) {
				w.sb.ChangeOrder(ids[e.Change], func(c *sandbox.OrderChange) { c.StatusID = e.Status })
			}
			if e.Cancel {
				live.cancel()
			}
		}
		folder, err := os.MkdirTemp(dir, "book")
		if err != nil {
			rt.Fatal(err)
		}
		made := newWorld(rt, folder, sandbox.Config{
			Orders: rapid.IntRange(0, 40).Draw(rt, "orders"), Seed: rapid.Uint64Range(1, 50).Draw(rt, "seed"),
			Now: at.Now, OnRequest: happen, ExclusiveDates: rapid.Bool().Draw(rt, "exclusive dates"),
		}, syncer.Config{PageSize: rapid.IntRange(1, 9).Draw(rt, "page size")},
			store.ConnectionOptions{ImportOrders: true, Statuses: statuses})
		defer made.close()
		mu.Lock()
		w = made
		mu.Unlock()
		// Runs until the store has come to rest, then one more.
		for calm := 0; calm < 2; {
			s := live.toEnd(rt, w, syncer.ImportOrders, syncer.StartOptions{})
			if s.Err != nil {
				rt.Fatal(s.Err)
			}
			mu.Lock()
			if len(events) == 0 && s.Job.State == store.JobDone {
				calm++
			}
			mu.Unlock()
		}
		compare(rt, w, statuses)
	})
}

// compare holds the book against the store: every order of the chosen statuses is there, once, in its last state; what
// else is there was of a chosen status when it came and is in its last state as well.
func compare(t rapid.TB, w *world, statuses []int) {
	t.Helper()
	inStore := map[uint64]string{}
	for _, o := range w.sb.Orders() {
		inStore[o.ID] = fmt.Sprintf("status %d, modified %s", o.StatusID, o.Modified.UTC().Truncate(time.Second))
		wanted := len(statuses) == 0 || slices.Contains(statuses, o.StatusID)
		if _, err := w.book.Order(w.conn.ID, o.ID); wanted && err != nil {
			t.Fatalf("order %d (%s) is missing: %v", o.ID, bigcommerce.StatusName(o.StatusID), err)
		}
	}
	n := 0
	for o, err := range w.book.Orders(store.OrderQuery{Connection: w.conn.ID}) {
		if err != nil {
			t.Fatal(err)
		}
		n++
		if got := fmt.Sprintf("status %d, modified %s", o.StatusID, o.Modified); got != inStore[o.StoreOrderID] {
			t.Fatalf("order %d: the book has %s, the store %s", o.StoreOrderID, got, inStore[o.StoreOrderID])
		}
	}
	if counts, err := w.book.OrderCounts(w.conn.ID); err != nil || counts.Total != n {
		t.Fatalf("the book counts %d orders and lists %d; %v", counts.Total, n, err)
	}
}
