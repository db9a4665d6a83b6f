package store

import (
	"hash/maphash"
	"maps"
	"slices"
)

// orders counts every connection's orders again, and holds the sets and the word index against them. The index is compared
// by sums of hashes, one for each chunk of ids, so that a million orders take no more memory than a thousand.
func (c *checker) orders(tx *Tx) error {
	list, err := tx.Connections()
	if err != nil {
		return err
	}
	index := len(c.h.Flaws[PartIndex]) == 0 && !c.h.Migrating
	if !index {
		c.h.Unlooked = append(c.h.Unlooked, PartIndex)
	}
	for _, conn := range list {
		k := &orderChecker{
			checker: c, tx: tx, conn: conn, index: index, counts: map[int]int{}, days: map[int]int{}, sets: map[setKey]*bitmap{},
			sums: map[uint64]uint64{}, seed: maphash.MakeSeed(), missing: map[uint64]struct{}{},
		}
		if err := k.run(); err != nil {
			return err
		}
	}
	return nil
}

type orderChecker struct {
	*checker
	tx      *Tx
	conn    Connection
	index   bool
	counts  map[int]int
	days    map[int]int
	sets    map[setKey]*bitmap // of the chunk that is being read
	set     int                // sets that were as they have to be
	changed idSet
	seed    maphash.Seed
	sums    map[uint64]uint64 // chunk → sum of what stands in it
	// missing is what the index must have of orders that have lost a word, and may have more of.
	missing map[uint64]struct{}
	labels  *labels
}

// maxChanged bounds how many words of changed orders are looked for.
const maxChanged = 2_000_000

func (k *orderChecker) run() (err error) {
	c := k.conn.ID
	if k.index {
		if k.labels, err = k.tx.labels(c); err != nil {
			return err
		}
		if err := k.readChanged(); err != nil {
			return err
		}
	}
	state, err := k.tx.ImportState(c)
	if err != nil {
		return err
	}
	allocated := state.Allocated && !k.h.Migrating
	chunk := uint64(0)
	for key, raw := range k.tx.scan(tableOrders, key(uint64(c)), after(c), false) {
		if err := k.tick(); err != nil {
			return err
		}
		var o Order
		if err := decode(raw, &o); err != nil {
			return err
		}
		if o.StoreOrderID != number(key[8:]) {
			k.h.flaw(PartValues, "%s: order %d stands under the number %d", k.conn.Name, o.StoreOrderID, number(key[8:]))
			continue
		}
		if at := chunkOf(o.StoreOrderID); at != chunk {
			if err := k.endChunk(); err != nil {
				return err
			}
			chunk = at
		}
		k.order(&o)
		if allocated && k.h.Removing == 0 {
			flaws, err := k.tx.takingFlaws(c, &o)
			if err != nil {
				return err
			}
			for _, flaw := range flaws {
				k.h.flaw(PartAllocations, "%s", flaw)
			}
		}
	}
	if err := k.endChunk(); err != nil {
		return err
	}
	k.compareCounts()
	if !k.index {
		return nil
	}
	k.compareDays()
	k.countSets()
	return k.compareWords()
}

func (k *orderChecker) readChanged() error {
	prefix := append(key(uint64(k.conn.ID)), setChanged)
	for row, raw := range k.tx.scan(tableSets, prefix, append(key(uint64(k.conn.ID)), setChanged+1), false) {
		var b bitmap
		if err := b.orStored(raw); err != nil {
			return err
		}
		for at := b.highest(); at >= 0; at = b.highest() {
			b.remove(uint16(at))
			k.changed.add(number(row[9:])<<chunkBits | uint64(at))
		}
	}
	return nil
}

func (k *orderChecker) isChanged(id uint64) bool {
	b := k.changed.chunks[chunkOf(id)]
	return b != nil && b[id&(chunkSize-1)>>6]&(1<<(id&63)) != 0
}

// order notes what one order has to have everywhere else.
func (k *orderChecker) order(o *Order) {
	k.counts[0]++
	k.counts[o.StatusID+1]++
	if !k.index {
		return
	}
	id := o.StoreOrderID
	k.days[dayOf(o.Created)]++
	k.add(setDay, dayValue(dayOf(o.Created)), id)
	k.add(setLabel, k.labels.find(o), id)
	seen := map[string]bool{}
	for _, w := range orderWords(o) {
		t := term(w)
		if seen[t] {
			continue
		}
		seen[t] = true
		pair := k.pair(maphash.String(k.seed, t), id)
		switch {
		case !k.isChanged(id):
			k.sums[chunkOf(id)] += pair
		case len(k.missing) < maxChanged:
			k.missing[pair] = struct{}{}
		}
	}
}

func (k *orderChecker) add(kind byte, value uint32, id uint64) {
	at := setKey{kind, chunkOf(id), value}
	if k.sets[at] == nil {
		k.sets[at] = new(bitmap)
	}
	k.sets[at].add(uint16(id & (chunkSize - 1)))
}

// pair is a hash of a word and an order.
func (k *orderChecker) pair(word, id uint64) uint64 {
	h := (word ^ id*0x9E3779B97F4A7C15) * 0xBF58476D1CE4E5B9
	h = (h ^ h>>31) * 0x94D049BB133111EB
	return h ^ h>>29
}

// endChunk holds the sets of a chunk against its orders.
func (k *orderChecker) endChunk() error {
	for at, want := range k.sets {
		var have bitmap
		if raw := k.tx.get(tableSets, at.bytes(k.conn.ID)); raw != nil {
			if err := have.orStored(raw); err != nil {
				return err
			}
			k.set++
		}
		if have != *want {
			k.h.flaw(PartIndex, "%s: a list of orders by day or status is not in step with the orders from %d on", k.conn.Name, at.chunk<<chunkBits)
		}
	}
	clear(k.sets)
	return nil
}

// countSets looks for sets of orders that are not there.
func (k *orderChecker) countSets() {
	n := 0
	for row := range k.tx.scan(tableSets, key(uint64(k.conn.ID)), after(k.conn.ID), false) {
		if row[8] != setChanged {
			n++
		}
	}
	if n > k.set {
		k.h.flaw(PartIndex, "%s: %d lists of orders by day or status are of orders that are not there", k.conn.Name, n-k.set)
	}
}

func (k *orderChecker) compareCounts() {
	have := map[int]int{}
	for row, v := range k.tx.scan(tableCounts, key(uint64(k.conn.ID)), after(k.conn.ID), false) {
		have[int(number(row[8:]))] = int(number(v))
	}
	if !maps.Equal(have, k.counts) {
		k.h.flaw(PartCounts, "%s: %d orders are counted in %d statuses, %d in %d are there", k.conn.Name, have[0], max(0, len(have)-1), k.counts[0], max(0, len(k.counts)-1))
	}
}

func (k *orderChecker) compareDays() {
	have := map[int]int{}
	for row, v := range k.tx.scan(tableDays, key(uint64(k.conn.ID)), after(k.conn.ID), false) {
		have[int(number(row[8:]))+noDay] = int(number(v))
	}
	if !maps.Equal(have, k.days) {
		k.h.flaw(PartIndex, "%s: the orders of a day are not counted right", k.conn.Name)
	}
}

// compareWords reads the segments that searches read, and no others.
func (k *orderChecker) compareWords() error {
	c := k.conn.ID
	state, err := k.tx.indexState(c)
	if err != nil {
		return err
	}
	have := map[uint64]uint64{}
	for _, s := range state.Segments {
		for _, raw := range k.tx.scan(tableWords, key(uint64(c), s.ID), key(uint64(c), s.ID+1), false) {
			r, err := readBlock(raw)
			if err != nil {
				return err
			}
			for {
				more, err := r.next()
				if err != nil {
					return err
				}
				if !more {
					break
				}
				if err := k.tick(); err != nil {
					return err
				}
				word := maphash.Bytes(k.seed, r.word)
				r.each(func(id uint64) {
					if pair := k.pair(word, id); k.isChanged(id) {
						delete(k.missing, pair)
					} else {
						have[chunkOf(id)] += pair
					}
				})
			}
		}
	}
	for _, chunk := range slices.Sorted(maps.Keys(k.sums)) {
		if have[chunk] != k.sums[chunk] {
			k.h.flaw(PartIndex, "%s: the word index is not in step with the orders from %d on", k.conn.Name, chunk<<chunkBits)
		}
		delete(have, chunk)
	}
	if len(have) > 0 {
		k.h.flaw(PartIndex, "%s: the word index has orders that are not there", k.conn.Name)
	}
	if len(k.missing) > 0 {
		k.h.flaw(PartIndex, "%s: the word index lacks %d words of orders that have changed", k.conn.Name, len(k.missing))
	}
	return nil
}
