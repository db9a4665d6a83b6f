package store

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"time"
)

// Owner is what the holder of a book writes beside it, for the one that finds the book taken.
type Owner struct {
	PID     int       `json:"pid"`
	Command string    `json:"command"`
	Since   time.Time `json:"since"`
	Socket  string    `json:"socket,omitempty"` // where it lets others in; "": it does not
}

// OwnerOf reads who holds, or held, a book. It may be gone without having taken that back: only the book's lock tells. The
// zero value where nothing is known.
func OwnerOf(book string) Owner { return readOwner(book) }

func ownerPath(book string) string { return book + ".owner" }

// writeOwner is best effort: the lock itself is the file's, this only tells who has it. It tidies up the socket of a
// holder who was killed: this process holds the book now.
func writeOwner(book, command string) {
	if left := readOwner(book).Socket; left != "" {
		if info, err := os.Lstat(left); err == nil && info.Mode().Type() == fs.ModeSocket {
			_ = os.Remove(left)
		}
	}
	_ = putOwner(book, Owner{PID: os.Getpid(), Command: command, Since: time.Now().UTC()})
}

// TellSocket writes down where this process lets others in.
func (b *Book) TellSocket(path string) error {
	o := readOwner(b.path)
	if o.PID != os.Getpid() {
		return errors.New("another process says that it holds the book")
	}
	o.Socket = path
	return putOwner(b.path, o)
}

// putOwner replaces the file as a whole: somebody may be reading it.
func putOwner(book string, o Owner) error {
	body, err := json.Marshal(o)
	if err != nil {
		return err
	}
	next := ownerPath(book) + ".new"
	if err := os.WriteFile(next, body, 0o600); err != nil {
		return err
	}
	return os.Rename(next, ownerPath(book))
}

func readOwner(book string) Owner {
	var o Owner
	body, err := os.ReadFile(ownerPath(book))
	if err != nil || json.Unmarshal(body, &o) != nil {
		return Owner{}
	}
	return o
}
