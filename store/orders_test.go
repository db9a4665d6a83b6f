package store

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"
	"pgregory.net/rapid"
)

var day = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

func order(id uint64, status int) Order {
	return Order{
		StoreOrderID: id, Number: fmt.Sprint(id), StatusID: status,
		Created: day.Add(time.Duration(id) * time.Minute), Modified: day.Add(time.Duration(id) * time.Minute),
		Customer: Customer{Name: "Ada", Email: fmt.Sprintf("ada%d@example.com", id%3)},
	}
}

func put(t *testing.T, b *Book, c ConnectionID, orders ...Order) PutOutcome {
	t.Helper()
	var out PutOutcome
	if err := b.Update(func(tx *Tx) (err error) {
		out, err = tx.PutOrders(c, orders)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestPutOrdersTellsNewFromUpdatedFromUnchanged(t *testing.T) {
	b := open(t)
	if got := put(t, b, 1, order(5, 11), order(3, 11)); got != (PutOutcome{New: 2}) {
		t.Errorf("first time: %+v", got)
	}
	if got := put(t, b, 1, order(3, 11), order(5, 2)); got != (PutOutcome{Updated: 1, Unchanged: 1}) {
		t.Errorf("second time: %+v", got)
	}
	// Two changes within a second leave the date as it is.
	same := order(3, 11)
	same.CustomerMessage = "ring twice"
	if got := put(t, b, 1, same); got != (PutOutcome{Updated: 1}) {
		t.Errorf("a change that the date does not show: %+v", got)
	}
	if got := put(t, b, 1, order(9, 1), order(9, 5)); got != (PutOutcome{New: 1}) {
		t.Errorf("the same order twice in a batch: %+v", got)
	}
	if o, err := b.Order(1, 9); err != nil || o.StatusID != 5 {
		t.Errorf("the last of equal ids must win: %+v, %v", o, err)
	}
}

func TestAnOrderStaysWhereItWasAllocated(t *testing.T) {
	b := open(t)
	first := order(3, 11)
	first.Location = 2
	put(t, b, 1, first)
	again := order(3, 2)
	again.Location = 7
	put(t, b, 1, again)
	if o, _ := b.Order(1, 3); o.Location != 2 || o.StatusID != 2 {
		t.Errorf("location %d, status %d", o.Location, o.StatusID)
	}
}

func TestOrdersOfAnotherConnectionAreNotSeen(t *testing.T) {
	b := open(t)
	put(t, b, 1, order(3, 11))
	put(t, b, 2, order(3, 2), order(4, 2))
	n := 0
	for range b.Orders(OrderQuery{Connection: 1}) {
		n++
	}
	if n != 1 {
		t.Errorf("connection 1 shows %d orders", n)
	}
	if _, err := b.Order(1, 4); !errors.Is(err, ErrNotFound) {
		t.Errorf("order 4 of connection 1: %v", err)
	}
}

func TestCustomersComeFromTheLatestOrder(t *testing.T) {
	b := open(t)
	old, latest := order(3, 11), order(6, 11)
	old.Customer = Customer{StoreCustomerID: 8, Name: "Old Name"}
	latest.Customer = Customer{StoreCustomerID: 8, Name: "New Name"}
	put(t, b, 1, latest)
	put(t, b, 1, old)
	guest1, guest2, nobody := order(7, 11), order(8, 11), order(9, 11)
	guest1.Customer = Customer{Name: "G", Email: "Guest@Example.com"}
	guest2.Customer = Customer{Name: "G", Email: "guest@example.com "}
	nobody.Customer = Customer{Name: "No mail"}
	put(t, b, 1, guest1, guest2, nobody)
	list, err := b.Customers(1)
	if err != nil || len(list) != 2 {
		t.Fatalf("%d customers, %v: %+v", len(list), err, list)
	}
	if list[0].Name != "New Name" || list[1].LastOrder != 8 {
		t.Errorf("%+v", list)
	}
}

// TestBookAgainstModel drives the book and a map with the same operations: what is listed, counted and filtered must
// agree, and the file must be sound.
func TestBookAgainstModel(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		b, err := Open(fmt.Sprintf("%s/book%d.db", memoryDir(t), rapid.Uint64().Draw(rt, "file")), Options{})
		if err != nil {
			rt.Fatal(err)
		}
		defer b.Close()
		type id struct {
			c ConnectionID
			n uint64
		}
		model := map[id]Order{}
		for range rapid.IntRange(1, 12).Draw(rt, "batches") {
			c := ConnectionID(rapid.IntRange(1, 3).Draw(rt, "connection"))
			batch := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) Order {
				return order(rapid.Uint64Range(0, 40).Draw(rt, "id"), rapid.IntRange(0, 14).Draw(rt, "status"))
			}), 0, 10).Draw(rt, "batch")
			for _, o := range batch {
				model[id{c, o.StoreOrderID}] = o
			}
			if err := b.Update(func(tx *Tx) error { _, err := tx.PutOrders(c, batch); return err }); err != nil {
				rt.Fatal(err)
			}
		}
		for c := ConnectionID(1); c <= 3; c++ {
			q := OrderQuery{Connection: c, Oldest: rapid.Bool().Draw(rt, "oldest"),
				From: rapid.Uint64Range(0, 40).Draw(rt, "from"), Before: rapid.Uint64Range(0, 41).Draw(rt, "before")}
			if rapid.Bool().Draw(rt, "by status") {
				q.Statuses = []int{rapid.IntRange(0, 14).Draw(rt, "wanted")}
			}
			exported := map[uint64]bool{}
			if q.NotExported = rapid.Bool().Draw(rt, "not exported"); q.NotExported {
				ids := rapid.SliceOf(rapid.Uint64Range(0, 40)).Draw(rt, "exported")
				for _, id := range ids {
					exported[id] = true
				}
				if err := b.MarkExported(c, ids, day); err != nil {
					rt.Fatal(err)
				}
			}
			var want, got []uint64
			byStatus, total := map[int]int{}, 0
			for k, o := range model {
				if k.c != c {
					continue
				}
				total++
				byStatus[o.StatusID]++
				if q.matches(o.StatusID, o.Created, o.Modified) && !exported[k.n] && k.n >= q.From && (q.Before == 0 || k.n < q.Before) {
					want = append(want, k.n)
				}
			}
			slices.SortFunc(want, func(a, b uint64) int {
				if q.Oldest {
					return cmp.Compare(a, b)
				}
				return cmp.Compare(b, a)
			})
			for o, err := range b.Orders(q) {
				if err != nil {
					rt.Fatal(err)
				}
				got = append(got, o.StoreOrderID)
			}
			if !slices.Equal(want, got) {
				rt.Fatalf("query %+v: want %v, got %v", q, want, got)
			}
			counts, err := b.OrderCounts(c)
			if err != nil || counts.Total != total || !mapsEqual(counts.ByStatus, byStatus) {
				rt.Fatalf("counts %+v, %v; want %d %v", counts, err, total, byStatus)
			}
		}
		checkFile(rt, b)
	})
}

func mapsEqual(a, b map[int]int) bool { return fmt.Sprint(a) == fmt.Sprint(b) }

// checkFile asks bbolt whether its pages are consistent.
func checkFile(t rapid.TB, b *Book) {
	t.Helper()
	err := b.engine.(*boltEngine).db.View(func(tx *bolt.Tx) error {
		var all error
		for err := range tx.Check() {
			all = errors.Join(all, err)
		}
		return all
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestOrdersWalkIsNotStoppedByItsChunks(t *testing.T) {
	b := open(t)
	var batch []Order
	for i := range uint64(2*scanChunk + 7) {
		batch = append(batch, order(i+1, 11))
	}
	put(t, b, 1, batch...)
	for _, oldest := range []bool{true, false} {
		n := 0
		for range b.Orders(OrderQuery{Connection: 1, Oldest: oldest}) {
			n++
		}
		if n != len(batch) {
			t.Errorf("oldest %v: %d of %d", oldest, n, len(batch))
		}
	}
}
