package kit

import (
	"strings"

	"cartwire/ui/text"
	"cartwire/ui/theme"
)

// ButtonRow is a line of buttons, of which one has the focus.
func ButtonRow(t *theme.Theme, focus int, labels ...string) string {
	row := make([]string, len(labels))
	for i, l := range labels {
		row[i] = drawButton(t, &Item{Label: l}, i == focus)
	}
	return strings.Join(row, "  ")
}

// ButtonAt is the button at a cell of such a row, or -1.
func ButtonAt(x int, labels ...string) int {
	for i, l := range labels {
		w := text.Width(l) + len("[  ]")
		if x >= 0 && x < w {
			return i
		}
		x -= w + 2
	}
	return -1
}
