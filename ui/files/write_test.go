package files

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// A file is there whole or not at all: nothing is written over, and nothing is left of what failed.
func TestWrite(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "orders.csv")
	hello := func(w io.Writer) error { _, err := io.WriteString(w, "hello"); return err }
	if err := Write(path, hello); err != nil {
		t.Fatal(err)
	}
	if err := Write(path, func(io.Writer) error { return errors.New("written over") }); err == nil || !strings.Contains(err.Error(), "already a file of this name") {
		t.Error(err)
	}
	failed := errors.New("the book is closed")
	if err := Write(filepath.Join(folder, "other.csv"), func(w io.Writer) error { return errors.Join(hello(w), failed) }); !errors.Is(err, failed) {
		t.Error(err)
	}
	if err := Write(filepath.Join(folder, "nowhere", "x"), hello); err == nil || !strings.HasPrefix(err.Error(), "The file can't be written: no such file") {
		t.Error(err)
	}
	left, err := os.ReadDir(folder)
	if err != nil || len(left) != 1 {
		t.Error(left, err)
	}
	if raw, err := os.ReadFile(path); err != nil || string(raw) != "hello" {
		t.Errorf("%q, %v", raw, err)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Error(info.Mode(), err)
	}
}
