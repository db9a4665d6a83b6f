package store

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"
)

// ExistsError says that a copy would overwrite a file.
type ExistsError struct{ Path string }

func (e *ExistsError) Error() string {
	return fmt.Sprintf("There is already a file %s, and nothing is overwritten. Choose another name.", e.Path)
}

// CopyTo writes a copy of the book as it stands at this moment to a file that is not there yet, and tells how many bytes
// it has. The book can be used meanwhile. The key that opens the sealed tokens is not in it: it lies in KeyPath. Errors:
// *ExistsError, *DiskFullError, or the file system's own.
func (b *Book) CopyTo(path string) (n int64, err error) {
	if _, err := os.Lstat(path); err == nil {
		return 0, &ExistsError{Path: path}
	}
	// Written aside first, so that a kill leaves either no copy or a whole one.
	f, err := os.CreateTemp(filepath.Dir(path), ".copy-*")
	if err != nil {
		return 0, err
	}
	defer os.Remove(f.Name())
	n, err = b.engine.writeTo(f)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return 0, wrapDiskFull(path, err)
	}
	// A link, unlike a renaming, never takes the place of a file that has come meanwhile.
	err = os.Link(f.Name(), path)
	switch {
	case errors.Is(err, fs.ErrExist):
		return 0, &ExistsError{Path: path}
	case err != nil: // a disk without links
		err = os.Rename(f.Name(), path)
	}
	return n, err
}

// KeyPath is the file of the key that opens the sealed tokens.
func (b *Book) KeyPath() string { return b.keys.path }

func (e *boltEngine) writeTo(w io.Writer) (n int64, err error) {
	err = e.db.View(func(tx *bolt.Tx) error {
		n, err = tx.WriteTo(w)
		return err
	})
	return n, err
}
