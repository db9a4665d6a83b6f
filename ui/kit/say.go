package kit

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/dustin/go-humanize/english"
)

// Count writes a number with its thousands apart: 1,204. It is the same in every locale.
func Count(n int) string { return humanize.Comma(int64(n)) }

// Of writes a number of things: "1 order", "1,204 orders".
func Of(n int, thing string) string {
	return Count(n) + " " + english.PluralWord(n, thing, "")
}

// Span writes a duration in the unit that fits: "0.4 s", "12 s", "3 min 20 s", "2 h 5 min".
func Span(d time.Duration) string {
	switch {
	case d < 0:
		return "0 s"
	case d < 10*time.Second:
		return strings.TrimSuffix(strconv.FormatFloat(d.Seconds(), 'f', 1, 64), ".0") + " s"
	case d < time.Minute:
		return strconv.Itoa(int(d.Seconds())) + " s"
	case d < time.Hour:
		return fmt.Sprintf("%d min %d s", int(d.Minutes()), int(d.Seconds())%60)
	}
	return fmt.Sprintf("%d h %d min", int(d.Hours()), int(d.Minutes())%60)
}

// Ago writes how long before now t was, in steps of a minute; "never" for no time.
func Ago(now, t time.Time) string {
	d := now.Sub(t)
	switch {
	case t.IsZero():
		return "never"
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return strconv.Itoa(int(d.Minutes())) + " min ago"
	case d < 48*time.Hour:
		return strconv.Itoa(int(d.Hours())) + " h ago"
	case d < 14*24*time.Hour:
		return strconv.Itoa(int(d.Hours())/24) + " days ago"
	}
	return t.UTC().Format(time.DateOnly)
}

// Until is how long it is to a moment, in the words of a list. It changes once a minute at most.
func Until(now, t time.Time) string {
	d := t.Sub(now)
	switch {
	case d <= 0:
		return "now"
	case d < time.Minute:
		return "within 1 min"
	case d < time.Hour:
		return "in " + strconv.Itoa(int((d+time.Minute-1)/time.Minute)) + " min"
	case d < 48*time.Hour:
		return "in " + strconv.Itoa(int(d.Hours())) + " h"
	}
	return "in " + strconv.Itoa(int(d.Hours())/24) + " days"
}

// At writes a moment as short as it can be told: the time where it is of today, else the day.
func At(now, t time.Time, zone *time.Location) string {
	if zone == nil {
		zone = time.UTC
	}
	now, t = now.In(zone), t.In(zone)
	if now.Format(time.DateOnly) == t.Format(time.DateOnly) {
		return t.Format("15:04")
	}
	return t.Format(time.DateOnly)
}

// Size writes a number of bytes: "12 KB", "3.4 MB".
func Size(n int64) string {
	switch {
	case n < 1000:
		return Of(int(n), "byte")
	case n < 1_000_000:
		return strconv.FormatInt((n+500)/1000, 10) + " KB"
	case n < 1_000_000_000:
		return strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64) + " MB"
	}
	return strconv.FormatFloat(float64(n)/1e9, 'f', 1, 64) + " GB"
}
