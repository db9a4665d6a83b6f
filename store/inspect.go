package store

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"time"

	bolt "go.etcd.io/bbolt"
)

// Summary says what a file of the book holds.
type Summary struct {
	Path        string
	Size        int64 // bytes
	Layout      int
	Connections []string // by name
	Orders      int
	Items       int
	Latest      time.Time // of the last line of the diary; zero where there is none
	Tokens      int       // sealed ones
	Opened      int       // those that the key at hand opens; 0 where Inspect was given none
}

// InspectOptions of Inspect.
type InspectOptions struct {
	// Book names the book whose key is tried on the sealed tokens; "": none is.
	Book string
	Key  Options // how the key is had, see Open
	// Progress is told how many rows have been read. It may be nil.
	Progress func(rows int)
}

// Inspect reads a file that lies still, such as a backup, from its first page to its last, and changes nothing: every page
// is where it belongs, and every value can be read. Errors: *DamagedError, *VersionError, *InUseError, ctx's, or the file
// system's own.
func Inspect(ctx context.Context, path string, o InspectOptions) (Summary, error) {
	s := Summary{Path: path}
	info, err := os.Stat(path)
	if err != nil {
		return s, err
	}
	if s.Size = info.Size(); s.Size == 0 || !info.Mode().IsRegular() {
		return s, &DamagedError{Path: path, Reason: "it is empty, or no file"}
	}
	e, err := readBolt(path)
	if errors.Is(err, errLocked) {
		return s, inUse(path)
	}
	if err != nil {
		return s, err
	}
	defer e.close()
	b := &Book{path: path, engine: e, keys: newVault(o.Book, o.Key)}
	if err := b.View(func(tx *Tx) error { return tx.summary(&s) }); err != nil {
		return s, err
	}
	rows := 0
	for _, t := range tables {
		if err := b.View(func(tx *Tx) error {
			return tx.eachRow(t, func(k, v []byte) error {
				if rows++; rows%5000 == 0 {
					if o.Progress != nil {
						o.Progress(rows)
					}
					if ctx.Err() != nil {
						return ctx.Err()
					}
				}
				return checkRow(t, k, v)
			})
		}); err != nil {
			return s, err
		}
	}
	flaws, err := e.check(ctx)
	if err == nil && len(flaws) > 0 {
		err = &DamagedError{Path: path, Reason: flaws[0]}
	}
	if err != nil || o.Book == "" {
		return s, err
	}
	s.Opened, err = b.openable()
	return s, err
}

func inUse(path string) error {
	o := readOwner(path)
	return &InUseError{Path: path, PID: o.PID, Command: o.Command}
}

// eachRow walks a table; a file of an older layout may not have it.
func (tx *Tx) eachRow(t table, f func(k, v []byte) error) error {
	if !tx.has(t) {
		return nil
	}
	for k, v := range tx.scan(t, nil, nil, false) {
		if err := f(k, v); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) summary(s *Summary) error {
	if v := tx.get(tableMeta, []byte("version")); len(v) > 0 {
		s.Layout = int(v[0])
	}
	switch {
	case s.Layout > layoutVersion:
		return &VersionError{Path: s.Path, Found: s.Layout}
	case s.Layout == 0 || !tx.has(tableConnections):
		return &DamagedError{Path: s.Path, Reason: "it is a database, but no book"}
	}
	list, err := tx.Connections()
	if err != nil {
		return err
	}
	for _, c := range list {
		s.Connections = append(s.Connections, c.Name)
	}
	for _, count := range []struct {
		t table
		f func(k, v []byte) error
	}{
		{tableCounts, func(k, v []byte) error {
			if len(k) == 16 && number(k[8:]) == 0 {
				s.Orders += int(number(v))
			}
			return nil
		}},
		{tableItems, func(_, _ []byte) error { s.Items++; return nil }},
		{tableSecrets, func(_, _ []byte) error { s.Tokens++; return nil }},
	} {
		if err := tx.eachRow(count.t, count.f); err != nil {
			return err
		}
	}
	if tx.has(tableActivity) {
		for _, raw := range tx.scan(tableActivity, nil, nil, true) {
			var a Activity
			if err := decode(raw, &a); err != nil {
				return err
			}
			s.Latest = a.At
			break
		}
	}
	return nil
}

// openable counts the sealed tokens that the book's key opens.
func (b *Book) openable() (n int, err error) {
	var sealed [][]byte
	var r keyRecord
	if err := b.View(func(tx *Tx) (err error) {
		if r, err = tx.keyRecord(); err != nil {
			return err
		}
		return tx.eachRow(tableSecrets, func(_, v []byte) error {
			sealed = append(sealed, slices.Clone(v))
			return nil
		})
	}); err != nil {
		return 0, err
	}
	for _, s := range sealed {
		_, err := b.keys.openToken(r, s)
		switch {
		case err == nil:
			n++
		case !errors.As(err, new(*KeyError)):
			return n, err
		}
	}
	return n, nil
}

// check looks at the pages of the file: each is in use once, or free, and the rows stand in order. Nobody can write
// meanwhile.
func (e *boltEngine) check(ctx context.Context) (flaws []string, err error) {
	look := func(tx *bolt.Tx) error {
		// What a page says of its own length is believed by what follows.
		pages := tx.Size() / int64(e.db.Info().PageSize)
		for id := int64(0); id < pages; id++ {
			p, err := tx.Page(int(id))
			if err != nil {
				return err
			}
			if p == nil || p.Type == "free" {
				continue
			}
			if strings.HasPrefix(p.Type, "unknown") || id+int64(p.OverflowCount) >= pages {
				flaws = append(flaws, "a page of it makes no sense")
				return nil
			}
			id += int64(p.OverflowCount)
		}
		for err := range tx.Check() {
			if len(flaws) < maxFlaws {
				flaws = append(flaws, err.Error())
			}
		}
		return ctx.Err()
	}
	if e.db.IsReadOnly() {
		return flaws, e.guarded(e.db.View, look)
	}
	nothing := errors.New("nothing to commit")
	err = e.guarded(e.db.Update, func(tx *bolt.Tx) error {
		if err := look(tx); err != nil {
			return err
		}
		return nothing
	})
	if errors.Is(err, nothing) {
		err = nil
	}
	return flaws, err
}

// maxFlaws bounds how many flaws of a kind are told apart.
const maxFlaws = 20
