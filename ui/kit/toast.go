package kit

import (
	"time"

	"cartwire/ui/text"
	"cartwire/ui/theme"
)

// Tone is how a notice is meant.
type Tone int

// The tones.
const (
	Info Tone = iota
	Done
	Caution
	Failure
)

// Toast is a notice that goes away by itself. It stands above the footer and covers nothing.
type Toast struct {
	Tone Tone
	Say  string // a sentence
}

// Stays is how long the notice stands: longer where there is more to read.
func (n Toast) Stays() time.Duration {
	if n.Tone == Failure || n.Tone == Caution {
		return 20 * time.Second
	}
	return 6 * time.Second
}

// Draw makes at most height lines.
func (n Toast) Draw(t *theme.Theme, width, height int) []string {
	glyph, style := t.Glyphs.On, t.Accent
	switch n.Tone {
	case Done:
		glyph, style = t.Glyphs.Good, t.Good
	case Caution:
		glyph, style = t.Glyphs.Warn, t.Warn
	case Failure:
		glyph, style = t.Glyphs.Bad, t.Bad
	}
	lines := text.Wrap(n.Say, max(8, width-4))
	if len(lines) > height {
		lines = lines[:height]
		lines[height-1] = text.Truncate(lines[height-1], width-6, "") + t.Glyphs.Ellipsis
	}
	for i, l := range lines {
		if i > 0 {
			glyph = " "
		}
		lines[i] = "  " + style.Render(glyph) + " " + l
	}
	return lines
}
