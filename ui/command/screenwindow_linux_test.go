package command_test

import (
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
	"golang.org/x/sys/unix"

	"cartwire/bigcommerce/sandbox"
	"cartwire/store"
)

// seat is a person at a terminal with cartwire on it.
type seat struct {
	t     *testing.T
	cmd   *exec.Cmd
	other *os.File
	news  chan string // pieces of what reaches the terminal
	seen  string
	cells *vt.SafeEmulator // what the terminal shows
}

// sit opens the program on a terminal of its own.
func (p *process) sit(args ...string) *seat {
	p.t.Helper()
	other, tty := terminal(p.t)
	s := &seat{t: p.t, other: other, news: make(chan string, 1000), cells: vt.NewSafeEmulator(100, 30)}
	s.resize(100, 30)
	s.cmd = p.command(args...)
	s.cmd.Env = append(s.cmd.Env, "TERM=xterm-256color", "LANG=C.UTF-8")
	s.cmd.Stdin, s.cmd.Stdout, s.cmd.Stderr = tty, tty, tty
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := s.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	tty.Close()
	go func() { _, _ = io.Copy(other, s.cells) }() // the terminal's own answers
	go func() {
		defer close(s.news)
		defer s.cells.InputPipe().(io.Closer).Close() // ends its Read; its own Close sets with no lock what Read reads
		buf := make([]byte, 64<<10)
		for {
			n, err := other.Read(buf)
			if err != nil {
				return
			}
			_, _ = s.cells.Write(buf[:n])
			s.news <- string(buf[:n])
		}
	}()
	p.t.Cleanup(func() { _ = s.cmd.Process.Kill() })
	return s
}

func (s *seat) resize(width, height uint16) {
	s.t.Helper()
	if err := unix.IoctlSetWinsize(int(s.other.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Col: width, Row: height}); err != nil {
		s.t.Fatal(err)
	}
}

// sees waits for text that reaches the terminal from now on.
func (s *seat) sees(text string) {
	s.t.Helper()
	late := time.After(2 * time.Minute)
	for !strings.Contains(s.seen, text) {
		select {
		case piece, ok := <-s.news:
			if !ok {
				s.t.Fatalf("it ended before %q: %q", text, s.seen)
			}
			s.seen += piece
		case <-late:
			s.t.Fatalf("no %q: %q", text, s.seen)
		}
	}
	s.seen = s.seen[strings.Index(s.seen, text)+len(text):]
}

func (s *seat) types(keys string) {
	s.t.Helper()
	if _, err := io.WriteString(s.other, keys); err != nil {
		s.t.Fatal(err)
	}
}

// showsAs waits until both terminals show the same, with this word.
func (s *seat) showsAs(other *seat, word string) {
	s.t.Helper()
	mine, theirs := s.cells.Render(), other.cells.Render()
	for began := time.Now(); mine != theirs || !strings.Contains(ansi.Strip(mine), word); mine, theirs = s.cells.Render(), other.cells.Render() {
		if time.Since(began) > 2*time.Minute {
			s.t.Fatalf("%q is not shown, or not alike:\n%s\nand\n%s", word, ansi.Strip(mine), ansi.Strip(theirs))
		}
		for _, one := range []*seat{s, other} {
			select {
			case piece := <-one.news:
				one.seen += piece
			case <-time.After(time.Millisecond):
			}
		}
	}
	s.seen, other.seen = "", ""
}

// ended waits for its end and gives what reached the terminal since.
func (s *seat) ended() (said string, code int) {
	s.t.Helper()
	late := time.After(2 * time.Minute)
	for {
		select {
		case piece, ok := <-s.news:
			if !ok {
				_ = s.cmd.Wait()
				return s.seen, s.cmd.ProcessState.ExitCode()
			}
			s.seen += piece
		case <-late:
			s.t.Fatalf("it does not end: %q", s.seen)
		}
	}
}

// TestAScreenInAWindow: the same screens as in the program that holds the book, each at its own terminal's size.
func TestAScreenInAWindow(t *testing.T) {
	_, p := connected(t, sandbox.Config{Orders: 12, Seed: 51}, "--statuses", "all")
	first := p.sit()
	first.sees("Acme")
	second := p.sit()
	second.sees("Acme")
	for _, step := range [][2]string{
		{"", "? help"}, {"?", "Leave the program"}, {"\x1b", "? help"}, {":", "Settings"}, {"\x1b", "? help"}, {"o", "Orders"}, {"\x1b", "WEBSITE"},
		{"\r", "Website Name"}, {"\x1b", "WEBSITE"},
	} {
		first.types(step[0])
		second.types(step[0])
		second.showsAs(first, step[1])
	}
	second.types("?")
	second.sees("Leave the program")
	second.resize(72, 20)
	second.sees("Connect another store") // once more, above what was seen
	second.types("\x1b")
	second.sees("WEBSITE") // escape was read; with it, q would be alt+q
	second.types("q")
	if said, code := second.ended(); code != 0 || !strings.Contains(said, "\x1b[?1049l") {
		t.Errorf("exit code %d: %q", code, said)
	}
	// A window that is closed with its terminal leaves the holder as it is.
	third := p.sit()
	third.sees("Acme")
	if err := third.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	third.ended()
	out, errs, code := p.run("connections")
	if code != 0 || !strings.Contains(out, "Acme") {
		t.Errorf("exit code %d: %s %s", code, out, errs)
	}
	first.types("q")
	if said, code := first.ended(); code != 0 {
		t.Errorf("exit code %d: %q", code, said)
	}
}

// TestAJobOutlivesItsWindow: it was started in one, and goes on in the program that holds the book.
func TestAJobOutlivesItsWindow(t *testing.T) {
	t.Parallel()
	sb, p := connected(t, sandbox.Config{Orders: 1500, Seed: 52, Latency: 20 * time.Millisecond}, "--statuses", "all")
	p.env = []string{"ACCESSIBLE=1"}
	holder := p.sit()
	holder.sees("Type a number")
	p.env = nil
	window := p.sit()
	window.sees("Acme")
	window.types("s")
	window.sees("reading")
	if err := window.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	window.ended()
	for done := false; !done; {
		out, errs, code := p.run("jobs", "--json")
		if code != 0 {
			t.Fatalf("exit code %d: %s", code, errs)
		}
		done = strings.Contains(out, `"state":"done"`)
		if !done && !strings.Contains(out, `"state":"running"`) {
			t.Fatalf("the job has ended with its window: %s", out)
		}
	}
	holder.types(".\n")
	holder.types("Quit\n")
	if said, code := holder.ended(); code != 0 {
		t.Errorf("exit code %d: %q", code, said)
	}
	p.wantAll(sb)
}

// TestLeavingAsksForTheWindows: whoever leaves the program is told that others have it open; they are told that it ends.
func TestLeavingAsksForTheWindows(t *testing.T) {
	_, p := connected(t, sandbox.Config{Orders: 2, Seed: 53}, "--statuses", "all")
	holder := p.sit()
	holder.sees("Acme")
	window := p.sit()
	window.sees("Acme")
	holder.types("q")
	holder.sees("Another window is open")
	holder.types("\x03")
	if said, code := holder.ended(); code != 0 {
		t.Errorf("exit code %d: %q", code, said)
	}
	if said, code := window.ended(); code != 5 || !strings.Contains(said, "\x1b[?1049l") || !strings.Contains(said, "is ending") {
		t.Errorf("exit code %d: %q", code, said)
	}
}

// TestAKilledHolderLeavesTheTerminalUsable: the window's terminal is as it was, and says why it is over.
func TestAKilledHolderLeavesTheTerminalUsable(t *testing.T) {
	_, p := connected(t, sandbox.Config{Orders: 2, Seed: 54}, "--statuses", "all")
	holder := p.sit()
	holder.sees("Acme")
	other, tty := terminal(t) // stays open, so that its state can be looked at
	defer tty.Close()
	(&seat{t: t, other: other}).resize(100, 30)
	before, err := unix.IoctlGetTermios(int(tty.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	cmd := p.command()
	cmd.Env = append(cmd.Env, "TERM=xterm-256color")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = tty, tty, tty
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	shown := make(chan struct{})
	all := make(chan string, 1)
	go func() {
		var seen strings.Builder
		buf, told := make([]byte, 64<<10), false
		for !strings.Contains(seen.String(), "without a word") {
			n, err := other.Read(buf)
			if err != nil {
				break
			}
			seen.Write(buf[:n])
			if !told && strings.Contains(seen.String(), "Acme") {
				told = true
				close(shown)
			}
		}
		all <- seen.String()
	}()
	<-shown
	if err := holder.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	holder.ended()
	_ = cmd.Wait()
	if code := cmd.ProcessState.ExitCode(); code != 5 {
		t.Errorf("exit code %d", code)
	}
	said := <-all
	if _, after, ok := strings.Cut(said, "Acme"); !ok || !strings.Contains(after, "\x1b[?1049l") || !strings.Contains(after, "\x1b[?25h") {
		t.Errorf("%q", said)
	}
	after, err := unix.IoctlGetTermios(int(tty.Fd()), unix.TCGETS)
	if err != nil || *after != *before {
		t.Errorf("the terminal was\n%+v and is\n%+v, %v", before, after, err)
	}
	if store.OwnerOf(p.book).Socket == "" {
		t.Error("a killed holder has tidied up")
	}
	if _, errs, code := p.run("connections"); code != 0 {
		t.Errorf("exit code %d: %s", code, errs)
	}
}

// TestPlainQuestionsInAWindow: a secret that is typed stays unseen there, too.
func TestPlainQuestionsInAWindow(t *testing.T) {
	sb, p := connected(t, sandbox.Config{Orders: 5, Seed: 55}, "--statuses", "all")
	w := p.holding()
	const number = "Type a number"
	p.env = []string{"TERM=xterm-256color"}
	got := p.conversation([][2]string{
		{number, "Add"}, {number, "Enter"}, {"Website Name", "Other"}, {"Client ID", ""}, {"API Path", sb.APIPath()},
		{"not shown while you type", sb.AccessToken()}, {number, "No"}, {number, "Back"}, {number, "Discard"}, {number, "Quit"},
	}, "--accessible")
	if strings.Contains(got, sb.AccessToken()) || !strings.Contains(got, "Goodbye") {
		t.Errorf("%q", got)
	}
	if got := p.conversation([][2]string{{"to remove it:", "Acme"}}, "remove", "acme"); !strings.Contains(got, "Acme is removed") {
		t.Errorf("%q", got)
	}
	w.interrupt()
}
