package app

import (
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// BenchmarkMemory walks about in the book of the benchmarks and tells how much anonymous memory the process holds then;
// pages of the mapped book don't count.
func BenchmarkMemory(b *testing.B) {
	s := benched(b)
	defer s.shut()
	debug.FreeOSMemory() // what making the book has left
	before := statusMiB(b, "RssAnon")
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil { // and its VmHWM
		b.Fatal(err)
	}
	for b.Loop() {
		s.press("o", "end", "home", "pgdown", "pgdown", "p", "down", "/", "'ann'", "enter", "pgdown", "esc", "esc")
		s.press("c", "/", "'zo'", "enter", "esc", "esc", "v", "esc", "j", "esc")
	}
	runtime.KeepAlive(s)
	after := statusMiB(b, "RssAnon")
	b.ReportMetric(after, "MiB-RssAnon")
	b.ReportMetric(after-before, "MiB-more")
	b.ReportMetric(statusMiB(b, "VmHWM"), "MiB-VmHWM")
}

// statusMiB is what the kernel tells of the process's memory, in MiB.
func statusMiB(b *testing.B, field string) float64 {
	b.Helper()
	raw, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(raw)) {
		var kb float64
		if n, _ := fmt.Sscanf(line, field+": %f kB", &kb); n == 1 {
			return kb / 1024
		}
	}
	b.Fatal("the kernel doesn't tell " + field)
	return 0
}

// BenchmarkIdle leaves the program alone and tells what share of a core the process takes: the budget is 0.5 %.
func BenchmarkIdle(b *testing.B) {
	lasts := time.Second
	if os.Getenv("CARTWIRE_LONG") != "" {
		lasts = 20 * time.Second
	}
	for range b.N {
		s := start(b, Config{}, nil, 120, 40)
		s.until("No store is connected yet")
		for s.out.quiet() > 0 || !s.rest.resting() {
		}
		debug.FreeOSMemory() // what the benchmarks before have left
		before, began := cpuTime(b), time.Now()
		time.Sleep(lasts)
		b.ReportMetric(100*(cpuTime(b)-before).Seconds()/time.Since(began).Seconds(), "%-core")
		b.ReportMetric(float64(len(s.out.take())), "B-sent")
	}
}

// cpuTime is the processor's time that this process has taken.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
