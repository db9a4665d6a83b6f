package store

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"time"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// boltEngine keeps the tables in one bbolt file, which one process at a time may hold.
type boltEngine struct{ db *bolt.DB }

// recoverDamage turns a panic into an error: bbolt panics on some damaged pages, and the person gets a sentence in its place.
func recoverDamage(path string, err *error) {
	if r := recover(); r != nil {
		*err = &DamagedError{Path: path, Reason: fmt.Sprint(r)}
	}
}

// openBolt opens or makes the file; errLocked where another process holds it longer than wait.
func openBolt(path string, wait time.Duration) (e *boltEngine, err error) {
	defer recoverDamage(path, &err)
	db, err := bolt.Open(path, 0o600, &bolt.Options{Timeout: wait, FreelistType: bolt.FreelistMapType, NoStatistics: true})
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return nil, errLocked
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrChecksum), errors.Is(err, berrors.ErrVersionMismatch):
		return nil, &DamagedError{Path: path, Reason: err.Error()}
	case err != nil:
		return nil, err
	}
	return &boltEngine{db: db}, nil
}

func (e *boltEngine) view(f func(txn) error) error {
	return e.db.View(func(tx *bolt.Tx) error { return f(boltTxn{tx}) })
}

func (e *boltEngine) update(f func(txn) error) error {
	return e.db.Update(func(tx *bolt.Tx) error { return f(boltTxn{tx}) })
}

func (e *boltEngine) close() error { return e.db.Close() }

type boltTxn struct{ tx *bolt.Tx }

func (t boltTxn) bucket(tb table) *bolt.Bucket { return t.tx.Bucket([]byte(tb)) }

func (t boltTxn) has(tb table) bool { return t.bucket(tb) != nil }

func (t boltTxn) ensure(list []table) error {
	for _, tb := range list {
		if _, err := t.tx.CreateBucketIfNotExists([]byte(tb)); err != nil {
			return err
		}
	}
	return nil
}

func (t boltTxn) clear(tb table) error {
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
	return b.Get(key)
}

func (t boltTxn) put(tb table, key, value []byte) error { return t.bucket(tb).Put(key, value) }

func (t boltTxn) delete(tb table, key []byte) error { return t.bucket(tb).Delete(key) }

func (t boltTxn) scan(tb table, from, to []byte, reverse bool) iter.Seq2[[]byte, []byte] {
	if reverse {
		return t.scanDown(tb, from, to)
	}
	return func(yield func(k, v []byte) bool) {
		c := t.bucket(tb).Cursor()
		k, v := c.Seek(from)
		for ; k != nil && (to == nil || bytes.Compare(k, to) < 0); k, v = c.Next() {
			if !yield(k, v) {
				return
			}
		}
	}
}

func (t boltTxn) scanDown(tb table, from, to []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(k, v []byte) bool) {
		c := t.bucket(tb).Cursor()
		k, v := c.Last()
		if to != nil {
			// Seek finds the first key at or after the bound, or nothing: the row wanted is the one before.
			if at, _ := c.Seek(to); at != nil {
				k, v = c.Prev()
			} else {
				k, v = c.Last()
			}
		}
		for ; k != nil && bytes.Compare(k, from) >= 0; k, v = c.Prev() {
			if !yield(k, v) {
				return
			}
		}
	}
}
