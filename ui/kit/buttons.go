package kit

import (
	"strings"

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
