package bigcommerce

import (
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestRateLimitWaits(t *testing.T) {
	const reset, after = "X-Rate-Limit-Time-Reset-Ms", "X-Retry-After"
	for name, tc := range map[string]struct {
		header []string
		wait   time.Duration
	}{
		"reset longer": {[]string{reset, "12000", after, "3"}, 12 * time.Second},
		"retry longer": {[]string{reset, "1000", after, "20"}, 20 * time.Second},
		"only reset":   {[]string{reset, "9000"}, 9 * time.Second},
		"only retry":   {[]string{after, "7"}, 7 * time.Second},
		"left over": {[]string{reset, "4000", "X-Rate-Limit-Requests-Left", "35", "X-Rate-Limit-Requests-Quota", "150",
			"X-Rate-Limit-Time-Window-Ms", "30000"}, 4 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := &script{steps: []func(*http.Request) (*http.Response, error){says(429, "", tc.header...), says(200, timeBody)}}
				var waited time.Duration
				c := fakeClient(t, s.RoundTrip).Observed(func(e Event) {
					if e.Kind == EventWaitEnd && e.Reason == WaitQuota {
						waited += e.Wait
					}
				})
				if _, err := c.Time(t.Context()); err != nil {
					t.Fatal(err)
				}
				wait := s.at[1].Sub(s.at[0])
				if wait < tc.wait || wait > tc.wait+50*time.Millisecond || waited != wait {
					t.Errorf("waited %s (told %s), want %s", wait, waited, tc.wait)
				}
			})
		})
	}
}

func TestRateLimitHoldsBackOtherRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &script{steps: []func(*http.Request) (*http.Response, error){says(200, timeBody), says(429, "", "X-Retry-After", "10"), says(200, timeBody)}}
		c := fakeClient(t, s.RoundTrip)
		if _, err := c.Time(t.Context()); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		var all sync.WaitGroup
		all.Go(func() { _, _ = c.Time(t.Context()) })
		synctest.Wait()
		all.Go(func() { _, _ = c.Time(t.Context()) })
		all.Wait()
		if len(s.at) != 4 || s.at[2].Sub(began) < 10*time.Second {
			t.Errorf("requests at %v", s.at)
		}
	})
}
