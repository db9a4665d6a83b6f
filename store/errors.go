package store

import (
	"errors"
	"fmt"
	"strings"
	"syscall"
	"time"
)

var errLocked = errors.New("the book is locked")

// ErrNotFound is returned where a record that was asked for by its key is not in the book.
var ErrNotFound = errors.New("not in the book")

// InUseError says that another process holds the book.
type InUseError struct {
	Path    string
	PID     int    // 0 where unknown
	Command string // the words of the command, without its arguments
}

func (e *InUseError) Error() string {
	if e.PID == 0 {
		return fmt.Sprintf("The book %s is in use by another process. Close that one, or name another book with --book.", e.Path)
	}
	return fmt.Sprintf("The book %s is in use by %q (process %d). Close that one, or name another book with --book.",
		e.Path, e.Command, e.PID)
}

// DamagedError says that the file is not a book, or no longer one that can be read.
type DamagedError struct{ Path, Reason string }

func (e *DamagedError) Error() string {
	return fmt.Sprintf("The file %s can't be read as a book (%s). Nothing was changed. Put a backup back with: cartwire restore FILE; what is damaged is said by: cartwire doctor",
		e.Path, e.Reason)
}

// VersionError says that a newer Cartwire wrote the book.
type VersionError struct {
	Path  string
	Found int
}

func (e *VersionError) Error() string {
	return fmt.Sprintf("The book %s was written by a newer Cartwire (layout %d, this one knows %d). Use the newer Cartwire; nothing was changed.",
		e.Path, e.Found, layoutVersion)
}

// NameTakenError says that a name that must be the only one of its kind is there already.
type NameTakenError struct{ Kind, Name string }

func (e *NameTakenError) Error() string {
	return fmt.Sprintf("There is already a %s called %q. Choose another name.", e.Kind, e.Name)
}

// ChangedMeanwhileError says that somebody else has saved a connection since it was read. Nothing was overwritten.
type ChangedMeanwhileError struct {
	Name string
	Who  string // empty: not known
	At   time.Time
}

func (e *ChangedMeanwhileError) Error() string {
	who := e.Who
	if who == "" {
		who = "somebody else"
	}
	return fmt.Sprintf("%s was changed meanwhile by %s, at %s UTC, so nothing was overwritten. Look at it as it is now, and change it again.",
		e.Name, who, e.At.UTC().Format("2006-01-02 15:04:05"))
}

// KeyError says that the key which opens the sealed tokens is missing, can't be had or does not fit.
type KeyError struct {
	Path   string // the file it is about; "" for none
	Reason string
	Next   string // what to do; "" for what helps with a lost key file
}

func (e *KeyError) Error() string {
	where, next := "", e.Next
	if e.Path != "" {
		where = " (" + e.Path + ")"
	}
	if next == "" {
		next = "Put the key file back, or enter the token again in the connection's General tab."
	}
	return fmt.Sprintf("The saved access token can't be opened: %s%s. %s", e.Reason, where, next)
}

// DiskFullError says that the book could not grow. The transaction was rolled back: the book is as it was before it.
type DiskFullError struct {
	Path string
	Err  error
}

func (e *DiskFullError) Error() string {
	return fmt.Sprintf("The disk that holds the book %s is full, so the last step was not saved. Make room and run it again; it goes on where it stopped.", e.Path)
}

func (e *DiskFullError) Unwrap() error { return e.Err }

// diskFull tells whether err comes from a disk, a quota or a file-size limit that leaves no room. bbolt keeps only the
// text of some errors.
func diskFull(err error) bool {
	for _, full := range []error{syscall.ENOSPC, syscall.EFBIG, errQuota} {
		if errors.Is(err, full) || strings.HasSuffix(err.Error(), full.Error()) {
			return true
		}
	}
	return false
}
