package store

import (
	"encoding/binary"
	"math/bits"
)

// Sets of order ids are kept and combined in chunks of 4096 neighbouring ids. Stores give ids out one after another, so
// that a chunk is mostly full of something.
const (
	chunkBits = 12
	chunkSize = 1 << chunkBits
)

func chunkOf(id uint64) uint64 { return id >> chunkBits }

// bitmap is a chunk with a bit for each id.
type bitmap [chunkSize / 64]uint64

func (b *bitmap) add(at uint16)    { b[at>>6] |= 1 << (at & 63) }
func (b *bitmap) remove(at uint16) { b[at>>6] &^= 1 << (at & 63) }

func (b *bitmap) or(other *bitmap) {
	for i := range b {
		b[i] |= other[i]
	}
}

func (b *bitmap) and(other *bitmap) {
	for i := range b {
		b[i] &= other[i]
	}
}

func (b *bitmap) count() (n int) {
	for _, w := range b {
		n += bits.OnesCount64(w)
	}
	return n
}

// below clears what is at or above an id of the chunk.
func (b *bitmap) below(at uint16) {
	b[at>>6] &= 1<<(at&63) - 1
	for i := int(at>>6) + 1; i < len(b); i++ {
		b[i] = 0
	}
}

// highest is the highest id of the chunk; -1: none.
func (b *bitmap) highest() int {
	for i := len(b) - 1; i >= 0; i-- {
		if b[i] != 0 {
			return i*64 + bits.Len64(b[i]) - 1
		}
	}
	return -1
}

// Forms of a chunk in the book.
const (
	formList = 1 // two bytes an id, ascending
	formBits = 2
)

// encode is the chunk as it stands in the book: a list where that is shorter.
func (b *bitmap) encode() []byte {
	n := b.count()
	if 2*n >= chunkSize/8 {
		out := make([]byte, 2, 2+chunkSize/8)
		out[0], out[1] = valueVersion, formBits
		for _, w := range b {
			out = binary.BigEndian.AppendUint64(out, w)
		}
		return out
	}
	out := make([]byte, 2, 2+2*n)
	out[0], out[1] = valueVersion, formList
	for i, w := range b {
		for ; w != 0; w &= w - 1 {
			out = binary.BigEndian.AppendUint16(out, uint16(i*64+bits.TrailingZeros64(w)))
		}
	}
	return out
}

// orStored adds what stands in the book to the chunk.
func (b *bitmap) orStored(raw []byte) error {
	switch {
	case len(raw) >= 2 && raw[0] == valueVersion && raw[1] == formList && len(raw)%2 == 0:
		for p := raw[2:]; len(p) > 0; p = p[2:] {
			b.add(binary.BigEndian.Uint16(p) & (chunkSize - 1))
		}
		return nil
	case len(raw) == 2+chunkSize/8 && raw[0] == valueVersion && raw[1] == formBits:
		for i := range b {
			b[i] |= binary.BigEndian.Uint64(raw[2+8*i:])
		}
		return nil
	}
	return unreadable("a set of orders in it doesn't decode")
}

// idSet is a set of ids in memory. Neighbouring ids are quick to add.
type idSet struct {
	chunks map[uint64]*bitmap
	at     uint64 // the chunk that was touched last
	last   *bitmap
}

func (s *idSet) add(id uint64) {
	c := chunkOf(id)
	if s.last == nil || s.at != c {
		if s.chunks == nil {
			s.chunks = map[uint64]*bitmap{}
		}
		s.at, s.last = c, s.chunks[c]
		if s.last == nil {
			s.last = new(bitmap)
			s.chunks[c] = s.last
		}
	}
	s.last.add(uint16(id & (chunkSize - 1)))
}
