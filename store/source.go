package store

import (
	"cmp"
	"encoding/binary"
	"maps"
	"slices"
)

// anyChunk is above every chunk.
const anyChunk = ^uint64(0)

// source gives a set of orders chunk by chunk, the highest first. Chunks are asked for in descending order.
type source interface {
	// next is the highest chunk, not above top, that may hold something.
	next(top uint64) (chunk uint64, ok bool, err error)
	// or adds what the set holds of a chunk.
	or(chunk uint64, into *bitmap) error
}

// setSource is the union of the sets of a kind whose value is one of some, or lies from lo to hi where values is nil.
type setSource struct {
	tx     *Tx
	c      ConnectionID
	kind   byte
	values []uint32
	lo, hi uint32
}

// takes tells whether the set under a key is one of those.
func (s *setSource) takes(k []byte) (bool, error) {
	if err := keyLength(k, setKeyLength); err != nil {
		return false, err
	}
	v := binary.BigEndian.Uint32(k[17:])
	if s.values != nil {
		return slices.Contains(s.values, v), nil
	}
	return s.lo <= v && v <= s.hi, nil
}

func (s *setSource) next(top uint64) (uint64, bool, error) {
	to := append(key(uint64(s.c)), s.kind+1)
	if top != anyChunk {
		to = setKey{s.kind, top + 1, 0}.bytes(s.c)
	}
	for k := range s.tx.scan(tableSets, append(key(uint64(s.c)), s.kind), to, true) {
		if ok, err := s.takes(k); ok || err != nil {
			return number(k[9:]), ok, err
		}
	}
	return 0, false, nil
}

func (s *setSource) or(chunk uint64, into *bitmap) error {
	from, to := setKey{s.kind, chunk, s.lo}.bytes(s.c), append(key(uint64(s.c)), s.kind)
	to = append(to, key(chunk+1)...)
	for k, v := range s.tx.scan(tableSets, from, to, false) {
		ok, err := s.takes(k)
		if ok {
			err = into.orStored(v)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// unionSource holds what any of its parts holds.
type unionSource []source

func (u unionSource) next(top uint64) (best uint64, found bool, err error) {
	for _, s := range u {
		n, ok, err := s.next(top)
		if err != nil {
			return 0, false, err
		}
		if ok && (!found || n > best) {
			best, found = n, true
		}
	}
	return best, found, nil
}

func (u unionSource) or(chunk uint64, into *bitmap) error {
	for _, s := range u {
		if err := s.or(chunk, into); err != nil {
			return err
		}
	}
	return nil
}

// wordSource holds the orders that were indexed under a word with the given beginning. What a segment has of it is read
// when its highest order is reached, and let go of behind its lowest.
type wordSource struct {
	tx      *Tx
	c       ConnectionID
	prefix  string
	pending []segment // highest order first
	open    []openSegment
}

type openSegment struct {
	set    idSet
	chunks []uint64 // what is left of them, descending
}

func (tx *Tx) wordSource(c ConnectionID, prefix string) (*wordSource, error) {
	state, err := tx.indexState(c)
	if err != nil {
		return nil, err
	}
	s := &wordSource{tx: tx, c: c, prefix: prefix, pending: state.Segments}
	slices.SortFunc(s.pending, func(a, b segment) int { return cmp.Compare(b.Max, a.Max) })
	return s, nil
}

func (s *wordSource) next(top uint64) (best uint64, found bool, err error) {
	for i := 0; i < len(s.open); {
		o := &s.open[i]
		for len(o.chunks) > 0 && o.chunks[0] > top {
			o.chunks = o.chunks[1:]
		}
		if len(o.chunks) == 0 {
			s.open = slices.Delete(s.open, i, i+1)
			continue
		}
		if !found || o.chunks[0] > best {
			best, found = o.chunks[0], true
		}
		i++
	}
	for len(s.pending) > 0 && (!found || chunkOf(s.pending[0].Max) >= best) {
		seg := s.pending[0]
		s.pending = s.pending[1:]
		if chunkOf(seg.Min) > top {
			continue
		}
		var o openSegment
		if err := s.tx.collect(s.c, seg.ID, s.prefix, &o.set); err != nil {
			return 0, false, err
		}
		o.chunks = slices.SortedFunc(maps.Keys(o.set.chunks), func(a, b uint64) int { return cmp.Compare(b, a) })
		for len(o.chunks) > 0 && o.chunks[0] > top {
			o.chunks = o.chunks[1:]
		}
		if len(o.chunks) == 0 {
			continue
		}
		if s.open = append(s.open, o); !found || o.chunks[0] > best {
			best, found = o.chunks[0], true
		}
	}
	return best, found, nil
}

func (s *wordSource) or(chunk uint64, into *bitmap) error {
	for i := range s.open {
		if b := s.open[i].set.chunks[chunk]; b != nil {
			into.or(b)
		}
	}
	return nil
}
