package spectest

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// Checker holds traffic against the documents and remembers which exceptions it had to make. Its methods may be called from several
// goroutines at once.
type Checker struct {
	t    testing.TB
	docs *documents

	mu   sync.Mutex
	used map[string]bool
	seen map[string]int
}

// New makes a checker for a test, which is skipped where there are no documents.
func New(t testing.TB) *Checker {
	t.Helper()
	return &Checker{t: t, docs: load(t), used: map[string]bool{}, seen: map[string]int{}}
}

// Transport validates what passes to next and back, and fails the test on each violation.
func Transport(t testing.TB, next http.RoundTripper) http.RoundTripper {
	t.Helper()
	return New(t).Transport(next)
}

// Transport validates what passes to next and back, and fails the checker's test on each violation. Requests to /_sandbox pass
// unseen.
func (c *Checker) Transport(next http.RoundTripper) http.RoundTripper { return transport{c, next} }

type transport struct {
	c    *Checker
	next http.RoundTripper
}

func (tr transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasPrefix(r.URL.Path, "/_sandbox") {
		return tr.next.RoundTrip(r)
	}
	sent, err := drain(&r.Body)
	if err != nil {
		return nil, err
	}
	answer, err := tr.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	got, err := drain(&answer.Body)
	if err != nil {
		// A body that was cut can't be judged; the caller meets the same bytes and the same error.
		answer.Body = io.NopCloser(io.MultiReader(bytes.NewReader(got), broken{err}))
		return answer, nil
	}
	for _, v := range tr.c.check(r, sent, answer, unzipped(answer, got)) {
		tr.c.t.Errorf("%s", v)
	}
	return answer, nil
}

type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }

// drain reads a body and puts a copy in its place.
func drain(body *io.ReadCloser) ([]byte, error) {
	if *body == nil || *body == http.NoBody {
		return nil, nil
	}
	b, err := io.ReadAll(*body)
	_ = (*body).Close()
	*body = io.NopCloser(bytes.NewReader(b))
	return b, err
}

func unzipped(answer *http.Response, b []byte) []byte {
	if answer.Header.Get("Content-Encoding") != "gzip" {
		return b
	}
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return b
	}
	plain, err := io.ReadAll(z)
	if err != nil {
		return b
	}
	return plain
}

// Seen tells how many exchanges there were of each operation, by its name in the documents: "GET /v2/orders/{order_id}".
func (c *Checker) Seen() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	seen := make(map[string]int, len(c.seen))
	for name, n := range c.seen {
		seen[name] = n
	}
	return seen
}

// Unused lists the exceptions that nothing needed so far. After a run that touches everything it must be empty: an exception that
// nothing needs hides mistakes.
func (c *Checker) Unused() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	var unused []string
	for _, e := range exceptions {
		if !c.used[e.why] {
			unused = append(unused, fmt.Sprintf("%s (%s)", e.why, e.source))
		}
	}
	return unused
}
