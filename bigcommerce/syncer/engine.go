package syncer

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// Config of an engine.
type Config struct {
	// Who is named in the book's activity: the user of the machine.
	Who string
	// From is where they sit: "terminal", "SSH", "command". A run that is started from elsewhere says so itself.
	From string
	// Transport carries the requests; nil for the client's own.
	Transport http.RoundTripper
	// PageSize is how many orders are asked for at once; 0 for as many as the API gives.
	PageSize int
	// ReadBack are the pauses before each look whether the store shows a stock push; nil for half a minute's worth.
	ReadBack []time.Duration
	// Patience is how long the jobs' requests go on trying.
	Patience bigcommerce.Patience
	// Mistake is told of a panic in a job, where it was recovered, and gives the file that it has written of it; it may be nil.
	Mistake func(value any) (file string)
}

// Engine runs jobs on the connections of one book, one at a time for a connection. It is safe for concurrent use.
type Engine struct {
	book *store.Book
	cfg  Config
	*shared

	as   bool           // it is one person's, see As
	left bool           // closed, where it is one person's; mu guards it
	own  sync.WaitGroup // the jobs that it has started
}

// shared is what an engine has in common with those that were made of it.
type shared struct {
	mu     sync.Mutex
	closed bool
	runs   map[store.ConnectionID]*Run
	merges map[store.ConnectionID]bool   // connections that take another one's rows over
	quotas map[string]*bigcommerce.Quota // by API path: a store has one, whatever asks for it
	wg     sync.WaitGroup
	ended  chan struct{} // closed, and replaced, when a job has ended; for the schedulers

	totals Totals // of jobs that have ended

	ticking    sync.Mutex // one scheduler at a time decides what is due
	schedulers map[*Scheduler]struct{}
}

// NewEngine makes an engine; Close it before the book.
func NewEngine(book *store.Book, cfg Config) *Engine {
	return &Engine{book: book, cfg: cfg, shared: &shared{
		runs:       map[store.ConnectionID]*Run{},
		merges:     map[store.ConnectionID]bool{},
		quotas:     map[string]*bigcommerce.Quota{},
		ended:      make(chan struct{}),
		schedulers: map[*Scheduler]struct{}{},
	}}
}

// As is the same engine for another person: jobs, quotas and leases are shared, what they do is written down under their
// name. Closing it ends the jobs that it has started and no others; left open they go on until the engine itself is closed.
func (e *Engine) As(who, from string) *Engine {
	cfg := e.cfg
	cfg.Who, cfg.From = who, from
	return &Engine{book: e.book, cfg: cfg, shared: e.shared, as: true}
}

// Through is the same engine for a person who may not do everything: what it does to the book is done through book, which
// store.Book.Guarded has made of the engine's own.
func (e *Engine) Through(book *store.Book) *Engine {
	return &Engine{book: book, cfg: e.cfg, shared: e.shared, as: true}
}

// Began tells whether it was this engine that has started a job, and not another one that was made of the same.
func (e *Engine) Began(r *Run) bool { return r.by == e }

// BusyError says that the connection has a job under way: it holds the connection's lease.
type BusyError struct {
	Name   string
	Option Option
	// Run is that job: by the time it is looked at it may have ended.
	Run *Run
}

func (e *BusyError) Error() string {
	return fmt.Sprintf("%s is already running for %s. Wait until it has ended, or cancel it.", e.Option.Title(), e.Name)
}

// InactiveError says that the connection is switched off.
type InactiveError struct{ Name string }

func (e *InactiveError) Error() string {
	return fmt.Sprintf("%s is not active, so nothing is synchronised. Make it active first.", e.Name)
}

// NoJobError says that there is no job of that name.
type NoJobError struct{ Option Option }

func (e *NoJobError) Error() string {
	return fmt.Sprintf("There is no job called %q. Choose one of those that are listed.", string(e.Option))
}

// Start begins a job in the background and returns at once. Errors: store.ErrNotFound, *BusyError, *InactiveError,
// *NoJobError, *OptionsError, *bigcommerce.HostError, *store.KeyError, what a guarded book says.
func (e *Engine) Start(id store.ConnectionID, option Option, o StartOptions) (*Run, error) {
	if err := e.book.MayChange(); err != nil {
		return nil, err
	}
	conn, err := e.book.Connection(id)
	if err != nil {
		return nil, err
	}
	if !conn.Active {
		return nil, &InactiveError{Name: conn.Name}
	}
	job := jobs[option]
	if job == nil {
		return nil, &NoJobError{Option: option}
	}
	if err := o.fit(option); err != nil {
		return nil, err
	}
	client, err := e.client(Draft{Connection: conn})
	if err != nil {
		return nil, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed || e.left {
		return nil, context.Canceled
	}
	if r := e.runs[id]; r != nil {
		return nil, &BusyError{Name: conn.Name, Option: r.option, Run: r}
	}
	if e.merges[id] {
		return nil, &MergingError{Name: conn.Name}
	}
	ctx, cancel := context.WithCancel(context.Background())
	r := newRun(conn, option, cancel)
	r.by = e
	r.job.DryRun, r.job.Undo, r.from = o.DryRun, o.Undo, cmp.Or(o.From, e.cfg.From)
	if err := e.book.Update(func(tx *store.Tx) error {
		if _, err := tx.Connection(id); err != nil {
			return err // removed, or merged into another, since it was read
		}
		return tx.StartJob(&r.job)
	}); err != nil {
		cancel()
		return nil, err
	}
	r.begin(client.Quota())
	e.runs[id] = r
	e.own.Add(1)
	e.wg.Go(func() {
		defer e.own.Done()
		defer cancel()
		e.finish(ctx, r, e.unbroken(ctx, job, task{
			engine: e, book: e.book, conn: conn, run: r, options: o, client: client.Observed(r.observe),
		}))
	})
	return r, nil
}

// Cancel asks a run to stop and returns at once; what has been written stays, and the next run goes on from there. Whoever
// may not change the book may not end what others do in it: the error is what a guarded book says.
func (e *Engine) Cancel(r *Run) error {
	if err := e.book.MayChange(); err != nil {
		return err
	}
	r.cancel()
	return nil
}

// finish writes how the job ended, lets the connection's lease go and tells the watchers, in this order.
func (e *Engine) finish(ctx context.Context, r *Run, err error) {
	job := r.close(ctx, err)
	e.mu.Lock()
	cutShort := (e.closed || e.left) && job.State == store.JobCancelled
	e.mu.Unlock()
	writeErr := e.book.Update(func(tx *store.Tx) error {
		if err := tx.PutJob(job); err != nil {
			return err
		}
		if !cutShort { // else it is due again when the program is back
			if err := noteOutcome(tx, job, err); err != nil {
				return err
			}
		}
		return tx.AddActivity(store.Activity{At: job.Ended, Who: e.cfg.Who, From: r.from, Connection: job.Connection, What: activityOf(&job)})
	})
	e.mu.Lock()
	e.totals.add(&job)
	delete(e.runs, r.conn.ID)
	e.mu.Unlock()
	r.end(err, writeErr)
	e.mu.Lock()
	close(e.ended)
	e.ended = make(chan struct{})
	e.mu.Unlock()
}

// nextEnd is closed when the next job has ended.
func (e *Engine) nextEnd() <-chan struct{} {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.ended
}

// activityOf is what the diary says of a job.
func activityOf(job *store.Job) string {
	f := FiguresOf(job)
	what := fmt.Sprintf("%s %s: %s read, %d new, %d updated", JobTitle(job), job.State, number(f.Read, f.Unit), f.New, f.Updated)
	if f.Sent > 0 {
		what += fmt.Sprintf(", %d sent to the store", f.Sent)
	}
	if job.Failed > 0 {
		what += fmt.Sprintf(", %d failed", job.Failed)
	}
	return what
}

// Gaps is what the book lacks of a connection's orders.
func (e *Engine) Gaps(id store.ConnectionID) (store.Gaps, error) { return e.book.Gaps(id) }

// Running returns the connection's job under way, or nil.
func (e *Engine) Running(id store.ConnectionID) *Run {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.runs[id]
}

// Close cancels every job and waits until each has written where it stands.
func (e *Engine) Close() error {
	if e.as {
		return e.leave()
	}
	e.mu.Lock()
	e.closed = true
	for _, r := range e.runs {
		r.cancel()
	}
	e.mu.Unlock()
	e.wg.Wait()
	return nil
}

// leave is Close for one person's engine.
func (e *Engine) leave() error {
	e.mu.Lock()
	e.left = true
	for _, r := range e.runs {
		if r.by == e {
			r.cancel()
		}
	}
	e.mu.Unlock()
	e.own.Wait()
	return nil
}

// now is the machine's clock, in UTC.
func now() time.Time { return time.Now().UTC() }
