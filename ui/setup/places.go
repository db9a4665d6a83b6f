package setup

import (
	"maps"
	"slices"
	"strconv"

	"cartwire/store"
)

// StorePlaces are the store's locations: those that the last test showed, and those that one of the book's is mapped to.
// Their names are the store's own.
func (m *Machine) StorePlaces() []store.StoreLocation {
	list := m.testedPlaces()
	for _, id := range slices.Sorted(maps.Values(m.Form().StoreLocations)) {
		if !slices.ContainsFunc(list, func(p store.StoreLocation) bool { return p.ID == id }) {
			list = append(list, store.StoreLocation{ID: id, Name: "store location " + strconv.FormatUint(id, 10)})
		}
	}
	return list
}

// testedPlaces are the store's locations that the last test showed.
func (m *Machine) testedPlaces() (list []store.StoreLocation) {
	r := m.Result()
	if r == nil {
		return slices.Clone(m.Connection().Test.StoreLocations)
	}
	for _, l := range r.Locations {
		list = append(list, store.StoreLocation{ID: uint64(l.ID), Name: l.Label, Enabled: l.Enabled})
	}
	return list
}
