package syncer_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// TestAPersonsEngineEndsItsOwnJobsOnly: what others have begun goes on, and each job is written down under who began it.
func TestAPersonsEngineEndsItsOwnJobsOnly(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Orders: 3000, Latency: 5 * time.Millisecond}, store.ConnectionOptions{ImportOrders: true})
	anna, ben := w.engine.As("anna", "terminal"), w.engine.As("ben", "SSH")
	run, err := anna.Start(w.conn.ID, syncer.ImportOrders, syncer.StartOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if ben.Running(w.conn.ID) != run || !anna.Began(run) || ben.Began(run) {
		t.Error("whose job it is isn't told")
	}
	if _, busy := errors.AsType[*syncer.BusyError](errOf(ben.Start(w.conn.ID, syncer.ImportOrders, syncer.StartOptions{}))); !busy {
		t.Error("two jobs run on one connection")
	}
	if err := ben.Close(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-run.Done():
		t.Error("somebody else has ended the job")
	default:
	}
	if _, err := ben.Start(w.conn.ID, syncer.ImportOrders, syncer.StartOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a closed engine starts a job: %v", err)
	}
	if err := anna.Close(); err != nil {
		t.Fatal(err)
	}
	if s := run.Snapshot(); s.Job.State != store.JobCancelled {
		t.Errorf("the job is %s", s.Job.State)
	}
	lines, err := w.book.Activities(1)
	if err != nil || len(lines) != 1 || lines[0].Who != "anna" || lines[0].From != "terminal" {
		t.Errorf("%+v, %v", lines, err)
	}
	again, err := w.engine.Start(w.conn.ID, syncer.ImportOrders, syncer.StartOptions{})
	if err != nil {
		t.Fatal(err)
	}
	again.Cancel()
	<-again.Done()
}

// TestTwoSchedulersStartAJobOnce: whichever comes first does.
func TestTwoSchedulersStartAJobOnce(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Orders: 3}, scheduled(map[string]time.Duration{"orders": time.Hour}))
	ctx, stop := context.WithCancel(t.Context())
	told, ended := make(chan *syncer.Run, 10), make(chan error, 2)
	for _, who := range []string{"anna", "ben"} {
		s := syncer.NewScheduler(w.engine.As(who, "terminal"))
		s.Started = func(r *syncer.Run) { told <- r }
		go func() { ended <- s.Run(ctx) }()
	}
	first := <-told
	<-first.Done()
	stop()
	<-ended
	<-ended
	close(told)
	for r := range told {
		if r != first {
			t.Error("the job was started twice")
		}
	}
}

func errOf(_ *syncer.Run, err error) error { return err }
