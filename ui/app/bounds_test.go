package app

import (
	"regexp"
	"strings"
	"testing"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"cartwire/bigcommerce/sandbox"
	"cartwire/store"
	"cartwire/ui/editor"
)

// bounded fails where the frame does not fit its window, or holds what could move a terminal's cursor.
func bounded(t interface {
	Helper()
	Fatalf(string, ...any)
}, v tea.View, width, height int) {
	t.Helper()
	lines := strings.Split(v.Content, "\n")
	if len(lines) > max(1, height) {
		t.Fatalf("%d lines in a window of %d:\n%s", len(lines), height, plain(v.Content))
	}
	for _, l := range lines {
		if w := ansi.StringWidth(l); w > width {
			t.Fatalf("a line of %d cells in a window of %d: %q", w, width, l)
		}
	}
	if v.Cursor != nil && (v.Cursor.X < 0 || v.Cursor.X >= width || v.Cursor.Y < 0 || v.Cursor.Y >= height) {
		t.Fatalf("the cursor stands at %d, %d in a window of %dx%d", v.Cursor.X, v.Cursor.Y, width, height)
	}
	harmless(t, v.Content)
}

// ownLink is a link that the program makes itself: to BigCommerce's control panel.
var ownLink = regexp.MustCompile(`\x1b\]8;;(https://login\.bigcommerce\.com/[a-z/-]*)?\x07`)

// harmless fails where anything but our own colours and links is left of an escape sequence, or text turns around.
func harmless(t interface {
	Helper()
	Fatalf(string, ...any)
}, content string) {
	t.Helper()
	for _, r := range ownLink.ReplaceAllString(sgr.ReplaceAllString(content, ""), "") {
		if r != '\n' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
			t.Fatalf("%U is in the frame: %q", r, content)
		}
	}
}

// Whatever is done, at whatever size: no panic, every frame fits, and esc finds the way home.
func TestAnySizesAndKeys(t *testing.T) {
	keys := []string{"enter", "esc", "tab", "shift+tab", "up", "down", "left", "right", "pgup", "pgdown", "home", "end", "space", "backspace",
		"f1", "?", "/", "a", "s", "t", "o", "r", "d", "c", "g", "G", "x", "1", "é", "ctrl+n", "ctrl+s", "ctrl+t", "ctrl+o", "ctrl+pgup", "ctrl+u", "ctrl+w", "y", "i", "b", "2",
		"m", ":", "ctrl+p", "ctrl+z", "ctrl+r", "ctrl+g", "f2", "j", "J", "p", "u", "w", ">", "<"}
	rapid.Check(t, func(rt *rapid.T) {
		s := newStill(t, Config{ASCII: rapid.Bool().Draw(rt, "ascii")}, practice(sandbox.Config{Orders: 30, Customers: 3, Products: 3}))
		if rapid.Bool().Draw(rt, "filled") {
			c := s.connect("Acme Outdoors")
			put(t, s.book, c.ID, order(1), order(2), order(3))
		}
		width, height := 80, 24
		s.seen = func() {
			v := s.m.View()
			bounded(rt, v, width, height)
			focused(rt, s.m, v)
		}
		s.open(width, height)
		for step := range rapid.IntRange(1, 40).Draw(rt, "steps") {
			switch rapid.IntRange(0, 12).Draw(rt, "what") {
			case 0:
				width, height = rapid.IntRange(1, 300).Draw(rt, "width"), rapid.IntRange(1, 100).Draw(rt, "height")
				s.send(tea.WindowSizeMsg{Width: width, Height: height})
			case 1:
				s.paste(rapid.SampledFrom([]string{pasted, "a\nb\x1b[31m", "", "李小龍\u202e"}).Draw(rt, "paste"))
			case 2:
				s.send(tea.MouseClickMsg{X: rapid.IntRange(0, width).Draw(rt, "x"), Y: rapid.IntRange(0, height).Draw(rt, "y"), Button: tea.MouseLeft})
			case 3:
				s.send(tea.MouseWheelMsg{Button: rapid.SampledFrom([]tea.MouseButton{tea.MouseWheelUp, tea.MouseWheelDown}).Draw(rt, "wheel")})
			case 4:
				snap := running(store.ConnectionID(rapid.IntRange(1, 2).Draw(rt, "of")))
				snap.Sequence, snap.Done, snap.Total = uint64(step+1), rapid.IntRange(0, 2000).Draw(rt, "done"), rapid.IntRange(0, 2000).Draw(rt, "total")
				snap.Ended = rapid.Bool().Draw(rt, "ended")
				s.snapshot(snap, "Acme Outdoors")
			default:
				s.press(rapid.SampledFrom(keys).Draw(rt, "key"))
			}
		}
		for range 12 {
			s.calm()
			s.press("esc")
			if len(s.m.dialogs) > 0 && s.m.dialogs[len(s.m.dialogs)-1].Title == "Unsaved changes" {
				width, height = max(width, minWidth), max(height, minHeight)
				s.send(tea.WindowSizeMsg{Width: width, Height: height})
				s.press("left", "enter") // Discard
			}
		}
		if len(s.m.stack) != 1 || len(s.m.dialogs) > 0 || s.m.help != nil || s.m.menu != nil {
			rt.Fatalf("esc does not lead home:\n%s", s.frame())
		}
	})
}

// focused fails where, in the frame v, letters are text and no cursor is seen, or the chosen row or field of a screen is not in the frame.
func focused(t interface {
	Helper()
	Fatalf(string, ...any)
}, m *Model, v tea.View) {
	t.Helper()
	if m.small() || m.fatal != nil || m.width == 0 {
		return
	}
	typing := len(m.dialogs) > 0 && m.dialogs[len(m.dialogs)-1].Input != nil || len(m.dialogs) == 0 && m.menu != nil
	if typing && v.Cursor == nil {
		t.Fatalf("no cursor where one types:\n%s", plain(v.Content))
	}
	if e, ok := m.top().(*editor.Screen); ok && len(m.dialogs) == 0 && m.menu == nil && m.help == nil {
		if e.Typing() && v.Cursor == nil {
			t.Fatalf("no cursor in the field with the focus:\n%s", plain(v.Content))
		}
		g := m.env.Theme.Glyphs
		if id := e.Focus(); id != "" && !strings.Contains(ansi.Strip(v.Content), g.Cursor) && !strings.Contains(ansi.Strip(v.Content), "["+g.Run) {
			t.Fatalf("%s has the focus, and is not seen:\n%s", id, plain(v.Content))
		}
	}
}
