package command_test

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
)

// watching is a `sync --watch` that runs until the test interrupts it.
type watching struct {
	t     *testing.T
	lines chan string // of its standard output and its standard error
	said  []string    // what was read of them
	ended chan int    // the exit code
	stop  func()
}

func (p *process) watching(args ...string) *watching {
	p.t.Helper()
	cmd := p.command(append([]string{"sync", "--watch"}, args...)...)
	w := &watching{t: p.t, lines: make(chan string, 1000), ended: make(chan int, 1)}
	out, in := io.Pipe()
	cmd.Stdout, cmd.Stderr = in, in
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	w.stop = func() { _ = cmd.Process.Signal(os.Interrupt) }
	go func() {
		_ = cmd.Wait()
		in.Close()
		w.ended <- cmd.ProcessState.ExitCode()
	}()
	go func() {
		for s := bufio.NewScanner(out); s.Scan(); {
			w.lines <- s.Text()
		}
		close(w.lines)
	}()
	p.t.Cleanup(func() { _ = cmd.Process.Kill() })
	return w
}

// line waits for a line that holds a text.
func (w *watching) line(text string) string {
	w.t.Helper()
	for late := time.After(2 * time.Minute); ; {
		select {
		case l, ok := <-w.lines:
			if !ok {
				w.t.Fatalf("it ended before a line with %q: %q", text, w.said)
			}
			w.said = append(w.said, l)
			if strings.Contains(l, text) {
				return l
			}
		case <-late:
			w.t.Fatalf("no line with %q: %q", text, w.said)
		}
	}
}

// interrupt ends it, and gives its exit code.
func (w *watching) interrupt() int {
	w.stop()
	for l := range w.lines {
		w.said = append(w.said, l)
	}
	return <-w.ended
}

// TestWatchRunsTheSchedule: what has never run is run at once, and an interrupt between jobs is a good end.
func TestWatchRunsTheSchedule(t *testing.T) {
	sb, p := connected(t, sandbox.Config{Orders: 30, Products: 5, Seed: 4}, "--statuses", "all", "--import-products",
		"--schedule", "orders=1h", "--schedule", "products=1h")
	w := p.watching("--json")
	w.line("Acme: Import Products is due now.") // what others build on goes first
	for range 2 {
		w.line(`"job":"`)
	}
	if code := w.interrupt(); code != 0 {
		t.Errorf("exit code %d: %q", code, w.said)
	}
	p.wantAll(sb)
	// Nothing is due for an hour now: a second watch waits, and runs nothing.
	sb.ResetStats()
	w = p.watching("Acme")
	w.line("is due at ")
	w.line("Interrupt it to stop")
	if code := w.interrupt(); code != 0 {
		t.Errorf("exit code %d: %q", code, w.said)
	}
	if n := sb.Stats().Total; n != 0 {
		t.Errorf("%d requests when nothing was due", n)
	}
}

// TestAWatchThatIsCutGoesOn: an interrupt in the middle of a job ends with 130, and the job is due again at once.
func TestAWatchThatIsCutGoesOn(t *testing.T) {
	t.Parallel()
	inside := make(chan struct{}, 1000)
	sb, p := connected(t, sandbox.Config{Orders: 2000, Seed: 5, Latency: 10 * time.Millisecond, OnRequest: func(r *http.Request) {
		if r.URL.Query().Get("min_id") != "" {
			inside <- struct{}{}
		}
	}}, "--statuses", "all", "--schedule", "orders=1h")
	w := p.watching()
	<-inside
	<-inside
	if code := w.interrupt(); code != 130 || !strings.Contains(strings.Join(w.said, " "), "1 job was cut short") {
		t.Errorf("exit code %d: %q", code, w.said)
	}
	w = p.watching("acme")
	if l := w.line("orders read"); strings.Contains(l, "cancelled") {
		t.Errorf("%s", l)
	}
	if code := w.interrupt(); code != 0 {
		t.Errorf("exit code %d: %q", code, w.said)
	}
	p.wantAll(sb)
}
