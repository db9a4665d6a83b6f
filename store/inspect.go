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
	s, h, err := o.Key.examine(ctx, path, false, o.Progress)
	s.Path = path
	if err != nil {
		return s, err
	}
	for _, p := range Parts {
		if flaws := h.Flaws[p]; len(flaws) > 0 {
			return s, &DamagedError{Path: path, Reason: flaws[0]}
		}
	}
	if o.Book == "" {
		return s, nil
	}
	e, err := readBolt(path)
	if err != nil {
		return s, err
	}
	defer e.close()
	s.Opened, err = (&Book{path: path, engine: e, keys: newVault(o.Book, o.Key)}).openable()
	return s, err
}

// Examiner is Examine, or what has a process of its own do it.
type Examiner func(ctx context.Context, path string, whole bool, progress func(rows int)) (Summary, *Health, error)

func (o Options) examine(ctx context.Context, path string, whole bool, progress func(rows int)) (Summary, *Health, error) {
	if o.Examiner != nil {
		return o.Examiner(ctx, path, whole, progress)
	}
	return Examine(ctx, path, whole, progress)
}

// Examine reads a file of the book that lies still, from its first page to its last, and says what is wrong with it; whole
// also holds what is derived from its values against them. A damaged file can end the process that examines it: bbolt walks
// its pages in a goroutine of its own, and as deep as they say. progress, which may be nil, is told how many rows have been
// read. Errors: *VersionError, *InUseError, *DamagedError where it can't be opened, ctx's, or the file system's own.
func Examine(ctx context.Context, path string, whole bool, progress func(rows int)) (Summary, *Health, error) {
	s := Summary{Path: path}
	info, err := os.Stat(path)
	if err != nil {
		return s, nil, err
	}
	if s.Size = info.Size(); s.Size == 0 || !info.Mode().IsRegular() {
		return s, nil, &DamagedError{Path: path, Reason: "it is empty, or no file"}
	}
	e, err := readBolt(path)
	if errors.Is(err, errLocked) {
		return s, nil, inUse(path)
	}
	if err != nil {
		return s, nil, err
	}
	defer e.close()
	c := &checker{ctx: ctx, progress: progress, whole: whole, h: &Health{Flaws: map[Part][]string{}}}
	err = c.check(&Book{path: path, engine: e, now: time.Now}, &s)
	return s, c.h, err
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

// check looks at the pages of the file: each is in use once, or free, and the rows stand in order.
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
				flaws = append(flaws, checkSays(err))
			}
		}
		return ctx.Err()
	}
	return flaws, e.guarded(e.db.View, look)
}

// checkSays is a flaw that bbolt's check tells of; a panic of its own comes as one.
func checkSays(err error) string {
	if strings.HasPrefix(err.Error(), "runtime error: ") {
		return "a page makes no sense"
	}
	return strings.TrimPrefix(err.Error(), "panic: ")
}

// maxFlaws bounds how many flaws of a kind are told apart.
const maxFlaws = 20
