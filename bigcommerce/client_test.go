package bigcommerce

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

const timeBody = `{"time":1529512970}`

func TestRequestsAreRepeatedWhereThatHelps(t *testing.T) {
	ok := says(200, timeBody)
	reset := &net.OpError{Op: "read", Err: syscall.ECONNRESET}
	for name, tc := range map[string]struct {
		step  func(*http.Request) (*http.Response, error)
		tries int // until it is given up, for a job
		want  error
	}{
		"401":             {says(401, "Unauthorized", "Content-Type", "text/plain"), 2, &AuthError{}},
		"403 on time":     {says(403, `{"status":403,"title":"You don't have a required scope"}`), 1, &MismatchError{}},
		"404":             {says(404, `[{"status":404,"message":"The requested resource was not found."}]`), 2, &APIError{}},
		"429":             {says(429, ""), 8, &RateLimitError{}},
		"500":             {says(500, `[{"status":500,"message":"oops"}]`), 8, &APIError{}},
		"502":             {says(502, "<html>Bad gateway</html>"), 8, &APIError{}},
		"503":             {says(503, ""), 8, &APIError{}},
		"504":             {says(504, ""), 8, &APIError{}},
		"501":             {says(501, ""), 1, &APIError{}},
		"505":             {says(505, ""), 1, &APIError{}},
		"reset":           {fails(reset), 8, &NetworkError{}},
		"connection lost": {fails(io.EOF), 8, &NetworkError{}},
		"body cut": {func(r *http.Request) (*http.Response, error) {
			a := answer(r, 200, "")
			a.Body = cutBody{strings.NewReader(timeBody[:6])}
			return a, nil
		}, 8, &NetworkError{}},
		"JSON cut":                  {says(200, timeBody[:10]), 8, &DecodeError{}},
		"200 without a body":        {says(200, ""), 8, &DecodeError{}},
		"web page":                  {says(200, "<!doctype html><p>Log in", "Content-Type", "text/html"), 1, &DecodeError{}},
		"web page that says JSON":   {says(200, "<!doctype html><p>Log in"), 1, &DecodeError{}},
		"not JSON":                  {says(200, "hello there"), 1, &DecodeError{}},
		"name not found":            {fails(&net.DNSError{Err: "no such host", Name: APIHost, IsNotFound: true}), 6, &NetworkError{}},
		"refused":                   {fails(&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}), 6, &NetworkError{}},
		"certificate":               {fails(certificateError(t)), 1, &NetworkError{}},
		"redirect on the same host": {says(302, "", "Location", "/login"), 1, &APIError{}},
		"redirect elsewhere":        {says(301, "", "Location", "https://evil.example/"), 1, &HostError{}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				broken := &script{steps: []func(*http.Request) (*http.Response, error){tc.step}}
				_, err := fakeClient(t, broken.RoundTrip).Time(t.Context())
				if len(broken.at) != tc.tries || fmt.Sprintf("%T", err) != fmt.Sprintf("%T", tc.want) {
					t.Errorf("%d tries, %T %v; want %d, %T", len(broken.at), err, err, tc.tries, tc.want)
				}
				checkSentences(t, err)
				if tc.tries == 1 {
					return
				}
				once := &script{steps: []func(*http.Request) (*http.Response, error){tc.step, ok}}
				if got, err := fakeClient(t, once.RoundTrip).Time(t.Context()); err != nil || got.Unix() != 1529512970 {
					t.Errorf("after one failure: %v, %v", got, err)
				}
			})
		})
	}
}

// certificateError is what net/http says of a certificate nobody vouches for.
func certificateError(t *testing.T) error {
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	defer s.Close()
	transport := newTransport()
	defer transport.CloseIdleConnections()
	_, err := (&http.Client{Transport: transport}).Get(s.URL)
	if err == nil {
		t.Fatal("the certificate was trusted")
	}
	return errors.Unwrap(err)
}

// checkSentences holds an error to what a person can read: sentences, no bare status code, no secret, one line.
func checkSentences(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		t.Error("no error")
		return
	}
	s := err.Error()
	if len(s) < 40 || strings.ContainsAny(s, "\n\r\x1b") || strings.Contains(s, testToken) || !strings.HasSuffix(s, ".") {
		t.Errorf("not sentences for a person: %q", s)
	}
}

func TestPersonIsAnsweredWithinSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		down := &script{steps: []func(*http.Request) (*http.Response, error){fails(&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED})}}
		began := time.Now()
		_, err := fakeClient(t, down.RoundTrip).Patient(PatiencePerson).Time(t.Context())
		var network *NetworkError
		if !errors.As(err, &network) || len(down.at) != 3 || time.Since(began) > 5*time.Second {
			t.Errorf("%d tries in %s: %v", len(down.at), time.Since(began), err)
		}
	})
}

func TestWaitsGrowAndAreJittered(t *testing.T) {
	waits := map[time.Duration]bool{}
	for range 5 {
		synctest.Test(t, func(t *testing.T) {
			s := &script{steps: []func(*http.Request) (*http.Response, error){says(503, "")}}
			_, _ = fakeClient(t, s.RoundTrip).Time(t.Context())
			first, last := s.at[1].Sub(s.at[0]), s.at[7].Sub(s.at[6])
			waits[first] = true
			if first < 500*time.Millisecond || first > 1500*time.Millisecond || last < 15*time.Second || last > 70*time.Second {
				t.Errorf("waits from %s to %s", first, last)
			}
		})
	}
	if len(waits) < 2 {
		t.Error("waits are not jittered")
	}
}

func TestEventsTellWhatHappens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{steps: []func(*http.Request) (*http.Response, error){says(500, ""), says(200, timeBody)}}
		var kinds []EventKind
		c := fakeClient(t, s.RoundTrip).Observed(func(e Event) {
			kinds = append(kinds, e.Kind)
			if e.Method != "GET" || e.Path != "/v2/time" || (e.Kind == EventRetry && (e.Reason == "" || e.Wait == 0)) {
				t.Errorf("event %+v", e)
			}
		})
		if _, err := c.Time(t.Context()); err != nil {
			t.Fatal(err)
		}
		if want := []EventKind{EventRequest, EventRetry, EventWaitStart, EventWaitEnd, EventRequest}; fmt.Sprint(kinds) != fmt.Sprint(want) {
			t.Errorf("events %v, want %v", kinds, want)
		}
	})
}

func TestCancelEndsEveryWait(t *testing.T) {
	for name, s := range map[string]*script{
		"between tries": {steps: []func(*http.Request) (*http.Response, error){says(503, "")}},
		"at the quota":  {steps: []func(*http.Request) (*http.Response, error){says(429, "", "X-Retry-After", "3000")}},
		"on the way": {steps: []func(*http.Request) (*http.Response, error){func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				began := time.Now()
				time.AfterFunc(100*time.Millisecond, cancel)
				_, err := fakeClient(t, s.RoundTrip).Time(ctx)
				if !errors.Is(err, context.Canceled) || time.Since(began) != 100*time.Millisecond {
					t.Errorf("after %s: %v", time.Since(began), err)
				}
			})
		})
	}
}
