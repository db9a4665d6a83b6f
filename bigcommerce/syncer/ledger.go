package syncer

import (
	"fmt"
	"slices"

	"cartwire/bigcommerce"
	"cartwire/store"
)

// ledger is what the book says of stock at one moment, as far as one connection's quantities depend on it. Its keys are
// normal skus.
type ledger struct {
	conn   store.Connection
	chosen []store.LocationID // of the book, in order
	names  map[store.LocationID]string
	stock  map[string]map[store.LocationID]store.Stock
	held   map[string]map[store.LocationID][]store.Held // by all connections' open orders
	idle   map[store.ConnectionID]store.Connection      // those that are not active, so that nobody learns what becomes of their orders
	kits   map[string][]store.Component
	store  store.StoreStock
}

// emptyLedger knows the places and no item yet.
func emptyLedger(tx *store.Tx, conn store.Connection) (*ledger, error) {
	l := &ledger{
		conn: conn, names: map[store.LocationID]string{}, stock: map[string]map[store.LocationID]store.Stock{},
		held: map[string]map[store.LocationID][]store.Held{}, idle: map[store.ConnectionID]store.Connection{}, kits: map[string][]store.Component{},
	}
	locations, err := tx.Locations()
	if err != nil {
		return nil, err
	}
	for _, at := range locations {
		l.names[at.ID] = at.Name
		if len(conn.Locations) == 0 {
			l.chosen = append(l.chosen, at.ID)
		}
	}
	for _, id := range conn.Locations {
		if _, ok := l.names[id]; ok && !slices.Contains(l.chosen, id) {
			l.chosen = append(l.chosen, id)
		}
	}
	l.store, err = tx.StoreStock(conn.ID)
	return l, err
}

// openLedger reads the book.
func openLedger(tx *store.Tx, conn store.Connection) (*ledger, error) {
	l, err := emptyLedger(tx, conn)
	if err != nil {
		return nil, err
	}
	counts, err := tx.AllStock()
	if err != nil {
		return nil, err
	}
	for _, s := range counts {
		sku := store.NormalSKU(s.SKU)
		if l.stock[sku] == nil {
			l.stock[sku] = map[store.LocationID]store.Stock{}
		}
		l.stock[sku][s.Location] = s
	}
	kits, err := tx.Kits()
	if err != nil {
		return nil, err
	}
	for _, k := range kits {
		l.kits[store.NormalSKU(k.SKU)] = k.Components
	}
	return l, l.readHeld(tx, "")
}

// readHeld reads what open orders hold of an item; sku "": of all. One that holds at a location that is gone counts at its connection's default.
func (l *ledger) readHeld(tx *store.Tx, sku string) error {
	connections, err := tx.Connections()
	if err != nil {
		return err
	}
	for _, c := range connections {
		if !c.Active {
			l.idle[c.ID] = c
		}
		home, err := tx.DefaultLocation(c)
		if err != nil {
			return err
		}
		for _, h := range tx.HeldOf(c.ID, sku) {
			if _, ok := l.names[h.Location]; !ok {
				h.Location = home
			}
			if l.held[h.SKU] == nil {
				l.held[h.SKU] = map[store.LocationID][]store.Held{}
			}
			l.held[h.SKU][h.Location] = append(l.held[h.SKU][h.Location], h)
		}
	}
	return nil
}

// counted tells whether the book counts an item at one of the locations; a kit counts where its components do.
func (l *ledger) counted(sku string, at []store.LocationID) bool {
	for _, id := range at {
		if _, ok := l.stock[sku][id]; ok {
			return true
		}
	}
	if !l.conn.Options.Inventory.Buildable {
		return false
	}
	for _, c := range l.kits[sku] {
		for _, id := range at {
			if _, ok := l.stock[store.NormalSKU(c.SKU)][id]; ok {
				return true
			}
		}
	}
	return false
}

// open is how many of an item the open orders hold at a location.
func (l *ledger) open(sku string, at store.LocationID) (pieces int) {
	for _, h := range l.held[sku][at] {
		pieces += h.Open
	}
	return pieces
}

// toSubtract is how many of an item the store has yet to take off its own stock: whole open orders of this connection,
// wherever the book takes them from.
func (l *ledger) toSubtract(sku string) (pieces int) {
	for _, at := range l.held[sku] {
		for _, h := range at {
			if h.Connection == l.conn.ID {
				pieces += h.Ordered
			}
		}
	}
	return pieces
}

// buildable is how many kits can be made at a location of what is on hand there and not held by orders. Components that
// are kits themselves count with what is on hand of them.
func (l *ledger) buildable(sku string, at store.LocationID) int {
	most := -1
	for _, c := range l.kits[sku] {
		part := store.NormalSKU(c.SKU)
		n := max(0, l.stock[part][at].OnHand-l.open(part, at)) / max(1, c.Quantity)
		if most < 0 || n < most {
			most = n
		}
	}
	return max(0, most)
}

// placeName names a location of the store for a person.
func (l *ledger) placeName(p place) string {
	for _, at := range l.store.Locations {
		if at.ID == p.id && at.Name != "" {
			return at.Name
		}
	}
	return fmt.Sprintf("store location %d", p.id)
}

// trackedWhole is a link's tracking where the store counts the product as a whole.
const trackedWhole = string(bigcommerce.TrackProduct)

// items lists the normal skus that the book counts anywhere, or can build.
func (l *ledger) items() map[string]bool {
	all := map[string]bool{}
	for sku := range l.stock {
		all[sku] = true
	}
	if l.conn.Options.Inventory.Buildable {
		for sku := range l.kits {
			all[sku] = true
		}
	}
	return all
}
