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
