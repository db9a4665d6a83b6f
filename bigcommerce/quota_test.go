package bigcommerce

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"
)

// limitedStore is a store with a fixed-window quota and latency both ways.
type limitedStore struct {
	limit  int
	window time.Duration
	epoch  time.Time     // a window begins here
	lazy   bool          // a window begins with its first request
	most   time.Duration // the longest latency, there and back together
	least  time.Duration
	ceil   bool // milliseconds to the reset are rounded up

	mu      sync.Mutex
	random  *rand.Rand
	ends    time.Time
	count   int
	ours    map[time.Time]int // by a window's end
	refused int
	flying  int
	maxFly  int
}

// arrive counts one request and tells the headers of its answer.
func (s *limitedStore) arrive(ours bool) (ok bool, left int, reset time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	if !now.Before(s.ends) {
		s.count = 0
		s.ends = now.Add(s.window)
		if !s.lazy {
			s.ends = now.Add(s.window - now.Sub(s.epoch)%s.window)
		}
	}
	s.count++
	ok = s.count <= s.limit
	if ours {
		s.ours[s.ends]++
		if !ok {
			s.refused++
		}
	}
	return ok, max(0, s.limit-s.count), s.ends.Sub(now)
}

func (s *limitedStore) latency() (there, back time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := s.least + time.Duration(s.random.Int64N(int64(s.most-s.least)+1))
	there = time.Duration(s.random.Int64N(int64(all) + 1))
	return there, all - there
}

func (s *limitedStore) RoundTrip(r *http.Request) (*http.Response, error) {
	s.fly(1)
	defer s.fly(-1)
	there, back := s.latency()
	if err := sleep(r.Context(), there); err != nil {
		return nil, err
	}
	ok, left, reset := s.arrive(true)
	if err := sleep(r.Context(), back); err != nil {
		return nil, err
	}
	ms := reset.Milliseconds()
	if s.ceil && reset%time.Millisecond != 0 {
		ms++
	}
	status, body := 200, `{"time":1529512970}`
	if !ok {
		status, body = 429, ""
	}
	return answer(r, status, body, "x-rate-limit-requests-quota", strconv.Itoa(s.limit), "x-rate-limit-requests-left", strconv.Itoa(left),
		"x-rate-limit-time-window-ms", strconv.FormatInt(s.window.Milliseconds(), 10), "x-rate-limit-time-reset-ms", strconv.FormatInt(ms, 10)), nil
}

func (s *limitedStore) fly(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.flying += n
	s.maxFly = max(s.maxFly, s.flying)
}

// quotaRun is one simulated afternoon at a store.
type quotaRun struct {
	Limit     int
	Window    time.Duration
	Phase     time.Duration // where in a window the work begins
	Least     time.Duration
	Most      time.Duration
	Lazy      bool
	Ceil      bool
	Workers   int
	Other     int           // requests of another app in a window, spread over it
	RestartAt time.Duration // after so long the process is replaced by a new one; 0: never
	Seed      uint64
}

// whole are the windows that lie wholly within the run.
func (r quotaRun) run(t *testing.T) (whole []int, all []int, refused, maxFly int) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		s := &limitedStore{
			limit: r.Limit, window: r.Window, epoch: begin.Add(r.Phase - r.Window), lazy: r.Lazy, most: r.Most, least: r.Least, ceil: r.Ceil,
			random: rand.New(rand.NewPCG(r.Seed, 7)), ours: map[time.Time]int{},
		}
		last := begin.Add(5*r.Window + r.Window/2)
		ctx, cancel := context.WithDeadline(context.Background(), last)
		defer cancel()
		var others sync.WaitGroup
		if r.Other > 0 {
			others.Go(func() { s.other(ctx, r.Window/time.Duration(r.Other)) })
		}
		if r.RestartAt > 0 {
			first, kill := context.WithTimeout(ctx, r.RestartAt)
			s.work(t, first, r.Workers)
			kill()
		}
		s.work(t, ctx, r.Workers)
		others.Wait()
		for ends, n := range s.ours {
			all = append(all, n)
			if !ends.Add(-r.Window).Before(begin.Add(r.RestartAt+r.Window/50)) && !ends.After(last) {
				whole = append(whole, n)
			}
		}
		refused, maxFly = s.refused, s.maxFly
	})
	return whole, all, refused, maxFly
}

// other is an app that takes a request every so often.
func (s *limitedStore) other(ctx context.Context, every time.Duration) {
	for sleep(ctx, every) == nil {
		s.arrive(false)
	}
}

// work is one process: so many workers that always want another request.
func (s *limitedStore) work(t *testing.T, ctx context.Context, workers int) {
	c := fakeClient(t, s.RoundTrip)
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for {
				if _, err := c.Time(ctx); err != nil {
					if !errors.Is(err, context.DeadlineExceeded) {
						t.Errorf("a worker ended with %v", err)
					}
					return
				}
			}
		})
	}
	all.Wait()
}

// check holds the promise of the design: 98 % of the share in each of at least three whole windows, never more than the
// share, no 429, three requests at once.
func (r quotaRun) check(t *testing.T) error {
	share := max(1, r.Limit*9/10)
	whole, all, refused, maxFly := r.run(t)
	if refused > 0 {
		return fmt.Errorf("%d requests were refused: %+v", refused, r)
	}
	if maxFly > 3 {
		return fmt.Errorf("%d requests at once: %+v", maxFly, r)
	}
	// A new process has to ask once to learn that the one before it spent the whole share.
	first := share
	if r.RestartAt > 0 {
		first++
	}
	slices.Sort(all)
	for i, n := range all {
		if (i < len(all)-1 && n > share) || n > first {
			return fmt.Errorf("%d requests in a window, the share is %d: %+v", n, share, r)
		}
	}
	if len(whole) < 3 {
		return fmt.Errorf("only %d whole windows: %+v", len(whole), r)
	}
	for _, n := range whole {
		if n*100 < share*98 {
			return fmt.Errorf("%d requests in a whole window, the share is %d: %v %+v", n, share, whole, r)
		}
	}
	return nil
}

func TestQuotaSpendsTheShareToTheLastRequest(t *testing.T) {
	ms := time.Millisecond
	for name, r := range map[string]quotaRun{
		"no latency":            {Limit: 150, Window: 30 * time.Second, Phase: 11 * time.Second, Workers: 6},
		"latency up to 100 ms":  {Limit: 150, Window: 30 * time.Second, Phase: 11 * time.Second, Most: 100 * ms, Workers: 6, Seed: 1},
		"latency of 100 ms":     {Limit: 150, Window: 30 * time.Second, Phase: 29 * time.Second, Least: 100 * ms, Most: 100 * ms, Workers: 3, Seed: 2},
		"Pro plan":              {Limit: 450, Window: 30 * time.Second, Phase: time.Second, Most: 100 * ms, Workers: 8, Seed: 3},
		"window of a request":   {Limit: 150, Window: 30 * time.Second, Phase: 11 * time.Second, Most: 100 * ms, Lazy: true, Workers: 6, Seed: 4},
		"another app":           {Limit: 150, Window: 30 * time.Second, Phase: 11 * time.Second, Most: 100 * ms, Workers: 6, Other: 14, Seed: 5},
		"restart in the middle": {Limit: 150, Window: 30 * time.Second, Phase: 11 * time.Second, Most: 100 * ms, Workers: 6, RestartAt: 12 * time.Second, Seed: 6},
		"restart while sending": {Limit: 450, Window: 30 * time.Second, Phase: 100 * ms, Most: 100 * ms, Workers: 6, RestartAt: 4 * time.Second, Seed: 7},
		"short windows":         {Limit: 20, Window: time.Second, Phase: 300 * ms, Most: 100 * ms, Workers: 6, Seed: 8},
	} {
		t.Run(name, func(t *testing.T) {
			if err := r.check(t); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestQuotaHoldsForAnyStore(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := quotaRun{
			Limit:   rapid.IntRange(50, 500).Draw(rt, "limit"),
			Window:  time.Duration(rapid.IntRange(25, 40).Draw(rt, "window")) * time.Second,
			Least:   time.Duration(rapid.IntRange(0, 40).Draw(rt, "least")) * time.Millisecond,
			Most:    time.Duration(rapid.IntRange(40, 100).Draw(rt, "most")) * time.Millisecond,
			Lazy:    rapid.Bool().Draw(rt, "lazy"),
			Ceil:    rapid.Bool().Draw(rt, "ceil"),
			Workers: rapid.IntRange(3, 9).Draw(rt, "workers"),
			Seed:    rapid.Uint64().Draw(rt, "seed"),
		}
		r.Phase = time.Duration(rapid.Int64Range(1, int64(r.Window)).Draw(rt, "phase"))
		if rapid.Bool().Draw(rt, "other") {
			r.Other = rapid.IntRange(1, r.Limit-r.Limit*9/10-1).Draw(rt, "others")
		}
		if rapid.Bool().Draw(rt, "restart") {
			r.RestartAt = time.Duration(rapid.Int64Range(1, int64(r.Window)).Draw(rt, "at"))
		}
		if err := r.check(t); err != nil {
			rt.Fatal(err)
		}
	})
}

func TestQuotaYieldsToAGreedyApp(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := quotaRun{
			Limit: 150, Window: 30 * time.Second, Most: 100 * time.Millisecond, Workers: 6,
			Other: rapid.IntRange(20, 120).Draw(rt, "others"),
			Seed:  rapid.Uint64().Draw(rt, "seed"),
			Phase: time.Duration(rapid.Int64Range(1, int64(30*time.Second)).Draw(rt, "phase")),
		}
		_, all, refused, _ := r.run(t)
		if refused > 0 {
			rt.Fatalf("%d of our requests were refused: %+v", refused, r)
		}
		for _, n := range all {
			if n > 135 {
				rt.Fatalf("%d requests in a window: %+v", n, r)
			}
		}
	})
}

// Windows that are straddled all the time, with latencies up to a whole window: nothing is promised about how much is used, only that the share is kept.
func TestQuotaNeverExceedsTheShareOfShortWindows(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := quotaRun{
			Limit:   rapid.IntRange(3, 60).Draw(rt, "limit"),
			Window:  time.Duration(rapid.IntRange(200, 3000).Draw(rt, "window")) * time.Millisecond,
			Lazy:    rapid.Bool().Draw(rt, "lazy"),
			Ceil:    rapid.Bool().Draw(rt, "ceil"),
			Workers: rapid.IntRange(1, 6).Draw(rt, "workers"),
			Seed:    rapid.Uint64().Draw(rt, "seed"),
		}
		r.Most = time.Duration(rapid.Int64Range(0, int64(r.Window)).Draw(rt, "most"))
		r.Phase = time.Duration(rapid.Int64Range(1, int64(r.Window)).Draw(rt, "phase"))
		_, all, refused, _ := r.run(t)
		if refused > 0 {
			rt.Fatalf("%d requests were refused: %+v", refused, r)
		}
		for _, n := range all {
			if share := max(1, r.Limit*9/10); n > share {
				rt.Fatalf("%d requests in a window, the share is %d: %+v", n, share, r)
			}
		}
	})
}
