package syncer

import "time"

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
