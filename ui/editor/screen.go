// Package editor is the screen of one connection: its tabs, the connection test and saving. What may happen when is
// setup's machine; the screen shows it, runs its effects and tells it how they ended.
package editor

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/files"
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
	tabSchedule
	tabs
)

// Screen edits one connection.
type Screen struct {
	env  *screen.Env
	open screen.OpenMsg

	m       *setup.Machine // nil while the connection is read
	tabs    kit.Tabs
	forms   [tabs]kit.Form // of each tab but Locations
	entries []entry        // of all forms
	places  places
	result  kit.Scroll               // of the test's panel
	held    map[syncer.Option]string // why an option waits until a person starts it
	labels  map[int]string           // what the store calls its order statuses, as far as the book's orders show it

	changed  map[string]bool        // items that were changed
	touched  map[string]bool        // fields that were finished: only of those a problem is shown
	choosing bool                   // the list of statuses was asked for
	typed    map[syncer.Option]bool // schedules that are typed rather than chosen
	notes    string                 // what was changed about the API path when it was loaded
	stop     context.CancelFunc
	files    *files.Chooser // of credentials files; nil until one was asked for
}

// openedMsg brings what the editor needs of the book.
type openedMsg struct {
	screen    *Screen
	conn      store.Connection
	locations []store.Location
	labels    map[int]string
	held      map[syncer.Option]string
}

// New makes the screen for a connection, or for a new one.
func New(env *screen.Env, open screen.OpenMsg) *Screen {
	return &Screen{
		env: env, open: open, changed: map[string]bool{}, touched: map[string]bool{}, typed: map[syncer.Option]bool{},
		tabs: kit.Tabs{Names: []string{"General", "Options", "Locations", "Schedule"}},
	}
}

// Init reads the connection, once, and the book's locations.
func (s *Screen) Init() tea.Cmd {
	book, engine, id, known := s.env.Book, s.env.Engine, s.open.Connection, s.m != nil
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
			orders, err := book.OrderPage(store.OrderQuery{Connection: id}, labelSample)
			if err != nil {
				return screen.FatalMsg{Err: err}
			}
			msg.labels = map[int]string{}
			for _, o := range orders {
				msg.labels[o.StatusID] = o.Status
			}
			if msg.held, err = held(engine, id); err != nil {
				return screen.FatalMsg{Err: err}
			}
		}
		return msg
	}
}

// held are the options that wait until a person starts them, and why.
func held(engine *syncer.Engine, id store.ConnectionID) (map[syncer.Option]string, error) {
	out := map[syncer.Option]string{}
	for _, o := range syncer.Options() {
		why, err := engine.Held(id, o)
		if err != nil {
			return nil, err
		}
		out[o] = text.Clean(why)
	}
	return out, nil
}

// labelSample is how many of the newest orders are looked at for the store's own names of statuses.
const labelSample = 200

func (s *Screen) opened(msg openedMsg) tea.Cmd {
	s.places.set(msg.locations)
	if s.m != nil {
		return nil
	}
	s.m, s.labels, s.held = setup.New(msg.conn, s.env.AllowHost), msg.labels, msg.held
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
	case meanwhileMsg:
		if msg.screen == s {
			return s.goOn(msg)
		}
	case loadedMsg:
		if msg.screen == s {
			return s.loaded(msg)
		}
	case placesMsg:
		if msg.screen == s {
			s.placesChanged(msg)
		}
	case foundMsg:
		s.offer(msg)
	case files.ListedMsg:
		s.files.Show(msg)
	case screen.ClockMsg:
		if s.m != nil {
			s.remark()
		}
	case screen.RestyleMsg:
		s.places.list.Forget()
		if s.m != nil {
			s.remark()
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
	return r.Used, s.answer(r)
}

// answer takes what a key or a click did to the form.
func (s *Screen) answer(r kit.Result) tea.Cmd {
	switch {
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
