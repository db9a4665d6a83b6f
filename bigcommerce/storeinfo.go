package bigcommerce

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// storeClock is a store's clock, as answers tell it: their Date (RFC 9110, section 6.6.1).
type storeClock struct {
	mu              sync.Mutex
	least, at, here time.Time // the earliest that was told, the last, and what this machine's showed then
}

func (s *storeClock) told(h http.Header, now time.Time) {
	if at, err := http.ParseTime(h.Get("Date")); err == nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.at, s.here = at.UTC(), now; s.least.IsZero() || s.at.Before(s.least) {
			s.least = s.at
		}
	}
}

// Clock is the earliest time that an answer to this client has told as the store's, so that a single wrong one leads nobody
// ahead, and how far the store's clock was ahead of this machine's at the last answer; false where no answer told it.
func (c *Client) Clock() (earliest time.Time, ahead time.Duration, known bool) {
	c.clock.mu.Lock()
	defer c.clock.mu.Unlock()
	return c.clock.least, c.clock.at.Sub(c.clock.here), !c.clock.at.IsZero()
}

// latest is the latest date that an order can have: a day behind the later of the store's clock and this machine's.
func (c *Client) latest() time.Time {
	c.clock.mu.Lock()
	defer c.clock.mu.Unlock()
	if at := time.Now(); at.After(c.clock.at) {
		return at.AddDate(0, 0, 1)
	}
	return c.clock.at.AddDate(0, 0, 1)
}

// Time is the store's clock, to the second. It needs no permission, so it tells whether token and store belong together.
func (c *Client) Time(ctx context.Context) (time.Time, error) {
	var answer struct {
		Time Time `json:"time"`
	}
	empty, err := c.get(ctx, timePath, nil, func(b []byte) error { return decodeLenient(b, &answer) })
	if err == nil && (empty || answer.Time.IsZero()) {
		err = &DecodeError{Path: timePath, Detail: "it holds no time"}
	}
	return answer.Time.Time, err
}

// Store reads the store's name, currency, time zone and plan; *ScopeError without Information & Settings.
func (c *Client) Store(ctx context.Context) (Store, error) {
	var s Store
	empty, err := c.get(ctx, storePath, nil, func(b []byte) error { return decodeLenient(b, &s) })
	if err == nil && empty {
		err = &DecodeError{Path: storePath, Detail: "it is empty"}
	}
	return s, err
}

// OrderStatuses lists what the store calls its order statuses.
func (c *Client) OrderStatuses(ctx context.Context) ([]OrderStatus, error) {
	all, _, err := readList[OrderStatus](ctx, c, statusesPath, nil)
	return all, err
}
