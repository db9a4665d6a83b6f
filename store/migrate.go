package store

import (
	"bytes"
	"errors"
	"fmt"
)

// layoutVersion is the layout of tables and keys that this program writes.
//
//	1  the first
//	2  jobindex; days, sets, labels, segments and words, which orders are counted and found by
//	3  packed orders. Those of layout 2 stay as they are until they change: the file would not shrink
const layoutVersion = 3

// migrationChunk is how many orders one transaction of a migration reads. A variable for tests alone.
var migrationChunk = 2000

// addedBy2 are the tables that layout 2 fills from others.
var addedBy2 = []table{tableJobIndex, tableDays, tableSets, tableLabels, tableSegments, tableWords}

// migratingKey marks, in the meta table, a book that has its new version, but not all of its new rows yet.
var migratingKey = []byte("migrating")

// migration is how far it has come: every order before a key is done.
type migration struct {
	From []byte `json:"from"`
	Done int    `json:"done"`
}

// Backup is the copy of the book that was made before Open brought it up to date; "" where none was needed.
func (b *Book) Backup() string { return b.backup }

// prepare checks the layout's version, and brings an old one up to date.
//
// A million orders are too many for one transaction. The first one sets the new version, so that no older program touches
// the book from then on, and marks it; others add rows a few thousand orders at a time, each with how far it has come. A
// kill at any moment is followed by going on where it stopped.
func (b *Book) prepare(progress func(done, total int)) error {
	version := 0
	if err := b.View(func(tx *Tx) error {
		if v := tx.get(tableMeta, []byte("version")); len(v) > 0 {
			version = int(v[0])
		}
		return nil
	}); err != nil {
		return err
	}
	switch {
	case version > layoutVersion:
		return &VersionError{Path: b.path, Found: version}
	case version == 0:
		return &DamagedError{Path: b.path, Reason: "it is a database, but no book"}
	case version < layoutVersion:
		if err := b.beginMigration(version); err != nil {
			return err
		}
	}
	if err := b.ensureTables(); err != nil {
		return err
	}
	return b.finishMigration(progress)
}

func (tx *Tx) putVersion() error {
	return tx.put(tableMeta, []byte("version"), []byte{layoutVersion})
}

// ensureTables makes what a program of the same layout had no need of. A book that has all is not written to.
func (b *Book) ensureTables() error {
	complete := true
	if err := b.View(func(tx *Tx) error {
		for _, t := range tables {
			complete = complete && tx.has(t)
		}
		return nil
	}); err != nil || complete {
		return err
	}
	return b.Update(func(tx *Tx) error { return tx.ensure(tables) })
}

func (b *Book) beginMigration(from int) (err error) {
	if b.backup, err = b.copyBeside(fmt.Sprint(".layout", from)); err != nil {
		return err
	}
	return b.update(func(tx *Tx) error {
		if err := tx.ensure(tables); err != nil {
			return err
		}
		if from < 2 {
			if err := tx.dropIndex(); err != nil {
				return err
			}
		}
		return tx.putVersion()
	})
}

// copyBeside copies the book into a file of its own beside it, and tells its name. No file is overwritten.
func (b *Book) copyBeside(ending string) (name string, err error) {
	name = b.path + ending
	for n := 2; ; n++ {
		if _, err = b.CopyTo(name); !errors.As(err, new(*ExistsError)) {
			return name, err
		}
		name = fmt.Sprint(b.path, ending, "-", n)
	}
}

// finishMigration adds the rows that are missing; nothing is to be done in most books.
func (b *Book) finishMigration(progress func(done, total int)) error {
	total := 0
	for {
		var at migration
		var done bool
		if err := b.View(func(tx *Tx) error {
			if done = tx.get(tableMeta, migratingKey) == nil; done || total > 0 {
				return nil
			}
			for k, v := range tx.scan(tableCounts, nil, nil, false) {
				if len(k) == 16 && number(k[8:]) == 0 {
					total += int(number(v))
				}
			}
			return nil
		}); err != nil || done {
			return err
		}
		if err := b.update(func(tx *Tx) (err error) {
			at, err = tx.migrateSome()
			return err
		}); err != nil {
			return err
		}
		if progress != nil {
			progress(at.Done, max(at.Done, total))
		}
	}
}

// migrateSome adds the rows of some orders of one connection; behind the last, those of the jobs.
func (tx *Tx) migrateSome() (migration, error) {
	at, err := load[migration](tx, tableMeta, migratingKey)
	if err != nil {
		return at, err
	}
	var batch *orderBatch
	n, next := 0, at.From
	for k, raw := range tx.scan(tableOrders, at.From, nil, false) {
		c := ConnectionID(number(k))
		if n == migrationChunk || batch != nil && batch.c != c {
			break
		}
		if batch == nil {
			batch = tx.newOrderBatch(c, migrationChunk)
		}
		var o Order
		if err := decode(raw, &o); err != nil {
			return at, err
		}
		if err := batch.index(nil, &Made{Order: &o, words: orderWords(&o)}); err != nil {
			return at, err
		}
		n, next = n+1, append(bytes.Clone(k), 0)
	}
	at.From, at.Done = next, at.Done+n
	if batch != nil {
		if err := batch.flush(); err != nil {
			return at, err
		}
		return at, save(tx, tableMeta, migratingKey, at)
	}
	var jobs []Job
	for _, raw := range tx.scan(tableJobs, nil, nil, false) {
		var j Job
		if err := decode(raw, &j); err != nil {
			return at, err
		}
		jobs = append(jobs, Job{Run: j.Run, Connection: j.Connection, Option: j.Option, State: j.State})
	}
	for i := range jobs {
		if err := tx.putJobIndex(&jobs[i]); err != nil {
			return at, err
		}
	}
	return at, tx.delete(tableMeta, migratingKey)
}
