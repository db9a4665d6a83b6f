package remote

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"charm.land/log/v2"
	"go.uber.org/goleak"
	"golang.org/x/crypto/ssh"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience bounds how long a test waits for what is to happen.
const patience = 2 * time.Minute

// door is a server with a file of keys that tests write.
type door struct {
	*Server
	t    testing.TB
	keys string
	fell atomic.Int32
	log  *lockedBuffer
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func openDoor(t testing.TB, visit func(context.Context, Visit) int, change func(*Config), lines ...string) *door {
	t.Helper()
	folder := t.TempDir()
	d := &door{t: t, keys: filepath.Join(folder, "authorized_keys"), log: &lockedBuffer{}}
	d.allow(lines...)
	cfg := Config{
		Addr: "127.0.0.1:0", HostKey: filepath.Join(folder, "host_key"), AuthorizedKeys: d.keys, Look: time.Hour,
		Fell:  func(any) string { d.fell.Add(1); return "a-report.txt" },
		Visit: visit, Log: log.New(d.log), Now: time.Now,
	}
	if change != nil {
		change(&cfg)
	}
	var err error
	if d.Server, err = Listen(cfg); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// allow writes the file of keys.
func (d *door) allow(lines ...string) {
	d.t.Helper()
	if err := os.WriteFile(d.keys, []byte(strings.Join(lines, "\n")+"\n"), 0o600); err != nil {
		d.t.Fatal(err)
	}
}

// person is somebody with a key.
type person struct{ ssh.Signer }

func somebody(t testing.TB) person {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return person{s}
}

// line is the person's line in the file of keys.
func (p person) line(options, name string) string {
	return strings.TrimSpace(options + " " + strings.TrimSpace(string(ssh.MarshalAuthorizedKey(p.PublicKey()))) + " " + name)
}

func (d *door) dial(auth ...ssh.AuthMethod) (*ssh.Client, error) {
	return ssh.Dial("tcp", d.Addr(), &ssh.ClientConfig{
		User: "anyone", Auth: auth, HostKeyCallback: func(_ string, _ net.Addr, key ssh.PublicKey) error {
			if got := ssh.FingerprintSHA256(key); got != d.Fingerprint() {
				return fmt.Errorf("the host key is %s, not %s", got, d.Fingerprint())
			}
			return nil
		}, Timeout: patience,
	})
}

// come comes in as a person.
func (d *door) come(p person) *ssh.Client {
	d.t.Helper()
	c, err := d.dial(ssh.PublicKeys(p))
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { c.Close() })
	return c
}

// begin opens a session, with a terminal where size is not empty ("80x24").
func begin(t testing.TB, c *ssh.Client, width, height int) *ssh.Session {
	t.Helper()
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if width > 0 {
		if err := s.RequestPty("xterm-256color", height, width, ssh.TerminalModes{}); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// code is the exit code that Wait, Run or Output has told.
func code(t testing.TB, err error) int {
	t.Helper()
	switch err := err.(type) {
	case nil:
		return 0
	case *ssh.ExitError:
		return err.ExitStatus()
	}
	t.Fatalf("no exit code: %v", err)
	return 0
}

// say is a visit that tells who came and what for.
func say(_ context.Context, v Visit) int {
	fmt.Fprintf(v.Out, "%s %s %q\n", v.Who, v.Role, v.Args)
	return 0
}

// wait is a visit that goes on until its session ends.
func wait(ctx context.Context, v Visit) int {
	fmt.Fprintln(v.Out, "here")
	<-ctx.Done()
	return 130
}

// until reads until what is awaited was read.
func until(t testing.TB, r io.Reader, want string) string {
	t.Helper()
	var got strings.Builder
	buf := make([]byte, 4096)
	for !strings.Contains(got.String(), want) {
		n, err := r.Read(buf)
		got.Write(buf[:n])
		if err != nil {
			t.Fatalf("%q did not come: %v\n%s", want, err, got.String())
		}
	}
	return got.String()
}
