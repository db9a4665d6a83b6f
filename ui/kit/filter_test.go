package kit

import (
	"testing"

	tea "charm.land/bubbletea/v2"
)

// What is typed changes a filter; esc clears it, and enter keeps it.
func TestFilter(t *testing.T) {
	f := NewFilter("a")
	for _, c := range []struct {
		key           tea.KeyPressMsg
		used, changed bool
		text          string
		typing        bool
	}{
		{typed("b"), true, true, "ab", true}, {tea.KeyPressMsg{Code: tea.KeyLeft}, true, false, "ab", true}, {tea.KeyPressMsg{Code: tea.KeyF5}, false, false, "ab", true},
		{tea.KeyPressMsg{Code: tea.KeyEnter}, true, false, "ab", false}, {tea.KeyPressMsg{Code: tea.KeyEscape}, true, true, "", false}, {tea.KeyPressMsg{Code: tea.KeyEscape}, true, false, "", false},
	} {
		f.Typing = true
		used, changed := f.Type(c.key)
		if used != c.used || changed != c.changed || f.Value() != c.text || f.Typing != c.typing {
			t.Errorf("%s: used %v, changed %v, %q, typing %v", c.key, used, changed, f.Value(), f.Typing)
		}
	}
}
