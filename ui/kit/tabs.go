package kit

import (
	"strings"

	"cartwire/ui/text"
	"cartwire/ui/theme"
)

// Tabs is a bar of names, one of them chosen.
type Tabs struct {
	Names   []string
	Chosen  int
	Focused bool // the arrow keys are its own
}

// Key moves the choice; false where the key is none of its own.
func (b *Tabs) Key(key string) bool {
	switch key {
	case "left", "h":
		b.Turn(-1)
	case "right", "l":
		b.Turn(1)
	default:
		return false
	}
	return true
}

// Turn chooses the tab that stands by places further, around the ends.
func (b *Tabs) Turn(by int) { b.Chosen = (b.Chosen + by + len(b.Names)) % len(b.Names) }

// Click chooses the tab whose name stands at a cell of the first line; false where there is none.
func (b *Tabs) Click(x int) bool {
	at := 1
	for i, n := range b.Names {
		w := text.Width(n)
		if x >= at && x < at+w+2 {
			b.Chosen, b.Focused = i, false
			return true
		}
		at += w + 4
	}
	return false
}

// Draw makes two lines: the names, and a rule under the chosen one.
func (b *Tabs) Draw(t *theme.Theme, width int) []string {
	names, rule := " ", " "
	if b.Focused {
		names = t.Accent.Render(t.Glyphs.Cursor)
	}
	for i, n := range b.Names {
		w := text.Width(n)
		if i == b.Chosen {
			names += " " + t.Selected.Render(n) + "   "
			rule += " " + t.Accent.Render(strings.Repeat(t.Glyphs.Rule, w)) + "   "
		} else {
			names += " " + t.Dim.Render(n) + "   "
			rule += strings.Repeat(" ", w+4)
		}
	}
	return []string{text.Truncate(names, width, ""), text.Truncate(rule, width, "")}
}
