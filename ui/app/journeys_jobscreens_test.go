package app

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/screen"
)

// job runs an option to its end, beside the screen.
func (s *still) job(id store.ConnectionID, option syncer.Option, o syncer.StartOptions) syncer.Snapshot {
	s.t.Helper()
	run, err := s.engine.Start(id, option, o)
	if err != nil {
		s.t.Fatal(err)
	}
	<-run.Done()
	return run.Snapshot()
}

// count sets what the book has of an item.
func (s *still) count(sku string, n int) {
	s.t.Helper()
	if err := s.book.SetStock(store.Stock{SKU: sku, Location: 1, OnHand: n}); err != nil {
		s.t.Fatal(err)
	}
}

// level is what the store has of an item.
func (s *still) level(sku string) int {
	s.t.Helper()
	for _, r := range s.sand.Stock() {
		if r.SKU == sku && r.LocationID == 1 {
			return r.Level
		}
	}
	s.t.Fatalf("the store has no %s", sku)
	return 0
}

// planned is a store whose first n tracked items the book counts one more of than the store has.
func planned(t testing.TB, cfg sandbox.Config, n int) (s *still, c store.Connection, skus []string) {
	t.Helper()
	if cfg.Products == 0 {
		cfg.Products, cfg.PlainProducts = n+10, true
	}
	s = newStill(t, Config{}, practice(cfg))
	c = s.connect("Acme Outdoors", func(c *store.Connection) { c.Options.UpdateInventory, c.Options.UpdateOrderStatus = true, true })
	if snap := s.job(c.ID, syncer.ImportProducts, syncer.StartOptions{}); snap.Err != nil {
		t.Fatal(snap.Err)
	}
	for _, r := range s.sand.Stock() {
		if r.Tracking != "none" && r.LocationID == 1 && len(skus) < n {
			skus = append(skus, r.SKU)
			s.count(r.SKU, r.Level+1)
		}
	}
	return s, c, skus
}

// planOf opens the plan of Update Inventory from the list.
func (s *still) planOf(word string) *still { return s.press("s", "'"+word+"'", "enter") }

// Many changes are applied only by typing how many they are; the store then has them, the record tells of them, and what
// was sent can be put back.
func TestPlanIsAppliedByItsNumber(t *testing.T) {
	s, c, skus := planned(t, sandbox.Config{}, 25)
	before := map[string]int{}
	for _, sku := range skus {
		before[sku] = s.level(sku)
	}
	s.open(100, 30).planOf("inventory")
	s.sees("Update Inventory, plan", "nothing is changed yet", "25 changes, +25 pieces", "Through the Inventory API, at Default location.", "BECOMES")
	s.press("a")
	s.sees("Apply 25 changes?", "type how many changes it makes: 25")
	s.press("'7'", "enter")
	s.sees("That is not 25")
	s.send(tea80())
	s.sees("That is not 25")
	if got := s.level(skus[0]); got != before[skus[0]] {
		t.Fatalf("a wrong number has sent %d", got)
	}
	s.press("ctrl+u", "'25'", "enter")
	s.sees("Acme Outdoors: Update Inventory", "✓ done", "Sent       25 of 25 changes")
	for _, sku := range skus {
		if got := s.level(sku); got != before[sku]+1 {
			t.Errorf("%s: %d, want %d", sku, got, before[sku]+1)
		}
	}

	s.press("p")
	s.sees("plan of run", "carried out", "25 changes")
	s.press("a")
	s.sees("this is the plan of a past job")
	s.press("esc", "enter")
	s.sees("What it changed", "at Default location: 368 became 369", "25 changes to the store")
	s.press("pgdown")
	s.sees("and 13 more: press p")
	s.press("u")
	s.sees("Undo the last push", "25 changes, -25 pieces")
	s.press("a", "'25'", "enter")
	s.sees("The store has again what it had before the last push")
	for _, sku := range skus {
		if got := s.level(sku); got != before[sku] {
			t.Errorf("%s was not put back: %d, want %d", sku, got, before[sku])
		}
	}
	_ = c
}

// A few changes take one confirmation; esc changes nothing. In step afterwards, the plan says so.
func TestSmallPlan(t *testing.T) {
	s, _, skus := planned(t, sandbox.Config{}, 3)
	want := s.level(skus[1]) + 1
	s.open(60, 15).planOf("inventory")
	s.sees("3 changes, +3 pieces")
	s.press("a", "esc")
	if s.level(skus[1]) == want {
		t.Fatal("esc has applied the plan")
	}
	s.press("a")
	s.sees("Apply 3 changes?", "3 values in the store of Acme Outdoors")
	s.press("enter")
	s.sees("✓ done")
	if got := s.level(skus[1]); got != want {
		t.Fatalf("%d, want %d", got, want)
	}
	s.press("s")
	s.sees("✓ Nothing is to be changed.", "3 items are in step; last run")
	s.press("a")
	s.sees("nothing to apply")
}

// A number that somebody else changed in the store is left, until one says otherwise.
func TestConflictIsOverwritten(t *testing.T) {
	s, c, skus := planned(t, sandbox.Config{}, 3)
	s.job(c.ID, syncer.UpdateInventory, syncer.StartOptions{})
	s.job(c.ID, syncer.UpdateInventory, syncer.StartOptions{}) // it has been seen to show it
	for i, sku := range skus {
		s.sand.SetStock(sku, 1, 500+i)
	}
	s.open(100, 30).planOf("inventory")
	s.sees("▲ 3 conflicts", "[ ] "+skus[0])
	s.seesNot("nothing to change", "Nothing is to be changed", "0 changes,", "✓") // what needs a decision isn't green
	s.press("a")
	s.sees("Press space to overwrite a conflict")
	s.press("space")
	s.sees("[x] "+skus[0], "(1 overwritten)", "It is overwritten")
	s.press("w", "w", "down", "space", "enter")
	s.sees("somebody else", "the store shows")
	s.press("esc", "a")
	s.sees("Apply 1 change?", "2 conflicts are left as the store has them.")
	s.press("enter")
	s.sees("▲ 2 conflicts", "Done, but for 2 conflicts", "Sent       1 of 1 change", "Conflicts  2")
	s.seesNot("✓")
	s.press("j")
	s.sees("▲ conflicts", "1 sent, 2 conflicts")
	if got := []int{s.level(skus[0]), s.level(skus[2])}; got[0] != 500 || got[1] != 502 {
		t.Errorf("what was to be left was changed: %v", got)
	}
	if got := s.level(skus[1]); got == 501 {
		t.Error("what was to be overwritten was left")
	}
}

// The rows are filtered, sorted, explained and copied; the parts are turned to by tab.
func TestPlanIsLookedAt(t *testing.T) {
	s, _, skus := planned(t, sandbox.Config{}, 30)
	s.count("NOT-IN-THE-STORE", 5)
	for i, sku := range skus[:3] {
		s.count(sku, s.level(sku)+100*(i+1))
	}
	s.open(120, 40).planOf("inventory")
	s.sees("30 changes", "counted at", "should be in the store", "In the store:")
	s.press("/", "'"+strings.ToLower(skus[1])+"'")
	s.sees("1 of 30")
	s.press("enter", "a")
	s.sees("The filter only hides rows: all changes are made, not only the 1")
	s.press("esc", "esc", ">", ">", ">", ">", "<")
	s.sees("CHANGE↓", "▌ "+skus[2], "+300")
	s.press("<", ">", "enter")
	s.sees("counted at")
	s.send(tea80())
	s.sees("counted at", "up/down scroll")
	s.press("y")
	s.sees("Copied.")
	s.press("esc", "tab")
	s.sees("No conflict: nobody else changed")
	s.press("tab")
	s.sees("NOT-IN-THE-STORE", "The store doesn't know this sku")
	s.press("y", "tab")
	s.sees("Through", "Made", "In step")
	s.press("down", "shift+tab", "left", "right", "right", "enter")
	s.sees("there is no row to choose here")
	s.press("r")
	s.sees("30 changes")
	s.press("u")
	s.sees("no stock was pushed so far")
	s.press("l", "c")
	s.sees("nothing is being worked out")
}

// Working a plan out is cancelled by c, and by going back.
func TestPlanIsCancelled(t *testing.T) {
	var mu sync.Mutex
	hold, held := true, make(chan struct{}, 64)
	sand := practice(sandbox.Config{Products: 5, Orders: 3, OnRequest: func(r *http.Request) {
		mu.Lock()
		wait := hold
		mu.Unlock()
		if wait {
			held <- struct{}{}
			<-r.Context().Done()
		}
	}})
	s := start(t, Config{}, sand, 100, 30)
	s.until("No store is connected yet")
	c := s.connectHTTP("Acme Outdoors")
	s.p.Send(screen.OpenMsg{Kind: screen.Plan, Connection: c, Name: "Acme Outdoors", Option: syncer.UpdateInventory})
	s.until("Working out what would change", "Nothing is changed in the store meanwhile")
	<-held
	s.resize(60, 15).until("c cancel")
	s.press("c").until("It was cancelled, so there is no plan.", "no plan")
	s.press("r").until("Working out what would change")
	<-held
	s.press("esc").until("WEBSITE")
	mu.Lock()
	hold = false
	mu.Unlock()
	s.p.Send(screen.OpenMsg{Kind: screen.Plan, Connection: c, Name: "Acme Outdoors", Option: syncer.UpdateInventory})
	s.until("Nothing is to be changed")
	for _, f := range s.rec.all() {
		if strings.Contains(plain(f), "was cancelled. It goes on") {
			t.Error("a plan that was left is announced as a run that goes on")
		}
	}
}

// connectHTTP saves a connection to the session's sandbox.
func (s *session) connectHTTP(name string) store.ConnectionID {
	s.t.Helper()
	c := store.Connection{Name: name, Cart: "BigCommerce", Active: true, APIPath: strings.TrimSuffix(s.sand.APIPath(), "/v3/"),
		AllowInsecureHost: s.sand.Host(), State: store.StateConnected,
		Options: store.ConnectionOptions{ImportOrders: true, UpdateInventory: true, Statuses: syncer.DefaultStatuses}}
	if err := s.book.SaveConnection(&c, s.sand.AccessToken()); err != nil {
		s.t.Fatal(err)
	}
	return c.ID
}

func tea80() tea.Msg { return tea.WindowSizeMsg{Width: 80, Height: 24} }

// A store with one location has no column of locations, neither of changes nor of conflicts, whatever that one is called; a
// store with several has.
func TestPlanOfOneLocation(t *testing.T) {
	for _, name := range []string{"", "Default location"} {
		p := examplePlan(1)
		for i := range p.Changes {
			p.Changes[i].Location = name
		}
		for i := range p.Conflicts {
			p.Conflicts[i].Location = name
		}
		s := newStill(t, Config{}, nil)
		opened(s, p, 90, 30, nil).sees("SKU", "BECOMES")
		s.seesNot("STORE LOCATION")
		s.press(">", ">")
		s.sees("STORE↑") // by sku, by the store's number
		s.press("tab")
		s.sees("MEANT")
		s.seesNot("STORE LOCATION")
	}
	s := newStill(t, Config{}, nil)
	opened(s, examplePlan(1), 90, 30, nil).sees("STORE LOCATION")
	s.press("tab")
	s.sees("STORE LOCATION")
}
