package syncer

import (
	"time"

	"cartwire/store"
)

// Totals are what an engine has done since it was made, the jobs under way among it.
type Totals struct {
	Running                 int // jobs under way
	Done, Failed, Cancelled int // jobs that have ended
	Fetched, New, Updated   int // orders and other records
	Pushed                  int // what was sent to stores
	Requests, Retries       int
	Waited                  time.Duration // for quotas and stores that were busy
}

func (t *Totals) add(j *store.Job) {
	switch j.State {
	case store.JobDone:
		t.Done++
	case store.JobFailed:
		t.Failed++
	case store.JobCancelled:
		t.Cancelled++
	default:
		t.Running++
	}
	t.Fetched, t.New, t.Updated, t.Pushed = t.Fetched+j.Fetched, t.New+j.New, t.Updated+j.Updated, t.Pushed+j.Pushed
	t.Requests, t.Retries, t.Waited = t.Requests+j.Requests, t.Retries+j.Retries, t.Waited+j.Throttled
}

// Totals tells what the engine, and those that were made of it, have done so far.
func (e *Engine) Totals() Totals {
	e.mu.Lock()
	t := e.totals
	runs := make([]*Run, 0, len(e.runs))
	for _, r := range e.runs {
		runs = append(runs, r)
	}
	e.mu.Unlock()
	for _, r := range runs {
		if s := r.Snapshot(); !s.Ended && s.Job.State == store.JobRunning {
			t.add(&s.Job)
		}
	}
	return t
}
