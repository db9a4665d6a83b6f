package syncer_test

import (
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// TestARefundBesideAShipmentIsNotMissed gives money back right after the store has taken a shipment: Update Order Status
// reads the order as it is then, and the next import finds nothing new in it.
func TestARefundBesideAShipmentIsNotMissed(t *testing.T) {
	t.Parallel()
	var w *world
	var mu sync.Mutex
	id, posted := uint64(0), false
	w = newWorld(t, t.TempDir(), sandbox.Config{Products: 10, PlainProducts: true, Seed: 74, OnRequest: func(r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if posted && id != 0 {
			w.sb.Refund(id, "1.00", "scratched")
			id = 0
		}
		posted = posted || r.Method == http.MethodPost
	}}, syncer.Config{}, shipping)
	defer w.close()
	o := w.placeWhole(t)
	if _, err := w.book.RecordShipment(w.conn.ID, o.StoreOrderID, "UPS", "1Z9", nil); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	id = o.StoreOrderID
	mu.Unlock()
	for range 2 {
		if s := w.job(t, syncer.UpdateOrderStatus, syncer.StartOptions{}); s.Err != nil {
			t.Fatal(s.Err)
		}
		if s := w.sync(t, syncer.StartOptions{}); s.Err != nil {
			t.Fatal(s.Err)
		}
	}
	if got := w.order(t, o.StoreOrderID); len(got.Refunds) != 1 || got.Refunds[0].Total.String() != "1" {
		t.Errorf("%s, refunds %+v", got.Status, got.Refunds)
	}
}

// TestAParcelOfAnOrderThatIsGone deletes the order right after the store has taken its shipment: the parcel was told of, isn't
// refused, and waits no longer.
func TestAParcelOfAnOrderThatIsGone(t *testing.T) {
	t.Parallel()
	var posted atomic.Bool
	w := newWorld(t, t.TempDir(), sandbox.Config{Products: 10, PlainProducts: true, Seed: 74}, syncer.Config{Transport: instead(t, func(r *http.Request) (int, string) {
		one := strings.HasPrefix(r.URL.Path, "/stores/") && strings.Contains(r.URL.Path, "/v2/orders/")
		if posted.Load() && one {
			return http.StatusNotFound, `[{"status":404,"message":"gone"}]`
		}
		posted.CompareAndSwap(false, r.Method == http.MethodPost)
		return 0, ""
	})}, shipping)
	defer w.close()
	o := w.placeWhole(t)
	if _, err := w.book.RecordShipment(w.conn.ID, o.StoreOrderID, "UPS", "1Z9", nil); err != nil {
		t.Fatal(err)
	}
	s := w.job(t, syncer.UpdateOrderStatus, syncer.StartOptions{})
	if len(w.posted()) != 1 || s.Job.Failed != 1 || len(s.Job.Errors) != 1 || !strings.Contains(s.Job.Errors[0].Reason, "no longer has this order") {
		t.Errorf("%d in the store, %+v", len(w.posted()), s.Job)
	}
	if all, err := w.book.ShipmentsOf(w.conn.ID, o.StoreOrderID); err != nil || len(all) != 1 || all[0].State != store.ShipmentDone || all[0].StoreID == 0 {
		t.Errorf("%+v, %v", all, err)
	}
	if left, err := w.book.Outbox(w.conn.ID); err != nil || len(left) > 0 {
		t.Errorf("in the outbox: %v, %v", left, err)
	}
}

// TestAParcelThatTheStoreShippedItself loses the telling of a parcel, and somebody ships its pieces in the control panel: the
// parcel is refused, the book stays whole, and it can be taken back as its reason says. Until then its pieces count twice.
func TestAParcelThatTheStoreShippedItself(t *testing.T) {
	t.Parallel()
	w := newWorld(t, t.TempDir(), sandbox.Config{Products: 10, PlainProducts: true, Seed: 74}, syncer.Config{Transport: instead(t, func(r *http.Request) (int, string) {
		if r.Method == http.MethodPost {
			return http.StatusBadGateway, ""
		}
		return 0, ""
	})}, shipping)
	defer w.close()
	o := w.placeWhole(t)
	ordered := 0
	for _, l := range parcels(o) {
		ordered += l.Quantity
	}
	if _, err := w.book.RecordShipment(w.conn.ID, o.StoreOrderID, "UPS", "1Z9", nil); err != nil {
		t.Fatal(err)
	}
	if s := w.job(t, syncer.UpdateOrderStatus, syncer.StartOptions{}); s.Job.Failed != 1 {
		t.Fatalf("%+v", s.Job)
	}
	if !w.sb.Ship(o.StoreOrderID, "other") {
		t.Fatal("the control panel can't ship it")
	}
	if s := w.sync(t, syncer.StartOptions{}); s.Err != nil {
		t.Fatal(s.Err)
	}
	state := func(when string, left int) []store.BookShipment {
		all, err := w.book.ShipmentsOf(w.conn.ID, o.StoreOrderID)
		if err != nil {
			t.Fatal(err)
		}
		h, err := w.book.Check(t.Context(), nil)
		if err != nil || len(h.Flaws) > 0 {
			t.Errorf("%s: %v, %v", when, h.Flaws, err)
		}
		got := 0
		if err := w.book.View(func(tx *store.Tx) error {
			a, err := tx.Allocation(w.conn.ID, o.StoreOrderID)
			for i := range a.Lines {
				got += a.Lines[i].Left()
			}
			return err
		}); err != nil || got != left {
			t.Errorf("%s: %d have left, want %d; %v", when, got, left, err)
		}
		return all
	}
	state("not known", ordered)
	if s := w.job(t, syncer.UpdateOrderStatus, syncer.StartOptions{}); s.Job.Failed != 1 || !strings.Contains(s.Job.Errors[0].Reason, "take it back") {
		t.Errorf("%+v", s.Job)
	}
	all := state("refused", 2*ordered)
	if len(all) != 1 || all[0].State != store.ShipmentRefused {
		t.Fatalf("%+v", all)
	}
	if err := w.book.Update(func(tx *store.Tx) error {
		_, err := tx.TakeBackShipment(w.conn.ID, o.StoreOrderID, all[0].ID)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	state("taken back", ordered)
}
