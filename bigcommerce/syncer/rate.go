package syncer

import (
	"math"
	"time"

	"cartwire/bigcommerce"
)

// rateSpan is how far back the rate looks: long enough to be calm, short enough to be true.
const rateSpan = 10 * time.Second

// rateMeter measures orders a second over the last seconds.
type rateMeter struct {
	points []ratePoint
}

type ratePoint struct {
	at   time.Time
	done int
}

func (m *rateMeter) reset(at time.Time) { m.points = append(m.points[:0], ratePoint{at, 0}) }

func (m *rateMeter) add(at time.Time, done int) {
	m.points = append(m.points, ratePoint{at, done})
	for len(m.points) > 2 && at.Sub(m.points[1].at) > rateSpan {
		m.points = m.points[1:]
	}
}

// rate is 0 until there is something to measure.
func (m *rateMeter) rate(at time.Time) float64 {
	if len(m.points) < 2 {
		return 0
	}
	first, last := m.points[0], m.points[len(m.points)-1]
	span := at.Sub(first.at).Seconds()
	if span <= 0 {
		return 0
	}
	return float64(last.done-first.done) / span
}

// pace is how a phase has gone so far.
type pace struct {
	left, done int
	requests   int     // that took it to done
	rate       float64 // done a second, over the last seconds
}

// timeLeft reckons how long a phase goes on: what is left at the rate that was seen, or, where the requests that it takes are
// more than the store's quota leaves of this window, until the windows that grant them have come.
func (p pace) timeLeft(q bigcommerce.QuotaState, at time.Time) time.Duration {
	if p.left <= 0 || p.rate <= 0 {
		return 0
	}
	seconds := func(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
	byRate := seconds(float64(p.left) / p.rate)
	if q.Share <= 0 || q.Window <= 0 || p.requests <= 0 || p.done <= 0 {
		return byRate
	}
	each := float64(p.done) / float64(p.requests)
	need := int(math.Ceil(float64(p.left) / each))
	beyond := need - max(0, min(q.Share-q.Used, q.Left))
	if beyond <= 0 {
		return byRate
	}
	whole := (beyond - 1) / q.Share // windows behind the next one that are spent to the end
	last := min(q.Window, seconds(float64(beyond-whole*q.Share)*each/p.rate))
	return max(byRate, max(0, q.ResetAt.Sub(at))+time.Duration(whole)*q.Window+last)
}
