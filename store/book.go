package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"sync"
	"time"
)

// lockWait is how long Open waits for a book that another process is about to let go.
const lockWait = 300 * time.Millisecond

// Book is the open file. It is safe for use by several goroutines; one process at a time may hold it.
type Book struct {
	path   string
	engine engine
	keys   *vault
	backup string
	made   bool

	options Options
	guard   Guard
	now     func() time.Time

	mending *sync.RWMutex // held alone by Mend, by everybody else who writes
}

// Options of Open.
type Options struct {
	// Making says whether a book is made where there is none.
	Making Making
	// Command is told to whoever finds the book taken: the command's words, never its arguments.
	Command string
	// Migrating is called while a book of an older layout is brought up to date, with the number of orders. It may be nil.
	Migrating func(done, total int)
	// Passphrase is called where the key needs one; what it gives is wiped. It may be nil.
	Passphrase func(AskPassphrase) ([]byte, error)
	// Credentials is the folder that systemd puts credentials into; "" for none.
	Credentials string
	// Examiner has files examined by another process, which a damaged one can't end; nil: they are by this one.
	Examiner Examiner
	// Now is the clock by which changes are noted; nil for the machine's.
	Now func() time.Time
}

// Open opens the book; where there is none it makes one with one location called "Main", as far as opts.Making allows. The key
// that seals tokens lies beside it, in path + ".key", or where Rekey put it. A book of an older layout is brought up to date,
// after a copy of it was made beside it, see Book.Backup; it takes minutes for a million orders, and can be cut short at any
// moment.
//
// Errors: *NoBookError, *InUseError, *DamagedError, *VersionError, *DiskFullError, or the file system's own.
func Open(path string, opts Options) (*Book, error) {
	made := false
	if there, err := findBook(path); err != nil {
		return nil, err
	} else if !there {
		if made, err = makeBook(path, opts.Making); err != nil {
			return nil, err
		}
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	e, err := openBolt(path, lockWait)
	if errors.Is(err, errLocked) {
		o := readOwner(path)
		return nil, &InUseError{Path: path, PID: o.PID, Command: o.Command}
	}
	if err != nil {
		return nil, wrapDiskFull(path, err)
	}
	b := &Book{path: path, engine: e, keys: newVault(path, opts), made: made, options: opts, now: opts.Now, mending: new(sync.RWMutex)}
	if err := b.prepare(opts.Migrating); err != nil {
		return nil, errors.Join(err, e.close())
	}
	// A killed merge or removal goes on. Where it can't now, on a full disk, a later opening will, and Check says so.
	_ = b.finishMerges(context.Background())
	writeOwner(path, opts.Command)
	return b, nil
}

// Path is the book's file.
func (b *Book) Path() string { return b.path }

// Made reports whether Open has made this book.
func (b *Book) Made() bool { return b.made }

// Close lets the book go. Closing twice is harmless.
func (b *Book) Close() error {
	b.keys.forget()
	err := os.Remove(ownerPath(b.path))
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return errors.Join(err, b.engine.close())
}

// Tx is one transaction on the book. It must not be kept after its function has returned.
type Tx struct {
	txn
	book  *Book
	lines *Ledger // see lineLedger
}

func (tx *Tx) put(t table, k, v []byte) error {
	tx.forgetLines(t)
	return tx.txn.put(t, k, v)
}

func (tx *Tx) delete(t table, k []byte) error {
	tx.forgetLines(t)
	return tx.txn.delete(t, k)
}

func (tx *Tx) forgetLines(t table) {
	if t == tableStock || t == tableKits || t == tableLocations || t == tableConnections {
		tx.lines = nil
	}
}

// View reads in one transaction. Keep it short: the file can't be tidied while it lasts.
func (b *Book) View(f func(*Tx) error) error {
	return b.engine.view(func(t txn) error { return f(&Tx{txn: t, book: b}) })
}

// Update changes the book in one transaction: all of it when f returns nil, else nothing.
func (b *Book) Update(f func(*Tx) error) error {
	if err := b.MayChange(); err != nil {
		return err
	}
	b.mending.RLock()
	defer b.mending.RUnlock()
	return b.update(f)
}

func (b *Book) update(f func(*Tx) error) error {
	return wrapDiskFull(b.path, b.engine.update(func(t txn) error { return f(&Tx{txn: t, book: b}) }))
}

func wrapDiskFull(path string, err error) error {
	if err != nil && diskFull(err) {
		return &DiskFullError{Path: path, Err: err}
	}
	return err
}

// next gives out the numbers 1, 2, 3, ... of a table.
func (tx *Tx) next(t table) (uint64, error) {
	n := number(tx.get(tableSequences, []byte(t))) + 1
	return n, tx.put(tableSequences, []byte(t), key(n))
}

// load decodes one value, or returns ErrNotFound.
func load[T any](tx *Tx, t table, k []byte) (v T, err error) {
	raw := tx.get(t, k)
	if raw == nil {
		return v, ErrNotFound
	}
	return v, decode(raw, &v)
}

// save encodes one value and puts it; an order is packed.
func save(tx *Tx, t table, k []byte, v any) error {
	raw, err := encode(v)
	if err != nil {
		return err
	}
	if t == tableOrders {
		raw = pack(raw)
	}
	return tx.put(t, k, raw)
}

// all decodes a whole (small) table in key order.
func all[T any](tx *Tx, t table) ([]T, error) {
	var out []T
	for _, raw := range tx.scan(t, nil, nil, false) {
		var v T
		if err := decode(raw, &v); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// read runs f in a view of its own and returns what it found.
func read[T any](b *Book, f func(*Tx) (T, error)) (v T, err error) {
	err = b.View(func(tx *Tx) error {
		v, err = f(tx)
		return err
	})
	return v, err
}
