package store

import (
	"context"
	"slices"

	"cartwire/store/ledger"
)

// Holding is what the book has at a location.
type Holding struct {
	Items, Pieces int                  // items that are counted there, and what is on hand of them
	Open          map[ConnectionID]int // pieces of open orders that are allocated there
}

// holdingsStep is how many counts one transaction of Holdings adds up.
const holdingsStep = 5000

// Holdings adds up what every location has, in short transactions. lost counts the items that are counted at one of the
// locations before, and at none of those after.
func (b *Book) Holdings(ctx context.Context, before, after []LocationID) (held map[LocationID]Holding, lost int, err error) {
	held = map[LocationID]Holding{}
	for from := []byte(nil); ; {
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		next := []byte(nil)
		err := b.View(func(tx *Tx) error {
			var skus []string
			looked := 0
			for k := range tx.scan(tableStock, from, nil, false) {
				sku := string(skuOfStockKey(k))
				if len(skus) > 0 && skus[len(skus)-1] == sku {
					continue
				}
				if looked++; looked > holdingsStep {
					next = append([]byte(sku), 0)
					break
				}
				skus = append(skus, sku)
			}
			l, err := tx.Ledger()
			if err != nil {
				return err
			}
			for _, sku := range skus {
				shelf, err := l.Of(sku)
				if err != nil {
					return err
				}
				if addHolding(held, shelf, before, after) {
					lost++
				}
			}
			return nil
		})
		if err != nil {
			return nil, 0, err
		}
		if from = next; from == nil {
			return held, lost, nil
		}
	}
}

func addHolding(held map[LocationID]Holding, shelf *ledger.Shelf, before, after []LocationID) (lost bool) {
	was, is := false, false
	for _, p := range shelf.Places {
		at := LocationID(p.Place)
		h := held[at]
		h.Items, h.Pieces = h.Items+1, h.Pieces+p.OnHand
		for _, t := range p.Takes {
			if h.Open == nil {
				h.Open = map[ConnectionID]int{}
			}
			h.Open[ConnectionID(t.Connection)] += t.Pieces
		}
		held[at] = h
		was, is = was || slices.Contains(before, at), is || slices.Contains(after, at)
	}
	return was && !is
}

// Selected lists the locations that a connection looks at: those that it selects and the book has, or all where it selects none.
func (c *Connection) Selected(all []Location) (out []LocationID) {
	for _, l := range all {
		if len(c.Locations) == 0 {
			out = append(out, l.ID)
		}
	}
	for _, id := range c.Locations {
		if slices.ContainsFunc(all, func(l Location) bool { return l.ID == id }) && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}
