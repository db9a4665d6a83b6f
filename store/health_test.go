package store

import (
	"cartwire/store/ledger"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// wholeHealth checks a book and asks that nothing is wrong with it.
func wholeHealth(t *testing.T, b *Book) *Health {
	t.Helper()
	h, err := b.Check(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(h.Flaws) > 0 {
		t.Errorf("flaws: %v", h.Flaws)
	}
	return h
}

// lived tells which orders livedIn has: some of both chunks of the index, or 4,800 with CARTWIRE_LONG.
func lived(id uint64) bool { return id <= 900 || id > 3900 || long() }

// livedIn is a book with two connections whose orders came, changed and were shipped.
func livedIn(t *testing.T) (b *Book, c Connection) {
	t.Helper()
	b = open(t)
	unsynced(b)
	addConnection(t, b, "Other")
	c = addConnection(t, b, "Acme")
	main, err := b.Locations()
	if err != nil {
		t.Fatal(err)
	}
	for from := uint64(1); from <= 4800; from += 300 {
		if !lived(from) {
			continue
		}
		var batch []Order
		for id := from; id < from+300; id++ {
			o := order(id, 11)
			o.Lines = []Line{{ID: id*10 + 1, Type: "physical", AddressID: 1, SKU: "Tent-" + string(rune('a'+id%20)), Quantity: 3}}
			batch = append(batch, o)
		}
		put(t, b, c.ID, batch...)
	}
	// Orders change: a status, a name (which loses a word), a day.
	for id := uint64(5); id < 4800; id += 701 {
		if !lived(id) {
			continue
		}
		o, err := b.Order(c.ID, id)
		if err != nil {
			t.Fatal(err)
		}
		o.StatusID, o.Customer.Name, o.Created = 2, "Grace Hopper", o.Created.AddDate(0, 0, 3)
		put(t, b, c.ID, o)
	}
	if err := b.Update(func(tx *Tx) error {
		for id := uint64(1); id < 200; id++ {
			o, err := load[Order](tx, tableOrders, key(uint64(c.ID), id))
			if err != nil {
				return err
			}
			if err := tx.Allocate(c.ID, &o, Seen{}); err != nil {
				return err
			}
		}
		for product := uint64(1); product < 20; product++ {
			if err := tx.PutLinks(c.ID, product, []Link{{SKU: "Tent-" + string(rune('a'+product)), Tracking: "product"}}); err != nil {
				return err
			}
		}
		for range 5 {
			if err := tx.StartJob(&Job{Connection: c.ID, Option: "orders", State: JobRunning, Started: day}); err != nil {
				return err
			}
		}
		return tx.SetStock(Stock{SKU: "Tent-b", Location: main[0].ID, OnHand: 10})
	}); err != nil {
		t.Fatal(err)
	}
	for id := uint64(1); id < 20; id++ {
		if _, err := b.RecordShipment(c.ID, id, "ups", "", []ShipLine{{LineID: id*10 + 1, Quantity: 2}}); err != nil && id != 5 {
			t.Fatal(err)
		}
	}
	return b, c
}

func TestABookThatIsWholeHasNoFlaw(t *testing.T) {
	b, _ := livedIn(t)
	h := wholeHealth(t, b)
	orders := 1800
	if long() {
		orders = 4800
	}
	if h.Orders != orders || len(h.Running) != 1 || h.Migrating || h.Removing != 0 {
		t.Errorf("%+v", h)
	}
	empty := open(t)
	wholeHealth(t, empty)
}

// Whatever is derived and wrong is found, mended, and right afterwards.
func TestWhatIsDerivedIsMended(t *testing.T) {
	b, c := livedIn(t)
	id := uint64(c.ID)
	first := func(tx *Tx, tb table) (k, v []byte) {
		for k, v := range tx.scan(tb, key(id), after(c.ID), false) {
			return append([]byte(nil), k...), append([]byte(nil), v...)
		}
		t.Fatalf("nothing in %s", tb)
		return nil, nil
	}
	drop := func(tb table) func(tx *Tx) error {
		return func(tx *Tx) error {
			k, _ := first(tx, tb)
			return tx.delete(tb, k)
		}
	}
	for name, damage := range map[string]struct {
		part Part
		do   func(tx *Tx) error
	}{
		"a count":             {PartCounts, func(tx *Tx) error { return tx.put(tableCounts, key(id, 0), key(7)) }},
		"a count too many":    {PartCounts, func(tx *Tx) error { return tx.put(tableCounts, key(id, 99), key(1)) }},
		"a count of nonsense": {PartCounts, func(tx *Tx) error { return tx.put(tableCounts, key(id, 0), []byte("x")) }},
		"a day":               {PartIndex, func(tx *Tx) error { return tx.put(tableDays, dayKey(c.ID, 20000), key(3)) }},
		"a set gone":          {PartIndex, drop(tableSets)},
		"words gone":          {PartIndex, drop(tableWords)},
		"words of nonsense": {PartIndex, func(tx *Tx) error {
			k, _ := first(tx, tableWords)
			return tx.put(tableWords, k, []byte{valueVersion, 9, 9, 9})
		}},
		"labels gone": {PartIndex, drop(tableLabels)},
		"an order that was written past the index": {PartIndex, func(tx *Tx) error {
			o, err := load[Order](tx, tableOrders, key(id, 77))
			if err != nil {
				return err
			}
			o.Customer.Name = "Unheard Of"
			return save(tx, tableOrders, key(id, 77), o)
		}},
		"an allocation's row": {PartAllocations, drop(tableAllocated)},
		"what an order holds": {PartAllocations, func(tx *Tx) error {
			k, _ := first(tx, tableAllocations)
			o, err := load[ledger.Order](tx, tableAllocations, k)
			if err != nil {
				return err
			}
			o.Lines[0].Ordered = 77
			return save(tx, tableAllocations, k, &o)
		}},
		"the outbox":       {PartLists, drop(tableOutbox)},
		"a sku":            {PartLists, func(tx *Tx) error { return tx.put(tableLinkSKUs, linkSKUKey(c.ID, "gone"), key(99, 0)) }},
		"the list of jobs": {PartLists, func(tx *Tx) error { return tx.delete(tableJobIndex, key(3)) }},
	} {
		t.Run(name, func(t *testing.T) {
			if err := b.Update(damage.do); err != nil {
				t.Fatal(err)
			}
			h, err := b.Check(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			if len(h.Flaws[damage.part]) == 0 {
				t.Fatalf("not found: %v", h.Flaws)
			}
			for part := range h.Flaws {
				if err := b.Mend(t.Context(), part, nil); err != nil {
					t.Fatal(err)
				}
			}
			wholeHealth(t, b)
		})
	}
	found, _, err := b.FindOrders(t.Context(), OrderSearch{Text: "unheard"}, "", 5)
	if err != nil || len(found) != 1 {
		t.Errorf("%v, %v", found, err)
	}
}

func TestAValueThatCanNotBeReadIsNamedAndNotMended(t *testing.T) {
	b, c := livedIn(t)
	if err := b.Update(func(tx *Tx) error {
		return tx.put(tableOrders, key(uint64(c.ID), 12), []byte{valueVersion, '{'})
	}); err != nil {
		t.Fatal(err)
	}
	h, err := b.Check(t.Context(), nil)
	if err != nil || len(h.Flaws[PartValues]) != 1 || !strings.Contains(h.Flaws[PartValues][0], `"orders"`) || len(h.Unlooked) == 0 {
		t.Errorf("%+v, %v", h, err)
	}
	if err := b.Mend(t.Context(), PartCounts, nil); !errors.As(err, new(*DamagedError)) {
		t.Errorf("%v", err)
	}
}

// A damaged page that the book was opened in spite of is found, and nothing panics.
func TestCheckSurvivesDamagedPages(t *testing.T) {
	path, whole := wholeBook(t, 400)
	page := os.Getpagesize()
	found := 0
	for at := 4 * page; at+page <= len(whole); at += 3 * page {
		content := append([]byte(nil), whole...)
		for i := range page {
			content[at+i] ^= byte(3*i + 1)
		}
		damaged := filepath.Join(memoryDir(t), "book.db")
		if err := os.WriteFile(damaged, content, 0o600); err != nil {
			t.Fatal(err)
		}
		os.Remove(path)
		b, err := Open(damaged, Options{})
		if err != nil {
			continue
		}
		h, err := b.Check(t.Context(), nil)
		if err != nil {
			t.Errorf("page %d: %v", at/page, err)
		}
		if len(h.Flaws) > 0 {
			found++
		}
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	}
	if found == 0 {
		t.Error("no damage was found")
	}
}

func TestACheckCanBeStopped(t *testing.T) {
	b, _ := livedIn(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Check(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func TestEveryTableHasAnIdeaOfItsRows(t *testing.T) {
	for _, tb := range tables {
		if rowChecks[tb] == nil {
			t.Errorf("the rows of the table %q are not checked", tb)
		}
	}
	if len(rowChecks) != len(tables) {
		t.Errorf("%d tables, %d checks", len(tables), len(rowChecks))
	}
}
