package command_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"cartwire/bigcommerce/sandbox"
)

func newServer(f http.HandlerFunc) *httptest.Server { return httptest.NewServer(f) }

// process is cartwire as a real process with a book of its own.
type process struct {
	t    *testing.T
	book string
	env  []string
}

func (p *process) command(args ...string) *exec.Cmd {
	cmd := exec.CommandContext(p.t.Context(), os.Args[0], args...)
	cmd.Env = append(os.Environ(), append([]string{asCommand + "=1", "CARTWIRE_BOOK=" + p.book}, p.env...)...)
	return cmd
}

// run returns what the process printed and its exit code.
func (p *process) run(args ...string) (stdout, stderr string, code int) {
	p.t.Helper()
	var out, errs bytes.Buffer
	cmd := p.command(args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if e, ok := errors.AsType[*exec.ExitError](err); ok {
		code = e.ExitCode()
	} else if err != nil {
		p.t.Fatal(err)
	}
	return out.String(), errs.String(), code
}

// connected is a practice store and a book with a connection to it.
func connected(t *testing.T, cfg sandbox.Config, flags ...string) (*sandbox.Sandbox, *process) {
	t.Helper()
	sb := sandbox.New(cfg)
	if err := sb.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sb.Close() })
	dir := t.TempDir()
	creds := filepath.Join(dir, "creds.txt")
	if err := os.WriteFile(creds, sb.CredentialsFile(), 0o600); err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, book: filepath.Join(dir, "book.db")}
	args := append([]string{"connect", "Acme", "--credentials", creds, "--allow-insecure-host", sb.Host(), "--import-orders"}, flags...)
	if _, errs, code := p.run(args...); code != 0 {
		t.Fatalf("connect: exit code %d: %s", code, errs)
	}
	return sb, p
}

// copyBook reads the book as it is now, and gives copies of it.
func (p *process) copyBook() func() *process {
	p.t.Helper()
	files := map[string][]byte{}
	for _, end := range []string{"", ".key"} {
		content, err := os.ReadFile(p.book + end)
		if err != nil {
			p.t.Fatal(err)
		}
		files[end] = content
	}
	return func() *process {
		q := &process{t: p.t, book: filepath.Join(p.t.TempDir(), "book.db")}
		for end, content := range files {
			if err := os.WriteFile(q.book+end, content, 0o600); err != nil {
				p.t.Fatal(err)
			}
		}
		return q
	}
}

// exported reads the book's orders and checks that each is there once.
func (p *process) exported() map[uint64]int {
	p.t.Helper()
	out, errs, code := p.run("orders", "export", "--quiet")
	if code != 0 {
		p.t.Fatalf("export: exit code %d: %s", code, errs)
	}
	status := map[uint64]int{}
	for line := range strings.Lines(out) {
		var o struct {
			ID     uint64 `json:"store_order_id"`
			Status int    `json:"status_id"`
		}
		if err := json.Unmarshal([]byte(line), &o); err != nil {
			p.t.Fatal(err)
		}
		if _, twice := status[o.ID]; twice {
			p.t.Errorf("order %d was exported twice", o.ID)
		}
		status[o.ID] = o.Status
	}
	return status
}

// wantAll holds the book against the store.
func (p *process) wantAll(sb *sandbox.Sandbox) {
	p.t.Helper()
	got := p.exported()
	all := sb.Orders()
	if len(got) != len(all) {
		p.t.Errorf("%d orders in the book, %d in the store", len(got), len(all))
	}
	for _, o := range all {
		if status, ok := got[o.ID]; !ok || status != o.StatusID {
			p.t.Errorf("order %d: in the book %v with status %d, in the store status %d", o.ID, ok, status, o.StatusID)
		}
	}
}

// TestKillsLoseNothing ends the importing process with SIGKILL at random points, and runs it once more.
func TestKillsLoseNothing(t *testing.T) {
	t.Parallel()
	kills := 8
	if testing.Short() { // under the race detector
		kills = 2
	}
	if os.Getenv("CARTWIRE_LONG") != "" {
		kills = 50
	}
	var served, target atomic.Int64
	reached := make(chan struct{}, 1)
	sb, first := connected(t, sandbox.Config{
		Orders: 3000, Customers: 50, Products: 20, Seed: 11, Latency: 4 * time.Millisecond,
		OnRequest: func(*http.Request) {
			if served.Add(1) == target.Load() {
				select {
				case reached <- struct{}{}:
				default:
				}
			}
		},
	}, "--statuses", "all")
	fresh := first.copyBook()
	rng := rand.New(rand.NewPCG(1, 2))
	resumed, p, done := 0, fresh(), 0
	for range kills {
		// An import takes 16 requests here, the last of them for what has changed since. The kill falls a random moment after a random one of them: while the answer is
		// under way, while it is read, or while its page is written.
		select {
		case <-reached:
		default:
		}
		served.Store(0)
		target.Store(1 + rng.Int64N(13))
		cmd := p.command("sync", "--quiet")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		select {
		case <-reached:
			time.Sleep(time.Duration(rng.Int64N(int64(25 * time.Millisecond)))) // a random moment is what is tested here
			_ = cmd.Process.Kill()
			if <-ended == nil {
				done++ // it was faster than the kill
			}
		case err := <-ended: // what a kill had left took fewer requests
			if err != nil {
				t.Fatal(err)
			}
			done++
		}
		target.Store(-1)
		// Now and then the next kill falls on what this one left behind.
		if rng.IntN(3) == 0 {
			continue
		}
		out, errs, code := p.run("sync", "--json", "--quiet")
		if code != 0 {
			t.Fatalf("sync after a kill: exit code %d: %s", code, errs)
		}
		if strings.Contains(out, `"resumed":true`) {
			resumed++
		}
		p.wantAll(sb)
		p = fresh()
	}
	t.Logf("%d kills, %d came after the end, %d imports were taken up again", kills, done, resumed)
	if resumed == 0 && kills > 2 {
		t.Error("no kill fell into an import")
	}
}

// TestAFullDiskStopsCleanly bounds what the book's file may grow to in a child process.
func TestAFullDiskStopsCleanly(t *testing.T) {
	t.Parallel()
	sb, p := connected(t, sandbox.Config{Orders: 2000, Seed: 12}, "--statuses", "all")
	full := &process{t: t, book: p.book, env: []string{fileSizeLimit + "=1500000"}}
	_, errs, code := full.run("sync", "--quiet")
	if code != 1 || !strings.Contains(errs, "is full") || strings.Count(errs, "\n") != 1 {
		t.Errorf("exit code %d: %q", code, errs)
	}
	before := len(p.exported())
	if before == 0 || before == len(sb.Orders()) {
		t.Errorf("%d orders in the book when the disk was full: the limit fell at the wrong place", before)
	}
	if _, errs, code := p.run("sync", "--quiet"); code != 0 {
		t.Fatalf("sync with room again: exit code %d: %s", code, errs)
	}
	p.wantAll(sb)
}

// TestAnInterruptStopsCleanly sends SIGINT in the middle of an import.
func TestAnInterruptStopsCleanly(t *testing.T) {
	t.Parallel()
	inside := make(chan struct{}, 100)
	cfg := sandbox.Config{Orders: 2000, Seed: 13, Latency: 10 * time.Millisecond, OnRequest: func(r *http.Request) {
		if r.URL.Query().Get("min_id") != "" {
			inside <- struct{}{}
		}
	}}
	sb, p := connected(t, cfg, "--statuses", "all")
	cmd := p.command("sync", "--quiet")
	var errs bytes.Buffer
	cmd.Stderr = &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	<-inside
	<-inside
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 130 || !strings.Contains(errs.String(), "go on") {
		t.Errorf("exit code %d: %q", code, errs.String())
	}
	out, _, code := p.run("sync", "--json", "--quiet")
	if code != 0 || !strings.Contains(out, `"resumed":true`) {
		t.Errorf("exit code %d: %s", code, out)
	}
	p.wantAll(sb)
}

// newKey makes a key to come in with through an SSH door.
func newKey(t *testing.T) ssh.Signer {
	t.Helper()
	_, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// dial comes in, whatever key the door has itself.
func dial(addr string, key ssh.Signer) (*ssh.Client, error) {
	return ssh.Dial("tcp", addr, &ssh.ClientConfig{User: "x", Auth: []ssh.AuthMethod{ssh.PublicKeys(key)}, Timeout: time.Minute,
		HostKeyCallback: func(string, net.Addr, ssh.PublicKey) error { return nil }})
}
