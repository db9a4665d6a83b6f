package theme

import (
	"reflect"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
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

func TestPlainHasNoColour(t *testing.T) {
	v := reflect.ValueOf(*New(Plain, false))
	for i := range v.NumField() {
		s, ok := v.Field(i).Interface().(interface{ Render(...string) string })
		if !ok {
			continue
		}
		// 30–37, 38, 90–97 and their backgrounds are colours; 1, 4 and 7 are weight, underline, reverse.
		if out := s.Render("x"); strings.Contains(out, "[3") || strings.Contains(out, ";3") || strings.Contains(out, "[4") {
			t.Errorf("%s paints: %q", v.Type().Field(i).Name, out)
		}
	}
	for _, m := range []Mode{Dark, Light} {
		if out := New(m, false).Bad.Render("x"); !strings.Contains(out, "38;2") {
			t.Errorf("mode %d does not paint: %q", m, out)
		}
	}
}
