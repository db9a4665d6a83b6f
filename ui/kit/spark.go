package kit

import (
	"strings"

	"cartwire/ui/theme"
)

// Spark is a line of bars, one cell for each number, as high as the number is of the largest. Anything above 0 is higher
// than nothing.
func Spark(t *theme.Theme, numbers []int) string {
	bars := []rune(t.Glyphs.Bars)
	most := 0
	for _, n := range numbers {
		most = max(most, n)
	}
	var b strings.Builder
	for _, n := range numbers {
		at := 0
		if n > 0 {
			at = max(1, (n*(len(bars)-1)+most/2)/most)
		}
		b.WriteRune(bars[at])
	}
	if most == 0 {
		return t.Dim.Render(b.String())
	}
	return t.Accent.Render(b.String())
}
