package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// LocationID numbers the locations of a book from 1.
type LocationID uint64

// Location is a place in the book that holds stock: a warehouse, a shop. The store's own locations are something else.
type Location struct {
	ID   LocationID `json:"id"`
	Name string     `json:"name"`
}

// ErrLastLocation is returned where the only location would be removed: orders need a place to be allocated at.
var ErrLastLocation = errors.New("The book needs at least one location, so the last one can't be removed. Rename it, or add another first.") //lint:ignore ST1005 a sentence for a person

// OnlySelectedError is returned where a location would be removed that is the only one a connection selects: without it the
// connection would look at all locations.
type OnlySelectedError struct{ Location, Connection string }

func (e *OnlySelectedError) Error() string {
	return fmt.Sprintf("%s can't be removed: it's the only location that %s selects, and without it all locations would count. Select another location for %s first.",
		e.Location, e.Connection, e.Connection)
}

// ErrNoName is returned where a name is empty.
var ErrNoName = errors.New("A name is needed. Type one, such as the name of the warehouse.") //lint:ignore ST1005 a sentence for a person

// Locations lists all, oldest first.
func (b *Book) Locations() ([]Location, error) { return read(b, (*Tx).Locations) }

// Locations lists all, oldest first.
func (tx *Tx) Locations() ([]Location, error) { return all[Location](tx, tableLocations) }

// SaveLocation renames a location, or adds it where its ID is 0, and sets the ID. Errors: *NameTakenError, ErrNoName.
func (b *Book) SaveLocation(l *Location) error {
	return b.Update(func(tx *Tx) error { return tx.SaveLocation(l) })
}

// SaveLocation is Book.SaveLocation within a transaction.
func (tx *Tx) SaveLocation(l *Location) error {
	l.Name = strings.TrimSpace(l.Name)
	if l.Name == "" {
		return ErrNoName
	}
	list, err := tx.Locations()
	if err != nil {
		return err
	}
	for _, other := range list {
		if other.ID != l.ID && strings.EqualFold(other.Name, l.Name) {
			return &NameTakenError{Kind: "location", Name: other.Name}
		}
	}
	if l.ID == 0 {
		n, err := tx.next(tableLocations)
		if err != nil {
			return err
		}
		l.ID = LocationID(n)
	}
	return save(tx, tableLocations, key(uint64(l.ID)), l)
}

// RemoveLocation takes a location out of the book, with what is counted there, and out of every connection's selection. Orders
// allocated there are allocated at another location from then on. Errors: ErrLastLocation, *OnlySelectedError, ErrNotFound.
func (b *Book) RemoveLocation(id LocationID) error {
	return b.Update(func(tx *Tx) error { return tx.RemoveLocation(id) })
}

// RemoveLocation is Book.RemoveLocation within a transaction.
func (tx *Tx) RemoveLocation(id LocationID) error {
	if err := tx.MayRemoveLocation(id); err != nil {
		return err
	}
	connections, err := tx.Connections()
	if err != nil {
		return err
	}
	for _, c := range connections {
		kept := without(c.Locations, id)
		if _, mapped := c.StoreLocations[id]; len(kept) == len(c.Locations) && !mapped {
			continue
		}
		c.Locations = kept
		delete(c.StoreLocations, id)
		if err := save(tx, tableConnections, key(uint64(c.ID)), c); err != nil {
			return err
		}
	}
	if err := tx.removeStockAt(id); err != nil {
		return err
	}
	if err := tx.delete(tableLocations, key(uint64(id))); err != nil {
		return err
	}
	for _, c := range connections {
		if err := tx.placeOpenLines(c.ID); err != nil {
			return err
		}
	}
	return nil
}

// MayRemoveLocation says why a location can't be removed. Errors: as Book.RemoveLocation's.
func (tx *Tx) MayRemoveLocation(id LocationID) error {
	list, err := tx.Locations()
	if err != nil {
		return err
	}
	at := slices.IndexFunc(list, func(l Location) bool { return l.ID == id })
	switch {
	case at < 0:
		return ErrNotFound
	case len(list) == 1:
		return ErrLastLocation
	}
	connections, err := tx.Connections()
	for _, c := range connections {
		if selected := c.Selected(list); len(c.Locations) > 0 && len(selected) == 1 && selected[0] == id {
			return &OnlySelectedError{list[at].Name, c.Name}
		}
	}
	return err
}

func without(ids []LocationID, id LocationID) []LocationID {
	var kept []LocationID
	for _, i := range ids {
		if i != id {
			kept = append(kept, i)
		}
	}
	return kept
}

// DefaultLocation is where the connection's orders are allocated: the first ticked, else the book's first.
func (tx *Tx) DefaultLocation(c Connection) (LocationID, error) {
	if len(c.Locations) > 0 {
		return c.Locations[0], nil
	}
	list, err := tx.Locations()
	if err != nil || len(list) == 0 {
		return 0, err
	}
	return list[0].ID, nil
}
