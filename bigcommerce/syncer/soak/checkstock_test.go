package soak_test

import (
	"cmp"
	"slices"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// countedItem is what the store counts as one, and the skus that are counted in it.
type countedItem struct {
	product, variant uint64 // variant 0: the product as a whole
	skus             []string
}

func (e *end) countedItems() (all []countedItem) {
	for i := range e.products {
		p := &e.products[i]
		skus := []string{store.NormalSKU(p.SKU)}
		for _, v := range p.Variants {
			if sku := store.NormalSKU(v.SKU); sku != "" && !slices.Contains(skus, sku) {
				skus = append(skus, sku)
			}
			if p.InventoryTracking == bigcommerce.TrackVariant && v.SKU != "" {
				all = append(all, countedItem{p.ID, v.ID, []string{store.NormalSKU(v.SKU)}})
			}
		}
		if p.InventoryTracking == bigcommerce.TrackProduct {
			all = append(all, countedItem{p.ID, 0, skus})
		}
	}
	return all
}

// feed is a location of the store with those of the book that it shows.
type feed struct {
	id    int
	books []store.LocationID
}

func (e *end) feeds() []feed {
	chosen := slices.Clone(e.conn.Locations)
	if len(chosen) == 0 {
		list, err := e.book.Locations()
		if err != nil {
			e.Fatal(err)
		}
		for _, l := range list {
			chosen = append(chosen, l.ID)
		}
	}
	var all []feed
	for id := 1; id <= max(1, e.store.Locations); id++ {
		f := feed{id: id}
		for _, at := range chosen {
			if int(cmp.Or(e.conn.StoreLocations[at], 1)) == id {
				f.books = append(f.books, at)
			}
		}
		if len(f.books) > 0 {
			all = append(all, f)
		}
	}
	return all
}

// sums is what the book holds of stock, by sku and location.
type sums struct {
	*end
	stock   map[string]map[store.LocationID]store.Stock
	open    map[string]map[store.LocationID]int
	ordered map[string]int
	kits    map[string][]store.Component
}

func (e *end) sums() *sums {
	s := &sums{
		end: e, stock: map[string]map[store.LocationID]store.Stock{}, open: map[string]map[store.LocationID]int{},
		ordered: map[string]int{}, kits: map[string][]store.Component{},
	}
	list, err := e.book.StockPage("", 0, 10_000)
	if err != nil {
		e.Fatal(err)
	}
	for _, row := range list {
		sku := store.NormalSKU(row.SKU)
		if s.stock[sku] == nil {
			s.stock[sku] = map[store.LocationID]store.Stock{}
		}
		s.stock[sku][row.Location] = row
	}
	for _, h := range e.holds() {
		if s.open[h.sku] == nil {
			s.open[h.sku] = map[store.LocationID]int{}
		}
		s.open[h.sku][e.where(h)] += h.open
		s.ordered[h.sku] += h.ordered
	}
	kits, err := e.book.Kits()
	if err != nil {
		e.Fatal(err)
	}
	for _, k := range kits {
		s.kits[store.NormalSKU(k.SKU)] = k.Components
	}
	return s
}

// where a line is taken from is a choice of the book's.
func (e *end) where(h heldLine) store.LocationID {
	a, err := e.book.Allocation(e.conn.ID, h.order)
	if err != nil {
		e.Fatal(err)
	}
	for _, l := range a.Lines {
		if l.LineID == h.line && l.Moved != 0 {
			return l.Moved
		}
	}
	return a.Location
}

// free is what can be sold of a sku at a location, and whether it is counted there at all.
func (s *sums) free(sku string, at store.LocationID) (n int, counted bool) {
	in := s.conn.Options.Inventory
	row, counted := s.stock[sku][at]
	n = row.OnHand - s.open[sku][at]
	if in.OnOrder {
		n += row.OnOrder
	}
	if !in.Buildable || len(s.kits[sku]) == 0 {
		return n, counted
	}
	most := -1
	for _, c := range s.kits[sku] {
		part := store.NormalSKU(c.SKU)
		row, there := s.stock[part][at]
		counted = counted || there
		can := max(0, row.OnHand-s.open[part][at]) / c.Quantity
		if most < 0 || can < most {
			most = can
		}
	}
	return n + most, counted
}

// checkStock: the store shows what the book means, everywhere the book counts something that the store counts.
func (e *end) checkStock() {
	s := e.sums()
	levels := map[string]sandbox.StockRow{}
	for _, row := range e.shop.sb.Stock() {
		levels[stockRef(row)+"@"+string(rune('0'+row.LocationID))] = row
	}
	for _, it := range e.countedItems() {
		left := e.conn.Options.Inventory.SafetyBuffer
		for _, f := range e.feeds() {
			want, any := 0, false
			for _, at := range f.books {
				for _, sku := range it.skus {
					n, counted := s.free(sku, at)
					want, any = want+n, any || counted
				}
			}
			if !any {
				continue
			}
			taken := min(left, max(0, want))
			want, left = want-taken, left-taken
			if f.id == 1 && e.store.StockBehaviour == sandbox.OrderCompletedOrShipped {
				for _, sku := range it.skus {
					want += s.ordered[sku]
				}
			}
			row := sandbox.StockRow{Tracking: "variant", VariantID: it.variant}
			if it.variant == 0 {
				row = sandbox.StockRow{Tracking: "product", ProductID: it.product}
			}
			got := levels[stockRef(row)+"@"+string(rune('0'+f.id))]
			if !slices.Contains(e.store.ClosedLocations, f.id) && got.Level != max(0, want) && !e.likeBefore(stockRef(row), got.Level) { // what was never counted there is shown as 0
				e.Errorf("%s %v at the store's location %d: it shows %d, the book means %d; counted %+v; kits %v\nlast told: %s\nthe plan: %+v",
					stockRef(row), it.skus, f.id, got.Level, max(0, want), s.stock[it.skus[0]], s.kits[it.skus[0]], e.lastTold(it.skus[0]), e.plan)
			}
		}
	}
}

// likeBefore tells whether somebody set a level, of all numbers, to what it was before the last push: for some minutes that
// can't be told from a store that does not show the push yet, and the plan says so.
func (e *end) likeBefore(ref string, level int) bool {
	unseen := slices.ContainsFunc(e.plan.Unseen, func(s syncer.Skip) bool { return s.Ref == ref })
	return unseen && slices.Contains(e.shop.meddled[ref], level)
}

// checkOnHand: what lies on the shelves is the last count less what was shipped after it, of all that has never been in a
// kit.
func (e *end) checkOnHand() {
	counts, kits := map[int]countEntry{}, map[string]bool{}
	for _, j := range e.journal {
		if j.Count != nil {
			counts[j.Count.Serial] = *j.Count
		}
		for _, sku := range j.Kit {
			kits[sku] = true
		}
	}
	for sku, rows := range e.sums().stock {
		for at, row := range rows {
			c, ok := counts[row.VendorQuantity]
			if !ok || c.SKU != sku || c.Location != uint64(at) {
				e.Errorf("%s at %d: nobody counted %+v", sku, at, row)
				continue
			}
			want := c.OnHand
			for _, all := range e.shipments {
				for _, s := range all {
					for _, l := range s.Lines {
						if s.ID > c.After && store.NormalSKU(l.SKU) == sku && l.Location == at {
							want -= l.Quantity
						}
					}
				}
			}
			if !kits[sku] && row.OnHand != want {
				e.Errorf("%s at %d: %d on hand, %d were counted and %d were shipped after that", sku, at, row.OnHand, c.OnHand, c.OnHand-want)
			}
		}
	}
}
