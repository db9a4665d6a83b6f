package store

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"hash/crc32"
	"sync"

	"github.com/klauspost/compress/s2"
)

// Orders are packed: their JSON names the same fields and says the same words in each of them. A packed value is
//
//	packedVersion | CRC-32C of the JSON, big endian | the JSON as an S2 block, which refers to the dictionary
//
// A third of the bytes are left, and it costs less time to make a third of the pages than to write three. S2 has no sum of
// its own, and one wrong byte may spoil many: hence the CRC. Values that were written before there were packed ones are
// read as they are, and packed when their order changes.
const packedVersion = 2

const packedHead = 1 + crc32.Size

// maxPacked bounds what a value says it unpacks to, which may be damaged: 16 MiB. Larger ones are left plain.
const maxPacked = 16 << 20

// dictionaryText is what a block may refer to. It must never change: the orders of every book refer to it. Another one
// needs another version of values. TestDictionary tells how it is made.
//
//go:embed orders.dict
var dictionaryText []byte

var dictionary = sync.OnceValue(func() *s2.Dict { return s2.MakeDict(dictionaryText, nil) })

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// scratch are buffers for values on their way in or out.
var scratch = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func buffer() *bytes.Buffer {
	b := scratch.Get().(*bytes.Buffer)
	b.Reset()
	return b
}

// pack packs a value that encode has made; it gives the value itself where that is no gain.
func pack(plain []byte) []byte {
	body := plain[1:]
	if len(body) > maxPacked {
		return bytes.Clone(plain)
	}
	b := buffer()
	defer scratch.Put(b)
	b.Grow(s2.MaxEncodedLen(len(body)))
	block := dictionary().Encode(b.AvailableBuffer()[:b.Available()], body)
	if packedHead+len(block) >= len(plain) {
		return bytes.Clone(plain)
	}
	out := append(make([]byte, 0, packedHead+len(block)), packedVersion)
	out = binary.BigEndian.AppendUint32(out, crc32.Checksum(body, castagnoli))
	return append(out, block...)
}

// unpack gives what a packed value was made of: a value as encode has made it. It is good until the buffer is used again.
func unpack(b *bytes.Buffer, raw []byte) ([]byte, error) {
	if len(raw) < packedHead {
		return nil, unreadable("a packed value in it is cut off")
	}
	block := raw[packedHead:]
	n, err := s2.DecodedLen(block)
	if err != nil || n > maxPacked {
		return nil, unreadable("a packed value in it doesn't unpack")
	}
	b.Grow(1 + n)
	plain := append(b.AvailableBuffer(), valueVersion)[:1+n]
	body, err := dictionary().Decode(plain[1:], block)
	if err != nil || crc32.Checksum(body, castagnoli) != binary.BigEndian.Uint32(raw[1:]) {
		return nil, unreadable("a packed value in it doesn't unpack")
	}
	return plain, nil
}

// unpacksTo tells whether a value of any version holds what encode has made.
func unpacksTo(raw, plain []byte) (bool, error) {
	if raw[0] == packedVersion {
		b := buffer()
		defer scratch.Put(b)
		var err error
		if raw, err = unpack(b, raw); err != nil {
			return false, err
		}
	}
	return bytes.Equal(raw, plain), nil
}
