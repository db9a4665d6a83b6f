package command

import (
	"errors"
	"os"
	"os/user"
	"path/filepath"
	"runtime"
	"strings"

	"cartwire/store"
)

// dataFolder is where a user's programs keep their data on a system: Linux and its like have a folder for it, on macOS and
// Windows configuration and data share one (Application Support, AppData).
func dataFolder(goos string, env func(string) string, home func() (string, error)) (string, error) {
	switch goos {
	case "windows":
		if dir := env("AppData"); dir != "" {
			return filepath.Join(dir, "cartwire"), nil
		}
		return "", errors.New("%AppData% is not set")
	case "darwin":
		dir, err := home()
		return filepath.Join(dir, "Library", "Application Support", "cartwire"), err
	}
	if dir := env("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "cartwire"), nil
	}
	dir, err := home()
	return filepath.Join(dir, ".local", "share", "cartwire"), err
}

// bookFile is the book that the flags and the environment name.
func (c *cli) bookFile() (string, error) {
	if c.bookPath != "" {
		return c.bookPath, nil
	}
	if path := c.env("CARTWIRE_BOOK"); path != "" {
		return path, nil
	}
	dir, err := dataFolder(runtime.GOOS, c.env, os.UserHomeDir)
	if err != nil {
		return "", errors.New("no folder for the book could be found. Name the book with --book FILE")
	}
	return filepath.Join(dir, "book.db"), nil
}

// openBook opens the book that the flags and the environment name. words are the command's, for who finds it taken.
func (c *cli) openBook(words string, o opening) (*store.Book, error) {
	path, err := c.bookFile()
	if err != nil {
		return nil, err
	}
	told := false
	book, err := store.Open(path, store.Options{Making: o.making, Examiner: examine, Command: words, Migrating: func(_, total int) {
		if !told && total > 50_000 {
			c.note("The book is brought up to date, which takes minutes for a million orders (it has %d). It can be stopped and goes on later.", total)
		}
		told = true
	}, Passphrase: c.passphrase, Credentials: c.env("CREDENTIALS_DIRECTORY")})
	if err == nil && book.Made() && !o.owns { // serve has a log for it
		c.warn("New book at %s.", clean(path))
	}
	if err == nil && book.Backup() != "" {
		c.note("The book was brought up to date. What it was before is in %s.", clean(book.Backup()))
	}
	return book, err
}

// fromCommand is where the book's activity says that a command was typed.
const fromCommand = "command"

// from is where the person sits who has typed these words.
func (c *cli) from(words string) string {
	if c.visitor != nil && c.visitor.From != "" {
		return c.visitor.From
	}
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
