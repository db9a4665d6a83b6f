package syncer

import (
	"errors"
	"fmt"
	"slices"

	"cartwire/store"
)

// Explanation is the sum behind the quantity of one item at one location of the store.
type Explanation struct {
	SKU           string // as it is written
	StoreLocation string // its name, or "store location 1"
	Quantity      int    // what the store should show
	Counted       bool   // false: the book counts none of it there, so nothing is sent
	Problem       string // why it has no number, a sentence; "" where it has one
	Terms         []Term
	// Sent is the last number that was sent there, and Shown reports that the store has shown it; Sent is -1 where none was.
	Sent  int
	Shown bool
}

// UnknownItemError says that neither the book nor a store knows a sku.
type UnknownItemError struct{ SKU string }

func (e *UnknownItemError) Error() string {
	return fmt.Sprintf("There is no item %s in the book or in the store. Check the sku.", e.SKU)
}

// Explain says why an item has the quantity it has for a connection, one explanation for each of the store's locations.
// An item that the store counts as a part of its product is explained as that product. Errors: store.ErrNotFound for a
// connection that isn't there, *UnknownItemError.
func (e *Engine) Explain(id store.ConnectionID, sku string) (out []Explanation, err error) {
	err = e.book.View(func(tx *store.Tx) error {
		conn, err := tx.Connection(id)
		if err != nil {
			return err
		}
		l, err := openLedger(tx, conn)
		if err != nil {
			return err
		}
		known, written, err := l.knows(sku)
		if err != nil {
			return err
		}
		if !known {
			return &UnknownItemError{SKU: sku}
		}
		of, err := l.togetherWith(sku)
		if err != nil {
			return err
		}
		all, err := l.quantities(of.skus)
		if err != nil {
			return err
		}
		for _, q := range all {
			x := Explanation{SKU: written, StoreLocation: l.placeName(q.place), Counted: q.counted && of.problem == "", Quantity: q.n, Terms: q.terms, Problem: of.problem, Sent: -1}
			pushed, err := l.sentTo(q.place, sku)
			if err != nil {
				return err
			}
			if pushed != nil {
				x.Sent, x.Shown = pushed.Quantity, pushed.Shown
			}
			out = append(out, x)
		}
		return nil
	})
	return out, err
}

// knows reports whether the book or the store has an item, and how its sku is written.
func (l *stockLedger) knows(sku string) (known bool, written string, err error) {
	it, err := l.tx.Item(sku)
	if err == nil {
		return true, it.SKU, nil
	}
	if !errors.Is(err, store.ErrNotFound) {
		return false, "", err
	}
	link, err := l.tx.LinkBySKU(l.conn.ID, sku)
	if err == nil {
		return true, link.SKU, nil
	}
	if !errors.Is(err, store.ErrNotFound) {
		return false, "", err
	}
	if written, err := l.Written(store.NormalSKU(sku)); err != nil || written != "" {
		return written != "", written, err
	}
	return false, "", nil
}

// sentTo is what was sent of an item to a location of the store last; nil for nothing.
func (l *stockLedger) sentTo(p place, sku string) (*store.Pushed, error) {
	link, err := l.tx.LinkBySKU(l.conn.ID, sku)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, variant := range []uint64{0, link.VariantID} {
		pushed, err := l.sent(store.Target{StoreLocation: p.id, ProductID: link.ProductID, VariantID: variant})
		if pushed != nil || err != nil {
			return pushed, err
		}
	}
	return nil, nil
}

// sent is what was sent to a level last; nil for nothing.
func (l *stockLedger) sent(t store.Target) (*store.Pushed, error) {
	p, err := l.tx.PushedAt(l.conn.ID, t)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	return &p, err
}

// moved is what the store may have done by itself to the stock of some skus since it and the book agreed.
func (l *stockLedger) moved(skus []string) (m store.Movement, err error) {
	for _, sku := range skus {
		one, err := l.tx.MovementOf(l.conn.ID, sku)
		if err != nil {
			return m, err
		}
		m.Sold, m.Returned = m.Sold+one.Sold, m.Returned+one.Returned
	}
	return m, nil
}

// togetherWith is what the store counts as one with an item: all of a product that is tracked as a whole, else the item
// alone.
func (l *stockLedger) togetherWith(sku string) (together, error) {
	link, err := l.tx.LinkBySKU(l.conn.ID, sku)
	if errors.Is(err, store.ErrNotFound) || (err == nil && link.Tracking != trackedWhole) {
		return l.alone(store.NormalSKU(sku))
	}
	if err != nil {
		return together{}, err
	}
	links, err := l.tx.LinksOf(l.conn.ID, link.ProductID)
	if err != nil {
		return together{}, err
	}
	return l.wholeProduct(links)
}

// alone is an item that the store counts by itself.
func (l *stockLedger) alone(sku string) (together, error) {
	of := together{skus: []string{sku}}
	kit, err := l.Kit(sku)
	if err != nil || len(kit) == 0 || !l.conn.Options.Inventory.Buildable {
		return of, err
	}
	part, err := l.uncountedPart(sku)
	if part != "" {
		of.problem = fmt.Sprintf("%s is a component of it and counted nowhere, so how many can be made isn't known. Count %s.", part, part)
	}
	return of, err
}

// wholeProduct is a product that the store counts as a whole, from its links.
func (l *stockLedger) wholeProduct(links []store.Link) (together, error) {
	own := ""
	var variants []string
	for _, link := range links {
		switch sku := store.NormalSKU(link.SKU); {
		case sku == "":
		case link.VariantID == 0 && len(links) > 1:
			own = sku
		case !slices.Contains(variants, sku):
			variants = append(variants, sku)
		}
	}
	variants = slices.DeleteFunc(variants, func(sku string) bool { return sku == own })
	if own == "" && len(variants) == 1 {
		return l.alone(variants[0])
	}
	return l.countedAsOne(own, variants)
}
