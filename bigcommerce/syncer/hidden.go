package syncer

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/dustin/go-humanize/english"

	"cartwire/store"
	"cartwire/store/ledger"
)

// archived says why the open pieces of an order count as left.
const archived = "It's archived in the store"

// mostMissed bounds how many orders wait for the second answer that says they are gone.
const mostMissed = 100

// readHidden reads, alone, the next open order that no list had since the walk began: the store has archived it, or has it no
// more.
func (i *importer) readHidden(ctx context.Context) error {
	walk := *i.state.Rereading
	next := i.state
	next.Rereading = &walk
	id, err := i.book.UnreadOrder(i.conn.ID, walk.NextHidden, walk.Started)
	for err == nil && id != 0 && i.aside[id] { // lists have it
		id, err = i.book.UnreadOrder(i.conn.ID, id+1, walk.Started)
	}
	if err != nil {
		return err
	}
	if id == 0 {
		if err := i.dropSettled(ctx); err != nil {
			return err
		}
		next.Reread, next.Rereading = walk.Started, nil
		return i.write(page{}, next)
	}
	walk.NextHidden = id + 1
	p, missing, err := i.alone(ctx, id)
	switch {
	case err != nil:
		return err
	case missing:
		return i.missed(id, next)
	}
	return i.writeAlone(p, id, next)
}

// dropSettled keeps what orders took from piling up: what left long before its items were counted last is of no use.
func (i *importer) dropSettled(ctx context.Context) error {
	for from := uint64(1); from != 0; {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := i.book.Update(func(tx *store.Tx) (err error) {
			from, err = tx.DropSettled(i.conn.ID, from, allocateChunk)
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}

// askForMissed asks once more for the orders that the store didn't have in an earlier job: those that it doesn't have now,
// either, are gone.
func (i *importer) askForMissed(ctx context.Context) error {
	for _, m := range i.state.Missed {
		if !m.At.Before(i.began) {
			continue
		}
		p, missing, err := i.alone(ctx, m.ID)
		switch {
		case err != nil:
			return err
		case missing:
			err = i.missed(m.ID, i.state)
		default:
			next := i.state
			next.Missed = without(next.Missed, m.ID)
			err = i.writeAlone(p, m.ID, next)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func without(list []store.MissedOrder, id uint64) []store.MissedOrder {
	return slices.DeleteFunc(slices.Clone(list), func(m store.MissedOrder) bool { return m.ID == id })
}

// missed notes that the store doesn't have an order, and where an earlier job was told so, too, and nobody has read it since, has
// what is open of it count as left.
func (i *importer) missed(id uint64, next store.ImportState) error {
	pieces, ended := 0, false
	err := i.book.Update(func(tx *store.Tx) error {
		o, err := tx.Allocation(i.conn.ID, id)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		rest := without(next.Missed, id)
		at := slices.IndexFunc(next.Missed, func(m store.MissedOrder) bool { return m.ID == id })
		switch {
		case at >= 0 && !next.Missed[at].At.Before(i.began): // it's this job that was told so
		case at >= 0 && o.Read <= ledger.At(next.Missed[at].At):
			if pieces, err = tx.AllocateGone(i.conn.ID, id); err != nil {
				return err
			}
			if next.Missed, ended = rest, true; i.aside[id] {
				if err := tx.EndSetAside(i.conn.ID, id); err != nil {
					return err
				}
			}
		case (o.OpenPieces() > 0 || i.aside[id]) && len(rest) < mostMissed:
			next.Missed = append(rest, store.MissedOrder{ID: id, At: now()})
		}
		return tx.PutImportState(i.conn.ID, next)
	})
	if err != nil {
		return err
	}
	if i.state = next; ended {
		delete(i.aside, id)
	}
	i.remarkOver(id, pieces, "The store doesn't have it any more")
	return nil
}

// alone reads one order alone. missing: the store doesn't have it, or answers with nothing.
func (i *importer) alone(ctx context.Context, id uint64) (p page, missing bool, err error) {
	p, err = i.one(ctx, id)
	if p.empty() {
		return page{}, true, err
	}
	return p, err == nil && p.rows == 0, err
}

// writeAlone is write for a page of one order, and names the pieces that count as left because it is archived.
func (i *importer) writeAlone(p page, id uint64, next store.ImportState) error {
	open, err := i.openPieces(id)
	if err != nil {
		return err
	}
	if err := i.write(p, next); err != nil {
		return err
	}
	if len(p.orders) == 1 && p.orders[0].archived {
		i.remarkOver(id, open, archived)
	}
	return nil
}

func (t *task) openPieces(id uint64) (int, error) {
	o, err := t.book.Allocation(t.conn.ID, id)
	if errors.Is(err, store.ErrNotFound) {
		return 0, nil
	}
	return o.OpenPieces(), err
}

// remarkOver names the pieces of an order that count as left though nobody has sent them.
func (t *task) remarkOver(id uint64, pieces int, why string) {
	if pieces > 0 {
		t.run.remark([]store.JobError{{Ref: fmt.Sprintf("order %d", id), Reason: fmt.Sprintf(
			"%s. Its %s %s as left until the items are counted again. To release the stock now: cartwire orders release %d",
			why, number(pieces, "open piece"), english.PluralWord(pieces, "counts", "count"), id)}})
	}
}
