package soak_test

import (
	"slices"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// checkStock: the store shows what the book explains, in every location that is fed, and each sum adds up. What the right
// number is, package shelves judges.
func (e *end) checkStock(engine *syncer.Engine) {
	list, err := e.book.StockPage("", 0, 10_000)
	if err != nil {
		e.Fatal(err)
	}
	levels := map[string]sandbox.StockRow{}
	for _, row := range e.shop.sb.Stock() {
		if row.Tracking != "none" {
			levels[store.NormalSKU(row.SKU)+"@"+e.placeName(row.LocationID)] = row
		}
	}
	for _, counted := range list {
		sku := store.NormalSKU(counted.SKU)
		all, err := engine.Explain(e.conn.ID, sku)
		if err != nil {
			e.Error(err)
			continue
		}
		for _, x := range all {
			sum := 0
			for _, term := range x.Terms {
				sum += term.Quantity
			}
			row, sold := levels[sku+"@"+x.StoreLocation]
			if x.Counted && sum != x.Quantity {
				e.Errorf("%s at %s: %d, and its terms add up to %d: %+v", sku, x.StoreLocation, x.Quantity, sum, x.Terms)
			}
			if !x.Counted || !sold || slices.Contains(e.store.ClosedLocations, row.LocationID) || e.likeBefore(stockRef(row), row.Level) {
				continue
			}
			if row.Level != x.Quantity {
				e.Errorf("%s at %s: the store shows %d, the book has %d: %+v\nlast sent: %s\nthe plan: %+v", sku, x.StoreLocation, row.Level, x.Quantity, x.Terms, e.lastTold(sku), e.plan)
			}
		}
	}
}

// placeName is how the book names a location of the store.
func (e *end) placeName(id int) string {
	known, err := e.book.StoreStock(e.conn.ID)
	if err != nil {
		e.Fatal(err)
	}
	for _, at := range known.Locations {
		if int(at.ID) == id && at.Name != "" {
			return at.Name
		}
	}
	return "store location " + string(rune('0'+id))
}

// likeBefore tells whether somebody set a level, of all numbers, to what it was before the last push: for some minutes that
// can't be told from a store that does not show the push yet, and the plan says so.
func (e *end) likeBefore(ref string, level int) bool {
	unseen := slices.ContainsFunc(e.plan.Unseen, func(s syncer.Skip) bool { return s.Ref == ref })
	return unseen && slices.Contains(e.shop.meddled[ref], level)
}
