package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"path/filepath"
	"reflect"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"cartwire/store/ledger"
)

// takingBook is a book that counted three items 50 days ago, with orders such as a store of some years has.
func takingBook(t *testing.T, path string, orders ...Order) (*Book, ConnectionID) {
	t.Helper()
	b, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	unsynced(b)
	c := addConnection(t, b, "Acme")
	asked := time.Now().UTC().Truncate(time.Second).Add(123_456 * time.Microsecond)
	if err := b.Update(func(tx *Tx) error {
		for _, sku := range []string{"SHIRT-0042-XL", "SHIRT-0042-L", "SHIRT-0042-M"} {
			if err := tx.CountStock(Stock{SKU: sku, Location: 1, OnHand: 500}, asked.AddDate(0, 0, -50)); err != nil {
				return err
			}
		}
		if err := tx.PutImportState(c.ID, ImportState{Allocated: true}); err != nil {
			return err
		}
		for i := range orders {
			if _, err := tx.PutOrders(c.ID, orders[i:i+1]); err != nil {
				return err
			}
			if err := tx.Allocate(c.ID, &orders[i], Seen{From: asked, To: asked.Add(310_207 * time.Microsecond)}); err != nil {
				return err
			}
		}
		for from := uint64(1); from != 0; {
			var err error
			if from, err = tx.DropSettled(c.ID, from, 100); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return b, c.ID
}

// taking is an order with a line of two pieces of each sku, that was shipped so many days ago; below 0: it is open.
func taking(id uint64, daysAgo int, skus ...string) Order {
	placed := time.Now().UTC().Truncate(time.Second).AddDate(0, 0, -max(0, daysAgo)).Add(-30 * time.Hour)
	o := Order{StoreOrderID: id, Number: "1", StatusID: 11, Created: placed, Modified: placed.Add(time.Minute)}
	if daysAgo >= 0 {
		o.StatusID, o.DateShipped, o.Modified = 2, placed.Add(29*time.Hour), placed.Add(30*time.Hour)
	}
	for i, sku := range skus {
		l := Line{ID: id*4 + uint64(i), Type: "physical", AddressID: 1, SKU: sku, Quantity: 2}
		if daysAgo >= 0 {
			l.QuantityShipped = 2
		}
		o.Lines = append(o.Lines, l)
	}
	return o
}

// bytesTaken sums up keys and values of those tables of the file that say what orders take, as bbolt has them.
func bytesTaken(t *testing.T, path string) (n int) {
	t.Helper()
	db, err := bolt.Open(path, 0o600, &bolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.View(func(tx *bolt.Tx) error {
		for _, name := range []string{"allocations", "allocated"} {
			if err := tx.Bucket([]byte(name)).ForEach(func(k, v []byte) error {
				n += len(k) + len(v)
				return nil
			}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return n
}

// A row that has an effect takes at most 150 bytes of the file, all that is written with it included; what left long before the
// last count takes none.
func TestARowTakesAtMost150Bytes(t *testing.T) {
	const many = 40
	three := []string{"SHIRT-0042-XL", "SHIRT-0042-L", "SHIRT-0042-M"}
	for name, c := range map[string]struct {
		daysAgo int
		skus    []string
		most    int
	}{
		"1 open line":                               {-1, three[:1], 150},
		"3 open lines":                              {-1, three, 150},
		"1 line that left since the count":          {20, three[:1], 150},
		"3 lines that left since the count":         {20, three, 150},
		"1 line that left shortly before the count": {70, three[:1], 150},
		"3 lines that left long before the count":   {900, three, 0},
		"1 line that left long before the count":    {900, three[:1], 0},
	} {
		path := filepath.Join(t.TempDir(), "book.db")
		var orders []Order
		for i := range uint64(many) {
			orders = append(orders, taking(1_204_117+i*3, c.daysAgo, c.skus...))
		}
		b, _ := takingBook(t, path, orders...)
		wholeHealth(t, b)
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
		got := float64(bytesTaken(t, path)) / float64(many*len(c.skus))
		t.Logf("%s: %.1f bytes a row", name, got)
		if got > float64(c.most) || c.most > 0 && got < 50 {
			t.Errorf("%s: %.1f bytes a row, want at most %d, and at least 50 where there is any", name, got, c.most)
		}
	}
}

// leaveTakingsPlain writes what orders take as layout 4 did, which was JSON.
func leaveTakingsPlain(t *testing.T, b *Book) {
	t.Helper()
	if err := b.update(func(tx *Tx) error {
		found := map[string]ledger.Order{}
		for k, raw := range tx.scan(tableAllocations, nil, nil, false) {
			var o ledger.Order
			if err := decode(raw, &o); err != nil {
				return err
			}
			found[string(k)] = o
		}
		for k, o := range found {
			plain, err := json.Marshal(o)
			if err != nil {
				return err
			}
			if err := tx.put(tableAllocations, []byte(k), append([]byte{valueVersion}, plain...)); err != nil {
				return err
			}
		}
		return tx.put(tableMeta, []byte("version"), []byte{4})
	}); err != nil {
		t.Fatal(err)
	}
}

func rawTaking(t *testing.T, b *Book, c ConnectionID, id uint64) (raw []byte) {
	t.Helper()
	if err := b.View(func(tx *Tx) error {
		raw = bytes.Clone(tx.get(tableAllocations, key(uint64(c), id)))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return raw
}

// What orders take is JSON in a book of layout 4. It is read as it is, checked as it is, and packed when its order changes.
func TestWhatOrdersOfLayout4TakeIsPackedWhenItChanges(t *testing.T) {
	path := filepath.Join(t.TempDir(), "book.db")
	open, left := taking(7, -1, "SHIRT-0042-XL", "SHIRT-0042-L"), taking(8, 20, "SHIRT-0042-XL")
	b, c := takingBook(t, path, open, left)
	var want [2]ledger.Order
	for i, id := range []uint64{7, 8} {
		var err error
		if want[i], err = b.Allocation(c, id); err != nil {
			t.Fatal(err)
		}
	}
	leaveTakingsPlain(t, b)
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if b.Backup() == "" || layoutOf(t, b.Backup()) != 4 {
		t.Errorf("the backup is %q", b.Backup())
	}
	for i, id := range []uint64{7, 8} {
		got, err := b.Allocation(c, id)
		if err != nil || !reflect.DeepEqual(got, want[i]) || rawTaking(t, b, c, id)[0] != valueVersion {
			t.Errorf("%v: %+v, want %+v", err, got, want[i])
		}
	}
	wholeHealth(t, b)
	if err := b.MoveLine(c, 7, 28, 1); err != nil {
		t.Fatal(err)
	}
	if now, other := rawTaking(t, b, c, 7), rawTaking(t, b, c, 8); now[0] != takingVersion || other[0] != valueVersion {
		t.Errorf("what changed begins with %d, what didn't with %d", now[0], other[0])
	}
	want[0].Lines[0].Moved = 1
	if got, err := b.Allocation(c, 7); err != nil || !reflect.DeepEqual(got, want[0]) {
		t.Errorf("%v: %+v, want %+v", err, got, want[0])
	}
	wholeHealth(t, b)
}

// A row of either kind that is damaged is named by the check, and is an error to who reads it, never a wrong number.
func TestADamagedTakingIsFound(t *testing.T) {
	b, c := takingBook(t, filepath.Join(t.TempDir(), "book.db"), taking(7, 20, "SHIRT-0042-XL"))
	defer b.Close()
	raw := rawTaking(t, b, c, 7)
	if raw[0] != takingVersion {
		t.Fatalf("%x", raw)
	}
	damaged := [][]byte{nil, {takingVersion}, {valueVersion}, []byte("\x01{"), []byte("\x01" + `{"id":7,"l":[{"id":28,"q":2,"w":[{"n":2,"g":5}]}]}`)}
	for at := range raw {
		for _, by := range []byte{0x01, 0x80, 0xFF} {
			wrong := bytes.Clone(raw)
			wrong[at] ^= by
			damaged = append(damaged, wrong)
		}
		damaged = append(damaged, raw[:at])
	}
	for _, wrong := range damaged {
		if err := decode(wrong, new(ledger.Order)); !errors.As(err, new(*valueError)) {
			t.Fatalf("%x: %v", wrong, err)
		}
		if err := checkRow(tableAllocations, key(uint64(c), 7), wrong); err == nil {
			t.Fatalf("%x passes the check", wrong)
		}
	}
	if err := b.Update(func(tx *Tx) error { return tx.put(tableAllocations, key(uint64(c), 7), damaged[len(damaged)-2]) }); err != nil {
		t.Fatal(err)
	}
	h, err := b.Check(t.Context(), nil)
	if err != nil || len(h.Flaws[PartValues]) != 1 {
		t.Errorf("%v: %v", err, h.Flaws)
	}
	if _, err := b.Allocation(c, 7); !errors.As(err, new(*DamagedError)) {
		t.Errorf("%v", err)
	}
}

// BenchmarkTaking packs what an order of three lines takes, and reads it.
func BenchmarkTaking(b *testing.B) {
	o := ledger.Order{ID: 1_204_117, Status: 2, Placed: 1_700_000_000_000_000, Read: 1_700_000_300_123_456, Modified: 1_700_000_200_000_000, Dated: 1_700_000_200_000_000}
	for i := range uint64(3) {
		o.Lines = append(o.Lines, ledger.Line{ID: 4*o.ID + i, SKU: "SHIRT-0042-XL", Ordered: 2, Shipped: 2, Ever: 2, Place: 1,
			Rows: []ledger.Row{{Cause: ledger.ByStatus, Pieces: 2, Gone: 1_700_000_202_000_000, Place: 1}}})
	}
	plain, err := json.Marshal(o)
	if err != nil {
		b.Fatal(err)
	}
	packed, err := encode(&o)
	if err != nil {
		b.Fatal(err)
	}
	for name, raw := range map[string][]byte{"packed": packed, "json": append([]byte{valueVersion}, plain...)} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.ReportMetric(float64(len(raw)), "B/order")
			for b.Loop() {
				if err := decode(raw, new(ledger.Order)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
