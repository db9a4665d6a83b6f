package store

import (
	"slices"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// Orders that were made before leave the book that those leave that weren't, and as much is told of them: where they are new,
// changed, unchanged, come twice, or the book alone knows something of them.
func TestMadeOrdersAreWrittenAsOthers(t *testing.T) {
	plain, made, conn := open(t), open(t), ConnectionID(0)
	unsynced(plain)
	unsynced(made)
	rapid.Check(t, func(rt *rapid.T) {
		conn++ // the two books take one after the other
		for range rapid.IntRange(1, 6).Draw(rt, "batches") {
			var batch []Order
			for range rapid.IntRange(1, 8).Draw(rt, "orders") {
				o := order(rapid.Uint64Range(1, 6).Draw(rt, "id"), rapid.IntRange(9, 11).Draw(rt, "status"))
				o.Customer.Name = rapid.SampledFrom([]string{"Ada", "Grace Hopper"}).Draw(rt, "name")
				o.TotalIncTax = decimal.New(rapid.Int64Range(1, 3).Draw(rt, "total"), 0)
				o.Location = LocationID(rapid.Uint64Range(0, 2).Draw(rt, "location"))
				batch = append(batch, o)
			}
			refunded := rapid.Uint64Range(0, 6).Draw(rt, "refunded")
			var outs [2][]PutOutcome
			for n, b := range []*Book{plain, made} {
				orders := slices.Clone(batch)
				list := make([]Made, len(orders))
				for i := range orders {
					if list[i] = (Made{Order: &orders[i], words: orderWords(&orders[i])}); b == made {
						list[i] = Make(&orders[i])
					}
				}
				err := b.Update(func(tx *Tx) error {
					err := tx.PutEachOrder(conn, list, func(_ *Order, one PutOutcome) error {
						outs[n] = append(outs[n], one)
						return nil
					})
					if o, none := tx.Order(conn, refunded); err == nil && none == nil {
						_, err = tx.PutRefunds(conn, o, []Refund{{ID: 1, Created: day.Add(time.Hour), Total: o.TotalIncTax}})
					}
					return err
				})
				if err != nil {
					rt.Fatal(err)
				}
			}
			if !slices.Equal(outs[0], outs[1]) {
				rt.Fatalf("%+v, and %+v where they were made before", outs[0], outs[1])
			}
		}
		for _, tb := range []table{tableOrders, tableCounts, tableCustomers, tableDays, tableSets, tableLabels, tableSegments, tableWords} {
			if a, b := rowsOf(rt, plain, tb, conn), rowsOf(rt, made, tb, conn); !slices.Equal(a, b) {
				rt.Fatalf("%s: %q, and %q where they were made before", tb, a, b)
			}
		}
	})
}

// rowsOf gives a connection's keys and values.
func rowsOf(rt *rapid.T, b *Book, tb table, c ConnectionID) (rows []string) {
	_, err := read(b, func(tx *Tx) (struct{}, error) {
		for k, v := range tx.scan(tb, key(uint64(c)), after(c), false) {
			rows = append(rows, string(k), string(v))
		}
		return struct{}{}, nil
	})
	if err != nil {
		rt.Fatal(err)
	}
	return rows
}
