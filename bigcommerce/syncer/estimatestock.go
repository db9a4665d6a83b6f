package syncer

import (
	"errors"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// catalogueSize is how much of a store's catalogue the book knows.
type catalogueSize struct {
	products, byVariant int // products; of those, counted by variant
	counted             int // things that the store counts
}

func (g *guess) catalogue() (size catalogueSize, err error) {
	links, err := g.book.Links(g.conn.ID)
	last := uint64(0)
	for _, l := range links {
		first := l.ProductID != last
		last = l.ProductID
		if first {
			size.products++
			if l.Tracking == string(bigcommerce.TrackVariant) {
				size.byVariant++
			}
		}
		switch {
		case l.Tracking == trackedWhole && first:
			size.counted++
		case l.Tracking == string(bigcommerce.TrackVariant) && l.VariantID != 0:
			size.counted++
		}
	}
	return size, err
}

// legacySKUs is what a legacy account asks beside products: the skus of each that is counted by them.
func (g *guess) legacySKUs(size catalogueSize) int {
	if g.conn.IsLegacy() {
		return size.byVariant
	}
	return 0
}

// inventory: the orders, the store's settings unless they are fresh, the levels, the changes that the book knows to be due.
func (g *guess) inventory() error {
	if !g.options.Undo {
		dry := g.options.DryRun
		g.options.DryRun = false // orders are imported all the same
		err := g.orders()
		g.options.DryRun = dry
		if err != nil {
			return err
		}
	}
	due, err := g.due()
	if err != nil || (g.options.Undo && len(due) == 0) {
		return err
	}
	j := &inventoryJob{task: g.task}
	ids, err := j.chosenProducts()
	if err != nil {
		return err
	}
	if g.options.Undo {
		ids = productsOf(due)
		if len(ids) > mostNarrow {
			ids = nil
		}
	}
	if err := g.levels(ids); err != nil || g.options.DryRun {
		return err
	}
	g.add(g.writes(due))
	if j.watched() && len(due) > 0 {
		g.add(pages(len(productsOf(due)), bigcommerce.MaxPage)) // looking whether the store shows it
	}
	return nil
}

// levels: the store's settings and locations, then its levels, of some products or of all.
func (g *guess) levels(ids []uint64) error {
	known, err := g.book.StoreStock(g.conn.ID)
	if err != nil {
		return err
	}
	if now().Sub(known.Asked) >= settingsAge && !g.conn.IsLegacy() {
		g.add(2)
		if len(known.Locations) > 1 {
			g.add(1) // which one is the default
		}
	}
	size, err := g.catalogue()
	if err != nil {
		return err
	}
	rows, page := size.counted, bigcommerce.MaxInventoryPage
	if known.Single || g.conn.IsLegacy() {
		rows, page = size.products, bigcommerce.MaxPage
	}
	if len(ids) > 0 {
		rows, page = len(ids), bigcommerce.MaxPage
	}
	g.AtLeast = g.AtLeast || rows == 0
	g.add(pages(rows, page) + g.legacySKUs(size))
	return nil
}

// due lists what the store was told and the book counts otherwise by now, and what it was never told.
func (g *guess) due() (due []Change, err error) {
	j := &inventoryJob{task: g.task}
	if g.options.Undo {
		_, list, err := j.lastPush()
		for _, p := range list {
			due = append(due, Change{SKU: p.SKU, target: p.Target})
		}
		return due, err
	}
	err = g.book.View(func(tx *store.Tx) error {
		l, err := openLedger(tx, g.conn)
		if err != nil {
			return err
		}
		only := j.only()
		for p, err := range tx.Pushes(g.conn.ID) {
			if err != nil {
				return err
			}
			if only != nil && !only[store.NormalSKU(p.SKU)] {
				continue
			}
			same, err := l.same(p)
			if err != nil {
				return err
			}
			if !same {
				due = append(due, Change{SKU: p.SKU, target: p.Target})
			}
		}
		j.ledger = l
		items, err := j.items()
		if err != nil {
			return err
		}
		for sku := range items {
			link, err := tx.LinkBySKU(g.conn.ID, sku)
			if errors.Is(err, store.ErrNotFound) || link.Tracking == string(bigcommerce.TrackNone) {
				continue
			}
			if err != nil {
				return err
			}
			told := false
			for _, at := range l.places() {
				sent, err := l.sentTo(at, sku)
				if err != nil {
					return err
				}
				told = told || sent != nil
			}
			if !told {
				due = append(due, Change{SKU: sku, target: store.Target{ProductID: link.ProductID, VariantID: link.VariantID}})
			}
		}
		return nil
	})
	return due, err
}

// writes is how many requests carry so many changes.
func (g *guess) writes(due []Change) int {
	known, err := g.book.StoreStock(g.conn.ID)
	if g.conn.IsLegacy() {
		return len(due)
	}
	most := bigcommerce.MaxAdjustments
	if err == nil && known.Single {
		most = bigcommerce.MaxProductStock
	}
	at := map[uint64]int{}
	for _, c := range due {
		at[c.target.StoreLocation]++
	}
	n := 0
	for _, changes := range at {
		n += pages(changes, most)
	}
	return n
}

func productsOf(changes []Change) []uint64 {
	seen := map[uint64]bool{}
	var ids []uint64
	for _, c := range changes {
		if id := c.target.ProductID; !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	return ids
}
