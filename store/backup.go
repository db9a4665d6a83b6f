package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	bolt "go.etcd.io/bbolt"
)

// ExistsError says that a copy would overwrite a file.
type ExistsError struct{ Path string }

func (e *ExistsError) Error() string {
	return fmt.Sprintf("There is already a file %s, and nothing is overwritten. Choose another name.", e.Path)
}

// OwnFileError says that a file belongs to the open book, and can be none of its copies.
type OwnFileError struct{ Path string }

func (e *OwnFileError) Error() string {
	return fmt.Sprintf("The file %s belongs to the book itself. Choose another one.", e.Path)
}

// CopyTo writes a copy of the book as it stands at this moment to a file that is not there yet, and tells how many bytes
// it has. The book can be used meanwhile. The key that opens the sealed tokens is not in it: it lies in KeyPath. Errors:
// *ExistsError, *NoRoomError, or the file system's own.
func (b *Book) CopyTo(path string) (n int64, err error) {
	temp, n, err := b.copyAside(path, false)
	if err != nil {
		return 0, err
	}
	defer os.Remove(temp)
	return n, putInPlace(temp, path, false)
}

// BackupOptions of WriteBackup.
type BackupOptions struct {
	Force    bool           // takes the place of a file that is there
	Progress func(rows int) // is told how many rows of the copy have been checked; may be nil
}

// WriteBackup is CopyTo; the copy is read from its first page to its last before it gets its name. Errors: CopyTo's,
// *OwnFileError, *DamagedError, ctx's.
func (b *Book) WriteBackup(ctx context.Context, path string, o BackupOptions) (Summary, error) {
	temp, _, err := b.copyAside(path, o.Force)
	if err != nil {
		return Summary{}, err
	}
	defer os.Remove(temp)
	s, err := Inspect(ctx, temp, InspectOptions{Key: b.options, Progress: o.Progress})
	if damaged, ok := errors.AsType[*DamagedError](err); ok {
		return Summary{}, &DamagedError{Path: b.path, Reason: damaged.Reason}
	}
	if err != nil {
		return Summary{}, err
	}
	s.Path = path
	return s, putInPlace(temp, path, o.Force)
}

// copyAside writes a copy beside the place it is meant for, so that a kill leaves either none there or a whole one.
func (b *Book) copyAside(path string, force bool) (temp string, n int64, err error) {
	if info, err := os.Lstat(path); err == nil {
		for _, own := range []string{b.path, b.KeyPath(), ownerPath(b.path)} {
			if other, err := os.Lstat(own); own != "" && err == nil && os.SameFile(info, other) {
				return "", 0, &OwnFileError{path}
			}
		}
		if !force || !info.Mode().IsRegular() {
			return "", 0, &ExistsError{Path: path}
		}
	}
	temp, n, err = b.copyInto(filepath.Dir(path))
	return temp, n, wrapFull(path, err)
}

// copyInto writes a copy into a folder, under a name that is not kept.
func (b *Book) copyInto(folder string) (temp string, n int64, err error) {
	f, err := os.CreateTemp(folder, copyPattern)
	if err != nil {
		return "", 0, err
	}
	n, err = b.engine.writeTo(f)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return "", 0, errors.Join(err, os.Remove(f.Name()))
	}
	return f.Name(), n, nil
}

// copyPattern is how copies are called that are not complete.
const copyPattern = ".copy-*"

// wrapFull makes of a disk without room, which need not be the book's, an error that names it.
func wrapFull(path string, err error) error {
	if err != nil && diskFull(err) {
		return &NoRoomError{Path: path, Err: err}
	}
	return err
}

// NoRoom tells whether err comes from a disk, a quota or a file-size limit that leaves no room.
func NoRoom(err error) bool { return err != nil && diskFull(err) }

// NoRoomError says that a disk has no room for a file that was to be written beside the book.
type NoRoomError struct {
	Path string
	Err  error
}

func (e *NoRoomError) Error() string {
	return fmt.Sprintf("There is no room on the disk for %s, so it was not written, or not all of it. Make room or choose another disk, and run it again.", e.Path)
}

func (e *NoRoomError) Unwrap() error { return e.Err }

// putInPlace gives a complete file its name, and has the disk remember it.
func putInPlace(temp, path string, force bool) error {
	if force {
		if err := os.Rename(temp, path); err != nil {
			return err
		}
		return syncFolder(filepath.Dir(path))
	}
	// A link, unlike a renaming, never takes the place of a file that has come meanwhile.
	err := os.Link(temp, path)
	switch {
	case errors.Is(err, fs.ErrExist):
		return &ExistsError{Path: path}
	case err != nil: // a disk without links
		err = os.Rename(temp, path)
	}
	if err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder has the disk remember what a folder's files are called. Windows has nothing like it.
func syncFolder(folder string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	// Some file systems can't, and say so.
	_ = d.Sync()
	return d.Close()
}

// KeyPath is the file of the key that opens the sealed tokens.
func (b *Book) KeyPath() string { return b.keys.path }

func (e *boltEngine) writeTo(w io.Writer) (n int64, err error) {
	err = e.guarded(e.db.View, func(tx *bolt.Tx) error {
		n, err = tx.WriteTo(w)
		return err
	})
	if errors.Is(err, io.EOF) {
		err = &DamagedError{Path: e.path, Reason: "it is cut off"}
	}
	return n, err
}
