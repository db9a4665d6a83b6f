package app

import (
	"fmt"
	"regexp"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"
)

var setupSizes = []struct{ w, h int }{{60, 15}, {80, 24}, {120, 40}}

// modes are the ways a terminal shows colours.
var modes = map[string]struct {
	plain bool
	say   []tea.Msg
}{
	"dark":      {},
	"light":     {say: []tea.Msg{tea.BackgroundColorMsg{Color: white{}}}},
	"no colour": {plain: true},
}

type white struct{}

func (white) RGBA() (r, g, b, a uint32) { return 0xffff, 0xffff, 0xffff, 0xffff }

var sgr = regexp.MustCompile(`\x1b\[[0-9;:]*m`)

// drawn is how the frames of a list are drawn, to be compared.
type drawn struct {
	sizes  []struct{ w, h int }                  // nil: setupSizes
	start  func(t *testing.T, cfg Config) *still // nil: a new program on an empty book
	steady func(frame string) string             // takes out what is another one each time; nil: nothing is
}

// everyFrame compares a screen at every size.
func everyFrame(t *testing.T, name string, show func(s *still, w, h int)) {
	t.Helper()
	drawn{}.compare(t, name, show)
}

// compare holds a frame at every size against what was kept: its words, which are the same in every mode, and its styles in
// each.
func (d drawn) compare(t *testing.T, name string, show func(s *still, w, h int)) {
	t.Helper()
	if d.sizes == nil {
		d.sizes = setupSizes
	}
	for _, size := range d.sizes {
		words := map[string]string{}
		for mode := range modes {
			var styled string
			t.Run("drawing", func(t *testing.T) { styled, words[mode] = d.draw(t, mode, size.w, size.h, show) })
			t.Run(fmt.Sprintf("%s/%dx%d/%s", mode, size.w, size.h, name), func(t *testing.T) { golden.RequireEqual(t, styled+"\n") })
		}
		t.Run(fmt.Sprintf("%dx%d/%s", size.w, size.h, name), func(t *testing.T) {
			golden.RequireEqual(t, words["dark"]+"\n")
			for mode, w := range words {
				if w != words["dark"] {
					t.Errorf("other words in %s:\n%s", mode, w)
				}
			}
		})
	}
}

// draw shows a frame in one mode of colours.
func (d drawn) draw(t *testing.T, mode string, w, h int, show func(*still, int, int)) (styled, words string) {
	cfg := Config{NoColor: modes[mode].plain}
	var s *still
	if d.start != nil {
		s = d.start(t, cfg)
	} else {
		s = newStill(t, cfg, nil)
	}
	for _, msg := range modes[mode].say {
		s.send(msg)
	}
	show(s, w, h)
	bounded(t, s.m.View(), s.m.width, s.m.height)
	styled, words = s.m.View().Content, s.frame()
	if d.steady != nil {
		styled, words = d.steady(styled), d.steady(words)
	}
	return styled, words
}
