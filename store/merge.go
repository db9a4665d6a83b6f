package store

import (
	"bytes"
	"slices"
)

// Merging keeps the number of segments small. Segments of one size are merged, sixteen at a time, into one of the next;
// those of the largest size stay as they are. It is done in small steps, within the transactions that add segments, so
// that no write waits long: what a merge has written so far is seen by nobody until it is complete.

const (
	mergeWidth = 16
	dropBlocks = 64 // blocks of merged segments that a step deletes
)

// merging is a merge that is under way.
type merging struct {
	Inputs []segment `json:"inputs"`
	Output segment   `json:"output"`
	After  string    `json:"after"` // the last word that was written; "" at the beginning
}

// tier tells sizes of segments apart; the largest are not merged any more.
func tier(docs int) int {
	switch {
	case docs < 512:
		return 0
	case docs < 8192:
		return 1
	}
	return 2
}

// mergeSome goes on with merging, and writes about so many bytes.
func (tx *Tx) mergeSome(c ConnectionID, state *indexState, budget int) error {
	if err := tx.dropSome(c, state); err != nil {
		return err
	}
	budget = max(budget, indexing.step)
	for budget > 0 {
		if state.Merge == nil && !state.startMerge() {
			return nil
		}
		written, err := tx.mergeStep(c, state, budget)
		if err != nil {
			return err
		}
		budget -= written
	}
	return nil
}

func (s *indexState) startMerge() bool {
	for t := range 2 {
		var inputs []segment
		for _, seg := range s.Segments {
			if tier(seg.Docs) == t && len(inputs) < mergeWidth {
				inputs = append(inputs, seg)
			}
		}
		if len(inputs) < mergeWidth {
			continue
		}
		s.Last++
		s.Merge = &merging{Inputs: inputs, Output: segment{ID: s.Last, Min: inputs[0].Min}}
		for _, in := range inputs {
			o := &s.Merge.Output
			o.Min, o.Max, o.Docs = min(o.Min, in.Min), max(o.Max, in.Max), o.Docs+in.Docs
		}
		return true
	}
	return false
}

// dropSome deletes blocks of segments that were merged.
func (tx *Tx) dropSome(c ConnectionID, state *indexState) error {
	var keys [][]byte
	for len(state.Dropped) > 0 {
		id := state.Dropped[0]
		for k := range tx.scan(tableWords, key(uint64(c), id), key(uint64(c), id+1), false) {
			if len(keys) == dropBlocks {
				return tx.deleteAll(tableWords, keys)
			}
			keys = append(keys, bytes.Clone(k))
		}
		state.Dropped = state.Dropped[1:]
	}
	return tx.deleteAll(tableWords, keys)
}

// mergeStep writes about so many bytes of the merge that is under way, and ends it where nothing is left.
func (tx *Tx) mergeStep(c ConnectionID, state *indexState, budget int) (written int, err error) {
	m := state.Merge
	readers := make([]*segmentReader, len(m.Inputs))
	for i, in := range m.Inputs {
		readers[i] = &segmentReader{tx: tx, c: c, segment: in.ID}
		if err := readers[i].start(m.After); err != nil {
			return 0, err
		}
	}
	// Blocks are put behind the loop: a table must not be changed while it is walked.
	w := blockWriter{c: c, segment: m.Output.ID}
	var word []byte
	var ids []uint64
	add := func(id uint64) { ids = append(ids, id) }
	for w.written < budget {
		least := -1
		for i, r := range readers {
			if r.ok && (least < 0 || bytes.Compare(r.word, readers[least].word) < 0) {
				least = i
			}
		}
		if least < 0 {
			state.endMerge()
			break
		}
		word, ids = append(word[:0], readers[least].word...), ids[:0]
		for _, r := range readers {
			for r.ok && bytes.Equal(r.word, word) {
				r.each(add)
				if err := r.advance(); err != nil {
					return 0, err
				}
			}
		}
		if !slices.IsSorted(ids) {
			slices.Sort(ids)
		}
		ids = slices.Compact(ids)
		w.add(word, ids)
	}
	m.After = string(word)
	err = w.flush(tx)
	return max(w.written, 1), err
}

func (s *indexState) endMerge() {
	for _, in := range s.Merge.Inputs {
		s.Segments = slices.DeleteFunc(s.Segments, func(seg segment) bool { return seg.ID == in.ID })
		s.Dropped = append(s.Dropped, in.ID)
	}
	s.Segments = append(s.Segments, s.Merge.Output)
	s.Merge = nil
}

// segmentReader reads a segment's entries block by block.
type segmentReader struct {
	tx      *Tx
	c       ConnectionID
	segment uint64
	from    []byte // where the next block is looked for
	ok      bool   // there is an entry
	entryReader
}

// start goes to the first entry behind a word.
func (r *segmentReader) start(after string) error {
	r.from = key(uint64(r.c), r.segment)
	if after != "" {
		for k := range r.tx.scan(tableWords, r.from, append(segmentKey(r.c, r.segment, after), 0), true) {
			r.from = bytes.Clone(k)
			break
		}
	}
	if err := r.advance(); err != nil {
		return err
	}
	for r.ok && after != "" && string(r.word) <= after {
		if err := r.advance(); err != nil {
			return err
		}
	}
	return nil
}

func (r *segmentReader) advance() error {
	for {
		more, err := r.next()
		if err != nil {
			return err
		}
		if r.ok = more; more {
			return nil
		}
		found := false
		for k, raw := range r.tx.scan(tableWords, r.from, key(uint64(r.c), r.segment+1), false) {
			if r.entryReader, err = readBlock(raw); err != nil {
				return err
			}
			r.from, found = append(bytes.Clone(k), 0), true
			break
		}
		if !found {
			return nil
		}
	}
}
