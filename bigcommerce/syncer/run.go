package syncer

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// publishEvery bounds how often a run tells its watchers.
const publishEvery = 100 * time.Millisecond

// maxJobErrors bounds a record; what lies beyond is counted, not kept.
const maxJobErrors = 100

// Run is a job under way, or one that has just ended. Any number of watchers may follow it.
type Run struct {
	conn   store.Connection
	from   string  // where it was started, for the book's activity
	by     *Engine // who has started it
	option Option
	cancel context.CancelFunc
	done   chan struct{}
	quota  *bigcommerce.Quota

	mu       sync.Mutex
	job      store.Job
	snap     Snapshot
	dirty    bool
	meter    rateMeter
	before   int       // requests before this phase
	waiting  int       // requests that wait
	waits    time.Time // when the first of them began to
	watchers map[chan Snapshot]struct{}
	stop     chan struct{} // ends the publisher
	stopped  chan struct{}
}

func newRun(conn store.Connection, option Option, cancel context.CancelFunc) *Run {
	r := &Run{
		conn: conn, option: option, cancel: cancel,
		done: make(chan struct{}), stop: make(chan struct{}), stopped: make(chan struct{}),
		watchers: map[chan Snapshot]struct{}{},
	}
	r.job = store.Job{Connection: conn.ID, Option: string(option), State: store.JobRunning, Started: now()}
	return r
}

// begin starts the publisher: the job's own goroutine never waits for a watcher.
func (r *Run) begin(quota *bigcommerce.Quota) {
	r.quota = quota
	r.snap = Snapshot{Run: r.job.Run, Connection: r.conn.ID, Option: r.option, Phase: PhaseStart}
	r.meter.reset(r.job.Started)
	go func() {
		defer close(r.stopped)
		tick := time.NewTicker(publishEvery)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				r.publish()
			case <-r.stop:
				return
			}
		}
	}()
}

// ID is the run's number in the book.
func (r *Run) ID() store.RunID { return r.job.Run }

// Connection is the connection as it was when the run started.
func (r *Run) Connection() store.Connection { return r.conn }

// Done is closed when the run has ended and its record is written.
func (r *Run) Done() <-chan struct{} { return r.done }

// Snapshot is the run as it stands now.
func (r *Run) Snapshot() Snapshot {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.current()
}

// Watch follows the run: a channel of one place in which the latest snapshot replaces an unread one. The ended snapshot
// is never dropped, and the channel is closed after it. stop lets go early.
func (r *Run) Watch() (snapshots <-chan Snapshot, stop func()) {
	ch := make(chan Snapshot, 1)
	r.mu.Lock()
	defer r.mu.Unlock()
	ch <- r.current()
	if r.snap.Ended {
		close(ch)
		return ch, func() {}
	}
	r.watchers[ch] = struct{}{}
	return ch, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.watchers, ch)
	}
}

// current completes the snapshot with what is derived. The lock is held.
func (r *Run) current() Snapshot {
	s := r.snap
	s.Job = r.job
	s.Job.Errors, s.Job.Notes = slices.Clone(r.job.Errors), slices.Clone(r.job.Notes)
	s.Quota = r.quota.State()
	if s.Ended {
		s.Elapsed = r.job.Ended.Sub(r.job.Started)
		return s
	}
	at := now()
	s.Elapsed = at.Sub(r.job.Started)
	s.Rate = r.meter.rate(at)
	s.Left = pace{left: s.Total - s.Done, done: s.Done, requests: r.job.Requests - r.before, rate: s.Rate}.timeLeft(s.Quota, at)
	if r.waiting > 0 {
		s.Job.Throttled += at.Sub(r.waits) // the wait that goes on counts, too
	}
	return s
}

func (r *Run) publish() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.dirty {
		return
	}
	r.dirty = false
	r.snap.Sequence++
	r.broadcast()
}

// broadcast puts the snapshot into every watcher's place. The lock is held, so that nobody else fills it meanwhile.
func (r *Run) broadcast() {
	s := r.current()
	for ch := range r.watchers {
		select {
		case <-ch:
		default:
		}
		ch <- s
	}
}

// change applies f to the run and lets the publisher know.
func (r *Run) change(f func(*Snapshot, *store.Job)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	f(&r.snap, &r.job)
	r.dirty = true
}

// started is when the run began.
func (r *Run) started() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.job.Started
}

// phase starts counting anew.
func (r *Run) phase(p Phase, total int) {
	r.change(func(s *Snapshot, _ *store.Job) {
		s.Phase, s.Done, s.Total = p, 0, total
		r.before = r.job.Requests
		r.meter.reset(now())
	})
}

// note adds to what was left out or needs a look.
func (r *Run) note(notes []store.JobError) {
	if len(notes) > 0 {
		r.change(func(_ *Snapshot, j *store.Job) { addNotes(j, notes) })
	}
}

// remark adds to what needs a look and was not left out.
func (r *Run) remark(notes []store.JobError) {
	r.change(func(_ *Snapshot, j *store.Job) {
		skipped := j.Skipped
		addNotes(j, notes)
		j.Skipped = skipped
	})
}

// progress moves the phase on by so many and changes the record.
func (r *Run) progress(rows int, f func(*store.Job)) {
	r.change(func(s *Snapshot, j *store.Job) {
		s.Done += rows
		if s.Total > 0 {
			s.Total = max(s.Total, s.Done)
		}
		f(j)
		r.meter.add(now(), s.Done)
	})
}

// observe turns what the client tells into counts and the sentence about waiting. It may be called concurrently.
func (r *Run) observe(e bigcommerce.Event) {
	r.change(func(s *Snapshot, j *store.Job) {
		switch e.Kind {
		case bigcommerce.EventRequest:
			j.Requests++
		case bigcommerce.EventRetry:
			j.Retries++
		case bigcommerce.EventWaitStart:
			s.Waiting, s.WaitUntil = e.Reason, now().Add(e.Wait)
			if r.waiting++; r.waiting == 1 {
				r.waits = now()
			}
		case bigcommerce.EventWaitEnd:
			if r.waiting--; r.waiting == 0 {
				j.Throttled += now().Sub(r.waits)
				s.Waiting, s.WaitUntil = "", time.Time{}
			}
		}
	})
}

// jobSoFar is the record to be written beside a page.
func (r *Run) jobSoFar() store.Job {
	r.mu.Lock()
	defer r.mu.Unlock()
	j := r.job
	j.Errors, j.Notes = slices.Clone(r.job.Errors), slices.Clone(r.job.Notes)
	return j
}

// addFailures counts what went wrong and keeps as much of it as a record may hold.
func addFailures(j *store.Job, failed []store.JobError) {
	j.Failed += len(failed)
	j.Errors = append(j.Errors, failed[:min(len(failed), max(0, maxJobErrors-len(j.Errors)))]...)
}

// addNotes counts what was left out on purpose and keeps as much of it as a record may hold.
func addNotes(j *store.Job, notes []store.JobError) {
	j.Skipped += len(notes)
	j.Notes = append(j.Notes, notes[:min(len(notes), max(0, maxJobErrors-len(j.Notes)))]...)
}

// close settles the record; the watchers learn of it in end, when it is written.
func (r *Run) close(ctx context.Context, err error) store.Job {
	r.mu.Lock()
	defer r.mu.Unlock()
	j := &r.job
	j.Ended = now()
	switch {
	case err == nil:
		j.State = store.JobDone
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		j.State = store.JobCancelled
	default:
		j.State, j.Asks = store.JobFailed, Unconfirmed(err)
		addFailures(j, []store.JobError{{Ref: string(r.option), Reason: err.Error()}})
	}
	return *j
}

// end publishes the last snapshot and closes every watcher's channel.
func (r *Run) end(err, writeErr error) {
	close(r.stop)
	<-r.stopped
	r.mu.Lock()
	s := &r.snap
	s.Phase, s.Ended, s.Waiting, s.WaitUntil = PhaseEnded, true, "", time.Time{}
	s.Sequence++
	if r.job.State == store.JobFailed {
		s.Err = err
	}
	if writeErr != nil && s.Err == nil {
		s.Err = writeErr
		r.job.State = store.JobFailed
	}
	r.broadcast()
	for ch := range r.watchers {
		close(ch)
	}
	clear(r.watchers)
	r.mu.Unlock()
	close(r.done)
}
