package window

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

// kind says what a frame is.
type kind byte

// From the caller.
const (
	frameHello     kind = 'H' // a hello, JSON
	frameInput     kind = 'i' // bytes of standard input, at most as many as were wanted; none: it has ended
	frameSize      kind = 's' // the terminal's width and height, two bytes each
	frameInterrupt kind = 'c' // ctrl+c, or a signal that ends
)

// From the holder.
const (
	frameWelcome kind = 'W' // the hello is taken
	frameRefusal kind = 'R' // it is not: a sentence
	frameWant    kind = 'w' // standard input is wanted: at most so many bytes, four bytes
	frameOut     kind = 'o' // bytes of standard output
	frameErr     kind = 'e' // bytes of standard error
	frameMode    kind = 'm' // how keys are wanted: a mode
	frameExit    kind = 'x' // the exit code, a byte; the last frame
)

// The bounds of a frame's length, in bytes. A command line may be long, all else comes in pieces.
const (
	maxHello = 1 << 20
	maxPiece = 32 << 10
)

// frameError is a frame that no version of this program sends.
type frameError struct{ what string }

func (e *frameError) Error() string { return "the other end of the window sends " + e.what }

func limit(k kind) (most uint32, known bool) {
	switch k {
	case frameHello:
		return maxHello, true
	case frameInput, frameOut, frameErr, frameRefusal:
		return maxPiece, true
	case frameSize, frameWant:
		return 4, true
	case frameMode, frameExit:
		return 1, true
	case frameInterrupt, frameWelcome:
		return 0, true
	}
	return 0, false
}

// readFrame reads one frame. Errors: *frameError, io.EOF between two frames, io.ErrUnexpectedEOF within one, r's own.
func readFrame(r io.Reader) (kind, []byte, error) {
	var head [5]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, nil, err
	}
	k, n := kind(head[0]), binary.BigEndian.Uint32(head[1:])
	most, known := limit(k)
	switch {
	case !known:
		return 0, nil, &frameError{fmt.Sprintf("a frame that isn't known (%d)", head[0])}
	case n > most:
		return 0, nil, &frameError{fmt.Sprintf("a frame that is too long (%d bytes of %q)", n, rune(k))}
	case n < most && most <= 4:
		return 0, nil, &frameError{fmt.Sprintf("a frame that is too short (%d bytes of %q)", n, rune(k))}
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(r, body); err == io.EOF {
		return 0, nil, io.ErrUnexpectedEOF
	} else if err != nil {
		return 0, nil, err
	}
	return k, body, nil
}

// line is a connection on which several may send.
type line struct {
	conn net.Conn
	mu   sync.Mutex
}

// send writes one frame.
func (l *line) send(k kind, body []byte) error {
	frame := make([]byte, 5, 5+len(body))
	frame[0] = byte(k)
	binary.BigEndian.PutUint32(frame[1:], uint32(len(body)))
	frame = append(frame, body...)
	l.mu.Lock()
	defer l.mu.Unlock()
	_, err := l.conn.Write(frame)
	return err
}

// stream is a standard stream, sent in pieces.
type stream struct {
	*line
	kind kind
}

func (s stream) Write(p []byte) (int, error) {
	for sent := 0; sent < len(p); {
		piece := p[sent:min(len(p), sent+maxPiece)]
		if err := s.send(s.kind, piece); err != nil {
			return sent, err
		}
		sent += len(piece)
	}
	return len(p), nil
}

func sizeBody(width, height int) []byte {
	body := binary.BigEndian.AppendUint16(nil, uint16(max(0, min(width, 0xffff))))
	return binary.BigEndian.AppendUint16(body, uint16(max(0, min(height, 0xffff))))
}

func sizeOf(body []byte) Size {
	return Size{int(binary.BigEndian.Uint16(body)), int(binary.BigEndian.Uint16(body[2:]))}
}

// Size is a terminal's, in cells.
type Size struct{ Width, Height int }

// patience is how long either end waits for the other to begin.
const patience = 2 * time.Second
