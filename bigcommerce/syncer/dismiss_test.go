package syncer_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"cartwire/bigcommerce"
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

// TestAnOrderThatCantBeReadIsPutRightByHand corrects the one field that no reader understands.
func TestAnOrderThatCantBeReadIsPutRightByHand(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Orders: 30, Seed: 72}, everything)
	bad := w.sb.OrderIDs()[29]
	w.addRaw(t, bad, time.Now().Add(-time.Minute), true)
	w.sync(t, syncer.StartOptions{})
	list, err := w.book.SetAsides(w.conn.ID)
	if err != nil || len(list) != 1 || !strings.Contains(string(list[0].Raw), `"items_total":"a few"`) {
		t.Fatalf("%+v, %v", list, err)
	}
	raw := string(list[0].Raw)
	if _, ok := errors.AsType[*bigcommerce.DecodeError](w.engine.MendOrder(w.conn.ID, bad, list[0].Raw)); !ok {
		t.Error("the text as it was is taken")
	}
	right := strings.Replace(raw, `"a few"`, "0", 1)
	if _, ok := errors.AsType[*syncer.MendError](w.engine.MendOrder(w.conn.ID, bad-1, []byte(right))); !ok {
		t.Error("another order's text is taken")
	}
	if err := w.engine.MendOrder(w.conn.ID, 29, []byte(strings.Replace(right, fmt.Sprint(bad), "29", 1))); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an order that is not set aside: %v", err)
	}
	if err := w.engine.MendOrder(w.conn.ID, bad, []byte(right)); err != nil {
		t.Fatal(err)
	}
	o, err := w.book.Order(w.conn.ID, bad)
	if err != nil || o.Billing.Name != "Ann Lee" || !strings.Contains(o.Warning, "corrected by hand") {
		t.Fatalf("%+v, %v", o, err)
	}
	// The store's own is as it was: no failure any more, and the book keeps what the person entered.
	s := w.sync(t, syncer.StartOptions{Full: true})
	if _, err := w.book.Order(w.conn.ID, bad); err != nil || s.Job.Failed != 0 || len(s.Job.Notes) != 1 {
		t.Errorf("%+v, %v", s.Job, err)
	}
	w.addRaw(t, bad, time.Now(), false)
	w.sync(t, syncer.StartOptions{})
	if o, _ := w.book.Order(w.conn.ID, bad); strings.Contains(o.Warning, "by hand") {
		t.Errorf("the store's own did not take its place: %q", o.Warning)
	}
	if list, _ := w.book.SetAsides(w.conn.ID); len(list) != 0 {
		t.Errorf("%+v", list)
	}
}
