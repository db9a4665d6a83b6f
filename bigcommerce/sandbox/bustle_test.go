package sandbox_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"cartwire/bigcommerce/sandbox"
)

// ledger is what the stock of a busy store should be.
type ledger struct {
	*rig
	cfg    sandbox.Config
	levels map[uint64]int  // by product
	taken  map[uint64]bool // orders whose goods are off the stock
}

// follow moves the ledger's stock to where an order's status has it.
func (l *ledger) follow(id uint64) {
	path := fmt.Sprintf("/v2/orders/%d", id)
	status, off := want[row](l.rig, 200, path).Status, l.taken[id]
	switch {
	case (status == 4 || status == 5) && l.cfg.ReturnStock:
		off = false
	case status == 4 || status == 5:
	case l.cfg.StockBehaviour == sandbox.OrderCompletedOrShipped:
		off = off || status == 2 || status == 10
	default:
		off = status != 0
	}
	if off == l.taken[id] {
		return
	}
	l.taken[id] = off
	for _, line := range want[[]lineItem](l.rig, 200, path+"/products") {
		if off {
			l.levels[line.ProductID] -= line.Quantity
		} else {
			l.levels[line.ProductID] += line.Quantity
		}
	}
}

// check compares the store with the ledger, and what was sent with what was ordered.
func (l *ledger) check(t *testing.T) {
	for _, row := range l.Stock() {
		if row.Level != l.levels[row.ProductID] {
			t.Errorf("product %d: the store holds %d, want %d", row.ProductID, row.Level, l.levels[row.ProductID])
		}
	}
	sent := map[uint64]int{}
	for _, x := range l.Shipments() {
		for _, it := range x.Items {
			sent[it.OrderProductID] += it.Quantity
		}
	}
	for _, o := range walk(l.rig) {
		whole := o.Status == 2 || o.Status == 10
		for _, c := range o.parts() {
			for _, x := range c.Lines {
				if x.Shipped > x.Quantity || sent[x.ID] > x.Quantity || !whole && x.Shipped != sent[x.ID] {
					t.Errorf("order %d, status %d: line %d of %d says %d sent, the shipments %d", o.ID, o.Status, x.ID, x.Quantity, x.Shipped, sent[x.ID])
				}
			}
		}
	}
}

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
			l := &ledger{start(t, cfg), cfg, map[uint64]int{}, map[uint64]bool{}}
			for _, row := range l.Stock() {
				l.SetStock(row.SKU, 1, 10_000)
				l.levels[row.ProductID] = 10_000
			}
			var ids []uint64
			for range 60 {
				if len(ids) == 0 || pick.IntN(4) == 0 {
					ids = append(ids, l.PlaceOrders(1)...)
					l.follow(ids[len(ids)-1])
					continue
				}
				l.touch(pick, ids[pick.IntN(len(ids))])
			}
			l.check(t)
		})
	}
}

// touch does something to an order, or counts a product.
func (l *ledger) touch(pick *rand.Rand, id uint64) {
	switch pick.IntN(4) {
	case 0:
		l.put(fmt.Sprintf("/v2/orders/%d", id), fmt.Sprintf(`{"status_id":%d}`, []int{11, 9, 2, 10, 5, 4, 0}[pick.IntN(7)]))
	case 1:
		part(l.rig, pick, id)
	case 2:
		l.Ship(id, "")
	case 3:
		row, n := l.Stock()[pick.IntN(6)], 1000+pick.IntN(9000)
		wrote[any](l.rig, 200, "PUT", absolute, adjusted(row, 1, n))
		l.levels[row.ProductID] = n
	}
	l.follow(id)
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
