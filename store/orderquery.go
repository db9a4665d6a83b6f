package store

import (
	"bytes"
	"iter"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"time"
)

// OrderQuery chooses orders of one connection.
type OrderQuery struct {
	Connection  ConnectionID
	Before      uint64    // only ids below; 0: all
	From        uint64    // only ids from here on
	Oldest      bool      // oldest first; newest first otherwise
	Statuses    []int     // none: all
	Since       time.Time // created at or after
	NotBefore   time.Time // modified at or after
	NotExported bool      // only those that are not marked as exported
}

func (q *OrderQuery) matches(status int, created, modified time.Time) bool {
	return (len(q.Statuses) == 0 || slices.Contains(q.Statuses, status)) &&
		!created.Before(q.Since) && !modified.Before(q.NotBefore)
}

func (q *OrderQuery) bounds() (from, to []byte) {
	to = after(q.Connection)
	if q.Before > 0 {
		to = key(uint64(q.Connection), q.Before)
	}
	return key(uint64(q.Connection), q.From), to
}

// rulesOut tells, by what a value begins with, whether its order can't match: to decode it takes ten times as long.
func (q *OrderQuery) rulesOut(raw []byte) bool {
	if len(q.Statuses) == 0 && q.Since.IsZero() && q.NotBefore.IsZero() || len(raw) == 0 {
		return false
	}
	if raw[0] == packedVersion {
		b := buffer()
		defer scratch.Put(b)
		var err error
		if raw, err = unpack(b, raw); err != nil {
			return false
		}
	}
	// The order's own fields stand before those of its parts, and a quotation mark within a text is escaped.
	field := func(name, end string) string {
		_, rest, _ := bytes.Cut(raw, []byte(name))
		value, _, _ := bytes.Cut(rest[:min(len(rest), 40)], []byte(end))
		return string(value)
	}
	status, err := strconv.Atoi(field(`"status_id":`, ","))
	if err != nil {
		return false
	}
	created, err := time.Parse(time.RFC3339, field(`"created":"`, `"`))
	if err != nil {
		return false
	}
	modified, err := time.Parse(time.RFC3339, field(`"modified":"`, `"`))
	return err == nil && !q.matches(status, created, modified)
}

// OrderPage reads at most limit matching orders, as Orders does.
func (b *Book) OrderPage(q OrderQuery, limit int) (page []Order, err error) {
	for o, err := range b.orders(q, min(limit, scanChunk)) {
		if err != nil {
			return nil, err
		}
		if page = append(page, o); len(page) == limit {
			break
		}
	}
	return page, nil
}

const (
	scanChunk = 500    // orders that one transaction of Orders reads at most,
	scanLook  = 20_000 // and that it passes over
)

// Orders walks all matching orders. It reads in short transactions: orders that are written meanwhile may be seen, none
// is seen twice. Errors: *DamagedError.
func (b *Book) Orders(q OrderQuery) iter.Seq2[Order, error] { return b.orders(q, scanChunk) }

// orders is Orders with so many orders in a transaction.
func (b *Book) orders(q OrderQuery, chunk int) iter.Seq2[Order, error] {
	return func(yield func(Order, error) bool) {
		for {
			rows, err := read(b, func(tx *Tx) (orderRows, error) { return tx.orderRows(&q, chunk), nil })
			if err != nil {
				yield(Order{}, err)
				return
			}
			// Decoding takes longer than reading by far: it is done outside of the transaction.
			orders, err := rows.decode(&q)
			for i := range orders {
				if !yield(orders[i], nil) {
					return
				}
			}
			if err != nil {
				yield(Order{}, damaged(b.path, nil, false, err))
				return
			}
			if !rows.more {
				return
			}
			if q.Oldest {
				q.From = rows.last + 1
			} else {
				q.Before = rows.last
			}
		}
	}
}

// orderRows are orders as they stand in the book.
type orderRows struct {
	values [][]byte
	last   uint64 // the last order that was looked at
	more   bool   // there may be others behind it
}

func (tx *Tx) orderRows(q *OrderQuery, chunk int) (r orderRows) {
	from, to := q.bounds()
	looked := 0
	for k, raw := range tx.scan(tableOrders, from, to, !q.Oldest) {
		r.last, looked = number(k[8:]), looked+1
		if !q.NotExported || tx.get(tableExported, k) == nil {
			r.values = append(r.values, bytes.Clone(raw))
		}
		if len(r.values) == chunk || looked == scanLook {
			r.more = q.Oldest || r.last > 0
			break
		}
	}
	return r
}

// decodeShare is how many values one goroutine decodes at least.
const decodeShare = 50

// decode gives the orders that match, in the order of the rows; with an error, those before it.
func (r *orderRows) decode(q *OrderQuery) ([]Order, error) {
	share := max(decodeShare, (len(r.values)+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0))
	parts := slices.Collect(slices.Chunk(r.values, share))
	found, errs := make([][]Order, len(parts)), make([]error, len(parts))
	var wg sync.WaitGroup
	for i := range parts {
		wg.Go(func() { found[i], errs[i] = decodeMatching(parts[i], q) })
	}
	wg.Wait()
	for i, err := range errs {
		if err != nil {
			return slices.Concat(found[:i+1]...), err
		}
	}
	return slices.Concat(found...), nil
}

func decodeMatching(values [][]byte, q *OrderQuery) ([]Order, error) {
	list := make([]Order, 0, len(values))
	for _, raw := range values {
		if q.rulesOut(raw) {
			continue
		}
		var o Order
		if err := decode(raw, &o); err != nil {
			return list, err
		}
		if q.matches(o.StatusID, o.Created, o.Modified) {
			list = append(list, o)
		}
	}
	return list, nil
}
