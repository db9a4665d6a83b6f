package store

import (
	"cmp"
	"errors"
	"slices"

	"cartwire/store/ledger"
)

// KitChange is an open line whose kit is made of something else by now. What a line takes stays what it was when its order was
// placed, until ApplyKit.
type KitChange struct {
	Connection ConnectionID
	Order      uint64
	Line       uint64
	SKU        string
	Pieces     int         // that are open
	Before     []Component // of one piece
	After      []Component // none: the kit is counted itself now
	Left       bool        // a part of the line has left, so that it stays as it is
}

// PlanKit lists the open lines that ApplyKit would change, and those that stay because a part of them has left, by connection and
// order: those of the kit, and of kits that are made of it. ErrNotFound where the item is no kit.
func (tx *Tx) PlanKit(sku string) (out []KitChange, err error) {
	if _, err := tx.Kit(sku); err != nil {
		return nil, err
	}
	return tx.PlanKits(sku)
}

// PlanKits is PlanKit of several kits at once; of what is no kit it lists nothing.
func (tx *Tx) PlanKits(skus ...string) (out []KitChange, err error) {
	l, err := tx.Ledger()
	if err != nil {
		return nil, err
	}
	kits := map[string]bool{}
	for _, sku := range skus {
		with, err := l.KitsWith(NormalSKU(sku))
		if err != nil {
			return nil, err
		}
		for _, kit := range append(with, NormalSKU(sku)) {
			kits[kit] = true
		}
	}
	list, err := tx.connectionsOf(0)
	if err != nil {
		return nil, err
	}
	for _, c := range list {
		for _, raw := range tx.scan(tableAllocations, key(uint64(c)), after(c), false) {
			var o ledger.Order
			if err := decode(raw, &o); err != nil {
				return nil, err
			}
			for i := range o.Lines {
				line := &o.Lines[i]
				if o.Open(line) == 0 || !kits[NormalSKU(line.SKU)] {
					continue
				}
				parts, err := l.partsAt(NormalSKU(line.SKU), tx.book.now())
				if err != nil {
					return nil, err
				}
				if slices.Equal(parts, line.Parts) {
					continue
				}
				change := KitChange{Connection: c, Order: o.ID, Line: line.ID, SKU: line.SKU, Pieces: o.Open(line), Left: len(line.Rows) > 0}
				if change.Before, err = l.components(line.Parts); err != nil {
					return nil, err
				}
				if change.After, err = l.components(parts); err != nil {
					return nil, err
				}
				out = append(out, change)
			}
		}
	}
	return out, nil
}

// components are parts with their skus as they are written.
func (l *Ledger) components(parts []ledger.Part) (out []Component, err error) {
	for _, p := range parts {
		written, err := l.Written(p.SKU)
		if err != nil {
			return nil, err
		}
		out = append(out, Component{cmp.Or(written, p.SKU), p.Quantity})
	}
	return out, nil
}

// ApplyKit has open lines take what their kit is made of now, as PlanKit says. ErrNotFound where the item is no kit.
func (tx *Tx) ApplyKit(sku string) ([]KitChange, error) {
	plan, err := tx.PlanKit(sku)
	if err != nil {
		return nil, err
	}
	l, err := tx.Ledger()
	if err != nil {
		return nil, err
	}
	for _, change := range plan {
		if change.Left {
			continue
		}
		err := tx.changeLines(change.Connection, change.Order, func(o *ledger.Order) error {
			at := slices.IndexFunc(o.Lines, func(l ledger.Line) bool { return l.ID == change.Line })
			if at < 0 {
				return errors.New("the order has no such line")
			}
			line := &o.Lines[at]
			line.Parts = nil
			if len(change.After) > 0 {
				line.Parts = partsOf(change.After)
			}
			line.Place, err = l.linePlace(change.Connection, NormalSKU(line.SKU), line.Parts, line.Pickup)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return plan, nil
}
