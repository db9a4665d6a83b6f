package store

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"
)

// TestMain keeps the random histories few by default; CARTWIRE_LONG=1, or -rapid.checks, asks for more.
func TestMain(m *testing.M) {
	asked := long()
	flag.Parse()
	flag.Visit(func(f *flag.Flag) { asked = asked || f.Name == "rapid.checks" })
	switch {
	case asked:
	case testing.Short(): // under the race detector
		_ = flag.Set("rapid.checks", "10")
	default:
		_ = flag.Set("rapid.checks", "30")
	}
	goleak.VerifyTestMain(m, goleak.Cleanup(func(code int) {
		if largeMade {
			removeLarge()
		}
		os.Exit(code)
	}))
}

func long() bool { return os.Getenv("CARTWIRE_LONG") != "" }

// memoryDir is a place in memory where the system has one: a disk makes each of the writes wait.
func memoryDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "cartwire-store")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func open(t *testing.T) *Book {
	t.Helper()
	b, err := Open(filepath.Join(memoryDir(t), "book.db"), Options{Command: "cartwire test"})
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
