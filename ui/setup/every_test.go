package setup

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseEvery(t *testing.T) {
	for in, want := range map[string]time.Duration{
		"": 0, "on demand": 0, "hourly": time.Hour, "Daily": 24 * time.Hour, "5min": 5 * time.Minute, " every 10  min ": 10 * time.Minute,
		"2 h": 2 * time.Hour, "90 m": 90 * time.Minute, "3 days": 72 * time.Hour, "31 d": 31 * 24 * time.Hour, "1 minute": time.Minute,
	} {
		if got, err := ParseEvery(in); err != nil || got != want {
			t.Errorf("%q is %v, %v", in, got, err)
		}
	}
	for _, in := range []string{"5", "min", "0 min", "-5 min", "32 days", "5 sec", "99999999999999999999 h", "5 min 3", "1.5 h"} {
		if got, err := ParseEvery(in); err == nil {
			t.Errorf("%q is %v", in, got)
		}
	}
}

// What is written is understood again, to the minute.
func TestEveryIsParsed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := time.Duration(rapid.IntRange(1, 31*24*60).Draw(t, "minutes")) * time.Minute
		if got, err := ParseEvery(Every(d)); err != nil || got != d {
			t.Fatalf("%v is written %q and read %v, %v", d, Every(d), got, err)
		}
	})
	for _, w := range EveryWords {
		if d, err := ParseEvery(w); err != nil || Every(d) != w {
			t.Errorf("%q is written %q, %v", w, Every(d), err)
		}
	}
}
