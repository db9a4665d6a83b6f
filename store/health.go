package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Part is a part of the book that Check looks at, and Mend mends.
type Part string

// The parts, in the order they are looked at. What lies behind a damaged one is not looked at.
const (
	PartFile        Part = "file"        // the pages of the file
	PartValues      Part = "values"      // every value can be read
	PartCounts      Part = "counts"      // orders by status
	PartIndex       Part = "index"       // what orders are found and counted by days by
	PartLists       Part = "lists"       // of jobs, of links by sku, of shipments to be told
	PartAllocations Part = "allocations" // what orders take of the book's stock
	PartStock       Part = "stock"       // what was counted and booked
)

// Parts lists them.
var Parts = []Part{PartFile, PartValues, PartCounts, PartIndex, PartLists, PartAllocations, PartStock}

// Mendable tells whether a part can be worked out again from others.
func (p Part) Mendable() bool { return p != PartFile && p != PartValues && p != PartStock }

// derived are the tables that are worked out again where they are wrong, so that a value in one that can't be read is no
// damage.
var derived = map[table]Part{
	tableCounts: PartCounts,
	tableDays:   PartIndex, tableSets: PartIndex, tableLabels: PartIndex, tableSegments: PartIndex, tableWords: PartIndex,
	tableJobIndex: PartLists, tableLinkSKUs: PartLists, tableOutbox: PartLists,
	tableAllocated: PartAllocations,
}

// Health is what Check has found.
type Health struct {
	Rows, Orders int
	Flaws        map[Part][]string // sentences without a full stop, at most 20 a part; none: all is well
	Unlooked     []Part            // parts that could not be looked at
	Migrating    bool              // the book is still being brought up to date
	Removing     int               // connections whose removal, or whose merging into another, is not finished
	Running      []Job             // records of jobs that run, or that an ended process left so
}

func (h *Health) flaw(p Part, format string, args ...any) {
	if len(h.Flaws[p]) < maxFlaws {
		h.Flaws[p] = append(h.Flaws[p], fmt.Sprintf(format, args...))
	}
}

// Check reads a copy of the whole book, as it stands at this moment, and says what is wrong with it. The book can be used
// meanwhile. progress, which may be nil, is told how many rows have been read. Errors: *NoRoomError where there is none for
// the copy, ctx's, the file system's.
func (b *Book) Check(ctx context.Context, progress func(rows int)) (*Health, error) {
	temp, _, err := b.copyInto(filepath.Dir(b.path))
	h := (*Health)(nil)
	if err == nil {
		defer os.Remove(temp)
		_, h, err = b.options.examine(ctx, temp, true, progress)
	}
	if d, ok := errors.AsType[*DamagedError](err); ok {
		return &Health{Flaws: map[Part][]string{PartFile: {d.Reason}}, Unlooked: Parts[1:]}, nil
	}
	return h, wrapFull("a copy of the book", err)
}

// check looks at one part after the other.
func (c *checker) check(b *Book, s *Summary) error {
	for _, step := range []struct {
		parts []Part
		look  func() error
	}{
		{[]Part{PartFile}, func() error { return c.file(b) }},
		{[]Part{PartValues}, func() error {
			return b.View(func(tx *Tx) error {
				if err := tx.summary(s); err != nil {
					return err
				}
				return c.values(tx)
			})
		}},
		{[]Part{PartCounts, PartIndex}, func() error { return b.View(c.orders) }},
		{[]Part{PartLists}, func() error { return b.View(c.lists) }},
		{[]Part{PartAllocations, PartStock}, func() error {
			return b.View(func(tx *Tx) error { return errors.Join(c.allocations(tx), c.stock(tx)) })
		}},
	} {
		if len(c.h.Flaws[PartFile])+len(c.h.Flaws[PartValues]) > 0 || !c.whole && step.parts[0].Mendable() {
			c.h.Unlooked = append(c.h.Unlooked, step.parts...)
			continue
		}
		err := step.look()
		if d, ok := errors.AsType[*DamagedError](err); ok {
			c.h.flaw(step.parts[0], "%s", d.Reason)
			err = nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// checker is one run of Examine.
type checker struct {
	whole    bool
	ctx      context.Context
	progress func(rows int)
	h        *Health
	ticks    int
}

// tick is called with every row.
func (c *checker) tick() error {
	c.ticks++
	if c.ticks%2000 != 0 {
		return nil
	}
	if c.progress != nil {
		c.progress(c.ticks)
	}
	return c.ctx.Err()
}

func (c *checker) file(b *Book) error {
	flaws, err := b.engine.check(c.ctx)
	for _, f := range flaws {
		c.h.flaw(PartFile, "%s", f)
	}
	return err
}

// values reads every row of every table, and notes what is under way.
func (c *checker) values(tx *Tx) error {
	c.h.Migrating = tx.get(tableMeta, migratingKey) != nil
	for _, t := range tables {
		part, isDerived := derived[t]
		if !isDerived {
			part = PartValues
		}
		if !tx.has(t) {
			if c.whole { // a copy of an older layout may lack some
				c.h.flaw(part, "the table %q is missing", t)
			}
			continue
		}
		for k, v := range tx.scan(t, nil, nil, false) {
			if err := c.tick(); err != nil {
				return err
			}
			c.h.Rows++
			if err := checkRow(t, k, v); err != nil {
				c.h.flaw(part, "%s (table %q, key %x)", err, t, k[:min(len(k), 32)])
				continue
			}
			c.note(t, k, v)
		}
	}
	return nil
}

// note gathers what is under way, of a row that can be read.
func (c *checker) note(t table, k, v []byte) {
	switch t {
	case tableMeta:
		if bytes.HasPrefix(k, removing) || bytes.HasPrefix(k, mergingMark) {
			c.h.Removing++
		}
	case tableOrders:
		c.h.Orders++
	case tableJobIndex:
		if s := readJobIndex(v); s.state == JobRunning {
			c.h.Running = append(c.h.Running, Job{Run: RunID(number(k)), Connection: s.connection, Option: s.option, State: s.state})
		}
	}
}
