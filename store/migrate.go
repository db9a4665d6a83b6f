package store

import (
	"bytes"
	"errors"
	"fmt"

	"cartwire/store/ledger"
)

// layoutVersion is the layout of tables and keys that this program writes.
//
//	1  the first
//	2  jobindex; days, sets, labels, segments and words, which orders are counted and found by
//	3  packed orders. Those of layout 2 stay as they are until they change: the file would not shrink
//	4  stock as a ledger: counts with their time, and what orders took since, closed ones, too
//	5  what orders took is packed. That of layout 4 stays as it is until it changes
const layoutVersion = 5

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
		if from < 4 {
			if err := tx.beginLedger(); err != nil {
				return err
			}
		}
		return tx.putVersion()
	})
}

// beginLedger makes a ledger of what a book of an earlier layout has: a count is one of when it was written last, and an open
// order takes what it held. What left since by the store's own means is worked out of the book's orders when they are
// imported next; nothing is sent before a person has seen what comes of it.
func (tx *Tx) beginLedger() error {
	type heldLine struct {
		LineID  uint64     `json:"line_id"`
		SKU     string     `json:"sku"`
		Ordered int        `json:"ordered"`
		Moved   LocationID `json:"moved"`
	}
	type held struct {
		StoreOrderID uint64     `json:"store_order_id"`
		StatusID     int        `json:"status_id"`
		Location     LocationID `json:"location_id"`
		Lines        []heldLine `json:"lines"`
	}
	found := map[string]held{}
	for k, raw := range tx.scan(tableAllocations, nil, nil, false) {
		var h held
		if err := decode(raw, &h); err != nil {
			return err
		}
		found[string(k)] = h
	}
	if err := tx.clear(tableAllocated); err != nil {
		return err
	}
	for k, h := range found {
		c := ConnectionID(number([]byte(k)))
		parcels, err := tx.parcels(c, h.StoreOrderID)
		if err != nil {
			return err
		}
		r := ledger.Reading{ID: h.StoreOrderID, Status: h.StatusID, Placed: 1, From: 1, To: ledger.At(tx.book.now())}
		var moved []ledger.Line
		for _, l := range h.Lines {
			r.Lines = append(r.Lines, ledger.ReadLine{ID: l.LineID, SKU: l.SKU, Ordered: l.Ordered, Place: ledger.Place(h.Location)})
			moved = append(moved, ledger.Line{ID: l.LineID, SKU: l.SKU, Moved: ledger.Place(l.Moved)})
		}
		// When the store shipped what the book's parcels don't hold is told by the book's copy of the order, with the next import.
		o := ledger.Read(&ledger.Order{ID: h.StoreOrderID, Lines: moved}, r, parcels)
		if err := tx.putAllocation(c, &o, &ledger.Order{}); err != nil {
			return err
		}
	}
	counted := false
	for range tx.scan(tableStock, nil, nil, false) {
		counted = true
		break
	}
	connections, err := tx.Connections()
	if err != nil {
		return err
	}
	for _, c := range connections {
		state, err := tx.ImportState(c.ID)
		if err != nil {
			return err
		}
		state.Allocated = false
		if err := tx.PutImportState(c.ID, state); err != nil {
			return err
		}
		if counted {
			if err := tx.ReviewRuns(c.ID, OptionStock, "Stock is counted as a ledger now: what left the store by other means than parcels of the book is taken off as well. Look at the plan first."); err != nil {
				return err
			}
		}
	}
	return nil
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
