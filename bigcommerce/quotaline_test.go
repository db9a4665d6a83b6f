package bigcommerce

import (
	"context"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

func quotaHeaders(limit, left, window, reset string) http.Header {
	h := http.Header{}
	h.Set("X-Rate-Limit-Requests-Quota", limit)
	h.Set("X-Rate-Limit-Requests-Left", left)
	h.Set("X-Rate-Limit-Time-Window-Ms", window)
	h.Set("X-Rate-Limit-Time-Reset-Ms", reset)
	return h
}

// taken sends one request whose answer has these headers.
func taken(t *testing.T, q *Quota, h http.Header) {
	t.Helper()
	s, err := q.take(t.Context(), func(waitNotice) {})
	if err != nil {
		t.Fatal(err)
	}
	s.answered(200, h)
	s.release()
}

func TestQuotaStateTellsWhatIsKnown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := NewQuota()
		if q.State() != (QuotaState{}) {
			t.Errorf("at first: %+v", q.State())
		}
		taken(t, q, quotaHeaders("150", "140", "30000", "12000"))
		want := QuotaState{Limit: 150, Left: 140, Share: 135, Used: 10, ResetAt: time.Now().Add(12 * time.Second), Window: 30 * time.Second}
		if got := q.State(); got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
		timer := time.NewTimer(13 * time.Second)
		<-timer.C
		if got := q.State(); got.Used != 0 || got.Left != 150 {
			t.Errorf("after the window: %+v", got)
		}
	})
}

func TestQuotaIgnoresNonsense(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := NewQuota()
		for _, h := range []http.Header{{}, quotaHeaders("0", "0", "30000", "1"), quotaHeaders("x", "1", "2", "3"), quotaHeaders("150", "-1", "30000", "1"), quotaHeaders("150", "1", "NaN", "1"), quotaHeaders("150", "1", "1e300", "1")} {
			taken(t, q, h)
		}
		if q.State() != (QuotaState{}) {
			t.Errorf("%+v", q.State())
		}
	})
}

func TestUnlimitedStoreNeverWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := NewQuota()
		began := time.Now()
		for range 1000 {
			taken(t, q, quotaHeaders("7000000", "6999000", "30000", "29000"))
		}
		if time.Since(began) > 0 {
			t.Errorf("waited %s", time.Since(began))
		}
	})
}

func TestQuotaWaitIsToldAndCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := NewQuota()
		taken(t, q, quotaHeaders("10", "1", "30000", "20000")) // the share of 9 is spent
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var told waitNotice
		if _, err := q.take(ctx, func(n waitNotice) { told = n }); err == nil {
			t.Fatal("a request went past the share")
		}
		if told.reason != WaitQuota || time.Until(told.until) < 18*time.Second {
			t.Errorf("told %+v", told)
		}
		// The one behind a cancelled one is served when the window ends.
		began := time.Now()
		s, err := q.take(t.Context(), func(waitNotice) {})
		if err != nil || time.Since(began) != 19*time.Second+quotaGuard {
			t.Fatalf("served after %s, %v", time.Since(began), err)
		}
		s.release()
		s.release() // twice does no harm
		if q.active != 0 || q.flying != 0 {
			t.Errorf("%d active, %d under way", q.active, q.flying)
		}
	})
}
