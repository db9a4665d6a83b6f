package app

import (
	"regexp"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/sandbox"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/screen"
)

// frames are the screens in the states that a person meets.
var frames = []struct {
	name string
	show func(t *testing.T, s *still, width, height int)
}{
	{"connections loading", func(t *testing.T, s *still, w, h int) { s.send(tea.WindowSizeMsg{Width: w, Height: h}) }},
	{"connections empty", func(t *testing.T, s *still, w, h int) { s.open(w, h).press("esc") }},
	{"connections", func(t *testing.T, s *still, w, h int) { several(s).open(w, h).press("down", "down") }},
	{"connections no match", func(t *testing.T, s *still, w, h int) { several(s).open(w, h).press("/", "'zzz'") }},
	{"connections help", func(t *testing.T, s *still, w, h int) { several(s).open(w, h).press("?") }},
	{"book unreadable", func(t *testing.T, s *still, w, h int) {
		s.open(w, h)
		s.send(screen.FatalMsg{Err: &store.DamagedError{Path: "/home/me/book.db", Reason: "invalid database"}})
	}},
	{"editor new", func(t *testing.T, s *still, w, h int) { s.open(w, h).press("a", "enter") }},
	{"editor filled", func(t *testing.T, s *still, w, h int) { s.open(w, h).press("a", "enter").paste(pasted) }},
	{"editor problems", func(t *testing.T, s *still, w, h int) {
		s.open(w, h).press("a", "enter", "tab", "tab", "tab", "'ftp://x'", "ctrl+s")
	}},
	{"editor options", func(t *testing.T, s *still, w, h int) {
		s.open(w, h).press("a", "enter", "ctrl+n", "tab", "tab", "'31.1.26'", "tab")
	}},
	{"editor locations", func(t *testing.T, s *still, w, h int) {
		s.open(w, h).press("a", "enter", "ctrl+n", "ctrl+n", "a", "'East'", "enter", "space")
	}},
	{"editor legacy", func(t *testing.T, s *still, w, h int) { legacyEditor(s, w, h) }},
	{"editor every option", func(t *testing.T, s *still, w, h int) {
		ticked(s)
		s.open(w, h).press("enter", "ctrl+n", "pgdown")
	}},
	{"editor statuses", func(t *testing.T, s *still, w, h int) {
		s.connect("Acme Outdoors")
		s.open(w, h).press("enter", "ctrl+n", "down", "right", "right", "down")
	}},
	{"editor schedule", func(t *testing.T, s *still, w, h int) {
		ticked(s)
		s.open(w, h).press("enter", "ctrl+pgup", "down", "right", "tab", "'10 s'", "tab")
	}},
	{"editor nothing to schedule", func(t *testing.T, s *still, w, h int) {
		s.connect("Acme Outdoors", func(c *store.Connection) { c.Options = store.ConnectionOptions{} })
		s.open(w, h).press("enter", "ctrl+pgup")
	}},
	{"editor tested", func(t *testing.T, s *still, w, h int) {
		s.connect("Acme Outdoors", func(c *store.Connection) {
			c.Options.UpdateInventory = true
			c.Test = store.LastTest{At: noon.Add(-50 * time.Hour), Checks: []store.TestedCheck{
				{ID: "orders", Label: "Orders", State: "passed"}, {ID: "products-modify", Label: "Products modify", State: "failed"},
				{ID: "inventory-modify", Label: "Store Inventory modify", State: "unknown"}}}
		})
		s.open(w, h).press("enter", "ctrl+n")
	}},
	{"editor files", func(t *testing.T, s *still, w, h int) { s.open(w, h).press("a", "enter", "ctrl+o") }},
	{"palette", func(t *testing.T, s *still, w, h int) { several(s).open(w, h).press(":") }},
	{"palette typed", func(t *testing.T, s *still, w, h int) { several(s).open(w, h).press(":", "'dusty sync'") }},
	{"editor unsaved", func(t *testing.T, s *still, w, h int) { s.open(w, h).press("a", "enter", "'Acme'", "esc") }},
	{"editor foreign host", func(t *testing.T, s *still, w, h int) {
		s.open(w, h).press("a", "enter", "'Acme'", "tab", "tab", "tab", "'http://127.0.0.1:8080/stores/ab12cd'", "tab", "'k3x9w0q7z1v5t2r8'", "ctrl+t")
	}},
	{"test passed", func(t *testing.T, s *still, w, h int) { s.open(w, h).press("a", "enter").paste(pasted).press("ctrl+t") }},
	{"test permission missing", func(t *testing.T, s *still, w, h int) { s.open(w, h).press("a", "enter").paste(pasted).press("ctrl+t") }},
	{"test modify missing", func(t *testing.T, s *still, w, h int) {
		ticked(s)
		s.open(w, h).press("t")
	}},
	{"test legacy", func(t *testing.T, s *still, w, h int) {
		ticked(s)
		legacyEditor(s, w, h).press("tab", "'store-ab12cd'", "tab", "'"+s.sand.Username()+"'", "tab", "'"+s.sand.LegacyToken()+"'", "ctrl+t")
	}},
	{"test refused", func(t *testing.T, s *still, w, h int) {
		s.sand.Revoke()
		s.open(w, h).press("a", "enter").paste(pasted).press("ctrl+t")
	}},
	{"sync starting", func(t *testing.T, s *still, w, h int) {
		c := s.connect("Acme Outdoors")
		s.open(w, h)
		s.send(screen.OpenMsg{Kind: screen.Sync, Connection: c.ID, Name: c.Name})
	}},
	{"sync waiting", func(t *testing.T, s *still, w, h int) {
		snap := running(syncing(s, w, h))
		snap.Waiting, snap.WaitUntil = "the store's quota", noon.Add(12*time.Second)
		s.snapshot(snap, "Acme Outdoors")
	}},
	{"sync done in part", func(t *testing.T, s *still, w, h int) {
		snap := running(syncing(s, w, h))
		snap.Ended, snap.Phase, snap.Job.State, snap.Job.Failed = true, syncer.PhaseEnded, store.JobDone, 1
		snap.Job.Errors = []store.JobError{{Ref: "1023", Reason: "Order 1023 of the store can't be read: a date is missing. The other orders are not affected; please report this."}}
		s.snapshot(snap, "Acme Outdoors")
	}},
	{"sync failed", func(t *testing.T, s *still, w, h int) {
		snap := running(syncing(s, w, h))
		snap.Ended, snap.Phase, snap.Job.State, snap.Err = true, syncer.PhaseEnded, store.JobFailed, &bigcommerce.AuthError{}
		s.snapshot(snap, "Acme Outdoors")
	}},
	{"connections importing", func(t *testing.T, s *still, w, h int) {
		s.snapshot(running(syncing(s, w, h)), "Acme Outdoors")
		s.press("esc")
	}},
	{"orders loading", func(t *testing.T, s *still, w, h int) {
		s.connect("Acme Outdoors")
		s.open(w, h)
		s.m.Update(screen.OpenMsg{Kind: screen.Orders, Connection: 1, Name: "Acme Outdoors"})
	}},
	{"orders empty", func(t *testing.T, s *still, w, h int) {
		s.connect("Acme Outdoors")
		s.open(w, h).press("o")
	}},
	{"orders", func(t *testing.T, s *still, w, h int) { listed(t, s, 40).open(w, h).press("o", "down", "down") }},
	{"order", func(t *testing.T, s *still, w, h int) { listed(t, s, 3).open(w, h).press("o", "enter") }},
	{"window too small", func(t *testing.T, s *still, w, h int) { several(s).open(w-20, h-5) }},
}

// elapsed is how long a test took, with what is padded before it.
var elapsed = regexp.MustCompile(`(Test Connection) +(.*), [0-9.]+ s`)

func TestFrames(t *testing.T) {
	for _, f := range frames {
		drawn{
			start: func(t *testing.T, cfg Config) *still {
				sand := sandbox.Config{Orders: 25, Customers: 5, Products: 5, Scopes: readOnly(), Legacy: true}
				if f.name == "test permission missing" {
					sand.Scopes = readOnly("store_v2_orders_read_only")
				}
				return newStill(t, cfg, practice(sand))
			},
			steady: func(frame string) string { return elapsed.ReplaceAllString(frame, "$1  $2, a moment") },
		}.compare(t, f.name, func(s *still, w, h int) { f.show(t, s, w, h) })
	}
}

func TestASCII(t *testing.T) {
	s := several(newStill(t, Config{NoColor: true, ASCII: true}, nil)).open(60, 15)
	kept(t, s.m.View().Content)
}
