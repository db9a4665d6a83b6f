package store

import (
	"slices"
	"testing"
)

func TestBlocksGiveBackWhatWasPutIn(t *testing.T) {
	b := open(t)
	many := make([]uint64, 5*maxRun/2)
	for i := range many {
		many[i] = uint64(i * i)
	}
	words := map[string][]uint64{"a": {0}, "ab": {7, 1 << 50}, "abc": many, "b": {1, 2, 3}, "東京": {9}}
	if err := b.Update(func(tx *Tx) error { return tx.addSegment(1, words, len(many)) }); err != nil {
		t.Fatal(err)
	}
	for prefix, want := range map[string][]uint64{"a": append([]uint64{7, 1 << 50}, many...), "ab": append([]uint64{7, 1 << 50}, many...), "abc": many, "b": words["b"], "東": {9}, "c": nil, "abcd": nil} {
		var set idSet
		if err := b.View(func(tx *Tx) error { return tx.collect(1, 1, prefix, &set) }); err != nil {
			t.Fatal(err)
		}
		var got []uint64
		for chunk, ids := range set.chunks {
			for at := ids.highest(); at >= 0; at = ids.highest() {
				ids.remove(uint16(at))
				got = append(got, chunk<<chunkBits|uint64(at))
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if want = slices.Compact(want); !slices.Equal(got, want) {
			t.Errorf("%q: %d orders, want %d", prefix, len(got), len(want))
		}
	}
}

func TestMergingKeepsTheNumberOfSegmentsSmall(t *testing.T) {
	b := open(t)
	unsynced(b)
	for id := uint64(1); id <= 6000; {
		var page []Order
		for range 20 {
			page = append(page, benchOrder(id))
			id++
		}
		put(t, b, 1, page...)
	}
	if err := b.View(func(tx *Tx) error {
		state, err := tx.indexState(1)
		docs := 0
		for _, s := range state.Segments {
			docs += s.Docs
		}
		if len(state.Segments) > 3*mergeWidth || docs != 6000 || len(state.Dropped) > mergeWidth {
			t.Errorf("%d segments of %d orders, %d to be deleted", len(state.Segments), docs, len(state.Dropped))
		}
		kept := map[uint64]bool{}
		for k := range tx.scan(tableWords, nil, nil, false) {
			kept[number(k[8:])] = true
		}
		if len(kept) > len(state.Segments)+len(state.Dropped)+1 {
			t.Errorf("blocks of %d segments are left", len(kept))
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// What stands in a damaged file is refused or read as something else, and never more.
func FuzzBlock(f *testing.F) {
	w := blockWriter{}
	w.add([]byte("ada"), []uint64{1, 5000})
	w.add([]byte("adam"), []uint64{7})
	f.Add(w.value)
	var ids bitmap
	ids.add(77)
	f.Add(ids.encode())
	f.Fuzz(func(t *testing.T, raw []byte) {
		_ = new(bitmap).orStored(raw)
		r, err := readBlock(raw)
		for more := err == nil; more; {
			if more, err = r.next(); err != nil {
				return
			}
			n := 0
			if r.each(func(uint64) { n++ }); more && n > r.n {
				t.Fatalf("%d orders of %d", n, r.n)
			}
		}
	})
}
