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
	"cartwire/ui/role"
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
	if s.open.Account != nil {
		do := s.do(s.m.TakeAccount(*s.open.Account))
		s.fill()
		return tea.Batch(do, s.test())
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
			return s.tested(msg)
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
		if why := s.env.Denied(role.Admin); why != "" {
			s.env.Say(kit.Caution, why)
			return nil
		}
		return s.paste(msg.Content)
	}
	return nil
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
