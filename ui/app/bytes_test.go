package app

import (
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/screen"
)

// How many bytes one cursor move may send in a window of 120x40, with the preview closed and open.
const (
	moveBudget    = 400
	previewBudget = 2000
)

// moves are the bytes that a cursor move in the orders list sends, on average.
type moves struct{ inside, scrolling, preview int }

// movesOf moves the cursor of the orders list in a window of 120x40: inside the window, at its end, and with the preview open.
func movesOf(t testing.TB) (m moves) {
	t.Helper()
	s := start(t, Config{Now: func() time.Time { return noon }}, nil, 120, 40)
	c := store.Connection{Name: "Acme Outdoors", Active: true}
	if err := s.book.SaveConnection(&c, ""); err != nil {
		t.Fatal(err)
	}
	orders := make([]store.Order, 300)
	for i := range orders {
		orders[i] = order(uint64(1000 + i))
	}
	put(t, s.book, c.ID, orders...)
	s.until("Cartwire")
	s.p.Send(screen.OpenMsg{Kind: screen.Orders, Connection: c.ID, Name: c.Name})
	s.until("300 orders", "▌ 1299")
	for s.out.quiet() > 0 { // until the list has come to rest
	}
	const times = 8
	at := 1299
	// measure moves so many times, and waits each time until it has been written: two moves in one write would cost less.
	measure := func(times int, and string) (sum int) {
		for range times {
			at--
			s.press("down").until(fmt.Sprintf("▌ %d", at), fmt.Sprintf(and, at))
			sum += s.out.settled(t, "a move")
		}
		return (sum + s.out.quiet()) / times // what came late
	}
	m.inside = measure(times, "%d")
	measure(25, "%d") // to the window's end
	m.scrolling = measure(times, "%d")

	s.press("p").until("Billed to", fmt.Sprintf("Order %d", at))
	s.out.quiet()
	m.preview = measure(times, "Order %d")
	return m
}

func TestBytesOfACursorMove(t *testing.T) {
	m := movesOf(t)
	t.Logf("%+v", m)
	if m.inside >= moveBudget {
		t.Errorf("a cursor move sends %d bytes, the budget is %d", m.inside, moveBudget)
	}
	if m.preview >= previewBudget {
		t.Errorf("a cursor move with the preview open sends %d bytes, the budget is %d", m.preview, previewBudget)
	}
}

// An idle screen sends nothing, however often it is drawn anew: only what has changed is written.
func TestIdleSendsNothing(t *testing.T) {
	s := start(t, Config{Now: func() time.Time { return noon }}, nil, 120, 40)
	s.until("No store is connected yet")
	for s.out.quiet() > 0 {
	}
	for range 30 {
		select {
		case <-s.rec.news:
		default:
		}
		s.p.Send(tickMsg{now: noon})
		<-s.rec.news // it was drawn
	}
	if n := s.out.quiet(); n > 0 {
		t.Errorf("an idle screen sent %d bytes", n)
	}
}

// writes counts how often the renderer writes.
type writes struct{ n atomic.Int64 }

func (w *writes) Write(b []byte) (int, error) {
	w.n.Add(1)
	return len(b), nil
}

// However fast keys come, at most 30 frames a second are sent. The bound is taken from the time that the keys took.
func TestFramesASecond(t *testing.T) {
	var out writes
	s := start(t, Config{Now: func() time.Time { return noon }}, nil, 120, 40, tea.WithOutput(&out))
	s.until("No store is connected yet")
	before, began := out.n.Load(), time.Now()
	for range 2000 {
		s.press("down", "up")
	}
	frames, most := out.n.Load()-before, int64(time.Since(began).Seconds()*30)+5 // a late tick and the first frames
	t.Logf("%d frames of at most %d for 4,000 keys", frames, most)
	if frames > most {
		t.Errorf("%d frames in a time for %d", frames, most)
	}
}

// quiet counts what was written until nothing has been for some frames.
func (w *terminal) quiet() (n int) {
	for {
		select {
		case <-w.wrote:
			n += len(w.take())
		case <-time.After(5 * time.Second / fps):
			return n + len(w.take())
		}
	}
}

// settled waits until the renderer has written, and counts what.
func (w *terminal) settled(t testing.TB, shown string) int {
	t.Helper()
	late := time.After(patience)
	for {
		w.mu.Lock()
		n := w.buf.Len()
		w.mu.Unlock()
		if n > 0 {
			return len(w.take())
		}
		select {
		case <-w.wrote:
		case <-late:
			t.Fatalf("nothing was written for %s", shown)
		}
	}
}
