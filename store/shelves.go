package store

import (
	"errors"
	"iter"
	"maps"
	"slices"
	"time"

	"cartwire/store/ledger"
)

// Ledger is what the book knows of stock at one moment: what lies on the shelves, and what is free. It lives with its
// transaction.
type Ledger struct {
	*ledger.Shelves
	tx    *Tx
	homes map[ConnectionID]*ledger.Home
	all   []ledger.Place

	// siblings are, by the sku of a product that a store counts as a whole, its variants' skus and the connection: what orders
	// take of a variant that isn't counted itself is taken from the product's own item.
	siblings map[string][]sibling
	kits     map[string]*Kit       // nil: not read yet
	with     map[string][]string   // component → kits
	rows     map[string][]countRow // by normal sku, of what was asked for
	many     int                   // so many rows are worth a look at what can be forgotten
}

// sibling is a variant of a product that a connection's store counts as a whole.
type sibling struct {
	c   ConnectionID
	sku string
}

// Ledger reads what the book knows of stock, item by item as it is asked for.
func (tx *Tx) Ledger() (*Ledger, error) {
	l := &Ledger{tx: tx, homes: map[ConnectionID]*ledger.Home{}, rows: map[string][]countRow{}, siblings: map[string][]sibling{}}
	l.Shelves = ledger.NewShelves(l)
	locations, err := tx.Locations()
	if err != nil {
		return nil, err
	}
	for _, at := range locations {
		l.all = append(l.all, ledger.Place(at.ID))
	}
	connections, err := tx.Connections()
	if err != nil {
		return nil, err
	}
	for _, c := range connections {
		l.homes[c.ID] = l.home(c)
	}
	return l, nil
}

// lineLedger is Ledger for who asks what lines consist of and where they are allocated, order after order: it is kept until
// something that this depends on is written.
func (tx *Tx) lineLedger() (*Ledger, error) {
	if tx.lines == nil {
		l, err := tx.Ledger()
		if err != nil {
			return nil, err
		}
		tx.lines = l
	}
	return tx.lines, nil
}

// Forget lets go of the items that were read, once they have become many: a ledger that goes through a million of them takes no more
// room than one that goes through a thousand. Kits and what they are made of, which are asked for again and again, stay.
func (l *Ledger) Forget() {
	if len(l.rows) < l.many {
		return
	}
	loose := func(sku string) bool { return l.kits[sku] == nil && l.with[sku] == nil }
	maps.DeleteFunc(l.rows, func(sku string, _ []countRow) bool { return loose(sku) })
	maps.DeleteFunc(l.siblings, func(sku string, _ []sibling) bool { return loose(sku) })
	l.Shelves.Forget(loose)
	l.many = 2*len(l.rows) + 1000
}

// home is how a connection looks at the book's locations.
func (l *Ledger) home(c Connection) *ledger.Home {
	h := &ledger.Home{Connection: uint64(c.ID), Mapped: map[uint64]ledger.Place{}}
	for _, id := range c.Locations {
		if p := ledger.Place(id); slices.Contains(l.all, p) && !slices.Contains(h.Selection, p) {
			h.Selection = append(h.Selection, p)
		}
	}
	if len(c.Locations) == 0 {
		h.Selection = l.all
	}
	for _, p := range h.Selection {
		if to := c.StoreLocations[LocationID(p)]; to != 0 && h.Mapped[to] == 0 {
			h.Mapped[to] = p
		}
	}
	return h
}

// Entries implements ledger.Items.
func (l *Ledger) Entries(sku string) ([]ledger.Entry, error) {
	rows, err := l.counts(sku)
	if err != nil || len(rows) == 1 {
		for _, row := range rows {
			return row.Entries, nil
		}
		return nil, err
	}
	var out []ledger.Entry
	for _, row := range rows {
		out = append(out, row.Entries...)
	}
	return out, nil
}

// counts are an item's rows, by location.
func (l *Ledger) counts(sku string) ([]countRow, error) {
	if known, ok := l.rows[sku]; ok {
		return known, nil
	}
	var rows []countRow
	for _, raw := range l.tx.scan(tableStock, append([]byte(sku), 0), append([]byte(sku), 1), false) {
		row, err := decodeCounts(raw)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	l.rows[sku] = rows
	return rows, nil
}

// Supply is what is on order of an item at a location, and at the vendor; zeros where it isn't counted there.
func (l *Ledger) Supply(sku string, at LocationID) (Stock, error) {
	rows, err := l.counts(sku)
	for _, row := range rows {
		if row.Location == at {
			return row.Stock, nil
		}
	}
	return Stock{}, err
}

// addSiblings notes the variants of a product that is counted as a whole.
func (l *Ledger) addSiblings(c ConnectionID, product []Link) {
	own := ""
	for _, link := range product {
		if link.VariantID == 0 && link.Tracking == trackedWhole {
			own = NormalSKU(link.SKU)
		}
	}
	for _, link := range product {
		if sku := NormalSKU(link.SKU); own != "" && sku != "" && sku != own {
			l.siblings[own] = append(l.siblings[own], sibling{c, sku})
		}
	}
}

// trackedWhole is a link's tracking where the store counts the product as a whole.
const trackedWhole = "product"

// Takings implements ledger.Items.
func (l *Ledger) Takings(sku string) ([]ledger.Taking, error) {
	out, err := l.taken(sku)
	if err != nil {
		return nil, err
	}
	if _, ok := l.siblings[sku]; !ok {
		l.siblings[sku] = nil
		for c := range l.homes {
			link, err := l.tx.LinkBySKU(c, sku)
			if errors.Is(err, ErrNotFound) || err == nil && (link.VariantID != 0 || link.Tracking != trackedWhole) {
				continue
			}
			if err != nil {
				return nil, err
			}
			product, err := l.tx.LinksOf(c, link.ProductID)
			if err != nil {
				return nil, err
			}
			l.addSiblings(c, product)
		}
	}
	for _, s := range l.siblings[sku] {
		counted, err := l.Counted(s.sku)
		if err != nil {
			return nil, err
		}
		if counted {
			continue
		}
		more, err := l.taken(s.sku)
		if err != nil {
			return nil, err
		}
		for _, t := range more {
			if t.Connection == uint64(s.c) {
				out = append(slices.Clip(out), t)
			}
		}
	}
	return out, nil
}

// taken is what orders take of an item by its sku.
func (l *Ledger) taken(sku string) (out []ledger.Taking, err error) {
	for _, c := range slices.Sorted(maps.Keys(l.homes)) {
		list, err := l.tx.takenBy(c, sku, func(*ledger.Taking) bool { return true })
		if err != nil {
			return nil, err
		}
		for _, t := range list {
			t.Home = l.homes[c]
			out = append(out, t.Taking)
		}
	}
	return out, nil
}

func (l *Ledger) readKits() error {
	if l.kits != nil {
		return nil
	}
	kits, err := l.tx.Kits()
	if err != nil {
		return err
	}
	l.kits, l.with = map[string]*Kit{}, map[string][]string{}
	for i := range kits {
		own := NormalSKU(kits[i].SKU)
		l.kits[own] = &kits[i]
		for _, c := range kits[i].Components {
			part := NormalSKU(c.SKU)
			l.with[part] = append(l.with[part], own)
		}
	}
	return nil
}

// Kit implements ledger.Items.
func (l *Ledger) Kit(sku string) ([]ledger.Part, error) {
	if err := l.readKits(); err != nil || l.kits[sku] == nil {
		return nil, err
	}
	return partsOf(l.kits[sku].Components), nil
}

// KitsWith implements ledger.Items: the kits that take an item when they are made, through kits that aren't counted, too.
func (l *Ledger) KitsWith(sku string) ([]string, error) {
	if err := l.readKits(); err != nil {
		return nil, err
	}
	var out []string
	for queue := slices.Clone(l.with[sku]); len(queue) > 0; queue = queue[1:] {
		kit := queue[0]
		if slices.Contains(out, kit) {
			continue
		}
		out = append(out, kit)
		counted, err := l.Counted(kit)
		if err != nil {
			return nil, err
		}
		if !counted {
			queue = append(queue, l.with[kit]...)
		}
	}
	slices.Sort(out)
	return out, nil
}

// partsAt is what an order's line of a sku consists of: of a kit that isn't counted itself its parts, down to items that are
// counted or no kits, as it was made when the order was placed; nil for any other item.
func (l *Ledger) partsAt(sku string, placed time.Time) ([]ledger.Part, error) {
	if err := l.readKits(); err != nil || l.kits[sku] == nil {
		return nil, err
	}
	return l.splitAt(sku, placed, 0)
}

func (l *Ledger) splitAt(sku string, placed time.Time, depth int) ([]ledger.Part, error) {
	kit := l.kits[sku]
	if kit == nil || depth > 100 {
		return nil, nil
	}
	if counted, err := l.Counted(sku); err != nil || counted {
		return nil, err
	}
	var out []ledger.Part
	for _, part := range partsOf(kit.at(placed)) {
		inner, err := l.splitAt(part.SKU, placed, depth+1)
		if err != nil {
			return nil, err
		}
		if inner == nil {
			inner = []ledger.Part{{SKU: part.SKU, Quantity: 1}}
		}
		for _, p := range inner {
			p.Quantity *= part.Quantity
			if at := slices.IndexFunc(out, func(has ledger.Part) bool { return has.SKU == p.SKU }); at >= 0 {
				out[at].Quantity += p.Quantity
				continue
			}
			out = append(out, p)
		}
	}
	return out, nil
}

// allocated is where an open line would be allocated that nobody has moved; 0 where the item is counted nowhere.
func (l *Ledger) allocated(c ConnectionID, sku string, pickup uint64) (ledger.Place, error) {
	entries, err := l.Entries(sku)
	if err != nil {
		return 0, err
	}
	home := l.homes[c]
	if home == nil {
		home = &ledger.Home{Connection: uint64(c), Selection: l.all}
	}
	return ledger.Allocated(home, pickup, func(p ledger.Place) bool {
		return slices.ContainsFunc(entries, func(e ledger.Entry) bool { return e.Place == p && e.Kind == ledger.Count })
	}, l.all), nil
}

// LineLocation is where a line of an order is taken from: where a person has put it, else where it is allocated by itself. The
// connection's default location where its item is counted nowhere.
func (tx *Tx) LineLocation(c ConnectionID, o *Order, line *Line) (LocationID, error) {
	a, err := tx.Allocation(c, o.StoreOrderID)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return 0, err
	}
	l, err := tx.Ledger()
	if err != nil {
		return 0, err
	}
	var pickup uint64
	sku, err := tx.lineSKU(c, line)
	if err != nil {
		return 0, err
	}
	for _, known := range a.Lines {
		if known.ID != line.ID {
			continue
		}
		if known.Moved != 0 && slices.Contains(l.all, known.Moved) {
			return LocationID(known.Moved), nil
		}
		pickup = known.Pickup
		if len(known.Parts) > 0 {
			sku = known.Parts[0].SKU
		}
	}
	at, err := l.allocated(c, NormalSKU(sku), pickup)
	if err != nil || at != 0 {
		return LocationID(at), err
	}
	conn, err := tx.Connection(c)
	if err != nil {
		return 0, err
	}
	return tx.DefaultLocation(conn)
}

// stock is a row with what is on hand of it.
func (l *Ledger) stock(row countRow) (Stock, error) {
	shelf, err := l.Of(NormalSKU(row.SKU))
	if err != nil {
		return Stock{}, err
	}
	s := row.Stock
	if p := shelf.At(ledger.Place(row.Location)); p != nil {
		s.OnHand = p.OnHand
	}
	return s, nil
}

// Items gives the normal skus that are counted anywhere, sorted.
func (l *Ledger) Items() iter.Seq[string] {
	return func(yield func(string) bool) {
		last := ""
		for k := range l.tx.scan(tableStock, nil, nil, false) {
			if sku := skuOfStockKey(k); string(sku) != last {
				if last = string(sku); !yield(last) {
					return
				}
			}
		}
	}
}

// KitItems lists the normal skus of kits, sorted.
func (l *Ledger) KitItems() ([]string, error) {
	err := l.readKits()
	return slices.Sorted(maps.Keys(l.kits)), err
}

// Written is how the sku of an item is written where it is counted, or in a kit; "" where it is neither.
func (l *Ledger) Written(sku string) (string, error) {
	rows, err := l.counts(sku)
	if err != nil {
		return "", err
	}
	for _, row := range rows {
		return row.SKU, nil
	}
	if err := l.readKits(); err != nil {
		return "", err
	}
	if kit := l.kits[sku]; kit != nil {
		return kit.SKU, nil
	}
	for _, name := range l.with[sku] {
		for _, c := range l.kits[name].Components {
			if NormalSKU(c.SKU) == sku {
				return c.SKU, nil
			}
		}
	}
	return "", nil
}

// LeftWithin lists the normal skus of which pieces have left within the last so much time.
func (tx *Tx) LeftWithin(d time.Duration) (map[string]bool, error) {
	left, from := map[string]bool{}, ledger.At(tx.book.now().Add(-d))
	for k, v := range tx.scan(tableAllocated, nil, nil, false) {
		sku, list, ok := readAllocated(k, v)
		if !ok {
			return nil, unreadable("what an order takes of an item in it doesn't decode")
		}
		left[sku] = left[sku] || slices.ContainsFunc(list, func(t ledger.Taking) bool { return t.Gone > from })
	}
	maps.DeleteFunc(left, func(_ string, is bool) bool { return !is })
	return left, nil
}

// linePlace is allocated for a line that may be a kit's: of one that isn't counted itself, its first component that is counted tells.
func (l *Ledger) linePlace(c ConnectionID, sku string, parts []ledger.Part, pickup uint64) (ledger.Place, error) {
	at, err := l.allocated(c, sku, pickup)
	for _, p := range parts {
		if at != 0 || err != nil {
			break
		}
		at, err = l.allocated(c, p.SKU, pickup)
	}
	return at, err
}
