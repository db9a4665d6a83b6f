package store

import (
	"bytes"
	"context"
	"path/filepath"
	"testing"
	"time"
)

// fuzzBook is a small book that was lived in.
func fuzzBook(f *testing.F) (*Book, Connection) {
	f.Helper()
	b, err := Open(filepath.Join(f.TempDir(), "book.db"), Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { b.Close() })
	unsynced(b)
	c := Connection{Name: "Acme", Cart: "BigCommerce", Active: true}
	if err := b.SaveConnection(&c, "abcdefghijklmnopqrstuvwxyz01234"); err != nil {
		f.Fatal(err)
	}
	if err := b.Update(func(tx *Tx) error {
		var batch []Order
		for id := uint64(1); id <= 12; id++ {
			o := order(id, 11)
			o.Lines = []Line{{ID: id, Type: "physical", AddressID: 1, SKU: "Tent", Quantity: 3}}
			batch = append(batch, o)
		}
		if _, err := tx.PutOrders(c.ID, batch); err != nil {
			return err
		}
		if err := tx.Allocate(c.ID, &batch[0], Seen{}); err != nil {
			return err
		}
		j := Job{Connection: c.ID, Option: "orders", State: JobDone, Started: day}
		if err := tx.StartJob(&j); err != nil {
			return err
		}
		if err := tx.PutJobPlan(j.Run, []byte(`{"changes":[]}`)); err != nil {
			return err
		}
		if err := tx.PutLinks(c.ID, 3, []Link{{SKU: "Tent", Tracking: "product"}}); err != nil {
			return err
		}
		return tx.SetStock(Stock{SKU: "Tent", Location: 1, OnHand: 4})
	}); err != nil {
		f.Fatal(err)
	}
	if _, err := b.RecordShipment(c.ID, 2, "ups", "1Z", nil); err != nil {
		f.Fatal(err)
	}
	return b, c
}

// FuzzBookValue puts any bytes under any key of any table, reads them in every way and checks the book: a value
// that makes no sense is an error with words, never a panic.
func FuzzBookValue(f *testing.F) {
	b, c := fuzzBook(f)
	if err := b.View(func(tx *Tx) error {
		for i, t := range tables {
			n := 0
			for k, v := range tx.scan(t, nil, nil, false) {
				f.Add(byte(i), bytes.Clone(k), bytes.Clone(v))
				if n++; n == 2 {
					break
				}
			}
		}
		return nil
	}); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, at byte, k, v []byte) {
		tb := tables[int(at)%len(tables)]
		if len(k) == 0 || len(k) > 1000 || len(v) > 1<<16 {
			return
		}
		var before []byte
		if err := b.Update(func(tx *Tx) error {
			before = bytes.Clone(tx.get(tb, k))
			return tx.put(tb, k, v)
		}); err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := b.Update(func(tx *Tx) error {
				if before != nil {
					return tx.put(tb, k, before)
				}
				return tx.delete(tb, k)
			}); err != nil {
				t.Fatal(err)
			}
		}()
		good := checkRow(tb, k, v) == nil
		readEverything(t.Context(), b, c.ID)
		h, err := b.Check(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if !good && len(h.Flaws) == 0 {
			t.Errorf("a row of %q that can't be read is not found", tb)
		}
	})
}

// readEverything calls whatever reads the book. What it answers doesn't matter here.
func readEverything(ctx context.Context, b *Book, c ConnectionID) {
	_, _ = b.Connections()
	_, _ = b.OrderCounts(c)
	_, _ = b.OrdersPerDay(0, day.Add(48*time.Hour), 10)
	_, _ = b.OrderPage(OrderQuery{Connection: c}, 20)
	for _, text := range []string{"ada", "awaiting", "12"} {
		_, _, _ = b.FindOrders(ctx, OrderSearch{Text: text}, "", 20)
		_, _ = b.CountFound(ctx, OrderSearch{Text: text, Statuses: []int{11}}, nil)
	}
	_, _, _ = b.FindCustomers(ctx, c, "ada", "", 20)
	_, _, _ = b.FindItems(ctx, "tent", "", 20)
	_, _, _ = b.StockRows(ctx, StockQuery{}, 20)
	_, _ = b.StockPage("", 0, 20)
	_, _, _ = b.ActivityPage(ActivityQuery{}, 0, 20)
	_, _, _ = b.JobPage(JobQuery{}, 0, 20)
	_, _ = b.Jobs(c, 20)
	_, _ = b.JobPlan(1)
	_, _ = b.ImportState(c)
	_, _ = b.Due(c, DueRefunds, 0, 20)
	_, _, _ = b.KeepsNewOrders(c, 10)
	_, _ = b.NextHandover(c)
	_, _ = b.Links(c)
	_, _ = b.LinkBySKU(c, "tent")
	_, _ = b.Kits()
	_, _ = b.Locations()
	_, _ = b.Outbox(c)
	_, _ = b.PushedTo(c)
	_, _ = b.LastRuns(c)
	_, _ = b.SetAsides(c)
	_, _ = b.Settings()
	_, _ = b.StoreStock(c)
	_, _ = b.Place("me")
	_, _ = b.GuideState("BigCommerce")
	_, _ = b.Token(c)
	_, _ = b.KeyState()
	_, _, _ = b.Shippable(c, 1)
	_, _ = b.AllocatedOrders(c, 0, anyOrder, 20)
	_ = b.View(func(tx *Tx) error {
		_, _ = tx.AllocatedOf(c, "")
		_ = tx.jobsOf(c, 20)
		var s Summary
		return tx.summary(&s)
	})
}
