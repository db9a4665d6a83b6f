package bigcommerce

import (
	"net/http"
	"time"
)

// A legacy account has another quota than a store-level one: so many requests in the last hour, told by
// X-BC-ApiLimit-Remaining, and HTTP 509 when they are used up. It refills request by request, an hour after each was sent,
// and no header says when.
const (
	statusHourlyLimit = 509
	hourlyLimit       = 20_000
	hourlyMargin      = 20          // left to others and to requests under way
	hourlyPause       = time.Minute // between looks at whether it has refilled
	hourlyHeader      = "X-BC-ApiLimit-Remaining"
)

// hourly is what is known of a legacy account's quota.
type hourly struct {
	known bool
	left  int
	at    time.Time // when it was told
}

// learnHourly reads the header, and keeps requests back while little is left.
func (q *Quota) learnHourly(h http.Header, now time.Time) {
	left, ok := headerInt(h, hourlyHeader)
	if !ok {
		return
	}
	q.hourly = hourly{known: true, left: left, at: now}
	if left > hourlyMargin {
		return
	}
	if until := now.Add(hourlyPause); until.After(q.paused) {
		q.paused, q.because = until, WaitQuota
	}
}

// state is the hourly quota as a QuotaState; the zero value where nothing is known of it.
func (h hourly) state() QuotaState {
	if !h.known {
		return QuotaState{}
	}
	limit := max(hourlyLimit, h.left)
	return QuotaState{
		Limit: limit, Left: h.left, Share: limit - hourlyMargin, Used: min(limit-h.left, limit-hourlyMargin),
		ResetAt: h.at.Add(time.Hour), Window: time.Hour,
	}
}
