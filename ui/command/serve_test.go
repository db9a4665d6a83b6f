//go:build unix

package command_test

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"cartwire/bigcommerce/sandbox"
)

// server is a `serve` as a process of its own, and the lines of its log.
type server struct {
	t    *testing.T
	cmd  *exec.Cmd
	mu   sync.Mutex
	log  []map[string]any
	news chan struct{}
	done chan error
}

func (p *process) serve(args ...string) *server {
	p.t.Helper()
	s := &server{t: p.t, cmd: p.command(append([]string{"serve", "--log", "-"}, args...)...), news: make(chan struct{}, 1), done: make(chan error, 1)}
	pipe, err := s.cmd.StderrPipe()
	if err != nil {
		p.t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	go func() {
		lines := bufio.NewScanner(pipe)
		for lines.Scan() {
			var line map[string]any
			if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
				line = map[string]any{"msg": "no JSON: " + lines.Text()}
			}
			s.mu.Lock()
			s.log = append(s.log, line)
			s.mu.Unlock()
			select {
			case s.news <- struct{}{}:
			default:
			}
		}
		s.done <- s.cmd.Wait()
	}()
	p.t.Cleanup(func() { s.cmd.Process.Kill() })
	return s
}

// line waits for a line of the log, from a place on.
func (s *server) line(msg string, from int) map[string]any {
	s.t.Helper()
	late := time.After(2 * time.Minute)
	for {
		s.mu.Lock()
		for _, l := range s.log[min(from, len(s.log)):] {
			if l["msg"] == msg {
				s.mu.Unlock()
				return l
			}
		}
		said := s.log
		s.mu.Unlock()
		select {
		case <-s.news:
		case <-late:
			s.t.Fatalf("the log does not say %q: %v", msg, said)
		}
	}
}

func (s *server) lines() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.log)
}

// end sends a signal and waits for the process's end; it fails where none comes.
func (s *server) end(sig os.Signal) int {
	s.t.Helper()
	if err := s.cmd.Process.Signal(sig); err != nil {
		s.t.Fatal(err)
	}
	select {
	case <-s.done:
		return s.cmd.ProcessState.ExitCode()
	case <-time.After(2 * time.Minute):
		_ = s.cmd.Process.Signal(syscall.SIGQUIT) // it says where it hangs
		<-s.done
		s.t.Fatalf("it did not end: %v", s.log)
		return 0
	}
}

// TestServe runs what is scheduled, tells metrics, lets in who is listed by now, and stops in the middle of a job: the next
// run goes on there.
func TestServe(t *testing.T) {
	t.Parallel()
	sb, p := connected(t, sandbox.Config{Orders: 3000, Seed: 5, Latency: 300 * time.Millisecond}, "--statuses", "all")
	if _, errs, code := p.run("edit", "Acme", "--schedule", "orders=1h"); code != 0 {
		t.Fatal(errs)
	}
	keys := filepath.Join(t.TempDir(), "keys")
	key := newKey(t)
	s := p.serve("--listen", "127.0.0.1:0", "--metrics", "127.0.0.1:0", "--authorized-keys", keys)
	addr := s.line("ssh", 0)["address"].(string)
	metrics := s.line("metrics", 0)["address"].(string)
	s.line("job started", 0)

	come := func() (*ssh.Client, error) { return dial(addr, key) }
	if c, err := come(); err == nil {
		c.Close()
		t.Fatal("somebody was let in without a file of keys")
	}
	if err := os.WriteFile(keys, ssh.MarshalAuthorizedKey(key.PublicKey()), 0o600); err != nil {
		t.Fatal(err)
	}
	from := s.lines()
	if err := s.cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	s.line("authorized keys", from)
	c, err := come()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	sess, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if out, err := sess.Output("connections --json"); err != nil || !strings.Contains(string(out), `"Acme"`) {
		t.Errorf("connections: %q, %v", out, err)
	}
	// The same through a window, from this machine.
	if out, errs, code := p.run("connections", "--json"); code != 0 || !strings.Contains(out, `"Acme"`) {
		t.Errorf("a window: exit code %d: %s", code, errs)
	}
	tell := func() string {
		resp, err := http.Get("http://" + metrics + "/metrics")
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	body := tell()
	for late := time.Now().Add(2 * time.Minute); strings.Contains(body, "cartwire_orders{connection=\"Acme\"} 0\n"); body = tell() {
		if time.Now().After(late) {
			t.Fatal("no order comes")
		}
	}
	for _, want := range []string{"\ncartwire_jobs_running 1\n", "cartwire_requests_total ", `cartwire_orders{connection="Acme"} `, "cartwire_ssh_sessions_total 1\n", "go_memstats_alloc_bytes "} {
		if !strings.Contains(body, want) {
			t.Errorf("the metrics lack %q:\n%s", want, body)
		}
	}
	if resp, err := http.Get("http://" + strings.Replace(metrics, "127.0.0.1", "localhost", 1) + "/"); err != nil || resp.StatusCode != http.StatusNotFound {
		t.Errorf("another page: %v, %v", resp, err)
	}

	if code := s.end(syscall.SIGTERM); code != 0 {
		t.Errorf("exit code %d: %v", code, s.log)
	}
	if l := s.line("job ended", 0); l["state"] != "cancelled" {
		t.Errorf("the job: %v", l)
	}
	if out, errs, code := p.run("sync", "Acme", "orders", "--json", "--quiet"); code != 0 || !strings.Contains(out, `"resumed":true`) {
		t.Errorf("the next run does not go on: exit code %d: %s%s", code, out, errs)
	}
	p.wantAll(sb)
}

func TestServeIsWrong(t *testing.T) {
	t.Parallel()
	p := &process{t: t, book: filepath.Join(t.TempDir(), "book.db")}
	for args, want := range map[string]string{
		"--metrics 0.0.0.0:0": "can be reached from elsewhere", "--idle 0s": "--idle takes a time", "--max-sessions 0 --idle -1s": "2 things",
		"extra": "is not a command",
	} {
		if _, errs, code := p.run(append([]string{"serve"}, strings.Fields(args)...)...); code != 64 || !strings.Contains(errs, want) {
			t.Errorf("%s: exit code %d: %s", args, code, errs)
		}
	}
	s := p.serve()
	s.line("serving", 0)
	if _, errs, code := p.run("serve"); code != 5 || !strings.Contains(errs, "is in use by") || strings.Contains(errs, "xit code") {
		t.Errorf("a second one: exit code %d: %s", code, errs)
	}
	if code := s.end(os.Interrupt); code != 0 {
		t.Errorf("exit code %d", code)
	}
}
