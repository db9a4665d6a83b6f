package kit

import (
	"cartwire/ui/text"
	"cartwire/ui/theme"
)

// Help is the overlay that lists every key of a screen, with the reason where one does nothing now.
type Help struct{ scroll Scroll }

// Key moves within the overlay; closed is true where the key closes it.
func (h *Help) Key(key string) (closed bool) {
	switch key {
	case "esc", "?", "f1", "q", "enter":
		return true
	}
	h.scroll.Key(key)
	return false
}

// Draw makes the overlay's box for a body of width x height.
func (h *Help) Draw(t *theme.Theme, title string, table []Action, width, height int) []string {
	inner := min(width-4, 76)
	keys := 0
	for _, a := range table {
		keys = max(keys, min(text.Width(a.Name()), inner/3))
	}
	var lines []string
	for _, a := range table {
		say := a.Help
		if a.Why != "" {
			say += " Not now: " + a.Why
		}
		for i, l := range text.Wrap(say, inner-keys-2) {
			name := ""
			if i == 0 {
				name = a.Name()
			}
			lines = append(lines, t.Key.Render(text.Fit(name, keys, t.Glyphs.Ellipsis))+"  "+l)
		}
	}
	shown := h.scroll.Window(t, lines, inner, max(1, min(len(lines), height-2)))
	return Box(t, title, shown, inner)
}
