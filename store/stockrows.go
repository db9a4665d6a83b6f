package store

import (
	"context"
	"iter"
)

// StockRow is an item as the book counts it: of a table of items by locations, the row.
type StockRow struct {
	SKU    string
	Name   string
	Known  bool               // it is an item of the book; else it is only counted, as parts of kits may be
	Counts []Stock            // by location; none: it was never counted
	Held   map[LocationID]int // what open orders of all connections hold of it
}

// Available is what is on hand at a location and held by no order; ok is false where the item isn't counted there.
func (r *StockRow) Available(at LocationID) (n int, ok bool) {
	for _, s := range r.Counts {
		if s.Location == at {
			return s.OnHand - r.Held[at], true
		}
	}
	return 0, false
}

// StockQuery says which rows to read, by sku.
type StockQuery struct {
	From   string // begin at this sku, included where Whole is set; "": at the first, or the last
	Whole  bool
	Upward bool // from there towards the first, whose row comes last
	// Match chooses by the item alone, Keep by the whole row of one that matches; nil: all. They are asked within a
	// transaction, and must not be slow.
	Match func(sku, name string) bool
	Keep  func(*StockRow) bool
}

// StockLook is how many rows one call of StockRows looks at: a filter that keeps few must not hold a transaction for long.
const StockLook = 10_000

// StockRows lists at most limit rows: every item, and every sku that is counted and no item. One call looks at 10,000
// rows; next is the From of the call that goes on (fewer than limit rows may come with it), "": that was all.
func (b *Book) StockRows(ctx context.Context, q StockQuery, limit int) (rows []StockRow, next string, err error) {
	err = b.View(func(tx *Tx) error {
		ledger, err := tx.Ledger()
		if err != nil {
			return err
		}
		looked, last := 0, ""
		for raw := range tx.stockedSKUs(q) {
			if looked++; looked > StockLook || len(rows) == limit {
				next = last
				return nil
			}
			if looked%1000 == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			row, err := raw.row()
			if err != nil {
				return err
			}
			last = row.SKU
			if q.Match != nil && !q.Match(row.SKU, row.Name) {
				continue
			}
			if err := raw.count(&row, ledger); err != nil {
				return err
			}
			if q.Keep == nil || q.Keep(&row) {
				rows = append(rows, row)
			}
		}
		return nil
	})
	return rows, next, err
}

// rawStock is a row as the tables have it.
type rawStock struct {
	item   []byte
	counts [][]byte
}

// row names the item; what it takes to match it, and no more, is decoded.
func (r rawStock) row() (out StockRow, err error) {
	var named struct {
		SKU  string `json:"sku"`
		Name string `json:"name"`
	}
	raw := r.item
	if out.Known = raw != nil; !out.Known {
		raw = r.counts[0]
	}
	err = decode(raw, &named)
	out.SKU, out.Name = named.SKU, named.Name
	return out, err
}

// count adds what is on hand and what is kept for open orders, by location.
func (r rawStock) count(out *StockRow, l *Ledger) error {
	if len(r.counts) == 0 {
		return nil
	}
	shelf, err := l.Of(NormalSKU(out.SKU))
	if err != nil {
		return err
	}
	for _, raw := range r.counts {
		row, err := decodeCounts(raw)
		if err != nil {
			return err
		}
		s, err := l.stock(row)
		if err != nil {
			return err
		}
		out.Counts = append(out.Counts, s)
	}
	for _, p := range shelf.Places {
		if p.Open > 0 {
			if out.Held == nil {
				out.Held = map[LocationID]int{}
			}
			out.Held[LocationID(p.Place)] = p.Open
		}
	}
	return nil
}

// stockedSKUs walks items and counts side by side: both are sorted by sku.
func (tx *Tx) stockedSKUs(q StockQuery) iter.Seq[rawStock] {
	var from, to []byte
	switch k := skuKey(q.From); {
	case q.From == "":
	case q.Upward && q.Whole:
		to = append(k, 1)
	case q.Upward:
		to = k
	case q.Whole:
		from = k
	default:
		from = append(k, 1) // every key of the sku's own counts lies below
	}
	return func(yield func(rawStock) bool) {
		nextItem, stopItems := iter.Pull2(tx.scan(tableItems, from, to, q.Upward))
		defer stopItems()
		nextCount, stopCounts := iter.Pull2(tx.scan(tableStock, from, to, q.Upward))
		defer stopCounts()
		itemKey, item, moreItems := nextItem()
		countKey, count, moreCounts := nextCount()
		for moreItems || moreCounts {
			var row rawStock
			sku, counted := string(itemKey), string(skuOfStockKey(countKey))
			if !moreItems || moreCounts && (counted < sku) != q.Upward && counted != sku {
				sku = counted
			}
			if moreItems && string(itemKey) == sku {
				row.item = item
				itemKey, item, moreItems = nextItem()
			}
			for moreCounts && string(skuOfStockKey(countKey)) == sku {
				row.counts = append(row.counts, count)
				countKey, count, moreCounts = nextCount()
			}
			if !yield(row) {
				return
			}
		}
	}
}

// skuOfStockKey is a count's key without its location.
func skuOfStockKey(k []byte) []byte { return k[:max(0, len(k)-9)] }
