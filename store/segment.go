package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// The word index of a connection is made of segments, as search engines have them. A batch of orders adds one small
// segment in its own transaction; segments are merged by and by, see merge.go. A segment is a row of blocks in the order
// of their words:
//
//	connection | segment | first word | 0 | its first order → version | entries
//
// An entry is: length of what it shares with the word before it, length of the rest, the rest, number of orders, the
// first order's id, the distance to each further one; numbers are varints. A word may have several entries in a row. What
// the index says is true of an order unless it is in the set of changed orders (setChanged), which have to be looked at.

// indexState is what a connection's index consists of.
type indexState struct {
	Last     uint64    `json:"last"` // the number given out last
	Segments []segment `json:"segments,omitempty"`
	Merge    *merging  `json:"merge,omitempty"`
	// Dropped are merged segments whose blocks are not all deleted yet.
	Dropped []uint64 `json:"dropped,omitempty"`
}

type segment struct {
	ID   uint64 `json:"id"`
	Min  uint64 `json:"min"` // its lowest and highest order
	Max  uint64 `json:"max"`
	Docs int    `json:"docs"` // its orders; after a merge, the sum of what was merged
}

// maxRun bounds how many orders stand in one entry.
const maxRun = 1000

// indexing says how the index is written. Tests alone change it, to have small books go through what large ones do.
var indexing = struct{ block, run, step, share int }{
	block: 4000,     // a block is closed when it has so many bytes
	run:   maxRun,   // orders in one entry
	step:  32 << 10, // bytes that a step of merging writes at least, where there is something to merge,
	share: 4,        // or so many times what was added
}

func (tx *Tx) indexState(c ConnectionID) (indexState, error) {
	s, err := load[indexState](tx, tableSegments, key(uint64(c)))
	if errors.Is(err, ErrNotFound) {
		return indexState{}, nil
	}
	return s, err
}

// addSegment adds what a batch of orders brought, and takes its turn at merging.
func (tx *Tx) addSegment(c ConnectionID, words map[string][]uint64, docs int) error {
	if len(words) == 0 {
		return nil
	}
	state, err := tx.indexState(c)
	if err != nil {
		return err
	}
	state.Last++
	w := blockWriter{c: c, segment: state.Last}
	var word []byte
	for _, s := range slices.Sorted(maps.Keys(words)) {
		word = append(word[:0], s...)
		w.add(word, words[s])
	}
	if err := w.flush(tx); err != nil {
		return err
	}
	state.Segments = append(state.Segments, segment{ID: state.Last, Min: w.min, Max: w.max, Docs: docs})
	if err := tx.mergeSome(c, &state, indexing.share*w.written); err != nil {
		return err
	}
	return save(tx, tableSegments, key(uint64(c)), state)
}

type block struct{ key, value []byte }

// blockWriter makes the blocks of a segment; words come in ascending order.
type blockWriter struct {
	c        ConnectionID
	segment  uint64
	done     []block
	value    []byte // of the open block
	key      []byte
	last     []byte
	min, max uint64
	written  int
}

func (w *blockWriter) add(word []byte, ids []uint64) {
	if w.max == 0 && w.min == 0 {
		w.min = ids[0]
	}
	w.min, w.max = min(w.min, ids[0]), max(w.max, ids[len(ids)-1])
	for run := range slices.Chunk(ids, indexing.run) {
		if w.value == nil {
			w.key = segmentKey(w.c, w.segment, word)
			w.key = append(append(w.key, 0), key(run[0])...)
			w.value, w.last = append(make([]byte, 0, indexing.block+indexing.block/4), valueVersion), w.last[:0]
		}
		shared := 0
		for shared < len(word) && shared < len(w.last) && word[shared] == w.last[shared] {
			shared++
		}
		v := binary.AppendUvarint(w.value, uint64(shared))
		v = binary.AppendUvarint(v, uint64(len(word)-shared))
		v = append(v, word[shared:]...)
		v = binary.AppendUvarint(v, uint64(len(run)))
		before := uint64(0)
		for _, id := range run {
			v = binary.AppendUvarint(v, id-before)
			before = id
		}
		w.last = append(w.last[:shared], word[shared:]...)
		if w.value = v; len(v) >= indexing.block {
			w.close()
		}
	}
}

func (w *blockWriter) close() {
	if w.value != nil {
		w.done = append(w.done, block{w.key, w.value})
		w.written += len(w.value)
		w.value = nil
	}
}

func (w *blockWriter) flush(tx *Tx) error {
	w.close()
	for _, b := range w.done {
		if err := tx.put(tableWords, b.key, b.value); err != nil {
			return err
		}
	}
	w.done = nil
	return nil
}

func segmentKey[T string | []byte](c ConnectionID, segment uint64, word T) []byte {
	return append(key(uint64(c), segment), word...)
}

var errIndex = unreadable("its word index doesn't decode")

// entry is one entry of a block.
type entry struct {
	word []byte
	n    int
	ids  []byte // encoded
}

// entryReader reads a block's entries one after another.
type entryReader struct {
	rest []byte
	entry
}

func readBlock(raw []byte) (entryReader, error) {
	if len(raw) == 0 || raw[0] != valueVersion {
		return entryReader{}, errIndex
	}
	return entryReader{rest: raw[1:]}, nil
}

// next reads the next entry; false at the end. Its word is good until the next call.
func (r *entryReader) next() (bool, error) {
	if len(r.rest) == 0 {
		return false, nil
	}
	shared, a := binary.Uvarint(r.rest)
	if a <= 0 {
		return false, errIndex
	}
	length, b := binary.Uvarint(r.rest[a:])
	if b <= 0 || shared > uint64(len(r.word)) || length > uint64(len(r.rest)-a-b) {
		return false, errIndex
	}
	at := a + b + int(length)
	r.word = append(r.word[:shared], r.rest[a+b:at]...)
	n, c := binary.Uvarint(r.rest[at:])
	if c <= 0 || n == 0 || n > maxRun {
		return false, errIndex
	}
	at += c
	r.n, r.ids = int(n), r.rest[at:]
	for range n {
		for at < len(r.rest) && r.rest[at] >= 0x80 {
			at++
		}
		if at++; at > len(r.rest) {
			return false, errIndex
		}
	}
	r.ids = r.ids[:len(r.ids)-(len(r.rest)-at)]
	r.rest = r.rest[at:]
	return true, nil
}

// each gives out the entry's orders, ascending.
func (e *entry) each(f func(id uint64)) {
	id := uint64(0)
	for p := e.ids; len(p) > 0; {
		d, n := binary.Uvarint(p)
		if n <= 0 {
			return
		}
		id += d
		f(id)
		p = p[n:]
	}
}

// collect adds to a set the orders that a segment has under the words with a beginning.
func (tx *Tx) collect(c ConnectionID, segment uint64, prefix string, into *idSet) error {
	from, first := key(uint64(c), segment), segmentKey(c, segment, prefix)
	// The word may begin in the block before the first one that begins with it.
	for k := range tx.scan(tableWords, from, first, true) {
		from = bytes.Clone(k)
		break
	}
	for k, raw := range tx.scan(tableWords, from, key(uint64(c), segment+1), false) {
		if !bytes.HasPrefix(k, first) && bytes.Compare(k, first) > 0 {
			return nil
		}
		r, err := readBlock(raw)
		if err != nil {
			return err
		}
		for {
			more, err := r.next()
			if err != nil {
				return fmt.Errorf("segment %d: %w", segment, err)
			}
			if !more || string(r.word[:min(len(r.word), len(prefix))]) > prefix {
				break
			}
			if bytes.HasPrefix(r.word, []byte(prefix)) {
				r.each(into.add)
			}
		}
	}
	return nil
}
