package app

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/sandbox"
	"cartwire/store"
)

// everyScope is what an API account may do that the newer Inventory API is open to as well.
func everyScope() sandbox.Config {
	return sandbox.Config{Orders: 25, Customers: 5, Products: 5, Locations: 3}
}

// Each option shows what hangs on it once it is ticked, says what it needs, and is kept with the schedule.
func TestOptionsAndSchedule(t *testing.T) {
	s := newStill(t, Config{}, practice(everyScope()))
	c := s.connect("Acme Outdoors")
	s.open(100, 50).press("enter", "ctrl+n")
	s.sees("needs Customers read-only, Orders read-only, Products read-only", "[ ] Update Inventory", "better with Store Inventory modify")
	s.seesNot("Safety buffer", "a part of it", "Product group", "Awaiting Payment", "✓")
	s.click("[ ] Update Inventory").click("[ ] Update Order Status").click("[ ] Import Products")
	s.sees("Include inventory on purchase orders", "Include item vendor quantity", "Calculate items that can be made", "Safety buffer",
		"all of it        ◉ Shipped   ○ Completed", "a part of it     ◉ Partially Shipped", "Product group")
	s.click("[ ] Calculate items").click("pieces kept back").press("'3'").click("empty: no group").press("'Web'")
	s.click("○ choose")
	s.sees("[x] Awaiting Payment", "[ ] Disputed")
	s.click("[ ] Disputed").click("all of it").press("right")

	s.click("Schedule").click("hourly")
	s.sees("Import Orders         ○ on demand   ○ 5 min   ○ 15 min   ◉ hourly")
	x, y := s.at("Update Inventory")
	s.send(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
	s.press("right", "right", "right", "right", "right", "tab", "'10 min'", "ctrl+s")
	s.sees("Acme Outdoors: Import Orders")

	saved, err := s.book.Connection(c.ID)
	if err != nil {
		t.Fatal(err)
	}
	o := saved.Options
	if !o.UpdateInventory || !o.UpdateOrderStatus || !o.ImportProducts || !o.Inventory.Buildable || o.Inventory.SafetyBuffer != 3 ||
		o.ProductGroup != "Web" || len(o.Statuses) != 7 || o.StatusMapping.Shipped == 2 || o.StatusMapping.PartiallyShipped != 3 {
		t.Errorf("saved: %+v", o)
	}
	if o.Schedule["orders"] != time.Hour || o.Schedule["inventory"] != 10*time.Minute || len(o.Schedule) != 2 {
		t.Errorf("schedule: %v", o.Schedule)
	}
	s.press("esc")
	s.sees("just now   now") // nothing has run by it yet, so it is due
	// What was saved is what is opened.
	s.press("enter", "ctrl+pgup")
	s.sees("◉ hourly", "◉ other", "10 min", "● saved")
}

// The last test says of each permission whether it was found; its age is told later, in the editor and in the list.
func TestLastTest(t *testing.T) {
	s := newStill(t, Config{}, practice(sandbox.Config{Orders: 3, Scopes: readOnly()}))
	c := s.connect("Acme Outdoors", func(c *store.Connection) { c.Options.UpdateInventory = true })
	s.open(100, 40).press("t")
	s.sees("✗ Products modify", "with these boxes ticked", "[x] Products modify", "[x] Information & Settings read-only (recommended)",
		"Saved anyway, Update Inventory will not work until the test passes")
	s.press("esc", "ctrl+n")
	s.sees("Products modify ✗", "Products read-only ✓", "as tested")
	kept, err := s.book.Connection(c.ID)
	if err != nil || kept.Test.OK || len(kept.Test.Checks) == 0 {
		t.Fatalf("%+v, %v", kept.Test, err)
	}
	s.press("esc")
	s.send(tickMsg{id: s.m.tick, now: kept.Test.At.Add(3 * time.Hour)})
	s.sees("Last test failed 3 h ago")
	s.press("enter")
	s.sees("Last test: 3 h ago, Products modify failed.")
	s.press("ctrl+n")
	s.sees("as tested 3 h ago")
}

// The failed test leads to the guide, at the permissions to tick.
func TestGuideFromTest(t *testing.T) {
	s := newStill(t, Config{}, practice(sandbox.Config{Orders: 3, Scopes: readOnly("store_v2_orders_read_only")}))
	s.connect("Acme Outdoors")
	s.open(100, 40).press("t")
	s.sees("✗ Orders", "press i for the guide")
	s.press("i")
	s.sees("Guide", "Step 6")
	s.press("esc")
	s.sees("✗ Orders")
}

// Both kinds of account are kept; only the chosen one is tested and used.
func TestLegacyAccount(t *testing.T) {
	sand := practice(sandbox.Config{Orders: 12, Customers: 3, Products: 3, Legacy: true})
	s := newStill(t, Config{}, sand)
	c := s.connect("Acme Outdoors")
	s.open(100, 30).press("enter", "tab", "right")
	s.sees("◉ Legacy API", "issues no new legacy accounts", "[ Use a store-level account ]")
	s.press("tab", "'store-ab12cd.mybigcommerce.com/'")
	s.sees("✓ https:// put in front; /api/v2 added") // it speaks while one types
	s.press("tab", "'"+sand.Username()+"'", "tab", "'"+sand.LegacyToken()+"'", "ctrl+t")
	s.sees("accepted (a legacy account; BigCommerce issues no new ones)")
	s.press("s")
	s.sees("Done. The book has every order")
	saved, err := s.book.Connection(c.ID)
	if err != nil || !saved.IsLegacy() || saved.Legacy.APIURL != "https://store-ab12cd.mybigcommerce.com/api/v2" ||
		saved.APIPath != c.APIPath || saved.TokenEnd != "9f2c" {
		t.Fatalf("%+v, %v", saved, err)
	}
	// Back to the store-level account: its token is still there.
	s.press("esc", "enter", "tab", "left")
	s.sees("••••••••9f2c  kept", "unsaved")
	s.press("ctrl+t")
	s.sees("The connection works")
	s.press("esc", "shift+tab", "shift+tab", "shift+tab")
	s.sees("◉ Store API account")
	s.press("ctrl+z")
	s.sees("◉ Legacy API", "● saved")
	s.click("[ Use a store-level account ]")
	s.sees("Guide")
	s.press("esc")
	s.sees("◉ Store API account")
}

// A domain of the store's own is asked about once; a refusal sends nothing.
func TestCustomDomain(t *testing.T) {
	sand := practice(sandbox.Config{Orders: 3, Legacy: true})
	s := newStill(t, Config{}, sand)
	s.open(100, 30).press("a", "enter", "'Acme'", "tab", "right", "tab", "'https://shop.example.com/api/v2/'", "tab", "'"+sand.Username()+"'", "tab", "'"+sand.LegacyToken()+"'", "ctrl+t")
	s.sees("Is this your store's own domain?", "would be sent to shop.example.com")
	s.press("enter")
	s.sees("Website Name     Acme")
	s.press("ctrl+t", "left", "enter")
	s.sees("✓ Address         shop.example.com")
	s.press("t")
	s.sees("✓ Address         shop.example.com")
	s.press("s")
	if c, err := s.book.ConnectionByName("Acme"); err != nil || c.HostConfirmed != "shop.example.com" {
		t.Fatalf("%+v, %v", c, err)
	}
}

// ctrl+z steps back entry by entry and shows where; ctrl+r takes everything back, and is itself a step.
func TestUndo(t *testing.T) {
	s := newStill(t, Config{}, nil)
	s.connect("Acme Outdoors")
	s.open(100, 30).press("enter", "' Ltd'", "ctrl+n", "down", "right", "ctrl+n", "a", "'East'", "enter", "space")
	s.sees("[x] East", "unsaved")
	s.press("ctrl+z")
	s.sees("[ ] East")
	s.press("ctrl+z")
	s.sees("◉ open orders", "▌ Statuses")
	s.press("ctrl+z")
	s.sees("▌ Website Name     Acme Outdoors\n", "● saved")
	s.press("ctrl+z")
	s.sees("nothing was changed here")
	s.press("' GmbH'", "ctrl+r")
	s.sees("Website Name     Acme Outdoors\n", "● saved")
	s.press("ctrl+z")
	s.sees("Acme Outdoors GmbH", "unsaved")
}

// Who merely passes an empty field is not scolded; who leaves a wrong one is, and Test and Save ask for everything.
func TestNoScolding(t *testing.T) {
	s := newStill(t, Config{}, nil).open(100, 30)
	s.press("a", "enter", "tab", "tab", "tab", "tab", "tab", "tab")
	s.seesNot("✗")
	s.press("shift+tab", "shift+tab", "shift+tab", "'ftp://x'")
	s.seesNot("✗") // still typing
	s.press("tab")
	s.sees("✗")
	s.press("shift+tab", "ctrl+u", "'https://api.bigcommerce.com/stores/ab12cd/v3/'")
	s.sees("✓ trailing /v3/ removed")
	s.seesNot("✗")
	s.press("ctrl+t")
	s.sees("The access token is missing", "▌ Access Token")
}

// Locations of the book are mapped to the store's, where the test has shown several.
func TestMapLocations(t *testing.T) {
	s := newStill(t, Config{}, practice(everyScope()))
	c := s.connect("Acme Outdoors", func(c *store.Connection) { c.Options.UpdateInventory = true })
	s.open(100, 40).press("enter", "ctrl+n", "ctrl+n", "m")
	s.sees("several store locations are not known")
	s.press("ctrl+t")
	s.sees("The connection works")
	s.press("esc", "m")
	s.sees("Main is in the store", "the store's default location", "store location")
	s.press("down", "down", "enter")
	s.sees("in the store: ")
	s.press("ctrl+s")
	if saved, err := s.book.Connection(c.ID); err != nil || len(saved.StoreLocations) != 1 {
		t.Fatalf("%+v, %v", saved.StoreLocations, err)
	}
}

// Files are listed by their date; a credentials file's name is never shown, another text file's is.
func TestFileList(t *testing.T) {
	home := t.TempDir()
	folder := filepath.Join(home, "Downloads", "shop")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	download(t, folder, pasted, noon.Add(-time.Hour))
	if err := os.WriteFile(filepath.Join(folder, "notes.txt"), []byte("milk"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := newStill(t, Config{Home: home}, nil).open(100, 30)
	s.seen = func() { s.seesNot("BigCommerceAPI") }
	s.press("a", "enter", "ctrl+o", "'downloads'", "enter")
	s.sees("shop/", "..")
	s.press("'shop'", "enter")
	s.sees("a credentials file of today 11:00 in this folder", "notes.txt")
	s.press("'notes'", "enter")
	s.sees("Load credentials file from") // the wrong file: the list stays, and says why
	s.seesNot("milk")
	s.press("ctrl+u", "'credentials'", "enter")
	s.sees("••••••••9f2c", "trailing /v3/ removed")
}
