package syncer_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

var always = syncer.StartOptions{Since: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)}

func (w *world) reconcile(t testingT, o syncer.StartOptions) (*syncer.Report, syncer.Snapshot) {
	t.Helper()
	s := w.job(t, syncer.Reconcile, o)
	if s.Err != nil || s.Report == nil {
		t.Fatal(s.Err)
	}
	return s.Report, s
}

// passImport has the book believe that everything the store has by now was imported.
func (w *world) passImport(t *testing.T) {
	t.Helper()
	err := w.book.Update(func(tx *store.Tx) error {
		state, err := tx.ImportState(w.conn.ID)
		if err != nil {
			return err
		}
		state.LastID, state.Since = 1<<40, time.Now().Add(time.Hour)
		return tx.PutImportState(w.conn.ID, state)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAComparisonOfWhatIsInStepFindsNothing(t *testing.T) {
	t.Parallel()
	options := stock
	options.Statuses = syncer.DefaultStatuses
	w := impatient(t, sandbox.Config{Products: 40, PlainProducts: true, Orders: 600, Seed: 91}, options)
	w.countAsStore(t)
	w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	before, jobs := w.sb.Fingerprint(), w.next(t, time.Now())
	w.sb.ResetStats()
	r, s := w.reconcile(t, always)
	counts, err := w.book.OrderCounts(w.conn.ID)
	if err != nil {
		t.Fatal(err)
	}
	if n := r.Differences(); n != 0 || r.StoreOrders != 600 || r.BookOrders != counts.Total || r.LeftOut != 600-counts.Total || r.Pending != 0 || r.StockCompared == 0 {
		t.Errorf("%d: %+v", n, r)
	}
	book := 0
	for _, d := range r.Days {
		book += d.Book
		if !d.Agrees() {
			t.Errorf("%+v", d)
		}
	}
	if book != counts.Total || len(r.Days) < 2 || w.sb.Fingerprint() != before || writes(w.sb.Stats()) != 0 || s.Job.Fetched < 600 {
		t.Errorf("%d on its days, %+v", book, s.Job)
	}
	// Three pages of orders, their count, the levels; and orders that left the house without us are asked about alone.
	asked := w.sb.Stats().Requests["GET /v2/orders/{id}/shipments"]
	if n := w.sb.Stats().Total - asked; n > 5+3 {
		t.Errorf("%d requests: %v", n, w.sb.Stats().Requests)
	}
	if now := w.next(t, time.Now()); now.At != jobs.At {
		t.Errorf("comparing counts as a run: %+v", now)
	}
}

func TestAComparisonFindsGapsAndGivesTheirRanges(t *testing.T) {
	t.Parallel()
	w := impatient(t, sandbox.Config{Products: 40, PlainProducts: true, Orders: 40, Seed: 92}, stock)
	skus := w.countAsStore(t)
	w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	missing := w.sb.PlaceOrders(3)
	r, _ := w.reconcile(t, always)
	if r.Pending != 3 || len(r.Missing) != 0 {
		t.Fatalf("what the next import reads is no gap: %+v", r)
	}
	w.passImport(t)
	changed := w.order(t, w.sb.OrderIDs()[5])
	changed.TotalIncTax = changed.TotalIncTax.Add(decimal.NewFromInt(1))
	ghost := changed
	ghost.StoreOrderID, ghost.Created = 999_999, time.Now().Add(-time.Minute)
	if err := w.book.Update(func(tx *store.Tx) error {
		_, err := tx.PutOrders(w.conn.ID, []store.Order{changed, ghost})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	w.sb.SetStock(skus[3], 1, 4321)
	r, s := w.reconcile(t, always)
	if len(r.Missing) != 3 || r.Missing[0].ID != missing[0] || len(r.Extra) != 1 || r.Extra[0].ID != 999_999 {
		t.Fatalf("%+v", r)
	}
	if d := r.Different; len(d) != 1 || d[0].ID != changed.StoreOrderID || d[0].What != "total" {
		t.Errorf("%+v", d)
	}
	found := false
	for _, d := range r.Stock {
		found = found || d.SKU == skus[3] && d.Store == 4321 && d.Reason != ""
	}
	if !found || r.Differences() != len(r.Untracked)+len(r.Stock)+5 {
		t.Errorf("%d, %+v", r.Differences(), r.Stock)
	}
	for _, want := range []string{fmt.Sprint("order ", missing[1]), "order 999999", skus[3]} {
		if !strings.Contains(fmt.Sprint(s.Job.Notes), want) {
			t.Errorf("the record doesn't name %s: %+v", want, s.Job.Notes)
		}
	}
	// What it found is read again by what it gives.
	if s := w.sync(t, syncer.StartOptions{Ranges: r.Ranges}); s.Err != nil || s.Job.New != 3 || s.Job.Updated != 1 {
		t.Errorf("%+v of %v", s.Job, r.Ranges)
	}
	if r, _ = w.reconcile(t, always); len(r.Missing)+len(r.Different) != 0 {
		t.Errorf("%+v", r)
	}
}

func TestAComparisonNamesWhatWasShippedWithoutTracking(t *testing.T) {
	t.Parallel()
	w := impatient(t, sandbox.Config{Products: 20, PlainProducts: true, Orders: 60, Seed: 93}, shipping)
	w.countAsStore(t)
	if s := w.sync(t, syncer.StartOptions{}); s.Err != nil {
		t.Fatal(s.Err)
	}
	r, _ := w.reconcile(t, always)
	before := len(r.Untracked)
	ids := w.recordWhole(t, 2) // with numbers
	o := w.placeWhole(t)
	if _, err := w.book.RecordShipment(w.conn.ID, o.StoreOrderID, "UPS", "", nil); err != nil {
		t.Fatal(err)
	}
	if s := w.job(t, syncer.UpdateOrderStatus, syncer.StartOptions{}); s.Job.Failed != 0 || s.Job.Pushed != 3 {
		t.Fatalf("%+v", s.Job)
	}
	if s := w.sync(t, syncer.StartOptions{}); s.Err != nil {
		t.Fatal(s.Err)
	}
	r, _ = w.reconcile(t, always)
	if len(r.Untracked) != before+1 || r.Untracked[0].ID != o.StoreOrderID || r.Untracked[0].Store != "" {
		t.Errorf("%d before, %+v; with numbers: %v", before, r.Untracked, ids)
	}
}

func TestAComparisonKeepsToItsWindow(t *testing.T) {
	t.Parallel()
	w := impatient(t, sandbox.Config{Products: 20, Orders: 200, Seed: 94}, everything)
	if s := w.sync(t, syncer.StartOptions{}); s.Err != nil {
		t.Fatal(s.Err)
	}
	ids := w.sb.OrderIDs()
	from, to := w.order(t, ids[50]).Created, w.order(t, ids[100]).Created
	if to.Before(from) {
		from, to = to, from
	}
	r, _ := w.reconcile(t, syncer.StartOptions{Since: from, Until: to})
	want := 0
	for o, err := range w.book.Orders(store.OrderQuery{Connection: w.conn.ID}) {
		if err != nil {
			t.Fatal(err)
		}
		if !o.Created.Before(from) && o.Created.Before(to) {
			want++
		}
	}
	if r.StoreOrders != want || r.BookOrders != want || want == 0 || want == 200 || len(r.Missing)+len(r.Extra)+len(r.Different) != 0 || len(r.Notices) == 0 {
		t.Errorf("%d: %+v", want, r)
	}
}
