package command

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"cartwire/store"
	"cartwire/store/ledger"
)

// ledgerBook makes a book whose stock is counted at two locations: of its orders 1 to 4, of 5 A each, 1 and 2 are open, 3 has left
// in a parcel of the book, 4 is cancelled.
func ledgerBook(t *testing.T, path string) {
	t.Helper()
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	b, err := store.Open(path, store.Options{})
	ok(err)
	conn := store.Connection{Name: "Acme", Active: true, Options: store.ConnectionOptions{ImportOrders: true}}
	ok(b.SaveConnection(&conn, ""))
	east := store.Location{Name: "East"}
	ok(b.SaveLocation(&east))
	now := time.Now().UTC()
	ok(b.Update(func(tx *store.Tx) error {
		for _, at := range []store.LocationID{1, east.ID} {
			if err := tx.CountStock(store.Stock{SKU: "A", Location: at, OnHand: 50}, now.Add(-time.Hour)); err != nil {
				return err
			}
		}
		var orders []store.Order
		for id := range uint64(4) {
			orders = append(orders, store.Order{StoreOrderID: id + 1, Number: fmt.Sprint(id + 1), StatusID: []int{11, 11, 11, 5}[id], Created: now, Modified: now,
				Lines: []store.Line{{ID: 10*id + 11, Type: "physical", AddressID: 1, SKU: "A", Quantity: 5}}})
		}
		if _, err := tx.PutOrders(conn.ID, orders); err != nil {
			return err
		}
		for i := range orders {
			if err := tx.Allocate(conn.ID, &orders[i], store.Seen{}); err != nil {
				return err
			}
		}
		if _, err := tx.RecordShipment(conn.ID, 3, "ups", "1Z9", nil); err != nil {
			return err
		}
		if err := tx.Carry("A", 1, east.ID, ledger.Entry{Quantity: 7}); err != nil {
			return err
		}
		return tx.PutImportState(conn.ID, store.ImportState{Allocated: true})
	}))
	ok(b.Close())
}

// be joins numbers, big endian.
func be(numbers ...uint64) (out []byte) {
	for _, n := range numbers {
		out = binary.BigEndian.AppendUint64(out, n)
	}
	return out
}

// ofA is a key of the index of what orders take: what one of them takes of A.
func ofA(order, line uint64) []byte {
	return bytes.Join([][]byte{be(1), []byte("a\x00"), be(order, line)}, nil)
}

// countedA is a key of the counts of A.
func countedA(at uint64) []byte { return append([]byte("a\x00"), be(at)...) }

// change rewrites a value of the file: JSON behind one byte, or what an order takes, packed behind one byte and a sum.
func change(b *bolt.Bucket, k []byte, f func(v map[string]any)) error {
	raw := b.Get(k)
	if len(raw) == 0 || raw[0] != 1 && raw[0] != 3 {
		return fmt.Errorf("there is no such value under %x", k)
	}
	plain, packed := raw[1:], raw[0] == 3
	var o ledger.Order
	if packed {
		err := o.UnmarshalBinary(raw[5:])
		if err != nil {
			return err
		}
		if plain, err = json.Marshal(o); err != nil {
			return err
		}
	}
	d := json.NewDecoder(bytes.NewReader(plain))
	d.UseNumber()
	var v map[string]any
	if err := d.Decode(&v); err != nil {
		return err
	}
	f(v)
	now, err := json.Marshal(v)
	if err != nil || !packed {
		return errors.Join(err, b.Put(k, append([]byte{1}, now...)))
	}
	o = ledger.Order{}
	if err := json.Unmarshal(now, &o); err != nil {
		return err
	}
	if now, err = o.AppendBinary(nil); err != nil {
		return err
	}
	sum := binary.BigEndian.AppendUint32([]byte{3}, crc32.Checksum(now, crc32.MakeTable(crc32.Castagnoli)))
	return b.Put(k, append(sum, now...))
}

func firstLine(v map[string]any) map[string]any { return v["l"].([]any)[0].(map[string]any) }

// TestDoctorProvesTheLedger plants corruptions in the file of a book, one at a time.
func TestDoctorProvesTheLedger(t *testing.T) {
	sound := filepath.Join(t.TempDir(), "sound.db")
	ledgerBook(t, sound)
	if r := execute(t, "", nil, "", "--book", sound, "doctor", "--offline"); r.code != 0 {
		t.Fatalf("a sound book: %+v", r)
	}
	content := read(sound)
	for _, c := range []struct {
		name  string
		plant func(tx *bolt.Tx) error
		says  string // what the doctor says of it
		fixed bool   // by --fix
	}{
		{"a sum of a count", func(tx *bolt.Tx) error {
			return change(tx.Bucket([]byte("stock")), countedA(1), func(v map[string]any) { v["on_hand"] = 60 })
		}, "A: 60 are on hand by its last count, and 50 were counted", false},
		{"a sum of an order", func(tx *bolt.Tx) error {
			return change(tx.Bucket([]byte("allocations")), be(1, 3), func(v map[string]any) { firstLine(v)["e"] = 2 })
		}, "order 3: 5 of A have left, and never more than 2 had", true},
		{"a state", func(tx *bolt.Tx) error {
			return change(tx.Bucket([]byte("allocations")), be(1, 3), func(v map[string]any) { firstLine(v)["w"].([]any)[0].(map[string]any)["c"] = "c" })
		}, "order 3: 5 of A left by a status that it no longer has", true},
		{"a piece in two places", func(tx *bolt.Tx) error {
			return change(tx.Bucket([]byte("allocations")), be(1, 3), func(v map[string]any) {
				rows := firstLine(v)["w"].([]any)
				other := map[string]any{}
				for k, is := range rows[0].(map[string]any) {
					other[k] = is
				}
				other["at"] = 2
				firstLine(v)["w"], firstLine(v)["e"] = append(rows, other), 10
			})
		}, "order 3: the pieces of one parcel of A stand in it twice", true},
		{"a piece that left from elsewhere", func(tx *bolt.Tx) error {
			return change(tx.Bucket([]byte("allocations")), be(1, 3), func(v map[string]any) { firstLine(v)["w"].([]any)[0].(map[string]any)["at"] = 2 })
		}, "order 3: 5 of A left from another location than their parcel", true},
		{"a row without its order", func(tx *bolt.Tx) error { return tx.Bucket([]byte("allocations")).Delete(be(1, 3)) },
			"order 3 takes none of a, and is listed as if it did", true},
		{"a row without its parcel", func(tx *bolt.Tx) error {
			for _, name := range []string{"shipments", "outbox"} {
				if err := tx.Bucket([]byte(name)).Delete(be(1, 3, 1)); err != nil {
					return err
				}
			}
			return nil
		}, "order 3: 5 of A left with a parcel that doesn't hold them", true},
		{"a line of an item that doesn't exist", func(tx *bolt.Tx) error {
			index := tx.Bucket([]byte("allocated"))
			v := bytes.Clone(index.Get(ofA(1, 11)))
			if err := index.Delete(ofA(1, 11)); err != nil {
				return err
			}
			if err := index.Put(bytes.Replace(ofA(1, 11), []byte("a\x00"), []byte("ghost\x00"), 1), v); err != nil {
				return err
			}
			return change(tx.Bucket([]byte("allocations")), be(1, 1), func(v map[string]any) { firstLine(v)["sku"] = "Ghost" })
		}, "order 1: its line of A takes Ghost, which is no item of the book", true},
		{"a line that its order doesn't have", func(tx *bolt.Tx) error {
			return change(tx.Bucket([]byte("allocations")), be(1, 1), func(v map[string]any) { firstLine(v)["id"] = 12 })
		}, "order 1: 5 of A are of a line that it doesn't have", true},
		{"a count in the future", func(tx *bolt.Tx) error {
			return change(tx.Bucket([]byte("stock")), countedA(1), func(v map[string]any) {
				v["entries"].([]any)[0].(map[string]any)["t"] = time.Now().AddDate(1, 0, 0).UnixMicro()
			})
		}, "A: a count of 50 lies in the future", false},
		{"half of a transfer", func(tx *bolt.Tx) error {
			return change(tx.Bucket([]byte("stock")), countedA(2), func(v map[string]any) { v["entries"] = v["entries"].([]any)[:1] })
		}, "A: -7 of a transfer of", false},
		{"an index that disagrees", func(tx *bolt.Tx) error {
			v := bytes.Clone(tx.Bucket([]byte("allocated")).Get(ofA(2, 21)))
			v[0]-- // pieces that are open
			return tx.Bucket([]byte("allocated")).Put(ofA(2, 21), v)
		}, "what order 2 takes of a is not listed so", true},
		{"an open row of a cancelled order", func(tx *bolt.Tx) error {
			return tx.Bucket([]byte("allocated")).Put(ofA(4, 41), tx.Bucket([]byte("allocated")).Get(ofA(2, 21)))
		}, "order 4 takes none of a, and is listed as if it did", true},
		{"a cancelled order that takes stock", func(tx *bolt.Tx) error {
			open := tx.Bucket([]byte("allocations"))
			if err := open.Put(be(1, 4), open.Get(be(1, 2))); err != nil {
				return err
			}
			if err := change(open, be(1, 4), func(v map[string]any) { v["id"], firstLine(v)["id"] = 4, 41 }); err != nil {
				return err
			}
			return tx.Bucket([]byte("allocated")).Put(ofA(4, 41), tx.Bucket([]byte("allocated")).Get(ofA(2, 21)))
		}, "order 4: it takes stock as one of status 11 and has status 5", true},
		{"an open order that takes nothing", func(tx *bolt.Tx) error {
			if err := tx.Bucket([]byte("allocated")).Delete(ofA(2, 21)); err != nil {
				return err
			}
			return tx.Bucket([]byte("allocations")).Delete(be(1, 2))
		}, "order 2: 5 pieces of it are open, and it takes none", true},
		{"an orphan placement", func(tx *bolt.Tx) error {
			v := bytes.Clone(tx.Bucket([]byte("allocated")).Get(ofA(1, 11)))
			v[1] = 99 // where a person has put them
			if err := tx.Bucket([]byte("allocated")).Put(ofA(1, 11), v); err != nil {
				return err
			}
			return change(tx.Bucket([]byte("allocations")), be(1, 1), func(v map[string]any) { firstLine(v)["mv"] = 99 })
		}, "order 1: A is allocated at a location that isn't in the book", true},
		{"a count at no location", func(tx *bolt.Tx) error { return tx.Bucket([]byte("locations")).Delete(be(2)) },
			"A: it is counted at a location that isn't in the book", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "book.db")
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
			db, err := bolt.Open(path, 0o600, nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := db.Update(c.plant); err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			r := execute(t, "", nil, "", "--book", path, "doctor", "--offline", "--json")
			if r.code != 1 || !strings.Contains(r.out, c.says) {
				t.Errorf("exit code %d\n%s", r.code, r.out)
			}
			r = execute(t, "", nil, "", "--book", path, "doctor", "--offline", "--fix")
			again := execute(t, "", nil, "", "--book", path, "doctor", "--offline")
			if (r.code == 0) != c.fixed || (again.code == 0) != c.fixed {
				t.Errorf("with --fix: exit code %d, then %d\n%s\n%s", r.code, again.code, r.out, again.out)
			}
		})
	}
}
