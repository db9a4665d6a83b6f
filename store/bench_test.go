package store

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/shopspring/decimal"
)

var (
	benchFirst  = []string{"Ada", "Grace", "Édith", "Linus", "Margaret", "Dennis", "Barbara", "Ken", "Frances", "Edsger", "Jürgen", "Radia"}
	benchLast   = []string{"Lovelace", "Hopper", "Piaf", "Torvalds", "Hamilton", "Ritchie", "Liskov", "Thompson", "Allen", "Dijkstra", "Müller", "Perlman"}
	benchStatus = []string{"Awaiting Fulfillment", "Shipped", "Completed", "Cancelled", "Awaiting Shipment"}
	benchIDs    = []int{11, 2, 10, 5, 9}
)

// benchOrder is an order such as stores have them: of about 2 KB, by one of many people, with one to three lines.
func benchOrder(id uint64) Order {
	h := id * 0x9E3779B97F4A7C15 >> 20
	first, last := benchFirst[h%12], benchLast[h/12%12]
	person := h / 144 % 200_000
	email := fmt.Sprintf("%s.%s%d@mail%d.example.com", first, last, person, person%40)
	at := Address{Name: first + " " + last, Street1: fmt.Sprint(h%900, " Main Street"), City: "Springfield", State: "Oregon", Zip: "97477",
		Country: "United States", CountryISO2: "US", Phone: "555-0100", Email: email}
	o := Order{
		StoreOrderID: id, Number: fmt.Sprint(id), StatusID: benchIDs[h%5], Status: benchStatus[h%5],
		Created: day.Add(time.Duration(id) * time.Minute), Modified: day.Add(time.Duration(id) * time.Minute),
		Customer: Customer{StoreCustomerID: person + 1, Name: at.Name, Email: email, Phone: at.Phone},
		Billing:  at, Shipping: []ShippingAddress{{ID: id, Address: at, Method: "Ground"}}, Currency: "USD",
		TotalIncTax: decimal.New(int64(h%100_000), -2), PaymentMethod: "Card", PaymentStatus: "captured",
	}
	for i := range 1 + h%3 {
		o.Lines = append(o.Lines, Line{ID: id*4 + i, ProductID: 1 + h%5000, Type: "physical", Quantity: 1,
			SKU: fmt.Sprintf("SHIRT-%04d-%s", (h+i)%5000, []string{"S", "M", "L"}[i]), Name: "A shirt of good cotton", PriceExTax: decimal.New(1999, -2), TotalExTax: decimal.New(1999, -2)})
	}
	return o
}

// BenchmarkPutPage writes pages of 250 new orders, a transaction each, to disk, as an import does: they were made before.
func BenchmarkPutPage(b *testing.B) { putPages(b, false) }

// BenchmarkPutPageUnsynced is the same without waiting for the disk: what it takes of the processor.
func BenchmarkPutPageUnsynced(b *testing.B) { putPages(b, true) }

// BenchmarkMake makes of an order what is written of it.
func BenchmarkMake(b *testing.B) {
	o := benchOrder(7)
	b.ReportAllocs()
	for b.Loop() {
		Make(&o)
	}
}

func putPages(b *testing.B, unsynced bool) {
	book, err := Open(filepath.Join(b.TempDir(), "book.db"), Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer book.Close()
	book.engine.(*boltEngine).db.NoSync = unsynced
	next := uint64(1)
	for b.Loop() {
		b.StopTimer()
		page := make([]Made, 250)
		for i := range page {
			o := benchOrder(next)
			page[i] = Make(&o)
			next++
		}
		b.StartTimer()
		if err := book.Update(func(tx *Tx) error { return tx.PutEachOrder(1, page, func(*Order, PutOutcome) error { return nil }) }); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(250*float64(b.N)/b.Elapsed().Seconds(), "orders/s")
	info, err := os.Stat(book.Path())
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(info.Size())/float64(next-1), "B/order")
}
