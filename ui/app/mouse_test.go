package app

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// at is the cell where a text stands in the frame.
func (s *still) at(want string) (x, y int) {
	s.t.Helper()
	for y, l := range strings.Split(s.frame(), "\n") {
		if before, _, ok := strings.Cut(l, want); ok {
			return len([]rune(before)), y // the frames of these tests have no wide runes before it
		}
	}
	s.t.Fatalf("%q is not on the screen:\n%s", want, s.frame())
	return 0, 0
}

// click clicks on a text of the frame.
func (s *still) click(want string) *still {
	s.t.Helper()
	x, y := s.at(want)
	s.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
	return s
}

func (s *still) wheel(button tea.MouseButton, turns int) *still {
	for range turns {
		s.send(tea.MouseWheelMsg{Button: button})
	}
	return s
}

// The whole way with the mouse alone: tabs, ticks, choices, buttons, dialogs, rows, the footer's keys.
func TestMouse(t *testing.T) {
	s := several(newStill(t, Config{}, nil)).open(100, 30)
	s.click("Dusty Vinyl")
	s.sees("▌ Dusty Vinyl", "○ not active")
	s.click("Dusty Vinyl") // a second time opens
	s.sees("▌ Website Name", "Dusty Vinyl")
	s.click("○ Legacy API")
	s.sees("◉ Legacy API", "no new legacy accounts")
	s.click("○ Store API account").click("Options").click("[ ] Update Inventory")
	s.sees("[x] Update Inventory", "Safety buffer")
	s.click("Schedule").click("hourly")
	s.sees("◉ hourly")
	s.click("esc back")
	s.sees("Unsaved changes")
	s.click("[ Discard ]")
	s.sees("WEBSITE")
	s.wheel(tea.MouseWheelDown, 3)
	s.sees("▌ Practice")
	s.wheel(tea.MouseWheelUp, 9)
	s.sees("▌ Acme Outdoors")
	s.click("? help")
	s.sees("Keys")
	s.click("Keys")
	s.seesNot("Keys")

	s.press("f2")
	s.sees("The mouse is the terminal's")
	if s.m.View().MouseMode != tea.MouseModeNone {
		t.Error("the mouse is still asked for")
	}
	s.press("f2")
	if s.m.View().MouseMode == tea.MouseModeNone {
		t.Error("the mouse is not asked for again")
	}
}
