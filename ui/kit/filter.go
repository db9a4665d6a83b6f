package kit

import (
	tea "charm.land/bubbletea/v2"

	"cartwire/ui/theme"
)

// Filter is a line of text that chooses what a list shows.
type Filter struct {
	Input
	Typing bool // it has the keyboard
}

// NewFilter makes a filter with a text; nobody is typing yet.
func NewFilter(text string) Filter { return Filter{Input: NewInput(text)} }

// Type gives it a key while somebody types: esc clears it, enter, tab and the arrows leave it as it is. changed tells
// whether the text is another one now.
func (f *Filter) Type(msg tea.KeyPressMsg) (used, changed bool) {
	before := f.Value()
	switch msg.String() {
	case "esc":
		f.Typing = false
		f.SetValue("")
	case "enter", "down", "up", "tab":
		f.Typing = false
		return true, false
	default:
		if !f.Input.Key(msg) {
			return false, false
		}
	}
	return true, f.Value() != before
}

// Shown tells whether there is a filter to be seen.
func (f *Filter) Shown() bool { return f.Typing || f.Value() != "" }

// Line draws it with room cells for its text, and aside behind them; at is where the cursor stands while somebody types.
func (f *Filter) Line(t *theme.Theme, room int, aside string) (line string, at *Cursor) {
	field, x := f.Draw(t, max(8, room), f.Typing)
	if f.Typing {
		at = &Cursor{X: 4 + x}
	}
	return "  " + t.Key.Render("/") + " " + field + aside, at
}
