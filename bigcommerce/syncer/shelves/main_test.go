// Package shelves judges what Update Inventory sends: a shop, shelves and a model of the ledger that share no code with the
// program in what they compute.
package shelves_test

import (
	"io"
	"os"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// folder is a place for a book, in memory where the system has one: a disk makes each of its writes wait.
func folder(t testing.TB) string {
	dir, err := os.MkdirTemp("/dev/shm", "shelves")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if e := out.Close(); err == nil {
		err = e
	}
	return err
}
