package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/dustin/go-humanize/english"
	"github.com/spf13/cobra"

	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/sheet"
)

// importFlags are those of every import.
type importFlags struct {
	format  string
	partial bool
}

func (f *importFlags) add(cmd *cobra.Command, what string) {
	cmd.Flags().BoolVar(&f.partial, "partial", false, "import the good "+what+" where others are wrong")
	cmd.Flags().StringVar(&f.format, "format", "", "csv or jsonl (default: by the file's ending, else by its first character)")
}

// importFile is a file of rows, to be read as often as it takes.
type importFile struct {
	file   *os.File
	path   string
	format string
	known  []sheet.Column
	done   func() // closes it
}

// source opens a file that is to be read twice, once to check it and once to import it. Standard input ("-"), and
// whatever else can't be read twice, is copied to a temporary file first.
func (c *cli) source(path, format string, known []sheet.Column) (*importFile, error) {
	if err := sheet.CheckFormat(format); err != nil {
		return nil, err
	}
	f := &importFile{path: path, format: format, known: known}
	var in = c.in
	if path != "-" {
		file, err := c.openFile(path)
		if err != nil {
			return nil, err
		}
		info, err := file.Stat()
		if err == nil && info.IsDir() {
			err = usagef("%s is a folder. Name a file.", path)
		}
		if err != nil {
			return nil, errors.Join(err, file.Close())
		}
		if info.Mode().IsRegular() {
			f.file, f.done = file, func() { file.Close() }
			return f, nil
		}
		in = file
		defer file.Close()
	}
	spool, err := os.CreateTemp("", "cartwire-import-*")
	if err != nil {
		return nil, err
	}
	f.file, f.done = spool, func() { spool.Close(); os.Remove(spool.Name()) }
	if _, err := io.Copy(spool, in); err != nil {
		f.done()
		return nil, err
	}
	return f, nil
}

// each reads the file from its start, and calls do for every row, and bad for every one that can't be read or that do finds
// wrong; it counts them all in rows. An error that is no *sheet.RowError ends it.
func (f *importFile) each(ctx context.Context, rows *int, do func(*sheet.Row) error, bad func(*sheet.RowError)) error {
	if _, err := f.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	s, err := sheet.Open(f.file, f.known, f.path, f.format)
	if err != nil {
		return err
	}
	return sheet.Each(ctx, s, rows, do, bad)
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
func (c *cli) refuse(r *intake, wrong *sheet.RowError) {
	r.Failed += len(wrong.Lines)
	if c.json {
		_ = c.object(badRows{wrong.Lines, wrong.Reason})
		return
	}
	c.warn("%s", clean(wrong.Error()))
}

// refused says that nothing is imported; nil where the import may go on.
func (c *cli) refused(r *intake) error {
	if r.Failed == 0 || r.partial {
		return nil
	}
	c.warn("Nothing is imported: %s of %s rows are wrong. Mend them, or import the others with --partial.", kit.Count(r.Failed), kit.Count(r.Rows))
	if c.json {
		_ = c.object(intake{Rows: r.Rows, Failed: r.Failed})
	}
	return &saidError{exitFailed}
}

// batch is a file that is imported in one transaction: all of it, or nothing.
type batch struct {
	what  string // "kits"
	known []sheet.Column
	add   func(*sheet.Row) error // gathers a row; *sheet.RowError where it is wrong
	// check looks at what was gathered as a whole, before the transaction; nil: there is nothing to look at.
	check func(refuse func(*sheet.RowError)) error
	// write writes what was gathered and counts it; what it refuses, it must not have changed.
	write func(tx *store.Tx, r *intake, refuse func(*sheet.RowError)) error
}

// maxTogether bounds the rows of files that are written in one transaction.
const maxTogether = 100_000

// errUndone takes a transaction back that was only to show what is wrong.
var errUndone = errors.New("undone")

// importBatch imports a file as a whole. Where a row is wrong nothing is written, but with --partial the others.
func (c *cli) importBatch(ctx context.Context, book *store.Book, path string, f importFlags, b batch) (*intake, error) {
	file, err := c.source(path, f.format, b.known)
	if err != nil {
		return nil, err
	}
	defer file.done()
	r := &intake{what: b.what, partial: f.partial}
	refuse := func(wrong *sheet.RowError) { c.refuse(r, wrong) }
	rows := 0
	err = file.each(ctx, &r.Rows, func(row *sheet.Row) error {
		if rows++; rows > maxTogether {
			return usagef("The file has more than %d rows. Split it: each part is imported as a whole.", maxTogether)
		}
		return b.add(row)
	}, refuse)
	if err != nil {
		return nil, err
	}
	if b.check != nil {
		if err := b.check(refuse); err != nil {
			return nil, err
		}
	}
	err = book.Update(func(tx *store.Tx) error {
		if err := b.write(tx, r, refuse); err != nil {
			return err
		}
		if r.Failed > 0 && !r.partial {
			return errUndone
		}
		return nil
	})
	if err != nil && !errors.Is(err, errUndone) {
		return nil, err
	}
	return r, c.refused(r)
}

// imported says how an import went, and gives the exit code of one that was done in part.
func (c *cli) imported(r *intake) error {
	if c.json {
		if err := c.object(r); err != nil {
			return err
		}
	} else {
		c.say("%s read: %s %s new, %s changed, %s as they were, %s left out.", kit.Of(r.Rows, "row"), kit.Count(r.New), english.PluralWord(r.New, strings.TrimSuffix(r.what, "s"), r.what), kit.Count(r.Updated), kit.Count(r.Unchanged), kit.Of(r.Failed, "row"))
	}
	if r.Failed > 0 {
		return &saidError{exitPart}
	}
	return nil
}

// record writes a line into the book's diary.
func (c *cli) record(book *store.Book, conn store.ConnectionID, format string, args ...any) error {
	return book.Update(func(tx *store.Tx) error { return c.recordIn(tx, conn, format, args...) })
}

// recordIn is record within a transaction.
func (c *cli) recordIn(tx *store.Tx, conn store.ConnectionID, format string, args ...any) error {
	return tx.AddActivity(store.Activity{At: time.Now().UTC(), Who: c.who(), From: c.from(""), Connection: conn, What: fmt.Sprintf(format, args...)})
}
