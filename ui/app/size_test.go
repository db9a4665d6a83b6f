package app

import (
	"fmt"
	"io"
	"testing"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
)

// TestTypedSizes: sizes that stand among what is typed don't make a frame larger than the program draws.
func TestTypedSizes(t *testing.T) {
	in, typing := io.Pipe()
	s := start(t, Config{}, nil, 80, 24, tea.WithInput(in))
	t.Cleanup(func() { typing.Close() })
	s.until("No store is connected yet")
	send := func(bytes string) {
		if _, err := io.WriteString(typing, bytes); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		bytes         string
		width, height int
	}{
		{"\x1b[48;256;4096;0;0t", maxWidth, 256},
		{"\x1b[48;65535;65535;0;0t\x1b[48;2000;500;0;0t", 500, maxHeight},
	} {
		send(c.bytes)
		s.untilSized(c.width, c.height)
	}
	// A size comes with another event behind it. Bubble Tea's reader would wait for ever to hand that to a program that has
	// ended: what comes after it shows that it was taken.
	send("\x10")
	s.until("What to do")
}

// TestVisitSize: nor does the size that a visitor's terminal says it has.
func TestVisitSize(t *testing.T) {
	start(t, Config{Visit: &Visit{Width: 10_000, Height: 10_000}}, nil, 0, 0).untilSized(maxWidth, maxHeight)
}

// untilSized waits for a frame of this size; none may be larger than what is drawn.
func (s *session) untilSized(width, height int) {
	s.t.Helper()
	s.until("Cartwire")
	s.awaits(fmt.Sprintf("a frame of %dx%d", width, height), func(string) bool {
		all := s.rec.all()
		w, h := lipgloss.Size(all[len(all)-1])
		return w >= width-2 && w <= width && h == height // a screen has a margin on either side
	})
	for _, f := range s.rec.all() {
		if w, h := lipgloss.Size(f); w > maxWidth || h > maxHeight {
			s.t.Fatalf("a frame of %dx%d", w, h)
		}
	}
}
