package bigcommerce

import (
	"bytes"
	"errors"
	"math"
	"strconv"
	"time"
)

// Time is an instant as the API gives it: RFC 1123 with a numeric zone in v2 ("Wed, 10 Jan 2018 21:05:30 +0000",
// orders.v2 spec), RFC 3339 in v3, Unix seconds in /v2/time. "" (date_shipped before shipping), null and 0 are the zero
// time. It is kept in UTC.
type Time struct{ time.Time }

var errTime = errors.New("not a date that BigCommerce uses")

var timeLayouts = []string{
	time.RFC1123Z,
	time.RFC3339, // takes fractions of a second, too
	"Mon, _2 Jan 2006 15:04:05 -0700",
	time.RFC1123,
	"2006-01-02T15:04:05-0700",
	"2006-01-02T15:04:05",
	"2006-01-02 15:04:05",
	"2006-01-02",
}

// UnmarshalJSON takes dates as text, Unix seconds, "" and null.
func (t *Time) UnmarshalJSON(b []byte) error {
	b = bytes.TrimSpace(b)
	if bytes.Equal(b, []byte("null")) {
		t.Time = time.Time{}
		return nil
	}
	if len(b) >= 2 && b[0] == '"' && b[len(b)-1] == '"' {
		b = bytes.TrimSpace(b[1 : len(b)-1])
	}
	v, err := parseTime(string(b))
	if err != nil {
		return err
	}
	t.Time = v
	return nil
}

func parseTime(s string) (time.Time, error) {
	if s == "" || s == "0" || len(s) > 64 {
		if len(s) > 64 {
			return time.Time{}, errTime
		}
		return time.Time{}, nil
	}
	for _, layout := range timeLayouts {
		if v, err := time.Parse(layout, s); err == nil {
			return v.UTC(), nil
		}
	}
	seconds, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsNaN(seconds) || math.Abs(seconds) > 1e11 {
		return time.Time{}, errTime
	}
	whole, fraction := math.Modf(seconds)
	return time.Unix(int64(whole), int64(fraction*1e9)).UTC(), nil
}

// filterTime writes a time for a query, in the ISO 8601 shape that the orders.v2 spec shows, in UTC.
func filterTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000-07:00") }
