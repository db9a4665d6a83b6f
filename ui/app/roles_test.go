package app

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/role"
	"cartwire/ui/screen"
	"cartwire/ui/setup"
)

// visitor is a session of somebody who may not do everything, on a book that has something of everything.
type visitor struct {
	*still
	conn  store.Connection
	order uint64
	run   store.RunID
	path  string
}

func visiting(t testing.TB, r role.Role) *visitor {
	t.Helper()
	path := filepath.Join(t.TempDir(), "book.db")
	s := newStillAt(t, Config{Who: "ann@shop", From: "SSH"}, practice(sandbox.Config{Orders: 12, Customers: 4, Products: 4}), path)
	v := &visitor{still: s, path: path}
	v.conn = s.connect("Acme Outdoors", func(c *store.Connection) {
		c.Options.ImportProducts, c.Options.UpdateInventory, c.Options.UpdateOrderStatus = true, true, true
	})
	for _, o := range []syncer.Option{syncer.ImportProducts, syncer.ImportOrders} {
		run, err := s.engine.Start(v.conn.ID, o, syncer.StartOptions{})
		if err != nil {
			t.Fatal(err)
		}
		<-run.Done()
		v.run = run.ID()
	}
	orders, err := s.book.OrderPage(store.OrderQuery{Connection: v.conn.ID}, 1)
	if err != nil || len(orders) == 0 {
		t.Fatal("no order", err)
	}
	v.order = orders[0].StoreOrderID
	g := store.Guard{Keep: &role.DeniedError{Role: r, Needed: role.Admin}}
	if r == role.Viewer {
		g.Change = &role.DeniedError{Role: r, Needed: role.Operator}
	}
	book := s.book.Guarded(g)
	cfg := s.m.cfg
	cfg.Book, cfg.Engine, cfg.Limits = book, s.engine.As("ann@shop", "SSH").Through(book), &Limits{Role: r, NoFiles: true}
	wait := s.m.wait
	s.m.Close()
	s.m = New(cfg)
	s.m.wait = wait
	s.open(100, 30)
	return v
}

// show opens a screen above home.
func (v *visitor) show(kind screen.Kind) {
	v.m.dialogs, v.m.menu, v.m.help, v.m.fatal = nil, nil, nil, nil
	v.do(v.m.backTo(0))
	if kind != screen.Connections {
		v.send(screen.OpenMsg{Kind: kind, Connection: v.conn.ID, Name: v.conn.Name, Order: v.order, Run: v.run, Option: syncer.UpdateInventory,
			Goals: setup.Goals{}})
	}
}

func (v *visitor) do(cmd tea.Cmd) { v.still.run(cmd) }

// kinds are all screens.
func kinds() []screen.Kind {
	var all []screen.Kind
	for k := range words {
		all = append(all, k)
	}
	slices.Sort(all)
	return all
}

// TestEveryActionHasARole walks the key tables of all screens: of each action it is said who may do it.
func TestEveryActionHasARole(t *testing.T) {
	v := visiting(t, role.Admin)
	seen := map[string]bool{}
	for kind := screen.Connections; kind <= screen.Settings; kind++ {
		if words[kind] == "" {
			t.Errorf("the screen %d has no word", kind)
		}
		v.show(kind)
		check := func() {
			at := v.m.opened[len(v.m.opened)-1].Kind
			for _, a := range v.m.actions() {
				if _, known := needed(at, a.ID); !known {
					t.Errorf("nobody has said who may do %q on %s", a.ID, words[at])
				}
				seen[a.ID], seen[words[at]+"/"+a.ID] = true, true
			}
		}
		check()
		for _, a := range v.m.actions() { // what lies behind a key has a table of its own
			v.show(kind)
			if len(a.Keys) > 0 {
				v.press(a.Keys[0])
				check()
			}
		}
	}
	if len(seen) < 60 {
		t.Errorf("only %d actions were seen", len(seen))
	}
}

// TestViewerChangesNothing does everything that the key tables of all screens offer, first by the keys, then past what they
// forbid, and presses what is pressed in forms: the book is the same file afterwards.
func TestViewerChangesNothing(t *testing.T) {
	v := visiting(t, role.Viewer)
	before, err := os.ReadFile(v.path)
	if err != nil {
		t.Fatal(err)
	}
	folder, err := os.ReadDir(filepath.Dir(v.path))
	if err != nil {
		t.Fatal(err)
	}
	requests := v.sand.Stats().Total
	same := func(what string) {
		t.Helper()
		after, err := os.ReadFile(v.path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(before, after) {
			t.Fatalf("%s has changed the book", what)
		}
		now, err := os.ReadDir(filepath.Dir(v.path))
		if err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(now) != fmt.Sprint(folder) {
			t.Fatalf("%s has left a file: %v", what, now)
		}
		if n := v.sand.Stats().Total; n != requests {
			t.Fatalf("%s has asked the store %d times", what, n-requests)
		}
	}
	did := 0
	for _, kind := range kinds() {
		v.show(kind)
		for _, a := range v.m.actions() {
			what := fmt.Sprintf("%s of %s", a.ID, words[kind])
			for _, key := range a.Keys {
				v.show(kind)
				v.press(key, "x", "7", "enter", "enter", "ctrl+s")
				did++
			}
			same("by its key, " + what)
			if r, _ := needed(kind, a.ID); r > role.Viewer && a.Why == "" {
				t.Errorf("%s can be done by who may look only", what)
			}
			possible := !slices.ContainsFunc(v.m.top().Actions(), func(own kit.Action) bool { return own.ID == a.ID && own.Why != "" })
			if a.Do != nil && a.ID != "quit" && a.ID != "quit-now" && possible {
				v.show(kind)
				v.do(a.Do())
				v.press("enter", "enter")
				same("past the table, " + what)
			}
		}
		for _, f := range []string{"space", "enter", "right", "tab"} {
			v.show(kind)
			for range 12 {
				v.press(f, "tab")
			}
			v.press("ctrl+s", "enter")
			same(f + " on " + words[kind])
		}
	}
	t.Logf("%d keys were pressed", did)
}

// Whoever may not do something reads why.
func TestDeniedSaysWhy(t *testing.T) {
	v := visiting(t, role.Viewer)
	v.press("s").sees("You have read-only access")
	v = visiting(t, role.Operator)
	v.press("space").sees("your key may not change connections")
	v.show(screen.Orders)
	v.press("e").sees("files here would be the server's")
	act := kit.Find(v.m.actions(), "s")
	if act == nil || act.Why != "" {
		t.Errorf("an operator can't import: %+v", act)
	}
	if strings.Contains(v.frame(), "export") {
		t.Errorf("the footer offers what can't be done:\n%s", v.frame())
	}
}

// Who has read-only access can read a form through and type nothing into it: keys, a paste and a press change no cell but
// the cursor's, and each says why.
func TestViewerTypesNothing(t *testing.T) {
	v := visiting(t, role.Viewer)
	for _, kind := range []screen.Kind{screen.Editor, screen.Settings} {
		v.show(kind)
		for range 3 {
			before := v.frame()
			v.press("x").sees("You have read-only access")
			v.paste("zzz")
			v.press("backspace", "right", "space", "enter", "ctrl+s").sees("You have read-only access")
			v.send(screen.BackMsg{})
			v.show(kind)
			if kind == screen.Editor && (strings.Contains(v.frame(), "zzz") || strings.Contains(v.frame(), "unsaved")) {
				t.Errorf("something was typed:\n%s\nafter\n%s", v.frame(), before)
			}
			v.press("tab")
		}
	}
	v.show(screen.Editor)
	v.press("x")
	v.paste("zzz")
	if f := v.frame(); strings.Contains(f, "Acme Outdoorsx") || strings.Contains(f, "zzz") || strings.Contains(f, "unsaved") {
		t.Errorf("something was typed:\n%s", f)
	}
}

// An empty screen offers nobody what his role can't do, or a file that isn't his.
func TestEmptyScreensOfferWhatCanBeDone(t *testing.T) {
	for r, offers := range map[role.Role]string{role.Viewer: "", role.Operator: "Press a to count the first item"} {
		s := newStill(t, Config{Limits: &Limits{Role: r, NoFiles: true}}, nil)
		s.open(100, 30)
		s.sees("No store is connected yet.")
		s.seesNot("Press ")
		c := s.connect("Acme Outdoors")
		for _, kind := range []screen.Kind{screen.Orders, screen.Stock} {
			s.send(screen.OpenMsg{Kind: kind, Connection: c.ID, Name: c.Name})
			if s.sees(" yet"); r == role.Viewer {
				s.seesNot("Press ")
			}
		}
		s.sees(offers)
		s.seesNot("from a file")
	}
}
