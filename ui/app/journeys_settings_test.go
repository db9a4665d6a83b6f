package app

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/role"
	"cartwire/ui/screen"
	"cartwire/ui/theme"
)

// again leaves the program, and opens it once more on the same book.
func (s *still) again(cfg Config) *still {
	s.t.Helper()
	if s.press("ctrl+c"); !s.quit {
		s.t.Fatal("ctrl+c does not leave")
	}
	cfg.Book, cfg.Engine, cfg.Now = s.book, s.engine, func() time.Time { return noon }
	n := &still{t: s.t, m: New(cfg), book: s.book, engine: s.engine, sand: s.sand}
	n.m.wait = func(d time.Duration, f func() tea.Msg) tea.Cmd {
		if d > 0 {
			return nil
		}
		return f
	}
	s.t.Cleanup(n.m.Close)
	return n.open(100, 30)
}

// What is set is in force at once, wherever it is set, and after a restart.
func TestSettingsTakeEffectAndSurvive(t *testing.T) {
	zone := time.FixedZone("here", 2*60*60)
	s := newStill(t, Config{Local: zone}, nil)
	s.connect("Acme Outdoors", func(c *store.Connection) { c.LastSync = noon.Add(-12 * time.Minute) })
	s.open(100, 30)
	s.sees("12 min ago")
	s.press(",", "right", "right")
	if s.m.env.Theme.Mode != theme.Light {
		t.Error("the light colours are not in force")
	}
	s.press("down", "right", "esc")
	s.sees("11:48")
	s.press(",", "down", "down", "right", "esc")
	s.sees("13:48")
	s.press(",", "down", "down", "down", "right", "right")
	s.sees("> Signs", "* ASCII")
	s.press("ctrl+p", "'theme dark'", "enter") // the palette sets the same
	s.sees("* dark")

	n := s.again(Config{Local: zone})
	n.press("esc")
	n.sees("13:48", "> Acme Outdoors")
	if n.m.env.Theme.Mode != theme.Dark {
		t.Error("the colours did not survive")
	}
}

// One comes back to where one was: the screen, the filter, the chosen row; each person to their own.
func TestPlaceSurvives(t *testing.T) {
	s := fiveStores(newStill(t, Config{Who: "maria"}, nil)).open(100, 30)
	s.press("/", "'o'", "enter", "down", "down", "o")
	s.sees("Corner Café: Orders")
	s = s.again(Config{Who: "maria"})
	s.sees("Corner Café: Orders")
	s.press("esc")
	s.sees("/ o", "▌ Corner Café")
	s = s.again(Config{Who: "peter"})
	s.sees("▌ Acme Outdoors", "Practice")
	s = s.again(Config{Who: "maria"})
	s.sees("▌ Corner Café")
	s.press("esc", "o")
	s.sees(": Orders")

	// A connection that is gone leads home.
	id := s.m.opened[1].Connection
	s.press("ctrl+c")
	if err := s.book.RemoveConnection(t.Context(), id, store.Activity{}); err != nil {
		t.Fatal(err)
	}
	s = s.again(Config{Who: "maria"})
	s.sees("WEBSITE")
}

// The palette asks the book in the background: orders are found by name, number, e-mail or sku, and what comes late for
// other letters is dropped.
func TestPaletteFindsOrders(t *testing.T) {
	s := listed(t, newStill(t, Config{}, nil), 3).open(100, 30)
	for _, typed := range []string{"'1001'", "'zoë mül 1001'", "'1001 tent'", "'zoe@example 1001'"} {
		s.press(":", typed)
		s.sees("▌ Order 1001")
		s.press("enter")
		s.sees("Billed to", "Order 1001")
		s.press("esc")
	}
	s.press(":", "'1001'")
	late := foundMsg{menu: s.m.menu, typed: "100", rows: nil}
	s.send(late)
	s.sees("▌ Order 1001")
	s.press("backspace")
	s.sees("Order 1000", "Order 1002")
	s.press("esc", "enter", "'x'", "ctrl+p", "'1001'", "enter")
	s.sees("not saved") // nothing that was typed is lost
}

// A job that fails is told in one line that stays, tells all of itself, leads to the run, and can be put away; it goes by
// itself when the next run goes through.
func TestBanner(t *testing.T) {
	s := newStill(t, Config{}, nil)
	s.connect("Acme Outdoors")
	s.open(100, 30).press("o")
	s.stops(errors.New("The store is being repaired."))
	s.sees("✗ Import Orders of Acme Outdoors stopped. The store is being repaired.", "! details")
	s.send(tickMsg{id: s.m.tick, now: noon.Add(time.Hour)})
	s.sees("! details")
	s.press("!")
	s.sees("What has gone wrong", "[▸Look at the job ]")
	s.press("right", "enter")
	s.seesNot("! details")

	ok := running(1)
	ok.Run, ok.Ended, ok.Job.State = 3, true, store.JobDone
	bad := running(1)
	bad.Run, bad.Ended, bad.Err, bad.Job.State = 2, true, errors.New("Something else."), store.JobFailed
	s.snapshot(bad, "Acme Outdoors")
	s.sees("Something else.")
	s.press("esc")
	s.seesNot("! details") // the list of connections says it in its own words
	s.press("o")
	s.sees("! details")
	s.snapshot(ok, "Acme Outdoors")
	s.seesNot("! details")
}

// A connection in trouble is told wherever one is, until it is cured.
func TestBannerOfAConnection(t *testing.T) {
	s := newStill(t, Config{}, nil)
	c := s.connect("Acme Outdoors", func(c *store.Connection) { c.State, c.Problem = store.StateRefused, "The token is not accepted." })
	s.open(100, 30).press("o")
	s.sees("✗ Acme Outdoors: The token is not accepted.", "! details")
	s.press("!", "enter")
	s.sees("Test Connection")
	s.press("esc", "esc")
	s.update(func(tx *store.Tx) error { return tx.SetConnectionState(c.ID, store.StateConnected, "") })
	s.send(tickMsg{id: s.m.tick, now: noon.Add(time.Minute)})
	s.seesNot("! details")
}

// The keys of the whole program can be looked through; the book is copied to a file that is not there yet; a report says
// where it is, and holds no secret.
func TestSettingsButtons(t *testing.T) {
	home := t.TempDir()
	s := newStill(t, Config{Home: home}, nil)
	s.connect("Acme Outdoors")
	s.open(100, 30).press(",", "K")
	s.sees("▌ type a few letters of a key")
	s.press("'credentials'")
	s.sees("Add this cart", "gallery")
	s.press("enter", "esc", "b", "ctrl+u", "'~/copy.db'", "enter")
	s.sees("The book was copied to")
	s.press("b", "ctrl+u", "'~/copy.db'", "enter")
	s.sees("✗ There is already a file")

	s.press("down", "down", "down", "down", "down", "right", "right", "enter", "enter")
	s.sees("The report is in")
	files, err := filepath.Glob(filepath.Join(filepath.Dir(s.book.Path()), "cartwire-report-*.txt"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	written, err := os.ReadFile(files[0])
	if err != nil || strings.Contains(string(written), s.sand.AccessToken()) || strings.Contains(string(written), "Acme") || strings.Contains(string(written), "@") {
		t.Errorf("%v\n%s", err, written)
	}
}

// The page of what can't be gone on from tells what lies behind it, writes a report, and tries again.
func TestFatalPage(t *testing.T) {
	s := newStill(t, Config{}, nil).open(100, 30)
	s.send(screen.FatalMsg{Err: &store.DamagedError{Path: "/home/me/book.db", Reason: "invalid page, seen by zoe@example.com"}})
	s.seesNot("DamagedError")
	s.press("d")
	s.sees("*store.DamagedError", "Cause", "[e-mail]")
	s.press("w")
	s.sees("The report is in")
	s.press("r")
	s.seesNot("can't go on")
}

// The share of the quotas is kept for the jobs; whoever may not keep settings doesn't see it.
func TestShareOfQuotasIsSet(t *testing.T) {
	s := newStill(t, Config{}, nil)
	s.connect("Acme Outdoors")
	s.open(100, 30).press(",", "down", "down", "down", "down", "right", "right")
	s.sees("▌ Share of quotas", "◉ 50 %")
	if kept, err := s.book.Settings(); err != nil || kept.QuotaPercent() != 50 {
		t.Errorf("kept: %+v, %v", kept, err)
	}
	v := visiting(t, role.Operator)
	v.show(screen.Settings)
	v.sees("Signs", "Keys")
	v.seesNot("Share of quotas")
}
