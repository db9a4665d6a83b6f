package store

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"time"

	"cartwire/store/ledger"
)

// Stock is what the book has of an item at a location. An item is counted where it has a row, be it of zeros; one that was
// never counted has none, and nothing of it is sent to any store.
type Stock struct {
	SKU            string     `json:"sku"`
	Location       LocationID `json:"location_id"`
	OnHand         int        `json:"on_hand"` // the last count and all that came and went since; below 0 where more left than lay there
	OnOrder        int        `json:"on_order,omitempty"`
	VendorQuantity int        `json:"vendor_quantity,omitempty"`
	Changed        time.Time  `json:"changed"`
	Counted        time.Time  `json:"counted,omitzero"` // when the last count was taken
}

// countRow is a row of the table: what was booked of an item at a location, oldest first. Rows of before have no entries:
// their number is a count of when they were written last.
type countRow struct {
	Stock
	Entries []ledger.Entry `json:"entries,omitempty"`
}

// StockError says why a count or a kit can't be kept.
type StockError struct{ SKU, Problem string }

func (e *StockError) Error() string {
	if e.SKU == "" {
		return e.Problem
	}
	return fmt.Sprintf("%s: %s", e.SKU, e.Problem)
}

// maxCount bounds a count: stores take no more (catalog spec, inventory_level).
const maxCount = 2_147_483_647

// KeptMovements is how far back a count may lie: what left an item's shelves before its last counts is kept so long, so that a
// late stocktake finds its place in time.
const KeptMovements = 60 * 24 * time.Hour

const kept = ledger.Moment(KeptMovements / time.Microsecond)

func stockKey(sku string, at LocationID) []byte {
	return append(append(skuKey(sku), 0), key(uint64(at))...)
}

func decodeCounts(raw []byte) (row countRow, err error) {
	if err = decode(raw, &row); err != nil {
		return row, err
	}
	if len(row.Entries) == 0 {
		row.Entries = []ledger.Entry{{
			Kind: ledger.Count, Place: ledger.Place(row.Location), Quantity: row.OnHand, When: ledger.At(row.Changed), Booked: ledger.At(row.Changed),
		}}
	}
	row.Counted = lastCount(row.Entries).Time()
	return row, nil
}

func (tx *Tx) counts(sku string, at LocationID) (countRow, error) {
	raw := tx.get(tableStock, stockKey(sku, at))
	if raw == nil {
		return countRow{}, ErrNotFound
	}
	return decodeCounts(raw)
}

// lastCount is the moment of the latest count among entries.
func lastCount(entries []ledger.Entry) (last ledger.Moment) {
	for _, e := range entries {
		if e.Kind == ledger.Count {
			last = max(last, e.When)
		}
	}
	return last
}

// putCounts writes a row without the entries that have no effect any more: what lies before a count that is older than
// movements are kept for.
func (tx *Tx) putCounts(row countRow) error {
	last := lastCount(row.Entries)
	base := ledger.Moment(0)
	for _, e := range row.Entries {
		if e.Kind != ledger.Count {
			continue
		}
		if e.When <= last-kept {
			base = max(base, e.When)
		}
		if e.When == last {
			row.OnHand = e.Quantity
		}
	}
	row.Entries = slices.DeleteFunc(slices.Clone(row.Entries), func(e ledger.Entry) bool { return e.When < base })
	row.Counted = time.Time{}
	return save(tx, tableStock, stockKey(row.SKU, row.Location), row)
}

// SetStock counts an item at a location, now. Errors: *StockError, ErrNotFound for a location that the book doesn't have.
func (b *Book) SetStock(s Stock) error { return b.Update(func(tx *Tx) error { return tx.SetStock(s) }) }

// SetStock is Book.SetStock within a transaction.
func (tx *Tx) SetStock(s Stock) error { return tx.CountStock(s, tx.book.now()) }

// CountStock is SetStock for a count that was taken at another time. Errors: *StockError, for one of the future, too, for one that
// is older than the last count there, or than movements are kept; ErrNotFound for a location that the book doesn't have.
func (tx *Tx) CountStock(s Stock, at time.Time) error { return tx.CountSure(s, at, 0) }

// CountSure is CountStock, at a zero time now, for a count of which a person has confirmed that it rises by so many pieces.
func (tx *Tx) CountSure(s Stock, at time.Time, rise int) error {
	if err := tx.stockProblem(&s); err != nil {
		return err
	}
	row, err := tx.counts(s.SKU, s.Location)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	now := tx.book.now()
	if at.IsZero() {
		at = now
	}
	when := at.UTC()
	switch {
	case when.After(now.Add(time.Second)):
		return &StockError{SKU: s.SKU, Problem: fmt.Sprintf("It can't have been counted at %s: that is in the future.", when.Format("2006-01-02 15:04 MST"))}
	case now.Sub(when) > KeptMovements:
		return &StockError{SKU: s.SKU, Problem: fmt.Sprintf("A count of %s is too old: what left since is kept for %d days. Count it again.", when.Format("2006-01-02"), int(KeptMovements.Hours()/24))}
	case row.Counted.After(when):
		return &StockError{SKU: s.SKU, Problem: fmt.Sprintf("It was counted again since, at %s, so the count of %s has no effect.",
			row.Counted.Format("2006-01-02 15:04 MST"), when.Format("2006-01-02 15:04 MST"))}
	}
	entry := ledger.Entry{Kind: ledger.Count, Place: ledger.Place(s.Location), Quantity: s.OnHand, When: ledger.At(when), Booked: ledger.At(now), Sure: max(0, rise)}
	s.Changed = now.UTC()
	return tx.putCounts(countRow{Stock: s, Entries: append(row.Entries, entry)})
}

// SetSupply writes what of an item is on order and at the vendor at a location where it is counted. Errors: as SetStock's, ErrNotFound for
// an item that isn't counted there, too.
func (tx *Tx) SetSupply(s Stock) error {
	if err := tx.stockProblem(&s); err != nil {
		return err
	}
	row, err := tx.counts(s.SKU, s.Location)
	if err != nil {
		return err
	}
	row.OnOrder, row.VendorQuantity, row.Changed = s.OnOrder, s.VendorQuantity, tx.book.now().UTC()
	return tx.putCounts(row)
}

func (tx *Tx) stockProblem(s *Stock) error {
	if len(skuKey(s.SKU)) == 0 {
		return &StockError{Problem: "A count needs a sku. Name the item it is of."}
	}
	for _, n := range []int{s.OnHand, s.OnOrder, s.VendorQuantity} {
		if n > maxCount || n < -maxCount {
			return &StockError{SKU: s.SKU, Problem: fmt.Sprintf("%d is more than can be counted.", n)}
		}
	}
	if s.OnOrder < 0 || s.VendorQuantity < 0 {
		return &StockError{SKU: s.SKU, Problem: "What is on order or at the vendor can't be less than nothing."}
	}
	if tx.get(tableLocations, key(uint64(s.Location))) == nil {
		return ErrNotFound
	}
	return nil
}

// Booked is what was booked of an item at a location at one moment.
type Booked struct{ row *countRow }

// BookedAt reads what was booked of an item at a location, for PutBooked.
func (tx *Tx) BookedAt(sku string, at LocationID) (Booked, error) {
	row, err := tx.counts(sku, at)
	if errors.Is(err, ErrNotFound) {
		return Booked{}, nil
	}
	return Booked{&row}, err
}

// PutBooked undoes a change to what is booked of an item at a location: before and after are what BookedAt read around it. What was
// booked, and what left, since the change stays so.
func (tx *Tx) PutBooked(sku string, at LocationID, before, after Booked) error {
	now, err := tx.BookedAt(sku, at)
	if err != nil {
		return err
	}
	var since []ledger.Entry
	if now.row != nil {
		since = slices.Clone(now.row.Entries)
	}
	if after.row != nil {
		for _, e := range after.row.Entries {
			if i := slices.Index(since, e); i >= 0 {
				since = slices.Delete(since, i, i+1)
			}
		}
	}
	switch {
	case before.row != nil:
		row := *before.row
		row.Entries = slices.Concat(row.Entries, since)
		return tx.putCounts(row)
	case lastCount(since) != 0:
		row := *now.row
		row.Entries = since
		return tx.putCounts(row)
	}
	return tx.ForgetStock(sku, at)
}

// HasStock reports whether the book counts an item anywhere, or has it as a kit.
func (tx *Tx) HasStock(sku string) bool {
	k := skuKey(sku)
	if len(k) == 0 {
		return false
	}
	for range tx.scan(tableStock, slices.Concat(k, []byte{0}), slices.Concat(k, []byte{1}), false) {
		return true
	}
	return tx.get(tableKits, k) != nil
}

// StockAt reads what the book has of an item at a location; ErrNotFound where it isn't counted there.
func (tx *Tx) StockAt(sku string, at LocationID) (Stock, error) {
	row, err := tx.counts(sku, at)
	if err != nil {
		return Stock{}, err
	}
	l, err := tx.Ledger()
	if err != nil {
		return Stock{}, err
	}
	return l.stock(row)
}

// StockOf lists what the book has of an item, by location.
func (b *Book) StockOf(sku string) ([]Stock, error) {
	return read(b, func(tx *Tx) ([]Stock, error) {
		from := append(skuKey(sku), 0)
		return tx.scanStock(from, append(skuKey(sku), 1), 0)
	})
}

// StockPage lists at most limit rows by sku and location, those behind the row of a sku at a location ("": from the first).
func (b *Book) StockPage(after string, at LocationID, limit int) ([]Stock, error) {
	return read(b, func(tx *Tx) ([]Stock, error) {
		var from []byte
		if after != "" {
			from = append(stockKey(after, at), 0)
		}
		return tx.scanStock(from, nil, limit)
	})
}

func (tx *Tx) scanStock(from, to []byte, limit int) ([]Stock, error) {
	var rows []countRow
	for _, raw := range tx.scan(tableStock, from, to, false) {
		row, err := decodeCounts(raw)
		if err != nil {
			return nil, err
		}
		if rows = append(rows, row); len(rows) == limit {
			break
		}
	}
	l, err := tx.Ledger()
	if err != nil {
		return nil, err
	}
	var out []Stock
	for _, row := range rows {
		s, err := l.stock(row)
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, nil
}

// removeStockAt forgets the counts of a location that is removed.
func (tx *Tx) removeStockAt(id LocationID) error {
	var keys [][]byte
	suffix := append([]byte{0}, key(uint64(id))...)
	for k := range tx.scan(tableStock, nil, nil, false) {
		if bytes.HasSuffix(k, suffix) {
			keys = append(keys, bytes.Clone(k))
		}
	}
	return tx.deleteAll(tableStock, keys)
}

// ForgetStock takes an item's counts at a location out of the book: it isn't counted there any more.
func (tx *Tx) ForgetStock(sku string, at LocationID) error {
	return tx.delete(tableStock, stockKey(sku, at))
}
