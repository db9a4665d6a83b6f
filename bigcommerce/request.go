package bigcommerce

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// request is one call of the API. path begins with /v2 or /v3 and has no trailing slash. decode reads the body, of which it
// may keep parts as they are; it isn't called for an empty answer.
type request struct {
	method string
	path   string
	query  url.Values
	body   []byte
	safe   bool                 // of a write: making it twice is the same as making it once
	decode func([]byte) error   // what it is given is valid until it returns
	seen   func(*http.Response) // each answer's head, before it is judged; may be nil
}

// get asks for path and decodes the answer; empty tells that there was none (204).
func (c *Client) get(ctx context.Context, path string, query url.Values, decode func([]byte) error) (empty bool, err error) {
	return c.do(ctx, request{method: http.MethodGet, path: path, query: query, decode: decode})
}

// do is the one way of every request: one write at a time, quota, headers, retries, errors.
func (c *Client) do(ctx context.Context, r request) (empty bool, err error) {
	if c.Legacy() && !strings.HasPrefix(r.path, "/v2/") {
		return false, &LegacyError{Path: r.path}
	}
	if !isRead(r.method) {
		end, err := c.beginWrite(ctx, r)
		if err != nil {
			return false, err
		}
		defer end()
	}
	return c.repeat(ctx, r)
}

// repeat sends the request until it is done or given up.
func (c *Client) repeat(ctx context.Context, r request) (empty bool, err error) {
	tries := newRetrier(c.patience)
	for {
		slot, err := c.acquire(ctx, r)
		if limited := (*RateLimitError)(nil); errors.As(err, &limited) {
			return false, limited
		}
		if err != nil {
			return false, fmt.Errorf("%s %s: %w", r.method, r.path, err)
		}
		empty, v := c.try(ctx, slot, r, tries.rules.timeout)
		wait, again := tries.next(v)
		again = again && !(c.patience == PatiencePerson && wait > longestPersonWait)
		if limited := (*RateLimitError)(nil); errors.As(v.err, &limited) {
			limited.Tries = tries.tries
			c.quota.pauseUntil(time.Now().Add(wait), v.wait) // other requests would only be refused as well
		}
		slot.release()
		switch {
		case v.err == nil:
			return empty, nil
		case ctx.Err() != nil:
			return false, r.outcome(v, fmt.Errorf("%s %s: %w", r.method, r.path, ctx.Err()))
		case !again || !r.repeatable(v):
			return false, r.outcome(v, v.err)
		}
		c.observe(Event{Kind: EventRetry, Method: r.method, Path: r.path, Wait: wait, Reason: v.reason})
		if err := c.pause(ctx, r, wait, v.wait); err != nil {
			return false, fmt.Errorf("%s %s: %w", r.method, r.path, err)
		}
	}
}

// try sends the request once.
func (c *Client) try(ctx context.Context, slot *slot, r request, timeout time.Duration) (empty bool, v verdict) {
	whole := false
	defer func() {
		if !whole { // a panic: others are not to wait for this slot
			slot.release()
		}
	}()
	empty, v = c.once(ctx, slot, r, timeout)
	whole = true
	return empty, v
}

func (c *Client) once(ctx context.Context, slot *slot, r request, timeout time.Duration) (empty bool, v verdict) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	req, err := c.build(ctx, r)
	if err != nil {
		return false, verdict{err: err, undone: true}
	}
	c.observe(Event{Kind: EventRequest, Method: r.method, Path: r.path})
	resp, err := c.http.Do(req)
	if err != nil {
		return false, c.judgeNetwork(r, err)
	}
	defer resp.Body.Close()
	c.redactor().redactHeader(resp.Header)
	slot.answered(resp.StatusCode, resp.Header)
	c.clock.told(resp.Header, time.Now())
	if r.seen != nil {
		r.seen(resp)
	}
	b := bodies.Get().(*body)
	defer b.done()
	text, err := b.read(resp)
	if errors.Is(err, errTooLarge) || errors.Is(err, errBlank) {
		return false, verdict{err: &DecodeError{Path: r.path, Detail: err.Error(), Err: err}} // another try would bring it again
	}
	if err != nil {
		return false, c.judgeNetwork(r, err)
	}
	text = c.redactor().redact(text)
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return false, c.judgeStatus(r, resp, text)
	}
	return c.judgeBody(r, resp, text)
}

func (c *Client) build(ctx context.Context, r request) (*http.Request, error) {
	u := c.base
	u.Path = strings.TrimRight(u.Path+r.path, "/") // a trailing slash is answered with 403 (bigcommerce/api issue 95)
	u.RawQuery = r.query.Encode()
	var body io.Reader
	if r.body != nil {
		body = bytes.NewReader(r.body)
	}
	req, err := http.NewRequestWithContext(ctx, r.method, u.String(), body)
	if err != nil {
		return nil, &HostError{Host: c.base.Host}
	}
	c.authorize(req)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Accept-Encoding", "gzip") // so that net/http leaves it to body
	req.Header.Set("User-Agent", userAgent())
	if r.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	return req, nil
}

func userAgent() string { return "Cartwire/" + Version + " (+order book connector for the terminal)" }

// judgeBody decodes a good answer. JSON that ends too early is a cut answer and asked for again; anything else that
// isn't what the API describes is not.
func (c *Client) judgeBody(r request, resp *http.Response, body []byte) (empty bool, v verdict) {
	switch {
	case resp.StatusCode == http.StatusNoContent:
		return true, verdict{}
	case len(body) == 0:
		// Not the end of a list, which is 204: something on the way lost the body.
		return false, verdict{err: &DecodeError{Path: r.path, Detail: "it is empty"}, retry: true, reason: "the answer was cut off", wait: WaitNetwork}
	case body[0] == '<' || isHTML(resp.Header):
		return false, verdict{err: &DecodeError{Path: r.path, Detail: "it is a web page"}}
	case r.decode == nil:
		return false, verdict{}
	case isRead(r.method) && string(body) == "null":
		return false, verdict{err: &DecodeError{Path: r.path, Detail: "it is null"}, retry: true, limit: triesOfNull, reason: "the answer was null", wait: WaitNetwork}
	}
	err := r.decode(body)
	var page *PageError
	switch {
	case err == nil:
		return false, verdict{}
	case errors.As(err, &page):
		return false, verdict{err: err}
	}
	e := &DecodeError{Path: r.path, Detail: decodeDetail(err), Err: err}
	switch {
	case isCut(body, err):
		return false, verdict{err: e, retry: true, reason: "the answer was cut off", wait: WaitNetwork}
	case errors.Is(err, errNoList), errors.Is(err, errNoData):
		return false, verdict{err: e, retry: true, limit: triesOfNull, reason: "the answer held nothing", wait: WaitNetwork}
	}
	return false, verdict{err: e}
}

// triesOfNull is how often something is asked for that is answered with null: no call of the API answers so, be it a list or
// one row.
const triesOfNull = 3

var (
	errNoList = errors.New("it holds no list")
	errNoData = errors.New("it holds no data")
)

// readList asks for a v2 list. Only 204 is an empty one: what is no list, be it null, a link or an object, is an error.
func readList[T any](ctx context.Context, c *Client, path string, query url.Values) (rows []T, empty bool, err error) {
	empty, err = c.get(ctx, path, query, func(b []byte) error {
		if b[0] != '[' {
			return errNoList
		}
		return decodeLenient(b, &rows)
	})
	return rows, empty, err
}

func isHTML(h http.Header) bool {
	kind, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	return kind == "text/html"
}

func isCut(body []byte, err error) bool {
	var syntax *json.SyntaxError
	return errors.Is(err, io.ErrUnexpectedEOF) || (errors.As(err, &syntax) && syntax.Offset >= int64(len(body)))
}

// decodeDetail says what is wrong without the JSON package's jargon and without any value.
func decodeDetail(err error) string {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	var field *fieldError
	switch {
	case errors.As(err, &syntax):
		return "it is not JSON"
	case errors.As(err, &kind) && kind.Field != "":
		return fmt.Sprintf("its field %s has an unexpected type (%s)", cleanTitle(kind.Field), kind.Value)
	case errors.As(err, &field):
		return cleanTitle(field.Error())
	}
	return cleanTitle(err.Error())
}
