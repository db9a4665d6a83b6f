package store

import (
	"encoding/json"
	"errors"
	"testing"
)

func TestBothKindsOfAccountKeepTheirTokens(t *testing.T) {
	b := open(t)
	c := Connection{Name: "Acme", Kind: KindLegacy, Legacy: LegacyAPI{APIURL: "https://acme.example/api/v2", Username: "me"}}
	if err := b.SaveConnectionTokens(&c, "store-token-0123456789", "legacy-token-abcdef"); err != nil {
		t.Fatal(err)
	}
	if c.TokenEnd != "6789" || c.Legacy.TokenEnd != "cdef" {
		t.Errorf("%+v", c)
	}
	for kind, want := range map[APIKind]string{KindLegacy: "legacy-token-abcdef", KindStore: "store-token-0123456789", "": "store-token-0123456789"} {
		c.Kind = kind
		if err := b.SaveConnection(&c, ""); err != nil {
			t.Fatal(err)
		}
		if got, err := b.Token(c.ID); err != nil || got != want {
			t.Errorf("kind %q: %q, %v", kind, got, err)
		}
	}
	other := addConnection(t, b, "Other")
	if _, err := b.TokenOf(other.ID, KindLegacy); !errors.Is(err, ErrNotFound) {
		t.Errorf("a legacy token nobody saved: %v", err)
	}
}

// TestEarlierConnectionsStayReadable holds a value as the first version of the program wrote it.
func TestEarlierConnectionsStayReadable(t *testing.T) {
	b := open(t)
	old := `{"id":1,"name":"Acme","cart":"BigCommerce","active":true,"api_path":"https://api.bigcommerce.com/stores/x",` +
		`"options":{"import_orders":true,"statuses":[7]},"state":"connected","store":{},"created":"2026-01-01T00:00:00Z","modified":"2026-01-01T00:00:00Z"}`
	if err := b.Update(func(tx *Tx) error {
		return tx.put(tableConnections, key(1), append([]byte{valueVersion}, old...))
	}); err != nil {
		t.Fatal(err)
	}
	c, err := b.Connection(1)
	if err != nil || c.IsLegacy() || !c.Options.ImportOrders || c.Options.UpdateInventory || !c.Test.At.IsZero() {
		t.Errorf("%+v, %v", c, err)
	}
	if again, err := json.Marshal(c); err != nil || string(again) != old {
		t.Errorf("written again it is\n%s\nwant\n%s", again, old)
	}
}

func TestMappingOfARemovedLocationGoes(t *testing.T) {
	b := open(t)
	shop := Location{Name: "Shop"}
	if err := b.SaveLocation(&shop); err != nil {
		t.Fatal(err)
	}
	c := Connection{Name: "Acme", StoreLocations: map[LocationID]uint64{shop.ID: 4, 1: 2}}
	if err := b.SaveConnection(&c, ""); err != nil {
		t.Fatal(err)
	}
	if err := b.RemoveLocation(shop.ID); err != nil {
		t.Fatal(err)
	}
	if c, _ := b.Connection(c.ID); len(c.StoreLocations) != 1 || c.StoreLocations[1] != 2 {
		t.Errorf("%v", c.StoreLocations)
	}
}
