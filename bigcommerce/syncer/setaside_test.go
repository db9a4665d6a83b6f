package syncer_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// rawOrder is an order as JSON; unreadable gives it a field that no reader understands.
func rawOrder(id uint64, modified time.Time, unreadable bool) []byte {
	billing := `{"first_name":"Ann","last_name":"Lee","email":"ann@example.com"}`
	items := "0"
	if unreadable {
		items = `"a few"`
	}
	return fmt.Appendf(nil, `{"id":%d,"customer_id":0,"status_id":11,"status":"Awaiting Fulfillment","items_total":%s,`+
		`"date_created":%q,"date_modified":%q,"total_inc_tax":"10.0000","payment_method":"Cash","billing_address":%s,`+
		`"fees":[],"consignments":{"shipping":[],"pickups":[],"downloads":[],"email":{"gift_certificates":[]}}}`,
		id, items, modified.Add(-time.Hour).UTC().Format(time.RFC1123Z), modified.UTC().Format(time.RFC1123Z), billing)
}

func (w *world) addRaw(t testingT, id uint64, modified time.Time, unreadable bool) {
	t.Helper()
	if _, err := w.sb.AddRawOrder(rawOrder(id, modified, unreadable)); err != nil {
		t.Fatal(err)
	}
}

func TestAnUnreadableOrderIsSetAsideAndTheOthersGoOn(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Orders: 600, Seed: 21}, everything)
	ids := w.sb.OrderIDs()
	bad := ids[300]
	w.addRaw(t, bad, time.Now().Add(-time.Hour), true)
	s := w.sync(t, syncer.StartOptions{})
	if s.Err != nil || s.Job.State != store.JobDone || s.Job.New != 599 || s.Job.Failed != 1 {
		t.Fatalf("%+v", s)
	}
	if e := s.Job.Errors; len(e) != 1 || e[0].Ref != fmt.Sprintf("order %d", bad) || !strings.Contains(e[0].Reason, "can't be read") {
		t.Errorf("%+v", s.Job.Errors)
	}
	list, err := w.book.SetAsides(w.conn.ID)
	if err != nil || len(list) != 1 || list[0].StoreOrderID != bad || list[0].Reason == "" || list[0].At.IsZero() {
		t.Fatalf("%+v, %v", list, err)
	}
	// It stays unreadable: asked for alone, named again, kept with its first time.
	again := w.sync(t, syncer.StartOptions{})
	if list2, _ := w.book.SetAsides(w.conn.ID); again.Job.Failed != 1 || len(list2) != 1 || !list2[0].At.Equal(list[0].At) {
		t.Errorf("%+v, %+v", again.Job, list2)
	}
	// It becomes readable, without its date telling so.
	w.addRaw(t, bad, time.Now().Add(-time.Hour), false)
	mended := w.sync(t, syncer.StartOptions{})
	if list, _ := w.book.SetAsides(w.conn.ID); mended.Job.Failed != 0 || mended.Job.New != 1 || len(list) != 0 {
		t.Errorf("%+v, %+v", mended.Job, list)
	}
	if _, err := w.book.Order(w.conn.ID, bad); err != nil {
		t.Error(err)
	}
}

// TestUnreadableOrdersNeverHoldUpAWalk lets pages be partly or wholly unreadable, in both walks, at any page size.
func TestUnreadableOrdersNeverHoldUpAWalk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		at := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
		w := newWorld(rt, fmt.Sprintf("%s/%d", dir, n), sandbox.Config{Now: func() time.Time { return at }},
			syncer.Config{PageSize: rapid.IntRange(1, 4).Draw(rt, "page size")}, everything)
		defer w.close()
		add := func(label string, from uint64) map[uint64]bool {
			bad := map[uint64]bool{}
			for i, unreadable := range rapid.SliceOfN(rapid.Bool(), 0, 12).Draw(rt, label) {
				id := from + uint64(i)
				modified := at.Add(time.Duration(rapid.IntRange(0, 3).Draw(rt, "second")) * time.Second)
				w.addRaw(rt, id, modified, unreadable)
				bad[id] = unreadable
			}
			return bad
		}
		want := add("before the backfill", 100)
		if s := w.sync(rt, syncer.StartOptions{}); s.Err != nil {
			rt.Fatal(s.Err)
		}
		at = at.Add(10 * time.Minute)
		for id, bad := range add("after the backfill", 106) {
			want[id] = bad
		}
		if s := w.sync(rt, syncer.StartOptions{}); s.Err != nil {
			rt.Fatal(s.Err)
		}
		aside := map[uint64]bool{}
		list, err := w.book.SetAsides(w.conn.ID)
		if err != nil {
			rt.Fatal(err)
		}
		for _, s := range list {
			aside[s.StoreOrderID] = true
		}
		for id, bad := range want {
			if _, err := w.book.Order(w.conn.ID, id); aside[id] != bad || (err != nil && !bad) {
				rt.Fatalf("order %d, unreadable %t: set aside %t, %v", id, bad, aside[id], err)
			}
		}
	})
}

// TestLinesThatCantBeReadSetTheirOrderAside has an order name no lines, and what is asked for them be unreadable: the
// page goes on, and a later look finds the order mended.
func TestLinesThatCantBeReadSetTheirOrderAside(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Orders: 40, Seed: 22}, everything)
	bad := w.sb.OrderIDs()[20]
	body := strings.Replace(string(rawOrder(bad, time.Now().Add(-time.Hour), false)), `"items_total":0`, `"items_total":2`, 1)
	if _, err := w.sb.AddRawOrder([]byte(body)); err != nil {
		t.Fatal(err)
	}
	products := func(quantity string) {
		t.Helper()
		line := fmt.Sprintf(`[{"id":7,"order_id":%d,"quantity":%s,"type":"physical","sku":"A","name":"A"}]`, bad, quantity)
		if err := w.sb.AddRawPart(bad, "products", []byte(line)); err != nil {
			t.Fatal(err)
		}
	}
	products(`"a few"`)
	s := w.sync(t, syncer.StartOptions{})
	if s.Err != nil || s.Job.New != 39 || s.Job.Failed != 1 {
		t.Fatalf("%+v", s)
	}
	if list, _ := w.book.SetAsides(w.conn.ID); len(list) != 1 || list[0].StoreOrderID != bad {
		t.Errorf("%+v", list)
	}
	products("2")
	s = w.sync(t, syncer.StartOptions{})
	if o, err := w.book.Order(w.conn.ID, bad); err != nil || len(o.Lines) != 1 || s.Job.Failed != 0 {
		t.Errorf("%+v, %v", o, err)
	}
}
