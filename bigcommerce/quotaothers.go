package bigcommerce

import (
	"math"
	"time"
)

// Other apps draw on the same quota, and whoever spends their share in the first seconds of a window leaves them to be
// refused for the rest of it. So the last third of the share is spread over the window, while there is work: its answers
// tell what others take meanwhile, and how much they are to be left.

// pacedFrom is the shortest window that is paced; BigCommerce's has 30 seconds.
const pacedFrom = 10 * time.Second

// pacedUntil is the part of a window in which the share is spent.
const pacedUntil = 0.9

// pace is the earliest time for the next request; zero while the free part of the share lasts.
func (q *Quota) pace() time.Time {
	budget := q.budget()
	free := budget * 2 / 3
	if q.window < pacedFrom || q.win.used < free {
		return time.Time{}
	}
	part := pacedUntil * float64(q.win.used-free+1) / float64(budget-free)
	return q.win.ends.Add(-q.window).Add(time.Duration(part * float64(q.window)))
}

// seen is the part of the window that its answers tell of, from 0 to 1: up to the last of them; of a window that was met in
// the middle, from the first.
func (q *Quota) seen() float64 {
	if q.win.seen.IsZero() || q.window <= 0 {
		return 0
	}
	from := q.win.ends.Add(-q.window)
	if q.win.met.After(from) {
		from = q.win.met
	}
	return min(1, max(0, float64(q.win.seen.Sub(from))/float64(q.window)))
}

// rate is how many requests other apps make in a window, as far as this one has shown; one that came early tells nothing.
func (q *Quota) rate() int {
	return int(math.Ceil(float64(max(0, q.others-1)) / q.seen()))
}

// onTheWay is how old an answer may be when it comes, and how long a request may be under way to the store, together.
const onTheWay = 200 * time.Millisecond

// leastSeen is the part of a window that its answers are taken to tell of at least: one request that another app made while
// ours came in the first milliseconds tells of no more.
const leastSeen = 0.1

// meanwhile is how many requests other apps may have made since an answer told what is left, and may make until ours arrives:
// where requests are paced, that is long enough for what was told to be gone.
func (q *Quota) meanwhile(now time.Time) int {
	if q.win.seen.IsZero() {
		return 0
	}
	since := float64(now.Sub(q.win.seen)+onTheWay) / float64(q.window)
	return int(math.Ceil(float64(q.others) / max(q.seen(), leastSeen) * since))
}

// notice leaves others more as soon as they take more.
func (q *Quota) notice() {
	if q.window >= pacedFrom && q.seen() >= 0.2 {
		q.reserve = max(q.reserve, q.rate())
	}
}

// expect leaves others less in the next window where they took less in this one.
func (q *Quota) expect() {
	if q.window >= pacedFrom && q.seen() >= 0.5 {
		q.reserve = q.rate()
	}
}
