package kit

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"cartwire/ui/text"
	"cartwire/ui/theme"
)

var plainTheme = theme.New(theme.Plain, false)

func typed(s string) tea.KeyPressMsg {
	r := []rune(s)
	return tea.KeyPressMsg{Code: r[0], Text: s}
}

func TestListMakesOnlyWhatIsSeen(t *testing.T) {
	var l List
	l.SetLen(1_000_000)
	made := 0
	row := func(i int, chosen bool) string {
		made++
		return fmt.Sprint(i, chosen)
	}
	if got := l.Draw(80, 10, row); len(got) != 10 || got[0] != "0 true" || made != 10 {
		t.Fatalf("%q, %d rows made", got, made)
	}
	made = 0
	l.Key("down")
	if l.Draw(80, 10, row); made != 2 {
		t.Errorf("a move makes %d rows anew; it changes two", made)
	}
	l.Key("end")
	if got := l.Draw(80, 10, row); got[9] != "999999 true" || got[0] != "999990 false" {
		t.Errorf("at the end: %q", got)
	}
	l.Shift(-999_000)
	l.SetLen(1000)
	if got := l.Draw(80, 10, row); got[9] != "999 true" {
		t.Errorf("after a shift: %q", got)
	}
	if got := l.Draw(80, 0, row); got != nil {
		t.Errorf("no room: %q", got)
	}
	l.SetLen(0)
	if got := l.Draw(80, 10, row); len(got) != 0 || l.Cursor() != 0 {
		t.Errorf("empty: %q, cursor %d", got, l.Cursor())
	}
}

func TestInput(t *testing.T) {
	in := NewInput("李小龍")
	if line, x := in.Draw(plainTheme, 20, true); x != 6 || text.Width(line) != 20 {
		t.Errorf("the cursor stands at %d in %q", x, line)
	}
	if line, x := in.Draw(plainTheme, 5, true); x >= 5 || !strings.Contains(line, "龍") {
		t.Errorf("a narrow field hides what is typed: %d, %q", x, line)
	}
	in.Paste("  two\nlines\x1b[31m\u202e ")
	if in.Value() != "李小龍two lines␛[31m" {
		t.Errorf("pasted: %q", in.Value())
	}
	if in.Key(tea.KeyPressMsg{Code: tea.KeyTab}) || in.Key(tea.KeyPressMsg{Code: 's', Mod: tea.ModCtrl}) {
		t.Error("tab and ctrl+s are not the field's")
	}

	secret := NewInput("k3x9w0q7z1v5t2r8p4m6")
	secret.Secret = true
	for _, focused := range []bool{true, false} {
		if line, _ := secret.Draw(plainTheme, 30, focused); !strings.HasSuffix(strings.TrimSpace(line), "•p4m6") || strings.Contains(line, "k3x9") {
			t.Errorf("a secret shows its last four characters and no more: %q", line)
		}
	}
	secret.SetValue("short1")
	if line, _ := secret.Draw(plainTheme, 30, true); strings.ContainsAny(line, "short1") {
		t.Errorf("a short secret shows nothing: %q", line)
	}
}

func TestFormScrollsToTheFocus(t *testing.T) {
	f := Form{Items: []*Item{{Kind: Words, Label: "Choose:"}}}
	for i := range 30 {
		f.Items = append(f.Items, &Item{ID: fmt.Sprint("box ", i), Kind: Checkbox, Label: fmt.Sprint("box ", i)})
	}
	f.Items = append(f.Items, &Item{ID: "save", Kind: Button, Label: "Save"}, &Item{ID: "test", Kind: Button, Label: "Test", Beside: true})
	f.Focus("")
	if f.Focused().ID != "box 0" {
		t.Fatalf("the focus is on %q", f.Focused().ID)
	}
	for range 40 {
		lines, _ := f.Draw(plainTheme, 40, 5, true)
		if len(lines) > 5 || !slices.ContainsFunc(lines, func(l string) bool { return strings.Contains(l, f.Focused().Label) }) {
			t.Fatalf("%q is not seen in %q", f.Focused().Label, lines)
		}
		f.Key(tea.KeyPressMsg{Code: tea.KeyDown})
	}
	if f.Focused().ID != "test" {
		t.Errorf("the last stop is %q", f.Focused().ID)
	}
	if r := f.Key(tea.KeyPressMsg{Code: tea.KeyLeft}); !r.Moved || f.Focused().ID != "save" {
		t.Errorf("left leads to %q", f.Focused().ID)
	}
	if r := f.Key(tea.KeyPressMsg{Code: tea.KeyEnter}); !r.Pressed || r.Item.ID != "save" {
		t.Errorf("enter does not press: %+v", r)
	}
	f.Focus("box 0")
	if r := f.Key(tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}); !r.Changed || !r.Item.On {
		t.Errorf("space does not tick: %+v", r)
	}
	if r := f.Key(tea.KeyPressMsg{Code: tea.KeyUp}); !r.Over {
		t.Errorf("up leaves the form: %+v", r)
	}
}

func TestFooterKeepsTheWayToHelp(t *testing.T) {
	table := []Action{
		{Keys: []string{"a"}, Label: "add cart"}, {Keys: []string{"s"}, Label: "sync now", Why: "no"},
		{Keys: []string{"enter"}, Label: "open"}, {Keys: []string{"x"}}, {Keys: []string{"?", "f1"}, Show: "?", Label: "help"},
	}
	for width := range 120 {
		line := ansi.Strip(Footer(plainTheme, table, width))
		if text.Width(line) > width {
			t.Fatalf("%d cells in %d: %q", text.Width(line), width, line)
		}
		if width >= 8 && !strings.HasSuffix(line, "? help") {
			t.Errorf("at %d the help is missing: %q", width, line)
		}
	}
	if line := ansi.Strip(Footer(plainTheme, table, 100)); line != "  a add cart   enter open   ? help" {
		t.Errorf("%q", line)
	}
}

func TestDialogIsSafe(t *testing.T) {
	answer := -2
	d := Dialog{Title: "Remove", Buttons: []string{"Remove", "Keep"}, Focus: 1, Done: func(b int, _ string) tea.Cmd { answer = b; return nil }}
	d.Quiet = true
	if closed, _ := d.Key(typed("x")); closed {
		t.Error("a quiet dialog takes no key")
	}
	if closed, _ := d.Key(tea.KeyPressMsg{Code: tea.KeyEnter}); closed || answer != -2 {
		t.Error("a quiet dialog was answered")
	}
	d.Quiet = false
	if closed, _ := d.Key(tea.KeyPressMsg{Code: tea.KeyEnter}); !closed || answer != 1 {
		t.Errorf("enter answers %d", answer)
	}
	in := NewInput("")
	d = Dialog{Input: &in, Buttons: []string{"Add", "Cancel"}, Check: func(v string) string {
		if v == "" {
			return "A name is needed."
		}
		return ""
	}, Done: func(b int, v string) tea.Cmd { answer = b; return nil }}
	if closed, _ := d.Key(tea.KeyPressMsg{Code: tea.KeyEnter}); closed {
		t.Error("an empty name was taken")
	}
	if lines, _ := d.Draw(plainTheme, 60, 12); !strings.Contains(strings.Join(lines, "\n"), "A name is needed.") {
		t.Errorf("the reason is not shown: %q", lines)
	}
	d.Key(typed("q"))
	if closed, _ := d.Key(tea.KeyPressMsg{Code: tea.KeyEnter}); !closed || answer != 0 || in.Value() != "q" {
		t.Errorf("%d, %q", answer, in.Value())
	}
}

func TestOverlayKeepsWhatIsBeside(t *testing.T) {
	body := []string{"李小龍abcdef", "0123456789", ""}
	out, at := Overlay(body, []string{"[box]", "[box]"}, 12, 3)
	if at != (Rect{X: 3, Y: 0, W: 5, H: 2}) {
		t.Errorf("%+v", at)
	}
	for _, l := range out[:2] {
		if text.Width(l) != 12 || !strings.Contains(l, "[box]") {
			t.Errorf("%q", l)
		}
	}
	if out[1] != "012[box]89  " {
		t.Errorf("%q", out[1])
	}
}

func TestSay(t *testing.T) {
	now := time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)
	for _, c := range []struct{ got, want string }{
		{Count(0), "0"}, {Count(999), "999"}, {Count(1204), "1,204"}, {Count(-1234567), "-1,234,567"},
		{Of(1, "order"), "1 order"}, {Of(1204, "order"), "1,204 orders"},
		{Span(400 * time.Millisecond), "0.4 s"}, {Span(12 * time.Second), "12 s"}, {Span(200 * time.Second), "3 min 20 s"}, {Span(125 * time.Minute), "2 h 5 min"},
		{Ago(now, time.Time{}), "never"}, {Ago(now, now.Add(-30*time.Second)), "just now"}, {Ago(now, now.Add(-2*time.Minute)), "2 min ago"},
		{Ago(now, now.Add(-30*time.Hour)), "30 h ago"}, {Ago(now, now.Add(-5*24*time.Hour)), "5 days ago"}, {Ago(now, now.Add(-60*24*time.Hour)), "2026-01-13"},
		{Gauge(plainTheme, plainTheme.Good, 1, 4, 8), "██░░░░░░"}, {Gauge(plainTheme, plainTheme.Good, 5, 0, 4), "░░░░"}, {Gauge(plainTheme, plainTheme.Good, 9, 4, 4), "████"},
		{fmt.Sprint(Percent(999, 1000), Percent(5, 0), Percent(9, 4)), "99 0 100"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
