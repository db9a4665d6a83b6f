package syncer_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// aDayLater has the recent orders be due to be read again.
func (w *world) aDayLater(t testingT) {
	t.Helper()
	err := w.book.Update(func(tx *store.Tx) error {
		s, err := tx.ImportState(w.conn.ID)
		if err != nil {
			return err
		}
		s.Reread = s.Reread.Add(-25 * time.Hour)
		return tx.PutImportState(w.conn.ID, s)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// openOrder finds an order of the store that waits to be sent, the oldest or the newest.
func (w *world) openOrder(t testingT, newest bool) (id uint64) {
	t.Helper()
	for _, o := range w.sb.Orders() {
		if o.StatusID == bigcommerce.StatusAwaitingFulfillment && (newest || id == 0) {
			id = o.ID
		}
	}
	return id
}

// TestWhatNoDateTellsIsFoundWithinADay ships and refunds in a store whose dates don't tell of either: an old order that is
// still open, a new one, and one that was closed long ago.
func TestWhatNoDateTellsIsFoundWithinADay(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Orders: 2000, Customers: 40, Products: 30, Seed: 61, QuietDates: true}, everything)
	old, fresh := w.openOrder(t, false), w.openOrder(t, true)
	var closed uint64
	for _, o := range w.sb.Orders() {
		if o.StatusID == bigcommerce.StatusCompleted {
			closed = o.ID
			break
		}
	}
	w.sync(t, syncer.StartOptions{})
	w.sync(t, syncer.StartOptions{})
	if !w.sb.Ship(old, "T1") || !w.sb.Ship(fresh, "T2") {
		t.Fatal("nothing was sent")
	}
	if _, ok := w.sb.Refund(closed, "1.00", "late"); !ok {
		t.Fatal("nothing was given back")
	}
	w.sb.ChangeCustomer(3, func(c *sandbox.CustomerChange) { c.FirstName, c.LastName = "Own", "Record" })
	w.sync(t, syncer.StartOptions{})
	for _, id := range []uint64{old, fresh} {
		if o, _ := w.book.Order(w.conn.ID, id); o.StatusID != bigcommerce.StatusAwaitingFulfillment {
			t.Fatalf("order %d is known to be %s: the test shows nothing", id, o.Status)
		}
	}
	w.aDayLater(t)
	w.sb.ResetStats()
	s := w.sync(t, syncer.StartOptions{})
	if s.Err != nil || s.Job.Failed != 0 {
		t.Fatalf("%+v", s)
	}
	for _, id := range []uint64{old, fresh} {
		o, _ := w.book.Order(w.conn.ID, id)
		sent := 0
		for _, l := range o.Lines {
			sent += l.QuantityShipped
		}
		if open := w.openOf(t, id); o.StatusID != bigcommerce.StatusShipped || sent == 0 || open > 0 {
			t.Errorf("order %d is %s, %d pieces sent, and %d are open", id, o.Status, sent, open)
		}
	}
	if o, _ := w.book.Order(w.conn.ID, closed); o.Refunded().String() != "1" {
		t.Errorf("%+v", o.Refunds)
	}
	if people, _ := w.people(t); people[3].Name != "Own Record" {
		t.Errorf("%+v", people[3])
	}
	// 2,000 orders in 180 days: 160 recent ones are a page, the older open ones lie within the width of eight more. One request counts
	// the recent ones.
	if stats := w.sb.Stats(); stats.Total > 15 {
		t.Errorf("%d requests: %v", stats.Total, stats.Requests)
	}
	w.sb.ResetStats()
	w.sync(t, syncer.StartOptions{})
	if stats := w.sb.Stats(); stats.Total != 1 {
		t.Errorf("right after that, %d requests: %v", stats.Total, stats.Requests)
	}
}

// TestReadingRecentOrdersAgainGoesOnWhereItWasCutShort cancels it at its second request, again and again.
func TestReadingRecentOrdersAgainGoesOnWhereItWasCutShort(t *testing.T) {
	t.Parallel()
	var run atomic.Pointer[syncer.Run]
	var asked atomic.Int32
	w := newWorld(t, t.TempDir(), sandbox.Config{Orders: 300, Seed: 62, QuietDates: true, OnRequest: func(r *http.Request) {
		again := r.URL.Query().Has("max_id") || r.URL.Query().Has("min_date_created") || strings.HasSuffix(r.URL.Path, "/refunds")
		if again && asked.Add(1) == 2 { // each run gets on by one request
			for run.Load() == nil {
				time.Sleep(time.Millisecond)
			}
			run.Load().Cancel()
		}
	}}, syncer.Config{PageSize: 10}, everything)
	t.Cleanup(w.close)
	asked.Store(2) // the first import is not cut
	w.sync(t, syncer.StartOptions{})
	old, fresh := w.openOrder(t, false), w.openOrder(t, true)
	w.sb.Ship(old, "T1")
	w.sb.Ship(fresh, "T2")
	w.aDayLater(t)
	cut := 0
	for {
		asked.Store(0)
		run.Store(nil)
		r, err := w.engine.Start(w.conn.ID, syncer.ImportOrders, syncer.StartOptions{})
		if err != nil {
			t.Fatal(err)
		}
		run.Store(r)
		<-r.Done()
		if r.Snapshot().Job.State == store.JobDone {
			break
		}
		cut++
	}
	for _, id := range []uint64{old, fresh} {
		if o, _ := w.book.Order(w.conn.ID, id); cut < 4 || o.StatusID != bigcommerce.StatusShipped {
			t.Errorf("after %d cuts order %d is %s", cut, id, o.Status)
		}
	}
	if s := w.importState(t); s.Rereading != nil || time.Since(s.Reread) > time.Hour {
		t.Errorf("%+v", s)
	}
}

// TestOrdersThatAnImportHasListedAreNotAskedForAlone has an import whose pages are written several at once.
func TestOrdersThatAnImportHasListedAreNotAskedForAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t, t.TempDir(), sandbox.Config{Orders: 300, Seed: 62}, syncer.Config{PageSize: 10}, everything)
	t.Cleanup(w.close)
	w.sync(t, syncer.StartOptions{})
	if asked := w.sb.Stats().Requests; asked["GET /v2/orders/{id}"] != 0 {
		t.Error(asked)
	}
	if s := w.importState(t); s.Rereading != nil {
		t.Errorf("%+v", s.Rereading)
	}
}

// TestABookOfAnEarlierVersionLearnsItsRefunds has the state of one whose refunds were never read.
func TestABookOfAnEarlierVersionLearnsItsRefunds(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Orders: 20, Seed: 63, QuietDates: true}, everything)
	w.setRefunded(0)
	id := w.openOrder(t, false)
	w.sync(t, syncer.StartOptions{})
	if _, ok := w.sb.Refund(id, "1.00", ""); !ok {
		t.Fatal("nothing was given back")
	}
	err := w.book.Update(func(tx *store.Tx) error {
		s, err := tx.ImportState(w.conn.ID)
		if err != nil {
			return err
		}
		s.Reread, s.RefundsSince, s.CustomersSince = time.Time{}, time.Time{}, time.Time{}
		return tx.PutImportState(w.conn.ID, s)
	})
	if err != nil {
		t.Fatal(err)
	}
	s := w.sync(t, syncer.StartOptions{})
	if o, _ := w.book.Order(w.conn.ID, id); s.Err != nil || o.Refunded().String() != "1" {
		t.Errorf("%+v, %+v", s, o.Refunds)
	}
}
