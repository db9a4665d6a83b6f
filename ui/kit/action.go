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

// Move is the action of the keys that move a cursor or scroll; they are taken before the table is asked.
func Move(help string) Action {
	return Action{ID: "move", Keys: []string{"up", "down"}, Show: "up/down", Help: help, Do: Nothing}
}

// Nothing is what an action does whose keys are taken before the table is asked.
func Nothing() tea.Cmd { return nil }

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
	line, at := "", 0
	for _, p := range footer(table, width) {
		line += strings.Repeat(" ", p.x-at) + t.Key.Render(p.Name()) + " " + t.Dim.Render(p.Label)
		at = p.x + p.w
	}
	return text.Truncate(line, width, "")
}

// FooterAt is the action whose key stands at a cell of the footer, or nil.
func FooterAt(table []Action, width, x int) *Action {
	for _, p := range footer(table, width) {
		if x >= p.x && x < p.x+p.w {
			return &p.Action
		}
	}
	return nil
}

// part is an action's place in the footer.
type part struct {
	Action
	x, w int
}

func footer(table []Action, width int) []part {
	var parts []part
	for _, a := range table {
		if a.Label != "" && a.Why == "" {
			parts = append(parts, part{Action: a, w: text.Width(a.Name()) + 1 + text.Width(a.Label)})
		}
	}
	if len(parts) == 0 {
		return nil
	}
	gap := 3
	if width < 80 {
		gap = 2
	}
	last := parts[len(parts)-1]
	room, x, n := width-2-last.w, 2, 0
	for ; n < len(parts)-1; n++ {
		if room -= parts[n].w + gap; room < 0 {
			break
		}
		parts[n].x = x
		x += parts[n].w + gap
	}
	last.x = x
	return append(parts[:n], last)
}
