package store

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"cartwire/store/ledger"
)

// Merge makes one connection of two to the same store.
type Merge struct {
	// Into is the connection that stays, as it is to be; its Revision is the one that the book has.
	Into Connection
	// From is the connection whose rows Into takes over.
	From ConnectionID
	// TakeTokens, TakeImport and TakeLinks say whose sealed tokens, import state and product links stay: From's where set.
	TakeTokens, TakeImport, TakeLinks bool
	// Note is written into the activity.
	Note Activity
}

// mergingMark marks, in the meta table, a connection whose rows another one is taking over.
var mergingMark = []byte("merging ")

// merge is how far that has come.
type merge struct {
	Into  ConnectionID `json:"into"`
	Links bool         `json:"links,omitempty"` // the product links of the connection that goes are the ones to keep
	Step  int          `json:"step,omitempty"`
	Next  uint64       `json:"next,omitempty"` // the first line of the activity that is still to be looked at
}

// mergeSteps move the rows that are many, about chunk at a time; done is set where a step has nothing left to move. What a
// merge moves it deletes in the same transaction, so that a kill at any moment is followed by going on.
var mergeSteps = []func(tx *Tx, m *merge, from ConnectionID, chunk int) (done bool, err error){
	mergeOrders, mergeCustomers, mergeMarks, dropLinks, mergeLinks, mergeJobs, mergeActivity,
}

// MergeConnections has one connection take over what another one has: settings and tokens, shipments and what the store
// has yet to learn of them, what open orders hold, what was sent to the store and what is scheduled, all in one
// transaction, so that stock is right at every moment; then orders, customers, product links, jobs and activity, in short
// transactions. A merge that is cut short is finished when the book is opened next. The caller sees to it that no job runs
// on either. Errors: ErrNotFound, *NameTakenError, *ChangedMeanwhileError, *DiskFullError, ctx's.
func (b *Book) MergeConnections(ctx context.Context, m Merge) error {
	if err := b.MayKeep(); err != nil {
		return err
	}
	if err := b.Update(func(tx *Tx) error { return tx.beginMerge(m) }); err != nil {
		return err
	}
	return b.finishMerges(ctx)
}

// finishMerges goes on with merges that are under way.
func (b *Book) finishMerges(ctx context.Context) error {
	for {
		var from ConnectionID
		if err := b.View(func(tx *Tx) error {
			for k := range tx.scan(tableMeta, mergingMark, nil, false) {
				if rest, ok := bytes.CutPrefix(k, mergingMark); ok {
					from = ConnectionID(number(rest))
				}
				break
			}
			return nil
		}); err != nil {
			return err
		}
		if from == 0 {
			return b.finishRemovals(ctx)
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := b.Update(func(tx *Tx) error { return tx.mergePart(from) }); err != nil {
			return err
		}
	}
}

func mergingKey(from ConnectionID) []byte { return slices.Concat(mergingMark, key(uint64(from))) }

// mergePart does a part of a merge. Behind the last one the connection's number is left to be removed: what is still
// keyed by it is worked out of other rows.
func (tx *Tx) mergePart(from ConnectionID) error {
	m, err := load[merge](tx, tableMeta, mergingKey(from))
	if err != nil {
		return err
	}
	if m.Step < len(mergeSteps) {
		done, err := mergeSteps[m.Step](tx, &m, from, migrationChunk)
		if err != nil {
			return err
		}
		if done {
			m.Step++
		}
		return save(tx, tableMeta, mergingKey(from), m)
	}
	if err := tx.put(tableMeta, removingKey(from), []byte{valueVersion}); err != nil {
		return err
	}
	return tx.delete(tableMeta, mergingKey(from))
}

func (tx *Tx) beginMerge(m Merge) error {
	into := m.Into.ID
	if _, err := tx.Connection(m.From); err != nil || into == m.From {
		return errors.Join(err, errIf(into == m.From))
	}
	if _, err := tx.Connection(into); err != nil {
		return err
	}
	if err := tx.delete(tableConnections, key(uint64(m.From))); err != nil {
		return err
	}
	if err := tx.SaveConnection(&m.Into, ""); err != nil {
		return err
	}
	if err := tx.mergeTokens(m); err != nil {
		return err
	}
	if err := tx.mergeShipments(m.From, into); err != nil {
		return err
	}
	for _, do := range []func(from, into ConnectionID) error{tx.mergeAllocations, tx.mergeHandover} {
		if err := do(m.From, into); err != nil {
			return err
		}
	}
	if err := tx.mergeImports(m); err != nil {
		return err
	}
	for _, do := range []func(from, into ConnectionID) error{tx.mergeMovements, tx.mergePushed, tx.mergeStoreStock, tx.mergeRuns} {
		if err := do(m.From, into); err != nil {
			return err
		}
	}
	if err := save(tx, tableMeta, mergingKey(m.From), merge{Into: into, Links: m.TakeLinks}); err != nil {
		return err
	}
	return tx.AddActivity(m.Note)
}

// errIf guards against a connection that is merged into itself.
func errIf(same bool) error {
	if same {
		return errors.New("a connection can't be merged into itself")
	}
	return nil
}

func (tx *Tx) mergeTokens(m Merge) error {
	for _, kind := range []APIKind{KindStore, KindLegacy} {
		old, to := secretKey(m.From, kind), secretKey(m.Into.ID, kind)
		sealed := bytes.Clone(tx.get(tableSecrets, old))
		if err := tx.delete(tableSecrets, old); err != nil {
			return err
		}
		var err error
		switch {
		case m.TakeTokens && sealed != nil:
			err = tx.put(tableSecrets, to, sealed)
		case m.TakeTokens:
			err = tx.delete(tableSecrets, to)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// mergeShipments moves the shipments. A parcel that was recorded through both connections stays once, and its pieces are
// counted once.
func (tx *Tx) mergeShipments(from, into ConnectionID) error {
	var list []BookShipment
	for _, raw := range tx.scan(tableShipments, key(uint64(from)), after(from), false) {
		var s BookShipment
		if err := decode(raw, &s); err != nil {
			return err
		}
		list = append(list, s)
	}
	for _, s := range list {
		there, err := tx.ShipmentsOf(into, s.StoreOrderID)
		if err != nil {
			return err
		}
		ordered, err := tx.orderedOf(from, into, s.StoreOrderID)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(there, func(t BookShipment) bool { return sameParcel(&s, &t, ordered) })
		if at >= 0 && there[at].progress() >= s.progress() {
			if _, err := tx.dropShipment(from, s); err != nil {
				return err
			}
			continue
		}
		if at >= 0 {
			if _, err := tx.dropShipment(into, there[at]); err != nil {
				return err
			}
		}
		k := shipmentKey(from, s.StoreOrderID, s.ID)
		for _, t := range []table{tableShipments, tableOutbox} {
			if err := tx.delete(t, k); err != nil {
				return err
			}
		}
		if err := tx.PutShipment(into, s); err != nil {
			return err
		}
	}
	return nil
}

// progress orders the states of a shipment: the further the store has learnt of it, the higher.
func (s *BookShipment) progress() int {
	return slices.Index([]ShipmentState{ShipmentRefused, ShipmentWaiting, ShipmentSending, ShipmentSent, ShipmentDone}, s.State)
}

// orderedOf is how many of each line of an order were ordered, as either connection has it.
func (tx *Tx) orderedOf(from, into ConnectionID, order uint64) (map[uint64]int, error) {
	out := map[uint64]int{}
	for _, c := range []ConnectionID{from, into} {
		o, err := tx.Order(c, order)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return nil, err
		}
		for _, l := range o.Lines {
			out[l.ID] = max(out[l.ID], l.Quantity)
		}
	}
	return out, nil
}

// sameParcel reports whether two shipments of an order, recorded through two connections, are one parcel: the same lines go
// to the same address, and their tracking number is the same or the order doesn't have the pieces for both.
func sameParcel(a, b *BookShipment, ordered map[uint64]int) bool {
	if a.AddressID != b.AddressID || a.Tracking != b.Tracking || len(a.Lines) != len(b.Lines) || a.StoreID != 0 && b.StoreID != 0 && a.StoreID != b.StoreID {
		return false
	}
	quantities := map[uint64]int{}
	for _, l := range a.Lines {
		quantities[l.LineID] += l.Quantity
	}
	tooMany := false
	for _, l := range b.Lines {
		if quantities[l.LineID] != l.Quantity {
			return false
		}
		tooMany = tooMany || 2*l.Quantity > ordered[l.LineID]
	}
	return a.Tracking != "" || tooMany
}

// seenOrder is when an order changed last, as a connection has it; known is false where it never met it.
func (tx *Tx) seenOrder(c ConnectionID, id uint64) (at time.Time, known bool, err error) {
	o, err := tx.Order(c, id)
	if err == nil || !errors.Is(err, ErrNotFound) {
		return o.Modified, true, err
	}
	a, err := tx.Allocation(c, id)
	if errors.Is(err, ErrNotFound) {
		return at, false, nil
	}
	return a.Modified.Time(), true, err
}

// mergeAllocations leaves what open orders hold as the connection knows it that has the order's later state. It needs the
// orders where they were, and the shipments where they are to be.
func (tx *Tx) mergeAllocations(from, into ConnectionID) error {
	later, err := tx.laterImport(from, into)
	if err != nil {
		return err
	}
	ids := map[uint64]bool{}
	for _, c := range []ConnectionID{from, into} {
		for k := range tx.scan(tableAllocations, key(uint64(c)), after(c), false) {
			ids[number(k[8:])] = true
		}
	}
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		theirs, knownThere, err := tx.seenOrder(from, id)
		if err != nil {
			return err
		}
		ours, known, err := tx.seenOrder(into, id)
		if err != nil {
			return err
		}
		take := knownThere && (!known || theirs.After(ours))
		if known && knownThere && (ours.IsZero() || theirs.IsZero()) {
			take = later
		}
		if err := tx.mergeAllocation(from, into, id, take); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) mergeAllocation(from, into ConnectionID, id uint64, take bool) error {
	theirs, err := tx.Allocation(from, id)
	holdsThere := err == nil
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	ours, err := tx.Allocation(into, id)
	holds := err == nil
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	if holdsThere {
		if err := tx.unallocate(from, theirs); err != nil {
			return err
		}
	}
	switch {
	case !take && holds:
		return tx.putAgain(into, ours, ours)
	case !take:
		return nil
	case !holdsThere:
		return tx.unallocate(into, ours)
	}
	return tx.putAgain(into, theirs, ours)
}

// putAgain writes what an order takes with the parcels that it has by now.
func (tx *Tx) putAgain(c ConnectionID, o, before ledger.Order) error {
	parcels, err := tx.parcels(c, o.ID)
	if err != nil {
		return err
	}
	again := ledger.Again(o, parcels)
	return tx.putAllocation(c, &again, &before)
}

// laterImport reports whether the connection that goes has looked at its store later than the one that stays.
func (tx *Tx) laterImport(from, into ConnectionID) (bool, error) {
	theirs, err := tx.ImportState(from)
	if err != nil {
		return false, err
	}
	ours, err := tx.ImportState(into)
	return theirs.Since.After(ours.Since), err
}

// mergeHandover keeps the orders that wait for a command, each once: what either connection has handed over is.
func (tx *Tx) mergeHandover(from, into ConnectionID) error {
	keeps, keepsThere := tx.keepsNewOrders(into), tx.keepsNewOrders(from)
	if !keepsThere {
		return nil
	}
	waiting := func(c ConnectionID) map[uint64][]byte { // order → its row
		out := map[uint64][]byte{}
		for k, v := range tx.scan(tableHandover, key(uint64(c), 0), after(c), false) {
			out[number(v)] = bytes.Clone(k)
		}
		return out
	}
	ours, theirs := waiting(into), waiting(from)
	for order, k := range ours {
		if _, waits := theirs[order]; !waits && tx.HasOrder(from, order) {
			if err := tx.delete(tableHandover, k); err != nil {
				return err
			}
		}
	}
	if err := tx.put(tableHandover, key(uint64(into)), []byte{valueVersion}); err != nil {
		return err
	}
	for _, order := range slices.Sorted(maps.Keys(theirs)) {
		if keeps && tx.HasOrder(into, order) {
			continue // it waits here as well, or was handed over
		}
		if err := tx.keepNewOrder(into, order); err != nil {
			return err
		}
	}
	return nil
}

// mergeImports has the next import begin where the connection stood that was further behind: what lies between is read
// twice rather than never.
func (tx *Tx) mergeImports(m Merge) error {
	theirs, err := tx.ImportState(m.From)
	if err != nil {
		return err
	}
	ours, err := tx.ImportState(m.Into.ID)
	if err != nil || theirs.Clock.IsZero() {
		return err
	}
	// Movements are noted since the store was sent a level first.
	told, toldThere := tx.Told(m.Into.ID), tx.Told(m.From)
	out, other := ours, theirs
	if m.TakeImport || ours.Clock.IsZero() {
		out, other = theirs, ours
	}
	if !other.Clock.IsZero() {
		if other.Since.Before(out.Since) {
			out.Since, out.Pass = other.Since, nil
		}
		out.Rereading = nil
		for _, t := range []struct{ at, than *time.Time }{
			{&out.Reread, &other.Reread}, {&out.RefundsSince, &other.RefundsSince}, {&out.CustomersSince, &other.CustomersSince},
		} {
			if t.than.Before(*t.at) {
				*t.at = *t.than
			}
		}
		out.Allocated = ours.Allocated && theirs.Allocated
		if len(out.Short) == 0 {
			out.Short = other.Short // it is looked at again
		}
		switch {
		case told && !toldThere:
			out.Noted, out.LastID, out.Met = ours.Noted, ours.LastID, ours.Met
		case toldThere && !told:
			out.Noted, out.LastID, out.Met = theirs.Noted, theirs.LastID, theirs.Met
		default:
			if out.LastID = max(ours.LastID, theirs.LastID); theirs.Noted.After(ours.Noted) {
				out.Noted, out.Met = theirs.Noted, theirs.Met
			} else {
				out.Noted, out.Met = ours.Noted, ours.Met
			}
		}
	}
	return tx.PutImportState(m.Into.ID, out)
}

// mergeMovements keeps the larger of two: each tells what a store may have done since a number was sent to it, and one of
// them fits the number that stays.
func (tx *Tx) mergeMovements(from, into ConnectionID) error {
	theirs, err := tx.Movements(from)
	if err != nil {
		return err
	}
	for sku, m := range theirs {
		ours, err := tx.MovementOf(into, sku)
		if err != nil {
			return err
		}
		m.Sold, m.Returned = max(m.Sold, ours.Sold), max(m.Returned, ours.Returned)
		if err := save(tx, tableMovements, linkSKUKey(into, sku), m); err != nil {
			return err
		}
	}
	return nil
}

// mergePushed keeps what was sent to each place last.
func (tx *Tx) mergePushed(from, into ConnectionID) error {
	list, err := tx.PushedTo(from)
	if err != nil {
		return err
	}
	for _, p := range list {
		ours, err := tx.PushedAt(into, p.Target)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		if err == nil && !p.At.After(ours.At) {
			continue
		}
		if err := tx.PutPushed(into, p); err != nil {
			return err
		}
	}
	return nil
}

func (tx *Tx) mergeStoreStock(from, into ConnectionID) error {
	theirs, err := tx.StoreStock(from)
	if err != nil {
		return err
	}
	ours, err := tx.StoreStock(into)
	if err != nil || !theirs.Asked.After(ours.Asked) {
		return err
	}
	return tx.PutStoreStock(into, theirs)
}

// mergeRuns counts the next runs from the last ones, whichever connection had them. What was wrong with the connection
// itself is found out anew.
func (tx *Tx) mergeRuns(from, into ConnectionID) error {
	theirs, err := tx.LastRuns(from)
	if err != nil {
		return err
	}
	ours, err := tx.LastRuns(into)
	if err != nil {
		return err
	}
	out := LastRuns{Options: map[string]LastRun{}}
	for _, runs := range []LastRuns{ours, theirs} {
		for option, run := range runs.Options {
			before := out.Options[option]
			held, review := before.Held, before.Review
			if before.Started.After(run.Started) {
				run = before
			}
			run.Held, run.Review = cmp.Or(run.Held, held), cmp.Or(run.Review, review)
			out.Options[option] = run
		}
	}
	return save(tx, tableRuns, key(uint64(into)), out)
}
