package sandbox

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"maps"
	"slices"
)

// Fingerprint is a digest of everything the store holds: orders, shipments, catalogue, stock. Two are equal where nothing was changed
// in between; what was asked, what quota is left and what readers can't see yet isn't in it.
func (s *Sandbox) Fingerprint() string {
	h := sha256.New()
	s.state.digest(h)
	s.stock.digest(h)
	return hex.EncodeToString(h.Sum(nil))
}

func (st *state) digest(h hash.Hash) {
	st.mu.RLock()
	defer st.mu.RUnlock()
	var b [16]byte
	for _, r := range st.records {
		binary.BigEndian.PutUint32(b[:], r.id)
		binary.BigEndian.PutUint32(b[4:], r.created)
		binary.BigEndian.PutUint32(b[8:], r.modified)
		b[12] = r.status
		_, _ = h.Write(b[:]) // a hash can't fail
	}
	for _, id := range slices.Sorted(maps.Keys(st.changes)) {
		_, _ = fmt.Fprintf(h, "change %d %+v\n", id, *st.changes[id])
	}
	for _, id := range slices.Sorted(maps.Keys(st.progress)) {
		_, _ = fmt.Fprintf(h, "progress %d %+v\n", id, *st.progress[id])
	}
	for _, id := range slices.Sorted(maps.Keys(st.raw)) {
		raw := st.raw[id]
		_, _ = fmt.Fprintf(h, "raw %d %q %q\n", id, raw.body, raw.parts)
	}
}

func (st *stock) digest(h hash.Hash) {
	st.mu.Lock()
	defer st.mu.Unlock()
	for _, p := range st.products {
		_, _ = fmt.Fprintf(h, "product %+v\n", *p)
		items := []item{{p.id, 0}}
		for _, v := range p.variants {
			items = append(items, item{p.id, v.id})
		}
		for _, it := range items {
			for i, l := range st.levels[it] {
				_, _ = fmt.Fprintf(h, "%d %d %t %d %d %d %t %q\n", it.variant, i, l.known, l.onHand, l.safety, l.warning, l.outOfStock, l.bin)
			}
		}
	}
}
