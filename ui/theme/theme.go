// Package theme holds the colours by meaning and the glyphs. Nothing is told by colour alone: wherever a colour means
// something, a glyph and a word say it too.
package theme

import (
	"image/color"

	"charm.land/lipgloss/v2"
)

// Mode is what the terminal behind a session can show.
type Mode int

// The modes. Dark is taken until the terminal has said what its background is.
const (
	Dark Mode = iota
	Light
	Plain // no colour: NO_COLOR or --no-color; bold and underline stay
)

// Theme is one session's styles. Text without a meaning of its own keeps the terminal's colours, so that it can be read
// on any background.
type Theme struct {
	Mode   Mode
	Glyphs Glyphs

	Title    lipgloss.Style // the last crumb, headings
	Dim      lipgloss.Style // crumbs, hints, column heads
	Accent   lipgloss.Style // the cursor's bar, the chosen tab
	Selected lipgloss.Style // the name in the chosen row
	Focus    lipgloss.Style // a button that enter presses
	Key      lipgloss.Style // keys in the footer
	Good     lipgloss.Style
	Warn     lipgloss.Style
	Bad      lipgloss.Style
	Running  lipgloss.Style
	Changed  lipgloss.Style // a number that has just changed, for a few seconds
}

// New makes the styles of a mode; ascii chooses the glyphs for terminals without Unicode.
func New(mode Mode, ascii bool) *Theme {
	t := &Theme{Mode: mode, Glyphs: unicodeGlyphs}
	if ascii {
		t.Glyphs = asciiGlyphs
	}
	plain := lipgloss.NewStyle()
	t.Title, t.Selected, t.Key, t.Accent = plain.Bold(true), plain.Bold(true), plain.Bold(true), plain
	t.Focus = plain.Reverse(true)
	t.Dim, t.Good, t.Warn, t.Bad, t.Running, t.Changed = plain, plain, plain.Bold(true), plain.Bold(true), plain, plain.Bold(true)
	if mode == Plain {
		return t
	}
	pick := lipgloss.LightDark(mode == Dark)
	paint := func(s lipgloss.Style, light, dark string) lipgloss.Style {
		return s.Foreground(pick(hex(light), hex(dark)))
	}
	t.Dim = paint(t.Dim, "#5f6470", "#8b93a1")
	t.Accent = paint(t.Accent, "#3350c8", "#8aa4ff")
	t.Selected = paint(t.Selected, "#3350c8", "#8aa4ff")
	t.Key = paint(t.Key, "#3350c8", "#8aa4ff")
	t.Good = paint(t.Good, "#1a7f37", "#5fd787")
	t.Warn = paint(t.Warn, "#8a5a00", "#ffc857")
	t.Bad = paint(t.Bad, "#c0262d", "#ff7b72")
	t.Running = paint(t.Running, "#0b6e8a", "#56c8e8")
	t.Changed = paint(t.Changed, "#0b6e8a", "#56c8e8")
	return t
}

func hex(s string) color.Color { return lipgloss.Color(s) }
