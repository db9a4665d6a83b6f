package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"cartwire/store"
)

// source opens a file that is to be read twice, once to check it and once to import it. Standard input ("-"), and
// whatever else can't be read twice, is copied to a temporary file first. done closes it.
func (c *cli) source(path string) (file *os.File, done func(), err error) {
	var in = c.in
	if path != "-" {
		if file, err = os.Open(path); err != nil {
			return nil, nil, err
		}
		info, err := file.Stat()
		if err == nil && info.IsDir() {
			err = usagef("%s is a folder. Name a CSV file.", path)
		}
		if err != nil || info.Mode().IsRegular() {
			return file, func() { file.Close() }, err
		}
		in = file
		defer file.Close()
	}
	spool, err := os.CreateTemp("", "cartwire-import-*")
	if err != nil {
		return nil, nil, err
	}
	done = func() { spool.Close(); os.Remove(spool.Name()) }
	_, err = io.Copy(spool, in)
	if err == nil {
		_, err = spool.Seek(0, io.SeekStart)
	}
	if err != nil {
		done()
		return nil, nil, err
	}
	return spool, done, nil
}

// eachRow calls f for every row of a sheet, and bad for every one that can't be read or that f finds wrong, and counts
// them all in rows. An error that is no *rowError ends it.
func eachRow(ctx context.Context, in io.Reader, known []column, rows *int, f func(*sheetRow) error, bad func(*rowError)) error {
	s, err := openSheet(in, known)
	if err != nil {
		return err
	}
	for *rows = 0; ; *rows++ {
		if *rows%1000 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		row, err := s.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = f(&row)
		}
		if wrong, ok := errors.AsType[*rowError](err); ok {
			bad(wrong)
		} else if err != nil {
			return err
		}
	}
}

// intake is how an import went, as --json prints it on its last line.
type intake struct {
	Rows      int `json:"rows"`
	New       int `json:"new"`
	Updated   int `json:"updated"`
	Unchanged int `json:"unchanged"`
	Failed    int `json:"failed"`

	what    string // "counts"
	partial bool
}

// changed is how many records the import wrote.
func (r *intake) changed() int { return r.New + r.Updated }

// badRows is a bad row as --json prints it, on a line of its own.
type badRows struct {
	Lines  []int  `json:"lines"`
	Reason string `json:"reason"`
}

// refuse tells of a bad row, or of several that belong together. They are not kept: a file may have millions.
func (c *cli) refuse(r *intake, wrong *rowError) {
	r.Failed += len(wrong.lines)
	if c.json {
		_ = c.object(badRows{wrong.lines, wrong.reason})
		return
	}
	c.warn("%s", clean(wrong.Error()))
}

// refused says that nothing is imported; nil where the import may go on.
func (c *cli) refused(r *intake) error {
	if r.Failed == 0 || r.partial {
		return nil
	}
	c.warn("Nothing is imported: %d of %d rows are wrong. Mend them, or import the others with --partial.", r.Failed, r.Rows)
	if c.json {
		_ = c.object(intake{Rows: r.Rows, Failed: r.Failed})
	}
	return &saidError{exitFailed}
}

// imported says how an import went, and gives the exit code of one that was done in part.
func (c *cli) imported(r *intake) error {
	if c.json {
		if err := c.object(r); err != nil {
			return err
		}
	} else {
		c.say("%d rows read: %d %s new, %d changed, %d as they were, %d rows left out.", r.Rows, r.New, r.what, r.Updated, r.Unchanged, r.Failed)
	}
	if r.Failed > 0 {
		return &saidError{exitPart}
	}
	return nil
}

// record writes a line into the book's diary.
func record(book *store.Book, conn store.ConnectionID, format string, args ...any) error {
	return book.Update(func(tx *store.Tx) error {
		return tx.AddActivity(store.Activity{At: time.Now().UTC(), Who: userName(), Connection: conn, What: fmt.Sprintf(format, args...)})
	})
}
