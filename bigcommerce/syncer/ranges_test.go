package syncer_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// numbered answers for a store's orders, of which nothing matters but their numbers. Everything else goes to the sandbox.
type numbered struct {
	http.RoundTripper
	before func(q url.Values) // each answer

	mu     sync.Mutex
	ids    []uint64 // ascending
	most   int      // rows of a page, whatever is asked for
	asked  int
	ranges int // of those, for ranges with an end
}

func (n *numbered) RoundTrip(r *http.Request) (*http.Response, error) {
	_, path, _ := strings.Cut(r.URL.Path, "/v2/orders")
	if path != "" && path != "/count" || !strings.Contains(r.URL.Path, "/v2/orders") {
		return n.RoundTripper.RoundTrip(r)
	}
	q := r.URL.Query()
	n.before(q)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.asked++
	if q.Get("max_id") != "" {
		n.ranges++
	}
	number := func(name string) uint64 { v, _ := strconv.ParseUint(q.Get(name), 10, 64); return v }
	var rows []string
	for _, id := range n.ids {
		if id >= number("min_id") && (q.Get("max_id") == "" || id <= number("max_id")) && q.Get("min_date_modified") == "" {
			rows = append(rows, fmt.Sprintf(`{"id":%d,"status_id":11,"date_created":"Fri, 01 May 2026 12:00:00 +0000","date_modified":"Fri, 01 May 2026 12:00:00 +0000"}`, id))
		}
	}
	head := http.Header{"Content-Type": {"application/json"}, "Date": {time.Now().UTC().Format(http.TimeFormat)}}
	answer := func(status int, body string) (*http.Response, error) {
		return &http.Response{StatusCode: status, Header: head, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
	}
	if path != "" {
		return answer(200, fmt.Sprintf(`{"count":%d}`, len(rows)))
	}
	if q.Get("sort") == "id:desc" {
		slices.Reverse(rows)
	}
	if rows = rows[:min(len(rows), int(number("limit")), n.most)]; len(rows) == 0 {
		return answer(204, "")
	}
	return answer(200, "["+strings.Join(rows, ",")+"]")
}

// change places orders behind the last and deletes one.
func (n *numbered) change(place int, gone int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for range place {
		n.ids = append(n.ids, n.ids[len(n.ids)-1]+uint64(1+place%3))
	}
	if gone >= 0 && gone < len(n.ids)-1 {
		n.ids = slices.Delete(slices.Clone(n.ids), gone, gone+1)
	}
}

// TestRangesReadSideBySideHoldEveryOrderOnce reads stores whose numbers have gaps of every shape, while orders are placed and
// deleted and the runs are stopped, and holds that the book has each order that was there, and none was put there twice.
func TestRangesReadSideBySideHoldEveryOrderOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var mu sync.Mutex
	parted := 0
	rapid.Check(t, func(rt *rapid.T) {
		n := &numbered{RoundTripper: &http.Transport{}, most: rapid.IntRange(2, 9).Draw(rt, "rows")}
		id := rapid.Uint64Range(1, 500).Draw(rt, "first")
		for range rapid.IntRange(1, 8).Draw(rt, "stretches") {
			step := rapid.SampledFrom([]uint64{1, 1, 1, 2, 7}).Draw(rt, "step")
			for range rapid.IntRange(1, 40).Draw(rt, "long") {
				n.ids = append(n.ids, id)
				id += step
			}
			id += rapid.SampledFrom([]uint64{0, 3, 100, 100_000}).Draw(rt, "gap")
		}
		start := rapid.SampledFrom([]uint64{0, 0, n.ids[0] + 5}).Draw(rt, "start number")
		var live liveRun
		events := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) [3]int {
			return [3]int{rapid.SampledFrom([]int{0, 0, 1, 12}).Draw(t, "place"), rapid.IntRange(-60, 120).Draw(t, "gone"), rapid.IntRange(0, 6).Draw(t, "stop")}
		}), 0, 60).Draw(rt, "events")
		n.before = func(url.Values) {
			mu.Lock()
			defer mu.Unlock()
			if len(events) == 0 {
				return
			}
			e := events[0]
			events = events[1:]
			n.change(e[0], e[1])
			if e[2] == 0 {
				live.cancel()
			}
		}
		folder, err := os.MkdirTemp(dir, "book")
		if err != nil {
			rt.Fatal(err)
		}
		w := newWorld(rt, folder, sandbox.Config{}, syncer.Config{Transport: n, PageSize: rapid.IntRange(2, 9).Draw(rt, "page size")},
			store.ConnectionOptions{ImportOrders: true, StartNumber: start})
		defer n.RoundTripper.(*http.Transport).CloseIdleConnections()
		defer w.close()
		put := 0
		for done := false; !done; {
			s := live.toEnd(rt, w, syncer.ImportOrders, syncer.StartOptions{})
			if s.Err != nil || s.Job.Updated+s.Job.Unchanged > 0 {
				rt.Fatal(s.Err, s.Job)
			}
			put += s.Job.New
			done = s.Job.State == store.JobDone
		}
		counts, err := w.book.OrderCounts(w.conn.ID)
		if err != nil || counts.Total != put {
			rt.Fatalf("%d orders were put into the book, it has %d, %v", put, counts.Total, err)
		}
		state, err := w.book.ImportState(w.conn.ID)
		if err != nil || len(state.Backfill) > 0 {
			rt.Fatalf("%+v, %v", state, err)
		}
		for _, id := range n.ids {
			_, err := w.book.Order(w.conn.ID, id)
			if has := err == nil; has != (id >= start && id <= state.LastID) {
				rt.Fatalf("order %d: %v; the last is %d", id, err, state.LastID)
			}
		}
		parted += n.ranges
	})
	if parted == 0 && !testing.Short() {
		t.Error("no store's numbers were parted")
	}
}

// TestThreeRangesAreReadAtOnce has the first pages of ranges wait for each other. What reading side by side costs is
// the requests for the first number and the last.
func TestThreeRangesAreReadAtOnce(t *testing.T) {
	t.Parallel()
	n := &numbered{RoundTripper: &http.Transport{}, most: 10}
	for id := range uint64(310) {
		n.ids = append(n.ids, 1000+id)
	}
	var arrived atomic.Int32
	all := make(chan struct{})
	n.before = func(q url.Values) {
		if q.Get("max_id") == "" {
			return
		}
		if arrived.Add(1) == 3 {
			close(all)
		}
		select {
		case <-all:
		case <-t.Context().Done():
		case <-time.After(time.Minute):
			t.Error("a read waited for two more at once, in vain")
		}
	}
	w := newWorld(t, t.TempDir(), sandbox.Config{}, syncer.Config{Transport: n, PageSize: 10}, everything)
	defer n.RoundTripper.(*http.Transport).CloseIdleConnections()
	defer w.close()
	if s := w.sync(t, syncer.StartOptions{}); s.Err != nil || s.Job.New != 310 || s.Done != s.Total {
		t.Fatalf("%+v", s)
	}
	const count, first, last, pages, end, changes = 1, 1, 1, 31, 1, 1
	if n.asked != count+first+last+pages+end+changes || n.ranges != pages {
		t.Errorf("%d requests, %d of them for ranges with an end", n.asked, n.ranges)
	}
	if s := w.importState(t); s.LastID != 1309 || len(s.Backfill) != 0 {
		t.Errorf("%+v", s)
	}
}
