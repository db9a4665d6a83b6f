package syncer_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// put sends a change to the store beside the engine.
func (w *world) put(t testingT, path, body string) {
	t.Helper()
	req, err := http.NewRequest(http.MethodPut, strings.TrimSuffix(w.sb.APIPath(), "/v3/")+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Auth-Token", w.sb.AccessToken())
	req.Header.Set("Content-Type", "application/json")
	resp, err := w.http.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatal(resp.Status)
	}
}

func TestStockGoesThroughTheCatalogueWhereThatIsAllThereIs(t *testing.T) {
	t.Parallel()
	brief := []string{"store_v2_orders_read_only", "store_v2_customers_read_only", "store_v2_products"}
	w := fixture(t, sandbox.Config{Products: 70, Seed: 57, Scopes: brief}, stock)
	skus := w.countAsStore(t)
	for _, sku := range skus[:30] {
		w.count(t, sku, 333)
	}
	s := w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	if _, ok := errors.AsType[*syncer.SeveralLocationsError](s.Err); !ok || writes(w.sb.Stats()) != 0 {
		t.Fatalf("the store's locations can't be seen, and nobody confirmed: %+v", s)
	}
	s = w.confirmed(t, syncer.UpdateInventory, syncer.StartOptions{})
	if s.Err != nil || s.Job.Pushed != 30 || s.Plan.Route != syncer.RouteCatalogue {
		t.Fatalf("%+v", s)
	}
	levels := w.storeLevels()
	for _, sku := range skus[:30] {
		if levels[sku+" @1"] != 333 {
			t.Errorf("%s: %d", sku, levels[sku+" @1"])
		}
	}
	if s = w.job(t, syncer.UpdateInventory, syncer.StartOptions{}); s.Err != nil || s.Job.Pushed != 0 {
		t.Errorf("confirmed once: %+v", s)
	}
	// Store Inventory to read only: the plan is made there, the write is refused.
	w = fixture(t, sandbox.Config{Products: 20, Seed: 57, Scopes: append(brief, "store_inventory_read_only", "store_locations_read_only")}, stock)
	w.count(t, w.countAsStore(t)[0], 333)
	if s = w.job(t, syncer.UpdateInventory, syncer.StartOptions{}); s.Err != nil || s.Job.Pushed != 1 || s.Plan.Route != syncer.RouteCatalogue {
		t.Errorf("%+v", s)
	}
	w = fixture(t, sandbox.Config{Products: 20, Seed: 57, Locations: 2, Scopes: append(brief, "store_inventory_read_only", "store_locations_read_only")}, stock)
	w.count(t, w.countAsStore(t)[0], 333)
	s = w.confirmed(t, syncer.UpdateInventory, syncer.StartOptions{})
	if e, ok := errors.AsType[*syncer.SeveralLocationsError](s.Err); !ok || !e.Known {
		t.Errorf("several locations: %+v", s)
	}
}

func TestALegacyAccountPushesThroughV2(t *testing.T) {
	t.Parallel()
	w := fixture(t, sandbox.Config{Products: 40, Seed: 58, Legacy: true}, stock)
	w.conn.Kind, w.conn.Legacy = store.KindLegacy, store.LegacyAPI{APIURL: w.sb.APIURL(), Username: w.sb.Username()}
	w.conn.Options.Inventory.OneLocation = true
	conn, err := w.engine.Save(syncer.Draft{Connection: w.conn, LegacyToken: bigcommerce.Secret(w.sb.LegacyToken())}, nil)
	if err != nil {
		t.Fatal(err)
	}
	w.conn = conn
	skus := w.countAsStore(t)
	for _, sku := range skus[:20] {
		w.count(t, sku, 222)
	}
	s := w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	if s.Err != nil || s.Job.Pushed != 20 || s.Plan.Route != syncer.RouteLegacy {
		t.Fatalf("%+v", s)
	}
	levels := w.storeLevels()
	for _, sku := range skus[:20] {
		if levels[sku+" @1"] != 222 {
			t.Errorf("%s: %d", sku, levels[sku+" @1"])
		}
	}
}

// TestALevelIsOneUnderEitherOfItsNames plants what was told under the product's name, older and newer than what was told under its
// only variant's: there is one level, and what was told last counts.
func TestALevelIsOneUnderEitherOfItsNames(t *testing.T) {
	w := fixture(t, sandbox.Config{Products: 6, PlainProducts: true, Seed: 57}, stock)
	skus := w.countAsStore(t)
	w.count(t, skus[0], 70)
	w.count(t, skus[1], 80)
	if s := w.confirmed(t, syncer.UpdateInventory, syncer.StartOptions{}); s.Err != nil {
		t.Fatal(s.Err)
	}
	before, err := w.book.PushedTo(w.conn.ID)
	if err != nil {
		t.Fatal(err)
	}
	err = w.book.Update(func(tx *store.Tx) error {
		for _, p := range before {
			other := p
			if other.VariantID = 0; p.VariantID == 0 {
				other.VariantID = 999
			}
			switch p.SKU {
			case skus[0]:
				other.Quantity, other.At, other.Conflict = 5, p.At.Add(-time.Hour), &store.StockConflict{Shown: 3, Since: p.At}
			case skus[1]:
				if err := tx.EndPushed(w.conn.ID, p.Target); err != nil {
					return err
				}
			default:
				continue
			}
			if err := tx.PutPushed(w.conn.ID, other); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s := w.job(t, syncer.UpdateInventory, syncer.StartOptions{})
	after, err := w.book.PushedTo(w.conn.ID)
	if err != nil || s.Err != nil || len(s.Plan.Conflicts)+len(s.Plan.Changes) > 0 || len(after) != len(before) {
		t.Fatalf("%v %v %+v, %d levels were told, %d before", err, s.Err, s.Plan, len(after), len(before))
	}
	for i := range after {
		if after[i].Target != before[i].Target || after[i].Quantity != before[i].Quantity {
			t.Errorf("%+v, it was %+v", after[i], before[i])
		}
	}
}
