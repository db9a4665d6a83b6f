package locations

import (
	"errors"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// Actions is the key table.
func (s *Screen) Actions() []kit.Action {
	r, none := s.chosen(), ""
	if r == nil {
		none = "the locations are still being read."
		r = &row{}
	}
	busy := none
	if s.busy {
		busy = "a change is under way."
	}
	last := busy
	if len(s.rows) == 1 {
		last = "the book needs at least one location. Rename it, or add another first."
	}
	return []kit.Action{
		{ID: "open", Keys: []string{"enter"}, Label: "stock", Help: "Show the counts at the chosen location.", Why: none,
			Do: func() tea.Cmd { s.env.Post(screen.OpenMsg{Kind: screen.Stock, Location: r.ID}); return nil }},
		{ID: "add", Keys: []string{"a"}, Label: "add", Help: "Add a location, such as a warehouse or a shop.", Why: busy,
			Do: func() tea.Cmd { return s.askName(store.Location{}) }},
		{ID: "rename", Keys: []string{"r"}, Label: "rename", Help: "Give the chosen location another name.", Why: busy,
			Do: func() tea.Cmd { return s.askName(r.Location) }},
		{ID: "remove", Keys: []string{"d"}, Label: "remove", Help: "Take the chosen location out of the book, with what is counted there.", Why: last,
			Do: func() tea.Cmd { return s.askRemove(*r) }},
		kit.Move("Choose a location; also pgup, pgdown, home and end."),
	}
}

// askName asks for a new location's name, or another one for l.
func (s *Screen) askName(l store.Location) tea.Cmd {
	all := make([]store.Location, len(s.rows))
	for i := range s.rows {
		all[i] = s.rows[i].Location
	}
	screen.AskLocation(s.env, l, all, func(name string) tea.Cmd { return s.rename(l, name) })
	return nil
}

func (s *Screen) rename(l store.Location, name string) tea.Cmd {
	what, say := fmt.Sprintf("Added the location %s.", name), text.Clean(name)+" is added."
	if l.ID != 0 {
		what = fmt.Sprintf("Renamed the location %s to %s.", l.Name, name)
		say = text.Clean(l.Name) + " is now called " + text.Clean(name) + "."
	}
	l.Name = name
	return s.change(what, say, &l.ID, func(tx *store.Tx) error { return tx.SaveLocation(&l) })
}

// askRemove says what goes with a location before it is removed: that can't be undone.
func (s *Screen) askRemove(r row) tea.Cmd {
	return screen.AskRemoval(s.env, r.Location, func() tea.Cmd {
		return s.change(fmt.Sprintf("Removed the location %s.", r.Name), r.name+" is removed.", nil, func(tx *store.Tx) error { return tx.RemoveLocation(r.ID) })
	})
}

// change changes the book's locations, with a line of activity, and reads them again.
func (s *Screen) change(what, say string, id *store.LocationID, f func(*store.Tx) error) tea.Cmd {
	s.busy, s.counted = true, false
	book, note := s.env.Book, s.env.Note(0, what)
	add := s.addUp()
	return func() tea.Msg {
		err := book.Update(func(tx *store.Tx) error {
			return errors.Join(f(tx), tx.AddActivity(note))
		})
		if err != nil {
			return tea.BatchMsg{func() tea.Msg { return failedMsg{s, err} }, add}
		}
		chosen := store.LocationID(0)
		if id != nil {
			chosen = *id
		}
		return tea.BatchMsg{s.load(chosen, say), add}
	}
}
