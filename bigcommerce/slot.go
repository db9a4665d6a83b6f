package bigcommerce

import (
	"net/http"
	"time"
)

// slot is the right to send one request.
type slot struct {
	q        *Quota
	sent     time.Time
	flying   bool
	released bool
}

// release gives the slot back, once the body is read or the request failed.
func (s *slot) release() {
	q := s.q
	q.mu.Lock()
	defer q.mu.Unlock()
	if s.released {
		return
	}
	s.released = true
	q.active--
	if s.flying {
		s.flying = false
		q.flying--
		q.lost(time.Now())
	}
	q.serve()
}

// lost counts a request that got no answer. The store may have counted it all the same: in this window, or, unless this
// window surely lasts yet, in the next.
func (q *Quota) lost(now time.Time) {
	q.left--
	if !now.Before(q.win.lasts) {
		q.win.carry++
	}
	q.closeLate(now)
}

// answered learns from the headers of an answer.
func (s *slot) answered(status int, h http.Header) {
	q := s.q
	q.mu.Lock()
	defer q.mu.Unlock()
	if !s.flying {
		return
	}
	s.flying = false
	q.flying--
	q.learnt = true
	if told, ok := readQuota(h); ok {
		q.learn(s, told, time.Now())
		if status == http.StatusTooManyRequests {
			q.left = 0 // whatever the counter says
		}
	} else {
		q.learnHourly(h, time.Now())
	}
	q.serve()
}
