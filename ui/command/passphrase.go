package command

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"runtime"

	"cartwire/store"
	"cartwire/ui/plain"
)

// The files that a passphrase is read from where nobody sits at a terminal. A passphrase is never an argument, nor the
// value of a variable: others could see it in the list of processes.
const (
	envPassphraseFile    = "CARTWIRE_PASSPHRASE_FILE"
	envNewPassphraseFile = "CARTWIRE_NEW_PASSPHRASE_FILE" // for a new key; without it the other one's
)

// passphrase asks for the passphrase of the book's key.
func (c *cli) passphrase(a store.AskPassphrase) ([]byte, error) {
	name := c.env(envPassphraseFile)
	if other := c.env(envNewPassphraseFile); a.New && other != "" {
		name = other
	}
	if name != "" && c.mayName() == nil {
		if a.Again > 0 {
			return nil, usagef("The passphrase in %s does not open the book's key. Put the right one into the file, or name another file in %s.", clean(name), envPassphraseFile)
		}
		return c.passphraseFrom(name)
	}
	if !c.inTTY || !c.errTTY {
		return nil, usagef("The book's key needs a passphrase, and there is no terminal to ask for it. Run it in one, or name a file that holds it in %s.", envPassphraseFile)
	}
	switch {
	case !a.New && a.Again == 0:
		return c.typed("The passphrase of the book's key (not shown while you type; nothing gives up):")
	case !a.New:
		return c.typed("That does not fit. The passphrase of the book's key:")
	}
	first, err := c.typed("A new passphrase for the book's key, of 12 characters at least (not shown while you type):")
	if err != nil {
		return nil, err
	}
	again, err := c.typed("The same again:")
	defer clear(again)
	if err != nil {
		clear(first)
		return nil, err
	}
	if !bytes.Equal(first, again) {
		clear(first)
		return nil, usagef("The two are not the same, so nothing was changed. Run it again.")
	}
	return first, nil
}

// passphraseFrom reads a file's first line.
func (c *cli) passphraseFrom(name string) ([]byte, error) {
	f, err := c.openFile(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if runtime.GOOS != "windows" && info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0 {
		return nil, usagef("Others on this computer can read %s, which holds the passphrase of the book's key. Take that right away: chmod 600 %s", clean(name), clean(name))
	}
	text, err := io.ReadAll(io.LimitReader(f, 4096))
	if err != nil {
		return nil, err
	}
	line, _, _ := bytes.Cut(text, []byte("\n"))
	line = bytes.TrimRight(line, "\r")
	if len(line) == 0 {
		return nil, usagef("The file %s is empty. It should hold the passphrase of the book's key, in its first line.", clean(name))
	}
	return line, nil
}

// typed asks for a line that is not shown, not even where it was typed before the question.
func (c *cli) typed(question string) ([]byte, error) {
	restore, err := c.unseen()
	if err != nil {
		return nil, err
	}
	defer restore() // an interrupt leaves the reading where it is
	c.warn("%s", question)
	type answer struct {
		line []byte
		err  error
	}
	got := make(chan answer, 1)
	go func() {
		line, err := readLine(c.in)
		got <- answer{line, err}
	}()
	select {
	case a := <-got:
		if errors.Is(a.err, io.EOF) {
			a.err = context.Canceled
		}
		return a.line, a.err
	case <-c.done:
		return nil, context.Canceled
	}
}

// unseen stops the caller's terminal from showing what is typed.
func (c *cli) unseen() (restore func(), err error) {
	if c.visitor == nil {
		if own, ok := c.streams.In.(*os.File); ok {
			return plain.Quiet(own.Fd())
		}
	} else if c.visitor.Terminal != nil {
		return c.visitor.Terminal.Quiet()
	}
	return nil, usagef("This terminal would show the passphrase. Name a file that holds it in %s.", envPassphraseFile)
}

// readLine reads to the end of a line and not a byte further.
func readLine(r io.Reader) (line []byte, err error) {
	var b [1]byte
	for len(line) < 4096 {
		n, err := r.Read(b[:])
		if n == 1 {
			if b[0] == '\n' || b[0] == '\r' {
				return line, nil
			}
			line = append(line, b[0])
		}
		if err != nil {
			return line, err
		}
	}
	return line, nil
}
