package remote

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

func TestKeys(t *testing.T) {
	ann, bob, eve, old := somebody(t), somebody(t), somebody(t), somebody(t)
	d := openDoor(t, say, nil,
		"# who may come in", "", ann.line(`role="operator"`, "ann@shop"), bob.line("no-port-forwarding,no-pty", "bob"), "no key at all",
		old.line("", "Old Laptop"), ann.line(`role="admin"`, "twice"))

	for _, c := range []struct {
		who  person
		want string
	}{{ann, "ann@shop operator [\"orders\" \"list\"]\n"}, {old, "Old Laptop viewer [\"orders\" \"list\"]\n"}} {
		out, err := begin(t, d.come(c.who), 0, 0).Output("orders  'list'")
		if err != nil || string(out) != c.want {
			t.Errorf("got %q, %v; want %q", out, err, c.want)
		}
	}
	for name, auth := range map[string]ssh.AuthMethod{
		"a key that is not listed": ssh.PublicKeys(eve), "a key whose option is not kept": ssh.PublicKeys(bob), "a password": ssh.Password("ann"),
	} {
		if c, err := d.dial(auth); err == nil {
			c.Close()
			t.Errorf("%s was let in", name)
		}
	}
	if c, err := d.dial(); err == nil {
		c.Close()
		t.Error("nothing at all was let in")
	}
	for _, want := range []string{"line 4", "no-pty", "line 5 is no public key", "second time"} {
		if !strings.Contains(d.log.String(), want) {
			t.Errorf("the log does not tell of %q:\n%s", want, d.log)
		}
	}
}

func TestKeysFileChanges(t *testing.T) {
	ann := somebody(t)
	d := openDoor(t, wait, func(c *Config) { c.Look = 5 * time.Millisecond })
	if c, err := d.dial(ssh.PublicKeys(ann)); err == nil {
		c.Close()
		t.Fatal("let in before the key was there")
	}
	d.allow(ann.line("", "ann"))
	var c *ssh.Client
	for began := time.Now(); c == nil; {
		var err error
		if c, err = d.dial(ssh.PublicKeys(ann)); err != nil && time.Since(began) > patience {
			t.Fatal(err)
		}
	}
	defer c.Close()
	s := begin(t, c, 0, 0)
	out, _ := s.StdoutPipe()
	stderr, _ := s.StderrPipe()
	if err := s.Start("x"); err != nil {
		t.Fatal(err)
	}
	until(t, out, "here")
	d.allow("# nobody")
	until(t, stderr, "Your key, or what it may do, was changed")
	if got := code(t, s.Wait()); got != 130 {
		t.Errorf("exit code %d", got)
	}
}

func TestOthersMayWriteKeys(t *testing.T) {
	ann := somebody(t)
	d := openDoor(t, say, nil, ann.line("", "ann"))
	if err := os.Chmod(d.keys, 0o666); err != nil {
		t.Fatal(err)
	}
	d.Reload()
	if c, err := d.dial(ssh.PublicKeys(ann)); err == nil {
		c.Close()
		t.Error("let in by a file that anybody can write")
	}
	if !strings.Contains(d.log.String(), "chmod 600") {
		t.Errorf("the log does not say what to do:\n%s", d.log)
	}
}

func TestHostKeyIsKept(t *testing.T) {
	d := openDoor(t, say, nil)
	info, err := os.Stat(d.cfg.HostKey)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the host key: %v, %v", info.Mode(), err)
	}
	text, signer, made, err := hostKey(d.cfg.HostKey)
	if err != nil || made || ssh.FingerprintSHA256(signer.PublicKey()) != d.Fingerprint() || signer.PublicKey().Type() != ssh.KeyAlgoED25519 {
		t.Errorf("read again: %v, %v", made, err)
	}
	clear(text)
	if err := os.Chmod(d.cfg.HostKey, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := hostKey(d.cfg.HostKey); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("a host key that others can read: %v", err)
	}
}

func TestExitCodes(t *testing.T) {
	ann := somebody(t)
	d := openDoor(t, func(_ context.Context, v Visit) int {
		n := 0
		fmt.Sscan(v.Args[0], &n)
		fmt.Fprintln(v.Err, "to the side")
		return n
	}, nil, ann.line("", "ann"))
	c := d.come(ann)
	for _, want := range []int{0, 1, 2, 6, 130} {
		if got := code(t, begin(t, c, 0, 0).Run(fmt.Sprint(want))); got != want {
			t.Errorf("exit code %d, want %d", got, want)
		}
	}
	out, err := begin(t, c, 0, 0).CombinedOutput(`orders "list`)
	if code(t, err) != 2 || !strings.Contains(string(out), "a quote is not closed") {
		t.Errorf("a line that can't be read: %q, %v", out, err)
	}
}

// A mistake of the program ends the session that it is made in, and no other.
func TestPanicEndsOneSession(t *testing.T) {
	ann := somebody(t)
	d := openDoor(t, func(ctx context.Context, v Visit) int {
		if len(v.Args) > 0 {
			panic("a token: k3x9w0q7z1v5t2r8")
		}
		return wait(ctx, v)
	}, nil, ann.line("", "ann"))
	c := d.come(ann)
	other := begin(t, c, 0, 0)
	out, _ := other.StdoutPipe()
	if err := other.Shell(); err != nil {
		t.Fatal(err)
	}
	until(t, out, "here")
	said, err := begin(t, c, 0, 0).CombinedOutput("panic")
	if code(t, err) != 1 || !strings.Contains(string(said), "made a mistake") {
		t.Errorf("got %q, %v", said, err)
	}
	if d.Counts().Panics != 1 || d.Counts().Sessions != 1 {
		t.Errorf("%+v", d.Counts())
	}
	if d.fell.Load() != 1 {
		t.Errorf("%d reports", d.fell.Load())
	}
	told := 0
	for line := range strings.Lines(d.log.String()) {
		if strings.Contains(line, "mistake") && strings.Contains(line, "a-report.txt") {
			told++
		}
	}
	if l := d.log.String(); told != 1 || strings.Contains(l, "k3x9w0q7z1v5t2r8") || strings.Contains(l, "goroutine") {
		t.Errorf("the log: %s", l)
	}
	if err := other.Signal(ssh.SIGINT); err != nil {
		t.Fatal(err)
	}
	if got := code(t, other.Wait()); got != 130 {
		t.Errorf("the other session ended with %d", got)
	}
}

func TestNothingElseIsThere(t *testing.T) {
	ann := somebody(t)
	d := openDoor(t, wait, nil, ann.line(`role="admin"`, "ann"))
	c := d.come(ann)
	s := begin(t, c, 0, 0)
	for _, request := range []string{"auth-agent-req@openssh.com", "x11-req"} {
		if ok, err := s.SendRequest(request, true, nil); ok || err != nil {
			t.Errorf("%s: %v, %v", request, ok, err)
		}
	}
	if err := s.RequestSubsystem("sftp"); err == nil {
		t.Error("sftp is there")
	}
	if conn, err := c.Dial("tcp", d.Addr()); err == nil {
		conn.Close()
		t.Error("a port was forwarded")
	}
	if l, err := c.Listen("tcp", "127.0.0.1:0"); err == nil {
		l.Close()
		t.Error("a port was forwarded back")
	}
}
