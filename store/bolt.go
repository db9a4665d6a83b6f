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

// openBolt opens or makes the file; errLocked where another process holds it longer than wait.
func openBolt(path string, wait time.Duration) (e *boltEngine, err error) {
	// bbolt panics on some damaged pages; the person gets a sentence in its place.
	defer func() {
		if r := recover(); r != nil {
			err = &DamagedError{Path: path, Reason: fmt.Sprint(r)}
		}
	}()
	db, err := bolt.Open(path, 0o600, &bolt.Options{Timeout: wait, FreelistType: bolt.FreelistMapType, NoStatistics: true})
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return nil, errLocked
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrChecksum), errors.Is(err, berrors.ErrVersionMismatch):
		return nil, &DamagedError{Path: path, Reason: err.Error()}
	case err != nil:
		return nil, err
	}
	err = db.Update(func(tx *bolt.Tx) error {
		for _, t := range tables {
			if _, err := tx.CreateBucketIfNotExists([]byte(t)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(err, db.Close())
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

func (t boltTxn) get(tb table, key []byte) []byte { return t.bucket(tb).Get(key) }

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
