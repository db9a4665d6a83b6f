package app

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
)

// BenchmarkMemory walks about in the book of the benchmarks and tells how much anonymous memory the process holds then;
// pages of the mapped book don't count.
func BenchmarkMemory(b *testing.B) {
	s := benched(b)
	defer s.shut()
	debug.FreeOSMemory() // what making the book has left
	before := rssAnon(b)
	for b.Loop() {
		s.press("o", "end", "home", "pgdown", "pgdown", "p", "down", "/", "'ann'", "enter", "pgdown", "esc", "esc")
		s.press("c", "/", "'zo'", "enter", "esc", "esc", "v", "esc", "j", "esc")
	}
	runtime.KeepAlive(s)
	after := rssAnon(b)
	b.ReportMetric(after, "MiB-anon")
	b.ReportMetric(after-before, "MiB-more")
}

// rssAnon is the process's anonymous memory in MiB.
func rssAnon(b *testing.B) float64 {
	b.Helper()
	raw, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(raw)) {
		var kb float64
		if n, _ := fmt.Sscanf(line, "RssAnon: %f kB", &kb); n == 1 {
			return kb / 1024
		}
	}
	b.Fatal("the kernel doesn't tell RssAnon")
	return 0
}
