package sandbox_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"go.uber.org/goleak"

	"cartwire/bigcommerce/sandbox"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// rig is a started sandbox and a caller of it.
type rig struct {
	*sandbox.Sandbox
	t     testing.TB
	trip  http.RoundTripper
	token string

	username, password string // of a legacy account, which paths that begin with /api are asked as
}

func start(t testing.TB, cfg sandbox.Config) *rig {
	t.Helper()
	s := sandbox.New(cfg)
	if err := s.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	base := &http.Transport{}
	t.Cleanup(func() {
		base.CloseIdleConnections()
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return &rig{Sandbox: s, t: t, trip: base, token: s.AccessToken(), username: s.Username(), password: s.LegacyToken()}
}

type reply struct {
	status int
	header http.Header
	body   []byte
}

// request asks for a path of the API, such as /v2/orders?limit=1 or /api/v2/orders.
func (r *rig) request(method, path, body string) *http.Request {
	r.t.Helper()
	url := r.URL() + path
	legacy := strings.HasPrefix(path, "/api/")
	if !legacy && !strings.HasPrefix(path, "/_sandbox") {
		url = r.URL() + "/stores/" + r.StoreHash() + path
	}
	q, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	q.Header.Set("Accept", "application/json")
	if body != "" {
		q.Header.Set("Content-Type", "application/json")
	} else {
		q.Body, q.ContentLength = nil, 0
	}
	if legacy {
		q.SetBasicAuth(r.username, r.password)
	} else if r.token != "" {
		q.Header.Set("X-Auth-Token", r.token)
	}
	return q
}

func (r *rig) try(method, path, body string) (reply, error) {
	a, err := r.trip.RoundTrip(r.request(method, path, body))
	if err != nil {
		return reply{}, err
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	return reply{a.StatusCode, a.Header, b}, err
}

func (r *rig) get(path string) reply {
	r.t.Helper()
	a, err := r.try(http.MethodGet, path, "")
	if err != nil {
		r.t.Fatalf("GET %s: %v", path, err)
	}
	return a
}

func (r *rig) post(path, body string) reply { r.t.Helper(); return r.send(http.MethodPost, path, body) }
func (r *rig) put(path, body string) reply  { r.t.Helper(); return r.send(http.MethodPut, path, body) }

func (r *rig) send(method, path, body string) reply {
	r.t.Helper()
	a, err := r.try(method, path, body)
	if err != nil {
		r.t.Fatalf("%s %s: %v", method, path, err)
	}
	return a
}

// wrote sends a body, expects a status and decodes the answer.
func wrote[T any](r *rig, status int, method, path, body string) T {
	r.t.Helper()
	a := r.send(method, path, body)
	var v T
	if a.status != status {
		r.t.Fatalf("%s %s %.200s: answered %d, want %d: %s", method, path, body, a.status, status, a.body)
	}
	if len(a.body) > 0 {
		if err := json.Unmarshal(a.body, &v); err != nil {
			r.t.Fatalf("%s %s: %v in %.300s", method, path, err, a.body)
		}
	}
	return v
}

// want asks for a path, expects a status and decodes a body that isn't empty.
func want[T any](r *rig, status int, path string) T {
	r.t.Helper()
	a := r.get(path)
	if a.status != status {
		r.t.Fatalf("GET %s: answered %d, want %d: %s", path, a.status, status, a.body)
	}
	var v T
	if len(a.body) > 0 {
		if err := json.Unmarshal(a.body, &v); err != nil {
			r.t.Fatalf("GET %s: %v in %.300s", path, err, a.body)
		}
	}
	return v
}

// list asks for a V2 list, which may be empty.
func list[T any](r *rig, path string) (rows []T) {
	r.t.Helper()
	a := r.get(path)
	if a.status == http.StatusNoContent && len(a.body) == 0 {
		return nil
	}
	if err := json.Unmarshal(a.body, &rows); a.status != http.StatusOK || err != nil || len(rows) == 0 {
		r.t.Fatalf("GET %s: answered %d (%v): %.300s", path, a.status, err, a.body)
	}
	return rows
}

// row is what most tests look at of an order.
type row struct {
	ID       uint64          `json:"id"`
	Status   int             `json:"status_id"`
	Created  string          `json:"date_created"`
	Modified string          `json:"date_modified"`
	Customer uint64          `json:"customer_id"`
	Message  string          `json:"customer_message"`
	TotalInc decimal.Decimal `json:"total_inc_tax"`
	Payment  string          `json:"payment_method"`
	Billing  struct {
		First string `json:"first_name"`
		Email string `json:"email"`
	} `json:"billing_address"`
}

func (o row) at(t testing.TB, text string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC1123Z, text)
	if err != nil {
		t.Fatalf("order %d: %v", o.ID, err)
	}
	if _, offset := at.Zone(); offset != 0 {
		t.Fatalf("order %d: %s isn't UTC", o.ID, text)
	}
	return at
}

// clock is a clock that tests set.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func newClock() *clock { return &clock{t: time.Date(2026, 5, 4, 12, 0, 0, 500_000_000, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}
