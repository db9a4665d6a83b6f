package syncer

import (
	"time"

	"cartwire/bigcommerce"
)

// Cancel is Engine.Cancel for tests, which may.
func (r *Run) Cancel() { r.cancel() }

// TimeLeft is how long a phase goes on that has done so much with so many requests.
func TimeLeft(left, done, requests int, rate float64, q bigcommerce.QuotaState, at time.Time) time.Duration {
	return pace{left, done, requests, rate}.timeLeft(q, at)
}
