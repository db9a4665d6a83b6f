package syncer_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

const customersRoute = "GET /v3/customers"

// people lists the book's customers by their id in the store, and counts the guests.
func (w *world) people(t testingT) (registered map[uint64]store.Customer, guests int) {
	t.Helper()
	list, err := w.book.Customers(w.conn.ID)
	if err != nil {
		t.Fatal(err)
	}
	registered = map[uint64]store.Customer{}
	for _, c := range list {
		if c.StoreCustomerID == 0 {
			guests++
			continue
		}
		registered[c.StoreCustomerID] = c
	}
	return registered, guests
}

// TestCustomersRecordsFollowTheirOrdersInBulk imports a thousand orders of many customers: the first run costs what its
// orders cost, the second reads the records, the third nothing.
func TestCustomersRecordsFollowTheirOrdersInBulk(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Orders: 1000, Customers: 600, Seed: 51}, everything)
	w.sb.ChangeCustomer(7, func(c *sandbox.CustomerChange) { c.FirstName, c.LastName, c.Phone = "Own", "Record", "" })
	w.sync(t, syncer.StartOptions{})
	people, guests := w.people(t)
	if n := w.sb.Stats().Requests[customersRoute]; n != 0 || len(people) < 300 || guests < 100 || people[7].Name == "" || !people[7].Read.IsZero() {
		t.Fatalf("%d requests, %d customers, %d guests, %+v", n, len(people), guests, people[7])
	}
	phone := people[7].Phone
	w.sb.ResetStats()
	s := w.sync(t, syncer.StartOptions{})
	if n, want := w.sb.Stats().Requests[customersRoute], (len(people)+249)/250; s.Err != nil || n != want {
		t.Errorf("%d requests for %d customers; %+v", n, len(people), s)
	}
	after, same := w.people(t)
	if len(after) != len(people) || same != guests {
		t.Errorf("%d customers and %d guests became %d and %d", len(people), guests, len(after), same)
	}
	for id, c := range after {
		if c.Read.IsZero() || c.Modified.IsZero() || c.LastOrder != people[id].LastOrder {
			t.Fatalf("%+v", c)
		}
	}
	if c := after[7]; c.Name != "Own Record" || c.Phone != phone {
		t.Errorf("the record goes before, and what it leaves out stays: %+v", c)
	}
	w.sb.ResetStats()
	w.sync(t, syncer.StartOptions{})
	if n := w.sb.Stats().Requests[customersRoute]; n != 0 {
		t.Errorf("%d requests for customers that are as they were", n)
	}
}

// TestAKnownCustomersNextOrderLeavesTheirRecordAlone places orders of customers whose records were read.
func TestAKnownCustomersNextOrderLeavesTheirRecordAlone(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Orders: 100, Customers: 2, Seed: 52}, everything)
	w.sb.ChangeCustomer(1, func(c *sandbox.CustomerChange) { c.FirstName, c.LastName = "Own", "Record" })
	w.sync(t, syncer.StartOptions{})
	w.sync(t, syncer.StartOptions{})
	w.sb.PlaceOrders(20)
	w.sb.ResetStats()
	w.sync(t, syncer.StartOptions{})
	people, _ := w.people(t)
	if n := w.sb.Stats().Requests[customersRoute]; n != 0 || people[1].Name != "Own Record" || people[1].LastOrder <= w.sb.OrderIDs()[99] {
		t.Errorf("%d requests, %+v", n, people[1])
	}
	// Long after, an order has the record read anew.
	old := people[1]
	old.Read = time.Now().AddDate(0, 0, -8)
	if err := w.book.Update(func(tx *store.Tx) error { return tx.PutCustomerRecord(w.conn.ID, old) }); err != nil {
		t.Fatal(err)
	}
	w.sb.ChangeCustomer(1, func(c *sandbox.CustomerChange) { c.FirstName = "Later" })
	w.sb.PlaceOrders(20)
	w.sync(t, syncer.StartOptions{})
	if people, _ := w.people(t); people[1].Name != "Later Record" {
		t.Errorf("%+v", people[1])
	}
}

// TestCustomersThatMayNotBeReadAreANote imports with an account that lacks the permission.
func TestCustomersThatMayNotBeReadAreANote(t *testing.T) {
	t.Parallel()
	var denied atomic.Bool
	denied.Store(true)
	w := newWorld(t, t.TempDir(), sandbox.Config{Orders: 60, Customers: 20, Seed: 53}, syncer.Config{Transport: instead(t, func(r *http.Request) (int, string) {
		if denied.Load() && strings.HasSuffix(r.URL.Path, "/v3/customers") {
			return 403, noScope
		}
		return 0, ""
	})}, everything)
	t.Cleanup(w.close)
	w.sync(t, syncer.StartOptions{})
	s := w.sync(t, syncer.StartOptions{})
	if n := s.Job.Notes; s.Err != nil || s.Job.State != store.JobDone || len(n) != 1 || n[0].Ref != "customers" ||
		!strings.Contains(n[0].Reason, "Customers read-only") {
		t.Fatalf("%+v", s)
	}
	denied.Store(false)
	w.sync(t, syncer.StartOptions{})
	people, _ := w.people(t)
	for _, c := range people {
		if c.Read.IsZero() {
			t.Errorf("%+v", c)
		}
	}
}

// TestTheFirstRunLeavesNothingDueThatTheSecondForgets cancels the run that reads the customers.
func TestTheFirstRunLeavesNothingDueThatTheSecondForgets(t *testing.T) {
	t.Parallel()
	reached, release := make(chan struct{}), make(chan struct{})
	var once atomic.Bool
	w := fixture(t, sandbox.Config{Orders: 600, Customers: 400, Seed: 54, OnRequest: func(r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/v3/customers") && once.CompareAndSwap(false, true) {
			close(reached)
			<-release
		}
	}}, everything)
	w.sync(t, syncer.StartOptions{})
	w.cancelAt(t, reached, release)
	w.sync(t, syncer.StartOptions{})
	people, _ := w.people(t)
	for _, c := range people {
		if c.Read.IsZero() {
			t.Errorf("%+v", c)
		}
	}
}

// TestALegacyAccountAsksForNeitherRefundsNorCustomers imports through V2, which has no bulk of either.
func TestALegacyAccountAsksForNeitherRefundsNorCustomers(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Orders: 60, Customers: 10, Seed: 55, Legacy: true}, everything)
	w.setRefunded(5)
	w.conn.Kind, w.conn.Legacy = store.KindLegacy, store.LegacyAPI{APIURL: w.sb.APIURL(), Username: w.sb.Username()}
	conn, err := w.engine.Save(syncer.Draft{Connection: w.conn, LegacyToken: bigcommerce.Secret(w.sb.LegacyToken())}, nil)
	if err != nil {
		t.Fatal(err)
	}
	w.conn = conn
	s := w.sync(t, syncer.StartOptions{})
	if n := s.Job.Notes; s.Err != nil || s.Job.New != 60 || len(n) != 1 || n[0].Ref != "refunds" || !strings.Contains(n[0].Reason, "legacy") {
		t.Fatalf("%+v", s)
	}
	s = w.sync(t, syncer.StartOptions{})
	if people, _ := w.people(t); s.Err != nil || s.Job.Failed != 0 || len(s.Job.Notes) != 0 || len(people) == 0 {
		t.Errorf("%+v", s)
	}
	for route := range w.sb.Stats().Requests {
		if strings.Contains(route, "/v3/") {
			t.Errorf("asked for %s", route)
		}
	}
}
