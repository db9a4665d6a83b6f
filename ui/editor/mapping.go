package editor

import (
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/setup"
	"cartwire/ui/text"
)

// storePlace is a location of the store.
type storePlace struct {
	id   uint64
	name string
}

// storePlaces are the store's locations: those that the last test showed, and those that are mapped already.
func (s *Screen) storePlaces() []storePlace {
	var list []storePlace
	if r := s.m.Result(); r != nil {
		for _, l := range r.Locations {
			list = append(list, storePlace{uint64(l.ID), text.Clean(l.Label)})
		}
	} else {
		for _, l := range s.m.Connection().Test.StoreLocations {
			list = append(list, storePlace{l.ID, text.Clean(l.Name)})
		}
	}
	for _, id := range s.m.Form().StoreLocations {
		if !slices.ContainsFunc(list, func(p storePlace) bool { return p.id == id }) {
			list = append(list, storePlace{id, "store location " + strconv.FormatUint(id, 10)})
		}
	}
	return list
}

// mapAction lets a location of the book stand for one of the store's, where the store has several.
func (s *Screen) mapAction(l store.Location, none string) kit.Action {
	if none == "" && len(s.storePlaces()) < 2 && len(s.m.Form().StoreLocations) == 0 {
		none = "several store locations are not known. Tick Update Inventory and test the connection: it shows them."
	}
	return kit.Action{ID: "map", Keys: []string{"m"}, Label: "map", Why: none,
		Help: "Map the location to one of the store's, where the store has several.", Do: func() tea.Cmd { return s.askMap(l) }}
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
	for _, p := range s.storePlaces() {
		rows = append(rows, kit.Row{Label: p.name, Aside: "store location", Do: set(p.id)})
	}
	s.env.Post(screen.MenuMsg{Menu: kit.NewMenu(text.Clean(l.Name)+" is in the store", "type a few letters", rows)})
	return nil
}

// mappedTo is the store's location that one of the book's stands for; empty: the default.
func (s *Screen) mappedTo(id store.LocationID) string {
	at := s.m.Form().StoreLocations[id]
	for _, p := range s.storePlaces() {
		if p.id == at {
			return p.name
		}
	}
	return ""
}
