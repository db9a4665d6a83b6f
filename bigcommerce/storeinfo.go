package bigcommerce

import (
	"context"
	"time"
)

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
	var all []OrderStatus
	_, err := c.get(ctx, statusesPath, nil, func(b []byte) error { return decodeLenient(b, &all) })
	return all, err
}
