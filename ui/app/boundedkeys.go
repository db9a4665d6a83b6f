package app

import (
	"io"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/ansi/parser"
)

// The bounds of what a visitor types, in bytes: Bubble Tea keeps a paste, or a sequence, until its end.
const (
	maxPaste    = 1 << 20
	maxSequence = 4 << 10
	// maxParams bounds a sequence's parameters: no key has so many, and Ultraviolet's reader panics at more than 32.
	maxParams = 16
)

// boundedKeys is a visitor's input with pastes and escape sequences of bounded length: of a longer one, the rest is left out.
type boundedKeys struct {
	from   io.Reader
	parser *ansi.Parser
	open   int // bytes of the sequence that is not ended
	params int // its parameters but the first
	paste  int // bytes of the paste that is not ended; -1: none is open
	read   [4 << 10]byte
	ready  []byte // what is still to be given
}

func newBoundedKeys(from io.Reader) *boundedKeys {
	t := &boundedKeys{from: from, parser: ansi.NewParser(), paste: -1}
	t.parser.SetDataSize(1) // of sequences that hold text, the text is of no interest here
	t.parser.SetHandler(ansi.Handler{HandleCsi: func(cmd ansi.Cmd, params ansi.Params) {
		if cmd.Final() != '~' {
			return
		}
		switch n, _, _ := params.Param(0, 0); n {
		case 200:
			t.paste = 0
		case 201:
			if t.paste > maxPaste {
				t.ready = append(t.ready, ansi.BracketedPasteEnd[:len(ansi.BracketedPasteEnd)-1]...)
			}
			t.paste = -1
		}
	}})
	return t
}

// Read gives what is ready, and waits for more where nothing is.
func (t *boundedKeys) Read(p []byte) (int, error) {
	for len(t.ready) == 0 {
		n, err := t.from.Read(t.read[:])
		for _, b := range t.read[:n] {
			if t.keeps(b) {
				t.ready = append(t.ready, b)
			}
		}
		if err != nil && len(t.ready) == 0 {
			return 0, err
		}
	}
	n := copy(p, t.ready)
	t.ready = append(t.ready[:0], t.ready[n:]...)
	return n, nil
}

// keeps takes the next byte, and reports whether it has room.
func (t *boundedKeys) keeps(b byte) bool {
	before := t.text()
	t.parser.Advance(b)
	if t.paste >= 0 {
		t.paste++
	}
	if before && t.text() {
		return t.paste <= maxPaste
	}
	if t.open++; b == ansi.ESC {
		t.open, t.params = 1, 0 // another one begins, or this one's end
	}
	if b == ';' || b == ':' {
		t.params++
	}
	room := t.open <= maxSequence && t.paste <= maxPaste && (t.params <= maxParams || b < '0' || b > ';')
	if t.text() {
		t.open, t.params = 0, 0
	}
	return room
}

// text reports whether no sequence is open.
func (t *boundedKeys) text() bool {
	s := t.parser.State()
	return s == parser.GroundState || s == parser.Utf8State
}
