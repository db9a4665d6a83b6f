package store

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"runtime/debug"
	"strings"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// boltEngine keeps the tables in one bbolt file, which one process at a time may hold.
type boltEngine struct {
	db   *bolt.DB
	path string // the file; asked of db, it would race with its closing
}

// openBolt opens the file, and makes a database of an empty one; errLocked where another process holds it longer than wait, *DamagedError where it is
// no book, or no whole one.
func openBolt(path string, wait time.Duration) (*boltEngine, error) {
	for {
		e, file, err := openFile(path, bolt.Options{Timeout: wait})
		if err != nil {
			return nil, err
		}
		// While this process waited for the lock, a restore may have put another file in this one's place.
		if held, there := statBoth(file, path); held == nil || there == nil || os.SameFile(held, there) {
			return e, nil
		}
		if err := e.close(); err != nil {
			return nil, err
		}
	}
}

// readBolt opens a file that lies still, such as a backup, and can't change it.
func readBolt(path string) (*boltEngine, error) {
	e, _, err := openFile(path, bolt.Options{Timeout: lockWait, ReadOnly: true, PreLoadFreelist: true})
	return e, err
}

func openFile(path string, o bolt.Options) (e *boltEngine, file *os.File, err error) {
	o.FreelistType, o.NoStatistics = bolt.FreelistMapType, true
	o.OpenFile = func(name string, flag int, mode os.FileMode) (*os.File, error) {
		f, err := os.OpenFile(name, flag&^os.O_CREATE, mode)
		if file == nil { // later it is opened to be copied from
			file = f
		}
		return f, err
	}
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			unlock(file)
			e, err = nil, errors.Join(&DamagedError{Path: path, Reason: reasonOf(r)}, file.Close())
		}
	}()
	db, err := bolt.Open(path, 0o600, &o)
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return nil, nil, errLocked
	case err != nil && notABook(err):
		return nil, nil, &DamagedError{Path: path, Reason: err.Error()}
	case err != nil:
		return nil, nil, err
	}
	e = &boltEngine{db, path}
	if reason := cutOff(e, file); reason != "" {
		return nil, nil, errors.Join(&DamagedError{Path: path, Reason: reason}, e.close())
	}
	return e, file, nil
}

// notABook tells whether bbolt has found something else than a whole file of its own. It has no value for some of it.
func notABook(err error) bool {
	return errors.Is(err, berrors.ErrInvalid) || errors.Is(err, berrors.ErrChecksum) || errors.Is(err, berrors.ErrVersionMismatch) ||
		strings.Contains(err.Error(), "file size too small") || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
}

// cutOff says that a file ends before the pages that are in use do; "" where it doesn't. To read behind its end would end
// the process.
func cutOff(e *boltEngine, file *os.File) (reason string) {
	err := e.db.View(func(tx *bolt.Tx) error {
		info, err := file.Stat()
		if err == nil && info.Size() < tx.Size() {
			reason = fmt.Sprintf("it is cut off: %d of %d bytes are there", info.Size(), tx.Size())
		}
		return err
	})
	if err != nil {
		return err.Error()
	}
	return reason
}

func statBoth(file *os.File, path string) (held, there os.FileInfo) {
	held, _ = file.Stat()
	there, _ = os.Stat(path)
	return held, there
}

func (e *boltEngine) view(f func(txn) error) error { return e.transact(e.db.View, f) }

func (e *boltEngine) update(f func(txn) error) error { return e.transact(e.db.Update, f) }

func (e *boltEngine) transact(begin func(func(*bolt.Tx) error) error, f func(txn) error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	inside := true
	defer func() { err = damaged(e.path, recover(), inside, err) }()
	return begin(func(tx *bolt.Tx) error {
		inside = false
		err := f(boltTxn{tx})
		inside = true
		return err
	})
}

// guarded is transact for a function that is all bbolt's.
func (e *boltEngine) guarded(begin func(func(*bolt.Tx) error) error, f func(*bolt.Tx) error) error {
	return e.transact(begin, func(t txn) error {
		defer mark()
		return f(t.(boltTxn).tx)
	})
}

func (e *boltEngine) close() error { return e.db.Close() }

type boltTxn struct{ tx *bolt.Tx }

func (t boltTxn) bucket(tb table) *bolt.Bucket {
	defer mark()
	return t.tx.Bucket([]byte(tb))
}

func (t boltTxn) cursor(tb table) cursor {
	b := t.bucket(tb)
	if b == nil {
		panic(&damage{fmt.Sprintf("the table %q is missing", tb)})
	}
	defer mark()
	return cursor{b.Cursor()}
}

func (t boltTxn) has(tb table) bool { return t.bucket(tb) != nil }

func (t boltTxn) ensure(list []table) error {
	defer mark()
	for _, tb := range list {
		if _, err := t.tx.CreateBucketIfNotExists([]byte(tb)); err != nil {
			return err
		}
	}
	return nil
}

func (t boltTxn) clear(tb table) error {
	defer mark()
	if err := t.tx.DeleteBucket([]byte(tb)); err != nil {
		return err
	}
	_, err := t.tx.CreateBucket([]byte(tb))
	return err
}

func (t boltTxn) get(tb table, key []byte) []byte {
	b := t.bucket(tb)
	if b == nil {
		return nil // a file without tables, which Open has yet to fill
	}
	defer mark()
	return b.Get(key)
}

func (t boltTxn) put(tb table, key, value []byte) error {
	defer mark()
	b := t.bucket(tb)
	switch tb {
	case tableOrders, tableAllocations, tableExported:
		b.FillPercent = 0.9 // orders mostly come by ascending ids: half a page need not be left free for others between them
	}
	return b.Put(key, value)
}

func (t boltTxn) delete(tb table, key []byte) error {
	defer mark()
	return t.bucket(tb).Delete(key)
}

func (t boltTxn) scan(tb table, from, to []byte, reverse bool) iter.Seq2[[]byte, []byte] {
	if reverse {
		return t.scanDown(tb, from, to)
	}
	return func(yield func(k, v []byte) bool) {
		c := t.cursor(tb)
		k, v := c.seek(from)
		for ; k != nil && (to == nil || bytes.Compare(k, to) < 0); k, v = c.next() {
			if bytes.Compare(k, from) < 0 {
				panic(&damage{outOfOrder})
			}
			if !yield(k, v) {
				return
			}
		}
	}
}

func (t boltTxn) scanDown(tb table, from, to []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(k, v []byte) bool) {
		c := t.cursor(tb)
		k, v := c.last()
		if to != nil {
			// seek finds the first key at or after the bound, or nothing: the row wanted is the one before.
			if at, _ := c.seek(to); at != nil {
				k, v = c.prev()
			} else {
				k, v = c.last()
			}
		}
		for ; k != nil && bytes.Compare(k, from) >= 0; k, v = c.prev() {
			if to != nil && bytes.Compare(k, to) >= 0 {
				panic(&damage{outOfOrder})
			}
			if !yield(k, v) {
				return
			}
		}
	}
}

// outOfOrder is what a scan finds where a damaged key is none of those that it was asked for.
const outOfOrder = "its rows don't stand in order"

// cursor is bbolt's, whose panics are told from those of whoever walks it.
type cursor struct{ c *bolt.Cursor }

func (c cursor) seek(k []byte) (_, _ []byte) { defer mark(); return c.c.Seek(k) }
func (c cursor) next() (_, _ []byte)         { defer mark(); return c.c.Next() }
func (c cursor) prev() (_, _ []byte)         { defer mark(); return c.c.Prev() }
func (c cursor) last() (_, _ []byte)         { defer mark(); return c.c.Last() }
