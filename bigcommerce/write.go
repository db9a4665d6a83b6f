package bigcommerce

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"time"
)

// Writes go to a store one at a time, whoever sends them: bulk changes beside one another corrupt the store's sums (docs:
// store-operations/catalog/inventory-adjustments). The line is first come, first served, and a write keeps its place
// while it waits to be repeated.

// isRead: a GET or HEAD changes nothing.
func isRead(method string) bool { return method == http.MethodGet || method == http.MethodHead }

// beginWrite waits for the turn to write; end gives it to the next. A person isn't kept waiting for a job that itself waits:
// *WritingError.
func (c *Client) beginWrite(ctx context.Context, r request) (end func(), err error) {
	var enough <-chan time.Time
	if c.patience == PatiencePerson {
		timer := time.NewTimer(longestPersonWait)
		defer timer.Stop()
		enough = timer.C
	}
	if ctx.Err() == nil {
		select {
		case c.quota.writing <- struct{}{}:
			return func() { <-c.quota.writing }, nil
		case <-enough:
			return nil, &WritingError{}
		case <-ctx.Done():
		}
	}
	return nil, fmt.Errorf("%s %s: %w", r.method, r.path, ctx.Err())
}

// send sends a change and decodes the answer, which decode may be nil for. safe: making the change twice is the same as
// making it once, so it is repeated like a read. Otherwise it is repeated only where the store surely did nothing, and
// *UnknownOutcomeError says that it may have.
func (c *Client) send(ctx context.Context, method, path string, body any, safe bool, decode func([]byte) error) error {
	b, err := json.Marshal(body)
	if err != nil {
		return &DecodeError{Path: path, Detail: "the change can't be written as JSON", Err: err}
	}
	_, err = c.do(ctx, request{method: method, path: path, body: b, safe: safe, decode: decode})
	return err
}

// repeatable tells whether a try that came to v may be made again.
func (r *request) repeatable(v verdict) bool { return isRead(r.method) || r.safe || v.undone }

// outcome is the error of a request that is given up.
func (r *request) outcome(v verdict, err error) error {
	if isRead(r.method) || r.safe || v.undone {
		return err
	}
	return &UnknownOutcomeError{Method: r.method, Path: r.path, Err: err}
}

// neverSent tells whether a transport failed before it had a connection to send on.
func neverSent(err error) bool {
	var dns *net.DNSError
	var op *net.OpError
	return errors.As(err, &dns) || isTLS(err) || (errors.As(err, &op) && slices.Contains([]string{"dial", "proxyconnect"}, op.Op))
}

// refusal turns what the store said against a change into a RefusedError; nil where it said something else.
func (r *request) refusal(status int, said errorBody) error {
	if isRead(r.method) {
		return nil
	}
	switch status {
	case http.StatusBadRequest, http.StatusNotFound, http.StatusConflict, http.StatusUnprocessableEntity, http.StatusLocked:
		return &RefusedError{Status: status, Method: r.method, Path: r.path, Title: said.Title}
	}
	return nil
}
