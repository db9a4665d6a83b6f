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
		"f1", "?", "/", "a", "s", "t", "o", "r", "d", "c", "g", "G", "x", "1", "é", "ctrl+n", "ctrl+s", "ctrl+t", "ctrl+o", "ctrl+pgup", "ctrl+u", "ctrl+w", "y", "i", "b", "2"}
	rapid.Check(t, func(rt *rapid.T) {
		s := newStill(t, Config{ASCII: rapid.Bool().Draw(rt, "ascii")}, practice(sandbox.Config{Orders: 30, Customers: 3, Products: 3}))
		if rapid.Bool().Draw(rt, "filled") {
			c := s.connect("Acme Outdoors")
			put(t, s.book, c.ID, order(1), order(2), order(3))
		}
		width, height := 80, 24
		s.seen = func() { bounded(rt, s.m.View(), width, height) }
		s.open(width, height)
		for range rapid.IntRange(1, 40).Draw(rt, "steps") {
			switch rapid.IntRange(0, 9).Draw(rt, "what") {
			case 0:
				width, height = rapid.IntRange(1, 300).Draw(rt, "width"), rapid.IntRange(1, 100).Draw(rt, "height")
				s.send(tea.WindowSizeMsg{Width: width, Height: height})
			case 1:
				s.paste(rapid.SampledFrom([]string{pasted, "a\nb\x1b[31m", "", "李小龍\u202e"}).Draw(rt, "paste"))
			default:
				s.press(rapid.SampledFrom(keys).Draw(rt, "key"))
			}
		}
		for range 12 {
			s.press("esc")
			if len(s.m.dialogs) > 0 && s.m.dialogs[len(s.m.dialogs)-1].Title == "Unsaved changes" {
				width, height = max(width, minWidth), max(height, minHeight)
				s.send(tea.WindowSizeMsg{Width: width, Height: height})
				s.press("left", "enter") // Discard
			}
		}
		if len(s.m.stack) != 1 || len(s.m.dialogs) > 0 || s.m.help != nil {
			rt.Fatalf("esc does not lead home:\n%s", s.frame())
		}
	})
}
