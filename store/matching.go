package store

import (
	"context"
	"slices"
	"strings"
	"time"
)

// anyOrder is above every order's id.
const anyOrder = ^uint64(0)

// search is one search in one store.
type search struct {
	tx      *Tx
	c       ConnectionID
	q       OrderSearch
	words   []string
	sources []source // an order has to be in all of them
	doubts  []source // what is in one of these has to be looked at
	unsure  bool     // all have to be looked at
}

func (tx *Tx) newSearch(q OrderSearch, c ConnectionID) (*search, error) {
	s := &search{tx: tx, c: c, q: q, words: queryWords(q.Text)}
	labels, err := tx.labels(c)
	if err != nil {
		return nil, err
	}
	set := func(kind byte, values ...uint32) *setSource {
		return &setSource{tx: tx, c: c, kind: kind, values: values}
	}
	if len(s.words) > 0 || len(q.Statuses) > 0 {
		s.doubts = append(s.doubts, set(setLabel, otherLabel))
	}
	if len(s.words) > 0 {
		s.doubts = append(s.doubts, set(setChanged, 0))
	}
	for _, w := range s.words {
		words, err := tx.wordSource(c, term(w))
		if err != nil {
			return nil, err
		}
		status := append(labels.matching(func(l statusLabel) bool { return allFound([]string{w}, addWords(nil, l.Label)) }), otherLabel)
		s.sources = append(s.sources, unionSource{words, set(setLabel, status...)})
		s.unsure = s.unsure || len(w) > maxTerm
	}
	if len(q.Statuses) > 0 {
		values := labels.matching(func(l statusLabel) bool { return slices.Contains(q.Statuses, l.Status) })
		s.sources = append(s.sources, set(setLabel, append(values, otherLabel)...))
	}
	s.addDates(set(setDay))
	return s, nil
}

// addDates adds the days of the search, and has the orders of a day that is only in part of it looked at.
func (s *search) addDates(days *setSource) {
	days.values, days.lo, days.hi = nil, 0, ^uint32(0)
	partial := func(t time.Time) {
		if !t.IsZero() && !t.Equal(t.UTC().Truncate(24*time.Hour)) {
			v := dayValue(dayOf(t))
			s.doubts = append(s.doubts, &setSource{tx: s.tx, c: s.c, kind: setDay, values: []uint32{v}})
		}
	}
	partial(s.q.From)
	partial(s.q.To)
	if !s.q.From.IsZero() {
		days.lo = dayValue(dayOf(s.q.From))
	}
	if !s.q.To.IsZero() {
		days.hi = dayValue(dayOf(s.q.To.Add(-1)))
	}
	// Every order has a day: where nothing else is asked for, the days give them all.
	if len(s.sources) == 0 || !s.q.From.IsZero() || !s.q.To.IsZero() {
		s.sources = append(s.sources, days)
	}
}

// chunk finds the highest chunk with orders below top that may match; doubted are those that have to be looked at. ok is
// false where there is none.
func (s *search) chunk(ctx context.Context, top uint64) (chunk uint64, ids, doubted bitmap, ok bool, err error) {
	for top > 0 {
		if err := ctx.Err(); err != nil {
			return 0, ids, doubted, false, err
		}
		chunk, ok, err = s.agree(chunkOf(top - 1))
		if err != nil || !ok {
			return 0, ids, doubted, false, err
		}
		if ids, err = s.combine(chunk); err != nil {
			return 0, ids, doubted, false, err
		}
		if chunkOf(top) == chunk {
			ids.below(uint16(top & (chunkSize - 1)))
		}
		if ids.highest() < 0 {
			top = chunk << chunkBits
			continue
		}
		doubted, err = s.doubted(chunk, &ids)
		return chunk, ids, doubted, true, err
	}
	return 0, ids, doubted, false, nil
}

// agree is the highest chunk, not above top, in which every source may have something.
func (s *search) agree(top uint64) (chunk uint64, ok bool, err error) {
	for i := 0; i < len(s.sources); i++ {
		n, ok, err := s.sources[i].next(top)
		if err != nil || !ok {
			return 0, false, err
		}
		if n < top {
			top, i = n, -1
		}
	}
	return top, true, nil
}

func (s *search) combine(chunk uint64) (ids bitmap, err error) {
	for i, src := range s.sources {
		var part bitmap
		if err := src.or(chunk, &part); err != nil {
			return ids, err
		}
		if i == 0 {
			ids = part
		} else {
			ids.and(&part)
		}
	}
	return ids, nil
}

func (s *search) doubted(chunk uint64, ids *bitmap) (bitmap, error) {
	if s.unsure {
		return *ids, nil
	}
	var d bitmap
	err := unionSource(s.doubts).or(chunk, &d)
	d.and(ids)
	return d, err
}

// look reads an order; nil where it doesn't match.
func (s *search) look(id uint64) (*FoundOrder, error) {
	raw := s.tx.get(tableOrders, key(uint64(s.c), id))
	if raw == nil {
		return nil, nil
	}
	found := &FoundOrder{Connection: s.c}
	if err := decode(raw, &found.Order); err != nil || !s.q.takes(&found.Order, s.words) {
		return nil, err
	}
	return found, nil
}

// takes tells whether an order matches, by the order itself.
func (q *OrderSearch) takes(o *Order, words []string) bool {
	if len(q.Statuses) > 0 && !slices.Contains(q.Statuses, o.StatusID) ||
		!q.From.IsZero() && o.Created.Before(q.From) || !q.To.IsZero() && !o.Created.Before(q.To) {
		return false
	}
	if len(words) == 0 {
		return true
	}
	return allFound(words, append(orderWords(o), addWords(nil, o.Status)...))
}

// onlyStatuses tells whether a search asks for nothing that the kept counts don't tell.
func (q *OrderSearch) onlyStatuses() bool {
	return strings.TrimSpace(q.Text) == "" && q.From.IsZero() && q.To.IsZero()
}
