package sandbox_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"cartwire/bigcommerce/sandbox"
)

// TestABusyStoreAddsUp: whatever is placed, shipped, cancelled and counted, in whatever order, the stock is what the last count said less
// what was sold since, and no line is sent more often than it was ordered.
func TestABusyStoreAddsUp(t *testing.T) {
	seeds := 12
	if long {
		seeds = 200
	}
	for seed := range seeds {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			pick := rand.New(rand.NewPCG(uint64(seed), 7))
			cfg := sandbox.Config{Seed: uint64(seed), Products: 6, PlainProducts: true, ReturnStock: seed%2 == 0, ShipmentsLeaveStatus: seed%3 == 0}
			if seed%4 > 1 {
				cfg.StockBehaviour = sandbox.OrderCompletedOrShipped
			}
			r := start(t, cfg)
			levels, taken := map[uint64]int{}, map[uint64]bool{}
			for _, row := range r.Stock() {
				r.SetStock(row.SKU, 1, 10_000)
				levels[row.ProductID] = 10_000
			}
			// follow moves the model's stock to where an order's status has it.
			follow := func(id uint64) {
				path := fmt.Sprintf("/v2/orders/%d", id)
				status, off := want[row](r, 200, path).Status, taken[id]
				switch {
				case (status == 4 || status == 5) && cfg.ReturnStock:
					off = false
				case status == 4 || status == 5:
				case cfg.StockBehaviour == sandbox.OrderCompletedOrShipped:
					off = off || status == 2 || status == 10
				default:
					off = status != 0
				}
				if off == taken[id] {
					return
				}
				taken[id] = off
				for _, l := range want[[]lineItem](r, 200, path+"/products") {
					if off {
						levels[l.ProductID] -= l.Quantity
					} else {
						levels[l.ProductID] += l.Quantity
					}
				}
			}
			var ids []uint64
			for range 60 {
				if len(ids) == 0 || pick.IntN(4) == 0 {
					ids = append(ids, r.PlaceOrders(1)...)
					follow(ids[len(ids)-1])
					continue
				}
				id := ids[pick.IntN(len(ids))]
				switch pick.IntN(4) {
				case 0:
					r.put(fmt.Sprintf("/v2/orders/%d", id), fmt.Sprintf(`{"status_id":%d}`, []int{11, 9, 2, 10, 5, 4, 0}[pick.IntN(7)]))
				case 1:
					part(r, pick, id)
				case 2:
					r.Ship(id, "")
				case 3:
					row := r.Stock()[pick.IntN(6)]
					n := 1000 + pick.IntN(9000)
					wrote[any](r, 200, "PUT", absolute, adjusted(row, 1, n))
					levels[row.ProductID] = n
				}
				follow(id)
			}
			for _, row := range r.Stock() {
				if row.Level != levels[row.ProductID] {
					t.Errorf("product %d: the store holds %d, want %d", row.ProductID, row.Level, levels[row.ProductID])
				}
			}
			sent := map[uint64]int{}
			for _, x := range r.Shipments() {
				for _, it := range x.Items {
					sent[it.OrderProductID] += it.Quantity
				}
			}
			for _, o := range walk(r) {
				for _, c := range o.parts() {
					for _, l := range c.Lines {
						if whole := o.Status == 2 || o.Status == 10; l.Shipped > l.Quantity || sent[l.ID] > l.Quantity || !whole && l.Shipped != sent[l.ID] {
							t.Errorf("order %d, status %d: line %d of %d says %d sent, the shipments %d", o.ID, o.Status, l.ID, l.Quantity, l.Shipped, sent[l.ID])
						}
					}
				}
			}
		})
	}
}

// part sends a part of an order, or more than there is, which is refused.
func part(r *rig, pick *rand.Rand, id uint64) {
	lines := want[[]lineItem](r, 200, fmt.Sprintf("/v2/orders/%d/products", id))
	l := lines[pick.IntN(len(lines))]
	a := r.post(fmt.Sprintf("/v2/orders/%d/shipments", id), waiting{0, l.AddressID, l.ID, 0}.body(1+pick.IntN(2), ""))
	if a.status != 201 && a.status != 400 {
		r.t.Errorf("a shipment is answered %d %s", a.status, a.body)
	}
}

// TestWritersAndReadersAtOnce: nothing tears while all is asked and written at the same time.
func TestWritersAndReadersAtOnce(t *testing.T) {
	r := start(t, sandbox.Config{Orders: 60, Products: 30, Locations: 2, Legacy: true})
	p, v := tracked(r, "product"), tracked(r, "variant")
	var busy sync.WaitGroup
	for w := range 3 {
		busy.Go(func() {
			for i := range 15 {
				id := r.OrderIDs()[(i*3+w)%60]
				for _, c := range [][3]string{
					{"PUT", absolute, adjusted(v, 1+w%2, i)}, {"PUT", "/v3/catalog/products", fmt.Sprintf(`[{"id":%d,"inventory_level":%d}]`, p.ProductID, i)},
					{"PUT", fmt.Sprintf("/v2/orders/%d", id), `{"status_id":10}`}, {"PUT", fmt.Sprintf("/api/v2/products/%d", p.ProductID), `{"inventory_level":4}`},
					{"POST", "/_sandbox/orders", `{"count":1}`},
				} {
					if a, err := r.try(c[0], c[1], c[2]); err != nil || a.status != 200 {
						t.Errorf("%s %s: answered %d, %v", c[0], c[1], a.status, err)
					}
				}
			}
		})
		busy.Go(func() {
			for range 5 {
				for _, path := range []string{"/v3/inventory/items?limit=1000", "/v3/catalog/products?include=variants", "/_sandbox/stock", "/_sandbox/shipments",
					"/v2/orders?limit=50" + inFull, "/api/v2/products"} {
					if a, err := r.try("GET", path, ""); err != nil || a.status != 200 {
						t.Errorf("%s: answered %d, %v", path, a.status, err)
					}
				}
				r.Fingerprint()
			}
		})
	}
	busy.Wait()
}
