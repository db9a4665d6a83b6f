package syncer_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
)

// TestTimeLeftReckonsWithTheQuota holds the reckoning against a walk through the windows, request by request.
func TestTimeLeftReckonsWithTheQuota(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		const page = 250
		share := rapid.IntRange(3, 135).Draw(t, "share")
		used := rapid.IntRange(0, share).Draw(t, "used")
		reset := time.Duration(rapid.IntRange(0, 30_000).Draw(t, "reset")) * time.Millisecond
		pages := rapid.IntRange(1, 1000).Draw(t, "pages")
		took := time.Duration(rapid.IntRange(20, 900).Draw(t, "took")) * time.Millisecond // of a request
		at := time.Unix(1_800_000_000, 0)
		q := bigcommerce.QuotaState{Limit: share * 10 / 9, Left: share * 10 / 9, Share: share, Used: used, Window: 30 * time.Second, ResetAt: at.Add(reset)}

		end, spent, ends := at, used, at.Add(reset)
		for range pages {
			for spent >= share || !end.Before(ends) {
				if end.Before(ends) {
					end = ends
				}
				spent, ends = 0, ends.Add(q.Window)
			}
			spent++
			end = end.Add(took)
		}
		got := syncer.TimeLeft(pages*page, 20*page, 20, page/took.Seconds(), q, at)
		if want := end.Sub(at); got < want-q.Window-time.Second || got > want+q.Window+time.Second {
			t.Fatalf("%s, want about %s", got, want)
		}
	})
}

// TestAWaitForTheQuotaCountsWhileItLasts follows an import that the quota holds up.
func TestAWaitForTheQuotaCountsWhileItLasts(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Orders: 500, Seed: 91, Quota: sandbox.Limit{Requests: 3, Window: 4 * time.Second}}, everything)
	run, err := w.engine.Start(w.conn.ID, syncer.ImportOrders, syncer.StartOptions{})
	if err != nil {
		t.Fatal(err)
	}
	waits, counted, last := 0, 0, time.Duration(0)
	snapshots, stop := run.Watch()
	defer stop()
	for range snapshots {
		s := run.Snapshot()
		if s.Job.Throttled < last {
			t.Errorf("waited %s, and %s before", s.Job.Throttled, last)
		}
		last = s.Job.Throttled
		if s.Waiting != "" && !s.Ended {
			if waits++; s.Job.Throttled > 0 {
				counted++
			}
		}
	}
	if waits == 0 || counted == 0 || last == 0 {
		t.Errorf("%d snapshots of waits, %d of them with a time; %s in all", waits, counted, last)
	}
}
