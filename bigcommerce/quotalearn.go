package bigcommerce

import (
	"net/http"
	"strconv"
	"time"
)

// told is what the headers of one answer say.
type told struct {
	limit, left   int
	window, reset time.Duration
}

// readQuota reads the four X-Rate-Limit headers (docs: start/about/index). Without a limit, or with nonsense, the answer
// tells nothing.
func readQuota(h http.Header) (told, bool) {
	limit, ok1 := headerInt(h, "X-Rate-Limit-Requests-Quota")
	left, ok2 := headerInt(h, "X-Rate-Limit-Requests-Left")
	window, ok3 := headerInt(h, "X-Rate-Limit-Time-Window-Ms")
	reset, ok4 := headerInt(h, "X-Rate-Limit-Time-Reset-Ms")
	if !ok1 || !ok2 || !ok3 || !ok4 || limit < 1 || window < 1 || window > 3_600_000 {
		return told{}, false
	}
	return told{
		limit: limit, left: min(left, limit),
		window: time.Duration(window) * time.Millisecond,
		reset:  time.Duration(min(reset, window)) * time.Millisecond,
	}, true
}

func headerInt(h http.Header, name string) (int, bool) {
	v, err := strconv.ParseFloat(h.Get(name), 64)
	if err != nil || !(v >= 0 && v <= 1e12) {
		return 0, false
	}
	return int(v), true
}

// learn sorts one answer into its window. The window's true end lies within [sent+reset, received+reset]: the answer
// belongs to a later window than the current one where even the earliest end lies behind the surest end known, and to the
// one before where it was sent then and its earliest end lies no later than that one's.
func (q *Quota) learn(s *slot, t told, now time.Time) {
	first := q.limit == 0
	q.limit, q.window = t.limit, t.window
	earliest, surest := s.sent.Add(t.reset), now.Add(t.reset)
	slack := t.window / 10 // stores need not tell to the millisecond
	switch {
	case first:
		// What is used already may have been ours: this process is new, the one before it may have been killed.
		q.begin(now, t.limit-t.left+q.flying)
		q.win.ends, q.win.lasts, q.left, q.win.met = surest, earliest, t.left, now
	case now.Sub(s.sent) >= t.window/4:
		// Under way for so long that it may belong to either window: it counts in both and teaches nothing else.
		q.win.carry++
		q.closeLate(now)
	case !q.win.open && earliest.After(q.win.ends.Add(slack)):
		q.begin(now, 1+q.flying)
		q.win.ends, q.win.lasts, q.left = surest, earliest, t.left
	case s.sent.Before(q.win.began) && !earliest.After(q.win.before.Add(slack)):
		q.win.used-- // it was the last window's after all
		q.closeLate(now)
	default:
		if q.win.open || surest.Before(q.win.ends) {
			q.win.ends, q.win.open = surest, false
		}
		if earliest.After(q.win.lasts) {
			q.win.lasts = earliest
		}
		q.left = min(q.left, t.left)
		q.others = max(q.others, t.limit-t.left-q.win.used)
		q.win.seen = now
		q.notice()
	}
}

// closeLate moves the guessed end of a window that hasn't told its own yet.
func (q *Quota) closeLate(now time.Time) {
	if q.win.open {
		q.win.ends = now.Add(q.window)
	}
}
