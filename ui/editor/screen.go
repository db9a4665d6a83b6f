// Package editor is the screen of one connection: its tabs, the connection test and saving. What may happen when is
// setup's machine; the screen shows it, runs its effects and tells it how they ended.
package editor

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/setup"
	"cartwire/ui/text"
)

// The tabs.
const (
	tabGeneral = iota
	tabOptions
	tabLocations
)

// Screen edits one connection.
type Screen struct {
	env  *screen.Env
	open screen.OpenMsg

	m      *setup.Machine // nil while the connection is read
	tabs   kit.Tabs
	forms  [2]kit.Form // of General and Options
	places places
	result kit.Scroll // of the test's panel

	touched map[string]bool // fields that were left: only of those a problem is shown
	notes   string          // what was changed about the API path when it was loaded
	stop    context.CancelFunc
}

// openedMsg brings what the editor needs of the book.
type openedMsg struct {
	screen    *Screen
	conn      store.Connection
	locations []store.Location
}

// New makes the screen for a connection, or for a new one.
func New(env *screen.Env, open screen.OpenMsg) *Screen {
	return &Screen{
		env: env, open: open, touched: map[string]bool{},
		tabs: kit.Tabs{Names: []string{"General", "Options", "Locations"}},
	}
}

// Init reads the connection, once, and the book's locations.
func (s *Screen) Init() tea.Cmd {
	book, id, known := s.env.Book, s.open.Connection, s.m != nil
	return func() tea.Msg {
		msg := openedMsg{screen: s}
		var err error
		if msg.locations, err = book.Locations(); err != nil {
			return screen.FatalMsg{Err: err}
		}
		if id != 0 && !known {
			if msg.conn, err = book.Connection(id); err != nil {
				return screen.FatalMsg{Err: err}
			}
		}
		return msg
	}
}

func (s *Screen) opened(msg openedMsg) tea.Cmd {
	s.places.set(msg.locations)
	if s.m != nil {
		return nil
	}
	s.m = setup.New(msg.conn, s.env.AllowHost)
	s.build()
	s.forms[tabGeneral].Focus(itemName)
	if s.open.Filled != nil {
		return s.begin(*s.open.Filled)
	}
	if s.open.Test {
		return s.test()
	}
	return nil
}

// Update takes answers to what the screen has set going, and pasted text.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case openedMsg:
		if msg.screen == s {
			return s.opened(msg)
		}
	case checkMsg:
		if msg.screen == s {
			s.m.Checked(msg.attempt, msg.check)
			return msg.next
		}
	case testedMsg:
		if msg.screen == s {
			do := s.m.TestEnded(msg.attempt, msg.result)
			s.fill()
			return s.do(do)
		}
	case savedMsg:
		if msg.screen == s {
			return s.savedAs(msg)
		}
	case loadedMsg:
		if msg.screen == s {
			return s.loaded(msg)
		}
	case placesMsg:
		if msg.screen == s {
			s.placesChanged(msg)
		}
	case tea.PasteMsg:
		return s.paste(msg.Content)
	}
	return nil
}

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
	return &s.forms[s.tabs.Chosen]
}

func (s *Screen) formKey(msg tea.KeyPressMsg) (bool, tea.Cmd) {
	r := s.form().Key(msg)
	switch {
	case r.Changed:
		return true, s.edited(r.Item)
	case r.Pressed:
		return true, s.press(r.Item.ID)
	case r.Over:
		s.touch(r.Item)
		s.tabs.Focused = true
	case r.Moved:
		s.touch(r.Item)
	}
	return r.Used, nil
}

func (s *Screen) touch(it *kit.Item) {
	s.touched[it.ID] = true
	s.remark()
}

// Typing tells whether a text field has the keyboard.
func (s *Screen) Typing() bool {
	return s.m != nil && !s.panel() && !s.tabs.Focused && s.form() != nil && s.form().Typing()
}

// Title is the connection's name.
func (s *Screen) Title() string {
	if s.m != nil && s.m.Connection().ID != 0 {
		return text.Clean(s.m.Connection().Name)
	}
	if s.open.Name != "" {
		return s.open.Name
	}
	return "New BigCommerce store"
}

// Status says whether something would be lost.
func (s *Screen) Status() string {
	t := s.env.Theme
	switch {
	case s.m == nil:
		return ""
	case s.m.State() == setup.Saving, s.m.State() == setup.Leaving:
		return t.Running.Render(t.Glyphs.Run + " saving")
	case s.m.Unsaved():
		return t.Warn.Render(t.Glyphs.Off + " unsaved")
	case s.m.Connection().ID == 0:
		return t.Dim.Render(t.Glyphs.Off + " new")
	}
	return t.Good.Render(t.Glyphs.On + " saved")
}
