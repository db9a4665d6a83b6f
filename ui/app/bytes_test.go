package app

import (
	"fmt"
	"testing"
	"time"

	"cartwire/store"
	"cartwire/ui/screen"
)

// How many bytes one cursor move may send in a window of 120x40, with the preview closed and open.
const (
	moveBudget    = 400
	previewBudget = 2000
)

func TestBytesOfACursorMove(t *testing.T) {
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
	s.out.settled(t, "the list")
	at := 1299
	move := func(n int) int {
		sum := 0
		for range n {
			at--
			s.press("down").until(fmt.Sprintf("▌ %d", at))
			sum += s.out.settled(t, "")
		}
		return sum / n
	}
	inside, scrolling := move(30), 0
	move(10) // to the window's end
	scrolling = move(30)
	t.Logf("a move inside the window sends %d bytes, one that scrolls %d", inside, scrolling)
	if inside >= moveBudget {
		t.Errorf("a cursor move sends %d bytes, the budget is %d", inside, moveBudget)
	}

	s.press("p").until("Billed to", fmt.Sprintf("Order %d", at))
	s.out.settled(t, "")
	sum, most := 0, 0
	for range 30 {
		at--
		s.press("down").until(fmt.Sprintf("▌ %d", at), fmt.Sprintf("Order %d", at))
		n := s.out.quiet()
		sum, most = sum+n, max(most, n)
	}
	t.Logf("a move with the preview open sends %d bytes, at most %d", sum/30, most)
	if sum/30 >= previewBudget {
		t.Errorf("a cursor move with the preview open sends %d bytes, the budget is %d", sum/30, previewBudget)
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
