package syncer_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// TestAnOrderThatIsGivenUpIsAskedForNoMore dismisses an order that can't be read, retries it by number, and sees it enter
// the book once it can be read.
func TestAnOrderThatIsGivenUpIsAskedForNoMore(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Orders: 30, Seed: 71}, everything)
	bad := w.sb.OrderIDs()[10]
	alone := fmt.Sprintf("order %d", bad)
	w.addRaw(t, bad, time.Now().Add(-time.Hour), true)
	w.sync(t, syncer.StartOptions{})
	if err := w.book.DismissSetAside(w.conn.ID, bad+1000, store.Dismissal{By: "ann"}, ""); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an order that is not set aside: %v", err)
	}
	if err := w.book.DismissSetAside(w.conn.ID, bad, store.Dismissal{By: "ann", Why: "a test order", At: time.Now()}, "SSH"); err != nil {
		t.Fatal(err)
	}
	diary, err := w.book.Activities(1)
	if err != nil || diary[0].Who != "ann" || diary[0].From != "SSH" || !strings.Contains(diary[0].What, alone) || !strings.Contains(diary[0].What, "a test order") {
		t.Errorf("%+v, %v", diary, err)
	}
	w.sb.ResetStats()
	s := w.sync(t, syncer.StartOptions{})
	if n := w.sb.Stats().Requests["GET /v2/orders/{id}"]; n != 0 || s.Job.Failed != 0 {
		t.Errorf("asked for %d times: %+v", n, s.Job)
	}
	// A page that brings it again is no failure, and the order stays given up.
	s = w.sync(t, syncer.StartOptions{Full: true})
	list, _ := w.book.SetAsides(w.conn.ID)
	if len(s.Job.Notes) != 1 || s.Job.Notes[0].Ref != alone || s.Job.Failed != 0 || len(list) != 1 || list[0].Dismissed == nil || list[0].Dismissed.Why != "a test order" {
		t.Errorf("%+v, %+v", s.Job, list)
	}
	// Asked for by number, it is one.
	only := syncer.StartOptions{Ranges: []store.IDRange{{Next: bad, To: bad}}}
	if s = w.sync(t, only); s.Job.Failed != 1 || s.Job.Errors[0].Ref != alone {
		t.Errorf("%+v", s.Job)
	}
	// The dismissal can be taken back.
	if err := w.book.RetrySetAside(w.conn.ID, bad, "bob", "", time.Now()); err != nil {
		t.Fatal(err)
	}
	if s = w.sync(t, syncer.StartOptions{}); s.Job.Failed != 1 {
		t.Errorf("%+v", s.Job)
	}
	w.addRaw(t, bad, time.Now().Add(-time.Hour), false)
	s = w.sync(t, only)
	if list, _ := w.book.SetAsides(w.conn.ID); s.Job.New != 1 || len(list) != 0 {
		t.Errorf("%+v, %+v", s.Job, list)
	}
}
