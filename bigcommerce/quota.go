package bigcommerce

import (
	"cmp"
	"container/list"
	"context"
	"sync"
	"time"
)

// QuotaState is what is known of a store's quota. Limit 0: nothing learnt yet, or the store tells no quota.
type QuotaState struct {
	Limit   int           // requests in a window, all apps together
	Left    int           // of those, as last told
	Share   int           // how many of Limit are ours
	Used    int           // how many of Share are spent
	ResetAt time.Time     // when the window has surely ended
	Window  time.Duration // how long a window is
	Others  int           // requests of other apps that are reckoned with in a window
}

const (
	ourPercent  = 90 // of the quota, unless SetShare says otherwise; the rest is for the store's other apps
	maxInFlight = 3  // reads at once for a store (docs pull request 684 keeps the real number undisclosed)
	quotaGuard  = 5 * time.Millisecond
)

// Quota is the request quota of one store, shared by all its clients. It is learnt from the X-Rate-Limit headers of every
// answer (docs: api-docs/getting-started/api-rate-limits): a fixed window, a limit that all apps share, what is left of it
// and in how many milliseconds it resets.
//
// In each window it lets its share of the limit through (90 %, see SetShare), counted by itself, and never more than the
// store says are left; fewer where other apps take more than the rest, see quotaothers.go. Requests go one at a time
// before the first answer and at most three at once afterwards, first come, first served.
//
// The end of a window is known only to lie between (sent + reset) and (received + reset) of an answer that belongs to it;
// the smallest (received + reset) is what is waited for. A request that is under way when a window ends is counted in the
// next one as well, until its answer shows where it belonged. So the share may at worst be used a little late, but is
// never exceeded.
type Quota struct {
	mu      sync.Mutex
	percent int  // of the limit that are ours; 0: ourPercent
	learnt  bool // an answer has come, with or without headers
	limit   int
	left    int // the smallest told in this window
	window  time.Duration
	win     window
	paused  time.Time // until then nothing is sent: the store asked for it
	because string    // why, WaitQuota or WaitBusy
	active  int       // slots taken, until the body is read
	flying  int       // slots without an answer
	others  int       // requests of other apps in this window, at least
	reserve int       // requests of other apps to be expected in a window
	waiting list.List // of *waiter
	timer   *time.Timer
	hourly  hourly        // a legacy account's quota
	writing chan struct{} // holds the one write under way
}

// window is one window of the quota, as far as it is known.
type window struct {
	began  time.Time // when it became the current one here
	before time.Time // the surest end of the window before it
	ends   time.Time // the surest end: it has ended by then
	lasts  time.Time // it lasts at least until then
	open   bool      // ends is a guess: no answer of this window has come yet
	used   int       // our requests in it
	met    time.Time // what was used of it before that counts as ours, for it may be; zero: nothing does
	seen   time.Time // the last answer that told how much of it is left
	carry  int       // answered requests that may belong to the next window
}

// waiter is one request in the line.
type waiter struct {
	granted chan *slot
	told    chan waitNotice // one notice at most: why it stands here
	noticed bool
}

type waitNotice struct {
	until  time.Time
	reason string
}

// NewQuota makes a quota of which nothing is known yet.
func NewQuota() *Quota { return &Quota{writing: make(chan struct{}, 1)} }

// SetShare sets how many percent of the limit are ours, from the next request on; 0 is the usual 90. A legacy account's hourly
// quota has no share.
func (q *Quota) SetShare(percent int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.percent = min(max(percent, 0), 100)
	q.serve()
}

// State is what is known now.
func (q *Quota) State() QuotaState {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.limit == 0 {
		return q.hourly.state()
	}
	s := QuotaState{Limit: q.limit, Left: max(q.left, 0), Share: q.budget(), Used: q.win.used, ResetAt: q.win.ends, Window: q.window, Others: q.reserve}
	if !time.Now().Before(q.win.ends.Add(quotaGuard)) && q.flying == 0 {
		s.Left, s.Used = q.limit, 0 // over, and nobody has asked since
	}
	return s
}

// budget is how many requests of a window are ours: the share, less what other apps were seen to take beyond the rest.
func (q *Quota) budget() int {
	share := q.fullShare()
	if q.reserve <= q.limit-share {
		return share
	}
	return max(1, q.limit/10, q.limit-q.reserve-q.caution())
}

func (q *Quota) fullShare() int { return max(1, q.limit*cmp.Or(q.percent, ourPercent)/100) }

// take waits for the right to send one request. notice is called once at most, when the wait is for the quota rather than
// for another request of ours.
func (q *Quota) take(ctx context.Context, notice func(waitNotice)) (*slot, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	w := &waiter{granted: make(chan *slot, 1), told: make(chan waitNotice, 1)}
	q.mu.Lock()
	place := q.waiting.PushBack(w)
	q.serve()
	q.mu.Unlock()
	for {
		select {
		case s := <-w.granted:
			return s, nil
		default:
		}
		select {
		case s := <-w.granted:
			return s, nil
		case n := <-w.told:
			notice(n)
		case <-ctx.Done():
			q.leave(w, place)
			return nil, ctx.Err()
		}
	}
}

// leave takes a waiter out of the line, and gives back what it was just granted.
func (q *Quota) leave(w *waiter, place *list.Element) {
	q.mu.Lock()
	defer q.mu.Unlock()
	select {
	case s := <-w.granted:
		s.released = true
		q.active--
		q.flying--
		q.win.used--
	default:
		q.waiting.Remove(place)
	}
	q.serve()
}

// serve lets the line through as far as the quota allows, and sets the timer for the rest.
func (q *Quota) serve() {
	now := time.Now()
	for q.waiting.Len() > 0 {
		until, reason, ok := q.may(now)
		if !ok {
			q.tell(until, reason)
			break
		}
		q.active++
		q.flying++
		q.win.used++
		w := q.waiting.Remove(q.waiting.Front()).(*waiter)
		w.granted <- &slot{q: q, sent: now, flying: true}
	}
	if q.waiting.Len() == 0 && q.timer != nil {
		q.timer.Stop()
	}
}

// may tells whether one more request may be sent now; where time will help, until when to wait and why.
func (q *Quota) may(now time.Time) (until time.Time, reason string, ok bool) {
	if now.Before(q.paused) {
		return q.paused, q.because, false
	}
	if q.active >= maxInFlight || (!q.learnt && q.active >= 1) {
		return time.Time{}, "", false
	}
	if q.limit == 0 {
		return time.Time{}, "", true
	}
	q.roll(now)
	if q.win.used < q.budget() && q.flying+q.margin()+q.meanwhile(now) < q.left {
		if at := q.pace(); now.Before(at) {
			return at, WaitQuota, false
		}
		return time.Time{}, "", true
	}
	if q.win.open && q.flying > 0 {
		return time.Time{}, "", false // the answers under way will tell
	}
	return q.win.ends.Add(quotaGuard), WaitQuota, false
}

// margin is what is left to other apps at the end of a window in which they take more than we leave them: their next
// requests and ours are under way at once.
func (q *Quota) margin() int {
	if q.others <= q.limit-q.fullShare() {
		return 0
	}
	return q.caution()
}

func (q *Quota) caution() int { return max(2, q.limit/50) }

// roll begins the next window once this one has surely ended.
func (q *Quota) roll(now time.Time) {
	if now.Before(q.win.ends.Add(quotaGuard)) || (q.win.open && q.flying > 0) {
		return
	}
	q.begin(now, q.flying)
	q.win.ends, q.win.open = now.Add(q.window), true
	q.left = q.limit
}

// begin makes a new window the current one.
func (q *Quota) begin(now time.Time, used int) {
	q.expect()
	q.win = window{began: now, before: q.win.ends, used: used + q.win.carry}
	q.others = 0
}

// tell puts the timer to until and lets the line know what it waits for.
func (q *Quota) tell(until time.Time, reason string) {
	if until.IsZero() {
		return // an answer under way will serve the line
	}
	d := time.Until(until)
	if q.timer == nil {
		q.timer = time.AfterFunc(d, func() {
			q.mu.Lock()
			defer q.mu.Unlock()
			q.serve()
		})
	} else {
		q.timer.Reset(d)
	}
	for e := q.waiting.Front(); e != nil; e = e.Next() {
		if w := e.Value.(*waiter); !w.noticed {
			w.noticed = true
			w.told <- waitNotice{until: until, reason: reason}
		}
	}
}

// pauseUntil keeps everything back until t: the store answered 429.
func (q *Quota) pauseUntil(t time.Time, reason string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if t.After(q.paused) {
		q.paused, q.because = t, reason
	}
}
