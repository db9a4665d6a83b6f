package syncer_test

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// storeOrders reads every order of the store, by id.
func (w *world) storeOrders(t testingT) []bigcommerce.Order {
	t.Helper()
	client := w.client(t)
	var all []bigcommerce.Order
	for next := uint64(0); ; {
		page, err := client.ListOrders(noCancel, bigcommerce.OrderQuery{OrderFilter: bigcommerce.OrderFilter{MinID: next}, Sort: "id:asc"})
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			return all
		}
		all = append(all, page...)
		next = page[len(page)-1].ID + 1
	}
}

// unsaid tells of an order's status that it doesn't say whether what isn't shipped has left: Disputed, Partially Refunded.
func unsaid(status int) bool { return status == 13 || status == 14 }

// openPieces is what the store's open orders have yet to be sent of each sku, worked out from the store alone.
func (w *world) openPieces(t testingT) map[string]int {
	t.Helper()
	closed := []string{"Incomplete", "Shipped", "Refunded", "Cancelled", "Declined", "Completed"}
	open := map[string]int{}
	for _, o := range w.storeOrders(t) {
		if slices.Contains(closed, bigcommerce.StatusName(o.StatusID)) || o.IsDeleted || unsaid(o.StatusID) {
			continue
		}
		for _, l := range o.Lines() {
			if n := l.Quantity - l.QuantityShipped; n > 0 && l.SKU != "" && l.Type != bigcommerce.LineGiftCertificate {
				open[store.NormalSKU(l.SKU)] += n
			}
		}
	}
	return open
}

// openOf is how many pieces of an order are open by the book.
func (w *world) openOf(t testingT, order uint64) (pieces int) {
	t.Helper()
	a, err := w.book.Allocation(w.conn.ID, order)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		t.Fatal(err)
	}
	for i := range a.Lines {
		pieces += a.Open(&a.Lines[i])
	}
	return pieces
}

// heldPieces is what the book says of the same.
func (w *world) heldPieces(t testingT) map[string]int {
	t.Helper()
	held := map[string]int{}
	err := w.book.View(func(tx *store.Tx) error {
		open, err := tx.AllocatedOf(w.conn.ID, "")
		for _, h := range open {
			if o, err := tx.Allocation(w.conn.ID, h.Order); err != nil || !unsaid(o.Status) {
				held[h.SKU] += h.Pieces
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return held
}

// TestEveryOpenOrderIsAllocated lets orders come, change and close between runs that may be cut short, with a choice that
// keeps most of them out of the list.
func TestEveryOpenOrderIsAllocated(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		at := &clock{now: time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)}
		folder, err := os.MkdirTemp(dir, "book")
		if err != nil {
			rt.Fatal(err)
		}
		options := rapid.SampledFrom([]store.ConnectionOptions{
			{ImportOrders: true, UpdateInventory: true},
			{ImportOrders: true, UpdateInventory: true, Statuses: []int{7}},
			{ImportOrders: true, UpdateInventory: true, StartDate: at.now},
			{ImportOrders: true, UpdateInventory: true, StartNumber: 120},
			{UpdateInventory: true, Statuses: []int{11}},
		}).Draw(rt, "options")
		w := newWorld(rt, folder, sandbox.Config{
			Orders: rapid.IntRange(0, 50).Draw(rt, "orders"), Products: rapid.SampledFrom([]int{0, 5, 40}).Draw(rt, "products"),
			Seed: rapid.Uint64Range(1, 99).Draw(rt, "seed"), Now: at.Now,
		}, syncer.Config{PageSize: rapid.IntRange(3, 20).Draw(rt, "page size")}, options)
		defer w.close()
		for range rapid.IntRange(1, 3).Draw(rt, "rounds") {
			w.sb.PlaceOrders(rapid.IntRange(0, 3).Draw(rt, "placed"))
			for _, change := range rapid.SliceOfN(rapid.IntRange(0, 60), 0, 8).Draw(rt, "changes") {
				if ids := w.sb.OrderIDs(); change < len(ids) {
					status := rapid.IntRange(0, 14).Draw(rt, "status")
					w.sb.ChangeOrder(ids[change], func(c *sandbox.OrderChange) { c.StatusID = status })
				}
			}
			at.add(time.Minute)
			if s := w.sync(rt, syncer.StartOptions{}); s.Err != nil {
				rt.Fatal(s.Err)
			}
		}
		if held, open := w.heldPieces(rt), w.openPieces(rt); !maps.Equal(held, open) {
			rt.Fatalf("the book holds %v\nthe store's open orders are %v", held, open)
		}
		if counts, _ := w.book.OrderCounts(w.conn.ID); len(options.Statuses) == 1 && counts.Total > len(w.sb.OrderIDs()) {
			rt.Fatalf("%+v", counts)
		}
	})
}

func TestUntickingUpdateInventoryLetsUnlistedOrdersGo(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Orders: 80, Products: 10, Seed: 41}, store.ConnectionOptions{ImportOrders: true, UpdateInventory: true, Statuses: []int{7}})
	w.sync(t, syncer.StartOptions{})
	all := len(w.heldPieces(t))
	w.conn.Options.UpdateInventory = false
	if _, err := w.engine.Save(syncer.Draft{Connection: w.conn}, nil); err != nil {
		t.Fatal(err)
	}
	w.sb.ResetStats()
	w.sync(t, syncer.StartOptions{})
	listed := w.heldPieces(t)
	if len(listed) == 0 || len(listed) >= all || w.sb.Stats().Total > 2 {
		t.Errorf("%d skus held before, %d after, in %d requests", all, len(listed), w.sb.Stats().Total)
	}
}

// TestABookFromBeforeAllocatesWhatItLists takes the marks of allocation off a book, as an earlier version left it.
func TestABookFromBeforeAllocatesWhatItLists(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Orders: 80, Products: 10, Seed: 42}, everything)
	w.sync(t, syncer.StartOptions{})
	want := w.heldPieces(t)
	err := w.book.Update(func(tx *store.Tx) error {
		for _, id := range w.sb.OrderIDs() {
			if err := tx.ForgetAllocation(w.conn.ID, id); err != nil {
				return err
			}
		}
		state, err := tx.ImportState(w.conn.ID)
		if err != nil {
			return err
		}
		state.Allocated = false
		return tx.PutImportState(w.conn.ID, state)
	})
	if err != nil {
		t.Fatal(err)
	}
	w.sync(t, syncer.StartOptions{})
	if got := w.heldPieces(t); len(want) == 0 || !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestExplainAddsUp holds every quantity against the sum that DESIGN describes, worked out in another way.
func TestExplainAddsUp(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Products: 6, Seed: 43, PlainProducts: true}, store.ConnectionOptions{ImportOrders: true, UpdateInventory: true})
	shop := store.Location{Name: "Shop"}
	if err := w.book.SaveLocation(&shop); err != nil {
		t.Fatal(err)
	}
	w.job(t, syncer.ImportProducts, syncer.StartOptions{})
	skus := slices.Sorted(maps.Keys(w.items(t)))
	for range 12 {
		w.sb.PlaceOrders(1)
	}
	w.sync(t, syncer.StartOptions{})
	held := w.heldPieces(t)
	rapid.Check(t, func(rt *rapid.T) {
		number := rapid.IntRange(0, 40)
		conn, err := w.book.Connection(w.conn.ID)
		if err != nil {
			rt.Fatal(err)
		}
		conn.Locations = rapid.SampledFrom([][]store.LocationID{nil, {1}, {shop.ID, 1}}).Draw(rt, "locations")
		conn.Options.Inventory = store.InventoryOptions{
			OnOrder: rapid.Bool().Draw(rt, "on order"), VendorQuantity: rapid.Bool().Draw(rt, "vendor"),
			Buildable: rapid.Bool().Draw(rt, "buildable"), SafetyBuffer: rapid.IntRange(0, 9).Draw(rt, "buffer"),
		}
		if _, err := w.engine.Save(syncer.Draft{Connection: conn, LocationsConfirmed: true}, nil); err != nil {
			rt.Fatal(err)
		}
		counts := map[string]store.Stock{}
		for _, sku := range skus[:4] {
			for _, at := range []store.LocationID{1, shop.ID} {
				s := store.Stock{SKU: sku, Location: at, OnHand: number.Draw(rt, "on hand"), OnOrder: number.Draw(rt, "ordered"), VendorQuantity: number.Draw(rt, "vendor")}
				if err := w.book.SetStock(s); err != nil {
					rt.Fatal(err)
				}
				counts[fmt.Sprint(store.NormalSKU(sku), at)] = s
			}
		}
		parts := []store.Component{{SKU: skus[1], Quantity: rapid.IntRange(1, 3).Draw(rt, "of one")}, {SKU: skus[2], Quantity: 2}}
		if err := w.book.SetKit(store.Kit{SKU: skus[0], Components: parts}); err != nil {
			rt.Fatal(err)
		}
		chosen := conn.Locations
		if chosen == nil {
			chosen = []store.LocationID{1, shop.ID}
		}
		// Kits that are open and not there are made of their components.
		kit, onHand := store.NormalSKU(skus[0]), 0
		for _, id := range []store.LocationID{1, shop.ID} {
			onHand += max(0, counts[fmt.Sprint(kit, id)].OnHand)
		}
		held := maps.Clone(held)
		if missing := held[kit] - onHand; missing > 0 {
			held[kit] = onHand
			for _, part := range parts {
				held[store.NormalSKU(part.SKU)] += missing * part.Quantity
			}
		}
		// Open pieces are taken from the chosen locations in their order, then from the others; what is nowhere from the first.
		available := func(sku string, at store.LocationID) int {
			left, free := held[store.NormalSKU(sku)], map[store.LocationID]int{}
			for _, id := range append(slices.Clone(chosen), 1, shop.ID) {
				if _, done := free[id]; done {
					continue
				}
				n := counts[fmt.Sprint(store.NormalSKU(sku), id)].OnHand
				taken := min(left, max(0, n))
				free[id], left = n-taken, left-taken
			}
			free[chosen[0]] -= left
			return free[at]
		}
		for _, sku := range skus[:4] {
			want := 0
			for _, at := range chosen {
				s := counts[fmt.Sprint(store.NormalSKU(sku), at)]
				want += available(sku, at)
				if conn.Options.Inventory.OnOrder {
					want += s.OnOrder
				}
				if conn.Options.Inventory.VendorQuantity {
					want += s.VendorQuantity
				}
				if conn.Options.Inventory.Buildable && sku == skus[0] {
					want += min(max(0, available(skus[1], at))/parts[0].Quantity, max(0, available(skus[2], at))/2)
				}
			}
			want = max(0, want-conn.Options.Inventory.SafetyBuffer)
			all, err := w.engine.Explain(w.conn.ID, sku)
			if err != nil || len(all) != 1 || !all[0].Counted {
				rt.Fatalf("%s: %+v, %v", sku, all, err)
			}
			sum := 0
			for _, term := range all[0].Terms {
				sum += term.Quantity
			}
			if all[0].Quantity != want || sum != want {
				rt.Fatalf("%s: %d, its terms add up to %d, want %d: %+v", sku, all[0].Quantity, sum, want, all[0].Terms)
			}
		}
		if all, _ := w.engine.Explain(w.conn.ID, skus[5]); len(all) != 1 || all[0].Counted {
			rt.Fatalf("an item nobody counted: %+v", all)
		}
	})
}

func TestAMovedLineIsTakenFromItsLocation(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Products: 6, Seed: 44, PlainProducts: true}, store.ConnectionOptions{ImportOrders: true, UpdateInventory: true})
	shop := store.Location{Name: "Shop"}
	if err := w.book.SaveLocation(&shop); err != nil {
		t.Fatal(err)
	}
	id := w.sb.PlaceOrders(1)[0]
	w.sync(t, syncer.StartOptions{})
	a, err := w.book.Allocation(w.conn.ID, id)
	if err != nil || len(a.Lines) == 0 {
		t.Fatalf("%+v, %v", a, err)
	}
	line := a.Lines[0]
	for at, n := range map[store.LocationID]int{1: 50, shop.ID: 50} {
		if err := w.book.SetStock(store.Stock{SKU: line.SKU, Location: at, OnHand: n}); err != nil {
			t.Fatal(err)
		}
	}
	open := func() map[store.LocationID]int {
		t.Helper()
		rows, _, err := w.book.StockRows(t.Context(), store.StockQuery{From: line.SKU, Whole: true}, 1)
		if err != nil || len(rows) != 1 {
			t.Fatal(rows, err)
		}
		return rows[0].Held
	}
	if got := open(); !maps.Equal(got, map[store.LocationID]int{1: line.Ordered}) {
		t.Fatalf("before it is moved: %v", got)
	}
	if err := w.book.MoveLine(w.conn.ID, id, line.ID, shop.ID); err != nil {
		t.Fatal(err)
	}
	w.sb.ChangeOrder(id, func(c *sandbox.OrderChange) { c.StaffNotes = "call first" })
	w.sync(t, syncer.StartOptions{})
	if got := open(); !maps.Equal(got, map[store.LocationID]int{shop.ID: line.Ordered}) {
		t.Errorf("%v", got)
	}
}
