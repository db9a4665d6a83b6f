package remote

import (
	"context"
	"io"
	"sync"
	"time"
	"unicode/utf8"
)

// input is what a visitor types, or pipes in. On a terminal it begins as terminals do: a line is edited and shown here, and
// comes as a whole; see Terminal.
type input struct {
	from io.Reader
	tty  bool
	echo io.Writer // where typed lines are shown
	idle time.Duration
	end  context.CancelCauseFunc

	mu    sync.Mutex
	raw   int    // how many want every key
	quiet int    // how many want nothing shown
	line  []byte // what is being typed
	ready []byte // what Read has yet to give
	eof   bool
	timer *time.Timer
}

func newInput(from io.Reader, tty bool, idle time.Duration, end context.CancelCauseFunc) *input {
	in := &input{from: from, tty: tty, idle: idle, end: end}
	if tty {
		in.timer = time.AfterFunc(idle, func() { end(&idleError{idle}) })
	}
	return in
}

func (in *input) close() {
	if in.timer != nil {
		in.timer.Stop()
	}
}

// Read gives keys as they come, or whole lines.
func (in *input) Read(p []byte) (int, error) {
	if !in.tty {
		return in.from.Read(p)
	}
	buf := make([]byte, 4096)
	for {
		if n, err := in.take(p); n > 0 || err != nil {
			return n, err
		}
		n, err := in.from.Read(buf)
		if n > 0 {
			in.timer.Reset(in.idle)
			in.typed(buf[:n])
		}
		if err != nil {
			in.end(nil) // nobody types any more
			if n == 0 {
				return 0, err
			}
		}
	}
}

func (in *input) take(p []byte) (int, error) {
	in.mu.Lock()
	defer in.mu.Unlock()
	n := copy(p, in.ready)
	in.ready = in.ready[n:]
	if n == 0 && in.eof {
		in.eof = false
		return 0, io.EOF
	}
	return n, nil
}

// maxLine bounds what is typed before enter.
const maxLine = 64 << 10

// typed takes what came from the terminal.
func (in *input) typed(b []byte) {
	in.mu.Lock()
	defer in.mu.Unlock()
	for i, c := range b {
		switch {
		case in.raw > 0:
			in.ready = append(in.ready, b[i:]...)
			return
		case c == '\r' || c == '\n':
			in.show("\r\n")
			in.ready = append(append(in.ready, in.line...), '\n')
			in.line = in.line[:0]
		case c == 3: // ctrl+c
			in.show("^C\r\n")
			in.end(nil)
		case c == 4: // ctrl+d
			if len(in.line) == 0 {
				in.eof = true
			}
		case c == 127 || c == 8:
			if len(in.line) > 0 {
				_, size := utf8.DecodeLastRune(in.line)
				in.line = in.line[:len(in.line)-size]
				in.show("\b \b")
			}
		case c == 21: // ctrl+u
			for range utf8.RuneCount(in.line) {
				in.show("\b \b")
			}
			in.line = in.line[:0]
		case c < ' ' && c != '\t' || len(in.line) >= maxLine:
		default:
			in.line = append(in.line, c)
			in.show(string(b[i : i+1]))
		}
	}
}

// show echoes; the lock is held.
func (in *input) show(s string) {
	if in.quiet == 0 && in.echo != nil {
		_, _ = io.WriteString(in.echo, s) // who can't be shown it is gone
	}
}

// Terminal is the terminal of a visit.
type Terminal struct{ in *input }

// Raw hands over every key as it is pressed, until restore.
func (t *Terminal) Raw() (restore func(), err error) { return t.while(&t.in.raw), nil }

// Quiet stops showing what is typed, until restore.
func (t *Terminal) Quiet() (restore func(), err error) { return t.while(&t.in.quiet), nil }

func (t *Terminal) while(n *int) func() {
	t.in.mu.Lock()
	*n++
	t.in.mu.Unlock()
	return sync.OnceFunc(func() {
		t.in.mu.Lock()
		*n--
		t.in.mu.Unlock()
	})
}
