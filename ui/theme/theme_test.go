package theme

import (
	"reflect"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/lucasb-eyer/go-colorful"
)

func TestGlyphsTakeTheSameRoom(t *testing.T) {
	u, a := reflect.ValueOf(unicodeGlyphs), reflect.ValueOf(asciiGlyphs)
	for i := range u.NumField() {
		name, us, as := u.Type().Field(i).Name, u.Field(i).String(), a.Field(i).String()
		if us == "" || ansi.StringWidth(us) != ansi.StringWidth(as) {
			t.Errorf("%s: %q and %q differ in width", name, us, as)
		}
		if strings.ContainsFunc(as, func(r rune) bool { return r > '~' }) {
			t.Errorf("%s: %q is not ASCII", name, as)
		}
	}
}

// rolesOf are a theme's styles by name.
func rolesOf(t *Theme) map[string]lipgloss.Style {
	roles := map[string]lipgloss.Style{}
	v := reflect.ValueOf(*t)
	for i := range v.NumField() {
		if s, ok := v.Field(i).Interface().(lipgloss.Style); ok {
			roles[v.Type().Field(i).Name] = s
		}
	}
	return roles
}

func TestPlainHasNoColour(t *testing.T) {
	for name, s := range rolesOf(New(Plain, false)) {
		// 30–37, 38, 90–97 and their backgrounds are colours; 1, 4 and 7 are weight, underline, reverse.
		if out := s.Render("x"); strings.Contains(out, "[3") || strings.Contains(out, ";3") || strings.Contains(out, "[4") {
			t.Errorf("%s paints: %q", name, out)
		}
	}
	for _, m := range []Mode{Dark, Light} {
		if out := New(m, false).Bad.Render("x"); !strings.Contains(out, "38;2") {
			t.Errorf("mode %d does not paint: %q", m, out)
		}
	}
}

// papers are backgrounds that people have: of terminals as they come, and of widespread themes.
var papers = map[Mode][]string{
	Dark:  {"#000000", "#1e1e1e", "#0c0c0c", "#002b36", "#282a36"},
	Light: {"#ffffff", "#fdf6e3", "#f5f5f5"},
}

// luminance is a color's relative luminance, by WCAG 2.
func luminance(c colorful.Color) float64 {
	r, g, b := c.LinearRgb()
	return 0.2126*r + 0.7152*g + 0.0722*b
}

// Each role that has a color can be read on every background of its mode: WCAG 2 asks for a contrast of 4.5 of body text.
func TestRolesCanBeRead(t *testing.T) {
	const readable = 4.5
	for mode, backs := range papers {
		for name, s := range rolesOf(New(mode, false)) {
			if _, none := s.GetForeground().(lipgloss.NoColor); none {
				continue // the terminal's own
			}
			ink, _ := colorful.MakeColor(s.GetForeground())
			for _, back := range backs {
				paper, err := colorful.Hex(back)
				if err != nil {
					t.Fatal(err)
				}
				a, b := luminance(ink)+0.05, luminance(paper)+0.05
				if contrast := max(a, b) / min(a, b); contrast < readable {
					t.Errorf("mode %d: %s, %s, has a contrast of %.2f on %s", mode, name, ink.Hex(), contrast, back)
				}
			}
		}
	}
}

// Roles that mean different states have colors that nobody takes for one another.
func TestStatesDiffer(t *testing.T) {
	const apart = 0.15 // by CIEDE2000; 0.02 can just be seen
	for _, mode := range []Mode{Dark, Light} {
		th := New(mode, false)
		states := map[string]lipgloss.Style{"Dim": th.Dim, "Good": th.Good, "Warn": th.Warn, "Bad": th.Bad, "Running": th.Running, "Accent": th.Accent}
		for a, x := range states {
			for b, y := range states {
				c, _ := colorful.MakeColor(x.GetForeground())
				d, _ := colorful.MakeColor(y.GetForeground())
				if by := c.DistanceCIEDE2000(d); a < b && by < apart {
					t.Errorf("mode %d: %s %s and %s %s are only %.2f apart", mode, a, c.Hex(), b, d.Hex(), by)
				}
			}
		}
	}
}

// What draws the eye does so without color, too: what is chosen, has the focus, is wrong or has changed.
func TestAttentionNeedsNoColour(t *testing.T) {
	for _, mode := range []Mode{Dark, Light, Plain} {
		roles := rolesOf(New(mode, false))
		for _, name := range []string{"Title", "Selected", "Focus", "Key", "Warn", "Bad", "Changed"} {
			if s, ok := roles[name]; !ok || !s.GetBold() && !s.GetReverse() {
				t.Errorf("mode %d: %s is told by color alone", mode, name)
			}
		}
	}
}

// A state is told by its glyph, also in ASCII.
func TestStatesHaveGlyphsOfTheirOwn(t *testing.T) {
	for _, g := range []Glyphs{unicodeGlyphs, asciiGlyphs} {
		of := map[string]string{}
		v := reflect.ValueOf(g)
		for _, name := range []string{"On", "Off", "Warn", "Bad", "Good", "None", "Run", "Unknown", "Differs"} {
			glyph := v.FieldByName(name).String()
			if other := of[glyph]; other != "" {
				t.Errorf("%s and %s are both %q", name, other, glyph)
			}
			of[glyph] = name
		}
	}
}
