package command

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/report"
)

// bookWork is what is done with the book.
type bookWork = func(context.Context, *store.Book, *syncer.Engine) error

// opening is how a command has its book opened.
type opening struct {
	making store.Making
	// stays lets others in meanwhile. Jobs that are started in a window stay with the host.
	stays bool
	// owns refuses a book that another process holds, where others open a window.
	owns bool
}

// withBook runs f with a book that is there open, and an engine on it; what f has started ends with it. Where another process
// holds the book and lets others in, that one runs this command line, through a window.
func (c *cli) withBook(ctx context.Context, words string, f bookWork) error {
	return c.useBook(ctx, words, opening{making: store.MakeNone}, f)
}

// fillBook is withBook for a command that puts something in: it makes the book where there is none.
func (c *cli) fillBook(ctx context.Context, words string, f bookWork) error {
	return c.useBook(ctx, words, opening{making: store.MakeBook}, f)
}

// useBook is the one way to the book, for every command.
func (c *cli) useBook(ctx context.Context, words string, o opening, f bookWork) error {
	if c.visitor != nil {
		return c.onHostsBook(ctx, words, f, o.stays)
	}
	book, err := c.reachBook(ctx, words, o)
	if err != nil {
		return err
	}
	return c.onBook(ctx, words, book, f, o.stays)
}

// onHostsBook runs f for a visitor.
func (c *cli) onHostsBook(ctx context.Context, words string, f bookWork, stays bool) (err error) {
	if err := c.sameBook(); err != nil {
		return err
	}
	book := guarded(c.host.book, c.visitor.Role)
	engine := c.host.engine.As(c.who(), c.from(words)).Through(book)
	if !stays {
		defer func() { err = errors.Join(err, engine.Close()) }()
	}
	return f(ctx, book, engine)
}

// sameBook refuses a visitor who names another book: this process holds one. A window has been asked already.
func (c *cli) sameBook() error {
	if c.bookPath == "" {
		return nil
	}
	named, err := os.Stat(c.file(c.bookPath))
	if err == nil {
		if own, err := os.Stat(c.host.book.Path()); err == nil && os.SameFile(named, own) {
			return nil
		}
	}
	return usagef("This server holds one book, and it is already open. Leave --book out.")
}

// onBook runs f on a book that this process has opened, and closes it. Where it holds the book, others are let in.
func (c *cli) onBook(ctx context.Context, words string, book *store.Book, f bookWork, hold bool) (err error) {
	if hold {
		// Now, while nothing else has the terminal.
		if err := book.Unlock(); err != nil {
			return errors.Join(err, book.Close())
		}
	}
	engine := syncer.NewEngine(book, syncer.Config{Who: c.who(), From: c.from(words), Mistake: func(value any) string {
		return report.Crash(filepath.Dir(book.Path()), time.Now(), value).File
	}})
	before := c.host
	c.host = NewHost(book, engine)
	defer func() { c.host = before }()
	shut := func() {}
	if hold {
		shut = c.host.listen(c)
	}
	host := c.host
	defer func() {
		shut()
		err = errors.Join(err, host.Close(), engine.Close(), book.Close())
	}()
	return f(ctx, book, engine)
}

// answerWait is how long a book that is taken is asked for, and its holder for an answer.
const answerWait = 2 * time.Second

// reachBook opens the book, or a window onto it: then the error carries the exit code of what ran there.
func (c *cli) reachBook(ctx context.Context, words string, o opening) (*store.Book, error) {
	path, err := c.bookFile()
	if err != nil {
		return nil, err
	}
	for end := time.Now().Add(answerWait); ; {
		if !o.owns {
			if opened, err := c.window(path); opened {
				return nil, err
			}
		}
		book, err := c.openBook(words, o)
		if _, taken := errors.AsType[*store.InUseError](err); !taken || time.Now().After(end) {
			return book, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// who is the caller's name, for the book's activity.
func (c *cli) who() string {
	if c.visitor != nil {
		return c.visitor.Who
	}
	return userName()
}

// dir is the folder that the names of files are taken from; "" where there is none.
func (c *cli) dir() string {
	if c.visitor != nil {
		return c.visitor.Dir
	}
	dir, _ := os.Getwd() // without one, no file is looked for there
	return dir
}

// file is where a file lies that the caller has named.
func (c *cli) file(name string) string {
	if c.visitor == nil || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(c.visitor.Dir, name)
}

// openFile opens a file for reading that the caller has named; its errors speak of it under that name.
func (c *cli) openFile(name string) (*os.File, error) {
	if err := c.mayName(); err != nil {
		return nil, err
	}
	f, err := os.Open(c.file(name))
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		pe.Path = name
	}
	return f, err
}

// mayName tells whether the caller may name files of this machine.
func (c *cli) mayName() error {
	if c.visitor != nil && c.visitor.Dir == "" {
		return usagef("Files of this machine can't be named from where you are. Send the file on standard input, with - in place of its name.")
	}
	return nil
}

// zone is the caller's time zone.
func (c *cli) zone() *time.Location {
	if c.visitor != nil {
		if zone, err := time.LoadLocation(c.env("TZ")); err == nil && c.env("TZ") != "" {
			return zone
		}
	}
	return time.Local
}
