package editor

import (
	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/setup"
	"cartwire/ui/text"
)

// mapAction lets a location of the book stand for one of the store's, where the store has several.
func (s *Screen) mapAction(l store.Location, none string) kit.Action {
	if none == "" && len(s.m.StorePlaces()) < 2 && len(s.m.Form().StoreLocations) == 0 {
		none = "several store locations are not known. Tick Update Inventory and test the connection: it shows them."
	}
	return kit.Action{ID: "map", Keys: []string{"m"}, Label: "map", Why: none,
		Help: "Map the location to one of the store's, where the store has several.", Do: func() tea.Cmd { return s.askMap(l) }}
}

// locationAction asks what an account that can't see the store's locations needs to be told.
func (s *Screen) locationAction() kit.Action {
	a := kit.Action{ID: "one-location", Keys: []string{"o"}, Label: "one location", Help: "Confirm that the store has one location, where the account can't see it.",
		Do: func() tea.Cmd { s.askLocation(false, nil); return nil }}
	switch {
	case !s.m.Form().UpdateInventory:
		a.Why = "Update Inventory isn't selected."
	case len(s.m.StorePlaces()) > 0:
		a.Why = "the store's locations are known."
	}
	return a
}

// askLocation asks whether the store has one location; then, after a yes, does what was wanted.
func (s *Screen) askLocation(byItself bool, then func() tea.Cmd) {
	s.env.Post(screen.AskMsg{ByItself: byItself, Dialog: &kit.Dialog{
		Title: "Does the store have one location?",
		Say: []string{"The account can only change the stock of the store's default location, and it can't see whether there are others.", "",
			"The control panel lists them under Inventory > Locations."},
		Buttons: []string{"Yes, one", "No, several"}, Focus: 1,
		Done: func(button int, _ string) tea.Cmd {
			do := s.do(s.m.Edit(func(f *setup.Form) { f.OneLocation = button == 0 }))
			if button != 0 || then == nil {
				return do
			}
			return tea.Batch(do, then())
		},
	}})
}

func (s *Screen) askMap(l store.Location) tea.Cmd {
	set := func(id uint64) func() tea.Cmd {
		return func() tea.Cmd {
			s.places.list.Forget()
			return s.do(s.m.Edit(func(f *setup.Form) {
				if delete(f.StoreLocations, l.ID); id != 0 {
					f.StoreLocations[l.ID] = id
				}
			}))
		}
	}
	rows := []kit.Row{{Label: "the store's default location", Do: set(0)}}
	for _, p := range s.m.StorePlaces() {
		rows = append(rows, kit.Row{Label: text.Clean(p.Name), Aside: "store location", Do: set(p.ID)})
	}
	s.env.Post(screen.MenuMsg{Menu: kit.NewMenu(text.Clean(l.Name)+" is in the store", "type a few letters", rows)})
	return nil
}

// mappedTo is the store's location that one of the book's stands for; empty: the default.
func (s *Screen) mappedTo(id store.LocationID) string {
	at := s.m.Form().StoreLocations[id]
	for _, p := range s.m.StorePlaces() {
		if p.ID == at {
			return text.Clean(p.Name)
		}
	}
	return ""
}
