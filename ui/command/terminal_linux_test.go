package command_test

import (
	"io"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"cartwire/bigcommerce/sandbox"
)

// terminal opens a pseudo-terminal: what is written to tty can be read from the other end.
func terminal(t *testing.T) (other, tty *os.File) {
	t.Helper()
	other, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { other.Close() })
	if err := unix.IoctlSetPointerInt(int(other.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(int(other.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	tty, err = os.OpenFile("/dev/pts/"+strconv.Itoa(n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	return other, tty
}

// onTerminal runs a command with a terminal as its output and returns everything that reached it.
func (p *process) onTerminal(args ...string) string {
	p.t.Helper()
	other, tty := terminal(p.t)
	cmd := p.command(args...)
	cmd.Stdout, cmd.Stderr = tty, tty
	seen := make(chan string)
	go func() {
		all, _ := io.ReadAll(other) // ends with an error once nobody holds the terminal
		seen <- string(all)
	}()
	if err := cmd.Run(); err != nil {
		p.t.Errorf("%v: %v", args, err)
	}
	tty.Close()
	return <-seen
}

// conversation types answers into a command on a real terminal, each when its question has appeared, and returns all
// that reached the terminal, with the terminal's own echo.
func (p *process) conversation(turns [][2]string, args ...string) string {
	p.t.Helper()
	seen, err := p.converse(turns, args...)
	if err != nil {
		p.t.Errorf("%v: %v: %q", args, err, seen)
	}
	return seen
}

// converse is conversation with a command that may fail.
func (p *process) converse(turns [][2]string, args ...string) (string, error) {
	p.t.Helper()
	other, tty := terminal(p.t)
	cmd := p.command(args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = tty, tty, tty
	if err := cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	tty.Close()
	var seen strings.Builder
	read := func(until string, from int) {
		buf := make([]byte, 4096)
		for until == "" || !strings.Contains(seen.String()[from:], until) {
			n, err := other.Read(buf)
			seen.Write(buf[:n])
			if err != nil {
				if until != "" {
					p.t.Fatalf("%q was never asked: %q", until, seen.String())
				}
				return
			}
		}
	}
	from := 0
	for _, turn := range turns {
		read(turn[0], from)
		from = seen.Len()
		if _, err := io.WriteString(other, turn[1]+"\n"); err != nil {
			p.t.Fatal(err)
		}
	}
	read("", 0)
	return seen.String(), cmd.Wait()
}

// TestPlainQuestionsOnATerminal: no escape sequence at all, no progress drawn over, and no secret that is typed or pasted
// is seen, whether questions are asked by wish or because the terminal can do nothing else.
func TestPlainQuestionsOnATerminal(t *testing.T) {
	sb, p := connected(t, sandbox.Config{Orders: 600, Seed: 16, Latency: 5 * time.Millisecond}, "--statuses", "all")
	p.env = []string{"TERM=xterm-256color"}
	dumb := &process{t: t, book: p.book, env: []string{"TERM=dumb"}}
	const number = "Type a number"
	for _, c := range []struct {
		p    *process
		args []string
	}{{p, []string{"--accessible"}}, {dumb, nil}} {
		got := c.p.conversation([][2]string{
			{number, "Add"}, {number, "Paste"}, {"Paste the whole text", strings.TrimSpace(string(sb.CredentialsFile()))}, {"Website Name", "."},
			{number, "Discard"}, {number, "Add"}, {number, "Enter"}, {"Website Name", "Other"}, {"Client ID", ""}, {"API Path", sb.APIPath()},
			{"not shown while you type", sb.AccessToken()}, {number, "No"}, {number, "Back"}, {number, "Discard"},
			{number, "Acme"}, {number, "Sync"}, {number, "Back"}, {number, "Quit"},
		}, c.args...)
		if i := strings.IndexFunc(got, func(r rune) bool { return r < ' ' && r != '\n' && r != '\r' }); i >= 0 {
			t.Errorf("%v: %q reaches the terminal: %q", c.args, got[i], got[max(0, i-40):min(len(got), i+40)])
		}
		if strings.Contains(strings.ReplaceAll(got, "\r\n", "\n"), "\r") {
			t.Errorf("%v: something is drawn over: %q", c.args, got)
		}
		if strings.Contains(got, sb.AccessToken()) || strings.Contains(got, "CLIENT SECRET") {
			t.Errorf("%v: a secret is seen: %q", c.args, got)
		}
		for _, want := range []string{"The credentials are read", "Press enter to stop it", "orders read"} {
			if !strings.Contains(got, want) {
				t.Errorf("%v: %q is missing: %q", c.args, want, got)
			}
		}
	}
}

// TestEnterStopsASyncInPlainQuestions: what was read is kept, and the key that stopped it answers nothing else.
func TestEnterStopsASyncInPlainQuestions(t *testing.T) {
	_, p := connected(t, sandbox.Config{Orders: 20_000, Seed: 18, Latency: 30 * time.Millisecond}, "--statuses", "all")
	got := p.conversation([][2]string{
		{"Type a number", "Acme"}, {"Type a number", "Sync"}, {"Press enter to stop it", ""}, {"Type a number", "Back"}, {"Type a number", "Quit"},
	}, "--accessible")
	if !strings.Contains(got, "(cancelled)") || !strings.Contains(got, "The next sync goes on from there") || strings.Contains(got, "none of the choices") {
		t.Errorf("%q", got)
	}
}

// TestAccessibleProgressIsAppended: a line that is drawn over is read out again and again.
func TestAccessibleProgressIsAppended(t *testing.T) {
	_, p := connected(t, sandbox.Config{Orders: 2000, Seed: 19, Latency: 20 * time.Millisecond}, "--statuses", "all")
	p.env = []string{"ACCESSIBLE=1"}
	if got := p.onTerminal("sync"); strings.Contains(strings.ReplaceAll(got, "\r\n", "\n"), "\r") || !strings.Contains(got, "2,000 orders read") {
		t.Errorf("%q", got)
	}
}

// TestRemoveAsksOnATerminal: only the connection's own name removes it.
func TestRemoveAsksOnATerminal(t *testing.T) {
	_, p := connected(t, sandbox.Config{Orders: 2, Seed: 17})
	if got := p.conversation([][2]string{{"to remove it:", "Acme"}}, "remove", "acme"); !strings.Contains(got, "Acme is removed") {
		t.Errorf("%q", got)
	}
}
