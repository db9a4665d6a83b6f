package sidebyside_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
)

// practice is a sandbox in this process, served so that the bytes it sends are counted: heads, bodies, all.
type practice struct {
	*sandbox.Sandbox
	server *httptest.Server
	sent   atomic.Int64
}

func newPractice(cfg sandbox.Config) *practice {
	p := &practice{Sandbox: sandbox.New(cfg)}
	p.server = httptest.NewUnstartedServer(p.Handler())
	p.server.Listener = counted{p.server.Listener, &p.sent}
	p.server.Start()
	return p
}

func (p *practice) close() {
	p.server.Close()
	_ = p.Sandbox.Close()
}

// base is where the store's API is: http://HOST/stores/HASH.
func (p *practice) base() string { return p.server.URL + "/stores/" + p.StoreHash() }

type counted struct {
	net.Listener
	sent *atomic.Int64
}

func (l counted) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return countedConn{c, l.sent}, nil
}

type countedConn struct {
	net.Conn
	sent *atomic.Int64
}

func (c countedConn) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	c.sent.Add(int64(n))
	return n, err
}

// use is what a process took: seconds of the processor, and memory in MiB: anonymous, at most, and all that was resident at
// once. The memory is zero where the system doesn't tell.
type use struct{ cpu, anon, peak float64 }

// look notes how much the process has now.
func (u *use) look(pid int) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return
	}
	for line := range strings.Lines(string(raw)) {
		var kib float64
		if n, _ := fmt.Sscanf(line, "RssAnon: %f kB", &kib); n == 1 {
			u.anon = max(u.anon, kib/1024)
		} else if n, _ := fmt.Sscanf(line, "VmHWM: %f kB", &kib); n == 1 {
			u.peak = max(u.peak, kib/1024)
		}
	}
}

// between is how often a process's anonymous memory is looked at; its peak is kept by the system.
const between = 10 * time.Millisecond

// follow runs a client's process until it tells its outcome, looks at its memory meanwhile, and lets it end.
func follow(tb testing.TB, cmd *exec.Cmd) (o outcome, u use) {
	tb.Helper()
	var errs bytes.Buffer
	cmd.Stderr = &errs
	in, err := cmd.StdinPipe()
	if err != nil {
		tb.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	told, looked := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(looked)
		tick := time.NewTicker(between)
		defer tick.Stop()
		for {
			u.look(cmd.Process.Pid)
			select {
			case <-told:
				return
			case <-tick.C:
			}
		}
	}()
	line, _ := bufio.NewReader(out).ReadBytes('\n') // where there is none, the process says why
	close(told)
	<-looked
	u.look(cmd.Process.Pid)
	in.Close()
	if err := cmd.Wait(); err != nil {
		tb.Fatalf("%v: %s", err, errs.Bytes())
	}
	if err := json.Unmarshal(line, &o); err != nil {
		tb.Fatalf("it told %q: %v", line, err)
	}
	u.cpu = (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
	return o, u
}

// goClient is the test binary as one of the clients written in Go.
func goClient(tb testing.TB, t task) *exec.Cmd {
	tb.Helper()
	text, err := json.Marshal(t)
	if err != nil {
		tb.Fatal(err)
	}
	cmd := exec.CommandContext(tb.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), asClient+"="+string(text))
	return cmd
}
