package syncer_test

import (
	"net/http"
	"testing"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/sandbox/spectest"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// TestEveryUpdateIsAsDocumented holds the jobs that change the store against BigCommerce's documents, on both routes.
func TestEveryUpdateIsAsDocumented(t *testing.T) {
	t.Parallel()
	for name, scopes := range map[string][]string{
		"inventory": nil,
		"catalogue": {"store_v2_orders", "store_v2_customers_read_only", "store_v2_products", "store_v2_information_read_only", "store_locations_read_only"},
	} {
		t.Run(name, func(t *testing.T) {
			transport := &http.Transport{}
			t.Cleanup(transport.CloseIdleConnections)
			w := newWorld(t, t.TempDir(), sandbox.Config{Products: 30, Seed: 81, Scopes: scopes, PlainProducts: scopes != nil, ShipmentsLeaveStatus: true},
				syncer.Config{Transport: spectest.Transport(t, transport)}, shipping)
			t.Cleanup(w.close)
			for _, sku := range w.countAsStore(t)[:12] {
				w.count(t, sku, 900)
			}
			o := w.placeWhole(t)
			lines := parcels(o)
			for i, carrier := range []string{"Royal Mail", "DHL"} {
				if _, err := w.book.RecordShipment(w.conn.ID, o.StoreOrderID, carrier, carrier+" 1", []store.ShipLine{{LineID: lines[i].ID}}); err != nil {
					t.Fatal(err)
				}
			}
			for _, option := range syncer.Options() {
				if s := w.job(t, option, syncer.StartOptions{}); s.Err != nil || s.Job.Failed > 0 {
					t.Errorf("%s: %+v", option, s.Job)
				}
			}
			if got := w.posted(); len(got) != 2 || got[0].Provider != "royalmail" || got[1].Carrier != "dhl" {
				t.Errorf("%+v", got)
			}
		})
	}
}
