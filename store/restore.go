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
	"strings"
)

// Restore is a backup that is about to take the place of a book. Nothing of the book has changed yet.
type Restore struct {
	Summary        // of the backup
	book    string // path
	temp    string // the backup's copy beside the book
	held    *boltEngine
}

// RestoreOptions of PrepareRestore.
type RestoreOptions struct {
	Key      Options        // how the key is had, see Open
	Progress func(rows int) // is told how many rows have been checked; may be nil
}

// PrepareRestore copies a backup beside the book, reads the copy from its first page to its last, and holds the book, if
// there is one, so that nobody uses it. End it with Put or Drop. Errors: *InUseError for a book that another process
// holds, *DamagedError and *VersionError for the backup, *NoRoomError, ctx's, or the file system's own.
func PrepareRestore(ctx context.Context, backup, book string, o RestoreOptions) (r *Restore, err error) {
	at := &Restore{book: book}
	defer func() {
		if err != nil {
			r, err = nil, errors.Join(err, at.Drop())
		}
	}()
	if err := os.MkdirAll(filepath.Dir(book), 0o700); err != nil {
		return nil, err
	}
	if err := at.hold(); err != nil {
		return nil, err
	}
	if err := at.fetch(backup); err != nil {
		return nil, err
	}
	at.Summary, err = Inspect(ctx, at.temp, InspectOptions{Book: book, Key: o.Key, Progress: o.Progress})
	at.Summary.Path = backup
	if d, ok := errors.AsType[*DamagedError](err); ok {
		return nil, &BadBackupError{Path: backup, Reason: d.Reason}
	}
	return at, err
}

// BadBackupError says that a file is no backup, or a damaged one.
type BadBackupError struct{ Path, Reason string }

func (e *BadBackupError) Error() string {
	return fmt.Sprintf("The file %s can't be put back: it is no whole copy of a book (%s). The book was left as it is. Try an older backup.", e.Path, e.Reason)
}

// hold locks the book that is there. One that is damaged can't be held, but nobody else can open it either.
func (r *Restore) hold() error {
	if info, err := os.Stat(r.book); err == nil && info.Mode().IsRegular() && info.Size() == 0 {
		return nil
	}
	if there, err := findBook(r.book); err != nil || !there {
		return err
	}
	e, err := openBolt(r.book, lockWait)
	switch {
	case errors.Is(err, errLocked):
		return inUse(r.book)
	case errors.As(err, new(*DamagedError)):
		return nil
	}
	if r.held = e; err == nil {
		writeOwner(r.book, "cartwire restore")
	}
	return err
}

// fetch copies the backup into the book's folder: only within one folder can files change places in one step.
func (r *Restore) fetch(backup string) (err error) {
	in, err := os.Open(backup)
	if err != nil {
		return err
	}
	defer in.Close()
	from, err := in.Stat()
	if err != nil {
		return err
	}
	if to, err := os.Stat(r.book); err == nil && os.SameFile(from, to) {
		return &OwnFileError{backup}
	}
	if !from.Mode().IsRegular() {
		return &BadBackupError{Path: backup, Reason: "it is no file"}
	}
	out, err := os.CreateTemp(filepath.Dir(r.book), restorePattern)
	if err != nil {
		return err
	}
	r.temp = out.Name()
	_, err = io.Copy(out, in)
	return wrapFull(r.book, errors.Join(err, out.Sync(), out.Close()))
}

// restorePattern is how a backup's copy is called that is not a book yet.
const restorePattern = ".restore-*"

// Put makes the backup the book, and keeps the one that was there under the name it tells; "" where there was none. A
// kill at any moment leaves one or the other, whole.
func (r *Restore) Put() (kept string, err error) {
	defer func() { err = errors.Join(err, r.Drop()) }()
	restoring("begin")
	if err := r.review(); err != nil {
		return "", wrapDiskFull(r.book, err)
	}
	restoring("marked")
	if kept, err = r.keep(); err != nil {
		return "", err
	}
	restoring("kept")
	if runtime.GOOS == "windows" { // where an open file can't be replaced
		if err := r.release(); err != nil {
			return kept, err
		}
	}
	if err := os.Rename(r.temp, r.book); err != nil {
		return kept, err
	}
	restoring("renamed")
	r.temp = ""
	return kept, syncFolder(filepath.Dir(r.book))
}

// restoredReview is why nothing is sent after a restore before a person has confirmed a plan.
const restoredReview = "The book was restored from a copy, which lacks what was counted and shipped since."

// review has the copy send nothing before a person has confirmed a plan, while it isn't the book yet. The copy may be of an older
// layout, which Open brings up to date later.
func (r *Restore) review() (err error) {
	e, err := openBolt(r.temp, lockWait)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.close()) }()
	return e.update(func(t txn) error {
		tx := &Tx{txn: t}
		if err := tx.ensure([]table{tableRuns}); err != nil {
			return err
		}
		list, err := tx.Connections()
		if err != nil {
			return err
		}
		for _, c := range list {
			for _, option := range []string{OptionStock, OptionStatus} {
				if err := tx.ReviewRuns(c.ID, option, restoredReview); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// restoring is told the steps of Put. Tests alone set it.
var restoring = func(step string) {}

// keep gives the book that is there a second name.
func (r *Restore) keep() (string, error) {
	if info, err := os.Stat(r.book); errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0 {
		return "", nil
	}
	for n := 1; ; n++ {
		name := fmt.Sprintf("%s.before-restore-%d", r.book, n)
		if _, err := os.Lstat(name); err == nil {
			continue
		}
		err := os.Link(r.book, name)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil { // a disk without links
			err = copyFile(r.book, name)
		}
		if err == nil {
			err = syncFolder(filepath.Dir(name))
		}
		return name, err
	}
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.CreateTemp(filepath.Dir(to), copyPattern)
	if err != nil {
		return err
	}
	defer os.Remove(out.Name())
	_, err = io.Copy(out, in)
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		return wrapFull(to, err)
	}
	return os.Rename(out.Name(), to)
}

// Drop leaves the book as it is. Dropping twice, or after Put, is harmless.
func (r *Restore) Drop() error {
	var err error
	if r.temp != "" {
		err, r.temp = os.Remove(r.temp), ""
	}
	return errors.Join(err, r.release())
}

func (r *Restore) release() (err error) {
	if r.held != nil {
		// The owner's note goes first: who opens the book next writes another.
		_ = os.Remove(ownerPath(r.book))
		err = r.held.close()
		r.held = nil
	}
	return err
}

// Leftovers are the files beside a book that processes which were killed have left: copies and keys that were not
// complete. Whoever removes them holds the book, and writes none.
func Leftovers(book string) ([]string, error) {
	var left []string
	for _, pattern := range []string{copyPattern, restorePattern, keyPattern, newPattern} {
		found, err := filepath.Glob(filepath.Join(quoteGlob(filepath.Dir(book)), pattern))
		if err != nil {
			return nil, err
		}
		left = append(left, found...)
	}
	return left, nil
}

// keyPattern is how keys are called that are not complete.
const keyPattern = ".key-*"

// quoteGlob has a folder's name stand for itself.
func quoteGlob(s string) string {
	if runtime.GOOS == "windows" {
		return s // where a pattern can't quote
	}
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(s)
}
