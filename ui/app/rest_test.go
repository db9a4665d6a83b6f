package app

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// TestRest: the timer of a program's renderer slows down where nothing comes.
func TestRest(t *testing.T) {
	s := start(t, Config{}, nil, 80, 24)
	s.until("No store is connected yet")
	for late := time.Now().Add(patience); !s.rest.resting(); time.Sleep(frame) {
		if time.Now().After(late) {
			t.Fatal("the renderer never rests: does Bubble Tea still keep its timer where it was?")
		}
	}
	s.out.take()
	s.press("?").until("Keys")
	s.out.settled(t, "the keys")
}

// TestMessageEndsRest: the first message after a rest has its frame looked for soon.
func TestMessageEndsRest(t *testing.T) {
	r := &rest{ticker: time.NewTicker(time.Hour), timer: time.AfterFunc(time.Hour, func() {}), slow: true}
	defer r.timer.Stop()
	defer r.ticker.Stop()
	r.filter(nil, tea.KeyPressMsg{Code: 'a'})
	select {
	case <-r.ticker.C:
	case <-time.After(patience):
		t.Error("the timer still rests")
	}
}

// TestRestMayMissTheTimer: a Bubble Tea that keeps its timer elsewhere goes on as before.
func TestRestMayMissTheTimer(t *testing.T) {
	r := &rest{program: &tea.Program{}}
	if msg := r.filter(nil, tea.KeyPressMsg{Code: 'a'}); msg != (tea.KeyPressMsg{Code: 'a'}) || r.resting() {
		t.Errorf("%v, %v", msg, r.resting())
	}
}
