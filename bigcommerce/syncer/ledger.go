package syncer

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/dustin/go-humanize/english"

	"cartwire/bigcommerce"
	"cartwire/store"
	"cartwire/store/ledger"
)

// stockLedger is what one connection's quantities are worked out of: what the book knows of stock at one moment, and how the
// connection looks at it, item by item as it is asked for. It lives with its transaction. Skus are normal ones.
type stockLedger struct {
	*store.Ledger
	tx     *store.Tx
	conn   store.Connection
	chosen []store.LocationID // of the book, in order
	names  map[store.LocationID]string
	stores map[store.ConnectionID]store.Connection
	store  store.StoreStock
}

func openLedger(tx *store.Tx, conn store.Connection) (*stockLedger, error) {
	l := &stockLedger{tx: tx, conn: conn, names: map[store.LocationID]string{}, stores: map[store.ConnectionID]store.Connection{}}
	var err error
	if l.Ledger, err = tx.Ledger(); err != nil {
		return nil, err
	}
	locations, err := tx.Locations()
	if err != nil {
		return nil, err
	}
	for _, at := range locations {
		l.names[at.ID] = at.Name
	}
	l.chosen = conn.Selected(locations)
	connections, err := tx.Connections()
	if err != nil {
		return nil, err
	}
	for _, c := range connections {
		l.stores[c.ID] = c
	}
	l.store, err = tx.StoreStock(conn.ID)
	return l, err
}

// placeName names a location of the store for a person.
func (l *stockLedger) placeName(p place) string {
	for _, at := range l.store.Locations {
		if at.ID == p.id && at.Name != "" {
			return at.Name
		}
	}
	return fmt.Sprintf("store location %d", p.id)
}

// mappedTo names the chosen locations of the book that are mapped to one of the store's.
func (l *stockLedger) mappedTo(id uint64) string {
	var names []string
	for _, at := range l.chosen {
		if l.conn.StoreLocations[at] == id {
			names = append(names, l.names[at])
		}
	}
	return strings.Join(names, ", ")
}

// trackedWhole is a link's tracking where the store counts the product as a whole.
const trackedWhole = string(bigcommerce.TrackProduct)

func isWhole(link store.Link) bool { return link.Tracking == trackedWhole }

// items gives the normal skus that the book counts anywhere, or can build, sorted.
func (l *stockLedger) items() (iter.Seq[string], error) {
	if !l.conn.Options.Inventory.Buildable {
		return l.Items(), nil
	}
	kits, err := l.KitItems()
	return func(yield func(string) bool) {
		kits := kits
		for sku := range l.Items() {
			for ; len(kits) > 0 && kits[0] <= sku; kits = kits[1:] {
				if kits[0] < sku && !yield(kits[0]) {
					return
				}
			}
			if !yield(sku) {
				return
			}
		}
		for _, sku := range kits {
			if !yield(sku) {
				return
			}
		}
	}, err
}

// place is a location of the store with the book's locations that feed it.
type place struct {
	id    uint64 // 0: the store's default, not known by number
	main  bool
	books []store.LocationID
}

// places says which of the book's chosen locations feed which of the store's: those that are mapped to one, the others
// the store's default. The default one comes first, then they stand as the connection has them.
func (l *stockLedger) places() []place {
	main := l.store.MainLocation()
	var out []place
	for _, id := range l.chosen {
		to := cmp.Or(l.conn.StoreLocations[id], main)
		if l.store.Single {
			to = main
		}
		at := slices.IndexFunc(out, func(p place) bool { return p.id == to })
		if at < 0 {
			out = append(out, place{id: to, main: to == main})
			at = len(out) - 1
		}
		out[at].books = append(out[at].books, id)
	}
	slices.SortStableFunc(out, func(a, b place) int {
		switch {
		case a.main == b.main:
			return 0
		case a.main:
			return -1
		}
		return 1
	})
	return out
}

// together is which items a store counts as one, and why it can't be said what number it should have, a sentence.
type together struct {
	skus    []string
	problem string
}

// countedAsOne sorts out a product that the store counts as a whole: its number is that of the product's own item or, where
// only its variants are counted, their sum. own is the product's own sku, "" for none.
func (l *stockLedger) countedAsOne(own string, variants []string) (together, error) {
	counted := func(skus []string) (yes, no []string, err error) {
		for _, sku := range skus {
			is, err := l.counts(sku)
			if err != nil {
				return nil, nil, err
			}
			if is {
				yes = append(yes, sku)
			} else {
				no = append(no, sku)
			}
		}
		return yes, no, nil
	}
	yes, no, err := counted(variants)
	if err != nil || own == "" && len(no) == 0 {
		return together{skus: yes}, err
	}
	itself := false
	if own != "" {
		if itself, err = l.counts(own); err != nil {
			return together{}, err
		}
	}
	switch {
	case itself && len(yes) > 0:
		return together{problem: fmt.Sprintf("The store counts this product as a whole, and the book counts both the product and %s of its variants. Count one or the other.", number(len(yes), "item"))}, nil
	case itself:
		return together{skus: append([]string{own}, no...)}, nil // what isn't counted itself adds nothing
	case len(yes) > 0 && len(no) > 0:
		return together{problem: fmt.Sprintf("The store counts this product as a whole, and %s of its variants counted nowhere: %s. Count them, too, or count the product itself.",
			english.PluralWord(len(no), "is", "are"), strings.Join(no[:min(3, len(no))], ", "))}, nil
	}
	return together{skus: yes}, nil
}

// counts reports whether an item has a number of its own: it is counted, or is a kit that can be made of what is.
func (l *stockLedger) counts(sku string) (bool, error) {
	counted, err := l.Counted(sku)
	if err != nil || counted || !l.conn.Options.Inventory.Buildable {
		return counted, err
	}
	parts, err := l.Parts(sku)
	return len(parts) > 0, err
}

// uncountedPart names a part of a kit that the book counts nowhere, where that keeps the kit from having a number.
func (l *stockLedger) uncountedPart(sku string) (string, error) {
	counted, err := l.Counted(sku)
	if err != nil || counted {
		return "", err
	}
	parts, err := l.Uncounted(sku)
	if len(parts) == 0 {
		return "", err
	}
	return parts[0], err
}

// quantity is what one of the store's locations should show, and the sum behind it.
type quantity struct {
	place
	counted bool // the book counts the item in one of the locations that feed it
	n       int
	terms   []Term
}

// quantities works out what each of the store's locations should show of items that it counts as one.
func (l *stockLedger) quantities(skus []string) ([]quantity, error) {
	places := l.places()
	out := make([]quantity, len(places))
	targets := make([]ledger.Target, len(places))
	for i, p := range places {
		q := &out[i]
		q.place = p
		for _, sku := range skus {
			if err := l.add(q, sku); err != nil {
				return nil, err
			}
		}
		for _, t := range q.terms {
			q.n += t.Quantity
		}
		targets[i] = ledger.Target{Number: q.n, Main: p.main}
	}
	most, err := l.mostOf(skus, out)
	if err != nil {
		return nil, err
	}
	for i, share := range ledger.Shares(targets, l.conn.Options.Inventory.SafetyBuffer, most) {
		q := &out[i]
		q.n = share.Quantity
		for _, t := range []Term{
			{Kind: TermCarried, Quantity: share.Carried}, {Kind: TermBuffer, Quantity: share.Buffer},
			{Kind: TermElsewhere, Quantity: share.Capped}, {Kind: TermFloor, Quantity: share.Floor},
		} {
			if t.Quantity != 0 {
				q.terms = append(q.terms, t)
			}
		}
	}
	return out, nil
}

// mostOf is what all locations together may show: what is free of the items in all places of the book, and what the options
// add to it.
func (l *stockLedger) mostOf(skus []string, all []quantity) (most int, err error) {
	for _, sku := range skus {
		shelf, err := l.Of(sku)
		if err != nil {
			return 0, err
		}
		most += shelf.Free()
	}
	for _, q := range all {
		for _, t := range q.terms {
			if t.Kind == TermOnOrder || t.Kind == TermVendor || t.Kind == TermBuildable {
				most += t.Quantity
			}
		}
	}
	return most, nil
}

// add adds the terms of one item at one location of the store.
func (l *stockLedger) add(q *quantity, sku string) error {
	shelf, err := l.Of(sku)
	if err != nil {
		return err
	}
	in := l.conn.Options.Inventory
	add := func(t Term) {
		if t.SKU = sku; t.Quantity != 0 || t.Kind == TermCounted {
			q.terms = append(q.terms, t)
		}
	}
	for _, id := range q.books {
		name := l.names[id]
		if p := shelf.At(ledger.Place(id)); p != nil {
			q.counted = true
			add(Term{Kind: TermCounted, Location: name, Quantity: p.Count, At: p.Counted.Time(), sure: p.Sure, booked: p.Booked.Time()})
			for _, t := range l.since(p) {
				t.Location = name
				add(t)
			}
			for _, t := range l.gathered(TermAllocated, p.Takes) {
				t.Location = name
				add(t)
			}
			supply, err := l.Supply(sku, id)
			if err != nil {
				return err
			}
			if in.OnOrder {
				add(Term{Kind: TermOnOrder, Location: name, Quantity: supply.OnOrder})
			}
			if in.VendorQuantity {
				add(Term{Kind: TermVendor, Location: name, Quantity: supply.VendorQuantity})
			}
		}
		if !in.Buildable {
			continue
		}
		parts, err := l.Parts(sku)
		if err != nil {
			return err
		}
		for _, part := range parts {
			shelf, err := l.Of(part.SKU)
			if err != nil {
				return err
			}
			q.counted = q.counted || shelf.At(ledger.Place(id)) != nil
		}
		n, limit, err := l.Buildable(sku, ledger.Place(id))
		if err != nil {
			return err
		}
		add(Term{Kind: TermBuildable, Location: name, Quantity: n, Limit: limit})
	}
	return nil
}

// since sums up what came to a shelf and left it since it was counted.
func (l *stockLedger) since(p *ledger.ShelfPlace) (out []Term) {
	left := map[TermKind][]ledger.Taking{}
	booked := map[ledger.Kind]int{}
	var kinds []ledger.Kind
	for _, m := range p.Since {
		if m.Entry != nil {
			if !slices.Contains(kinds, m.Entry.Kind) {
				kinds = append(kinds, m.Entry.Kind)
			}
			booked[m.Entry.Kind] += m.Quantity
			continue
		}
		kind := TermLeftStore
		switch m.Cause {
		case ledger.ByParcel:
			kind = TermLeftBook
		case ledger.ByOver:
			kind = TermLeftOver
		}
		left[kind] = append(left[kind], m.Taking)
	}
	for _, kind := range kinds {
		out = append(out, Term{Kind: bookedTerms[kind], Quantity: booked[kind]})
	}
	for _, kind := range []TermKind{TermLeftBook, TermLeftStore, TermLeftOver} {
		out = append(out, l.gathered(kind, left[kind])...)
	}
	return out
}

var bookedTerms = map[ledger.Kind]TermKind{
	ledger.Receipt: TermReceived, ledger.Return: TermReturned, ledger.Adjustment: TermAdjusted, ledger.Transfer: TermTransferred,
}

// gathered makes a term for each connection whose orders take pieces.
func (l *stockLedger) gathered(kind TermKind, takes []ledger.Taking) (out []Term) {
	for _, t := range takes {
		of := l.stores[store.ConnectionID(t.Connection)]
		at := slices.IndexFunc(out, func(has Term) bool { return has.Connection == of.Name && has.Via == t.Via })
		if at < 0 {
			term := Term{Kind: kind, Connection: of.Name, Via: t.Via}
			if kind == TermAllocated && !of.Active {
				term.Kind, term.LastSeen = TermIdle, of.LastSync
			}
			out = append(out, term)
			at = len(out) - 1
		}
		out[at].Quantity -= t.Pieces
		if !slices.Contains(out[at].Orders, t.Order) {
			out[at].Orders = append(out[at].Orders, t.Order)
		}
	}
	return out
}
