package syncer_test

import (
	"fmt"
	"io"
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

const refundsRoute = "GET /v3/orders/payment_actions/refunds"

// trip is a transport made of a function.
type trip func(*http.Request) (*http.Response, error)

func (f trip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// instead answers what answer has something for, and lets the rest through.
func instead(t *testing.T, answer func(*http.Request) (status int, body string)) http.RoundTripper {
	through := &http.Transport{}
	t.Cleanup(through.CloseIdleConnections)
	return trip(func(r *http.Request) (*http.Response, error) {
		status, body := answer(r)
		if status == 0 {
			return through.RoundTrip(r)
		}
		return &http.Response{StatusCode: status, Header: http.Header{"Content-Type": {"application/json"}}, Request: r,
			Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body))}, nil
	})
}

const noScope = `{"status":403,"title":"You don't have a required scope to access the endpoint"}`

// setRefunded has so many of the store's orders be refunded and none of the others.
func (w *world) setRefunded(n int) {
	for i, o := range w.sb.Orders() {
		want := i < n
		if is := o.StatusID == bigcommerce.StatusRefunded || o.StatusID == bigcommerce.StatusPartiallyRefunded; is != want {
			w.sb.ChangeOrder(o.ID, func(c *sandbox.OrderChange) {
				c.StatusID = bigcommerce.StatusShipped
				if want {
					c.StatusID = bigcommerce.StatusRefunded
				}
			})
		}
	}
}

// TestRefundsCostOneRequestForAPageOfRefundedOrders holds the budget of an import.
func TestRefundsCostOneRequestForAPageOfRefundedOrders(t *testing.T) {
	t.Parallel()
	for refunded, want := range map[int]int{0: 8, 250: 9, 251: 10} {
		at := &clock{now: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)}
		w := fixture(t, sandbox.Config{Orders: 1000, Customers: 400, Seed: 44, Now: at.Now}, everything)
		w.setRefunded(refunded)
		at.add(time.Hour)
		s := w.sync(t, syncer.StartOptions{})
		if s.Err != nil || s.Job.New != 1000 || s.Job.Updated != 0 || w.sb.Stats().Total != want {
			t.Errorf("%d refunded: %d requests, want %d: %v; %+v", refunded, w.sb.Stats().Total, want, w.sb.Stats().Requests, s.Job)
		}
		with := 0
		for o, err := range w.book.Orders(store.OrderQuery{Connection: w.conn.ID}) {
			if err != nil {
				t.Fatal(err)
			}
			if len(o.Refunds) > 0 {
				with++
				if !o.Refunded().IsPositive() || o.Refunds[0].ID == 0 || o.Refunds[0].Created.IsZero() || len(o.Refunds[0].Lines) == 0 {
					t.Fatalf("%+v", o.Refunds)
				}
			}
		}
		if with != refunded {
			t.Errorf("%d of %d orders have their refunds", with, refunded)
		}
		// Nothing has changed: nothing is asked again.
		w.sb.ResetStats()
		w.sync(t, syncer.StartOptions{})
		if n := w.sb.Stats().Requests[refundsRoute]; n != 0 {
			t.Errorf("%d requests for refunds, of orders that are as they were", n)
		}
	}
}

// TestALaterRefundReachesTheBookWithWhatWasBefore gives money back twice.
func TestALaterRefundReachesTheBookWithWhatWasBefore(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Seed: 45}, everything)
	id := w.sb.PlaceOrders(1)[0]
	w.sync(t, syncer.StartOptions{})
	if _, ok := w.sb.Refund(id, "1.25", "a dent"); !ok {
		t.Fatal("no refund")
	}
	s := w.sync(t, syncer.StartOptions{})
	o, err := w.book.Order(w.conn.ID, id)
	if err != nil || s.Job.Updated != 1 || len(o.Refunds) != 1 || o.Refunded().String() != "1.25" || o.Refunds[0].Reason != "a dent" ||
		o.StatusID != bigcommerce.StatusPartiallyRefunded {
		t.Fatalf("%+v, %+v, %v", s.Job, o.Refunds, err)
	}
	if _, ok := w.sb.Refund(id, "all", ""); !ok {
		t.Fatal("no second refund")
	}
	w.sync(t, syncer.StartOptions{})
	o, _ = w.book.Order(w.conn.ID, id)
	if len(o.Refunds) != 2 || !o.Refunded().Equal(o.TotalIncTax) {
		t.Errorf("%+v", o.Refunds)
	}
	var refunded, status [][2]string
	for _, c := range o.Changes {
		switch c.Field {
		case store.ChangedRefunded:
			refunded = append(refunded, [2]string{c.Before, c.After})
		case store.ChangedStatus:
			status = append(status, [2]string{c.Before, c.After})
		}
	}
	if len(refunded) != 2 || refunded[0] != [2]string{"0", "1.25"} || refunded[1] != [2]string{"1.25", o.TotalIncTax.String()} ||
		len(status) != 2 || status[1] != [2]string{"Partially Refunded", "Refunded"} {
		t.Errorf("refunded %v, status %v", refunded, status)
	}
}

// TestRefundsThatMayNotBeReadAreANote takes the permission away, and gives it back.
func TestRefundsThatMayNotBeReadAreANote(t *testing.T) {
	t.Parallel()
	var denied atomic.Bool
	denied.Store(true)
	w := newWorld(t, t.TempDir(), sandbox.Config{Orders: 600, Seed: 46}, syncer.Config{Transport: instead(t, func(r *http.Request) (int, string) {
		if denied.Load() && strings.HasSuffix(r.URL.Path, "/refunds") {
			return 403, noScope
		}
		return 0, ""
	})}, everything)
	t.Cleanup(w.close)
	w.setRefunded(300)
	s := w.sync(t, syncer.StartOptions{})
	if s.Err != nil || s.Job.State != store.JobDone || s.Job.New != 600 || s.Job.Failed != 0 {
		t.Fatalf("%+v", s)
	}
	if n := s.Job.Notes; len(n) != 1 || n[0].Ref != "refunds" || !strings.Contains(n[0].Reason, "Orders read-only") {
		t.Errorf("%+v", s.Job.Notes)
	}
	if c, _ := w.book.Connection(w.conn.ID); c.State != store.StateConnected {
		t.Errorf("the connection is %s", c.State)
	}
	denied.Store(false)
	s = w.sync(t, syncer.StartOptions{})
	if n := w.withRefunds(t); n != 300 || s.Job.Updated != 300 || len(s.Job.Notes) != 0 {
		t.Errorf("%d of 300 orders have their refunds: %+v", n, s.Job)
	}
}

func (w *world) withRefunds(t testingT) (n int) {
	t.Helper()
	for o, err := range w.book.Orders(store.OrderQuery{Connection: w.conn.ID}) {
		if err != nil {
			t.Fatal(err)
		}
		if len(o.Refunds) > 0 {
			n++
		}
	}
	return n
}

// TestRefundsAreNotLostBetweenTheirOrdersAndThem cancels the import when it comes to the refunds.
func TestRefundsAreNotLostBetweenTheirOrdersAndThem(t *testing.T) {
	t.Parallel()
	reached, release := make(chan struct{}), make(chan struct{})
	var once atomic.Bool
	w := fixture(t, sandbox.Config{Orders: 300, Seed: 47, OnRequest: func(r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/refunds") && once.CompareAndSwap(false, true) {
			close(reached)
			<-release
		}
	}}, everything)
	w.setRefunded(20)
	w.cancelAt(t, reached, release)
	if n := w.withRefunds(t); n != 0 || w.inBook(t) != 300 {
		t.Fatalf("%d orders, %d with refunds", w.inBook(t), n)
	}
	if s := w.sync(t, syncer.StartOptions{}); s.Err != nil || w.withRefunds(t) != 20 {
		t.Errorf("%d with refunds: %+v", w.withRefunds(t), s)
	}
}

// TestARefundThatCantBeReadHoldsNoOtherBack answers with a row that no reader understands.
func TestARefundThatCantBeReadHoldsNoOtherBack(t *testing.T) {
	t.Parallel()
	var bad atomic.Value
	bad.Store("none")
	w := newWorld(t, t.TempDir(), sandbox.Config{Orders: 40, Seed: 48}, syncer.Config{Transport: instead(t, func(r *http.Request) (int, string) {
		ids := strings.Split(r.URL.Query().Get("order_id:in"), ",")
		for _, id := range ids {
			if id == bad.Load() {
				return 200, `{"data":[{"id":77,"order_id":` + id + `,"items":[{"quantity":"a few"}]}],"meta":{}}`
			}
		}
		return 0, ""
	})}, everything)
	t.Cleanup(w.close)
	w.setRefunded(9)
	guilty := w.sb.Orders()[4].ID
	bad.Store(fmt.Sprint(guilty))
	s := w.sync(t, syncer.StartOptions{})
	if s.Err != nil || s.Job.Failed != 1 || s.Job.Errors[0].Ref != "order "+fmt.Sprint(guilty) || w.withRefunds(t) != 8 {
		t.Fatalf("%d with refunds: %+v", w.withRefunds(t), s)
	}
	bad.Store("none")
	s = w.sync(t, syncer.StartOptions{Ranges: []store.IDRange{{Next: guilty, To: guilty}}})
	if s.Job.Updated != 1 || s.Job.Unchanged != 0 || w.withRefunds(t) != 9 {
		t.Errorf("retried alone: %+v", s.Job)
	}
}

// TestARefundInTheSecondOfTheChangeBeforeItIsFound gives money back where neither the order's date nor anything else in the list
// of orders shows it: within the second in which the order was changed, and read, before.
func TestARefundInTheSecondOfTheChangeBeforeItIsFound(t *testing.T) {
	t.Parallel()
	at := &clock{now: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)}
	w := fixture(t, sandbox.Config{Seed: 49, Now: at.Now}, everything)
	id := w.sb.PlaceOrders(1)[0]
	if _, ok := w.sb.Refund(id, "0.50", ""); !ok {
		t.Fatal("no refund")
	}
	refunds := func(want, requests int) {
		t.Helper()
		w.sb.ResetStats()
		s := w.sync(t, syncer.StartOptions{})
		o, err := w.book.Order(w.conn.ID, id)
		if n := w.sb.Stats().Requests[refundsRoute]; s.Err != nil || err != nil || len(o.Refunds) != want || n != requests {
			t.Fatalf("%d refunds, want %d; %d requests for refunds, want %d: %+v, %v", len(o.Refunds), want, n, requests, s, err)
		}
	}
	at.add(time.Hour)
	refunds(1, 1)
	if _, ok := w.sb.Refund(id, "0.25", ""); !ok {
		t.Fatal("no second refund")
	}
	refunds(2, 1)
	if _, ok := w.sb.Refund(id, "0.20", ""); !ok {
		t.Fatal("no third refund")
	}
	at.add(time.Minute)
	refunds(3, 1)
	refunds(3, 0)
}
