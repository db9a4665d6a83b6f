package store

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"
)

// wholeBook is the path of a closed book with a connection and so many orders, and its bytes.
func wholeBook(t *testing.T, orders uint64) (path string, content []byte) {
	t.Helper()
	path = filepath.Join(memoryDir(t), "book.db")
	b, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	c := addConnection(t, b, "Acme")
	var batch []Order
	for id := range orders {
		batch = append(batch, order(id+1, 11))
	}
	put(t, b, c.ID, batch...)
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	content, err = os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return path, content
}

// readAll opens a book and reads every row of it, as the program would sooner or later.
func readAll(path string) (err error) {
	b, err := Open(path, Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	list, err := b.Connections()
	if err != nil {
		return err
	}
	for _, c := range list {
		for _, err := range b.Orders(OrderQuery{Connection: c.ID}) {
			if err != nil {
				return err
			}
		}
		if _, err := b.Customers(c.ID); err != nil {
			return err
		}
	}
	_, err = b.Activities(0)
	return err
}

// Whatever has happened to the file, what comes of it is a sentence that names the way out, and the file can be opened
// again afterwards: nothing holds it.
func TestADamagedBookIsRecognised(t *testing.T) {
	path, whole := wholeBook(t, 900)
	page := os.Getpagesize()
	zeroed := func(from, to int) []byte {
		c := bytes.Clone(whole)
		clear(c[from:to])
		return c
	}
	for name, content := range map[string][]byte{
		"cut in the middle":   whole[:len(whole)/2],
		"cut behind the head": whole[:2*page],
		"half a head":         whole[:page/2],
		"a few bytes":         whole[:100],
		"another file":        []byte(strings.Repeat("Dear diary, today I sold 12 rucksacks.\n", 2000)),
		"heads zeroed":        zeroed(0, 2*page),
		"body zeroed":         zeroed(2*page, len(whole)),
		"wrong magic":         bytes.ReplaceAll(whole, []byte{0xED, 0xDA, 0x0C, 0xED}, []byte{0xDE, 0xAD, 0xBE, 0xEF}),
		"pages of noise": func() []byte {
			c := bytes.Clone(whole)
			for i := 2 * page; i < len(c); i++ {
				c[i] ^= byte(i*7 + i>>8)
			}
			return c
		}(),
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
			err := readAll(path)
			damaged, ok := errors.AsType[*DamagedError](err)
			if !ok || !strings.Contains(damaged.Error(), "cartwire restore") || !strings.Contains(damaged.Error(), path) {
				t.Fatalf("%v", err)
			}
			if err := os.WriteFile(path, whole, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := readAll(path); err != nil {
				t.Errorf("the book put back: %v", err)
			}
		})
	}
}

// Each page of the file is damaged in turn: at worst a page that is damaged is not needed.
func TestNoDamagedPageEndsTheProcess(t *testing.T) {
	path, whole := wholeBook(t, 120)
	page := os.Getpagesize()
	found := 0
	for at := 0; at+page <= len(whole); at += page {
		for _, damage := range []func(p []byte){
			func(p []byte) { clear(p) },
			func(p []byte) { copy(p, bytes.Repeat([]byte{0xFF}, len(p))) },
			func(p []byte) { copy(p[16:], bytes.Repeat([]byte{0x7F}, 256)) },
		} {
			c := bytes.Clone(whole)
			damage(c[at : at+page])
			if err := os.WriteFile(path, c, 0o600); err != nil {
				t.Fatal(err)
			}
			err := readAll(path)
			if err != nil && !errors.As(err, new(*DamagedError)) && !errors.As(err, new(*VersionError)) {
				t.Errorf("page %d: %T %v", at/page, err, err)
			}
			if err != nil {
				found++
			}
			if _, err := Inspect(t.Context(), path, InspectOptions{}); err != nil && !errors.As(err, new(*DamagedError)) && !errors.As(err, new(*VersionError)) {
				t.Errorf("page %d, inspected: %T %v", at/page, err, err)
			}
		}
	}
	if found == 0 {
		t.Error("no damage was found")
	}
}

func TestAValueThatDoesNotDecodeIsDamage(t *testing.T) {
	b := open(t)
	c := addConnection(t, b, "Acme")
	put(t, b, c.ID, order(1, 11))
	for name, value := range map[string][]byte{"cut": {valueVersion, '{', '"'}, "version": {9, '{', '}'}, "empty": {}} {
		if err := b.Update(func(tx *Tx) error { return tx.put(tableOrders, key(uint64(c.ID), 1), value) }); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Order(c.ID, 1); !errors.As(err, new(*DamagedError)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A defect of the program is no damage of the book.
func TestAnotherPanicStaysOne(t *testing.T) {
	b := open(t)
	defer func() {
		if r := recover(); r != "mine" {
			t.Errorf("%v", r)
		}
	}()
	_ = b.View(func(tx *Tx) error {
		for range tx.scan(tableMeta, nil, nil, false) {
			panic("mine")
		}
		return nil
	})
}

// flickering is a value that makes its decoding panic the first time, as json does where bytes change underfoot.
type flickering struct{ n *int }

func (f flickering) UnmarshalJSON([]byte) error {
	if *f.n++; *f.n == 1 {
		panic("JSON decoder out of sync - data changing underfoot?")
	}
	return errors.New("it is garbled")
}

func TestAValueThatChangesWhileItIsReadIsDamage(t *testing.T) {
	err := decode([]byte{valueVersion, '1'}, flickering{new(int)})
	if _, ok := errors.AsType[*valueError](err); !ok {
		t.Errorf("%v", err)
	}
}

// A page that is damaged can hide a table.
func TestAMissingTableIsDamage(t *testing.T) {
	b := open(t)
	e := b.engine.(*boltEngine)
	if err := e.db.Update(func(tx *bolt.Tx) error { return tx.DeleteBucket([]byte(tableConnections)) }); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Connections(); !errors.As(err, new(*DamagedError)) {
		t.Errorf("%v", err)
	}
}

// A key that is damaged is none of those that a scan was asked for: nobody who counts on that is handed it.
func TestARowOutOfOrderIsDamage(t *testing.T) {
	path, whole := wholeBook(t, 120)
	for _, reverse := range []bool{false, true} {
		was := key(1, 60)
		now := key(0, 60)
		if reverse {
			now = key(1<<63, 60)
		}
		if err := os.WriteFile(path, bytes.ReplaceAll(whole, was, now), 0o600); err != nil {
			t.Fatal(err)
		}
		b, err := Open(path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		from, to := key(1), key(2)
		err = b.View(func(tx *Tx) error {
			for k := range tx.scan(tableOrders, from, to, reverse) {
				if bytes.Compare(k, from) < 0 || bytes.Compare(k, to) >= 0 {
					t.Errorf("%x is none of those", k)
				}
			}
			return nil
		})
		if !errors.As(err, new(*DamagedError)) {
			t.Errorf("reverse %v: %v", reverse, err)
		}
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
