package bigcommerce

import (
	"context"
	"time"
)

// acquire waits for a slot of the quota, observed.
func (c *Client) acquire(ctx context.Context, r request) (*slot, error) {
	var began time.Time
	var reason string
	s, err := c.quota.take(ctx, func(n waitNotice) {
		began, reason = time.Now(), n.reason
		c.observe(Event{Kind: EventWaitStart, Method: r.method, Path: r.path, Wait: time.Until(n.until), Reason: reason})
	})
	if !began.IsZero() {
		c.observe(Event{Kind: EventWaitEnd, Method: r.method, Path: r.path, Wait: time.Since(began), Reason: reason})
	}
	return s, err
}
