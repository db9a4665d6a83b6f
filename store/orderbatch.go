package store

import (
	"encoding/binary"
	"maps"
	"slices"
)

// Sets of orders: connection | kind | chunk | value → the ids of the chunk that have the value.
const (
	setDay     = 'd' // value: the day of creation, as in days
	setLabel   = 's' // value: a label's number, see labels
	setChanged = 'x' // value 0: orders that have lost a word since it was indexed
)

type setKey struct {
	kind  byte
	chunk uint64
	value uint32
}

func (k setKey) bytes(c ConnectionID) []byte {
	b := append(key(uint64(c)), k.kind)
	b = binary.BigEndian.AppendUint64(b, k.chunk)
	return binary.BigEndian.AppendUint32(b, k.value)
}

func dayValue(day int) uint32 { return uint32(day - noDay) }

// orderBatch gathers what a batch of orders does to the counts, the sets and the word index, so that each row is written
// once.
type orderBatch struct {
	tx     *Tx
	c      ConnectionID
	counts map[int]int
	days   map[int]int
	sets   map[setKey]*bitmap
	labels *labels
	words  map[string][]uint64 // ascending ids
	docs   int
	moved  bool // its orders come from another connection: none is new for a command

	customers map[string]*customerRow
}

func (tx *Tx) newOrderBatch(c ConnectionID, orders int) *orderBatch {
	return &orderBatch{tx: tx, c: c, counts: map[int]int{}, days: map[int]int{}, sets: map[setKey]*bitmap{}, words: make(map[string][]uint64, 4*orders),
		customers: map[string]*customerRow{}}
}

// replace notes that an order is written: now in the place of old, which is nil for one that is new. Orders come by
// ascending id.
func (b *orderBatch) replace(old *Order, now *Made) error {
	if old == nil {
		b.counts[0]++
	} else {
		b.counts[old.StatusID+1]--
	}
	b.counts[now.StatusID+1]++
	return b.index(old, now)
}

// index is replace without the counts of statuses.
func (b *orderBatch) index(old *Order, now *Made) error {
	if err := b.replaceDay(old, now.Order); err != nil {
		return err
	}
	if err := b.replaceLabel(old, now.Order); err != nil {
		return err
	}
	return b.replaceWords(old, now)
}

func (b *orderBatch) replaceDay(old, now *Order) error {
	day := dayOf(now.Created)
	if old != nil {
		was := dayOf(old.Created)
		if was == day {
			return nil
		}
		b.days[was]--
		if err := b.set(setDay, dayValue(was), now.StoreOrderID, false); err != nil {
			return err
		}
	}
	b.days[day]++
	return b.set(setDay, dayValue(day), now.StoreOrderID, true)
}

func (b *orderBatch) replaceLabel(old, now *Order) error {
	if old != nil && old.StatusID == now.StatusID && old.Status == now.Status {
		return nil
	}
	if b.labels == nil {
		l, err := b.tx.labels(b.c)
		if err != nil {
			return err
		}
		b.labels = l
	}
	if old != nil {
		if err := b.set(setLabel, b.labels.find(old), now.StoreOrderID, false); err != nil {
			return err
		}
	}
	return b.set(setLabel, b.labels.ensure(now), now.StoreOrderID, true)
}

func (b *orderBatch) replaceWords(old *Order, now *Made) error {
	words := now.words
	if old != nil {
		before := orderWords(old)
		if slices.Equal(before, words) {
			return nil
		}
		if slices.ContainsFunc(before, func(w string) bool { return !slices.Contains(words, w) }) {
			if err := b.set(setChanged, 0, now.StoreOrderID, true); err != nil {
				return err
			}
		}
		words = slices.DeleteFunc(slices.Clone(words), func(w string) bool { return slices.Contains(before, w) })
	}
	for _, w := range words {
		t := term(w)
		if ids := b.words[t]; len(ids) == 0 || ids[len(ids)-1] != now.StoreOrderID {
			b.words[t] = append(ids, now.StoreOrderID)
		}
	}
	if len(words) > 0 {
		b.docs++
	}
	return nil
}

// set adds an order to a set, or takes it out.
func (b *orderBatch) set(kind byte, value uint32, id uint64, in bool) error {
	k := setKey{kind, chunkOf(id), value}
	s := b.sets[k]
	if s == nil {
		s = new(bitmap)
		if raw := b.tx.get(tableSets, k.bytes(b.c)); raw != nil {
			if err := s.orStored(raw); err != nil {
				return err
			}
		}
		b.sets[k] = s
	}
	at := uint16(id & (chunkSize - 1))
	if in {
		s.add(at)
	} else {
		s.remove(at)
	}
	return nil
}

// flush writes what was gathered.
func (b *orderBatch) flush() error {
	for _, slot := range slices.Sorted(maps.Keys(b.counts)) {
		if err := b.tx.addCount(b.c, slot, b.counts[slot]); err != nil {
			return err
		}
	}
	for _, day := range slices.Sorted(maps.Keys(b.days)) {
		if err := b.tx.addDay(b.c, day, b.days[day]); err != nil {
			return err
		}
	}
	for _, k := range slices.Sorted(maps.Keys(b.customers)) {
		if row := b.customers[k]; row.changed {
			if err := b.tx.saveCustomer([]byte(k), row.Customer); err != nil {
				return err
			}
		}
	}
	for k, s := range b.sets {
		row := k.bytes(b.c)
		if s.highest() < 0 {
			if err := b.tx.delete(tableSets, row); err != nil {
				return err
			}
			continue
		}
		if err := b.tx.put(tableSets, row, s.encode()); err != nil {
			return err
		}
	}
	if b.labels != nil {
		if err := b.labels.flush(b.tx, b.c); err != nil {
			return err
		}
	}
	return b.tx.addSegment(b.c, b.words, b.docs)
}
