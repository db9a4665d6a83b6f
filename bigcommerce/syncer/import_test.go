package syncer_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/sandbox/spectest"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

func TestThousandOrdersArriveInEightRequests(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Orders: 1000, Customers: 100, Products: 50, Seed: 1}, everything)
	s := w.sync(t, syncer.StartOptions{})
	if s.Err != nil || s.Job.New != 1000 || s.Job.State != store.JobDone {
		t.Fatalf("%+v", s)
	}
	// Four pages, the clock, the count, the end of the list, the first look at changes.
	if stats := w.sb.Stats(); stats.Total > 8 {
		t.Errorf("%d requests: %v", stats.Total, stats.Requests)
	}
	if s.Job.Requests != w.sb.Stats().Total {
		t.Errorf("the record says %d requests, the store counted %d", s.Job.Requests, w.sb.Stats().Total)
	}
	for o, err := range w.book.Orders(store.OrderQuery{Connection: w.conn.ID}) {
		if err != nil {
			t.Fatal(err)
		}
		if len(o.Lines) == 0 || o.Billing.Name == "" || o.TotalIncTax.IsZero() || o.Warning != "" || o.Location == 0 {
			t.Fatalf("order %d came without its parts: %+v", o.StoreOrderID, o)
		}
	}
	again := w.sync(t, syncer.StartOptions{})
	if again.Job.New != 0 || again.Job.Updated != 0 || again.Job.Resumed {
		t.Errorf("a second import of an unchanged store: %+v", again.Job)
	}
}

func TestStatusesStartDateAndNumberChooseWhatEntersTheBook(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Orders: 300, Seed: 3}, everything)
	w.sync(t, syncer.StartOptions{})
	var all []store.Order
	for o, err := range w.book.Orders(store.OrderQuery{Connection: w.conn.ID, Oldest: true}) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, o)
	}
	middle := all[len(all)/2]
	for name, options := range map[string]store.ConnectionOptions{
		"statuses":     {ImportOrders: true, Statuses: []int{2, 11}},
		"start date":   {ImportOrders: true, StartDate: middle.Created},
		"start number": {ImportOrders: true, StartNumber: middle.StoreOrderID},
		"all three":    {ImportOrders: true, Statuses: syncer.DefaultStatuses, StartDate: middle.Created, StartNumber: middle.StoreOrderID + 3},
	} {
		t.Run(name, func(t *testing.T) {
			part := fixture(t, sandbox.Config{Orders: 300, Seed: 3}, options)
			if s := part.sync(t, syncer.StartOptions{}); s.Err != nil {
				t.Fatal(s.Err)
			}
			want := 0
			for _, o := range all {
				in := len(options.Statuses) == 0
				for _, id := range options.Statuses {
					in = in || id == o.StatusID
				}
				if !in || o.Created.Before(options.StartDate) || o.StoreOrderID < options.StartNumber {
					continue
				}
				want++
				if _, err := part.book.Order(part.conn.ID, o.StoreOrderID); err != nil {
					t.Errorf("order %d: %v", o.StoreOrderID, err)
				}
			}
			counts, err := part.book.OrderCounts(part.conn.ID)
			if err != nil || counts.Total != want || want == 0 || want == len(all) {
				t.Errorf("%d orders in the book, want %d of %d; %v", counts.Total, want, len(all), err)
			}
		})
	}
}

func TestALaterCancellationReachesTheBook(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Orders: 30, Seed: 4},
		store.ConnectionOptions{ImportOrders: true, Statuses: []int{bigcommerce.StatusAwaitingFulfillment}})
	w.sync(t, syncer.StartOptions{})
	page, err := w.book.OrderPage(store.OrderQuery{Connection: w.conn.ID}, 1)
	if err != nil || len(page) != 1 {
		t.Fatalf("%v, %v", page, err)
	}
	id := page[0].StoreOrderID
	w.sb.ChangeOrder(id, func(c *sandbox.OrderChange) { c.StatusID = bigcommerce.StatusCancelled })
	s := w.sync(t, syncer.StartOptions{})
	o, err := w.book.Order(w.conn.ID, id)
	if err != nil || o.StatusID != bigcommerce.StatusCancelled {
		t.Errorf("%+v, %v (%+v)", o, err, s.Job)
	}
}

func TestAnotherChoiceOfOrdersStartsANewBackfill(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Orders: 200, Seed: 5},
		store.ConnectionOptions{ImportOrders: true, Statuses: []int{bigcommerce.StatusAwaitingFulfillment}})
	w.sync(t, syncer.StartOptions{})
	w.conn.Options.Statuses = nil
	if _, err := w.engine.Save(syncer.Draft{Connection: w.conn}, nil); err != nil {
		t.Fatal(err)
	}
	w.sync(t, syncer.StartOptions{})
	if counts, _ := w.book.OrderCounts(w.conn.ID); counts.Total != 200 {
		t.Errorf("%d of 200 orders", counts.Total)
	}
}

func TestLongConsignmentsAreCompleted(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Orders: 120, Seed: 6, LongOrders: 50}, everything)
	if s := w.sync(t, syncer.StartOptions{}); s.Err != nil {
		t.Fatal(s.Err)
	}
	long := 0
	for o, err := range w.book.Orders(store.OrderQuery{Connection: w.conn.ID}) {
		if err != nil {
			t.Fatal(err)
		}
		if len(o.Lines) > 50 {
			long++
		}
		if o.Warning != "" {
			t.Errorf("order %d: %s", o.StoreOrderID, o.Warning)
		}
	}
	if long == 0 {
		t.Error("no order with more than 50 lines came through")
	}
}

func TestRefusalsMarkTheConnection(t *testing.T) {
	t.Parallel()
	t.Run("revoked token", func(t *testing.T) {
		w := fixture(t, sandbox.Config{Orders: 5}, everything)
		w.sb.Revoke()
		s := w.sync(t, syncer.StartOptions{})
		if _, ok := errors.AsType[*bigcommerce.AuthError](s.Err); !ok {
			t.Errorf("%v", s.Err)
		}
		c, _ := w.book.Connection(w.conn.ID)
		if c.State != store.StateRefused || c.Problem == "" {
			t.Errorf("%+v", c)
		}
	})
	t.Run("missing permission", func(t *testing.T) {
		w := fixture(t, sandbox.Config{Orders: 5, Scopes: []string{"store_v2_products_read_only"}}, everything)
		s := w.sync(t, syncer.StartOptions{})
		if _, ok := errors.AsType[*bigcommerce.ScopeError](s.Err); !ok {
			t.Errorf("%v", s.Err)
		}
		if c, _ := w.book.Connection(w.conn.ID); c.State != store.StateMissing {
			t.Errorf("%+v", c)
		}
	})
}

func TestOneJobAtATimeForAConnection(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Orders: 500, Latency: 30 * time.Millisecond}, everything)
	run, err := w.engine.Start(w.conn.ID, syncer.ImportOrders, syncer.StartOptions{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.engine.Start(w.conn.ID, syncer.ImportOrders, syncer.StartOptions{})
	busy, ok := errors.AsType[*syncer.BusyError](err)
	if !ok {
		t.Fatalf("a second job: %v", err)
	}
	<-run.Done()
	if s := busy.Run.Snapshot(); busy.Run.ID() != run.ID() || !s.Ended {
		t.Errorf("who was refused was told of %+v", s)
	}
	if w.engine.Running(w.conn.ID) != nil {
		t.Error("the lease was not let go")
	}
	w.conn.Active = false
	if _, err := w.engine.Save(syncer.Draft{Connection: w.conn}, nil); err != nil {
		t.Fatal(err)
	}
	_, err = w.engine.Start(w.conn.ID, syncer.ImportOrders, syncer.StartOptions{})
	if _, ok := errors.AsType[*syncer.InactiveError](err); !ok {
		t.Errorf("a job on a connection that is switched off: %v", err)
	}
}

func TestWatchersMissNoEnd(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Orders: 600, Latency: 5 * time.Millisecond}, everything)
	run, err := w.engine.Start(w.conn.ID, syncer.ImportOrders, syncer.StartOptions{})
	if err != nil {
		t.Fatal(err)
	}
	first, stopFirst := run.Watch()
	defer stopFirst()
	_, leave := run.Watch()
	leave()
	<-run.Done()
	late, stopLate := run.Watch()
	defer stopLate()
	for name, ch := range map[string]<-chan syncer.Snapshot{"one that never read": first, "one that came late": late} {
		var last syncer.Snapshot
		for s := range ch {
			if s.Sequence < last.Sequence {
				t.Errorf("%s: snapshot %d after %d", name, s.Sequence, last.Sequence)
			}
			last = s
		}
		if !last.Ended || last.Job.New != 600 || last.Job.State != store.JobDone {
			t.Errorf("%s: %+v", name, last)
		}
	}
}

func TestCancelStopsAtOnceAndTheNextRunGoesOn(t *testing.T) {
	t.Parallel()
	// The third page is held back until the run has been cancelled.
	pages, reached, release := 0, make(chan struct{}), make(chan struct{})
	w := fixture(t, sandbox.Config{Orders: 1000, OnRequest: func(r *http.Request) {
		if r.URL.Query().Get("sort") == "id:asc" {
			if pages++; pages == 3 {
				close(reached)
				<-release
			}
		}
	}}, everything)
	s := w.cancelAt(t, reached, release)
	if s.Job.State != store.JobCancelled || s.Err != nil || s.Job.Fetched != 500 {
		t.Errorf("%+v", s)
	}
	rest := w.sync(t, syncer.StartOptions{})
	if !rest.Job.Resumed || rest.Job.New != 500 {
		t.Errorf("%+v", rest.Job)
	}
}

// TestEveryRequestIsAsDocumented holds a whole import, a test and a run over changes against BigCommerce's documents.
func TestEveryRequestIsAsDocumented(t *testing.T) {
	t.Parallel()
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	w := newWorld(t, t.TempDir(), sandbox.Config{Orders: 320, Customers: 20, Products: 20, Seed: 14, LongOrders: 60},
		syncer.Config{Transport: spectest.Transport(t, transport), PageSize: 100},
		store.ConnectionOptions{ImportOrders: true, StartDate: time.Now().AddDate(0, -4, 0), StartNumber: 120})
	t.Cleanup(w.close)
	result := w.engine.Test(t.Context(), syncer.Draft{Connection: w.conn}, func(bigcommerce.Check) {})
	if err := result.Err(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if s := w.sync(t, syncer.StartOptions{}); s.Err != nil {
			t.Fatal(s.Err)
		}
		w.sb.ChangeOrder(w.sb.OrderIDs()[200], func(c *sandbox.OrderChange) { c.StatusID = 5 })
	}
	w.aDayLater(t)
	ids := w.sb.OrderIDs()
	for _, o := range []syncer.StartOptions{
		{}, {Ranges: []store.IDRange{{Next: ids[3], To: ids[3]}, {Next: ids[9], To: ids[20]}}},
		{Since: time.Now().AddDate(0, -1, 0)}, {Since: time.Now().AddDate(0, -2, 0), Until: time.Now().AddDate(0, -1, 0)},
	} {
		if s := w.sync(t, o); s.Err != nil || s.Job.Failed > 0 {
			t.Fatalf("%+v: %+v", o, s)
		}
	}
	for _, route := range []string{refundsRoute, customersRoute} {
		if w.sb.Stats().Requests[route] < 2 {
			t.Errorf("%s was not asked for in both ways: %v", route, w.sb.Stats().Requests)
		}
	}
}

func TestARenameKeepsWhatIsKnownOfTheConnection(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Orders: 3}, everything)
	if s := w.sync(t, syncer.StartOptions{}); s.Err != nil {
		t.Fatal(s.Err)
	}
	renamed, err := w.book.Connection(w.conn.ID)
	if err != nil {
		t.Fatal(err)
	}
	renamed.Name = "Another"
	if renamed, err = w.engine.Save(syncer.Draft{Connection: renamed}, nil); err != nil || renamed.State != store.StateConnected {
		t.Errorf("after a rename: %s, %v", renamed.State, err)
	}
	if c, err := w.engine.Save(syncer.Draft{Connection: renamed, Token: "anothertokenanothertokenanother1"}, nil); err != nil || c.State != store.StateUntested {
		t.Errorf("with another token: %s, %v", c.State, err)
	}
}
