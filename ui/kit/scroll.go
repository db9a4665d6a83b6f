package kit

import (
	"cartwire/ui/text"
	"cartwire/ui/theme"
)

// Scroll shows a part of lines that are all there already.
type Scroll struct{ top, height, length int }

// Key scrolls; false where the key is none of its own.
func (s *Scroll) Key(key string) bool {
	switch key {
	case "up", "k":
		s.top--
	case "down", "j":
		s.top++
	case "pgup":
		s.top -= max(1, s.height-1)
	case "pgdown", "space":
		s.top += max(1, s.height-1)
	case "home", "g":
		s.top = 0
	case "end", "G":
		s.top = s.length
	default:
		return false
	}
	s.clamp()
	return true
}

func (s *Scroll) clamp() { s.top = max(0, min(s.top, s.length-s.height)) }

// Show scrolls so far that the lines from first to last are seen, the first before the last.
func (s *Scroll) Show(first, last int) {
	s.top = max(s.top, last+1-s.height)
	s.top = min(s.top, first)
}

// Window cuts the visible part out, with marks at the right edge where there is more.
func (s *Scroll) Window(t *theme.Theme, lines []string, width, height int) []string {
	s.height, s.length = height, len(lines)
	s.clamp()
	if len(lines) <= height {
		return lines
	}
	out := append([]string(nil), lines[s.top:s.top+height]...)
	mark := func(i int, glyph string) {
		out[i] = text.Fit(out[i], width-2, t.Glyphs.Ellipsis) + " " + t.Dim.Render(glyph)
	}
	if s.top > 0 {
		mark(0, t.Glyphs.Up)
	}
	if s.top+height < len(lines) {
		mark(height-1, t.Glyphs.Down)
	}
	return out
}
