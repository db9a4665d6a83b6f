package command

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"cartwire/store"
	"cartwire/ui/report"
	"cartwire/ui/window"
)

// told is what a window tells of the caller's environment: how it draws, speaks and tells the time, where it came from, and
// where --on-order finds its programs.
var told = []string{
	"TERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "COLORTERM", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "WT_SESSION", "TMUX", "STY",
	"LANG", "LC_ALL", "LC_CTYPE", "TZ", "ACCESSIBLE", "CARTWIRE_ACCESSIBLE", "SSH_CONNECTION", "SSH_TTY", "PATH", "HOME",
}

// interrupts are the signals that end a command.
var interrupts = []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}

// window has the book's holder run this command line, where one lets others in. The error carries the exit code.
func (c *cli) window(path string) (opened bool, err error) {
	o := store.OwnerOf(path)
	if o.Socket == "" {
		return false, nil
	}
	hello, err := c.hello(path)
	if err != nil {
		return false, nil // where the current folder is gone, say: then the book is opened, or told to be taken
	}
	w, err := window.Open(o.Socket, hello)
	if no, ok := errors.AsType[*window.RefusedError](err); ok {
		c.warn("%s", no.Say)
		return true, &saidError{exitInUse}
	}
	if err != nil {
		return false, nil
	}
	code, err := w.Run(window.Streams(c.streams), o.PID, interrupts...)
	switch {
	case window.Interrupted(err):
		return true, context.Canceled
	case err != nil:
		if lost, ok := errors.AsType[*window.LostError](err); ok {
			c.warn("%s", lost)
			return true, &saidError{exitInUse}
		}
		return true, err
	}
	return true, &saidError{code}
}

func (c *cli) hello(path string) (window.Hello, error) {
	book, err := filepath.Abs(path)
	if err != nil {
		return window.Hello{}, err
	}
	dir, err := os.Getwd()
	if err != nil {
		return window.Hello{}, err
	}
	h := window.Hello{
		Version: report.Version(), Book: book, Args: c.args, Env: map[string]string{}, Dir: dir,
		InTTY: c.inTTY, OutTTY: c.outTTY, ErrTTY: c.errTTY,
	}
	for _, name := range told {
		if value := c.env(name); value != "" {
			h.Env[name] = value
		}
	}
	if size, ok := window.SizeOf(c.streams.Out); ok {
		h.Width, h.Height = size.Width, size.Height
		h.Colors = int(colorprofile.Detect(c.streams.Out, os.Environ()))
	}
	return h, nil
}

// hurry is how long what is still to be said to a window may take when the holder ends.
const hurry = time.Second

// listen lets others in, until the function it returns is called, which ends their visits. Where that can't be, the book is
// simply taken for everybody else.
func (h *Host) listen(c *cli) (shut func()) {
	path, err := filepath.Abs(h.book.Path())
	if err != nil {
		return func() {}
	}
	l, err := window.Listen(path, c.env("XDG_RUNTIME_DIR"))
	if err == nil {
		err = h.book.TellSocket(l.Addr().String())
	}
	if err != nil {
		if !errors.Is(err, window.ErrNotHere) {
			c.warn("Nobody else can open this book meanwhile: %s", clean(sentence(err)))
		}
		return func() {}
	}
	holder := &window.Holder{Version: report.Version(), Ending: h.ending, Admit: h.admits, Serve: h.receive}
	done := make(chan struct{})
	go func() {
		defer close(done)
		holder.Run(l)
	}()
	return func() {
		l.Close()
		<-done
		h.end()
		holder.Hurry(hurry)
		holder.Wait()
	}
}

// admits says why a window can't be opened; "": it can.
func (h *Host) admits(hello window.Hello) string {
	theirs, err := os.Stat(hello.Book)
	if err == nil {
		if own, err := os.Stat(h.book.Path()); err == nil && os.SameFile(theirs, own) {
			return ""
		}
	}
	return "Another book is meant than the one that is held here. Close the program that has it open, and start again."
}

// typist is standard input where somebody may sit at a terminal.
type typist struct {
	io.Reader
	Terminal
}

// receive runs a window's command line. Whoever opens one is this process's own user, who could open the book as well.
func (h *Host) receive(ctx context.Context, call *window.Call) int {
	home, _ := os.UserHomeDir()
	var in = call.In
	if call.InTTY {
		in = typist{call.In, call}
	}
	v := Visit{
		Args: call.Args, Env: func(name string) string { return call.Env[name] },
		In: in, Out: call.Out, Err: call.Err,
		InTTY: call.InTTY, OutTTY: call.OutTTY, ErrTTY: call.ErrTTY,
		Width: call.Width, Height: call.Height, Terminal: call,
		Who: userName(), Role: Admin, Dir: call.Dir, Home: home,
	}
	if call.Colors > 0 {
		colors := colorprofile.Profile(call.Colors)
		v.Colors = &colors
	}
	sizes := make(chan tea.WindowSizeMsg)
	v.Resizes = sizes
	ctx, end := context.WithCancel(ctx)
	defer end()
	go func() {
		for {
			select {
			case s := <-call.Sizes:
				select {
				case sizes <- tea.WindowSizeMsg{Width: s.Width, Height: s.Height}:
				case <-ctx.Done():
					return
				}
			case <-ctx.Done():
				return
			}
		}
	}()
	return h.Serve(ctx, v)
}
