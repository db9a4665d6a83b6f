package window

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"
)

// Streams are what the caller's process was started with.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// RefusedError is a holder's answer, a sentence.
type RefusedError struct{ Say string }

func (e *RefusedError) Error() string { return e.Say }

// LostError says that the process that held the book is gone, without a word.
type LostError struct{ PID int }

func (e *LostError) Error() string {
	who := "The process that held the book"
	if e.PID > 0 {
		who = fmt.Sprintf("%s (%d)", who, e.PID)
	}
	return who + " has ended without a word, so this window closes. What it had saved is in the book; run it again."
}

// errAgain is returned where a second interrupt leaves a holder that does not end what it runs.
var errAgain = errors.New("interrupted twice")

// Window is a way to the process that holds the book.
type Window struct {
	conn *net.UnixConn
	r    *bufio.Reader
}

// Open reaches a book's holder through its socket and says hello. Errors: *RefusedError; any other means that nobody answers.
func Open(socket string, hello Hello) (*Window, error) {
	if !here {
		return nil, ErrNotHere
	}
	body, err := json.Marshal(hello)
	if err != nil {
		return nil, err
	}
	if len(body) > maxHello {
		return nil, &RefusedError{"The book is in use, and this command line is too long for a window onto it. Make it shorter, or close the other one."}
	}
	conn, err := dial(socket)
	if err != nil {
		return nil, err
	}
	w := &Window{conn: conn, r: bufio.NewReader(conn)}
	err = (&line{conn: conn}).send(frameHello, body)
	if err == nil {
		err = w.welcomed()
	}
	if err != nil {
		conn.Close()
		return nil, err
	}
	return w, conn.SetDeadline(time.Time{})
}

func (w *Window) welcomed() error {
	k, body, err := readFrame(w.r)
	switch {
	case err != nil:
		return err
	case k == frameRefusal:
		return &RefusedError{string(body)}
	case k != frameWelcome:
		return &frameError{"no welcome"}
	}
	return nil
}

// Run is the caller's end until the holder says the exit code: it passes the streams, the terminal's size and the
// interrupts on. ended are the signals that interrupt; a second one leaves at once. Errors: *LostError, a stream's own.
func (w *Window) Run(s Streams, pid int, ended ...os.Signal) (code int, err error) {
	defer w.conn.Close()
	l := &line{conn: w.conn}
	t := &terminal{in: s.In, out: s.Out}
	defer t.lines()
	done := make(chan struct{})
	defer close(done)
	again := make(chan struct{})
	go t.signals(l, ended, done, again)
	wanted := make(chan int, 1)
	defer close(wanted)
	go feed(s.In, l, wanted)
	type frame struct {
		kind kind
		body []byte
		err  error
	}
	frames := make(chan frame)
	go func() {
		for {
			k, body, err := readFrame(w.r)
			select {
			case frames <- frame{k, body, err}:
			case <-done:
				return
			}
			if err != nil {
				return
			}
		}
	}()
	for {
		var f frame
		select {
		case f = <-frames:
		case <-again:
			t.leave()
			return 0, errAgain
		}
		switch {
		case f.err != nil:
			t.leave()
			return 0, &LostError{pid}
		case f.kind == frameExit:
			return int(f.body[0]), nil
		case f.kind == frameWant:
			select {
			case wanted <- int(binary.BigEndian.Uint32(f.body)):
			default:
				err = &frameError{"a wish for more input than it takes"}
			}
		case f.kind == frameMode:
			t.set(mode(f.body[0]))
		case f.kind == frameOut:
			_, err = s.Out.Write(f.body)
		case f.kind == frameErr:
			_, err = s.Err.Write(f.body)
		default:
			err = &frameError{"what only a caller sends"}
		}
		if err != nil {
			t.leave()
			return 0, err
		}
	}
}

// Interrupted tells whether a window was left by a second interrupt.
func Interrupted(err error) bool { return errors.Is(err, errAgain) }

// feed reads standard input as it is asked for. A read that nobody waits for any more ends with the process.
func feed(in io.Reader, l *line, wanted <-chan int) {
	buf := make([]byte, maxPiece)
	for n := range wanted {
		got := 0
		var err error
		for got == 0 && err == nil {
			got, err = in.Read(buf[:max(1, min(n, len(buf)))])
		}
		if l.send(frameInput, buf[:got]) != nil {
			return
		}
	}
}

// terminal is the caller's own.
type terminal struct {
	in      io.Reader
	out     io.Writer
	restore func()
	raw     bool
}

func fdOf(stream any) (uintptr, bool) {
	f, ok := stream.(*os.File)
	if !ok || !term.IsTerminal(f.Fd()) {
		return 0, false
	}
	return f.Fd(), true
}

// SizeOf is a terminal's size.
func SizeOf(out io.Writer) (size Size, ok bool) {
	fd, ok := fdOf(out)
	if !ok {
		return Size{}, false
	}
	width, height, err := term.GetSize(fd)
	return Size{width, height}, err == nil
}

func (t *terminal) set(m mode) {
	t.lines()
	fd, ok := fdOf(t.in)
	if !ok {
		return
	}
	switch m {
	case modeRaw:
		if before, err := term.MakeRaw(fd); err == nil {
			t.raw, t.restore = true, func() { _ = term.Restore(fd, before) }
		}
	case modeQuiet:
		if restore, err := quiet(fd); err == nil {
			t.restore = restore
		}
	}
}

// lines gives the terminal back as it was.
func (t *terminal) lines() {
	if t.restore != nil {
		t.restore()
		t.restore, t.raw = nil, false
	}
}

// leave gives the terminal back where the holder could not: it may stand on the screens' own page, with a hidden cursor.
func (t *terminal) leave() {
	if t.raw {
		_, _ = io.WriteString(t.out, ansi.ResetModeAltScreenSaveCursor+ansi.SetModeTextCursorEnable+
			ansi.ResetModeMouseButtonEvent+ansi.ResetModeMouseAnyEvent+ansi.ResetModeMouseExtSgr+ansi.ResetModeBracketedPaste+
			ansi.ResetModeFocusEvent+ansi.ResetModeSynchronizedOutput+ansi.KittyKeyboard(0, 1)+ansi.ResetModifyOtherKeys+ansi.ResetStyle+"\r\n")
	}
	t.lines()
}

// signals passes interrupts and sizes on.
func (t *terminal) signals(l *line, ended []os.Signal, done, again chan struct{}) {
	stop, size := make(chan os.Signal, 2), make(chan os.Signal, 1)
	if len(ended) > 0 { // none would mean all of them
		signal.Notify(stop, ended...)
		defer signal.Stop(stop)
	}
	if len(resized) > 0 {
		signal.Notify(size, resized...)
		defer signal.Stop(size)
	}
	told := false
	for {
		select {
		case <-stop:
			if told {
				close(again)
				return
			}
			told = true
			_ = l.send(frameInterrupt, nil)
		case <-size:
			if s, ok := SizeOf(t.out); ok {
				_ = l.send(frameSize, sizeBody(s.Width, s.Height))
			}
		case <-done:
			return
		}
	}
}
