package app

import (
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/exp/golden"

	"cartwire/ui/theme"
)

type size struct{ w, h int }

var setupSizes = []size{{60, 15}, {80, 24}, {120, 40}}

type white struct{}

func (white) RGBA() (r, g, b, a uint32) { return 0xffff, 0xffff, 0xffff, 0xffff }

// What a style begins with, and the text up to the next one.
var (
	sgr   = regexp.MustCompile(`\x1b\[[0-9;:]*m`)
	spans = regexp.MustCompile(`(\x1b\[[0-9;:]*m)([^\x1b]*)`)
)

// drawn is how the frames of a list are drawn, to be compared.
type drawn struct {
	sizes  []size                                // nil: setupSizes
	start  func(t *testing.T, cfg Config) *still // nil: a new program on an empty book
	steady func(frame string) string             // takes out what is another one each time; nil: nothing is
}

// everyFrame compares a screen at every size.
func everyFrame(t *testing.T, name string, show func(s *still, w, h int)) {
	t.Helper()
	drawn{}.compare(t, name, show)
}

// compare holds the words of a frame at every size against what was kept, and its looks to what holds for all of them.
func (d drawn) compare(t *testing.T, name string, show func(s *still, w, h int)) {
	t.Helper()
	if d.sizes == nil {
		d.sizes = setupSizes
	}
	if d.start == nil {
		d.start = func(t *testing.T, cfg Config) *still { return newStill(t, cfg, nil) }
	}
	for _, size := range d.sizes {
		t.Run(fmt.Sprintf("%dx%d/%s", size.w, size.h, name), func(t *testing.T) {
			var words string
			if !t.Run("drawing", func(t *testing.T) { // may be in a folder of its own
				s := d.start(t, Config{})
				show(s, size.w, size.h)
				words = s.frame()
				everyLook(t, s)
			}) {
				return
			}
			if d.steady != nil {
				words = d.steady(words)
			}
			kept(t, words)
		})
	}
}

// everyLook fails where a screen says something else, has a style that is no role of the theme, or means something by color
// alone, be the terminal dark, light or without color; and where it leaves its window, in ASCII and at another size too.
func everyLook(t *testing.T, s *still) {
	t.Helper()
	words := s.frame()
	for _, look := range []struct{ bright, plain, ascii bool }{{}, {bright: true}, {plain: true}, {plain: true, ascii: true}} {
		s.m.bright, s.m.cfg.NoColor, s.m.cfg.ASCII = look.bright, look.plain, look.ascii
		s.run(s.m.restyle())
		v := s.m.View()
		bounded(t, v, s.m.width, s.m.height)
		roles := rolesOf(s.m.env.Theme)
		for _, span := range spans.FindAllStringSubmatch(v.Content, -1) {
			switch style, said := span[1], strings.TrimSpace(span[2]); {
			case style != "\x1b[m" && roles[style] == nil:
				t.Errorf("%+v: %q is no role of the theme:\n%s", look, style, v.Content)
			case said != "" && slices.ContainsFunc(roles[style], aState) && !look.plain && !strings.ContainsFunc(said, signOrWord):
				t.Errorf("%+v: %q has a meaning by its color alone:\n%s", look, said, words)
			}
		}
		switch got := plain(v.Content); {
		case !look.ascii && got != words:
			t.Errorf("%+v: other words:\n%s", look, got)
		case look.ascii && strings.ContainsFunc(got, func(r rune) bool { return r > '~' }):
			t.Errorf("%+v: not in ASCII:\n%s", look, got)
		}
	}
	for _, other := range []size{{100, 30}, {60, 15}} {
		s.send(tea.WindowSizeMsg{Width: other.w, Height: other.h})
		bounded(t, s.m.View(), other.w, other.h)
	}
}

// aState reports whether a role of the theme means a state.
func aState(role string) bool {
	return slices.Contains([]string{"Good", "Warn", "Bad", "Running", "Changed"}, role)
}

// signOrWord reports whether a rune says something without its color: a letter or a glyph, but no digit or blank.
func signOrWord(r rune) bool { return unicode.IsLetter(r) || r > '~' || r == '?' }

// themed is a role of the theme with its style.
type themed struct {
	name   string
	style  lipgloss.Style
	begins string // the sequence before the text
}

func allRoles(t *theme.Theme) (all []themed) {
	v := reflect.ValueOf(*t)
	for i := range v.NumField() {
		if style, ok := v.Field(i).Interface().(lipgloss.Style); ok {
			all = append(all, themed{v.Type().Field(i).Name, style, sgr.FindString(style.Render("x"))})
		}
	}
	return all
}

// rolesOf are the names of a theme's roles, by what each begins with.
func rolesOf(t *theme.Theme) map[string][]string {
	names := map[string][]string{}
	for _, r := range allRoles(t) {
		names[r.begins] = append(names[r.begins], r.name)
	}
	return names
}

// read are the golden files that were compared with.
var read sync.Map

// kept compares a frame with the golden file of the test.
func kept(t *testing.T, frame string) {
	t.Helper()
	read.Store(filepath.Join("testdata", t.Name()+".golden"), true)
	golden.RequireEqual(t, frame+"\n")
}

// someOnly reports whether not all tests of the package ran.
func someOnly() bool {
	return slices.ContainsFunc([]string{"run", "skip", "list", "fuzzworker"}, func(name string) bool {
		f := flag.Lookup("test." + name)
		return f != nil && f.Value.String() != "" && f.Value.String() != "false"
	})
}

// everyGoldenRead ends the tests: where all of them ran, each golden file was read by one.
func everyGoldenRead(code int) int {
	if code != 0 || someOnly() {
		return code
	}
	if err := filepath.WalkDir("testdata", func(path string, _ fs.DirEntry, err error) error {
		if _, ok := read.Load(path); !ok && filepath.Ext(path) == ".golden" {
			fmt.Fprintln(os.Stderr, "no test reads", path)
			code = 1
		}
		return err
	}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}
