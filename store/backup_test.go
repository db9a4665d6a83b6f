package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"cartwire/store"
)

// A copy is a whole book that opens on its own, and overwrites nothing.
func TestCopyIsABook(t *testing.T) {
	folder := t.TempDir()
	book, err := store.Open(filepath.Join(folder, "book.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	c := store.Connection{Name: "Acme Outdoors"}
	if err := book.SaveConnection(&c, "k3x9w0q7z1v5t2r8p4m6n0b9c7x9f2c"); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "copy.db")
	n, err := book.CopyTo(path)
	info, statErr := os.Stat(path)
	if err != nil || statErr != nil || info.Size() != n || info.Mode().Perm() != 0o600 {
		t.Fatalf("%d bytes, %v, %v", n, info, errors.Join(err, statErr))
	}
	if _, err := book.CopyTo(path); !errors.As(err, new(*store.ExistsError)) {
		t.Errorf("the copy was overwritten: %v", err)
	}
	copied, err := store.Open(path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer copied.Close()
	if got, err := copied.Connection(c.ID); err != nil || got.Name != c.Name {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := copied.Token(c.ID); !errors.As(err, new(*store.KeyError)) {
		t.Errorf("the copy brings the key along: %v", err)
	}
	left, err := filepath.Glob(filepath.Join(folder, ".copy-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("%v is left behind, %v", left, err)
	}
}
