package syncer

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"cartwire/assets"
	"cartwire/bigcommerce"
)

// TestEveryProviderIsTheStores holds the carriers that are built in against BigCommerce's own list, both ways.
func TestEveryProviderIsTheStores(t *testing.T) {
	t.Parallel()
	folder := os.Getenv("CARTWIRE_SPECS")
	if folder == "" {
		if os.Getenv("CARTWIRE_REQUIRE_SPECS") == "1" {
			t.Fatal("CARTWIRE_SPECS is not set")
		}
		t.Skip("CARTWIRE_SPECS names no folder with BigCommerce's OpenAPI documents")
	}
	doc, err := openapi3.NewLoader().LoadFromFile(filepath.Join(folder, "orders.v2.oas2.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var published []string
	for _, v := range doc.Components.Schemas["shipping_provider_standard"].Value.Enum {
		if s, _ := v.(string); s != "" {
			published = append(published, s)
		}
	}
	var known []string
	for _, c := range assets.Carriers() {
		if c.Provider != "" {
			known = append(known, c.Provider)
		}
	}
	slices.Sort(published)
	slices.Sort(known)
	if !slices.Equal(published, known) {
		t.Errorf("known: %q, published: %q", known, published)
	}
}

func TestCarriersReachTheStoreWhereItUnderstandsThem(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bigcommerce.NewShipment{
		"Royal Mail":    {ShippingProvider: "royalmail"},
		"DHL-Express":   {TrackingCarrier: "dhl"},
		" My Cousin's ": {ShippingMethod: "My Cousin's"},
	} {
		got := withCarrier(bigcommerce.NewShipment{}, name)
		if got.ShippingProvider != want.ShippingProvider || got.TrackingCarrier != want.TrackingCarrier || got.ShippingMethod != want.ShippingMethod {
			t.Errorf("%q: %+v", name, got)
		}
	}
}
