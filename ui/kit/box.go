package kit

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"cartwire/ui/text"
	"cartwire/ui/theme"
)

// Rect is a place on the screen, in cells.
type Rect struct{ X, Y, W, H int }

// Box frames lines of at most inner cells; the title stands in the upper edge.
func Box(t *theme.Theme, title string, lines []string, inner int) []string {
	g := t.Glyphs
	title = text.Truncate(title, inner-2, g.Ellipsis)
	fill := strings.Repeat(g.Rule, max(0, inner+2-text.Width(title)-3))
	out := []string{t.Dim.Render(g.TopLeft+g.Rule) + " " + t.Title.Render(title) + " " + t.Dim.Render(fill+g.TopRight)}
	side := t.Dim.Render(g.Side)
	for _, l := range lines {
		out = append(out, side+" "+text.Fit(l, inner, g.Ellipsis)+" "+side)
	}
	return append(out, t.Dim.Render(g.BottomLeft+strings.Repeat(g.Rule, inner+2)+g.BottomRight))
}

// Wait is the line of what is not there yet: "Reading the book…".
func Wait(t *theme.Theme, what string) string { return "  " + t.Dim.Render(what+t.Glyphs.Ellipsis) }

// Beside puts lines to the right of others, which take width cells, with a rule between them.
func Beside(t *theme.Theme, left, right []string, width int) []string {
	rule := t.Dim.Render(t.Glyphs.Side)
	out := make([]string, max(len(left), len(right)))
	for i := range out {
		if i < len(left) {
			out[i] = left[i]
		}
		out[i] = text.Fit(out[i], width, t.Glyphs.Ellipsis) + rule
		if i < len(right) {
			out[i] += right[i]
		}
	}
	return out
}

// Overlay puts the box in the middle of a body of width x height and returns the body, and where the box stands.
func Overlay(body, box []string, width, height int) ([]string, Rect) {
	r := Rect{H: min(len(box), height)}
	for _, l := range box {
		r.W = max(r.W, min(width, text.Width(l)))
	}
	r.X, r.Y = (width-r.W)/2, (height-r.H)/2
	out := make([]string, height)
	copy(out, body)
	for i := range r.H {
		line := text.Fit(out[r.Y+i], width, "")
		left, right := ansi.Truncate(line, r.X, ""), ansi.TruncateLeft(line, r.X+r.W, "")
		out[r.Y+i] = text.Fit(left, r.X, "") + text.Fit(box[i], r.W, "") + right
	}
	return out, r
}
