package syncer

import (
	"context"
	"fmt"
	"slices"
	"time"

	"cartwire/store"
)

// MergingError says that a connection is taking over what another one has.
type MergingError struct{ Name string }

func (e *MergingError) Error() string {
	return fmt.Sprintf("Another connection is being merged into %s. Try again in a moment.", e.Name)
}

// OtherStoreError says that two connections are not to the same store.
type OtherStoreError struct{ A, B string }

func (e *OtherStoreError) Error() string {
	return fmt.Sprintf("Can't merge %s and %s: they are connected to different stores. To be sure which, test both: cartwire test NAME", e.A, e.B)
}

// Merge makes one connection of two to the same store: into takes over what from has, which is gone then, and keeps its
// name. Options that either syncs stay on; the credentials that were saved later stay, unless the store refuses them.
// Errors: *OtherStoreError, *BusyError, *MergingError, those of store.Book.MergeConnections.
func (e *Engine) Merge(ctx context.Context, into, from store.ConnectionID) (store.Connection, error) {
	m, err := e.mergeOf(into, from)
	if err != nil {
		return store.Connection{}, err
	}
	e.mu.Lock()
	for _, c := range []store.ConnectionID{into, from} {
		if r := e.runs[c]; r != nil {
			err = &BusyError{Name: r.conn.Name, Option: r.option, Run: r}
		}
		if e.merges[c] {
			err = &MergingError{Name: m.Into.Name}
		}
	}
	if err == nil {
		e.merges[into], e.merges[from] = true, true
	}
	e.mu.Unlock()
	if err != nil {
		return store.Connection{}, err
	}
	defer func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		delete(e.merges, into)
		delete(e.merges, from)
	}()
	if err := e.book.MergeConnections(ctx, m); err != nil {
		return store.Connection{}, err
	}
	return e.book.Connection(into)
}

// mergeOf decides what is kept of each.
func (e *Engine) mergeOf(into, from store.ConnectionID) (m store.Merge, err error) {
	err = e.book.View(func(tx *store.Tx) error {
		a, err := tx.Connection(into)
		if err != nil {
			return err
		}
		b, err := tx.Connection(from)
		if err != nil {
			return err
		}
		if into == from || !SameStore(a, b) {
			return &OtherStoreError{a.Name, b.Name}
		}
		m = store.Merge{Into: mergedSettings(a, b), From: from, TakeTokens: betterCredentials(b, a)}
		m.Into.ChangedBy = e.cfg.Who
		m.Note = store.Activity{At: now(), Who: e.cfg.Who, From: e.cfg.From, Connection: into, What: fmt.Sprintf("merged the connection %s into %s", b.Name, a.Name)}
		account := a
		if m.TakeTokens {
			takeCredentials(&m.Into, b)
			account = b
		}
		if !slices.Equal(Ticked(account.Options), Ticked(m.Into.Options)) {
			m.Into.Test.Outdated = !account.Test.At.IsZero()
		}
		ours, err := tx.ImportState(into)
		if err != nil {
			return err
		}
		theirs, err := tx.ImportState(from)
		if err != nil {
			return err
		}
		filter := filterOf(m.Into.Options)
		m.TakeImport = covers(theirs.Filter, filter) && !covers(ours.Filter, filter)
		m.TakeLinks, err = laterCatalogue(tx, from, into)
		return err
	})
	return m, err
}

// mergedSettings are those of the connection that stays, with what the other one syncs beside it. An inactive connection
// syncs nothing.
func mergedSettings(a, b store.Connection) store.Connection {
	out := a
	out.Active = a.Active || b.Active
	if b.LastSync.After(a.LastSync) {
		out.LastSync = b.LastSync
	}
	switch {
	case !b.Active:
		return out
	case !a.Active:
		out.Options, out.Locations, out.StoreLocations = b.Options, b.Locations, b.StoreLocations
		return out
	}
	o, p := &out.Options, b.Options
	switch {
	case o.ImportOrders && p.ImportOrders:
		o.Statuses = union(o.Statuses, p.Statuses)
		o.StartNumber = min(o.StartNumber, p.StartNumber)
		if p.StartDate.Before(o.StartDate) {
			o.StartDate = p.StartDate
		}
	case p.ImportOrders:
		o.ImportOrders, o.Statuses, o.StartDate, o.StartNumber = true, p.Statuses, p.StartDate, p.StartNumber
	}
	if !o.ImportProducts && p.ImportProducts {
		o.ImportProducts, o.ProductGroup = true, p.ProductGroup
	}
	if !o.UpdateInventory && p.UpdateInventory {
		o.UpdateInventory, o.Inventory = true, p.Inventory
		out.Locations, out.StoreLocations = b.Locations, b.StoreLocations
	}
	if !o.UpdateOrderStatus && p.UpdateOrderStatus {
		o.UpdateOrderStatus, o.StatusMapping = true, p.StatusMapping
	}
	schedule := map[string]time.Duration{}
	for _, from := range []store.ConnectionOptions{p, a.Options} {
		for _, option := range Ticked(from) {
			if every := from.Schedule[string(option)]; every > 0 {
				schedule[string(option)] = every
			}
		}
	}
	if o.Schedule = schedule; len(schedule) == 0 {
		o.Schedule = nil
	}
	return out
}

// union is what either list of statuses chooses; an empty one chooses all.
func union(a, b []int) []int {
	if len(a) == 0 || len(b) == 0 {
		return nil
	}
	return slices.Compact(slices.Sorted(slices.Values(slices.Concat(a, b))))
}

// betterCredentials reports whether b's are the ones to keep.
func betterCredentials(b, a store.Connection) bool {
	if refused := a.State == store.StateRefused; refused != (b.State == store.StateRefused) {
		return refused
	}
	saved := func(c store.Connection) time.Time {
		if c.TokenSaved.IsZero() {
			return c.Created
		}
		return c.TokenSaved
	}
	return saved(b).After(saved(a))
}

// takeCredentials has a connection use another one's account, and say of it what that one does.
func takeCredentials(c *store.Connection, from store.Connection) {
	c.Kind, c.APIPath, c.ClientID, c.TokenEnd, c.TokenSaved = from.Kind, from.APIPath, from.ClientID, from.TokenEnd, from.TokenSaved
	c.Legacy, c.HostConfirmed, c.AllowInsecureHost = from.Legacy, from.HostConfirmed, from.AllowInsecureHost
	c.State, c.Problem, c.Store, c.Test = from.State, from.Problem, from.Store, from.Test
}

// laterCatalogue reports whether from has read the store's products later than into, or alone.
func laterCatalogue(tx *store.Tx, from, into store.ConnectionID) (bool, error) {
	var read [2]time.Time
	for i, c := range []store.ConnectionID{from, into} {
		links, err := tx.Links(c)
		if err != nil {
			return false, err
		}
		if len(links) == 0 {
			return i == 1, nil
		}
		runs, err := tx.LastRuns(c)
		if err != nil {
			return false, err
		}
		for _, option := range []Option{ImportProducts, UpdateInventory} {
			if at := runs.Options[string(option)].Started; at.After(read[i]) {
				read[i] = at
			}
		}
	}
	return read[0].After(read[1]), nil
}
