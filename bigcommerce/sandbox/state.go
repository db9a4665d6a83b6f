package sandbox

import (
	"cmp"
	"slices"
	"sync"
	"time"
)

// span is how far back the orders that a sandbox is made with were placed.
const span = 180 * 24 * time.Hour

// record is all that is kept of an untouched order; the rest is made from (seed, id) when it is asked for.
type record struct {
	id                uint32
	created, modified uint32 // Unix seconds
	status            uint8
}

// state holds the orders. Records are sorted by id; modified lists their positions by (date_modified, id), so that the changes
// since a moment are found by bisection among a million.
type state struct {
	seed uint64

	mu       sync.RWMutex
	records  []record
	modified []uint32
	changes  map[uint32]*OrderChange // never altered once it is here: readers use it without the lock
	raw      map[uint32]*rawOrder
	progress map[uint32]*progress
	refunds  map[uint32][]refund       // given with Refund, by id
	people   map[uint64]CustomerChange // customers' records that were changed
}

func newState(seed uint64, n int, now time.Time) *state {
	st := &state{seed: seed, changes: map[uint32]*OrderChange{}, raw: map[uint32]*rawOrder{}, progress: map[uint32]*progress{},
		refunds: map[uint32][]refund{}, people: map[uint64]CustomerChange{},
		records: make([]record, 0, n)}
	end := now.Add(-10 * time.Minute).Unix()
	seconds := int64(span / time.Second)
	id := uint32(99)
	for i := range n {
		id = st.after(id)
		r := seeded(seed, uint64(id), 0xda)
		created := end - seconds + (seconds*int64(i)+int64(r.fraction()*float64(seconds)))/int64(n)
		modified := created
		if r.chance(0.6) {
			modified = min(end, created+int64(r.below(6*24*3600)))
		}
		st.records = append(st.records, record{id, uint32(created), uint32(modified), madeStatus(seed, uint64(id))})
	}
	st.index()
	return st
}

// madeStatus is the status that an order is made with.
func madeStatus(seed, id uint64) uint8 {
	r := seeded(seed, id, 0x57)
	return uint8(r.pick(statusWeights))
}

// after is the id that follows: the next number, or now and then a few later, as where carts were given up.
func (st *state) after(id uint32) uint32 {
	id++
	if r := seeded(st.seed, uint64(id), 0x9a9); r.chance(0.04) {
		id += uint32(r.between(1, 3))
	}
	return id
}

func (st *state) byModified(a, b uint32) int {
	x, y := &st.records[a], &st.records[b]
	return cmp.Or(cmp.Compare(x.modified, y.modified), cmp.Compare(x.id, y.id))
}

func (st *state) index() {
	st.modified = make([]uint32, len(st.records))
	for i := range st.modified {
		st.modified[i] = uint32(i)
	}
	slices.SortFunc(st.modified, st.byModified)
}

// find gives the position of an order; the caller holds the lock.
func (st *state) find(id uint64) (int, bool) {
	return slices.BinarySearchFunc(st.records, id, func(r record, id uint64) int { return cmp.Compare(uint64(r.id), id) })
}

// move puts an order, whose date_modified becomes t, where it belongs among the changes; the caller holds the lock.
func (st *state) move(at int, t uint32) {
	pos := uint32(at)
	if i, ok := slices.BinarySearchFunc(st.modified, pos, st.byModified); ok {
		st.modified = slices.Delete(st.modified, i, i+1)
	}
	st.records[at].modified = t
	st.insert(pos)
}

func (st *state) insert(pos uint32) {
	i, _ := slices.BinarySearchFunc(st.modified, pos, st.byModified)
	st.modified = slices.Insert(st.modified, i, pos)
}

// held is one order as the state knows it, good without the lock.
type held struct {
	record
	change   *OrderChange
	raw      *rawOrder
	progress *progress
}

func (st *state) hold(r record) held {
	return held{r, st.changes[r.id], st.raw[r.id], st.progress[r.id]}
}

// order gives what is kept of one order.
func (st *state) order(id uint64) (held, bool) {
	st.mu.RLock()
	defer st.mu.RUnlock()
	at, ok := st.find(id)
	if !ok {
		return held{}, false
	}
	return st.hold(st.records[at]), true
}

// place adds n orders created at t and gives their ids. with, which may be nil, changes each before anybody sees it.
func (s *Sandbox) place(n int, with func(*OrderChange)) []uint64 {
	st, t := s.state, s.seconds()
	st.mu.Lock()
	defer st.mu.Unlock()
	ids := make([]uint64, 0, n)
	last := uint32(99)
	if len(st.records) > 0 {
		last = st.records[len(st.records)-1].id
	}
	for range n {
		last = st.after(last)
		rec := record{id: last, created: t, modified: t, status: 11}
		if with != nil {
			c := s.current(st.hold(rec))
			with(c)
			rec.status = c.status()
			st.changes[last] = c
		}
		s.begin(st.hold(rec))
		st.records = append(st.records, rec)
		st.insert(uint32(len(st.records) - 1))
		ids = append(ids, uint64(last))
	}
	return ids
}

// seconds is the store's clock as orders carry it.
func (s *Sandbox) seconds() uint32 { return uint32(s.cfg.Now().Unix()) }

// change applies f to an order and moves its date_modified to now; false where there is no such order.
func (s *Sandbox) change(id uint64, f func(*OrderChange)) bool {
	st := s.state
	st.mu.Lock()
	defer st.mu.Unlock()
	at, ok := st.find(id)
	if !ok {
		return false
	}
	h := st.hold(st.records[at])
	c, p := s.current(h), h.progress
	if p == nil && h.raw == nil {
		p = s.progressOf(h, s.make(h))
	}
	f(c)
	s.rewrite(at, h, c, p, true)
	return true
}
