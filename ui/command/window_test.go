//go:build unix

package command_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
	"cartwire/store"
)

// holding starts a `sync --watch` that holds the book and has nothing to do for a day.
func (p *process) holding() *watching {
	p.t.Helper()
	if _, errs, code := p.run("sync", "--quiet"); code != 0 {
		p.t.Fatalf("sync: %s", errs)
	}
	if _, errs, code := p.run("edit", "Acme", "--schedule", "orders=24h"); code != 0 {
		p.t.Fatalf("edit: %s", errs)
	}
	w := p.watching()
	w.line("Interrupt it to stop")
	return w
}

// fed is run with a standard input and a folder of its own.
func (p *process) fed(dir, in string, args ...string) (stdout, stderr string, code int) {
	p.t.Helper()
	var out, errs bytes.Buffer
	cmd := p.command(args...)
	cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = dir, strings.NewReader(in), &out, &errs
	err := cmd.Run()
	if e, ok := errors.AsType[*exec.ExitError](err); ok {
		code = e.ExitCode()
	} else if err != nil {
		p.t.Fatal(err)
	}
	return out.String(), errs.String(), code
}

// moving is what differs from one run to the next: how long it took, and when it was.
var moving = regexp.MustCompile(`\b[0-9.]+(ms|s)\b|"elapsed_ms":[0-9]+|"[a-z_]+":"20[0-9T:.Z+-]+"|20[0-9]{2}-[0-9-]+ [0-9:]+|[0-9,]+ of [0-9,]+ left`)

// TestCommandsSayTheSameThroughAWindow runs commands with the book free, and again with it held.
func TestCommandsSayTheSameThroughAWindow(t *testing.T) {
	_, p := connected(t, sandbox.Config{Orders: 30, Products: 5, Seed: 41}, "--statuses", "all", "--import-products", "--update-inventory")
	dir := t.TempDir()
	counts := "sku,location,on_hand\nA-1,Main,3\nB-2,Main,4\n"
	if err := os.WriteFile(filepath.Join(dir, "counts.csv"), []byte(counts), 0o600); err != nil {
		t.Fatal(err)
	}
	w := p.holding()
	if code := w.interrupt(); code != 0 {
		t.Fatalf("exit code %d: %q", code, w.said)
	}
	if _, errs, code := p.fed(dir, counts, "stock", "import", "-"); code != 0 {
		t.Fatalf("stock import: %s", errs)
	}
	type said struct {
		out, errs string
		code      int
	}
	commands := [][]string{
		{"connections"}, {"connections", "--json"}, {"show", "Acme"}, {"show", "nobody"}, {"show"},
		{"orders", "list"}, {"orders", "list", "--json"}, {"orders", "show", "100"}, {"orders", "export", "--format", "csv"},
		{"orders", "export", "--quiet"}, {"customers"}, {"locations"}, {"stock", "list", "--json"}, {"stock", "list"}, {"jobs", "--json"},
		{"log"}, {"test", "Acme"}, {"stock", "import", "counts.csv"}, {"stock", "import", "-"}, {"stock", "import", "gone.csv"}, {"stock", "import", "."},
		{"connect", "Other", "--credentials", "gone.txt"}, {"connect", "Other", "--credentials", "-"}, {"remove", "Acme"},
		{"orders", "list", "--nonsense"}, {"nonsense"}, {"--accessible"}, {"sync", "Acme", "inventory", "--dry-run", "--json"}, {"version"},
	}
	if testing.Short() { // under the race detector
		commands = [][]string{{"show", "Acme"}, {"orders", "export", "--quiet"}, {"stock", "import", "-"}, {"stock", "import", "gone.csv"}}
	}
	run := func() map[string]said {
		all := map[string]said{}
		for _, args := range commands {
			var s said
			s.out, s.errs, s.code = p.fed(dir, counts, args...)
			s.out, s.errs = moving.ReplaceAllString(s.out, "#"), moving.ReplaceAllString(s.errs, "#")
			all[strings.Join(args, " ")] = s
		}
		return all
	}
	run() // what the first round changes, it changes once
	free := run()
	w = p.watching()
	w.line("Interrupt it to stop")
	held := run()
	for _, args := range commands {
		key := strings.Join(args, " ")
		if args[0] == "jobs" || args[0] == "log" {
			continue // they tell of the rounds before
		}
		if free[key] != held[key] {
			t.Errorf("%s\nfree: %+v\nheld: %+v", key, free[key], held[key])
		}
		if strings.Contains(held[key].errs, "is in use") {
			t.Errorf("%s: %s", key, held[key].errs)
		}
	}
	if code := w.interrupt(); code != 0 {
		t.Errorf("exit code %d: %q", code, w.said)
	}
}

// opened is a command under way that nobody waits for yet.
type opened struct {
	*exec.Cmd
	out, errs bytes.Buffer
}

func (p *process) opened(args ...string) *opened {
	p.t.Helper()
	o := &opened{Cmd: p.command(args...)}
	o.Stdout, o.Stderr = &o.out, &o.errs
	if err := o.Start(); err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { _ = o.Process.Kill() })
	return o
}

func (o *opened) ended() (said string, code int) {
	_ = o.Wait()
	return o.errs.String(), o.ProcessState.ExitCode()
}

// slow is a store on which an import takes long; inside tells of each page of orders.
func slow(t *testing.T) (p *process, inside chan struct{}) {
	t.Helper()
	inside = make(chan struct{}, 10_000)
	_, p = connected(t, sandbox.Config{Orders: 4000, Seed: 42, Latency: 30 * time.Millisecond, OnRequest: func(r *http.Request) {
		if r.URL.Query().Get("min_id") != "" {
			inside <- struct{}{}
		}
	}}, "--statuses", "all")
	return p, inside
}

// idle is a `sync --watch` that waits for a connection of its own, so that Acme's orders are still to be imported.
func (p *process) idle(sb *sandbox.Sandbox) *watching {
	p.t.Helper()
	creds := filepath.Join(p.t.TempDir(), "creds.txt")
	if err := os.WriteFile(creds, bytes.ReplaceAll(sb.CredentialsFile(), []byte("127.0.0.1"), []byte("localhost")), 0o600); err != nil {
		p.t.Fatal(err)
	}
	for _, args := range [][]string{
		{"connect", "Idle", "--credentials", creds, "--allow-insecure-host", strings.Replace(sb.Host(), "127.0.0.1", "localhost", 1), "--import-products", "--schedule", "products=24h"},
		{"sync", "Idle", "--quiet"},
	} {
		if _, errs, code := p.run(args...); code != 0 {
			p.t.Fatalf("%v: %s", args, errs)
		}
	}
	w := p.watching("Idle")
	w.line("Interrupt it to stop")
	return w
}

func quietStore(t *testing.T) *sandbox.Sandbox {
	t.Helper()
	sb := sandbox.New(sandbox.Config{Products: 2, Seed: 43})
	if err := sb.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sb.Close() })
	return sb
}

// TestAnInterruptedWindowEndsItsOwnJob and nothing else: the holder goes on, and so does the next command's job.
func TestAnInterruptedWindowEndsItsOwnJob(t *testing.T) {
	p, inside := slow(t)
	w := p.idle(quietStore(t))
	for _, how := range []os.Signal{os.Interrupt, os.Kill} {
		o := p.opened("sync", "Acme", "orders", "--quiet")
		<-inside
		<-inside
		if err := o.Process.Signal(how); err != nil {
			t.Fatal(err)
		}
		if said, code := o.ended(); how == os.Interrupt && (code != 130 || !strings.Contains(said, "go on")) {
			t.Errorf("exit code %d: %q", code, said)
		}
		for busy := true; busy; { // a lost window's job is cancelled as soon as the loss is seen
			out, errs, code := p.run("sync", "Acme", "orders", "--dry-run", "--quiet", "--json")
			if busy = strings.Contains(errs, "already running"); !busy && code != 0 {
				t.Errorf("exit code %d: %s %s", code, out, errs)
			}
		}
	}
	if code := w.interrupt(); code != 0 {
		t.Errorf("exit code %d: %q", code, w.said)
	}
}

// TestAKilledHolderIsSaid: its windows end with 5 and a sentence, and the book is opened as if nothing had been.
func TestAKilledHolderIsSaid(t *testing.T) {
	t.Parallel()
	p, inside := slow(t)
	w := p.idle(quietStore(t))
	o := p.opened("sync", "Acme", "orders", "--quiet")
	<-inside
	<-inside
	left := store.OwnerOf(p.book)
	holder, err := os.FindProcess(left.PID)
	if err != nil || left.Socket == "" {
		t.Fatalf("%+v, %v", left, err)
	}
	if err := holder.Kill(); err != nil {
		t.Fatal(err)
	}
	if said, code := o.ended(); code != 5 || !strings.Contains(said, "has ended without a word") || !strings.Contains(said, fmt.Sprint(left.PID)) {
		t.Errorf("exit code %d: %q", code, said)
	}
	<-w.ended
	if _, err := os.Stat(left.Socket); err != nil {
		t.Fatalf("there is nothing to tidy up: %v", err)
	}
	out, errs, code := p.run("sync", "Acme", "orders", "--json", "--quiet")
	if code != 0 || !strings.Contains(out, `"resumed":true`) {
		t.Errorf("exit code %d: %s %s", code, out, errs)
	}
	if _, err := os.Stat(left.Socket); !os.IsNotExist(err) {
		t.Errorf("the socket is left behind: %v", err)
	}
}

// TestAHolderThatEndsTellsItsWindows.
func TestAHolderThatEndsTellsItsWindows(t *testing.T) {
	t.Parallel()
	p, inside := slow(t)
	w := p.idle(quietStore(t))
	o := p.opened("sync", "Acme", "orders", "--quiet")
	<-inside
	<-inside
	w.interrupt()
	if said, code := o.ended(); code != 5 || !strings.Contains(said, "The process that holds the book is ending") {
		t.Errorf("exit code %d: %q", code, said)
	}
	out, errs, code := p.run("sync", "Acme", "orders", "--json", "--quiet")
	if code != 0 || !strings.Contains(out, `"resumed":true`) {
		t.Errorf("exit code %d: %s %s", code, out, errs)
	}
}

// TestTwentyWindowsAtOnce, that all write.
func TestTwentyWindowsAtOnce(t *testing.T) {
	_, p := connected(t, sandbox.Config{Orders: 10, Seed: 44}, "--statuses", "all")
	w := p.holding()
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			if _, errs, code := p.run("stock", "set", fmt.Sprintf("SKU-%02d", i), "--on-hand", fmt.Sprint(i)); code != 0 {
				t.Errorf("exit code %d: %s", code, errs)
			}
		})
	}
	wg.Wait()
	if code := w.interrupt(); code != 0 {
		t.Errorf("exit code %d: %q", code, w.said)
	}
	out, errs, code := p.run("stock", "list", "--json")
	if code != 0 || strings.Count(out, `"SKU-`) != 20 {
		t.Errorf("exit code %d: %s %s", code, out, errs)
	}
}

// TestAnotherWatchStandsBesideTheFirst: it runs in a window, and its interrupt ends it alone.
func TestAnotherWatchStandsBesideTheFirst(t *testing.T) {
	_, p := connected(t, sandbox.Config{Orders: 10, Seed: 45}, "--statuses", "all")
	first := p.holding()
	second := p.watching()
	second.line("Interrupt it to stop")
	if code := second.interrupt(); code != 0 {
		t.Errorf("exit code %d: %q", code, second.said)
	}
	if code := first.interrupt(); code != 0 {
		t.Errorf("exit code %d: %q", code, first.said)
	}
}

// TestAHolderThatDoesNotAnswerIsNamed: it holds the book, and its socket takes nobody.
func TestAHolderThatDoesNotAnswerIsNamed(t *testing.T) {
	_, p := connected(t, sandbox.Config{Orders: 2, Seed: 46})
	book, err := store.Open(p.book, store.Options{Command: "cartwire serve"})
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	if err := book.TellSocket(filepath.Join(t.TempDir(), "nobody")); err != nil {
		t.Fatal(err)
	}
	_, errs, code := p.run("connections")
	if code != 5 || !strings.Contains(errs, `"cartwire serve"`) || !strings.Contains(errs, fmt.Sprint(os.Getpid())) {
		t.Errorf("exit code %d: %q", code, errs)
	}
}
