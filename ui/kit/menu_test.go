package kit

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		want, in string
		ok       bool
	}{
		{"", "anything", true}, {"sn", "sync now", true}, {"NOW", "sync now", true}, {"sync x", "sync now", false},
		{"ns", "sync now", false}, {"now sync", "sync now", true}, {"é", "Café", true},
	} {
		if _, ok := match(c.want, c.in); ok != c.ok {
			t.Errorf("%q in %q: %v", c.want, c.in, ok)
		}
	}
	best, _ := match("or", "orders")
	if inside, _ := match("or", "corner"); inside >= best {
		t.Errorf("the beginning of a word counts %d, its inside %d", best, inside)
	}
}

// TestMenuPutsNamesFirst types a few letters and reads the rows from top to bottom.
func TestMenuPutsNamesFirst(t *testing.T) {
	names := []string{"Sam's Lovely Old Wares", "S.L.O.W. Goods", "Too slowly", "The Slow Lane", "Slower Store", "Slow: open", "Overslow", "Slow", "Elsewhere"}
	rows := make([]Row, len(names))
	for i, name := range names {
		rows[i] = Row{Label: name}
	}
	rows = append(rows, Row{Label: "Quota", Say: "Explains why a store is slow."})
	m := NewMenu("Menu", "", rows)
	m.Paste("slow")
	lines, _ := m.Draw(plainTheme, 76, 20)
	text := ansi.Strip(strings.Join(lines, "\n"))
	at := -1
	for _, group := range [][]string{
		{"Slow: open", "Slow "}, {"Slower Store"}, {"Too slowly", "The Slow Lane"}, {"Overslow"}, {"Quota"}, {"Sam's Lovely Old Wares", "S.L.O.W. Goods"},
	} {
		last := at
		for _, name := range group {
			i := strings.Index(text, " "+name)
			if i < 0 || i < last {
				t.Errorf("%q stands at %d, above a better name at %d", name, i, last)
			}
			at = max(at, i)
		}
	}
	if strings.Contains(text, "Elsewhere") {
		t.Error("a name without the letters is shown")
	}
}

func TestMenu(t *testing.T) {
	var did []string
	row := func(label, why string, stay bool) Row {
		return Row{Label: label, Say: "does " + label, Why: why, Stay: stay, Do: func() tea.Cmd { did = append(did, label); return nil }}
	}
	m := NewMenu("Menu", "type", []Row{row("open", "", false), row("sync", "it is not active.", false), row("folder", "", true)})
	enter := tea.KeyPressMsg{Code: tea.KeyEnter}
	for _, r := range "syn" {
		m.Key(typed(string(r)))
	}
	if closed, _ := m.Key(enter); closed || len(did) > 0 {
		t.Error("what can't be done is done")
	}
	if lines, at := m.Draw(plainTheme, 60, 10); at == nil || !strings.Contains(strings.Join(lines, "\n"), "Not now: it is not active.") {
		t.Errorf("it doesn't say why: %q", lines)
	}
	m.Input.SetValue("")
	m.Paste("fold")
	if closed, _ := m.Key(enter); closed || !slices.Equal(did, []string{"folder"}) {
		t.Errorf("a row that stays closes the menu, or does not do: %q", did)
	}
	m.SetRows([]Row{row("one", "", false), row("two", "", false)})
	m.Input.SetValue("")
	m.SetRows([]Row{row("one", "", false), row("two", "", false)})
	m.Draw(plainTheme, 60, 10)
	if closed, _ := m.Click(4, 3); !closed || did[len(did)-1] != "two" {
		t.Errorf("a click does %q", did)
	}
	if closed, _ := m.Key(tea.KeyPressMsg{Code: tea.KeyEscape}); !closed {
		t.Error("esc does not close")
	}
}

func TestFormByMouse(t *testing.T) {
	name := &Item{ID: "name", Kind: TextField, Label: "Name", Input: NewInput("Acme Outdoors")}
	kind := &Item{ID: "kind", Kind: Choice, Label: "Kind", Choices: []string{"one", "two", "three"}}
	gone := &Item{ID: "gone", Kind: Checkbox, Label: "Gone", Hidden: true}
	tick := &Item{ID: "tick", Kind: Checkbox, Label: "Tick", Hint: "why"}
	f := Form{Items: []*Item{name, kind, gone, tick, {ID: "a", Kind: Button, Label: "A"}, {ID: "b", Kind: Button, Label: "B", Beside: true}}}
	f.Focus("name")
	lines := shownForm(&f, 80)
	at := func(want string) (int, int) {
		for y, l := range lines {
			if before, _, ok := strings.Cut(l, want); ok {
				return len([]rune(before)), y
			}
		}
		t.Fatalf("%q is not in %q", want, lines)
		return 0, 0
	}
	if x, y := at("three"); !f.Click(x, y).Changed || kind.At != 2 || f.Focused() != kind {
		t.Errorf("the choice is %d", kind.At)
	}
	if x, y := at("Tick"); !f.Click(x, y).Changed || !tick.On {
		t.Error("the box is not ticked")
	}
	if x, y := at("why"); f.Click(x, y).Changed || !tick.On {
		t.Error("a click on the words below ticks")
	}
	if x, y := at("[ B ]"); !f.Click(x, y).Pressed || f.Focused().ID != "b" {
		t.Error("the button is not pressed")
	}
	x, y := at("Outdoors")
	if r := f.Click(x, y); !r.Moved || r.Item.ID != "b" || f.Focused() != name {
		t.Errorf("the focus: %+v", r)
	}
	if name.Input.Key(typed("X")); name.Input.Value() != "Acme XOutdoors" {
		t.Errorf("typed at the click: %q", name.Input.Value())
	}
	if f.Click(5, 19).Used {
		t.Error("a click beside everything does something")
	}
	// What is hidden has no focus and is passed over.
	f.Focus("kind")
	if f.Key(tea.KeyPressMsg{Code: tea.KeyDown}); f.Focused() != tick {
		t.Errorf("the focus is on %q", f.Focused().ID)
	}
	if tick.Hidden = true; f.Focused() == tick {
		t.Error("what is hidden keeps the focus")
	}
}

// A choice that finds no room for all its values is stepped through, and its ends are ends.
func TestNarrowChoice(t *testing.T) {
	it := &Item{ID: "kind", Kind: Choice, Label: "Kind", Choices: []string{"the first of them", "the second of them", "the third of them"}}
	f := Form{Items: []*Item{it}}
	f.Focus("")
	lines := shownForm(&f, 50)
	if !strings.Contains(lines[0], "‹ the first of them ›") {
		t.Errorf("drawn: %q", lines)
	}
	f.Key(tea.KeyPressMsg{Code: tea.KeyLeft})
	for range 5 {
		lines = shownForm(&f, 50)
		before, _, _ := strings.Cut(lines[0], "›")
		f.Click(len([]rune(before)), 0)
	}
	if it.At != 2 {
		t.Errorf("stepped to %d", it.At)
	}
}

// shownForm is the form without styles.
func shownForm(f *Form, width int) []string {
	lines, _ := f.Draw(plainTheme, width, 20, true)
	for i, l := range lines {
		lines[i] = ansi.Strip(l)
	}
	return lines
}
