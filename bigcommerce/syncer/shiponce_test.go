package syncer_test

import (
	"fmt"
	"net/http"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// TestNoShipmentIsMadeTwiceOrForgotten records shipments at random, loses answers, has lists of shipments be empty once or
// twice and orders be gone once, cancels runs at any request, and at the end holds store and book against each other.
func TestNoShipmentIsMadeTwiceOrForgotten(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		folder, err := os.MkdirTemp(dir, "book")
		if err != nil {
			rt.Fatal(err)
		}
		var mu sync.Mutex
		var live liveRun
		calls := 0
		lies := rapid.SliceOfN(rapid.IntRange(0, 2), 0, 6).Draw(rt, "empty lists before a true one")
		gone := rapid.SliceOfN(rapid.Bool(), 0, 12).Draw(rt, "orders that are gone, once")
		lie := func(r *http.Request) (status int, body string) {
			mu.Lock()
			defer mu.Unlock()
			if _, err := strconv.Atoi(path.Base(r.URL.Path)); err == nil && r.Method == http.MethodGet && len(gone) > 0 {
				now := gone[0]
				if gone = gone[1:]; now {
					gone = append([]bool{false}, gone...)
					return http.StatusNotFound, `[{"status":404,"message":"gone"}]`
				}
			}
			if r.Method != http.MethodGet || !strings.HasSuffix(r.URL.Path, "/shipments") || len(lies) == 0 {
				return 0, ""
			}
			if lies[0]--; lies[0] >= 0 {
				return http.StatusNoContent, ""
			}
			lies = lies[1:]
			return 0, ""
		}
		cancels := rapid.SliceOfN(rapid.IntRange(1, 60), 0, 4).Draw(rt, "cancelled at requests")
		w := newWorld(rt, folder, sandbox.Config{
			Products: 10, PlainProducts: rapid.Bool().Draw(rt, "plain"), Seed: rapid.Uint64Range(1, 300).Draw(rt, "seed"),
			ShipmentsLeaveStatus: rapid.Bool().Draw(rt, "the store leaves the status"),
			OnRequest: func(*http.Request) {
				mu.Lock()
				defer mu.Unlock()
				if calls++; slices.Contains(cancels, calls) {
					live.cancel()
				}
			},
		}, syncer.Config{Transport: instead(t, lie)}, shipping)
		defer w.close()
		ids := w.sb.PlaceOrders(rapid.IntRange(1, 4).Draw(rt, "orders"))
		if s := w.sync(rt, syncer.StartOptions{}); s.Err != nil {
			rt.Fatal(s.Err)
		}
		sent := map[uint64]int{} // order → shipments
		pieces := map[uint64]int{}
		record := func() {
			for _, id := range ids {
				for _, l := range parcels(w.order(rt, id)) {
					n := rapid.IntRange(0, l.Quantity-pieces[l.ID]).Draw(rt, "shipped")
					if n == 0 {
						continue
					}
					tracking := rapid.SampledFrom([]string{"", fmt.Sprint("T", l.ID, "-", pieces[l.ID])}).Draw(rt, "tracking")
					made, err := w.book.RecordShipment(w.conn.ID, id, "UPS", tracking, []store.ShipLine{{LineID: l.ID, Quantity: n}})
					if err != nil {
						rt.Fatal(err)
					}
					sent[id] += len(made)
					pieces[l.ID] += n
				}
			}
		}
		w.sb.SetFaults(sandbox.Faults{Lost: rapid.SampledFrom([]float64{0, 0, 0.3}).Draw(rt, "lost answers")})
		for range rapid.IntRange(1, 3).Draw(rt, "rounds") {
			record()
			live.toEnd(rt, w, syncer.UpdateOrderStatus, syncer.StartOptions{})
		}
		w.sb.SetFaults(sandbox.Faults{})
		for range 2 {
			if s := w.job(rt, syncer.UpdateOrderStatus, syncer.StartOptions{}); s.Err != nil || s.Job.Failed > 0 {
				rt.Fatalf("%+v", s.Job)
			}
		}
		w.compareShipments(rt, sent, pieces)
	})
}

// compareShipments: each shipment of the book is in the store once, each order has the status that says so, and the book
// knows both.
func (w *world) compareShipments(t testingT, sent, pieces map[uint64]int) {
	t.Helper()
	inStore, shipped := map[uint64]int{}, map[uint64]int{}
	for _, s := range w.posted() {
		inStore[s.OrderID]++
		for _, it := range s.Items {
			shipped[it.OrderProductID] += it.Quantity
		}
	}
	for id, n := range sent {
		if inStore[id] != n {
			t.Fatal(fmt.Sprintf("order %d: %d shipments in the store, %d recorded", id, inStore[id], n))
		}
	}
	for line, n := range pieces {
		if shipped[line] != n {
			t.Fatal(fmt.Sprintf("line %d: %d pieces in the store, %d recorded", line, shipped[line], n))
		}
	}
	if left, err := w.book.Outbox(w.conn.ID); err != nil || len(left) > 0 {
		t.Fatal("still in the outbox: ", left, err)
	}
	for _, o := range w.storeOrders(t) {
		whole := true
		for _, l := range o.Lines() {
			whole = whole && (l.Type != bigcommerce.LinePhysical || l.OrderAddressID == 0 || l.QuantityShipped >= l.Quantity)
		}
		want := bigcommerce.StatusPartiallyShipped
		if whole {
			want = bigcommerce.StatusShipped
		}
		if book := w.order(t, o.ID); sent[o.ID] > 0 && (o.StatusID != want || book.StatusID != want) {
			t.Fatal(fmt.Sprintf("order %d is %d in the store and %d in the book, shipped whole: %t", o.ID, o.StatusID, book.StatusID, whole))
		}
	}
	if held, open := w.heldPieces(t), w.openPieces(t); fmt.Sprint(held) != fmt.Sprint(open) {
		t.Fatal("held ", held, ", open ", open)
	}
}
