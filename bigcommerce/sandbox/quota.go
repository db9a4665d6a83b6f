package sandbox

import (
	"net/http"
	"strconv"
	"sync"
	"time"
)

// What a store without a limit announces, as was seen of unlimited plans.
var unlimited = Limit{Requests: 7_000_000, Window: 30 * time.Second}

// quota counts requests in fixed windows, one after another from the sandbox's start (docs: api-rate-limits).
type quota struct {
	mu    sync.Mutex
	limit Limit
	start time.Time // of the window under way
	used  int
}

// allowance is what the answer's headers say.
type allowance struct {
	limit Limit
	left  int
	reset time.Duration
	over  bool // this request is beyond the quota
}

// take spends n requests of the window that now lies in.
func (q *quota) take(now time.Time, n int) allowance {
	q.mu.Lock()
	defer q.mu.Unlock()
	limit := q.limit
	if limit.Requests <= 0 || limit.Window <= 0 {
		limit = unlimited
	}
	if gone := now.Sub(q.start); gone >= limit.Window {
		q.start = q.start.Add(gone / limit.Window * limit.Window)
		q.used = 0
	}
	q.used += n
	return allowance{
		limit: limit,
		left:  max(0, limit.Requests-q.used),
		reset: q.start.Add(limit.Window).Sub(now),
		over:  q.used > limit.Requests && q.limit.Requests > 0,
	}
}

// refuse makes it a refusal that a fault asked for. Where the store has no limit of its own, the window it speaks of ends within a second.
func (a *allowance) refuse(own Limit) {
	a.over = true
	if own.Requests <= 0 {
		a.reset = min(a.reset, time.Second)
	}
}

// header writes the four rate-limit headers, and the seconds to wait where the quota is spent.
func (a allowance) header(h http.Header) {
	h.Set("X-Rate-Limit-Time-Window-Ms", strconv.FormatInt(a.limit.Window.Milliseconds(), 10))
	h.Set("X-Rate-Limit-Time-Reset-Ms", strconv.FormatInt(ceil(a.reset, time.Millisecond), 10))
	h.Set("X-Rate-Limit-Requests-Quota", strconv.Itoa(a.limit.Requests))
	h.Set("X-Rate-Limit-Requests-Left", strconv.Itoa(a.left))
	if a.over {
		h.Set("X-Retry-After", strconv.FormatInt(ceil(a.reset, time.Second), 10))
	}
}

// ceil counts the started steps in d, so that a client that waits so long is never early.
func ceil(d, step time.Duration) int64 { return int64((d + step - 1) / step) }
