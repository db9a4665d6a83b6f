package syncer_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

var shipping = store.ConnectionOptions{ImportOrders: true, UpdateInventory: true, UpdateOrderStatus: true}

// posted are the shipments that the engine has created.
func (w *world) posted() (out []sandbox.Shipment) {
	for _, s := range w.sb.Shipments() {
		if s.Posted {
			out = append(out, s)
		}
	}
	return out
}

func (w *world) order(t testingT, id uint64) store.Order {
	t.Helper()
	o, err := w.book.Order(w.conn.ID, id)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// parcels lists an order's lines that go to an address.
func parcels(o store.Order) (out []store.Line) {
	for _, l := range o.Lines {
		if l.Type == "physical" && l.AddressID != 0 {
			out = append(out, l)
		}
	}
	return out
}

// placeWhole places orders until one has several parcels' worth of lines, all of it to be sent.
func (w *world) placeWhole(t testingT) store.Order {
	t.Helper()
	for range 60 {
		id := w.sb.PlaceOrders(1)[0]
		if s := w.sync(t, syncer.StartOptions{}); s.Err != nil {
			t.Fatal(s.Err)
		}
		o := w.order(t, id)
		if lines := parcels(o); len(lines) >= 2 && len(lines) == len(o.Lines) && len(o.Shipping) == 1 && lines[0].Quantity >= 1 && lines[0].SKU != lines[1].SKU {
			return o
		}
	}
	t.Fatal("no order of several lines came")
	return store.Order{}
}

func TestAShipmentReachesTheStoreBeforeItsStatus(t *testing.T) {
	t.Parallel()
	for _, leave := range []bool{false, true} {
		t.Run(fmt.Sprintf("the store leaves the status %t", leave), func(t *testing.T) {
			var mu sync.Mutex
			var order []string
			w := fixture(t, sandbox.Config{Products: 20, PlainProducts: true, Seed: 71, ShipmentsLeaveStatus: leave, OnRequest: func(r *http.Request) {
				mu.Lock()
				defer mu.Unlock()
				if r.Method != http.MethodGet {
					order = append(order, r.Method)
				}
			}}, shipping)
			o := w.placeWhole(t)
			lines := parcels(o)
			w.count(t, lines[0].SKU, 50)
			if _, err := w.book.RecordShipment(w.conn.ID, o.StoreOrderID, "UPS", "1Z1", []store.ShipLine{{SKU: strings.ToLower(lines[0].SKU)}}); err != nil {
				t.Fatal(err)
			}
			if n, _ := w.book.StockOf(lines[0].SKU); n[0].OnHand != 50-lines[0].Quantity {
				t.Errorf("%d on hand after %d were shipped", n[0].OnHand, lines[0].Quantity)
			}
			held := w.heldPieces(t)[store.NormalSKU(lines[0].SKU)]
			s := w.job(t, syncer.UpdateOrderStatus, syncer.StartOptions{})
			if s.Err != nil || s.Job.Failed != 0 || s.Job.Pushed != 1 || len(s.Plan.Changes) != 1 {
				t.Fatalf("%+v", s)
			}
			got := w.posted()
			if len(got) != 1 || got[0].Tracking != "1Z1" || got[0].Provider != "ups" || got[0].OrderAddressID != lines[0].AddressID {
				t.Fatalf("%+v", got)
			}
			if now := w.order(t, o.StoreOrderID); now.StatusID != bigcommerce.StatusPartiallyShipped || now.Lines[0].QuantityShipped+now.Lines[1].QuantityShipped != lines[0].Quantity {
				t.Errorf("%+v", now)
			}
			if after := w.heldPieces(t)[store.NormalSKU(lines[0].SKU)]; after != held {
				t.Errorf("%d held before the store knew, %d after", held, after)
			}
			// The rest, and twice the same run: nothing twice.
			if _, err := w.book.RecordShipment(w.conn.ID, o.StoreOrderID, "Acme Vans", "", nil); err != nil {
				t.Fatal(err)
			}
			for range 2 {
				if s := w.job(t, syncer.UpdateOrderStatus, syncer.StartOptions{}); s.Err != nil {
					t.Fatal(s.Err)
				}
			}
			want := []string{"POST", "POST"}
			if leave {
				want = []string{"POST", "PUT", "POST", "PUT"}
			}
			mu.Lock()
			defer mu.Unlock()
			if now := w.order(t, o.StoreOrderID); now.StatusID != bigcommerce.StatusShipped || !slices.Equal(order, want) || len(w.posted()) != 2 {
				t.Errorf("%s, %q, %+v", now.Status, order, w.posted())
			}
			if n := w.openOf(t, o.StoreOrderID); n > 0 {
				t.Errorf("%d pieces of a shipped order are open", n)
			}
		})
	}
}

func TestWhatCantBeShippedIsRefusedWithAReason(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Products: 24, Orders: 60, Seed: 72}, shipping)
	o := w.placeWhole(t)
	lines := parcels(o)
	c := w.conn.ID
	ship := func(order uint64, tracking string, lines ...store.ShipLine) error {
		_, err := w.book.RecordShipment(c, order, "UPS", tracking, lines)
		return err
	}
	before := w.heldPieces(t)
	digital, cancelled := uint64(0), uint64(0)
	for other, err := range w.book.Orders(store.OrderQuery{Connection: c}) {
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range other.Lines {
			if l.Type == "digital" && store.IsOpen(other.StatusID) {
				digital = other.StoreOrderID
				if err := ship(digital, "", store.ShipLine{LineID: l.ID}); !strings.Contains(fmt.Sprint(err), "parcel") {
					t.Errorf("a digital line: %v", err)
				}
			}
		}
		if other.StatusID == bigcommerce.StatusCancelled && cancelled == 0 {
			cancelled = other.StoreOrderID
		}
	}
	if digital == 0 || cancelled == 0 {
		t.Fatal("the store has no digital line or no cancelled order")
	}
	for name, err := range map[string]error{
		"cancelled":    ship(cancelled, ""),
		"too many":     ship(o.StoreOrderID, "", store.ShipLine{LineID: lines[0].ID, Quantity: lines[0].Quantity + 1}),
		"twice":        ship(o.StoreOrderID, "", store.ShipLine{LineID: lines[0].ID}, store.ShipLine{LineID: lines[0].ID}),
		"unknown line": ship(o.StoreOrderID, "", store.ShipLine{SKU: "nothing"}),
		"negative":     ship(o.StoreOrderID, "", store.ShipLine{LineID: lines[0].ID, Quantity: -1}),
	} {
		var no *store.ShipmentError
		if !errors.As(err, &no) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := ship(999_999, ""); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an order that isn't there: %v", err)
	}
	if after := w.heldPieces(t); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("what was refused changed what is held")
	}
	if err := ship(o.StoreOrderID, "T1", store.ShipLine{LineID: lines[0].ID}); err != nil {
		t.Fatal(err)
	}
	if err := ship(o.StoreOrderID, "T1", store.ShipLine{LineID: lines[1].ID}); err == nil {
		t.Error("a second shipment with the same tracking number")
	}
	// The store cancels it meanwhile: the job says so, creates nothing, and the shipment can be put back.
	w.sb.ChangeOrder(o.StoreOrderID, func(c *sandbox.OrderChange) { c.StatusID = bigcommerce.StatusCancelled })
	s := w.job(t, syncer.UpdateOrderStatus, syncer.StartOptions{})
	if s.Err != nil || s.Job.Failed != 1 || !strings.Contains(s.Job.Errors[0].Reason, "Cancelled") || len(w.posted()) != 0 {
		t.Errorf("%+v", s.Job)
	}
	w.sb.ChangeOrder(o.StoreOrderID, func(c *sandbox.OrderChange) { c.StatusID = bigcommerce.StatusAwaitingFulfillment })
	list, _ := w.book.ShipmentsOf(c, o.StoreOrderID)
	if err := w.book.RetryShipment(c, o.StoreOrderID, list[0].ID); err != nil {
		t.Fatal(err)
	}
	if s := w.job(t, syncer.UpdateOrderStatus, syncer.StartOptions{}); s.Err != nil || s.Job.Pushed != 1 || len(w.posted()) != 1 {
		t.Errorf("%+v", s.Job)
	}
}

func TestMappingsThatMakeNoSenseAreRefused(t *testing.T) {
	t.Parallel()
	for _, m := range []store.StatusMapping{{}, {Shipped: 10}, {PartiallyShipped: 9}} {
		if p := syncer.MappingProblem(store.Connection{Options: store.ConnectionOptions{StatusMapping: m}}); p != nil {
			t.Errorf("%+v: %s", m, p)
		}
	}
	for _, m := range []store.StatusMapping{{Shipped: 4}, {Shipped: 5}, {PartiallyShipped: 2}, {PartiallyShipped: 99}} {
		if p := syncer.MappingProblem(store.Connection{Options: store.ConnectionOptions{StatusMapping: m}}); p == nil {
			t.Errorf("%+v passes", m)
		}
	}
}

func TestAMappedStatusReplacesTheStoresOwn(t *testing.T) {
	t.Parallel()
	options := shipping
	options.StatusMapping.Shipped = bigcommerce.StatusCompleted
	w := fixture(t, sandbox.Config{Products: 20, PlainProducts: true, Seed: 73}, options)
	o := w.placeWhole(t)
	if _, err := w.book.RecordShipment(w.conn.ID, o.StoreOrderID, "FedEx", "9", nil); err != nil {
		t.Fatal(err)
	}
	dry := w.job(t, syncer.UpdateOrderStatus, syncer.StartOptions{DryRun: true})
	if dry.Err != nil || len(dry.Plan.Changes) != 1 || len(dry.Plan.Notices) != 1 || len(w.posted()) != 0 {
		t.Errorf("%+v", dry.Plan)
	}
	s := w.job(t, syncer.UpdateOrderStatus, syncer.StartOptions{})
	if now := w.order(t, o.StoreOrderID); s.Err != nil || now.StatusID != bigcommerce.StatusCompleted || len(now.Shipments) != 1 {
		t.Errorf("%+v, %+v", s.Job, now)
	}
}
