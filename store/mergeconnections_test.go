package store

import (
	"context"
	"errors"
	"maps"
	"slices"
	"testing"
	"time"
)

// lineOrder is an order of one line: so many of a sku, to one address.
func lineOrder(id uint64, status int, sku string, quantity, shipped int, modified time.Time) Order {
	o := order(id, status)
	o.Modified = modified
	o.Lines = []Line{{ID: id * 10, AddressID: 1, Type: "physical", SKU: sku, Quantity: quantity, QuantityShipped: shipped}}
	return o
}

// give puts orders into the book, and allocates them, as an import does.
func give(t *testing.T, b *Book, c ConnectionID, orders ...Order) {
	t.Helper()
	put(t, b, c, orders...)
	if err := b.Update(func(tx *Tx) error {
		for i := range orders {
			if err := tx.Allocate(c, &orders[i], Seen{}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// ship records that so many of an order have left.
func ship(t *testing.T, b *Book, c ConnectionID, order uint64, tracking string, quantity int) BookShipment {
	t.Helper()
	list, err := b.RecordShipment(c, order, "UPS", tracking, []ShipLine{{LineID: order * 10, Quantity: quantity}})
	if err != nil {
		t.Fatal(err)
	}
	return list[0]
}

// mustMerge merges from into into, keeping into's settings.
func mustMerge(t *testing.T, b *Book, into, from ConnectionID, change ...func(*Merge)) {
	t.Helper()
	c, err := b.Connection(into)
	if err != nil {
		t.Fatal(err)
	}
	m := Merge{Into: c, From: from, Note: Activity{Who: "me", What: "merged"}}
	for _, f := range change {
		f(&m)
	}
	if err := b.MergeConnections(t.Context(), m); err != nil {
		t.Fatal(err)
	}
}

// allocated adds up what all connections' open orders hold of a sku.
func allocated(t *testing.T, b *Book, sku string) (pieces int) {
	t.Helper()
	if err := b.View(func(tx *Tx) error {
		list, err := tx.Connections()
		for _, c := range list {
			open, err := tx.AllocatedOf(c.ID, sku)
			if err != nil {
				return err
			}
			for _, h := range open {
				pieces += h.Pieces
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return pieces
}

// wantWell has the book find nothing wrong with itself.
func wantWell(t *testing.T, b *Book) {
	t.Helper()
	h, err := b.Check(t.Context(), nil)
	if err != nil || len(h.Flaws) > 0 || h.Removing > 0 {
		t.Errorf("%+v, %v", h.Flaws, err)
	}
}

// Two connections to one store have some orders in common, of different ages, and parcels of either: merged, each order is
// there once, in its later state, its stock is allocated once, and each parcel waits once.
func TestMergingLeavesEachOrderAndParcelOnce(t *testing.T) {
	b := open(t)
	a, z := addConnection(t, b, "A"), addConnection(t, b, "Z")
	set(t, b, "TENT", 1, 100)
	later := day.Add(time.Hour)
	give(t, b, a.ID,
		lineOrder(1, 11, "TENT", 2, 0, day),  // the same in both
		lineOrder(2, 11, "TENT", 3, 0, day),  // closed in Z's later state
		lineOrder(3, 2, "TENT", 4, 4, later), // open in Z's earlier state
		lineOrder(4, 11, "TENT", 5, 0, day),  // A's alone
		lineOrder(6, 11, "TENT", 7, 0, day),  // shipped through both, with one tracking number
		lineOrder(7, 11, "TENT", 8, 0, day),  // shipped whole through both, without one
		lineOrder(8, 11, "TENT", 4, 0, day),  // shipped in halves, one through each
	)
	give(t, b, z.ID,
		lineOrder(1, 11, "TENT", 2, 0, day),
		lineOrder(2, 2, "TENT", 3, 3, later),
		lineOrder(3, 11, "TENT", 4, 0, day),
		lineOrder(5, 9, "TENT", 6, 0, day), // Z's alone
		lineOrder(6, 11, "TENT", 7, 0, day),
		lineOrder(7, 11, "TENT", 8, 0, day),
		lineOrder(8, 11, "TENT", 4, 0, day),
	)
	ship(t, b, a.ID, 4, "ONE", 2)
	ship(t, b, z.ID, 5, "TWO", 6)
	ship(t, b, a.ID, 6, "SAME", 7)
	told := ship(t, b, z.ID, 6, "SAME", 7)
	ship(t, b, a.ID, 7, "", 8)
	ship(t, b, z.ID, 7, "", 8)
	ship(t, b, a.ID, 8, "", 2)
	ship(t, b, z.ID, 8, "", 2)
	told.State, told.StoreID = ShipmentSent, 77
	if err := b.Update(func(tx *Tx) error { return tx.PutShipment(z.ID, told) }); err != nil {
		t.Fatal(err)
	}
	if err := b.MarkExported(z.ID, []uint64{5, 6}, day); err != nil {
		t.Fatal(err)
	}
	mustMerge(t, b, a.ID, z.ID)

	// What has left: 2 of order 4, 6 of 5, 7 of 6, 8 of 7, 4 of 8.
	if got := onHand(t, b, "TENT", 1); got != 100-2-6-7-8-4 {
		t.Errorf("%d on hand", got)
	}
	// Open: order 1 whole, 3 pieces of order 4.
	if got := allocated(t, b, "TENT"); got != 2+3 {
		t.Errorf("%d pieces allocated", got)
	}
	statuses := map[uint64]int{}
	for o, err := range b.Orders(OrderQuery{Connection: a.ID}) {
		if err != nil {
			t.Fatal(err)
		}
		if _, twice := statuses[o.StoreOrderID]; twice {
			t.Errorf("order %d is there twice", o.StoreOrderID)
		}
		statuses[o.StoreOrderID] = o.StatusID
		parcels := map[uint64]int{4: 1, 5: 1, 6: 1, 7: 1, 8: 2}
		if len(o.Shipments) != parcels[o.StoreOrderID] {
			t.Errorf("order %d shows %+v", o.StoreOrderID, o.Shipments)
		}
	}
	if want := map[uint64]int{1: 11, 2: 2, 3: 2, 4: 11, 5: 9, 6: 11, 7: 11, 8: 11}; !maps.Equal(statuses, want) {
		t.Errorf("orders %v", statuses)
	}
	for id, want := range map[uint64][]ShipmentState{4: {ShipmentWaiting}, 5: {ShipmentWaiting}, 6: {ShipmentSent}, 7: {ShipmentWaiting}, 8: {ShipmentWaiting, ShipmentWaiting}} {
		list, err := b.ShipmentsOf(a.ID, id)
		var got []ShipmentState
		for _, s := range list {
			got = append(got, s.State)
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("order %d: shipments %v, %v", id, got, err)
		}
	}
	if out, err := b.Outbox(a.ID); err != nil || !slices.Equal(out, []uint64{4, 5, 6, 7, 8}) {
		t.Errorf("the store is still to learn of %v, %v", out, err)
	}
	if done, err := b.Exported(a.ID, []uint64{1, 5, 6}); err != nil || done[1] || !done[5] || !done[6] {
		t.Errorf("exported %v, %v", done, err)
	}
	if counts, err := b.OrderCounts(a.ID); err != nil || counts.Total != 8 {
		t.Errorf("%+v, %v", counts, err)
	}
	if n := rows(t, b, z.ID); n != 0 {
		t.Errorf("%d rows of the other connection are left", n)
	}
	wantWell(t, b)
}

// What is no order moves as well: settings and tokens as told, jobs, activity, customers, what was sent, the import's place.
func TestMergingMovesWhatElseAConnectionHas(t *testing.T) {
	b, from, into := withConnections(t, 5)
	if err := b.Update(func(tx *Tx) error {
		for _, c := range []Connection{from, into} {
			late := time.Duration(c.ID) * time.Hour
			run := Job{Connection: c.ID, Option: "inventory", State: JobDone}
			if err := tx.StartJob(&run); err != nil {
				return err
			}
			if err := tx.PutJobPlan(run.Run, []byte(`{"of":1}`)); err != nil {
				return err
			}
			if err := tx.AddActivity(Activity{Connection: c.ID, What: "did " + c.Name}); err != nil {
				return err
			}
			for product, shift := range map[uint64]time.Duration{1: late, 2: -late} {
				p := Pushed{Target: Target{StoreLocation: 1, ProductID: product}, SKU: "TENT", Quantity: int(c.ID), At: day.Add(shift)}
				if err := tx.PutPushed(c.ID, p); err != nil {
					return err
				}
			}
			if err := tx.PutLinks(c.ID, uint64(c.ID), []Link{{SKU: "TENT", Tracking: "product"}}); err != nil {
				return err
			}
			s := ImportState{Clock: day, Since: day.Add(late), Noted: day.Add(late), LastID: uint64(c.ID), Reread: day.Add(late), Pass: &ChangePass{At: day}, Allocated: true}
			if err := tx.PutImportState(c.ID, s); err != nil {
				return err
			}
			if err := tx.PutSetAside(c.ID, SetAside{StoreOrderID: 90 + uint64(c.ID), At: day}); err != nil {
				return err
			}
			if err := tx.PutDue(c.ID, DueRefunds, uint64(c.ID)); err != nil {
				return err
			}
			if err := tx.NoteRun(c.ID, "orders", day.Add(late), day.Add(late), NoFailure); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	token, err := b.TokenOf(from.ID, KindLegacy)
	if err != nil {
		t.Fatal(err)
	}
	mustMerge(t, b, into.ID, from.ID, func(m *Merge) { m.TakeTokens, m.TakeLinks = true, true; m.Into.Name = "One" })
	if got, err := b.TokenOf(into.ID, KindLegacy); err != nil || got != token {
		t.Errorf("token %q, %v", got, err)
	}
	if c, err := b.ConnectionByName("One"); err != nil || c.ID != into.ID {
		t.Errorf("%+v, %v", c, err)
	}
	jobs, err := b.Jobs(into.ID, 0)
	if err != nil || len(jobs) != 4 {
		t.Errorf("%d jobs, %v", len(jobs), err)
	}
	for _, j := range jobs {
		if _, err := b.JobPlan(j.Run); j.Option == "inventory" && err != nil {
			t.Errorf("the plan of job %d: %v", j.Run, err)
		}
	}
	lines, err := b.Activities(0)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lines {
		if l.Connection == from.ID {
			t.Errorf("a line of the activity is of the connection that went: %+v", l)
		}
	}
	pushed, err := b.PushedTo(into.ID)
	if err != nil || len(pushed) != 2 || pushed[0].Quantity != int(into.ID) || pushed[1].Quantity != int(from.ID) {
		t.Errorf("sent: %+v, %v", pushed, err) // the later of each
	}
	if links, err := b.Links(into.ID); err != nil || len(links) != 1 || links[0].ProductID != uint64(from.ID) {
		t.Errorf("links: %+v, %v", links, err)
	}
	if l, err := b.LinkBySKU(into.ID, "tent"); err != nil || l.ProductID != uint64(from.ID) {
		t.Errorf("link: %+v, %v", l, err)
	}
	s, err := b.ImportState(into.ID)
	first := day.Add(time.Duration(from.ID) * time.Hour)
	if err != nil || !s.Since.Equal(first) || s.Pass != nil || !s.Reread.Equal(first) || s.LastID != uint64(into.ID) {
		t.Errorf("the next import begins at %+v, %v", s, err)
	}
	if aside, err := b.SetAsides(into.ID); err != nil || len(aside) != 2 {
		t.Errorf("%d orders set aside, %v", len(aside), err)
	}
	if due, err := b.Due(into.ID, DueRefunds, 0, 10); err != nil || len(due) != 2 {
		t.Errorf("due: %v, %v", due, err)
	}
	if runs, err := b.LastRuns(into.ID); err != nil || !runs.Options["orders"].Started.Equal(day.Add(2*time.Hour)) {
		t.Errorf("runs: %+v, %v", runs, err)
	}
	if n := rows(t, b, from.ID); n != 0 {
		t.Errorf("%d rows of the other connection are left", n)
	}
	wantWell(t, b)
}

// A merge that is cut short anywhere is finished when the book is opened next.
func TestAMergeThatIsCutShortIsFinishedLater(t *testing.T) {
	defer func(n int) { migrationChunk = n }(migrationChunk)
	migrationChunk = 7
	ended := false
	for steps := 1; !ended; steps += 3 {
		b := open(t)
		unsynced(b)
		into, from := addConnection(t, b, "A"), addConnection(t, b, "Z")
		for i := range uint64(40) {
			give(t, b, []ConnectionID{into.ID, from.ID}[i%2], lineOrder(i+1, 11, "TENT", 1, 0, day))
		}
		c, err := b.Connection(into.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := b.MergeConnections(&fewSteps{Context: t.Context(), left: steps}, Merge{Into: c, From: from.ID}); err == nil {
			ended = true
		} else if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		if got := allocated(t, b, "TENT"); got != 40 {
			t.Errorf("cut short after %d steps: %d pieces allocated", steps, got)
		}
		path := b.Path()
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
		again, err := Open(path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if counts, err := again.OrderCounts(into.ID); err != nil || counts.Total != 40 {
			t.Errorf("cut short after %d steps: %+v, %v", steps, counts, err)
		}
		if n := rows(t, again, from.ID); n != 0 {
			t.Errorf("cut short after %d steps: %d rows are left", steps, n)
		}
		wantWell(t, again)
		if err := again.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// fewSteps is a context that ends when it was asked so often.
type fewSteps struct {
	context.Context
	left int
}

func (c *fewSteps) Err() error {
	if c.left--; c.left < 0 {
		return context.Canceled
	}
	return nil
}
