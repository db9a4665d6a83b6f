package text

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Width is the number of cells s takes on a terminal; styles count for nothing.
func Width(s string) int { return ansi.StringWidth(s) }

// Truncate cuts s to at most width cells; where something was cut, the last cells are the tail ("…"). Styles stay whole.
func Truncate(s string, width int, tail string) string {
	if width <= 0 {
		return ""
	}
	if Width(tail) > width {
		tail = ""
	}
	return ansi.Truncate(s, width, tail)
}

// Fit makes s exactly width cells wide: cut with the tail, or padded with spaces on the right.
func Fit(s string, width int, tail string) string {
	s = Truncate(s, width, tail)
	return s + strings.Repeat(" ", max(0, width-Width(s)))
}

// FitLeft makes s exactly width cells wide, padded on the left: for numbers.
func FitLeft(s string, width int, tail string) string {
	s = Truncate(s, width, tail)
	return strings.Repeat(" ", max(0, width-Width(s))) + s
}

// Holds tells whether every word of want is a part of s, which is in lower case; want's case doesn't matter.
func Holds(s, want string) bool {
	for word := range strings.FieldsSeq(strings.ToLower(want)) {
		if !strings.Contains(s, word) {
			return false
		}
	}
	return true
}

// Wrap breaks s between words into lines of at most width cells; a word that is longer is broken.
func Wrap(s string, width int) []string {
	if width <= 0 {
		return nil
	}
	return strings.Split(ansi.Wrap(s, width, ""), "\n")
}
