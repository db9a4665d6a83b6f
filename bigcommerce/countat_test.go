package bigcommerce

import (
	"net/http"
	"testing"
	"time"
)

// The Date of the count's answer is the store's clock only where it can be believed.
func TestTheCountTellsTheStoresClock(t *testing.T) {
	now := time.Now().UTC().Truncate(time.Second)
	for date, want := range map[string]time.Time{
		now.Format(http.TimeFormat):                        now,
		now.Add(-20 * time.Second).Format(http.TimeFormat): now.Add(-20 * time.Second),
		now.Add(2 * time.Hour).Format(http.TimeFormat):     {},
		now.Add(-10 * time.Minute).Format(http.TimeFormat): {},
		"yesterday": {},
	} {
		c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Date", date)
			_, _ = w.Write([]byte(`{"count":7}`))
		})
		n, at, err := c.CountOrdersAt(t.Context(), OrderFilter{})
		if err != nil || n != 7 || !at.Equal(want) {
			t.Errorf("%q: %d, %v, %v; want %v", date, n, at, err, want)
		}
	}
}

// Refunds tell when they were asked for by the store's clock, whatever this computer's says, and never later than it was.
func TestRefundsTellWhenTheyWereAskedFor(t *testing.T) {
	date := time.Date(2025, 3, 4, 5, 6, 7, 0, time.UTC)
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", date.Format(http.TimeFormat))
		_, _ = w.Write([]byte(`{"data":[],"meta":{}}`))
	})
	if _, asked, err := c.Refunds(t.Context(), []uint64{7}); err != nil || asked.After(date) || asked.Before(date.Add(-time.Minute)) {
		t.Errorf("asked at %v, %v; the store said %v", asked, err, date)
	}
	c = serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Date"] = nil // net/http would write it
		w.WriteHeader(http.StatusNoContent)
	})
	before := time.Now()
	if _, asked, err := c.Refunds(t.Context(), []uint64{7}); err != nil || asked.Before(before) || asked.After(time.Now()) {
		t.Errorf("without a date: asked at %v, %v", asked, err)
	}
}
