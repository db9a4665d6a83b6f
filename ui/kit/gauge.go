package kit

import (
	"strings"

	"charm.land/lipgloss/v2"

	"cartwire/ui/theme"
)

// Gauge is a bar of width cells, filled as done is of total. A total of 0 is not known: the bar stays empty.
func Gauge(t *theme.Theme, full lipgloss.Style, done, total, width int) string {
	width = max(0, width)
	n := 0
	if total > 0 {
		n = max(0, min(width, width*done/total))
	}
	return full.Render(strings.Repeat(t.Glyphs.Full, n)) + t.Dim.Render(strings.Repeat(t.Glyphs.Empty, width-n))
}

// Percent is done of total as a whole number, 100 only where all is done.
func Percent(done, total int) int {
	if total <= 0 {
		return 0
	}
	return max(0, min(100, 100*done/total))
}
