package store

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
)

var dictionaryFile = flag.String("dictionary", "", "where TestDictionary writes a dictionary made anew")

// dictionaryOrders are orders of several kinds, with every field, and with what stores say most often. No name of a person
// is among them.
func dictionaryOrders() []Order {
	amounts := strings.Fields("0 10 12.4 4.95 5 9.99 19.99 24.95 29.99 49.95 99")
	amount := func(i int) decimal.Decimal { return decimal.RequireFromString(amounts[i%len(amounts)]) }
	kinds := []struct {
		status              int
		label, method, paid string
		country, code, city string
		state, currency     string
		shipping            string
		options             []LineOption
		kind                string
	}{
		{5, "Cancelled", "Bank Deposit", "", "Germany", "DE", "Berlin", "Berlin", "EUR", "Standard Shipping", []LineOption{{"Material", "Cotton"}}, "giftcertificate"},
		{4, "Refunded", "PayPal", "refunded", "Australia", "AU", "Sydney", "New South Wales", "AUD", "Express Shipping", []LineOption{{"Size", "XL"}}, "digital"},
		{0, "Incomplete", "Manual", "pending", "Canada", "CA", "Toronto", "Ontario", "CAD", "Free Shipping", []LineOption{{"Color", "Blue"}, {"Size", "Small"}}, "physical"},
		{7, "Awaiting Payment", "Cash on Delivery", "authorized", "United Kingdom", "GB", "London", "England", "GBP", "Flat Rate", []LineOption{{"Colour", "White"}, {"Size", "Medium"}}, "physical"},
		{2, "Shipped", "Credit Card", "captured", "United States", "US", "New York", "New York", "USD", "UPS® Ground", []LineOption{{"Color", "Red"}, {"Size", "M"}}, "physical"},
		{10, "Completed", "Credit Card", "captured", "United States", "US", "Austin", "Texas", "USD", "FedEx Ground", []LineOption{{"Color", "Green"}, {"Size", "S"}}, "physical"},
		{9, "Awaiting Shipment", "Credit Card", "captured", "United States", "US", "Los Angeles", "California", "USD", "USPS Priority Mail", nil, "physical"},
		{11, "Awaiting Fulfillment", "Credit Card", "captured", "United States", "US", "Chicago", "Illinois", "USD", "Free Shipping", []LineOption{{"Color", "Black"}, {"Size", "L"}}, "physical"},
	}
	var list []Order
	for i, k := range kinds {
		id := uint64(100 + i)
		at := Address{Street1: "1 Main Street", City: k.city, State: k.state, Zip: "10001", Country: k.country, CountryISO2: k.code, Phone: "555", Email: "info@gmail.com"}
		o := Order{
			StoreOrderID: id, Number: fmt.Sprint(id), StatusID: k.status, Status: k.label, Created: day, Modified: day,
			Customer: Customer{Email: at.Email, Phone: at.Phone}, Billing: at, Currency: k.currency,
			Shipping:      []ShippingAddress{{ID: id, Address: at, Method: k.shipping, CostExTax: amount(i), ItemsTotal: 1}},
			SubtotalExTax: amount(i + 3), ShippingExTax: amount(i), TotalIncTax: amount(i + 5),
			Fees: []Fee{}, Shipments: []Shipment{}, PaymentMethod: k.method, PaymentStatus: k.paid, ItemsTotal: 1, Location: 1,
		}
		for n := range uint64(2) {
			l := Line{ID: id + n, AddressID: id, ProductID: id, VariantID: id, Type: k.kind, Quantity: 1, PriceExTax: amount(i + 7), TotalExTax: amount(i + 7), Options: k.options}
			if n == 1 {
				l.Options = []LineOption{}
			}
			o.Lines = append(o.Lines, l)
		}
		if i < 2 {
			o.Fees = []Fee{{Name: "Package Protection", CostExTax: amount(3)}}
			o.Shipments = []Shipment{{Carrier: "ups", Tracking: "1Z", Created: day}}
			o.Refunds = []Refund{{ID: 1, Created: day, Reason: "returned", Total: amount(5), Lines: []RefundLine{{Type: "PRODUCT", ItemID: id, Quantity: 1, Amount: amount(5)}}}}
			o.Changes = []OrderChange{{At: day, Field: ChangedStatus, Before: "Awaiting Fulfillment", After: "Shipped"}}
			o.CustomerMessage, o.StaffNotes, o.StoreCredit, o.GiftCertificates = "please", "called", amount(4), amount(4)
		}
		list = append(list, o)
	}
	return list
}

// TestDictionary holds the dictionary that is in use: a book's orders can't be read with another one. One for a new version
// of values is made by go test ./store -run TestDictionary -args -dictionary FILE.
func TestDictionary(t *testing.T) {
	if sum := crc32.Checksum(dictionaryText, castagnoli); sum != 0x73a36474 {
		t.Errorf("the dictionary's sum is %#x: every book that was written with the former one is lost", sum)
	}
	if *dictionaryFile == "" {
		return
	}
	var b bytes.Buffer
	for _, o := range dictionaryOrders() {
		raw, err := encode(o)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(raw[1:])
	}
	if err := os.WriteFile(*dictionaryFile, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

// leavePlain writes a book's orders as they were written before they were packed.
func leavePlain(t *testing.T, b *Book) {
	t.Helper()
	if err := b.update(func(tx *Tx) error {
		plain := map[string][]byte{}
		for k, raw := range tx.scan(tableOrders, nil, nil, false) {
			value, err := unpack(new(bytes.Buffer), raw)
			if err != nil {
				return err
			}
			plain[string(k)] = value
		}
		for k, value := range plain {
			if err := tx.put(tableOrders, []byte(k), value); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func rawOrder(t *testing.T, b *Book, c ConnectionID, id uint64) (raw []byte) {
	t.Helper()
	if err := b.View(func(tx *Tx) error {
		raw = bytes.Clone(tx.get(tableOrders, key(uint64(c), id)))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestAPackedOrderIsReadAsItWasWritten(t *testing.T) {
	b := open(t)
	c := addConnection(t, b, "Acme")
	orders := dictionaryOrders()
	put(t, b, c.ID, orders...)
	for _, want := range orders {
		raw := rawOrder(t, b, c.ID, want.StoreOrderID)
		plain, err := encode(want)
		if err != nil {
			t.Fatal(err)
		}
		if raw[0] != packedVersion || 2*len(raw) > len(plain) {
			t.Errorf("order %d takes %d of %d bytes, version %d", want.StoreOrderID, len(raw), len(plain), raw[0])
		}
		got, err := b.Order(c.ID, want.StoreOrderID)
		again, encodeErr := encode(got)
		if err = errors.Join(err, encodeErr); err != nil || !bytes.Equal(again, plain) {
			t.Errorf("%v: read %s, want %s", err, again, plain)
		}
	}
}

func TestOneWrongByteInAPackedOrderIsDamage(t *testing.T) {
	plain, err := encode(benchOrder(77))
	if err != nil {
		t.Fatal(err)
	}
	raw := pack(plain)
	for at := range raw {
		for _, by := range []byte{0x01, 0x80, 0xFF} {
			wrong := bytes.Clone(raw)
			wrong[at] ^= by
			if err := decode(wrong, new(Order)); !errors.As(err, new(*valueError)) {
				t.Fatalf("byte %d, off by %#x: %v", at, by, err)
			}
		}
	}
	for n := range raw {
		if err := decode(raw[:n], new(Order)); !errors.As(err, new(*valueError)) {
			t.Fatalf("cut to %d bytes: %v", n, err)
		}
	}
}

// A book of layout 2 has plain orders. They are read as they are, left alone while nothing changes, and packed with the
// first change.
func TestOrdersOfLayout2ArePackedWhenTheyChange(t *testing.T) {
	path := filepath.Join(t.TempDir(), "book.db")
	b, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	c := addConnection(t, b, "Acme")
	put(t, b, c.ID, dictionaryOrders()...)
	leavePlain(t, b)
	if err := b.update(func(tx *Tx) error { return tx.put(tableMeta, []byte("version"), []byte{2}) }); err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if b, err = Open(path, Options{}); err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if b.Backup() == "" || layoutOf(t, b.Backup()) != 2 {
		t.Errorf("the backup is %q", b.Backup())
	}
	var counts Counts
	if counts, err = b.OrderCounts(c.ID); err != nil || counts.Total != len(dictionaryOrders()) {
		t.Errorf("%+v, %v", counts, err)
	}
	orders := dictionaryOrders()
	orders[0].StaffNotes = "call back"
	out := put(t, b, c.ID, orders...)
	if out != (PutOutcome{Updated: 1, Unchanged: len(orders) - 1}) {
		t.Errorf("%+v", out)
	}
	for i, o := range orders {
		want := byte(valueVersion)
		if i == 0 {
			want = packedVersion
		}
		if raw := rawOrder(t, b, c.ID, o.StoreOrderID); raw[0] != want {
			t.Errorf("order %d has version %d, want %d", o.StoreOrderID, raw[0], want)
		}
	}
	if got, err := b.Order(c.ID, orders[0].StoreOrderID); err != nil || got.StaffNotes != "call back" {
		t.Errorf("%+v, %v", got, err)
	}
	checkFile(t, b)
}

// FuzzPack packs anything, and unpacks anything.
func FuzzPack(f *testing.F) {
	for _, o := range dictionaryOrders() {
		plain, err := encode(o)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(plain[1:])
		f.Add(pack(plain))
	}
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, body []byte) {
		plain := append([]byte{valueVersion}, body...)
		raw := pack(plain)
		if same, err := unpacksTo(raw, plain); err != nil || !same {
			t.Errorf("%v: %x became %x", err, plain, raw)
		}
		if len(raw) > len(plain) {
			t.Errorf("%d bytes became %d", len(plain), len(raw))
		}
		_, _ = unpack(new(bytes.Buffer), body)
	})
}
