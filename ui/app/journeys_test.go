package app

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"cartwire/bigcommerce/sandbox"
	"cartwire/store"
)

// The main job, end to end: paste a credentials file, test, save, watch the import, look at the orders.
func TestConnectAndImport(t *testing.T) {
	sand := practice(sandbox.Config{Orders: 600, Customers: 20, Products: 20, Latency: 5 * time.Millisecond, Quota: sandbox.Limit{Requests: 150, Window: 30 * time.Second}})
	s := start(t, Config{}, sand, 100, 30)
	s.until("No store is connected yet").press("a", "enter").until("Website Name")
	s.paste(string(sand.CredentialsFile())).until("Not BigCommerce's own address").press("left", "enter").until("Acme Outdoors", "trailing /v3/ removed")
	s.press("enter").until("The connection works", "600 orders")
	s.press("enter").until("Import Orders", "Done. The book has every order")
	s.press("o").until("ORDER", "CUSTOMER").press("down", "enter").until("Totals", "Billed to")
	s.press("esc", "esc", "esc").until("WEBSITE", "● connected", "just now", "which was allowed")

	counts, err := s.book.OrderCounts(1)
	if err != nil || counts.Total == 0 {
		t.Fatalf("%d orders, %v", counts.Total, err)
	}
	for _, f := range s.rec.all() {
		if strings.Contains(f, sand.AccessToken()) {
			t.Fatal("the access token is on the screen")
		}
	}
}

// A credentials file that is offered is loaded with two keys, and its name, which counts as a secret, is never shown.
func TestLoadsCredentialsFile(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "BigCommerceAPI-credentials-8f3kq0x1n5v7b2m4c6z8a0s1d3f5g7h-.txt")
	if err := os.WriteFile(file, []byte(pasted), 0o600); err != nil {
		t.Fatal(err)
	}
	s := newStill(t, Config{CredentialsFile: file}, nil).open(100, 30)
	s.seen = func() { s.seesNot("BigCommerceAPI") }
	s.press("a", "enter", "ctrl+o")
	s.sees("a credentials file of ")
	s.press("enter")
	s.sees("Acme Outdoors", "••••••••9f2c", "trailing /v3/ removed")

	other := newStill(t, Config{}, nil).open(100, 30)
	other.press("a", "enter", "ctrl+o")
	other.sees("No credentials file lies about")
	other.press("'"+folder+"'", "enter")
	other.sees("Load credentials file from", "a credentials file of ")
	other.press("'credentials'", "enter")
	other.sees("Acme Outdoors", "••••••••9f2c")
	other.press("ctrl+o", "'"+filepath.Join(folder, "nothing")+"'", "enter")
	other.sees("There is no file of this name")
}

// A dialog that opens by itself takes no key for a moment.
func TestGrace(t *testing.T) {
	sand := practice(sandbox.Config{Orders: 3})
	if err := sand.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sand.Close() })
	file := filepath.Join(t.TempDir(), "credentials.txt")
	if err := os.WriteFile(file, sand.CredentialsFile(), 0o600); err != nil {
		t.Fatal(err)
	}
	s := newStill(t, Config{CredentialsFile: file}, sand).open(100, 30)
	s.press("a", "enter", "ctrl+o", "enter")
	s.sees("Not BigCommerce's own address")
	s.press("enter", "left", "enter")
	s.sees("Not BigCommerce's own address")
	d := s.m.dialogs[0]
	s.send(graceOverMsg{d.id, d.until + 1})
	s.press("enter")
	s.sees("Not BigCommerce's own address") // a key press put the end off
	s.calm()
	s.press("left", "enter")
	s.seesNot("Not BigCommerce's own address")
}

func TestWrongToken(t *testing.T) {
	sand := practice(sandbox.Config{Orders: 3})
	s := start(t, Config{}, sand, 60, 15)
	wrong := strings.Replace(string(sand.CredentialsFile()), sand.AccessToken(), "wrongwrongwrongwrongwrongwrong1", 1)
	s.until("No store").press("a", "enter").until("Website Name").paste(wrong).until("own address").press("left", "enter", "ctrl+t")
	s.until("✗ Credentials", "doesn't accept the access token", "t test again")
	s.press("esc").until("Website Name", "unsaved")
	// Saved all the same, the list says so, and no import is started into a wall.
	s.press("ctrl+s").until("is saved").press("esc").until("✗ refused", "doesn't accept the access token")
}

// The test is cancelled while the store keeps it waiting; what comes late changes nothing.
func TestCancelWhileTesting(t *testing.T) {
	var hold atomic.Bool
	hold.Store(true)
	held := make(chan struct{}, 16)
	sand := practice(sandbox.Config{Orders: 3})
	cfg := sandbox.Config{Orders: 3, Seed: 7, StoreHash: "ab12cd", AccessToken: sand.AccessToken(), OnRequest: func(r *http.Request) {
		if hold.Load() {
			held <- struct{}{}
			<-r.Context().Done()
		}
	}}
	sand = sandbox.New(cfg)
	s := start(t, Config{}, sand, 100, 30)
	s.until("No store").press("a", "enter").until("Website Name").paste(string(sand.CredentialsFile())).until("own address").press("left", "enter")
	s.until("Load credentials").press("ctrl+t").until("Test Connection", "▸ Address", "esc cancel")
	<-held
	s.resize(60, 15).until("▸ Address").resize(30, 8).until("needs a window").resize(100, 30).until("▸ Address")
	s.press("esc").until("Load credentials file", "esc back")
	hold.Store(false)
	s.press("ctrl+t").until("The connection works")
}

// Leaving with unsaved changes asks; discarding leaves nothing behind, saving keeps it.
func TestUnsavedChanges(t *testing.T) {
	s := newStill(t, Config{}, nil).open(100, 30)
	s.press("a", "enter", "'Acme'", "esc")
	s.sees("Unsaved changes", "You have unsaved changes.", "Keep editing")
	s.press("esc")
	s.sees("Website Name     Acme")
	s.press("esc", "left", "enter")
	s.sees("No store is connected yet")

	s.press("a", "enter").paste(pasted).press("esc", "tab", "enter")
	s.sees("Acme Outdoors", "WEBSITE")
	c, err := s.book.ConnectionByName("acme outdoors")
	if err != nil || c.TokenEnd != "9f2c" || c.State != store.StateUntested {
		t.Fatalf("%+v, %v", c, err)
	}
	s.press("enter", "'x'")
	s.sees("unsaved")
	s.press("backspace")
	s.sees("● saved")
	s.press("esc")
	s.sees("WEBSITE") // taken back: nothing to ask
}

// Typing "q" or "?" into a field is text; ctrl+c leaves from anywhere, and asks where something is unsaved.
func TestKeysAreTextInFields(t *testing.T) {
	s := newStill(t, Config{}, nil).open(100, 30)
	s.press("a", "enter", "'q?/s'")
	s.sees("Website Name     q?/s")
	if s.press("ctrl+c", "ctrl+c"); !s.quit {
		t.Error("ctrl+c does not leave")
	}
}

// What can't be done says why.
func TestDisabledSaysWhy(t *testing.T) {
	s := newStill(t, Config{}, nil)
	s.connect("Acme Outdoors", func(c *store.Connection) { c.Active = false })
	s.open(100, 30).press("s")
	s.sees("Acme Outdoors is not active. Press space to make it so.")
	s.press("space")
	s.sees("● Active")
	s.press("?")
	s.sees("Run what is ticked")
	s.press("esc", "s")
	s.sees("Done. The book has every order")
}

// Two connections can't have one name: the editor says so at the field.
func TestNameTaken(t *testing.T) {
	s := newStill(t, Config{}, nil)
	s.connect("Acme Outdoors", func(c *store.Connection) { c.APIPath = "https://api.bigcommerce.com/stores/another1" })
	s.open(100, 30).press("a", "enter").paste(pasted).press("ctrl+s")
	s.sees("There is already a connection called", "▌ Website Name")
	s.press("' 2'", "ctrl+s")
	s.sees("Done. The book has every order")
}

// A store that is connected already leads to the connection that it has, with the new credentials or without.
func TestStoreConnectedAlready(t *testing.T) {
	for keys, token := range map[string]string{"enter": "the-old-one", "right enter": "k3x9w0q7z1v5t2r8p4m6n0b9c7x9f2c", "right right enter": "the-old-one"} {
		s := newStill(t, Config{}, nil)
		c := s.connect("Home")
		if err := s.book.SaveConnection(&c, "the-old-one"); err != nil {
			t.Fatal(err)
		}
		s.open(100, 30).press("a", "enter").paste(pasted).press("ctrl+s")
		s.sees("This store is already connected", "is already connected as Home.", "[ Replace its credentials ]")
		s.calm()
		s.press(strings.Fields(keys)...)
		switch keys {
		case "enter":
			s.sees("Home", "● saved")
			s.seesNot("9f2c")
		case "right enter":
			s.sees("› Home", "Test Connection", "The connection works")
			s.press("enter")
		default:
			s.sees("Acme Outdoors", "9f2c")
		}
		list, err := s.book.Connections()
		if err != nil || len(list) != 1 || list[0].Name != "Home" {
			t.Fatalf("%q: %+v, %v", keys, list, err)
		}
		if got, err := s.book.Token(c.ID); err != nil || got != token {
			t.Errorf("%q: the token is %q, %v", keys, got, err)
		}
	}
}

// Renaming a location, ticking it and removing it.
func TestLocations(t *testing.T) {
	s := newStill(t, Config{}, nil)
	c := s.connect("Acme Outdoors")
	s.open(100, 30).press("enter", "ctrl+pgup", "ctrl+pgup")
	s.sees("[ ] Main")
	s.press("d")
	s.sees("the last one can't be removed")
	s.press("a", "'East'", "enter", "r", "ctrl+u", "'West'", "enter", "space", "ctrl+s")
	if c, err := s.book.Connection(c.ID); err != nil || len(c.Locations) != 1 {
		t.Fatalf("%+v, %v", c.Locations, err)
	}
	s.press("esc", "enter", "ctrl+pgup", "ctrl+pgup", "down")
	s.sees("▌ [x] West")
	s.press("d")
	s.sees("West can't be removed", "the only location that Acme Outdoors selects")
	s.press("up", "space", "ctrl+s", "esc", "enter", "ctrl+pgup", "ctrl+pgup", "down")
	s.press("d")
	s.sees("Acme Outdoors selects it, and then only Main.")
	s.press("left", "enter")
	s.seesNot("[x] West", "unsaved")
}

// Who unselects a location is asked, with what becomes of its counts, its open pieces and its mapping; a mapping to what the store
// doesn't have is refused.
func TestUnselectLocationsOnScreen(t *testing.T) {
	s := shelved(newStill(t, Config{}, nil))
	c, err := s.book.Connection(1)
	if err != nil {
		t.Fatal(err)
	}
	c.StoreLocations = map[store.LocationID]uint64{1: 2}
	c.Test = store.LastTest{At: noon, OK: true, StoreLocations: []store.StoreLocation{{ID: 1, Name: "Web"}, {ID: 2, Name: "Hall 2"}}}
	if err := s.book.SaveConnection(&c, ""); err != nil {
		t.Fatal(err)
	}
	selected := func() []store.LocationID {
		c, err := s.book.Connection(1)
		if err != nil {
			t.Fatal(err)
		}
		return c.Locations
	}
	s.open(100, 40).press("enter", "ctrl+n", "ctrl+n", "space", "ctrl+s")
	s.sees("Other locations count now", "Main (7 items, 6,265 pieces) doesn't count any more.",
		"Acme Outdoors: 3 pieces that open orders have allocated there are", "allocated at East warehouse from then on.",
		"Acme Outdoors: the mapping of Main to Hall 2 isn't used any more,",
		"2 items are counted only there")
	answer := func(keys ...string) {
		s.calm()
		s.press(keys...)
	}
	answer("enter")
	if got := selected(); len(got) != 2 {
		t.Fatalf("saved without a yes: %v", got)
	}
	s.sees("unsaved")
	s.press("ctrl+s")
	answer("left", "enter")
	if got := selected(); len(got) != 1 || got[0] != 2 {
		t.Fatalf("%v", got)
	}
	// None selected means all: that isn't what follows from unselecting the last one in silence.
	s.press("esc", "enter", "ctrl+n", "ctrl+n", "down", "space", "ctrl+s")
	s.sees("No location is selected, so all count, and these are new: Main (7", "items, 6,265 pieces).")
	answer("esc")
	if got := selected(); len(got) != 1 {
		t.Fatalf("saved without a yes: %v", got)
	}
	s.press("ctrl+r")
	s.update(func(tx *store.Tx) error {
		c, err := tx.Connection(1)
		if err != nil {
			return err
		}
		c.StoreLocations = map[store.LocationID]uint64{2: 77}
		return tx.SaveConnection(&c, "")
	})
	s.press("esc", "enter", "' Ltd'", "ctrl+s")
	s.sees("The store has no location 77. It has: 1 (Web), 2 (Hall 2).")
	if c, err := s.book.Connection(1); err != nil || c.Name != "Acme Outdoors" {
		t.Errorf("saved: %+v, %v", c.Name, err)
	}
}

// The list reads on while one scrolls, to the oldest order and back, and holds no more than a window of them.
func TestLongList(t *testing.T) {
	s := newStill(t, Config{}, nil)
	c := s.connect("Acme Outdoors")
	orders := make([]store.Order, 5000)
	for i := range orders {
		orders[i] = order(uint64(i + 1))
	}
	put(t, s.book, c.ID, orders...)
	s.open(100, 30).press("o")
	s.sees("5,000 orders", "▌ 5000")
	at := 5000
	for at > 1 {
		s.press("pgdown")
		at = max(1, at-25)
		s.sees("▌ " + strings.TrimSpace(order(uint64(at)).Number) + " ")
	}
	for at < 5000 {
		s.press("pgup")
		at = min(5000, at+25)
		s.sees("▌ " + order(uint64(at)).Number + " ")
	}
	s.press("end")
	s.sees("▌ 1 ")
	s.press("home")
	s.sees("▌ 5000")
}
