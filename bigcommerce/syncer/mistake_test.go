package syncer_test

import (
	"errors"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// breaks panics where it is told to, as a mistake in the program would.
type breaks struct {
	http.RoundTripper
	now atomic.Bool
}

func (b *breaks) RoundTrip(r *http.Request) (*http.Response, error) {
	if b.now.Load() {
		panic("with " + r.Header.Get("X-Auth-Token"))
	}
	return b.RoundTripper.RoundTrip(r)
}

// TestAJobThatPanicsEndsAlone: with a sentence, in its record as well, and the next one runs.
func TestAJobThatPanicsEndsAlone(t *testing.T) {
	t.Parallel()
	transport := &http.Transport{}
	b := &breaks{RoundTripper: transport}
	caught := make(chan any, 1)
	w := newWorld(t, t.TempDir(), sandbox.Config{Orders: 3}, syncer.Config{Transport: b, Mistake: func(value any) string {
		caught <- value
		return "crash.txt"
	}}, everything)
	defer transport.CloseIdleConnections()
	defer w.close()
	b.now.Store(true)
	s := w.sync(t, syncer.StartOptions{})
	if e, ok := errors.AsType[*syncer.MistakeError](s.Err); !ok || e.File != "crash.txt" || len(caught) != 1 || s.Job.State != store.JobFailed {
		t.Fatalf("%v, %+v", s.Err, s.Job)
	}
	job, err := w.book.Job(s.Run)
	if err != nil || len(job.Errors) != 1 || !strings.Contains(job.Errors[0].Reason, "made a mistake") || strings.Contains(job.Errors[0].Reason, w.sb.AccessToken()) {
		t.Errorf("%+v, %v", job, err)
	}
	b.now.Store(false)
	if s := w.sync(t, syncer.StartOptions{}); s.Err != nil || s.Job.New != 3 {
		t.Errorf("the next one: %v, %+v", s.Err, s.Job)
	}
}
