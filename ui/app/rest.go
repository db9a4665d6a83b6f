package app

import (
	"reflect"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
)

// How often a frame is looked for while messages come, and after none has come for a second.
const (
	fps       = 30
	frame     = time.Second / fps
	restAfter = time.Second
	restFrame = time.Second
)

// rest slows the renderer's timer down while nothing happens. Bubble Tea looks for a new frame 30 times a second for as
// long as it runs, and being woken for nothing is nearly all that an idle screen costs. A frame changes only with a message.
type rest struct {
	program *tea.Program

	mu       sync.Mutex
	ticker   *time.Ticker // the renderer's; nil until it is known
	timer    *time.Timer  // of the rest to come
	messages int
	slow     bool
}

// filter sees every message before the program does, on the program's own goroutine.
func (r *rest) filter(m tea.Model, msg tea.Msg) tea.Msg {
	r.wake()
	return within(m, msg)
}

func (r *rest) wake() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ticker == nil {
		if r.ticker = tickerOf(r.program); r.ticker == nil {
			return
		}
	} else {
		r.timer.Stop()
	}
	r.messages++
	after := r.messages
	r.timer = time.AfterFunc(restAfter, func() { r.lie(after) })
	if r.slow {
		r.slow = false
		r.ticker.Reset(frame)
	}
}

// lie begins the rest after a message, unless another one came while the timer rang.
func (r *rest) lie(after int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if after == r.messages {
		r.slow = true
		r.ticker.Reset(restFrame)
	}
}

func (r *rest) resting() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.slow
}

// tickerOf finds the renderer's timer, which Bubble Tea keeps to itself; nil where it has none of that name. Only the
// program's own goroutine may ask.
func tickerOf(p *tea.Program) *time.Ticker {
	f := reflect.ValueOf(p).Elem().FieldByName("ticker")
	if !f.IsValid() || f.Type() != reflect.TypeFor[*time.Ticker]() {
		return nil
	}
	return (*time.Ticker)(f.UnsafePointer())
}
