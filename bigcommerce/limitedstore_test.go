package bigcommerce

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"time"
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
	share  int  // what each process is told is its share, in percent; 0: nothing

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

// other is an app that takes a request every so often.
func (s *limitedStore) other(ctx context.Context, every time.Duration) {
	for sleep(ctx, every) == nil {
		s.arrive(false)
	}
}

// work is one process: so many workers that always want another request.
func (s *limitedStore) work(t *testing.T, ctx context.Context, workers int) {
	c := fakeClient(t, s.RoundTrip)
	c.Quota().SetShare(s.share)
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
