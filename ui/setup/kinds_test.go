package setup

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

const legacyURL = "https://store-ab12cd.mybigcommerce.com/api/v2"

// Both kinds are kept; a problem is only one of the chosen kind, and a test of one does not speak for the other.
func TestKinds(t *testing.T) {
	m := filled()
	m.Test()
	m.TestEnded(m.Attempt(), bigcommerce.TestResult{})
	m.Edit(func(f *Form) { f.Kind = store.KindLegacy })
	if m.Result() != nil {
		t.Error("the test speaks for the other account")
	}
	for _, f := range []Field{FieldAPIURL, FieldUsername, FieldAPIToken} {
		if m.Problem(f) == "" {
			t.Errorf("%s is empty, and nothing is said", f)
		}
	}
	if m.Problem(FieldAPIPath) != "" || m.Problem(FieldAccessToken) != "" {
		t.Error("the account that is not chosen has problems")
	}
	m.Edit(func(f *Form) { f.APIURL, f.Username, f.APIToken = legacyURL+"/", "acme", token })
	if f, p := firstProblem(m); p != "" {
		t.Fatalf("%s: %s", f, p)
	}
	if notes := m.PathNotes(); !slices.Contains(notes, "trailing / removed") {
		t.Errorf("notes: %q", notes)
	}
	d := m.Form().Draft(store.Connection{})
	if d.Connection.Legacy.APIURL != legacyURL || d.Connection.APIPath == "" || d.Token != token || d.LegacyToken != token {
		t.Errorf("draft: %+v", d.Connection)
	}
	m.Edit(func(f *Form) { f.Kind = store.KindStore })
	if m.Result() == nil {
		t.Error("the chosen account is the tested one again")
	}
}

// A token that is kept for one kind is not taken for the other's.
func TestTokenOfTheOtherKind(t *testing.T) {
	m := New(store.Connection{ID: 1, Name: "Acme", APIPath: "https://api.bigcommerce.com/stores/ab12cd", TokenEnd: "her1"}, "")
	if _, ok := m.HasToken(); !ok || m.Problem(FieldAccessToken) != "" {
		t.Error("the kept token is asked for")
	}
	m.Edit(func(f *Form) { f.Kind = store.KindLegacy })
	if _, ok := m.HasToken(); ok || m.Problem(FieldAPIToken) == "" {
		t.Error("a legacy token that never was is taken for kept")
	}
}

// The store's own domain is asked about once, and again where it changes; BigCommerce's own address never.
func TestCustomDomain(t *testing.T) {
	m := New(store.Connection{}, "")
	set := func(url string) {
		m.Edit(func(f *Form) {
			f.Kind, f.Name, f.Username, f.APIToken, f.APIURL = store.KindLegacy, "a", "u", token, url
		})
	}
	set("https://shop.example.com")
	if m.HostQuestion() != "shop.example.com" || !m.HostIsCustom() || m.Test() != nil {
		t.Error("a custom domain is asked about before anything is sent")
	}
	m.AllowHost()
	if m.HostQuestion() != "" || m.Test() == nil || m.Form().Draft(store.Connection{}).Connection.HostConfirmed != "shop.example.com" {
		t.Error("a confirmed domain is tested")
	}
	set("https://other.example.com/api/v2")
	if m.HostQuestion() != "other.example.com" {
		t.Error("the confirmation is for one domain")
	}
	set(legacyURL)
	if m.HostQuestion() != "" || m.HostIsCustom() {
		t.Error("BigCommerce's own address needs no confirmation")
	}
	set("http://127.0.0.1:8080/api/v2")
	if m.HostQuestion() != "127.0.0.1:8080" || m.HostIsCustom() {
		t.Error("an address without TLS is allowed, not confirmed")
	}
	m.AllowHost()
	if c := m.Form().Draft(store.Connection{}).Connection; c.AllowInsecureHost != "127.0.0.1:8080" {
		t.Errorf("allowed: %q", c.AllowInsecureHost)
	}
}

// What is saved is what is opened, whatever is ticked.
func TestFormRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tick := func(name string) bool { return rapid.Bool().Draw(t, name) }
		o := store.ConnectionOptions{
			ImportOrders: tick("orders"), ImportProducts: tick("products"), UpdateInventory: tick("inventory"), UpdateOrderStatus: tick("status"),
			Statuses: []int{11, 2}, StartNumber: rapid.Uint64Range(0, 1<<40).Draw(t, "number"), ProductGroup: "Web",
			Inventory:     store.InventoryOptions{OnOrder: tick("on order"), Buildable: tick("buildable"), SafetyBuffer: rapid.IntRange(0, maxBuffer).Draw(t, "buffer")},
			StatusMapping: store.StatusMapping{Shipped: 10, PartiallyShipped: 3},
			Schedule:      map[string]time.Duration{"orders": time.Duration(rapid.IntRange(1, 44640).Draw(t, "minutes")) * time.Minute},
		}
		c := store.Connection{ID: 1, Name: "Acme", Cart: "BigCommerce", Kind: store.KindLegacy, APIPath: "https://api.bigcommerce.com/stores/ab12cd",
			Legacy: store.LegacyAPI{APIURL: legacyURL, Username: "u", TokenEnd: "end1"}, Options: o,
			Locations: []store.LocationID{2, 1}, StoreLocations: map[store.LocationID]uint64{2: 7}, HostConfirmed: "shop.example.com"}
		m := New(c, "")
		if got := m.Form().Draft(c).Connection; !reflect.DeepEqual(got, c) {
			t.Fatalf("opened and saved:\n%+v\n%+v", got, c)
		}
	})
}

// Undo leads back to the beginning, whatever was done; letters of one entry are one step.
func TestUndoLeadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := filled()
		for m.CanUndo() {
			m.Undo()
		}
		first := m.Form()
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0:
				m.EditField("name", func(f *Form) { f.Name += "x" })
			case 1:
				m.EditField("buffer", func(f *Form) { f.SafetyBuffer += "1" })
			case 2:
				m.Edit(func(f *Form) { f.SetTicked(syncer.UpdateInventory, !f.UpdateInventory) })
			case 3:
				m.Settle()
			case 4:
				m.Undo()
			}
		}
		for m.CanUndo() {
			m.Undo()
		}
		if !m.Form().Equal(first) {
			t.Fatalf("back at\n%+v\nbegun at\n%+v", m.Form(), first)
		}
	})
	m := filled()
	for _, r := range "abc" {
		m.EditField("name", func(f *Form) { f.Name += string(r) })
	}
	m.Settle()
	m.EditField("name", func(f *Form) { f.Name += "d" })
	for _, want := range []string{"Acmeabc", "Acme"} {
		if m.Undo(); m.Form().Name != want {
			t.Errorf("one step back is %q", m.Form().Name)
		}
	}
}

func TestRevert(t *testing.T) {
	m := New(store.Connection{ID: 1, Name: "Acme", APIPath: "https://api.bigcommerce.com/stores/ab12cd"}, "")
	m.Edit(func(f *Form) { f.Name = "Other" })
	if m.Revert(); m.Unsaved() {
		t.Error("something is unsaved still")
	}
	if m.Undo(); m.Form().Name != "Other" {
		t.Error("what was discarded can't be brought again")
	}
}
