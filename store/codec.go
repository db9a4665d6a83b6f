package store

import (
	"encoding/binary"
	"encoding/json"
)

// valueVersion is the first byte of every value that is written today.
const valueVersion = 1

func encode(v any) ([]byte, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return append([]byte{valueVersion}, body...), nil
}

// decode reads a value of any version this program knows.
func decode(raw []byte, v any) error {
	if len(raw) == 0 {
		return unreadable("a value in it is empty")
	}
	if raw[0] != valueVersion {
		return unreadable("a value in it is of version %d; this Cartwire knows version %d", raw[0], valueVersion)
	}
	if err := json.Unmarshal(raw[1:], v); err != nil {
		return unreadable("a value in it doesn't decode: %w", err)
	}
	return nil
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
