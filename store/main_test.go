package store

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	flag.Parse()
	if testing.Short() {
		_ = flag.Set("rapid.checks", "20")
	}
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		if largeMade {
			removeLarge()
		}
		os.Exit(code)
	}))
}

func open(t *testing.T) *Book {
	t.Helper()
	b, err := Open(filepath.Join(t.TempDir(), "book.db"), Options{Command: "cartwire test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

// addConnection saves a connection with a token.
func addConnection(t *testing.T, b *Book, name string) Connection {
	t.Helper()
	c := Connection{Name: name, Cart: "BigCommerce", Active: true}
	if err := b.SaveConnection(&c, "abcdefghijklmnopqrstuvwxyz01234"); err != nil {
		t.Fatal(err)
	}
	return c
}

// unsynced has a book not wait for the disk: nothing of it has to survive a crash.
func unsynced(b *Book) { b.engine.(*boltEngine).db.NoSync = true }
