package editor

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/setup"
	"cartwire/ui/text"
)

// places is the Locations tab: the book's locations, of which the connection ticks some.
type places struct {
	list  kit.List
	all   []store.Location
	above int // lines of words above the list
}

// placesMsg brings the book's locations after a change.
type placesMsg struct {
	screen  *Screen
	all     []store.Location
	removed store.LocationID
	added   store.LocationID
	err     error
}

func (p *places) set(all []store.Location) {
	p.all = all
	p.list.Forget()
	p.list.SetLen(len(all))
}

func (p *places) chosen() *store.Location {
	if p.list.Cursor() >= len(p.all) {
		return nil
	}
	return &p.all[p.list.Cursor()]
}

func (p *places) key(name string, tabs *kit.Tabs) bool {
	if (name == "up" || name == "shift+tab" || name == "k") && p.list.Cursor() == 0 || name == "shift+tab" {
		tabs.Focused = true
		return true
	}
	return p.list.Key(name)
}

// tick takes the chosen location to the connection, or away from it.
func (s *Screen) tick() tea.Cmd {
	l := s.places.chosen()
	if l == nil {
		return nil
	}
	s.places.list.Forget() // another row may be the first one now
	return s.do(s.m.Edit(func(f *setup.Form) {
		f.Locations = ticked(f.Locations, l.ID, !slices.Contains(f.Locations, l.ID))
	}))
}

// askName asks for a new location's name, or another one for l.
func (s *Screen) askName(l store.Location) tea.Cmd {
	screen.AskLocation(s.env, l, s.places.all, func(name string) tea.Cmd {
		isNew := l.ID == 0
		l.Name = name
		return s.changePlaces(func(msg *placesMsg) error {
			err := s.env.Book.SaveLocation(&l)
			if isNew && err == nil {
				msg.added = l.ID
			}
			return err
		})
	})
	return nil
}

// askRemove says what goes with a location before it is removed, at once: it is the book's.
func (s *Screen) askRemove(l store.Location) tea.Cmd {
	return screen.AskRemoval(s.env, l, func() tea.Cmd {
		return s.changePlaces(func(msg *placesMsg) error {
			msg.removed = l.ID
			return s.env.Book.RemoveLocation(l.ID)
		})
	})
}

// askLocations asks whether locations may be left out of the connection's selection, and says what becomes of what they have.
func (s *Screen) askLocations(change *syncer.LocationsError) *kit.Dialog {
	var say []string
	for _, sentence := range change.Says {
		say = append(say, text.Clean(sentence))
	}
	return &kit.Dialog{
		Title: "Other locations count now", Say: say, Buttons: []string{"Save", "Keep editing"}, Focus: 1,
		Done: func(button int, _ string) tea.Cmd {
			if button != 0 {
				return nil
			}
			s.m.ConfirmLocations()
			return s.save()
		},
	}
}

// changePlaces changes the book's locations, at once: they are the book's, not the connection's.
func (s *Screen) changePlaces(change func(*placesMsg) error) tea.Cmd {
	book := s.env.Book
	return func() tea.Msg {
		msg := placesMsg{screen: s}
		if msg.err = change(&msg); msg.err != nil {
			return msg
		}
		msg.all, msg.err = book.Locations()
		return msg
	}
}

func (s *Screen) placesChanged(msg placesMsg) {
	if msg.err != nil {
		s.env.Say(kit.Failure, text.Clean(msg.err.Error()))
		return
	}
	s.places.set(msg.all)
	if msg.removed != 0 {
		s.m.LocationRemoved(msg.removed)
	}
	if i := slices.IndexFunc(msg.all, func(l store.Location) bool { return l.ID == msg.added }); i >= 0 {
		s.places.list.SetCursor(i)
	}
}
