package app

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/theme"
)

// Every action of a screen's key table can be found in the palette, from the screen itself and from those above it.
func TestPaletteHasEveryAction(t *testing.T) {
	s := newStill(t, Config{}, nil)
	c := s.connect("Acme Outdoors")
	put(t, s.book, c.ID, order(1))
	s.open(100, 50)
	for _, way := range [][]string{nil, {"enter"}, {"ctrl+n"}, {"ctrl+n"}, {"ctrl+n"}, {"ctrl+t"}, {"esc", "esc", "o"}, {"enter"}} {
		s.press(way...)
		var missing []string
		for i := range s.m.stack {
			for _, a := range s.m.stack[i].Actions() {
				if a.ID == "move" || a.ID == "back" && i < len(s.m.stack)-1 {
					continue
				}
				if !palette(s, a.Help) {
					missing = append(missing, a.ID)
				}
			}
		}
		if len(missing) > 0 {
			t.Errorf("%s: the palette lacks %q", s.m.top().Title(), missing)
		}
	}
}

// palette tells whether a row says this.
func palette(s *still, help string) bool {
	for _, r := range s.m.commands() {
		if r.Say == help {
			return true
		}
	}
	return false
}

func TestPalette(t *testing.T) {
	s := newStill(t, Config{}, nil)
	s.connect("Acme Outdoors")
	s.connect("Books by the Bay", func(c *store.Connection) { c.Active = false })
	s.open(100, 30).press(":", "'bkord'")
	s.sees("What to do", "▌ Books by the Bay: orders")
	s.press("enter")
	s.sees("Books by the Bay: Orders", "No order has been imported yet")

	// What can't be done says why, and the palette stays.
	s.press("ctrl+p", "'bks sync'", "enter")
	s.sees("Books by the Bay: sync now", "Not now: Books by the Bay is not active.")
	s.press("esc")

	// An action of a screen below: the screens above it are closed.
	s.press("ctrl+p", "'add cart'", "enter")
	if s.sees("What it needs"); len(s.m.stack) != 2 {
		t.Errorf("%d screens lie on one another", len(s.m.stack))
	}
	s.press("esc", "ctrl+p", "'zzzz'")
	s.sees("Nothing is called like this.")
}

// Where something is unsaved, the palette closes nothing.
func TestPaletteKeepsUnsaved(t *testing.T) {
	s := newStill(t, Config{}, nil)
	s.connect("Acme Outdoors")
	s.open(100, 30).press("enter", "'x'", "ctrl+p", "'acme orders'", "enter")
	s.sees("Not now: what was entered for Acme Outdoors is not saved")
	s.press("esc")
	s.sees("● unsaved"[len("● "):], "Acme Outdoorsx")
}

func TestThemes(t *testing.T) {
	s := newStill(t, Config{}, nil).open(100, 30)
	mode := func() theme.Mode { return s.m.env.Theme.Mode }
	s.send(tea.BackgroundColorMsg{Color: white{}})
	if mode() != theme.Light {
		t.Error("auto does not follow the terminal")
	}
	for _, c := range []struct {
		typed string
		want  theme.Mode
	}{{"'theme dark'", theme.Dark}, {"'theme plain'", theme.Plain}, {"'theme light'", theme.Light}, {"'theme auto'", theme.Light}} {
		if s.press("ctrl+p", c.typed, "enter"); mode() != c.want {
			t.Errorf("%s gives mode %d", c.typed, mode())
		}
	}
	none := newStill(t, Config{NoColor: true}, nil).open(100, 30)
	none.press("ctrl+p", "'theme dark'", "enter")
	if none.sees("NO_COLOR or --no-color is set"); none.m.env.Theme.Mode != theme.Plain {
		t.Error("NO_COLOR is not honoured")
	}
}
