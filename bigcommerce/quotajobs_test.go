package bigcommerce

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// jobsRun is an afternoon of jobs at a store: each reads a few pages and sends a few changes, one request after the other,
// for ever. Jobs of several connections to one store share its quota and its line of writes.
type jobsRun struct {
	Jobs  int
	Reads int // pages that a job reads before it writes
	Write int // requests that it then writes
	Other int // requests of another app in a window, evenly
	Until int // windows after which it stops; 0: it never does
	Most  time.Duration
	Phase time.Duration
	Seed  uint64
}

type jobsOutcome struct {
	whole         []int // our requests in each whole window, the first first
	others        int   // of the other app, all
	othersRefused int
	refused       int
	most          int // in any window
	writesAtOnce  int
}

const jobsLimit, jobsWindow = 150, 30 * time.Second

func (r jobsRun) run(t *testing.T) (out jobsOutcome) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		s := &limitedStore{
			limit: jobsLimit, window: jobsWindow, epoch: begin.Add(r.Phase - jobsWindow), most: r.Most,
			random: rand.New(rand.NewPCG(r.Seed, 7)), ours: map[time.Time]int{},
		}
		last := begin.Add(5*jobsWindow + jobsWindow/2)
		ctx, cancel := context.WithDeadline(context.Background(), last)
		defer cancel()
		var mu sync.Mutex
		writing := 0
		c := fakeClient(t, func(req *http.Request) (*http.Response, error) {
			if req.Method != http.MethodGet {
				mu.Lock()
				writing++
				out.writesAtOnce = max(out.writesAtOnce, writing)
				mu.Unlock()
				defer func() {
					mu.Lock()
					writing--
					mu.Unlock()
				}()
			}
			return s.RoundTrip(req)
		})
		var all sync.WaitGroup
		for n := range r.Jobs {
			all.Go(func() { r.job(t, ctx, c, n) })
		}
		if r.Other > 0 {
			all.Go(func() {
				for sleep(ctx, jobsWindow/time.Duration(r.Other)) == nil && (r.Until == 0 || time.Since(begin) < time.Duration(r.Until)*jobsWindow) {
					out.others++
					if ok, _, _ := s.arrive(false); !ok {
						out.othersRefused++
					}
				}
			})
		}
		all.Wait()
		for _, ends := range slices.SortedFunc(maps.Keys(s.ours), time.Time.Compare) {
			n := s.ours[ends]
			out.most = max(out.most, n)
			if !ends.Add(-jobsWindow).Before(begin) && !ends.After(last) {
				out.whole = append(out.whole, n)
			}
		}
		out.refused = s.refused
	})
	return out
}

// job is one job after another on one connection, of the kinds there are.
func (r jobsRun) job(t *testing.T, ctx context.Context, c *Client, n int) {
	for {
		for range r.Reads {
			if _, err := c.Time(ctx); ended(t, err) {
				return
			}
		}
		for range r.Write {
			var err error
			if n%2 == 0 {
				err = c.AdjustInventory(ctx, "test", []Adjustment{{LocationID: 1, VariantID: 7, Quantity: 3}})
			} else {
				err = c.send(ctx, http.MethodPut, "/v2/orders/1", struct{}{}, true, nil)
			}
			if ended(t, err) {
				return
			}
		}
	}
}

func ended(t *testing.T, err error) bool {
	if err != nil && !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a job ended with %v", err)
	}
	return err != nil
}

func drawJobs(rt *rapid.T) jobsRun {
	return jobsRun{
		Jobs:  rapid.IntRange(1, 4).Draw(rt, "jobs"),
		Reads: rapid.IntRange(1, 12).Draw(rt, "reads"),
		Write: rapid.IntRange(0, 6).Draw(rt, "writes"),
		Most:  time.Duration(rapid.IntRange(1, 100).Draw(rt, "latency")) * time.Millisecond,
		Phase: time.Duration(rapid.Int64Range(1, int64(jobsWindow)).Draw(rt, "phase")),
		Seed:  rapid.Uint64().Draw(rt, "seed"),
	}
}

// TestJobsSpendTheShare holds that reads and writes, as jobs make them, use 98 % of our share while work waits, that none is
// refused, and that writes go one at a time whoever sends them.
func TestJobsSpendTheShare(t *testing.T) {
	t.Parallel()
	const share = jobsLimit * 9 / 10
	rapid.Check(t, func(rt *rapid.T) {
		r := drawJobs(rt)
		out := r.run(t)
		if out.refused > 0 || out.most > share || out.writesAtOnce > 1 || len(out.whole) < 3 {
			rt.Fatalf("%+v: %+v", r, out)
		}
		for _, n := range out.whole {
			if n*100 < share*98 {
				rt.Fatalf("%d of %d in a whole window: %+v: %+v", n, share, r, out)
			}
		}
	})
}

// TestJobsMakeRoomForAnotherApp has another app take half of the quota. It is noticed within a window: from then on it is
// refused nothing, and what it leaves is used. When it stops, its half is used again.
func TestJobsMakeRoomForAnotherApp(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := drawJobs(rt)
		r.Other, r.Until = jobsLimit/2, rapid.SampledFrom([]int{0, 0, 2}).Draw(rt, "windows of the other app")
		if err := r.checkRoom(t); err != nil {
			rt.Fatal(err)
		}
	})
}

// TestAnotherAppIsNoticedInTheMiddleOfAWindow begins beside another app where a third of the window is left: what was used
// before that tells nothing of it, nor does the time.
func TestAnotherAppIsNoticedInTheMiddleOfAWindow(t *testing.T) {
	r := jobsRun{Jobs: 1, Reads: 1, Other: jobsLimit / 2, Most: time.Millisecond, Phase: 12014 * time.Millisecond}
	if err := r.checkRoom(t); err != nil {
		t.Error(err)
	}
}

// TestOneRequestInABurstTellsOfNoGreedyApp has another app's request fall into the milliseconds in which a near store answers the
// unpaced part of our share: that isn't taken for what it makes all the time.
func TestOneRequestInABurstTellsOfNoGreedyApp(t *testing.T) {
	r := jobsRun{Jobs: 3, Reads: 1, Other: jobsLimit / 2, Most: time.Millisecond, Phase: jobsWindow}
	if err := r.checkRoom(t); err != nil {
		t.Error(err)
	}
}

func (r jobsRun) checkRoom(t *testing.T) error {
	out := r.run(t)
	// In the window in which it is noticed two thirds of our share may be gone already. Where we begin in the last two fifths of
	// a window, all of it may be gone there before anything can be noticed: then the other app, once it takes more than the
	// rest, is refused there, and one request of ours may be as well, which it and not we have caused.
	over, ours := jobsLimit*9/10*2/3+jobsLimit/10+r.Other-jobsLimit, 0
	if r.Phase < jobsWindow*2/5 {
		over += max(0, int(r.Phase*time.Duration(r.Other)/jobsWindow)-jobsLimit/10)
		ours = 1
	}
	if out.refused > ours || out.writesAtOnce > 1 || len(out.whole) < 4 {
		return fmt.Errorf("%+v: %+v", r, out)
	}
	if out.othersRefused > over {
		return fmt.Errorf("%d of the other app's %d were refused: %+v: %+v", out.othersRefused, out.others, r, out)
	}
	left := jobsLimit - r.Other
	for i, n := range out.whole {
		switch {
		case r.Until == 0 && i > 0 && (n > left || n < left*95/100):
			return fmt.Errorf("%d of %d in a whole window: %+v: %+v", n, left, r, out)
		case r.Until > 0 && i > r.Until+1 && n*100 < jobsLimit*9/10*98:
			return fmt.Errorf("%d in a whole window after it stopped: %+v: %+v", n, r, out)
		}
	}
	return nil
}
