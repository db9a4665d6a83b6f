package bigcommerce

import (
	"context"
	"errors"
	"time"
)

// longestPersonWait is how long a person is kept waiting for the quota: one window of BigCommerce's, and a little more.
const longestPersonWait = 40 * time.Second

// acquire waits for a slot of the quota, observed.
func (c *Client) acquire(ctx context.Context, r request) (*slot, error) {
	var began time.Time
	var reason string
	waiting, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	s, err := c.quota.take(waiting, func(n waitNotice) {
		if c.patience == PatiencePerson && time.Until(n.until) > longestPersonWait {
			giveUp(&RateLimitError{Wait: time.Until(n.until), Hourly: c.Legacy()})
			return
		}
		began, reason = time.Now(), n.reason
		c.observe(Event{Kind: EventWaitStart, Method: r.method, Path: r.path, Wait: time.Until(n.until), Reason: reason})
	})
	if !began.IsZero() {
		c.observe(Event{Kind: EventWaitEnd, Method: r.method, Path: r.path, Wait: time.Since(began), Reason: reason})
	}
	var limited *RateLimitError
	if err != nil && ctx.Err() == nil && errors.As(context.Cause(waiting), &limited) {
		return nil, limited
	}
	return s, err
}
