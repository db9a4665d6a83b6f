package bigcommerce

import (
	"io"
	"net/http"
	"sync"
	"time"
)

// script answers one step after the other, and the last one for ever.
type script struct {
	mu    sync.Mutex
	steps []func(*http.Request) (*http.Response, error)
	at    []time.Time
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	i := min(len(s.at), len(s.steps)-1)
	s.at = append(s.at, time.Now())
	s.mu.Unlock()
	return s.steps[i](r)
}

func says(status int, body string, header ...string) func(*http.Request) (*http.Response, error) {
	return func(r *http.Request) (*http.Response, error) { return answer(r, status, body, header...), nil }
}

func fails(err error) func(*http.Request) (*http.Response, error) {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

// cutBody breaks off in the middle.
type cutBody struct{ io.Reader }

func (c cutBody) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

func (cutBody) Close() error { return nil }
