package store

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"
)

// OrderSearch chooses orders of one connection or of all.
type OrderSearch struct {
	Connection ConnectionID // 0: all
	// Text is words. Each must be the beginning of a word of the order: of its number, its customer's name, company and
	// e-mail, its lines' skus, its status's label. Case and accents don't matter, see words.go.
	Text     string
	Statuses []int     // none: all
	From, To time.Time // created at From or later, and before To; zero: open
}

// FoundOrder is an order with the place it was found at.
type FoundOrder struct {
	Connection ConnectionID
	Order
	Place OrderPlace
}

// OrderPlace says how far a search has come: behind the order it was given out with. "" is before the newest. It is
// "connection:order" for each store that has had its turn, with commas between them.
type OrderPlace string

// places are how far the search of each store has come.
type places map[ConnectionID]uint64

func (p OrderPlace) read() (places, error) {
	at := places{}
	if p == "" {
		return at, nil
	}
	for part := range strings.SplitSeq(string(p), ",") {
		c, id, _ := strings.Cut(part, ":")
		cn, err := strconv.ParseUint(c, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("a place in a search: %w", err)
		}
		if at[ConnectionID(cn)], err = strconv.ParseUint(id, 10, 64); err != nil {
			return nil, fmt.Errorf("a place in a search: %w", err)
		}
	}
	return at, nil
}

func (at places) place(connections []ConnectionID) OrderPlace {
	var b strings.Builder
	for _, c := range connections {
		if id, ok := at[c]; ok {
			if b.Len() > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, "%d:%d", c, id)
		}
	}
	return OrderPlace(b.String())
}

// FindOrders lists at most limit orders behind a place, newest first: those of a store by their ids, several stores'
// interleaved by when they were created. more tells that there are others behind them. Errors: ctx's.
func (b *Book) FindOrders(ctx context.Context, q OrderSearch, after OrderPlace, limit int) (rows []FoundOrder, more bool, err error) {
	at, err := after.read()
	if err != nil {
		return nil, false, err
	}
	err = b.View(func(tx *Tx) error {
		connections, err := tx.connectionsOf(q.Connection)
		if err != nil {
			return err
		}
		slices.Sort(connections)
		merged, stop, err := tx.newestFirst(ctx, q, connections, at)
		if err != nil {
			return err
		}
		defer stop()
		for {
			row, err := merged()
			if err != nil || row == nil {
				return err
			}
			if limit > 0 && len(rows) == limit {
				more = true
				return nil
			}
			at[row.Connection] = row.StoreOrderID
			row.Place = at.place(connections)
			rows = append(rows, *row)
		}
	})
	return rows, more, err
}

// newestFirst merges what is found in each store. The function it returns gives nil at the end.
func (tx *Tx) newestFirst(ctx context.Context, q OrderSearch, connections []ConnectionID, at places) (merged func() (*FoundOrder, error), stop func(), err error) {
	type stream struct {
		head *FoundOrder
		next func() (*FoundOrder, error, bool)
	}
	var streams []*stream
	var stops []func()
	stop = func() {
		for _, s := range stops {
			s()
		}
	}
	pull := func(s *stream) error {
		o, err, ok := s.next()
		if s.head = o; !ok {
			s.head = nil
		}
		return err
	}
	for _, c := range connections {
		below, begun := at[c]
		if begun && below == 0 {
			continue
		}
		if !begun {
			below = anyOrder
		}
		next, end := iter.Pull2(tx.found(ctx, q, c, below))
		s := &stream{next: next}
		stops = append(stops, end)
		if err := pull(s); err != nil {
			stop()
			return nil, nil, err
		}
		streams = append(streams, s)
	}
	return func() (*FoundOrder, error) {
		var best *stream
		for _, s := range streams {
			if s.head != nil && (best == nil || s.head.Created.After(best.head.Created)) {
				best = s
			}
		}
		if best == nil {
			return nil, nil
		}
		row := best.head
		return row, pull(best)
	}, stop, nil
}

// found walks what is found in one store below an order's id, downwards.
func (tx *Tx) found(ctx context.Context, q OrderSearch, c ConnectionID, below uint64) iter.Seq2[*FoundOrder, error] {
	return func(yield func(*FoundOrder, error) bool) {
		s, err := tx.newSearch(q, c)
		if err != nil {
			yield(nil, err)
			return
		}
		for top := below; ; {
			chunk, ids, _, ok, err := s.chunk(ctx, top)
			if err != nil {
				yield(nil, err)
				return
			}
			if !ok {
				return
			}
			for at := ids.highest(); at >= 0; at = ids.highest() {
				ids.remove(uint16(at))
				o, err := s.look(chunk<<chunkBits | uint64(at))
				if err == nil && o == nil {
					continue
				}
				if !yield(o, err) || err != nil {
					return
				}
				// A screenful is wanted, but what is looked at in vain has no bound of its own.
				if err := ctx.Err(); err != nil {
					yield(nil, err)
					return
				}
			}
			if top = chunk << chunkBits; top == 0 {
				return
			}
		}
	}
}
