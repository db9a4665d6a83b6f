package store

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// largeSize is the number of orders in the book of the benchmarks: 20,000, or a million with CARTWIRE_LONG.
func largeSize() uint64 {
	if os.Getenv("CARTWIRE_LONG") != "" {
		return 1_000_000
	}
	return 20_000
}

var largePath = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(os.TempDir(), "cartwire-bench")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp(dir, "book-*")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "book.db")
	b, err := Open(path, Options{})
	if err != nil {
		return "", err
	}
	unsynced(b)
	if err := b.SaveConnection(&Connection{Name: "Large"}, ""); err != nil {
		return "", err
	}
	for next := uint64(1); next <= largeSize(); {
		page := make([]Order, 0, 250)
		for ; len(page) < 250; next++ {
			page = append(page, benchOrder(next))
		}
		if err := b.Update(func(tx *Tx) error { _, err := tx.PutOrders(1, page); return err }); err != nil {
			return "", err
		}
	}
	return path, b.Close()
})

// removeLarge deletes the book of the benchmarks, behind all of them.
func removeLarge() {
	if path, err := largePath(); err == nil {
		os.RemoveAll(filepath.Dir(path))
	}
}

var largeMade bool

// openLarge opens a book of many orders, which is made once.
func openLarge(b *testing.B) *Book {
	b.Helper()
	largeMade = true
	path, err := largePath()
	if err != nil {
		b.Fatal(err)
	}
	book, err := Open(path, Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { book.Close() })
	return book
}

// searches are what people type, from what nearly every order has to what none has.
var searches = []struct{ name, text string }{
	{"everything", ""}, {"letter", "a"}, {"digit", "1"}, {"common", "ada"}, {"all", "com"}, {"status", "awaiting"}, {"rare", "hopper123@"}, {"number", "19999"},
	{"sku", "shirt-0042-s"}, {"two", "ada shipped"}, {"tworare", "edsger shirt-0042"}, {"none", "zzz"}, {"nonetwo", "ada zzz"},
}

// BenchmarkFindOrders reads the first screenful. The budget is 100 ms, with a million orders.
func BenchmarkFindOrders(b *testing.B) {
	book := openLarge(b)
	for _, s := range searches {
		b.Run(s.name, func(b *testing.B) {
			for b.Loop() {
				if _, _, err := book.FindOrders(b.Context(), OrderSearch{Text: s.text}, "", 50); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	old := day.Add(1000 * time.Minute)
	for name, q := range map[string]OrderSearch{
		"bystatus": {Statuses: []int{9}}, "bydate": {From: old, To: old.Add(90 * time.Minute)}, "byall": {Text: "grace", Statuses: []int{2}, To: old},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, _, err := book.FindOrders(b.Context(), q, "", 50); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkCountFound(b *testing.B) {
	book := openLarge(b)
	for _, s := range searches {
		b.Run(s.name, func(b *testing.B) {
			n := 0
			for b.Loop() {
				var err error
				if n, err = book.CountFound(b.Context(), OrderSearch{Text: s.text}, nil); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n), "orders")
		})
	}
}

// BenchmarkOrders walks the orders as an export does: all of them, and some that few are of.
func BenchmarkOrders(b *testing.B) {
	book := openLarge(b)
	for name, q := range map[string]OrderQuery{
		"all": {}, "status": {Statuses: []int{4}}, "since": {Since: day.Add(time.Duration(largeSize()-100) * time.Minute)},
	} {
		q.Connection, q.Oldest = 1, true
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				for _, err := range book.Orders(q) {
					if err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(largeSize())*float64(b.N)/b.Elapsed().Seconds(), "orders/s")
		})
	}
}

// BenchmarkOpenLarge opens the book and reads what the first frame needs. The budget is 50 ms, with a million orders.
func BenchmarkOpenLarge(b *testing.B) {
	openLarge(b).Close()
	path, _ := largePath()
	for b.Loop() {
		book, err := Open(path, Options{})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := book.OrderCounts(1); err != nil {
			b.Fatal(err)
		}
		if _, err := book.OrdersPerDay(1, day.AddDate(0, 0, 600), 90); err != nil {
			b.Fatal(err)
		}
		if _, _, err := book.FindOrders(b.Context(), OrderSearch{Connection: 1}, "", 50); err != nil {
			b.Fatal(err)
		}
		if err := book.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkIndexSize tells what an order takes in the tables that a search reads.
func BenchmarkIndexSize(b *testing.B) {
	book := openLarge(b)
	for b.Loop() {
	}
	info, err := os.Stat(book.Path())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(info.Size())/float64(largeSize()), "B/order")
	if err := book.engine.(*boltEngine).db.View(func(tx *bolt.Tx) error {
		for _, t := range []table{tableWords, tableSets, tableOrders} {
			s := tx.Bucket([]byte(t)).Stats()
			b.ReportMetric(float64(s.LeafAlloc+s.BranchAlloc)/float64(largeSize()), string(t)+"-B/order")
		}
		return nil
	}); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkMigrateLarge brings a book of the first layout up to date.
func BenchmarkMigrateLarge(b *testing.B) {
	openLarge(b).Close()
	path, _ := largePath()
	for b.Loop() {
		b.StopTimer()
		old := filepath.Join(filepath.Dir(path), "old.db")
		for _, name := range []string{old, old + ".layout1"} {
			os.Remove(name)
		}
		if err := makeLayout1(path, old); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		book, err := Open(old, Options{})
		if err != nil {
			b.Fatal(err)
		}
		book.Close()
	}
}

// makeLayout1 copies a book and takes from the copy what layout 1 did not have.
func makeLayout1(from, to string) error {
	body, err := os.Open(from)
	if err != nil {
		return err
	}
	defer body.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, body)
	if err := errors.Join(err, out.Close()); err != nil {
		return err
	}
	db, err := bolt.Open(to, 0o600, nil)
	if err != nil {
		return err
	}
	err = db.Update(func(tx *bolt.Tx) error {
		for _, t := range slices.Concat(addedBy2, []table{tableSettings, tablePlaces, tablePlans}) {
			if err := tx.DeleteBucket([]byte(t)); err != nil && !errors.Is(err, berrors.ErrBucketNotFound) {
				return err
			}
		}
		return tx.Bucket([]byte(tableMeta)).Put([]byte("version"), []byte{1})
	})
	return errors.Join(err, db.Close())
}
