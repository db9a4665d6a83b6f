package syncer

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/dustin/go-humanize/english"

	"cartwire/store"
)

// LocationsError says what a change of a connection's locations does to what the book has there: it waits for a person to
// confirm it.
type LocationsError struct{ Says []string }

func (e *LocationsError) Error() string {
	return "Other locations count now, which needs confirmation. " + strings.Join(e.Says, " ")
}

// Removing says, a sentence each, what becomes of what is counted, allocated, selected and mapped at a location once it is
// removed from the book; none where there is nothing. Errors: as Book.RemoveLocation's.
func (e *Engine) Removing(ctx context.Context, id store.LocationID) (says []string, err error) {
	var w whereabouts
	if err := e.book.View(func(tx *store.Tx) error {
		if err := tx.MayRemoveLocation(id); err != nil {
			return err
		}
		return w.read(tx)
	}); err != nil {
		return nil, err
	}
	all := w.ids()
	held, lost, err := e.book.Holdings(ctx, all, slices.DeleteFunc(slices.Clone(all), func(at store.LocationID) bool { return at == id }))
	if err != nil {
		return nil, err
	}
	h := held[id]
	if h.Items > 0 {
		says = append(says, fmt.Sprintf("The counts of %s there, %s in all, are deleted.", number(h.Items, "item"), number(h.Pieces, "piece")))
	}
	if lost > 0 {
		say := fmt.Sprintf("%s of these %s counted nowhere else: nothing is sent for %s any more", number(lost, "item"), english.PluralWord(lost, "is", "are"), english.PluralWord(lost, "it", "them"))
		if slices.ContainsFunc(w.connections, func(c store.Connection) bool { return c.Options.UpdateInventory }) {
			say += ", and the next plan asks before it sets to 0 what was sent last"
		}
		says = append(says, say+".")
	}
	for _, c := range w.connections {
		was := c.Selected(w.locations)
		is := slices.DeleteFunc(slices.Clone(was), func(at store.LocationID) bool { return at == id })
		if slices.Contains(c.Locations, id) {
			says = append(says, fmt.Sprintf("%s selects it, and then only %s.", c.Name, w.named(is)))
		}
		says = append(says, w.leaving(&c, &c, id, h, is, "is deleted")...)
	}
	return says, nil
}

// unselecting says what a change of a connection's locations does; none where nothing is counted, allocated or mapped at those
// that don't count any more, and nothing counted at those that count because none is selected any more.
func (e *Engine) unselecting(ctx context.Context, saved, c store.Connection) (says []string, err error) {
	var w whereabouts
	if err := e.book.View(w.read); err != nil {
		return nil, err
	}
	was, is := saved.Selected(w.locations), c.Selected(w.locations)
	held, lost, err := e.book.Holdings(ctx, was, is)
	if err != nil {
		return nil, err
	}
	counted := func(id store.LocationID) string {
		return fmt.Sprintf("%s (%s, %s)", w.named([]store.LocationID{id}), number(held[id].Items, "item"), number(held[id].Pieces, "piece"))
	}
	if len(c.Locations) == 0 {
		var more []string
		for _, id := range is {
			if !slices.Contains(was, id) && held[id].Items > 0 {
				more = append(more, counted(id))
			}
		}
		if len(more) > 0 {
			says = append(says, "No location is selected, so all count, and these are new: "+strings.Join(more, ", ")+".")
		}
	}
	for _, id := range was {
		if slices.Contains(is, id) {
			continue
		}
		if held[id].Items > 0 {
			says = append(says, fmt.Sprintf("%s doesn't count any more.", counted(id)))
		}
		says = append(says, w.leaving(&saved, &c, id, held[id], is, "isn't used any more")...)
	}
	if lost > 0 && c.Options.UpdateInventory {
		says = append(says, fmt.Sprintf("%s %s counted only there: the next plan asks before it sets to 0 what was sent last.", number(lost, "item"), english.PluralWord(lost, "is", "are")))
	}
	return says, nil
}

// confirmLocations is a *LocationsError where a draft changes its locations in a way that a person has to confirm.
func (e *Engine) confirmLocations(d Draft) error {
	if d.Connection.ID == 0 || d.LocationsConfirmed {
		return nil
	}
	if err := e.book.MayKeep(); err != nil {
		return err
	}
	saved, err := e.book.Connection(d.Connection.ID)
	if err != nil || saved.Revision != d.Connection.Revision || slices.Equal(saved.Locations, d.Connection.Locations) {
		return err
	}
	says, err := e.unselecting(context.Background(), saved, d.Connection)
	if err == nil && len(says) > 0 {
		err = &LocationsError{says}
	}
	return err
}

// whereabouts are the book's locations and who looks at them.
type whereabouts struct {
	locations   []store.Location
	connections []store.Connection
	stores      map[store.ConnectionID]store.StoreStock
}

func (w *whereabouts) read(tx *store.Tx) (err error) {
	if w.locations, err = tx.Locations(); err != nil {
		return err
	}
	if w.connections, err = tx.Connections(); err != nil {
		return err
	}
	w.stores = map[store.ConnectionID]store.StoreStock{}
	for _, c := range w.connections {
		if w.stores[c.ID], err = tx.StoreStock(c.ID); err != nil {
			return err
		}
	}
	return nil
}

func (w *whereabouts) ids() (out []store.LocationID) {
	for _, l := range w.locations {
		out = append(out, l.ID)
	}
	return out
}

// named lists locations: "Main, East".
func (w *whereabouts) named(ids []store.LocationID) string {
	var names []string
	for _, id := range ids {
		for _, l := range w.locations {
			if l.ID == id {
				names = append(names, l.Name)
			}
		}
	}
	return strings.Join(names, ", ")
}

// leaving says what becomes of a connection's open pieces and its mapping where a location counts for it no more, and those in
// rest do; after is what the connection becomes.
func (w *whereabouts) leaving(c, after *store.Connection, id store.LocationID, h store.Holding, rest []store.LocationID, mapping string) (says []string) {
	if n := h.Open[c.ID]; n > 0 {
		to := w.named(rest)
		if len(rest) > 1 {
			to = "the first of " + to + " that counts the item"
		}
		says = append(says, fmt.Sprintf("%s: %s that open orders have allocated there %s allocated at %s from then on.", c.Name, number(n, "piece"), english.PluralWord(n, "is", "are"), to))
	}
	to := c.StoreLocations[id]
	if to == 0 {
		return says
	}
	name := fmt.Sprintf("store location %d", to)
	for _, at := range append(slices.Clone(c.Test.StoreLocations), w.stores[c.ID].Locations...) {
		if at.ID == to && at.Name != "" {
			name = at.Name
		}
	}
	say := fmt.Sprintf("%s: the mapping of %s to %s %s", c.Name, w.named([]store.LocationID{id}), name, mapping)
	if after.Options.UpdateInventory && !slices.ContainsFunc(rest, func(at store.LocationID) bool { return after.StoreLocations[at] == to }) {
		say += ", and the next plan asks before it sets to 0 what was sent there"
	}
	return append(says, say+".")
}
