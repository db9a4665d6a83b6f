package plain

import (
	"context"
	"slices"

	"cartwire/store"
	"cartwire/ui/setup"
)

// locationsLine sums the ticked locations up.
func (e *editor) locationsLine() string {
	list, err := e.Book.Locations()
	if err != nil {
		return "can't be read"
	}
	var names []string
	for _, id := range e.m.Form().Locations {
		if i := slices.IndexFunc(list, func(l store.Location) bool { return l.ID == id }); i >= 0 {
			names = append(names, list[i].Name)
		}
	}
	return joined(names, "all")
}

// locations asks which of the book's locations count, and keeps their list.
func (e *editor) locations(ctx context.Context) error {
	for {
		var m menu
		m.add("Choose which count for this store: "+e.locationsLine(), func() error { return stay(e.tickLocations(ctx)) })
		if len(e.m.StorePlaces()) > 1 || len(e.m.Form().StoreLocations) > 0 {
			m.add("Map a location to one of the store's: "+e.mappingLine(), func() error {
				return stay(e.withLocation(ctx, func(l store.Location) error { return e.mapLocation(ctx, l) }))
			})
		}
		if f := e.m.Form(); f.UpdateInventory && len(e.m.StorePlaces()) == 0 {
			say := "not confirmed"
			if f.OneLocation {
				say = "confirmed"
			}
			m.add("Confirm that the store has one location: "+say, func() error { return stay(e.confirmLocation(ctx)) })
		}
		m.add("Add a location to the book", func() error { return stay(e.nameLocation(ctx, store.Location{})) })
		m.add("Rename a location", func() error {
			return stay(e.withLocation(ctx, func(l store.Location) error { return e.nameLocation(ctx, l) }))
		})
		m.add("Remove a location from the book", func() error {
			return stay(e.withLocation(ctx, func(l store.Location) error { return e.removeLocation(ctx, l) }))
		})
		m.add("Back", nil)
		if err := e.pick(ctx, "Locations:", m); err != nil {
			return err
		}
	}
}

// confirmLocation asks what the account can't see of the store.
func (e *editor) confirmLocation(ctx context.Context) error {
	one, err := e.yes(ctx, "Does the store have one location?")
	if err == nil {
		e.m.Edit(func(f *setup.Form) { f.OneLocation = one })
	}
	return err
}

func (e *editor) tickLocations(ctx context.Context) error {
	list, err := e.Book.Locations()
	if err != nil {
		return err
	}
	before := e.m.Form().Locations
	rows := make([]row, len(list))
	for i, l := range list {
		rows[i] = row{l.Name, slices.Contains(before, l.ID)}
	}
	rows, err = e.tick(ctx, "Which locations count? None switched on means all. Orders are allocated at the one that was switched on first.", rows)
	if err != nil {
		return err
	}
	e.m.Edit(func(f *setup.Form) {
		for i, r := range rows {
			at := slices.Index(f.Locations, list[i].ID)
			switch {
			case r.on && at < 0:
				f.Locations = append(f.Locations, list[i].ID)
			case !r.on && at >= 0:
				f.Locations = slices.Delete(f.Locations, at, at+1)
			}
		}
	})
	return nil
}

// nameLocation adds a location, or gives one another name.
func (e *editor) nameLocation(ctx context.Context, l store.Location) error {
	_, err := e.ask(ctx, "Its name", l.Name, func(got string) string {
		named := store.Location{ID: l.ID, Name: got}
		if err := e.Book.SaveLocation(&named); err != nil {
			return err.Error()
		}
		return ""
	})
	return err
}

// withLocation asks for one of the book's locations.
func (e *editor) withLocation(ctx context.Context, do func(store.Location) error) error {
	list, err := e.Book.Locations()
	if err != nil {
		return err
	}
	names := make([]string, len(list))
	for i, l := range list {
		names[i] = l.Name
	}
	i, err := e.choose(ctx, "Which one?", names...)
	if err != nil {
		return err
	}
	return do(list[i])
}

// removeLocation says what goes with a location before it is removed.
func (e *editor) removeLocation(ctx context.Context, l store.Location) error {
	says, err := e.Engine.Removing(ctx, l.ID)
	if err != nil {
		return e.refused(err)
	}
	for _, s := range says {
		e.say("%s", s)
	}
	if len(says) > 0 {
		if sure, err := e.yes(ctx, "Remove "+l.Name+" from the book? This can't be undone."); err != nil || !sure {
			return err
		}
	}
	if err := e.Book.RemoveLocation(l.ID); err != nil {
		return e.refused(err)
	}
	e.m.LocationRemoved(l.ID)
	e.say("%s is removed.", l.Name)
	return nil
}

// mappingLine sums up which of the store's locations those of the book stand for.
func (e *editor) mappingLine() string {
	list, err := e.Book.Locations()
	if err != nil {
		return "can't be read"
	}
	var parts []string
	for _, l := range list {
		if id := e.m.Form().StoreLocations[l.ID]; id != 0 {
			parts = append(parts, l.Name+" is "+e.placeName(id))
		}
	}
	return joined(parts, "all stand for the store's default location")
}

func (e *editor) placeName(id uint64) string {
	for _, p := range e.m.StorePlaces() {
		if p.ID == id {
			return p.Name
		}
	}
	return "none"
}

// mapLocation asks which of the store's locations one of the book's stands for.
func (e *editor) mapLocation(ctx context.Context, l store.Location) error {
	places := e.m.StorePlaces()
	labels := []string{"The store's default location"}
	for _, p := range places {
		labels = append(labels, p.Name)
	}
	i, err := e.choose(ctx, l.Name+" stands for which of the store's locations?", labels...)
	if err != nil {
		return err
	}
	e.m.Edit(func(f *setup.Form) {
		if delete(f.StoreLocations, l.ID); i > 0 {
			f.StoreLocations[l.ID] = places[i-1].ID
		}
	})
	return nil
}
