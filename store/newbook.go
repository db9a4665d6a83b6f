package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Making says whether Open makes a book where there is none.
type Making int

const (
	MakeBook     Making = iota // and the folder that it lies in
	MakeInFolder               // only in a folder that is there
	MakeNone
)

// NoBookError says that there is no book at a path, or something that can't be one.
type NoBookError struct {
	Path   string
	Reason string // "": nothing is there
	Next   string // what to do
}

func (e *NoBookError) Error() string {
	if e.Reason == "" {
		return fmt.Sprintf("Can't find the book %s. %s", e.Path, e.Next)
	}
	return fmt.Sprintf("Can't open the book %s: %s. %s", e.Path, e.Reason, e.Next)
}

// findBook reports whether a file is at path that may be opened as a book. An empty file is none: a book is made under
// another name and gets its own once it is whole. Errors: *NoBookError, the file system's own.
func findBook(path string) (there bool, err error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if target, err := os.Readlink(path); err == nil {
			return false, &NoBookError{path, "it's a link to " + target + ", which doesn't exist", "Check that its disk is mounted, or remove the link."}
		}
		return false, nil
	}
	switch {
	case err != nil:
		return false, err
	case info.IsDir():
		return false, &NoBookError{path, "it's a folder", fmt.Sprintf("Name the file in it with --book, such as %s.", filepath.Join(path, "book.db"))}
	case !info.Mode().IsRegular():
		return false, &NoBookError{path, "it's not a regular file", "Check --book."}
	case info.Size() == 0:
		return false, &NoBookError{path, "the file is empty", "Restore a backup with cartwire restore FILE, or delete the file to start a new book."}
	}
	return true, nil
}

// makeBook makes a book where there is none, as far as how allows. One that another process makes at the same time is as
// good. A key without a book means that the book was lost: a new one would hide that.
func makeBook(path string, how Making) (made bool, err error) {
	folder := filepath.Dir(path)
	keys := keyFile{path + keySuffix}
	for _, k := range []keyFile{keys, keys.fresh()} {
		if _, err := os.Lstat(k.path); err == nil {
			return false, &NoBookError{path, fmt.Sprintf("the file is gone, but its key %s is still there", k.path),
				"Restore a backup with cartwire restore FILE, or move the key away to start a new book."}
		}
	}
	switch _, err := os.Stat(folder); {
	case how == MakeNone:
		return false, &NoBookError{Path: path, Next: "Check --book, or run cartwire to make one."}
	case how == MakeInFolder && errors.Is(err, fs.ErrNotExist):
		return false, &NoBookError{path, fmt.Sprintf("there is no folder %s", folder), "Check --book, or make the folder first."}
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return false, err
	}
	f, err := os.CreateTemp(folder, newPattern)
	if err != nil {
		return false, err
	}
	defer os.Remove(f.Name())
	if err := f.Close(); err != nil {
		return false, err
	}
	e, err := openBolt(f.Name(), lockWait)
	if err != nil {
		return false, wrapDiskFull(path, err)
	}
	b := &Book{path: path, engine: e}
	if err := errors.Join(b.update((*Tx).fill), e.close()); err != nil {
		return false, err
	}
	err = putInPlace(f.Name(), path, false)
	if errors.As(err, new(*ExistsError)) {
		return false, nil
	}
	return err == nil, err
}

// newPattern is how books are called that are not whole yet.
const newPattern = ".new-*"

// fill makes a new book's tables, and its first location.
func (tx *Tx) fill() error {
	if err := tx.ensure(tables); err != nil {
		return err
	}
	if err := tx.putVersion(); err != nil {
		return err
	}
	return tx.SaveLocation(&Location{Name: "Main"})
}
