package store

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"hash/crc32"

	"cartwire/store/ledger"
)

// valueVersion is the first byte of every value that is written today, but for packed ones.
const valueVersion = 1

// takingVersion is the first byte of what an order takes of the book's stock, a ledger.Order:
//
//	takingVersion | CRC-32C of the rest, big endian | what the order's AppendBinary makes of it
//
// Those that were written before are JSON. They are read as they are, and packed when their order is written again.
const takingVersion = 3

func encode(v any) ([]byte, error) {
	if o, ok := v.(*ledger.Order); ok {
		return encodeTaking(o)
	}
	b := buffer()
	defer scratch.Put(b)
	err := encodeTo(b, v)
	return bytes.Clone(b.Bytes()), err
}

func encodeTo(b *bytes.Buffer, v any) error {
	b.WriteByte(valueVersion)
	if o, ok := v.(fielder); ok {
		return writeJSON(b, o)
	}
	if err := json.NewEncoder(b).Encode(v); err != nil {
		return err
	}
	b.Truncate(b.Len() - 1) // the encoder ends with a line feed
	return nil
}

// decode reads a value of any version this program knows.
func decode(raw []byte, v any) error {
	if len(raw) == 0 {
		return unreadable("a value in it is empty")
	}
	switch raw[0] {
	case valueVersion:
	case packedVersion:
		b := buffer()
		defer scratch.Put(b)
		var err error
		if raw, err = unpack(b, raw); err != nil {
			return err
		}
	case takingVersion:
		return decodeTaking(raw, v)
	default:
		return unreadable("a value in it is of version %d; this Cartwire knows versions %d to %d", raw[0], valueVersion, takingVersion)
	}
	err := unmarshal(raw[1:], v)
	if o, ok := v.(*ledger.Order); ok && err == nil {
		err = o.Check()
	}
	if err != nil {
		return unreadable("a value in it doesn't decode: %w", err)
	}
	return nil
}

func encodeTaking(o *ledger.Order) ([]byte, error) {
	raw, err := o.AppendBinary([]byte{takingVersion, 0, 0, 0, 0})
	if err != nil {
		return nil, err
	}
	binary.BigEndian.PutUint32(raw[1:], crc32.Checksum(raw[packedHead:], castagnoli))
	return raw, nil
}

func decodeTaking(raw []byte, v any) error {
	o, ok := v.(*ledger.Order)
	if !ok || len(raw) < packedHead || crc32.Checksum(raw[packedHead:], castagnoli) != binary.BigEndian.Uint32(raw[1:]) {
		return unreadable("what an order takes of stock in it doesn't unpack")
	}
	if err := o.UnmarshalBinary(raw[packedHead:]); err != nil {
		return unreadable("what an order takes of stock in it doesn't decode: %w", err)
	}
	return nil
}

// unmarshal is json.Unmarshal. The bytes lie in the file: where another program writes to that meanwhile, json panics, for
// it has found them well before. A copy of them decodes, or doesn't.
func unmarshal(raw []byte, v any) (err error) {
	defer func() {
		r := recover()
		switch {
		case r == nil:
		case isFault(r):
			panic(r)
		default:
			err = json.Unmarshal(bytes.Clone(raw), v)
		}
	}()
	return json.Unmarshal(raw, v)
}

// key joins numbers, big endian, so that bytes sort as the numbers do.
func key(parts ...uint64) []byte {
	k := make([]byte, 0, 8*len(parts))
	for _, p := range parts {
		k = binary.BigEndian.AppendUint64(k, p)
	}
	return k
}

func number(b []byte) uint64 {
	if len(b) < 8 {
		return 0
	}
	return binary.BigEndian.Uint64(b)
}

// after is the smallest key above every key that starts with the connection's number.
func after(c ConnectionID) []byte { return key(uint64(c) + 1) }
