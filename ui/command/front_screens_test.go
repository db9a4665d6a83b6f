package command

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"cartwire/bigcommerce/sandbox"
)

// code is the exit code that a terminal's session has ended with.
func (term *terminal) code() int {
	term.t.Helper()
	select {
	case err := <-term.ends:
		if e, ok := err.(*ssh.ExitError); ok {
			return e.ExitStatus()
		}
		if err != nil {
			term.t.Fatal(err)
		}
		return 0
	case <-time.After(patience):
		term.t.Fatal("the session goes on")
		return 0
	}
}

// TestScreensOverSSH opens the program at a terminal, turns its window, and leaves.
func TestScreensOverSSH(t *testing.T) {
	f := openFront(t, sandbox.Config{Orders: 3, Seed: 3})
	term := f.sit("vera", 80, 24)
	term.until("Cartwire", "Acme Outdoors", "help")
	if err := term.s.WindowChange(15, 60); err != nil {
		t.Fatal(err)
	}
	term.until("Acme Outdoors")
	if err := term.s.WindowChange(10, 40); err != nil {
		t.Fatal(err)
	}
	term.until("this one is 40 by 10")
	if err := term.s.WindowChange(30, 100); err != nil {
		t.Fatal(err)
	}
	term.until("Acme Outdoors")
	term.press("s")
	term.until("You have read-only access")
	term.press("q")
	if code := term.code(); code != exitDone {
		t.Errorf("exit code %d", code)
	}
}

// TestAPasteOverSSH: however long it is, and whatever never ends, little is kept of it, and the next key is read.
func TestAPasteOverSSH(t *testing.T) {
	t.Parallel()
	f := openFront(t, sandbox.Config{Orders: 3, Seed: 3})
	for _, begin := range []string{"\x1b[200~", "\x1b]52;c;", "\x1b["} {
		term := f.sit("ada", 80, 24)
		term.until("Acme Outdoors", "help")
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		term.press(begin)
		for range 32 {
			term.press(strings.Repeat("0123456789;;;;;;", 64<<10))
		}
		term.press("\x1b[201~\x1b\\")
		term.press("?").until("esc close")
		runtime.GC()
		runtime.ReadMemStats(&after)
		if grown := int64(after.HeapSys) - int64(before.HeapSys); grown > 64<<20 { // unbounded it is some 600 MiB
			t.Errorf("after 32 MiB behind %q there are %d MiB more", begin, grown>>20)
		}
		term.press("\x03")
		if code := term.code(); code != exitDone {
			t.Errorf("exit code %d", code)
		}
	}
}

// TestPlainQuestionsOverSSH asks in lines where a terminal can do no more; they are edited and shown here.
func TestPlainQuestionsOverSSH(t *testing.T) {
	f := openFront(t, sandbox.Config{Orders: 3, Seed: 3})
	s, err := f.come("vera").NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.RequestPty("dumb", 24, 80, ssh.TerminalModes{}); err != nil {
		t.Fatal(err)
	}
	term := &terminal{t: t, s: s, ends: make(chan error, 1), news: make(chan struct{}, 1)}
	term.in, _ = s.StdinPipe()
	s.Stdout = term
	if err := s.Shell(); err != nil {
		t.Fatal(err)
	}
	go func() { term.ends <- s.Wait() }()
	term.until("Acme Outdoors")
	term.press("zzz\r")
	if seen := term.until("zzz"); strings.Contains(seen, "\x1b") {
		t.Errorf("a line of escapes: %q", seen)
	}
	term.press("\x03")
	if code := term.code(); code != exitInterrupted {
		t.Errorf("exit code %d", code)
	}
}

// TestTwoEditOneConnection: of two who edit one connection at two terminals, the second who saves is told by whom it was
// changed, and nothing is overwritten.
func TestTwoEditOneConnection(t *testing.T) {
	f := openFront(t, sandbox.Config{Orders: 3, Seed: 3})
	first, second := f.sit("ada", 100, 30), f.sit("ada", 100, 30)
	for _, term := range []*terminal{first, second} {
		term.until("Acme Outdoors", "help")
		term.press("\r").until("Website Name", "Test Connection")
	}
	// The job's figures: of its title only what differs is written, after a frame that says "saved" or without one.
	first.press("\x15First Name\x13").until("Elapsed", "Requests")
	for deadline := time.Now().Add(patience); ; {
		if c, err := f.book.Connection(f.conn.ID); err != nil || c.Name == "First Name" {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the first change was not saved")
		}
	}
	second.press("\x15Second Name\x13").until("Changed meanwhile", "ada")
	c, err := f.book.Connection(f.conn.ID)
	if err != nil || c.Name != "First Name" || c.ChangedBy != "ada" {
		t.Errorf("%q by %q, %v", c.Name, c.ChangedBy, err)
	}
}

// TestJobsOutliveTheirSession: what was started at a terminal goes on when its line is cut.
func TestJobsOutliveTheirSession(t *testing.T) {
	f := openFront(t, sandbox.Config{Orders: 2000, Seed: 3, Latency: 30 * time.Millisecond})
	term := f.sit("otto", 100, 30)
	term.until("Acme Outdoors", "help")
	term.press("s")
	for deadline := time.Now().Add(patience); f.engine.Running(f.conn.ID) == nil; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("no job was started")
		}
	}
	run := f.engine.Running(f.conn.ID)
	if err := term.s.Close(); err != nil {
		t.Fatal(err)
	}
	<-run.Done()
	if s := run.Snapshot(); s.Err != nil || s.Job.Fetched == 0 || s.Job.State != "done" {
		t.Errorf("%+v, %v", s.Job, s.Err)
	}
	if lines, err := f.book.Activities(1); err != nil || lines[0].Who != "otto" || lines[0].From != "SSH" {
		t.Errorf("%+v, %v", lines, err)
	}
}
