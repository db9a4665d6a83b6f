package ledger

import (
	"bytes"
	"math"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

// drawOrder draws an order with any numbers in it, likely ones and absurd ones.
func drawOrder(t *rapid.T) Order {
	id := rapid.OneOf(rapid.Uint64Range(0, 300), rapid.Uint64())
	pieces := rapid.OneOf(rapid.IntRange(0, 9), rapid.Int())
	moment := rapid.Custom(func(t *rapid.T) Moment {
		return Moment(rapid.OneOf(rapid.Just(int64(0)), rapid.Map(rapid.Int64Range(1_600_000_000, 1_800_000_000), func(s int64) int64 { return s * 1_000_000 }),
			rapid.Int64Range(1_600_000_000_000_000, 1_800_000_000_000_000), rapid.Int64Range(-int64(outmost), int64(outmost))).Draw(t, "moment"))
	})
	text := rapid.String()
	part := rapid.Custom(func(t *rapid.T) Part { return Part{text.Draw(t, "part"), pieces.Draw(t, "times")} })
	row := rapid.Custom(func(t *rapid.T) Row {
		return Row{rapid.SampledFrom([]Cause{ByParcel, ByShipment, ByQuantity, ByStatus, ByOver}).Draw(t, "cause"), id.Draw(t, "shipment"),
			pieces.Draw(t, "pieces"), moment.Draw(t, "gone"), Place(id.Draw(t, "place"))}
	})
	line := rapid.Custom(func(t *rapid.T) Line {
		n := func(name string) int { return pieces.Draw(t, name) }
		l := Line{ID: id.Draw(t, "line"), SKU: text.Draw(t, "sku"), Ordered: n("ordered"), Shipped: n("shipped"), Refunded: n("refunded"), Ever: n("ever"),
			Early: n("early"), Settled: n("settled"), Place: Place(id.Draw(t, "at")), Moved: Place(id.Draw(t, "moved")), Pickup: id.Draw(t, "pickup"), Released: n("released")}
		l.Parts, l.Rows = none(rapid.SliceOfN(part, 0, 3).Draw(t, "parts")), none(rapid.SliceOfN(row, 0, 3).Draw(t, "rows"))
		return l
	})
	return Order{id.Draw(t, "id"), rapid.IntRange(-1, 20).Draw(t, "status"), moment.Draw(t, "placed"), moment.Draw(t, "read"), moment.Draw(t, "modified"),
		moment.Draw(t, "dated"), rapid.Bool().Draw(t, "over"), none(rapid.SliceOfN(line, 0, 4).Draw(t, "lines"))}
}

// none has an empty list be nil, as it is read.
func none[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}

func TestAPackedOrderIsReadAsItWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawOrder(t)
		raw, err := want.AppendBinary([]byte("before"))
		if err != nil || !bytes.HasPrefix(raw, []byte("before")) {
			t.Fatalf("%v, %q", err, raw)
		}
		raw = raw[len("before"):]
		got := Order{Over: true, Lines: make([]Line, 9)}
		if err := got.UnmarshalBinary(raw); err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%v: read %+v, want %+v", err, got, want)
		}
		cut := rapid.IntRange(0, len(raw)-1).Draw(t, "cut")
		if new(Order).UnmarshalBinary(raw[:cut]) == nil || new(Order).UnmarshalBinary(append(raw, 0)) == nil {
			t.Fatalf("%x decodes cut to %d, or with a byte behind it", raw, cut)
		}
	})
}

func TestWhatNoReadingMakesIsNotPacked(t *testing.T) {
	for name, o := range map[string]Order{
		"a moment beyond any calendar":   {Read: math.MaxInt64},
		"one long before":                {Dated: math.MinInt64},
		"pieces that left for no reason": {Lines: []Line{{Rows: []Row{{Pieces: 1, Gone: 1}}}}},
		"at no time that there is":       {Lines: []Line{{Rows: []Row{{Cause: ByOver, Pieces: 1, Gone: math.MaxInt64}}}}},
	} {
		if raw, err := o.AppendBinary(nil); err == nil {
			t.Errorf("%s: packed as %x", name, raw)
		}
	}
}

// FuzzUnpack reads anything as a packed order. What decodes is packed again, to what decodes to the same.
func FuzzUnpack(f *testing.F) {
	whole := Order{ID: 1_204_117, Status: 3, Placed: hour(0), Read: hour(30) + 123_456, Modified: hour(20), Dated: hour(20), Lines: []Line{
		{ID: 31_400_201, SKU: "SHIRT-0042-XL", Ordered: 5, Shipped: 3, Refunded: 1, Ever: 3, Place: 1, Rows: []Row{{ByShipment, 88, 2, hour(20), 1}, {ByQuantity, 0, 1, hour(21) + 7, 2}}},
		{ID: 31_400_202, SKU: "Set", Ordered: 2, Early: 1, Settled: 1, Moved: 2, Pickup: 3, Released: 1, Parts: []Part{{"a", 2}, {"b", 1}}},
	}}
	for _, o := range []Order{{}, whole, {ID: 1, Over: true, Lines: []Line{{}}}} {
		raw, err := o.AppendBinary(nil)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var o, again Order
		if o.UnmarshalBinary(raw) != nil {
			return
		}
		packed, err := o.AppendBinary(nil)
		if err != nil {
			t.Fatalf("decoded, but not packed: %v", err)
		}
		if err := again.UnmarshalBinary(packed); err != nil || !reflect.DeepEqual(o, again) {
			t.Fatalf("%v: %+v became %+v", err, o, again)
		}
	})
}
