//go:build unix

package app

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/log/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
	"golang.org/x/crypto/ssh"

	"cartwire/ui/remote"
	"cartwire/ui/theme"
	"cartwire/ui/window"
)

// slides shows kept frames, one after another: the next one at each key.
type slides struct {
	views []string
	at    int
}

func (s *slides) Init() tea.Cmd { return nil }

func (s *slides) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch key, _ := msg.(tea.KeyPressMsg); {
	case key.String() == "q":
		return s, tea.Quit
	case key.String() == "space":
		s.at++
	}
	return s, nil
}

func (s *slides) View() tea.View {
	v := tea.NewView(s.views[s.at])
	v.AltScreen = true
	return v
}

const slideWidth, slideHeight = 80, 24

// environ is a terminal's that shows every color.
var environ = []string{"TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8"}

// shot is a terminal's cells.
type shot [slideHeight][slideWidth]uv.Cell

func (s *shot) String() string {
	var b strings.Builder
	for _, row := range s {
		for _, c := range row {
			b.WriteString(c.Content)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// differs names the first cell that is another one in b.
func (s *shot) differs(b *shot) string {
	for y := range s {
		for x := range s[y] {
			if !s[y][x].Equal(&b[y][x]) {
				return fmt.Sprintf("column %d, line %d: %+v and %+v", x, y, s[y][x], b[y][x])
			}
		}
	}
	return ""
}

func shoot(from interface{ CellAt(x, y int) *uv.Cell }) *shot {
	var s shot
	for y := range s {
		for x := range s[y] {
			c := from.CellAt(x, y)
			if c == nil || c.IsZero() {
				continue
			}
			if s[y][x] = *c; c.Content == " " && c.Style.Attrs&uv.AttrReverse == 0 && c.Style.Underline == 0 {
				s[y][x].Style = uv.Style{Bg: c.Style.Bg} // nobody sees what color a blank is written in
			}
		}
	}
	return &s
}

// seat is an emulated terminal in raw mode: a line feed moves its cursor down, and nowhere else.
type seat struct {
	emulator *vt.SafeEmulator
	reading  sync.Mutex // CellAt gives a pointer into the screen, which the emulator's own lock no longer guards
	keys     io.Writer
	wrote    chan struct{}
}

// sit reads what the program writes, and gives it the emulator's own answers as if they were typed.
func sit(out io.Reader, keys io.Writer) *seat {
	s := &seat{emulator: vt.NewSafeEmulator(slideWidth, slideHeight), keys: keys, wrote: make(chan struct{}, 1)}
	go func() { _, _ = io.Copy(keys, s.emulator) }()
	go func() {
		buf := make([]byte, 32<<10)
		for {
			n, err := out.Read(buf)
			if err != nil {
				_ = s.emulator.InputPipe().(io.Closer).Close() // ends its Read; Close sets what Read reads with no lock
				return
			}
			s.reading.Lock()
			_, _ = s.emulator.Write(buf[:n])
			s.reading.Unlock()
			select {
			case s.wrote <- struct{}{}:
			default:
			}
		}
	}()
	return s
}

// CellAt is a cell as the emulator has it by now.
func (s *seat) CellAt(x, y int) *uv.Cell { return s.emulator.CellAt(x, y) }

// shows waits until the terminal shows a frame, and reports the first cell that never came.
func (s *seat) shows(want *shot) error {
	late := time.After(patience)
	for {
		s.reading.Lock()
		got := shoot(s)
		s.reading.Unlock()
		differs := want.differs(got)
		if differs == "" {
			return nil
		}
		select {
		case <-s.wrote:
		case <-late:
			return fmt.Errorf("%s; it shows\n%s\nand should show\n%s", differs, got, want)
		}
	}
}

// seats are the ways a person sits at the program: at its own terminal, in a window and over SSH.
var seats = map[string]func(t *testing.T, model tea.Model) (s *seat, ended func()){
	"own terminal": func(t *testing.T, model tea.Model) (*seat, func()) {
		other, tty := openPTY(t)
		p, _ := program(t.Context(), Config{In: tty, Out: tty}, model, tea.WithEnvironment(environ))
		return sit(other, other), run(t, p)
	},
	"window": func(t *testing.T, model tea.Model) (*seat, func()) {
		l, err := window.Listen(filepath.Join(t.TempDir(), "book.db"), "")
		if err != nil {
			t.Fatal(err)
		}
		holder := &window.Holder{Admit: func(window.Hello) string { return "" }, Serve: func(ctx context.Context, call *window.Call) int {
			restore, err := call.Raw()
			if err != nil {
				t.Error(err)
			}
			defer restore()
			visit := &Visit{Environ: environ, Width: call.Width, Height: call.Height, Colors: colorprofile.Profile(call.Colors)}
			p, _ := program(ctx, Config{In: call.In, Out: call.Out, Visit: visit}, model)
			run(t, p)()
			return 0
		}}
		done := make(chan struct{})
		go func() { defer close(done); holder.Run(l) }()
		t.Cleanup(func() { l.Close(); <-done; holder.Wait() })
		other, tty := openPTY(t)
		w, err := window.Open(l.Addr().String(), window.Hello{
			Book: "/book", Dir: "/", InTTY: true, OutTTY: true, Width: slideWidth, Height: slideHeight, Colors: int(colorprofile.TrueColor),
		})
		if err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() {
			_, err := w.Run(window.Streams{In: tty, Out: tty, Err: tty}, 0)
			ended <- err
		}()
		return sit(other, other), func() {
			if err := <-ended; err != nil {
				t.Error(err)
			}
		}
	},
	"SSH": func(t *testing.T, model tea.Model) (*seat, func()) {
		_, private, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		key, err := ssh.NewSignerFromKey(private)
		if err != nil {
			t.Fatal(err)
		}
		folder := t.TempDir()
		keys := filepath.Join(folder, "authorized_keys")
		if err := os.WriteFile(keys, ssh.MarshalAuthorizedKey(key.PublicKey()), 0o600); err != nil {
			t.Fatal(err)
		}
		door, err := remote.Listen(remote.Config{
			Addr: "127.0.0.1:0", AuthorizedKeys: keys, HostKey: filepath.Join(folder, "host"), Log: log.New(io.Discard), Now: time.Now,
			Visit: func(ctx context.Context, v remote.Visit) int {
				restore, err := v.Terminal.Raw()
				if err != nil {
					t.Error(err)
				}
				defer restore()
				visit := &Visit{Environ: environ, Width: v.Width, Height: v.Height, Colors: colorprofile.TrueColor}
				p, _ := program(ctx, Config{In: v.In, Out: v.Out, Visit: visit}, model)
				run(t, p)()
				return 0
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { door.Close() })
		c, err := ssh.Dial("tcp", door.Addr(), &ssh.ClientConfig{
			User: "cartwire", Auth: []ssh.AuthMethod{ssh.PublicKeys(key)},
			HostKeyCallback: func(string, net.Addr, ssh.PublicKey) error { return nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		sess, err := c.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		if err := sess.RequestPty("xterm-256color", slideHeight, slideWidth, ssh.TerminalModes{}); err != nil {
			t.Fatal(err)
		}
		in, _ := sess.StdinPipe()
		out, _ := sess.StdoutPipe()
		if err := sess.Shell(); err != nil {
			t.Fatal(err)
		}
		return sit(out, in), func() {
			if err := sess.Wait(); err != nil {
				t.Error(err)
			}
		}
	},
}

// run runs a program; what it returns waits for its end.
func run(t *testing.T, p *tea.Program) func() {
	ended := make(chan error, 1)
	go func() {
		_, err := p.Run()
		ended <- err
	}()
	return func() {
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

// openPTY opens a terminal with the line discipline of this system.
func openPTY(t *testing.T) (other, tty *os.File) {
	t.Helper()
	other, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		tty.Close()
		_, _ = other.Write([]byte("\n")) // ends a read of tty that is under way, which Close waits for
		other.Close()
	})
	if err := pty.Setsize(tty, &pty.Winsize{Rows: slideHeight, Cols: slideWidth}); err != nil {
		t.Fatal(err)
	}
	return other, tty
}

// painted styles the words of a frame, each in another role than the one before it, from the nth role on.
func painted(words string, n int, roles []themed) string {
	return regexp.MustCompile(`\S+`).ReplaceAllStringFunc(words, func(word string) string {
		n++
		return roles[n%len(roles)].style.Render(word)
	})
}

// TestEverySeatShowsTheSameCells: each golden frame, after each other one, in the program's own terminal, in a window onto a
// book that another process holds, and over SSH.
func TestEverySeatShowsTheSameCells(t *testing.T) {
	files, err := filepath.Glob("testdata/*/80x24/*.golden")
	styled, err2 := filepath.Glob("testdata/TestStyledFrames/*/*.golden")
	if err := errors.Join(err, err2); err != nil || len(files) < 100 || len(styled) < 10 {
		t.Fatalf("%d golden frames, %d styled ones, %v", len(files), len(styled), err)
	}
	roles := allRoles(theme.New(theme.Dark, false))
	var views []string
	var want []*shot
	files = append(files, styled...)
	for i, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		view := strings.TrimSuffix(string(text), "\n")
		if i < len(files)-len(styled) {
			view = painted(view, i, roles)
		}
		buf := uv.NewScreenBuffer(slideWidth, slideHeight)
		uv.NewStyledString(view).Draw(buf, buf.Bounds())
		views, want = append(views, view), append(want, shoot(buf))
	}
	for name, open := range seats {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, ended := open(t, &slides{views: views})
			for i := range want {
				key := " "
				if err := s.shows(want[i]); err != nil {
					t.Errorf("%s: %v", files[i], err)
					key = "q"
				} else if i == len(want)-1 {
					key = "q"
				}
				if _, err := io.WriteString(s.keys, key); err != nil {
					t.Fatal(err)
				}
				if key == "q" {
					break
				}
			}
			ended()
		})
	}
}
