package setup

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"cartwire/bigcommerce/syncer"
)

// The shortest and longest a schedule may be: a minute is the clock's own step, and a job that comes once a month is
// better started by hand.
const (
	minEvery = time.Minute
	maxEvery = 31 * 24 * time.Hour
)

var errEvery = errors.New("How often looks like 10 min, 2 h or 1 day: from one minute to 31 days. Leave it empty to run on demand only.") //lint:ignore ST1005 a sentence for a person

// EveryWords are the usual choices, in the order of the screen; the first is on demand.
var EveryWords = []string{"", "5 min", "15 min", "1 h", "1 day"}

// ParseEvery understands how often: "10 min", "2h", "daily", "hourly", "1 day"; nothing or "on demand" is 0.
func ParseEvery(s string) (time.Duration, error) {
	s = strings.Join(strings.Fields(strings.ToLower(s)), " ")
	s = strings.TrimPrefix(s, "every ")
	switch s {
	case "", "on demand", "only on demand", "never":
		return 0, nil
	case "hourly", "hour":
		return time.Hour, nil
	case "daily", "day":
		return 24 * time.Hour, nil
	case "weekly", "week":
		return 7 * 24 * time.Hour, nil
	}
	digits := len(s) - len(strings.TrimLeft(s, "0123456789"))
	n, err := strconv.Atoi(s[:digits])
	if err != nil || n > 100_000 {
		return 0, errEvery
	}
	unit, ok := units[strings.TrimSpace(s[digits:])]
	every := time.Duration(n) * unit
	if !ok || every < minEvery || every > maxEvery {
		return 0, errEvery
	}
	return every, nil
}

var units = map[string]time.Duration{
	"m": time.Minute, "min": time.Minute, "mins": time.Minute, "minute": time.Minute, "minutes": time.Minute,
	"h": time.Hour, "hour": time.Hour, "hours": time.Hour, "d": 24 * time.Hour, "day": 24 * time.Hour, "days": 24 * time.Hour,
	"w": 7 * 24 * time.Hour, "week": 7 * 24 * time.Hour, "weeks": 7 * 24 * time.Hour,
}

// Every writes how often, so that ParseEvery understands it again; what was set in less than minutes is rounded up.
func Every(d time.Duration) string {
	switch {
	case d <= 0:
		return ""
	case d%(24*time.Hour) == 0 && d == 24*time.Hour:
		return "1 day"
	case d%(24*time.Hour) == 0:
		return strconv.Itoa(int(d/(24*time.Hour))) + " days"
	case d%time.Hour == 0:
		return strconv.Itoa(int(d/time.Hour)) + " h"
	}
	return strconv.Itoa(int((d+time.Minute-1)/time.Minute)) + " min"
}

// sameSchedule compares what was typed; an option that runs on demand need not be there.
func sameSchedule(a, b map[syncer.Option]string) bool {
	for _, o := range syncer.Options() {
		if a[o] != b[o] {
			return false
		}
	}
	return true
}
