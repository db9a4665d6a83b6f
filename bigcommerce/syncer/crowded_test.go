package syncer_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
)

// TestASecondThatGrowsBehindTheCursorIsReadAgain changes an order within a second that is just being read by id, behind
// the cursor, and then keeps the same pass going for longer than a pass is set back.
func TestASecondThatGrowsBehindTheCursorIsReadAgain(t *testing.T) {
	t.Parallel()
	at := &clock{now: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)}
	var step atomic.Int32
	var w *world
	var ids []uint64
	cancel := func(id uint64) {
		w.sb.ChangeOrder(id, func(c *sandbox.OrderChange) { c.StatusID = bigcommerce.StatusCancelled })
	}
	made := newWorld(t, t.TempDir(), sandbox.Config{Orders: 8, Seed: 2, Now: at.Now, OnRequest: func(r *http.Request) {
		crowded := r.URL.Query().Get("max_date_modified") != ""
		switch {
		case crowded && step.CompareAndSwap(1, 2): // the first page of the second is about to be read
		case crowded && step.CompareAndSwap(2, 3): // the second page
		case crowded && step.CompareAndSwap(3, 4): // the third: an order of the second page changes again, behind it
			cancel(ids[4])
		case step.CompareAndSwap(4, 5): // and then the store goes on for a while
			at.add(400 * time.Second)
			w.sb.PlaceOrders(8)
		}
	}}, syncer.Config{PageSize: 3}, everything)
	defer made.close()
	w = made
	w.sync(t, syncer.StartOptions{})
	ids = w.sb.OrderIDs()
	at.add(time.Hour)
	for _, id := range ids { // all within one second
		w.sb.ChangeOrder(id, func(c *sandbox.OrderChange) { c.StatusID = bigcommerce.StatusAwaitingShipment })
	}
	step.Store(1)
	for range 2 {
		if s := w.sync(t, syncer.StartOptions{}); s.Err != nil {
			t.Fatal(s.Err)
		}
	}
	if step.Load() != 5 {
		t.Fatalf("the second was not read by id (step %d)", step.Load())
	}
	o, err := w.book.Order(w.conn.ID, ids[4])
	if err != nil || o.StatusID != bigcommerce.StatusCancelled {
		t.Errorf("order %d: status %d, %v", ids[4], o.StatusID, err)
	}
	if n, _ := w.book.OrderCounts(w.conn.ID); n.Total != len(w.sb.OrderIDs()) {
		t.Errorf("%d orders of %d", n.Total, len(w.sb.OrderIDs()))
	}
}

// TestAnOrderThatLeavesACrowdedSecondHidesNoOther cuts the end of a second's list off, once, while another order of that second
// changes: what is counted of it then is what was listed.
func TestAnOrderThatLeavesACrowdedSecondHidesNoOther(t *testing.T) {
	t.Parallel()
	at := &clock{now: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)}
	var w *world
	var step atomic.Int32
	var ids []uint64
	lie := func(r *http.Request) (int, string) {
		q := r.URL.Query()
		if q.Get("max_date_modified") == "" {
			return 0, ""
		}
		switch {
		case strings.HasSuffix(r.URL.Path, "/count") && step.CompareAndSwap(2, 3):
			at.add(time.Hour)
			w.sb.ChangeOrder(ids[0], func(c *sandbox.OrderChange) { c.StatusID = bigcommerce.StatusCancelled })
		case q.Get("min_id") == fmt.Sprint(ids[5]+1) && step.CompareAndSwap(1, 2):
			return http.StatusNoContent, ""
		}
		return 0, ""
	}
	w = newWorld(t, t.TempDir(), sandbox.Config{Orders: 8, Seed: 2, Now: at.Now}, syncer.Config{PageSize: 3, Transport: instead(t, lie)}, everything)
	defer w.close()
	w.sync(t, syncer.StartOptions{})
	at.add(time.Hour)
	ids = w.sb.PlaceOrders(7) // all within one second, two pages and one more
	step.Store(1)
	if s := w.sync(t, syncer.StartOptions{}); s.Err != nil || step.Load() != 3 {
		t.Fatal(s.Err, step.Load())
	}
	if n, _ := w.book.OrderCounts(w.conn.ID); n.Total != len(w.sb.OrderIDs()) {
		t.Errorf("%d orders of %d", n.Total, len(w.sb.OrderIDs()))
	}
}

// TestAPageOfOtherChangesHidesNone answers the first full page of changes once with a later one, as a cache may, and has changes
// share a second at the end of each page: every order is in the book as the store has it, whether the store's dates are
// inclusive or not.
func TestAPageOfOtherChangesHidesNone(t *testing.T) {
	t.Parallel()
	for _, exclusive := range []bool{false, true} {
		at := &clock{now: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)}
		var lie atomic.Uint64 // the id from which on the list is
		through := &http.Transport{}
		t.Cleanup(through.CloseIdleConnections)
		wire := trip(func(r *http.Request) (*http.Response, error) {
			q := r.URL.Query()
			if from := lie.Load(); from != 0 && q.Get("sort") == "date_modified:asc" && lie.CompareAndSwap(from, 0) {
				r = r.Clone(r.Context())
				q.Del("min_date_modified")
				q.Set("sort", "id:asc")
				q.Set("min_id", fmt.Sprint(from))
				r.URL.RawQuery = q.Encode()
			}
			return through.RoundTrip(r)
		})
		w := newWorld(t, t.TempDir(), sandbox.Config{Orders: 14, Seed: 2, Now: at.Now, ExclusiveDates: exclusive}, syncer.Config{PageSize: 3, Transport: wire}, everything)
		defer w.close()
		w.sync(t, syncer.StartOptions{})
		at.add(time.Hour)
		ids := w.sb.OrderIDs()
		for n, id := range ids { // two to a second
			w.sb.ChangeOrder(id, func(c *sandbox.OrderChange) { c.StatusID = bigcommerce.StatusAwaitingShipment })
			at.add(time.Duration(n%2) * time.Minute)
		}
		lie.Store(ids[9])
		for range 2 {
			if s := w.sync(t, syncer.StartOptions{}); s.Err != nil || s.Job.Failed > 0 {
				t.Fatal(s.Err, s.Job.Errors)
			}
		}
		for _, id := range ids {
			if o, err := w.book.Order(w.conn.ID, id); err != nil || o.StatusID != bigcommerce.StatusAwaitingShipment {
				t.Errorf("exclusive %t: order %d is %s, %v", exclusive, id, o.Status, err)
			}
		}
	}
}
