package syncer_test

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// importState is where the ordinary import stands.
func (w *world) importState(t testingT) store.ImportState {
	t.Helper()
	s, err := w.book.ImportState(w.conn.ID)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// inBook counts the orders of the list.
func (w *world) inBook(t testingT) int {
	t.Helper()
	counts, err := w.book.OrderCounts(w.conn.ID)
	if err != nil {
		t.Fatal(err)
	}
	return counts.Total
}

// TestOrdersAreReadAgainByNumber asks for orders that the choice keeps out, for some the store doesn't have, and for a
// stretch, and finds the cursor where it was.
func TestOrdersAreReadAgainByNumber(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Orders: 300, Seed: 41}, store.ConnectionOptions{ImportOrders: true, Statuses: []int{7}})
	w.sync(t, syncer.StartOptions{})
	before, had := w.importState(t), w.inBook(t)
	ids := w.sb.OrderIDs()
	var out []uint64
	for _, id := range ids {
		if _, err := w.book.Order(w.conn.ID, id); err != nil {
			out = append(out, id)
		}
	}
	gap := ids[len(ids)-1] + 50
	s := w.sync(t, syncer.StartOptions{Ranges: []store.IDRange{
		{Next: out[0], To: out[0]}, {Next: gap, To: gap}, {Next: out[9], To: out[9]}, {Next: out[9], To: out[9]},
	}})
	if s.Err != nil || s.Job.New != 2 || s.Job.Failed != 0 || s.Job.Fetched != 2 || w.inBook(t) != had+2 {
		t.Fatalf("%+v", s)
	}
	if n := s.Job.Notes; len(n) != 1 || n[0].Ref != fmt.Sprintf("order %d", gap) || n[0].Reason != "The store has no order of this number." {
		t.Errorf("%+v", s.Job.Notes)
	}
	// A stretch: all of its orders enter, each number that is missing is named.
	w.sb.ResetStats()
	s = w.sync(t, syncer.StartOptions{Ranges: []store.IDRange{{Next: ids[20], To: ids[20] + 49}, {Next: ids[20] + 10, To: ids[20] + 59}}})
	within := 0
	for _, id := range ids {
		if id >= ids[20] && id <= ids[20]+59 {
			within++
			if _, err := w.book.Order(w.conn.ID, id); err != nil {
				t.Errorf("order %d: %v", id, err)
			}
		}
	}
	if s.Err != nil || s.Job.Fetched != within || s.Job.Skipped != 60-within || within == 60 {
		t.Errorf("%d orders in the stretch: %+v", within, s.Job)
	}
	if n := w.sb.Stats().Requests["GET /v2/orders"]; n > 2 {
		t.Errorf("%d requests for 60 numbers", n)
	}
	if s := w.sync(t, syncer.StartOptions{Ranges: []store.IDRange{{Next: ids[0], To: ids[0] + 290}}}); len(s.Job.Notes) != 1 ||
		!strings.HasPrefix(s.Job.Notes[0].Reason, "The store has orders of ") {
		t.Errorf("%+v", s.Job.Notes)
	}
	if after := w.importState(t); !reflect.DeepEqual(before, after) {
		t.Errorf("the cursor moved:\n%+v\n%+v", before, after)
	}
}

// TestAWindowOfTimeIsReadAgain holds what is read against the store's dates, whichever way the date filters are meant.
func TestAWindowOfTimeIsReadAgain(t *testing.T) {
	t.Parallel()
	for _, exclusive := range []bool{false, true} {
		at := &clock{now: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)}
		var paged atomic.Bool
		w := newWorld(t, t.TempDir(), sandbox.Config{Orders: 400, Seed: 42, Now: at.Now, ExclusiveDates: exclusive, OnRequest: func(r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "/v2/orders") && r.URL.Query().Has("page") {
				paged.Store(true)
			}
		}}, syncer.Config{PageSize: 30}, store.ConnectionOptions{ImportOrders: true, Statuses: []int{2, 11}})
		t.Cleanup(w.close)
		all := w.sb.Orders()
		since, until := all[100].Created, all[200].Created
		for name, c := range map[string]struct{ from, to time.Time }{
			"closed": {since, until}, "open end": {from: since}, "open start": {to: until},
		} {
			s := w.sync(t, syncer.StartOptions{Since: c.from, Until: c.to})
			if s.Err != nil || s.Job.Fetched == 0 || s.Job.Fetched > 480 {
				t.Fatalf("%s: %+v", name, s)
			}
			inside := func(x time.Time) bool { return !x.Before(c.from) && (c.to.IsZero() || !x.After(c.to)) }
			for _, o := range all {
				_, err := w.book.Order(w.conn.ID, o.ID)
				wanted := slices.Contains([]int{2, 11}, o.StatusID)
				if read := inside(o.Created) || inside(o.Modified); read && wanted && err != nil || err == nil && !wanted {
					t.Errorf("%s: order %d, status %d, created %s, modified %s: %v", name, o.ID, o.StatusID, o.Created, o.Modified, err)
				}
			}
		}
		if paged.Load() {
			t.Error("a list of orders was asked for by page number")
		}
		if s := w.importState(t); !s.Clock.IsZero() {
			t.Errorf("the backfill counts as begun: %+v", s)
		}
		// The ordinary import is not taken in.
		if s := w.sync(t, syncer.StartOptions{}); s.Err != nil {
			t.Fatal(s.Err)
		}
		compare(t, w, []int{2, 11})
	}
}

// TestReadingAgainLeavesAHalfDoneImportWhereItWas cancels a backfill, reads a stretch far ahead of it, cancels that as
// well, and goes on.
func TestReadingAgainLeavesAHalfDoneImportWhereItWas(t *testing.T) {
	t.Parallel()
	var run atomic.Pointer[syncer.Run]
	var pages, stop atomic.Int32
	w := newWorld(t, t.TempDir(), sandbox.Config{Orders: 300, Seed: 43, OnRequest: func(r *http.Request) {
		if r.URL.Query().Get("sort") == "id:asc" && pages.Add(1) == stop.Load() {
			for run.Load() == nil {
				time.Sleep(time.Millisecond)
			}
			run.Load().Cancel()
			<-r.Context().Done() // else the answer may come first
		}
	}}, syncer.Config{PageSize: 40}, store.ConnectionOptions{ImportOrders: true, UpdateInventory: true})
	t.Cleanup(w.close)
	cut := func(after int32, o syncer.StartOptions) syncer.Snapshot {
		run.Store(nil)
		pages.Store(0)
		stop.Store(after)
		r, err := w.engine.Start(w.conn.ID, syncer.ImportOrders, o)
		if err != nil {
			t.Fatal(err)
		}
		run.Store(r)
		<-r.Done()
		return r.Snapshot()
	}
	if s := cut(3, syncer.StartOptions{}); s.Job.State != store.JobCancelled || s.Job.Fetched == 0 {
		t.Fatalf("%+v", s.Job)
	}
	before := w.importState(t)
	ids := w.sb.OrderIDs()
	if s := cut(3, syncer.StartOptions{Ranges: []store.IDRange{{Next: ids[150], To: ids[299]}}}); s.Job.State != store.JobCancelled || s.Job.New != 80 {
		t.Fatalf("%+v", s.Job)
	}
	if after := w.importState(t); !reflect.DeepEqual(before, after) || len(after.Backfill) != 1 {
		t.Errorf("the cursor moved:\n%+v\n%+v", before, after)
	}
	stop.Store(0)
	if s := w.sync(t, syncer.StartOptions{}); s.Err != nil || !s.Job.Resumed {
		t.Fatalf("%+v", s)
	}
	compare(t, w, nil)
}

func TestWhatCantBeReadAgainIsRefused(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Orders: 3}, everything)
	at := time.Now()
	for _, o := range []syncer.StartOptions{
		{Ranges: []store.IDRange{{Next: 5}}}, {Ranges: []store.IDRange{{Next: 5, To: 4}}}, {Since: at, Until: at.Add(-time.Hour)},
	} {
		_, err := w.engine.Start(w.conn.ID, syncer.ImportOrders, o)
		if _, ok := errors.AsType[*syncer.OptionsError](err); !ok {
			t.Errorf("%+v: %v", o, err)
		}
	}
	if s := w.sync(t, syncer.StartOptions{Ranges: []store.IDRange{{Next: 1, To: 10}}, DryRun: true}); s.Plan == nil ||
		!strings.Contains(s.Plan.Notices[0], "up to 10 orders") || s.Job.Fetched != 0 {
		t.Errorf("%+v", s.Plan)
	}
}
