package bigcommerce

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// retryRules are the numbers of tries and the waits between them.
type retryRules struct {
	tries       int           // of one request, all causes together
	unreachable int           // where the host can't be reached at all
	timeouts    int           // where it doesn't answer in time
	first, most time.Duration // waits grow from first to most, jittered by a half
	hourly      int           // where a legacy account's hourly quota is used up
	timeout     time.Duration // of one try, body included
}

// rulesFor: status-codes.mdx of BigCommerce's docs asks for growing waits on 5xx; a person at the connection test wants
// to know within seconds.
func rulesFor(p Patience) retryRules {
	if p == PatiencePerson {
		return retryRules{tries: 4, unreachable: 3, timeouts: 2, hourly: 1, first: 300 * time.Millisecond, most: 2 * time.Second, timeout: 15 * time.Second}
	}
	return retryRules{tries: 8, unreachable: 6, timeouts: 8, hourly: 24, first: time.Second, most: 45 * time.Second, timeout: 90 * time.Second}
}

// verdict is what became of a try.
type verdict struct {
	err    error         // nil: done
	retry  bool          // asking again may help
	limit  int           // most tries for this cause; 0: the rules' own
	reason string        // why it is tried again, for a person
	wait   string        // what the wait is for: WaitBusy, WaitNetwork
	least  time.Duration // the server asked for this wait; 0: back off
	hourly bool          // a legacy account's hourly quota is used up: wait in minutes
	undone bool          // the store surely did nothing
}

// retrier counts the tries of one request.
type retrier struct {
	rules retryRules
	grow  *backoff.ExponentialBackOff
	slow  *backoff.ExponentialBackOff // for the hourly quota: together longer than an hour
	tries int
}

func newRetrier(p Patience) *retrier {
	r := &retrier{rules: rulesFor(p), grow: backoff.NewExponentialBackOff()}
	r.grow.InitialInterval, r.grow.MaxInterval, r.grow.Multiplier = r.rules.first, r.rules.most, 2
	r.grow.RandomizationFactor = 0.5
	r.grow.Reset()
	r.slow = backoff.NewExponentialBackOff()
	r.slow.InitialInterval, r.slow.MaxInterval, r.slow.Multiplier, r.slow.RandomizationFactor = time.Minute, 5*time.Minute, 2, 0.2
	r.slow.Reset()
	return r
}

// next tells how long to wait before the next try, and whether there is one.
func (r *retrier) next(v verdict) (time.Duration, bool) {
	r.tries++
	limit := r.rules.tries
	if v.limit > 0 {
		limit = v.limit
	}
	if !v.retry || r.tries >= limit {
		return 0, false
	}
	wait := r.grow.NextBackOff()
	if v.hourly {
		wait = r.slow.NextBackOff()
	}
	if v.least > 0 {
		wait = v.least
	}
	return wait, true
}

// judgeNetwork decides about a try that got no whole answer.
func (c *Client) judgeNetwork(r request, err error) verdict {
	var redirect *HostError
	if errors.As(err, &redirect) {
		return verdict{err: redirect, undone: true}
	}
	e, cause := networkError(c.base.Host, err)
	if said := err.Error(); c.redactor().redactString(said) != said {
		e.Err = errors.New(c.redactor().redactString(said)) // net/http repeats what it can't understand
	}
	if (cause == causeTimeout || cause == causeBroken) && !neverSent(err) {
		e.Request = r.method + " " + r.path
	}
	v := verdict{err: e, retry: cause != causeTLS, reason: e.Reason, wait: WaitNetwork, undone: neverSent(err)}
	switch cause {
	case causeUnreachable:
		v.limit = rulesFor(c.patience).unreachable
	case causeTimeout:
		v.limit = rulesFor(c.patience).timeouts
	}
	return v
}

// judgeStatus decides about a refusal (docs: start/about/status-codes).
func (c *Client) judgeStatus(r request, resp *http.Response, body []byte) verdict {
	said := parseErrorBody(body)
	refusal := &APIError{Status: resp.StatusCode, Method: r.method, Path: r.path, Title: said.Title, MaxLimit: said.MaxLimit}
	switch code := resp.StatusCode; {
	case code >= 300 && code < 400:
		return verdict{err: redirectError(resp, refusal), undone: true}
	case code == http.StatusUnauthorized:
		return verdict{err: &AuthError{Legacy: c.Legacy()}, undone: true, retry: true, limit: 2, reason: "the access token was not accepted", wait: WaitBusy}
	case code == http.StatusNotFound && r.method == http.MethodGet:
		// That a thing is gone ends what was to be done with it: no single answer is taken at its word.
		return verdict{err: refusal, retry: true, limit: 2, reason: "the store answered that it isn't there", wait: WaitBusy, least: 200 * time.Millisecond}
	case code == http.StatusForbidden && r.path == timePath && !c.Legacy():
		return verdict{err: &MismatchError{StoreHash: c.path.StoreHash, Said: said.Title}}
	case code == http.StatusForbidden:
		return verdict{err: &ScopeError{Permission: permissionFor(r.method, r.path), Legacy: c.Legacy(), Said: said.Title}, undone: true}
	case code == http.StatusTooManyRequests:
		wait, known := limitWait(resp.Header)
		return verdict{err: &RateLimitError{Wait: wait}, undone: true, retry: true, reason: "there were too many requests", wait: limitReason(known), least: wait}
	case code == statusHourlyLimit:
		return verdict{err: &RateLimitError{Hourly: true}, hourly: true, undone: true, retry: true, limit: rulesFor(c.patience).hourly,
			reason: "the hourly quota is used up", wait: WaitQuota}
	case code == 408 || (code >= 500 && code != 501 && code != 505 && code != 507):
		return verdict{err: refusal, retry: true, reason: "the store answered with an error (HTTP " + strconv.Itoa(code) + ")", wait: WaitBusy}
	}
	if e := r.refusal(resp.StatusCode, said); e != nil {
		return verdict{err: e, undone: true}
	}
	return verdict{err: refusal, undone: true}
}

func limitReason(known bool) string {
	if known {
		return WaitQuota
	}
	return WaitBusy
}

func redirectError(resp *http.Response, refusal error) error {
	to, err := resp.Location()
	if err != nil || to.Host == resp.Request.URL.Host && to.Scheme == resp.Request.URL.Scheme {
		return refusal
	}
	return &HostError{Host: shortHost(to.Host), Redirect: true}
}

// limitWait is the longer of X-Retry-After (seconds) and X-Rate-Limit-Time-Reset-Ms; known is whether the answer has one
// (docs: start/migration/4_errors).
func limitWait(h http.Header) (wait time.Duration, known bool) {
	if s, err := strconv.ParseFloat(h.Get("X-Retry-After"), 64); err == nil && s > 0 && s <= 3600 {
		wait = time.Duration(s * float64(time.Second))
	}
	if ms, err := strconv.ParseFloat(h.Get("X-Rate-Limit-Time-Reset-Ms"), 64); err == nil && ms > 0 && ms <= 3.6e6 {
		wait = max(wait, time.Duration(ms*float64(time.Millisecond)))
	}
	if wait == 0 {
		return 0, false
	}
	return wait + quotaGuard, true
}

// pause waits, observed, and ends early with ctx.
func (c *Client) pause(ctx context.Context, r request, d time.Duration, reason string) error {
	if d <= 0 {
		return ctx.Err()
	}
	began := time.Now()
	c.observe(Event{Kind: EventWaitStart, Method: r.method, Path: r.path, Wait: d, Reason: reason})
	defer func() {
		c.observe(Event{Kind: EventWaitEnd, Method: r.method, Path: r.path, Wait: time.Since(began), Reason: reason})
	}()
	return sleep(ctx, d)
}

// sleep waits, unless ctx ends first.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
