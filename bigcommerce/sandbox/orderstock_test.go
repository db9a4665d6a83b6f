package sandbox_test

import (
	"fmt"
	"slices"
	"testing"

	"cartwire/bigcommerce/sandbox"
)

func TestOrdersMoveStock(t *testing.T) {
	for _, c := range []struct {
		name                       string
		cfg                        sandbox.Config
		placed, shipped, cancelled int // how many times the order's quantity is off the stock, after each
	}{
		{"when placed", sandbox.Config{}, 1, 1, 1},
		{"when placed, and back", sandbox.Config{StockBehaviour: sandbox.OrderPlaced, ReturnStock: true}, 1, 1, 0},
		{"when shipped", sandbox.Config{StockBehaviour: sandbox.OrderCompletedOrShipped}, 0, 1, 1},
		{"when shipped, and back", sandbox.Config{StockBehaviour: sandbox.OrderCompletedOrShipped, ReturnStock: true}, 0, 1, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.cfg.Products, c.cfg.PlainProducts = 10, true
			r := start(t, c.cfg)
			for _, row := range r.Stock() {
				r.SetStock(row.SKU, 1, 100)
			}
			id := r.PlaceOrders(1)[0]
			path := fmt.Sprintf("/v2/orders/%d", id)
			wanted := map[uint64]int{}
			for _, l := range want[[]lineItem](r, 200, path+"/products") {
				wanted[l.ProductID] += l.Quantity
			}
			check := func(when string, times int) {
				t.Helper()
				for _, row := range r.Stock() {
					if n := 100 - times*wanted[row.ProductID]; row.Level != n {
						t.Errorf("%s: product %d has %d, want %d", when, row.ProductID, row.Level, n)
					}
				}
			}
			check("placed", c.placed)
			r.put(path, `{"status_id":9}`)
			check("awaiting shipment", c.placed)
			r.put(path, `{"status_id":2}`)
			check("shipped", c.shipped)
			r.put(path, `{"status_id":10}`)
			check("completed", c.shipped)
			r.put(path, `{"status_id":5}`)
			check("cancelled", c.cancelled)
		})
	}
}

// TestOrdersMadeBeforeMoveStockOnce: the goods of an order that was made placed, or made shipped, were off the stock before.
func TestOrdersMadeBeforeMoveStockOnce(t *testing.T) {
	for behaviour, moves := range map[string]map[int]bool{
		sandbox.OrderPlaced: {11: false, 2: false, 0: true}, sandbox.OrderCompletedOrShipped: {11: true, 2: false, 0: true},
	} {
		r := start(t, sandbox.Config{Orders: 300, Products: 10, PlainProducts: true, StockBehaviour: behaviour})
		for _, row := range r.Stock() {
			r.SetStock(row.SKU, 1, 100)
		}
		done := map[int]bool{}
		for _, o := range walk(r) {
			expected, asked := moves[o.Status]
			lines := want[[]lineItem](r, 200, fmt.Sprintf("/v2/orders/%d/products", o.ID))
			if !asked || done[o.Status] || lines[0].ProductID == 0 {
				continue
			}
			done[o.Status] = true
			before := r.Stock()
			for range 2 {
				r.put(fmt.Sprintf("/v2/orders/%d", o.ID), `{"status_id":10}`)
			}
			if moved := !slices.Equal(before, r.Stock()); moved != expected {
				t.Errorf("%s: completing an order of status %d moves stock: %v", behaviour, o.Status, moved)
			}
		}
		if len(done) != len(moves) {
			t.Errorf("of the statuses only %v were found", done)
		}
	}
}
