package command_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
)

// anonymous reads the process's anonymous memory in KiB; the pages of the mapped book don't count.
func anonymous(pid int) (kib int) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0 // it has ended
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "RssAnon:"); ok {
			_, _ = fmt.Sscan(rest, &kib)
		}
	}
	return kib
}

// TestMemoryStaysFlat imports many orders in a process of its own and watches its memory.
func TestMemoryStaysFlat(t *testing.T) {
	orders := 8000
	if os.Getenv("CARTWIRE_LONG") != "" {
		orders = 1_000_000
	}
	sb, p := connected(t, sandbox.Config{Orders: orders, Customers: 2000, Products: 200, Seed: 16}, "--statuses", "all")
	sb.ResetStats()
	started := time.Now()
	cmd := p.command("sync", "--json", "--quiet")
	var out bytes.Buffer
	cmd.Stdout = &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	most, samples := 0, 0
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for running := true; running; {
		select {
		case err := <-ended:
			if err != nil {
				t.Fatalf("%v: %s", err, out.String())
			}
			running = false
		case <-tick.C:
			most = max(most, anonymous(cmd.Process.Pid))
			samples++
		}
	}
	t.Logf("%d orders in %s and %d requests, at most %d MiB of anonymous memory in %d samples",
		orders, time.Since(started).Round(time.Millisecond), sb.Stats().Total, most>>10, samples)
	if !strings.Contains(out.String(), fmt.Sprintf(`"new":%d`, orders)) {
		t.Errorf("%s", out.String())
	}
	if most == 0 || most > 128<<10 {
		t.Errorf("%d KiB of anonymous memory", most)
	}
}
