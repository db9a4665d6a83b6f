package syncer_test

import (
	"slices"
	"testing"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

func TestNeedsAreTheBriefsMinimumAndWhatIsRecommended(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		options store.ConnectionOptions
		want    []string
	}{
		"nothing":   {},
		"orders":    {store.ConnectionOptions{ImportOrders: true}, []string{"Customers read-only", "Orders read-only", "Products read-only"}},
		"products":  {store.ConnectionOptions{ImportProducts: true}, []string{"Products read-only"}},
		"inventory": {store.ConnectionOptions{UpdateInventory: true}, []string{"Orders read-only", "Products modify", "Products read-only", "Store Inventory modify?", "Store Locations read-only?"}},
		"status":    {store.ConnectionOptions{UpdateOrderStatus: true}, []string{"Orders modify", "Orders read-only"}},
	} {
		var got []string
		for _, n := range syncer.Needs(c.options) {
			text := n.Permission.String()
			if n.Optional {
				text += "?"
			}
			if n.By == "" {
				t.Errorf("%s: %s is needed by nothing", name, text)
			}
			got = append(got, text)
		}
		slices.Sort(got)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestTickedOptionsComeInTheEditorsOrder(t *testing.T) {
	t.Parallel()
	all := syncer.Ticked(store.ConnectionOptions{ImportOrders: true, ImportProducts: true, UpdateInventory: true, UpdateOrderStatus: true})
	if !slices.Equal(all, syncer.Options()) || len(all) != 4 {
		t.Errorf("%v", all)
	}
	for _, o := range all {
		if o.Title() == string(o) {
			t.Errorf("%s has no title", o)
		}
	}
	if got := syncer.Ticked(store.ConnectionOptions{UpdateOrderStatus: true}); !slices.Equal(got, []syncer.Option{syncer.UpdateOrderStatus}) {
		t.Errorf("%v", got)
	}
}
