package editor

import (
	tea "charm.land/bubbletea/v2"

	"cartwire/ui/kit"
	"cartwire/ui/role"
	"cartwire/ui/setup"
)

// panel tells whether the connection test covers the tabs.
func (s *Screen) panel() bool {
	switch s.m.State() {
	case setup.Testing, setup.Tested, setup.Refused:
		return true
	}
	return false
}

// Key gives keys to the test's panel, the tab bar, the form or the locations.
func (s *Screen) Key(msg tea.KeyPressMsg) (bool, tea.Cmd) {
	switch {
	case s.m == nil:
		return false, nil
	case s.panel():
		return s.result.Key(msg.String()), nil
	case s.tabs.Focused:
		return s.tabKey(msg.String()), nil
	case s.tabs.Chosen == tabLocations:
		return s.places.key(msg.String(), &s.tabs), nil
	}
	return s.formKey(msg)
}

func (s *Screen) tabKey(name string) bool {
	switch name {
	case "tab", "down", "enter":
		s.tabs.Focused = false
		if f := s.form(); f != nil {
			f.Focus("")
		}
		return true
	}
	return s.tabs.Key(name)
}

func (s *Screen) form() *kit.Form {
	if s.tabs.Chosen == tabLocations {
		return nil
	}
	f := &s.forms[s.tabs.Chosen]
	f.ReadOnly = s.env.Denied(role.Admin)
	return f
}

func (s *Screen) formKey(msg tea.KeyPressMsg) (bool, tea.Cmd) {
	r := s.form().Key(msg)
	return r.Used, s.answer(r)
}

// answer takes what a key or a click did to the form.
func (s *Screen) answer(r kit.Result) tea.Cmd {
	switch {
	case r.Denied:
		s.env.Say(kit.Caution, s.env.Denied(role.Admin))
		return nil
	case r.Changed:
		return s.edited(r.Item)
	case r.Pressed:
		return s.press(r.Item.ID)
	case r.Over:
		s.touch(r.Item)
		s.tabs.Focused = true
	case r.Moved && r.Item != nil:
		s.touch(r.Item)
	}
	return nil
}

// Click gives a click to the tab bar, the form or the locations.
func (s *Screen) Click(x, y int) (open bool, cmd tea.Cmd) {
	switch {
	case s.m == nil || s.panel():
		return false, nil
	case y < tabLines:
		s.settle()
		s.tabs.Click(x)
		return false, nil
	}
	s.tabs.Focused = false
	if f := s.form(); f != nil {
		return false, s.answer(f.Click(x, y-tabLines))
	}
	was := s.places.list.Cursor()
	open = s.places.list.Click(y-tabLines-s.places.above) && was == s.places.list.Cursor()
	return open, nil
}

// WheelStep is one: in a form, the wheel moves the focus.
func (s *Screen) WheelStep() int { return 1 }

// Holds tells that leaving would lose something.
func (s *Screen) Holds() string {
	if s.m == nil || !s.m.Unsaved() {
		return ""
	}
	return "what was entered for " + s.Title() + " is not saved. Save or discard it first."
}

// settle notes that the item with the focus is left, because the tab is.
func (s *Screen) settle() {
	if f := s.form(); f != nil && f.Focused() != nil {
		s.touch(f.Focused())
	}
}

// Typing tells whether a text field has the keyboard.
func (s *Screen) Typing() bool {
	return s.m != nil && !s.panel() && !s.tabs.Focused && s.form() != nil && s.form().Typing()
}

// Focus is the item with the focus; empty in the test's panel, in the bar of tabs and in Locations.
func (s *Screen) Focus() string {
	if s.m == nil || s.panel() || s.tabs.Focused || s.form() == nil || s.form().Focused() == nil {
		return ""
	}
	return s.form().Focused().ID
}
