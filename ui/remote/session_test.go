package remote

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

func TestTerminal(t *testing.T) {
	ann := somebody(t)
	d := openDoor(t, func(ctx context.Context, v Visit) int {
		fmt.Fprintf(v.Out, "%v %dx%d TERM=%s COLORTERM=%s LD_PRELOAD=%s\n", v.TTY, v.Width, v.Height, v.Env("TERM"), v.Env("COLORTERM"), v.Env("LD_PRELOAD"))
		for {
			select {
			case size := <-v.Resizes:
				fmt.Fprintf(v.Out, "now %dx%d\n", size.Width, size.Height)
			case <-ctx.Done():
				return 130
			}
		}
	}, nil, ann.line("", "ann"))
	s := begin(t, d.come(ann), 80, 24)
	for name, value := range map[string]string{"COLORTERM": "truecolor", "LD_PRELOAD": "/tmp/x"} {
		if err := s.Setenv(name, value); err != nil {
			t.Fatal(err)
		}
	}
	out, _ := s.StdoutPipe()
	if err := s.WindowChange(25, 81); err != nil { // before there is anybody to take it
		t.Fatal(err)
	}
	if err := s.Shell(); err != nil {
		t.Fatal(err)
	}
	until(t, out, "true 80x24 TERM=xterm-256color COLORTERM=truecolor LD_PRELOAD=\r\nnow 81x25\r\n")
	if err := s.WindowChange(40, 120); err != nil {
		t.Fatal(err)
	}
	until(t, out, "now 120x40\r\n")
	if err := s.WindowChange(1_000_000_000, 2_000_000_000); err != nil {
		t.Fatal(err)
	}
	until(t, out, fmt.Sprintf("now %dx%d\r\n", maxWidth, maxHeight))
}

// Lines are edited here, as a terminal would, until somebody wants every key.
func TestLines(t *testing.T) {
	ann := somebody(t)
	d := openDoor(t, func(_ context.Context, v Visit) int {
		in := bufio.NewReader(v.In)
		fmt.Fprint(v.Out, "name? ")
		name, _ := in.ReadString('\n')
		restore, _ := v.Terminal.Quiet()
		fmt.Fprint(v.Out, "secret? ")
		secret, _ := in.ReadString('\n')
		restore()
		restore, _ = v.Terminal.Raw()
		fmt.Fprint(v.Out, "key? ")
		key, _ := in.ReadByte()
		restore()
		fmt.Fprintf(v.Out, "got %q %d %q\n", name, len(secret), key)
		return 0
	}, nil, ann.line("", "ann"))
	s := begin(t, d.come(ann), 80, 24)
	in, _ := s.StdinPipe()
	out, _ := s.StdoutPipe()
	if err := s.Shell(); err != nil {
		t.Fatal(err)
	}
	seen := until(t, out, "name? ")
	fmt.Fprint(in, "Zoé\x7fe Acmf\be\r")
	seen += until(t, out, "secret? ")
	fmt.Fprint(in, "hunter2\r")
	seen += until(t, out, "key? ")
	fmt.Fprint(in, "\x03")
	seen += until(t, out, "got \"Zoe Acme\\n\" 8 '\\x03'")
	if strings.Contains(seen, "hunter") {
		t.Errorf("the secret was shown: %q", seen)
	}
	if got := code(t, s.Wait()); got != 0 {
		t.Errorf("exit code %d", got)
	}
}

func TestIdle(t *testing.T) {
	ann := somebody(t)
	d := openDoor(t, wait, func(c *Config) { c.Idle = 30 * time.Millisecond }, ann.line("", "ann"))
	s := begin(t, d.come(ann), 80, 24)
	stderr, _ := s.StderrPipe()
	if err := s.Shell(); err != nil {
		t.Fatal(err)
	}
	until(t, stderr, "Closed after 30ms without a key")
	if got := code(t, s.Wait()); got != 130 {
		t.Errorf("exit code %d", got)
	}
}

func TestSessionLimits(t *testing.T) {
	ann, bob, cid := somebody(t), somebody(t), somebody(t)
	d := openDoor(t, wait, func(c *Config) { c.MaxSessions, c.MaxOfOneKey = 3, 2 },
		ann.line("", "ann"), bob.line("", "bob"), cid.line("", "cid"))
	stay := func(p person) *ssh.Session {
		s := begin(t, d.come(p), 0, 0)
		out, _ := s.StdoutPipe()
		if err := s.Start("stay"); err != nil {
			t.Fatal(err)
		}
		until(t, out, "here")
		return s
	}
	first := stay(ann)
	stay(ann)
	said, err := begin(t, d.come(ann), 0, 0).CombinedOutput("x")
	if code(t, err) != 1 || !strings.Contains(string(said), "2 sessions of your key are open already") {
		t.Errorf("a third session of one key: %q, %v", said, err)
	}
	stay(bob)
	said, err = begin(t, d.come(cid), 0, 0).CombinedOutput("x")
	if code(t, err) != 1 || !strings.Contains(string(said), "3 sessions are open already") {
		t.Errorf("a fourth session: %q, %v", said, err)
	}
	if err := first.Signal(ssh.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait()
	for began := time.Now(); d.Counts().Sessions == 3; time.Sleep(time.Millisecond) {
		if time.Since(began) > patience {
			t.Fatal("the first session is still open")
		}
	}
	stay(cid)
}

// A line that is cut ends its session, also one that says nothing.
func TestLostLine(t *testing.T) {
	ann := somebody(t)
	ended := make(chan struct{})
	d := openDoor(t, func(ctx context.Context, v Visit) int {
		wait(ctx, v)
		close(ended)
		return 0
	}, nil, ann.line("", "ann"))
	c := d.come(ann)
	s := begin(t, c, 0, 0)
	out, _ := s.StdoutPipe()
	if err := s.Start("x"); err != nil {
		t.Fatal(err)
	}
	until(t, out, "here")
	c.Close()
	select {
	case <-ended:
	case <-time.After(patience):
		t.Fatal("the session goes on")
	}
}

// Stopping tells everybody why, and waits for nobody who doesn't go.
func TestCloseTellsWhy(t *testing.T) {
	ann := somebody(t)
	d := openDoor(t, wait, nil, ann.line("", "ann"))
	s := begin(t, d.come(ann), 80, 24)
	stderr, _ := s.StderrPipe()
	if err := s.Shell(); err != nil {
		t.Fatal(err)
	}
	out := make(chan string, 1)
	go func() {
		defer close(out) // until ends this goroutine where the text never comes
		out <- until(t, stderr, "This Cartwire is being stopped")
	}()
	for began := time.Now(); d.Counts().Sessions == 0; time.Sleep(time.Millisecond) {
		if time.Since(began) > patience {
			t.Fatal("no session")
		}
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	<-out
	if strings.Contains(d.log.String(), "ERRO") {
		t.Errorf("a clean stop is told as an error:\n%s", d.log)
	}
}

func TestSplit(t *testing.T) {
	for line, want := range map[string]string{
		``:                                  `[]`,
		`  orders   list --json `:           `["orders" "list" "--json"]`,
		`connect "Acme \"O\" $HOME" 'a\b "`: ``,
		`a 'b c'"d e"f\ g ""`:               `["a" "b cd ef g" ""]`,
		`a\`:                                ``,
		"a\x00b":                            ``,
		"a\xffb":                            ``,
		`"a\nb" $(rm) ; | > x`:              `["a\\nb" "$(rm)" ";" "|" ">" "x"]`,
	} {
		words, err := split(line)
		if want == "" {
			if err == nil {
				t.Errorf("%q was read as %q", line, words)
			}
			continue
		}
		if got := fmt.Sprintf("%q", words); got != want || err != nil {
			t.Errorf("%q was read as %s, %v; want %s", line, got, err, want)
		}
	}
}

// FuzzCommandLine: whatever a visitor sends, there are words or a reason, and quoting words gives the same ones back.
func FuzzCommandLine(f *testing.F) {
	for _, seed := range []string{"", "orders list --json", `a "b c" 'd e' f\ g`, `"\"\\"`, "a\\", "'", "\x00", "\xff", strings.Repeat("a ", 5000)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		words, err := split(line)
		if err != nil {
			return
		}
		var quoted []string
		for _, w := range words {
			quoted = append(quoted, "'"+strings.ReplaceAll(w, "'", `'\''`)+"'")
		}
		again, err := split(strings.Join(quoted, " "))
		if len(strings.Join(quoted, " ")) > maxCommand {
			return
		}
		if err != nil || fmt.Sprintf("%q", again) != fmt.Sprintf("%q", words) {
			t.Fatalf("%q: %q, then %q, %v", line, words, again, err)
		}
	})
}

// FuzzTyped: whatever is typed at a terminal, there are lines, and nothing panics.
func FuzzTyped(f *testing.F) {
	for _, seed := range []string{"a\r", "Zo\xc3\xa9\x7f\r", "\x15\x04\x03\x1b[A", "\xff\x7f\x7f\r\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, keys []byte) {
		in := &input{tty: true, end: func(error) {}, echo: &lockedBuffer{}}
		in.typed(keys)
		if n := strings.Count(string(in.ready), "\n"); n != strings.Count(string(keys), "\r")+strings.Count(string(keys), "\n") {
			t.Fatalf("%q gave %q", keys, in.ready)
		}
	})
}

// FuzzKeys: whatever stands in the file of keys, it lets in nobody whose line could not be read.
func FuzzKeys(f *testing.F) {
	ann := somebody(f)
	f.Add(ann.line(`role="admin"`, "ann"))
	f.Add(ann.line(`role="root"`, "ann") + "\n\n# x\nssh-ed25519 AAAA x")
	f.Add("role=\"")
	f.Fuzz(func(t *testing.T, text string) {
		keys, _, err := parseKeys(strings.NewReader(text))
		if err != nil {
			return
		}
		for _, k := range keys {
			if k.Name == "" || strings.ContainsAny(k.Name, "\n\x1b") {
				t.Fatalf("a key called %q", k.Name)
			}
		}
	})
}

// TestEnvironment: a visitor's own words count where they are about the visitor's terminal, and nowhere else.
func TestEnvironment(t *testing.T) {
	env := environment([]string{"TZ=Europe/Berlin", "NO_COLOR=1\x1b", "CARTWIRE_BOOK=/etc/passwd", "LANG=" + strings.Repeat("x", 200)}, nil, &net.TCPAddr{})
	for name, want := range map[string]string{"TZ": "Europe/Berlin", "NO_COLOR": "1", "CARTWIRE_BOOK": "", "LANG": ""} {
		if got := env(name); got != want {
			t.Errorf("%s is %q; want %q", name, got, want)
		}
	}
}
