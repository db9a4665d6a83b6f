package bigcommerce

import (
	"net/http"
	"testing"
	"time"
)

// Each answer's Date is the store's clock, however far it lies from this machine's; an answer without one leaves it as it was.
func TestEachAnswerTellsTheStoresClock(t *testing.T) {
	now := time.Now().UTC().Truncate(time.Second)
	date := ""
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", date)
		_, _ = w.Write([]byte(`{"count":7,"statuses":[{"id":0,"count":"2"},{"count":3},{"id":11,"count":5}]}`))
	})
	if _, _, known := c.Clock(); known {
		t.Error("a clock before the first answer")
	}
	for _, ahead := range []time.Duration{0, 26 * time.Hour, -10 * time.Minute} {
		for _, date = range []string{now.Add(ahead).Format(http.TimeFormat), "yesterday"} {
			if n, err := c.OrderCount(t.Context(), OrderFilter{}); err != nil || n != (OrderCount{7, 2, true}) {
				t.Errorf("%+v, %v", n, err)
			}
			_, by, known := c.Clock()
			if !known || (by-ahead).Abs() > time.Minute {
				t.Errorf("%q: ahead by %v, %v; want %v", date, by, known, ahead)
			}
		}
	}
}

// A single answer that lies ahead leads nobody ahead: the earliest that was told counts.
func TestTheEarliestClockCounts(t *testing.T) {
	now := time.Now().UTC().Truncate(time.Second)
	date := now
	c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", date.Format(http.TimeFormat))
		_, _ = w.Write([]byte(`{"count":7}`))
	})
	for _, date = range []time.Time{now.Add(24 * time.Hour), now, now.Add(time.Hour)} {
		if _, err := c.CountOrders(t.Context(), OrderFilter{}); err != nil {
			t.Fatal(err)
		}
	}
	if at, _, known := c.Clock(); !known || !at.Equal(now) {
		t.Errorf("%v, %v; want %v", at, known, now)
	}
}

// A count that isn't one is no count of none.
func TestACountIsNoneUnlessItIsTold(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{}`, `null`, `{"count":null}`, `{"count":-1}`, `[]`, `{"count":"many"}`} {
		c := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) })
		if n, err := c.Patient(PatiencePerson).OrderCount(t.Context(), OrderFilter{}); err == nil {
			t.Errorf("%s: %+v", body, n)
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
