package command

import (
	"context"
	"errors"
	"os"
	"os/user"
	"path/filepath"
	"runtime"
	"strings"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// dataFolder is where a user's programs keep their data on this system.
func (c *cli) dataFolder() (string, error) {
	if runtime.GOOS == "linux" || strings.HasSuffix(runtime.GOOS, "bsd") {
		if dir := c.env("XDG_DATA_HOME"); filepath.IsAbs(dir) {
			return filepath.Join(dir, "cartwire"), nil
		}
		home, err := os.UserHomeDir()
		return filepath.Join(home, ".local", "share", "cartwire"), err
	}
	// On macOS and Windows configuration and data share a folder (Application Support, AppData).
	dir, err := os.UserConfigDir()
	return filepath.Join(dir, "cartwire"), err
}

// openBook opens the book that the flags and the environment name. words are the command's, for who finds it taken.
func (c *cli) openBook(words string) (*store.Book, error) {
	path := c.bookPath
	if path == "" {
		path = c.env("CARTWIRE_BOOK")
	}
	if path == "" {
		dir, err := c.dataFolder()
		if err != nil {
			return nil, errors.New("no folder for the book could be found. Name the book with --book FILE")
		}
		path = filepath.Join(dir, "book.db")
	}
	told := false
	book, err := store.Open(path, store.Options{Command: words, Migrating: func(_, total int) {
		if !told && total > 50_000 {
			c.note("The book is brought up to date, which takes minutes for a million orders (it has %d). It can be stopped and goes on later.", total)
		}
		told = true
	}})
	if err == nil && book.Backup() != "" {
		c.note("The book was brought up to date. What it was before is in %s.", clean(book.Backup()))
	}
	return book, err
}

// withBook runs f with the book open and an engine on it, and closes both.
func (c *cli) withBook(ctx context.Context, words string, f func(context.Context, *store.Book, *syncer.Engine) error) (err error) {
	book, err := c.openBook(words)
	if err != nil {
		return err
	}
	engine := syncer.NewEngine(book, syncer.Config{Who: userName(), From: c.from(words)})
	defer func() { err = errors.Join(err, engine.Close(), book.Close()) }()
	return f(ctx, book, engine)
}

// fromCommand is where the book's activity says that a command was typed.
const fromCommand = "command"

// from is where the person sits who has typed these words.
func (c *cli) from(words string) string {
	if words == "cartwire" || words == "cartwire demo" {
		return seat(c.remote())
	}
	return fromCommand
}

func userName() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "unknown"
}

// connectionNamed finds a connection, or says which there are.
func connectionNamed(book *store.Book, name string) (store.Connection, error) {
	conn, err := book.ConnectionByName(name)
	if !errors.Is(err, store.ErrNotFound) {
		return conn, err
	}
	list, err := book.Connections()
	if err != nil {
		return conn, err
	}
	if len(list) == 0 {
		return conn, usagef("There is no connection called %q: the book has none yet. Add it with: cartwire connect %q", name, name)
	}
	names := make([]string, len(list))
	for i, other := range list {
		names[i] = other.Name
	}
	return conn, usagef("There is no connection called %q. The book has: %s.", name, strings.Join(names, ", "))
}
