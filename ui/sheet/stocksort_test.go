package sheet

import (
	"cmp"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"cartwire/store"
)

// Whatever is added comes back in the book's order, what is of one place in the order it came, whether or not it fits into
// memory; and nothing is left behind.
func TestCountsAreSorted(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	t.Setenv("TMP", os.Getenv("TMPDIR"))
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.Ptr(rapid.IntRange(-5, 1<<31), true)
		list := rapid.SliceOf(rapid.Custom(func(t *rapid.T) Count {
			return Count{
				SKU: rapid.SampledFrom([]string{"a", "A", " b", "b-1", "ä", "Z", strings.Repeat("long", 60)}).Draw(t, "sku"),
				At:  store.LocationID(rapid.IntRange(1, 3).Draw(t, "at")), OnHand: number.Draw(t, "on hand"), OnOrder: number.Draw(t, "on order"), Vendor: number.Draw(t, "vendor"),
			}
		})).Draw(t, "counts")
		s := countSorter{most: rapid.IntRange(1, 12).Draw(t, "most")}
		for _, n := range list {
			if err := s.add(n); err != nil {
				t.Fatal(err)
			}
		}
		var got []Count
		for n, err := range s.sorted() {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, n)
		}
		slices.SortStableFunc(list, func(a, b Count) int {
			return cmp.Or(cmp.Compare(store.NormalSKU(a.SKU), store.NormalSKU(b.SKU)), cmp.Compare(a.At, b.At))
		})
		if !reflect.DeepEqual(got, list) && len(got)+len(list) > 0 {
			t.Fatalf("%+v\n%+v", got, list)
		}
		if err := s.drop(); err != nil {
			t.Fatal(err)
		}
		if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "cartwire-counts-*")); len(left) > 0 {
			t.Fatal(left)
		}
	})
}
