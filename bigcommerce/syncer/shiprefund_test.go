package syncer_test

import (
	"net/http"
	"sync"
	"testing"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
)

// TestARefundBesideAShipmentIsNotMissed gives money back right after the store has taken a shipment: Update Order Status
// reads the order as it is then, and the next import finds nothing new in it.
func TestARefundBesideAShipmentIsNotMissed(t *testing.T) {
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
