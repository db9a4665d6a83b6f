package window

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"sync"
	"time"
)

// Call is a caller who was let in.
type Call struct {
	Hello
	In       io.Reader // ends with the window
	Out, Err io.Writer
	Sizes    <-chan Size // the latest; earlier ones that nobody took are left out
	line     *line
}

// mode is how keys are wanted.
type mode byte

const (
	modeLines mode = 'l' // as terminals begin
	modeRaw   mode = 'r'
	modeQuiet mode = 'q'
)

// Raw has every key sent as it is pressed, until the function it returns is called.
func (c *Call) Raw() (restore func(), err error) { return c.mode(modeRaw) }

// Quiet has the terminal not show what is typed, until the function it returns is called.
func (c *Call) Quiet() (restore func(), err error) { return c.mode(modeQuiet) }

func (c *Call) mode(m mode) (restore func(), err error) {
	err = c.line.send(frameMode, []byte{byte(m)})
	return func() { _ = c.line.send(frameMode, []byte{byte(modeLines)}) }, err
}

// mostWindows bounds how many are open at once.
const mostWindows = 500

// Holder lets callers in.
type Holder struct {
	// Version of this program: a caller of another one is turned away.
	Version string
	// Ending tells that nobody is let in any more: a caller then finds nobody there, and asks again; nil: it never ends.
	Ending func() bool
	// Admit says why a caller is turned away, in a sentence; "": let in.
	Admit func(Hello) string
	// Serve runs what a caller asks for and returns the exit code. ctx ends with the window, and when it is interrupted.
	Serve func(context.Context, *Call) int

	peer func(*net.UnixConn) (uid int, err error) // who is at the other end; nil: peerUID. Tests run as one user.

	wg    sync.WaitGroup
	mu    sync.Mutex
	conns map[net.Conn]struct{}
}

// Run lets callers in until the listener is closed. It returns at once then; Wait waits for the windows.
func (h *Holder) Run(l *net.UnixListener) {
	peer := h.peer
	if peer == nil {
		peer = peerUID
	}
	for {
		conn, err := l.AcceptUnix()
		switch {
		case errors.Is(err, net.ErrClosed):
			return
		case err != nil:
			time.Sleep(50 * time.Millisecond) // too many files are open, most likely
			continue
		}
		if sameUser(conn, peer) != nil || !h.open(conn) {
			conn.Close()
			continue
		}
		h.wg.Go(func() {
			defer h.shut(conn)
			h.receive(conn)
		})
	}
}

func (h *Holder) open(conn net.Conn) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.conns == nil {
		h.conns = map[net.Conn]struct{}{}
	}
	if len(h.conns) >= mostWindows {
		return false
	}
	h.conns[conn] = struct{}{}
	return true
}

func (h *Holder) shut(conn net.Conn) {
	h.mu.Lock()
	delete(h.conns, conn)
	h.mu.Unlock()
	conn.Close()
}

// Hurry gives what is still to be said to the windows so long: one that takes nothing any more holds nobody up.
func (h *Holder) Hurry(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for conn := range h.conns {
		_ = conn.SetWriteDeadline(time.Now().Add(d))
	}
}

// Wait waits until every window is closed.
func (h *Holder) Wait() { h.wg.Wait() }

// receive speaks with one caller.
func (h *Holder) receive(conn net.Conn) {
	l := &line{conn: conn}
	_ = conn.SetDeadline(time.Now().Add(patience))
	r := bufio.NewReader(conn)
	k, body, err := readFrame(r)
	if err != nil || k != frameHello {
		return
	}
	hello, err := parseHello(body)
	if err != nil {
		return
	}
	if h.Ending != nil && h.Ending() {
		return
	}
	if why := h.refuse(hello); why != "" {
		_ = l.send(frameRefusal, []byte(why))
		return
	}
	if l.send(frameWelcome, nil) != nil {
		return
	}
	_ = conn.SetDeadline(time.Time{})
	ctx, end := context.WithCancel(context.Background())
	defer end()
	in := &input{line: l, gone: make(chan struct{}), came: make(chan []byte, 1)}
	sizes := make(chan Size, 1)
	call := &Call{Hello: hello, In: in, Out: stream{l, frameOut}, Err: stream{l, frameErr}, Sizes: sizes, line: l}
	h.wg.Go(func() {
		defer end() // a window that is lost ends what runs in it
		defer close(in.gone)
		listen(r, in, sizes, end)
	})
	code := h.Serve(ctx, call)
	_ = conn.SetWriteDeadline(time.Now().Add(patience))
	_ = l.send(frameExit, []byte{byte(code)})
}

func (h *Holder) refuse(hello Hello) string {
	if hello.Version != h.Version {
		return "The book is in use by another version of Cartwire (" + h.Version + ", this one is " + hello.Version +
			"). Close that one, or use the same version."
	}
	return h.Admit(hello)
}

// listen takes what a caller sends until the window is lost, or sends what it must not.
func listen(r io.Reader, in *input, sizes chan Size, interrupt func()) {
	for {
		k, body, err := readFrame(r)
		if err != nil {
			return
		}
		switch k {
		case frameInput:
			if !in.take(body) {
				return
			}
		case frameInterrupt:
			interrupt()
		case frameSize:
			select {
			case <-sizes:
			default:
			}
			sizes <- sizeOf(body)
		default:
			return
		}
	}
}

// input is the caller's standard input: it is asked for as it is read.
type input struct {
	line *line
	gone chan struct{} // closed when the window is
	came chan []byte   // the piece that was wanted

	reading sync.Mutex
	rest    []byte
	ended   bool

	mu     sync.Mutex
	wanted int // bytes; 0: nothing is
}

// take keeps a piece; false: it was not wanted.
func (in *input) take(piece []byte) bool {
	in.mu.Lock()
	ok := in.wanted > 0 && len(piece) <= in.wanted
	in.wanted = 0
	in.mu.Unlock()
	if ok {
		in.came <- piece
	}
	return ok
}

// Read waits for input; io.EOF where it has ended, or the window is closed.
func (in *input) Read(p []byte) (int, error) {
	in.reading.Lock()
	defer in.reading.Unlock()
	if len(p) == 0 {
		return 0, nil
	}
	if len(in.rest) == 0 && !in.ended {
		if err := in.want(min(len(p), maxPiece)); err != nil {
			return 0, io.EOF
		}
		select {
		case in.rest = <-in.came:
		case <-in.gone:
			return 0, io.EOF
		}
		in.ended = len(in.rest) == 0
	}
	if in.ended {
		return 0, io.EOF
	}
	n := copy(p, in.rest)
	in.rest = in.rest[n:]
	return n, nil
}

func (in *input) want(n int) error {
	in.mu.Lock()
	in.wanted = n
	in.mu.Unlock()
	return in.line.send(frameWant, binary.BigEndian.AppendUint32(nil, uint32(n)))
}
