package kit

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"cartwire/ui/text"
	"cartwire/ui/theme"
)

// Action is one row of a key table. The table makes the footer, the help overlay and the README's list of keys.
type Action struct {
	ID    string         // "sync", the same on every screen where it means the same
	Keys  []string       // as tea.KeyPressMsg.String gives them
	Show  string         // the keys for a person; empty: Keys joined
	Label string         // one or two words for the footer; empty: only in the help
	Help  string         // a sentence
	Why   string         // why it can't be done now; empty where it can
	Do    func() tea.Cmd // what it does; may return nil
}

// Name is the keys for a person: "enter", "↑/↓".
func (a Action) Name() string {
	if a.Show != "" {
		return a.Show
	}
	return strings.Join(a.Keys, ", ")
}

// Find is the table's action for a key, or nil.
func Find(table []Action, key string) *Action {
	for i := range table {
		if slices.Contains(table[i].Keys, key) {
			return &table[i]
		}
	}
	return nil
}

// Footer is the one line of keys. Actions that can't be done now are left out, those that find no room too, from the
// right; the last one, which tells how to see all, always stays.
func Footer(t *theme.Theme, table []Action, width int) string {
	var shown []Action
	for _, a := range table {
		if a.Label != "" && a.Why == "" {
			shown = append(shown, a)
		}
	}
	if len(shown) == 0 {
		return ""
	}
	size := func(a Action) int { return text.Width(a.Name()) + 1 + text.Width(a.Label) }
	last := shown[len(shown)-1]
	gap := "   "
	if width < 80 {
		gap = "  "
	}
	room := width - 2 - size(last)
	var parts []string
	for _, a := range shown[:len(shown)-1] {
		if room -= size(a) + len(gap); room < 0 {
			break
		}
		parts = append(parts, t.Key.Render(a.Name())+" "+t.Dim.Render(a.Label))
	}
	parts = append(parts, t.Key.Render(last.Name())+" "+t.Dim.Render(last.Label))
	return text.Truncate("  "+strings.Join(parts, gap), width, "")
}
