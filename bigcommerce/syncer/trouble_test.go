package syncer_test

import (
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// TestTheQuotaIsNeverExceeded imports through a small quota of short windows: many windows pass, and no answer is a 429.
func TestTheQuotaIsNeverExceeded(t *testing.T) {
	t.Parallel()
	w := newWorld(t, t.TempDir(), sandbox.Config{
		Orders: 150, Seed: 8, Quota: sandbox.Limit{Requests: 12, Window: 700 * time.Millisecond},
	}, syncer.Config{PageSize: 5}, everything)
	defer w.close()
	s := w.sync(t, syncer.StartOptions{})
	if s.Err != nil || s.Job.New != 150 {
		t.Fatalf("%+v", s)
	}
	if stats := w.sb.Stats(); stats.Throttled != 0 {
		t.Errorf("the store refused %d of %d requests", stats.Throttled, stats.Total)
	}
	if s.Job.Throttled == 0 {
		t.Error("31 pages through a share of 10 a window, and the record knows of no wait")
	}
}

// TestAMisbehavingStoreLosesNothing has the store refuse, fail, hang up and cut its answers.
func TestAMisbehavingStoreLosesNothing(t *testing.T) {
	t.Parallel()
	faults, err := sandbox.ParseFaults("429=0.03,500=0.03,reset=0.05,truncate=0.05")
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, t.TempDir(), sandbox.Config{Orders: 400, Seed: 9, Faults: faults}, syncer.Config{PageSize: 20}, everything)
	defer w.close()
	s := w.sync(t, syncer.StartOptions{})
	if s.Err != nil || s.Job.State != store.JobDone {
		t.Fatalf("%+v", s)
	}
	if s.Job.Retries == 0 {
		t.Error("nothing went wrong: the test shows nothing")
	}
	for _, o := range w.sb.Orders() {
		if _, err := w.book.Order(w.conn.ID, o.ID); err != nil {
			t.Errorf("order %d: %v", o.ID, err)
		}
	}
	if counts, _ := w.book.OrderCounts(w.conn.ID); counts.Total != 400 {
		t.Errorf("%d orders", counts.Total)
	}
}
