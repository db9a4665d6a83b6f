package command_test

import (
	"io"
	"os"
	"strconv"
	"strings"
	"testing"

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

// TestHostileTextCannotSteerATerminal runs every command that shows what came from a store on a real terminal.
func TestHostileTextCannotSteerATerminal(t *testing.T) {
	sb, p := connected(t, sandbox.Config{Orders: 2, Seed: 15}, "--statuses", "all")
	id := sb.PlaceOrder(func(c *sandbox.OrderChange) {
		c.FirstName, c.LastName = "\x1b]52;c;ZXZpbA==\a\x1b[2J\u009b31m", "\u202eevil\nname\x7f"
		c.Company, c.Street, c.CustomerMessage, c.StaffNotes = "\x1bc evil", "\x1b[8m evil", "\u2066evil\r", "\x1bPevil\x1b\\"
	})
	for _, args := range [][]string{
		{"sync"},
		{"orders", "list"}, {"orders", "list", "--json"},
		{"orders", "show", strconv.FormatUint(id, 10)}, {"orders", "show", strconv.FormatUint(id, 10), "--json"},
		{"orders", "export"}, {"orders", "export", "--format", "csv"},
		{"connections"}, {"test", "Acme"},
	} {
		got := p.onTerminal(args...)
		if args[0] == "orders" && !strings.Contains(got, "evil") {
			t.Errorf("%v shows nothing of the order: %q", args, got)
		}
		// A carriage return is the terminal's own end of line, and starts a line of progress anew.
		if i := strings.IndexFunc(got, func(r rune) bool {
			return r < ' ' && r != '\n' && r != '\r' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
		}); i >= 0 {
			t.Errorf("%v lets %q through: %q", args, got[i], got[max(0, i-20):min(len(got), i+20)])
		}
	}
}
