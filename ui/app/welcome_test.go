package app

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/sandbox"
	"cartwire/store"
	"cartwire/ui/screen"
)

// firstImport is the budget of key presses from first launch to a saved, tested connection with the import running.
const firstImport = 12

// With a credentials file in the folder: choose it, see the test pass, save; the import runs.
func TestFirstLaunchWithFile(t *testing.T) {
	cfg := Config{Folder: t.TempDir()}
	download(t, cfg.Folder, pasted, noon.Add(-time.Hour))
	s := newStill(t, cfg, nil)
	s.seen = func() { s.seesNot("BigCommerceAPI", "k3x9w0q7z1v5t2r8") }
	s.open(100, 30)
	s.sees("▌ I have a credentials file", "a credentials file of today 11:00 in this folder")
	keys := []string{"enter", "enter"}
	s.press(keys[0])
	s.sees("The connection works", "Acme Outdoors")
	s.press(keys[1])
	s.sees("Acme Outdoors: Import Orders", "Done. The book has every order")
	if len(keys) > firstImport {
		t.Errorf("%d key presses, the budget is %d", len(keys), firstImport)
	}
	c, err := s.book.ConnectionByName("Acme Outdoors")
	if err != nil || c.State != store.StateConnected || !c.Options.ImportOrders {
		t.Fatalf("%+v, %v", c, err)
	}
	s.press("esc")
	s.sees("WEBSITE", "● connected") // the welcome is over
}

// A store that is connected from elsewhere ends the welcome, however late that is known, but not what was opened above it.
func TestLateEndOfTheWelcome(t *testing.T) {
	s := newStill(t, Config{}, nil)
	s.open(100, 30)
	s.sees("No store is connected yet")
	look := s.m.top().Init()
	s.connect("Acme Outdoors")
	s.kind(screen.Locations)
	s.sees("Locations")
	for _, late := range all(look) {
		s.send(late)
	}
	s.sees("Locations")
	s.press("esc")
	s.sees("WEBSITE", "Acme Outdoors")
}

// TestFirstLaunchWithFile against a sandbox over HTTP, whose address is asked about first; a file without a NAME takes the store's.
func TestFirstLaunchWithSandboxFile(t *testing.T) {
	sand := practice(sandbox.Config{Orders: 40, Customers: 5, Products: 5})
	if err := sand.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sand.Close() })
	var lines []string
	for line := range strings.Lines(string(sand.CredentialsFile())) {
		if !strings.Contains(line, "NAME:") {
			lines = append(lines, line)
		}
	}
	cfg := Config{Home: t.TempDir()}
	download(t, filepath.Join(cfg.Home, "Downloads"), strings.Join(lines, ""), time.Now())
	s := start(t, cfg, nil, 80, 24)
	presses := 0
	press := func(keys ...string) *session {
		presses += len(keys)
		return s.press(keys...)
	}
	s.until("▌ I have a credentials file", "in Downloads")
	press("enter")
	s.until("Not BigCommerce's own address")
	<-s.rec.calm // a dialog that opened by itself takes no key at first
	press("left", "enter")
	s.until("The connection works")
	press("enter")
	s.until("Sandbox Outfitters: Import Orders")
	if presses > firstImport {
		t.Errorf("%d key presses, the budget is %d", presses, firstImport)
	}
	s.until("Done. The book has every order")
}

// Practising starts a store on this machine, which needs no question.
func TestPractise(t *testing.T) {
	sand := practice(sandbox.Config{Orders: 5})
	if err := sand.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = sand.Close() })
	var works atomic.Bool
	cfg := Config{Practise: func(context.Context) (screen.PracticeStore, error) {
		if !works.Load() {
			return screen.PracticeStore{}, errors.New("there is no free port")
		}
		return screen.PracticeStore{CredentialsFile: sand.CredentialsFile(), Host: sand.Host()}, nil
	}}
	s := start(t, cfg, nil, 80, 24)
	s.until("▌ Connect a store").press("down").until("▌ Practise on a sandbox store").press("enter").until("there is no free port")
	works.Store(true)
	s.press("enter").until("The connection works").press("enter").until("Done. The book has every order")
	s.press("esc").until("● connected")
}

func TestPractiseNotOffered(t *testing.T) {
	s := newStill(t, Config{}, nil).open(80, 24).press("down")
	s.sees("▌ Practise on a sandbox store", "Not now: this session can't start a practice store.")
	s.press("enter")
	s.sees("▲ this session can't")
}

// The gallery's card leads to the editor; the mouse presses its buttons.
func TestGallery(t *testing.T) {
	s := newStill(t, Config{}, nil).open(80, 24).press("esc")
	s.sees("No store is connected yet.")
	s.press("a")
	s.sees("╭─ BigCommerce", "paid service", "What it needs", "[▸Add ]")
	s.press("tab", "enter")
	s.sees("Step 1 of 9")
	s.press("esc", "a", "enter")
	s.sees("Website Name")
	s.press("esc", "a").paste(pasted)
	s.sees("The connection works")
	s.press("esc", "esc", "left", "enter", "a")
	lines := strings.Split(s.frame(), "\n")
	for y, l := range lines {
		if x := strings.Index(l, "[ Guide me"); x >= 0 {
			s.send(tea.MouseClickMsg{X: x + 3, Y: y, Button: tea.MouseLeft})
			s.sees("Step 1 of 9", "[ ] Stock out")
			s.send(tea.MouseClickMsg{X: 4, Y: 2 + 8, Button: tea.MouseLeft})
			s.sees("[x] Stock out")
			return
		}
	}
	t.Fatalf("the button is not there:\n%s", s.frame())
}
