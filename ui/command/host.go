package command

import (
	"context"
	"errors"
	"sync"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// Host is the process that holds the book beyond one command: the program, `serve`, `sync --watch`. It owns the book, its
// engine, one scheduler for all who want one, and the practice store, and lets others in.
type Host struct {
	book     *store.Book
	engine   *syncer.Engine
	practice practice

	mu     sync.Mutex
	visits map[*visiting]struct{}
	ended  error // why no more visits are let in; nil: they are
	wg     sync.WaitGroup

	scheduling sync.Mutex
	wanted     int    // who wants the schedule to run
	unschedule func() // ends it
}

// visiting is a visit under way.
type visiting struct {
	end context.CancelCauseFunc
}

// errHostEnds is why visits end with the process that holds the book.
var errHostEnds = errors.New("the process that holds the book is ending, so this window closes. What was done is saved; open it again to go on")

// NewHost makes a host on an open book. Close it before engine and book, which stay the caller's.
func NewHost(book *store.Book, engine *syncer.Engine) *Host {
	return &Host{book: book, engine: engine, visits: map[*visiting]struct{}{}}
}

// Serve runs one command line for a visit, and returns its exit code. It never closes the book or the engine; jobs that
// screens have started go on after it, a command's own end with it. A panic ends this visit only. ctx ends it as an
// interrupt would.
func (h *Host) Serve(ctx context.Context, v Visit) (exitCode int) {
	ctx, me, err := h.admit(ctx)
	if err != nil {
		return h.turnedAway(v, err)
	}
	defer h.leave(me)
	return h.visit(ctx, v)
}

// Visits is how many there are.
func (h *Host) Visits() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.visits)
}

// Close ends every visit, tells each why, and waits for them.
func (h *Host) Close() error {
	h.end()
	h.wg.Wait()
	return h.practice.close()
}

// end lets nobody in any more and ends every visit.
func (h *Host) end() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.ended == nil {
		h.ended = errHostEnds
	}
	for v := range h.visits {
		v.end(h.ended)
	}
}

// ending tells that nobody is let in any more.
func (h *Host) ending() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.ended != nil
}

// Schedule runs what is due as long as somebody wants it to; what it returns ends that. Jobs under way go on.
func (h *Host) Schedule() (end func()) {
	h.scheduling.Lock()
	defer h.scheduling.Unlock()
	if h.wanted++; h.wanted == 1 {
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan struct{})
		go func() {
			defer close(done)
			_ = syncer.NewScheduler(h.engine).Run(ctx) // its only error is that it was ended
		}()
		h.unschedule = func() { cancel(); <-done }
	}
	return sync.OnceFunc(func() {
		h.scheduling.Lock()
		defer h.scheduling.Unlock()
		if h.wanted--; h.wanted == 0 {
			h.unschedule()
		}
	})
}

func (h *Host) admit(ctx context.Context) (context.Context, *visiting, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.ended != nil {
		return nil, nil, h.ended
	}
	ctx, end := context.WithCancelCause(ctx)
	me := &visiting{end: end}
	h.visits[me] = struct{}{}
	h.wg.Add(1)
	return ctx, me, nil
}

func (h *Host) leave(me *visiting) {
	h.mu.Lock()
	delete(h.visits, me)
	h.mu.Unlock()
	me.end(nil)
	h.wg.Done()
}
