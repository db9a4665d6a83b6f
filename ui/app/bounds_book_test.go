package app

import (
	"fmt"
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"
	"pgregory.net/rapid"

	"cartwire/store"
	"cartwire/ui/screen"
)

// The table reads on while one scrolls, to the last item and back.
func TestLongStock(t *testing.T) {
	s := newStill(t, Config{}, nil)
	var out store.PutOutcome
	if err := s.book.Update(func(tx *store.Tx) error {
		for i := range 5000 {
			if err := tx.PutItem(store.Item{SKU: fmt.Sprintf("S%04d", i), Name: fmt.Sprintf("Thing %d", i)}, &out); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	s.stockOf(0, 100, 30).sees("▌ S0000")
	at := 0
	for at < 4999 {
		s.press("pgdown")
		at = min(4999, at+23)
		s.sees(fmt.Sprintf("▌ S%04d", at))
	}
	for at > 0 {
		s.press("pgup")
		at = max(0, at-23)
		s.sees(fmt.Sprintf("▌ S%04d", at))
	}
	s.press("end")
	s.sees("▌ S4999")
	s.press("home")
	s.sees("▌ S0000")
	s.press("/", "'thing 4321'")
	s.sees("▌ S4321")
}

// bookScreens are the screens of the book's own.
var bookScreens = []screen.Kind{screen.Stock, screen.Locations, screen.Customers, screen.Activity}

// Every key of the tables does something that is seen, or says why it can't.
func TestEveryKeyOfTheBookScreens(t *testing.T) {
	for _, kind := range bookScreens {
		s := bookScreen(t, kind)
		keys := map[string]bool{}
		for _, a := range s.m.top().Actions() {
			for _, k := range a.Keys {
				keys[k] = true
			}
		}
		for _, k := range slices.Sorted(func(yield func(string) bool) {
			for k := range keys {
				if !yield(k) {
					return
				}
			}
		}) {
			s := bookScreen(t, kind)
			before := s.frame()
			for _, msg := range bookKey(k) {
				s.send(msg)
			}
			if s.frame() == before && k != "left" && k != "r" {
				t.Errorf("%v: %q does nothing:\n%s", kind, k, before)
			}
		}
	}
}

// bookScreen opens a screen, with a filter where it has one: then esc has something to clear.
func bookScreen(t *testing.T, kind screen.Kind) *still {
	s := diary(shelved(newStill(t, Config{}, nil)))
	for i := range 3 {
		o := order(uint64(2000 + i))
		o.Customer.StoreCustomerID = uint64(i + 1)
		put(t, s.book, 1, o)
	}
	s.open(100, 30).kind(kind).frame()
	if kind == screen.Locations {
		return s.press("a", "'Shop'", "enter", "up") // so that the chosen one is between two
	}
	if kind == screen.Customers {
		return s.press("/", "'zo'", "enter", "down")
	}
	return s.press("/", "'a'", "enter", "down")
}

func bookKey(k string) []tea.KeyPressMsg {
	if len(k) == 1 {
		return []tea.KeyPressMsg{{Code: rune(k[0]), Text: k}}
	}
	return keyMsgs(k)
}

// Hostile text in skus, names, locations and the diary reaches no frame.
func TestHostileStock(t *testing.T) {
	for i := range hostiles {
		s := newStill(t, Config{}, nil)
		s.seen = func() { bounded(t, s.m.View(), 120, 30) }
		c := s.connect(nasty("Shop", i))
		l := store.Location{Name: nasty("East", i)}
		if err := s.book.SaveLocation(&l); err != nil {
			t.Fatal(err)
		}
		var out store.PutOutcome
		if err := s.book.Update(func(tx *store.Tx) error {
			if err := tx.PutItem(store.Item{SKU: nasty("sku", i), Name: nasty("name", i+1)}, &out); err != nil {
				return err
			}
			if err := tx.SetStock(store.Stock{SKU: nasty("sku", i), Location: l.ID, OnHand: 3}); err != nil {
				return err
			}
			return tx.AddActivity(store.Activity{Who: nasty("who", i), From: nasty("from", i), Connection: c.ID, What: nasty("what", i)})
		}); err != nil {
			t.Fatal(err)
		}
		s.stockOf(c.ID, 120, 30)
		s.sees("sku", "name")
		s.press("right", "enter", "'4'", "enter", "u", "w", "esc")
		s.importing(nasty("x", i) + "," + nasty("y", i) + ",1\n")
		s.press("esc", "esc").kind(screen.Locations).press("down", "d", "esc", "r", "esc")
		s.kind(screen.Activity)
		s.sees("what")
		s.press("end", "enter")
		put(t, s.book, c.ID, poisoned(1, i), poisoned(2, i+1))
		s.kind(screen.Customers)
		s.sees("name")
		s.press("y", "enter")
		s.sees("order")
	}
}

// Whatever is done there, at whatever size: every frame fits, and esc finds the way back.
func TestBookScreensAtAnySize(t *testing.T) {
	keys := []string{"enter", "esc", "tab", "up", "down", "left", "right", "pgup", "pgdown", "home", "end", "space", "backspace", "1", "7", "x", "é", "/", "l", "o", "d",
		"w", "u", "a", "v", "e", "y", "p", "i", "r", "+", "-", "?", ":", "ctrl+u", "g", "G"}
	rapid.Check(t, func(rt *rapid.T) {
		s := newStill(t, Config{ASCII: rapid.Bool().Draw(rt, "ascii")}, nil)
		if rapid.Bool().Draw(rt, "filled") {
			diary(shelved(s))
		}
		width, height := 80, 24
		s.seen = func() { bounded(rt, s.m.View(), width, height) }
		s.open(width, height)
		s.send(screen.OpenMsg{Kind: rapid.SampledFrom(bookScreens).Draw(rt, "screen"), Connection: store.ConnectionID(rapid.IntRange(0, 1).Draw(rt, "of")), Name: "Acme Outdoors"})
		for range rapid.IntRange(1, 25).Draw(rt, "steps") {
			switch rapid.IntRange(0, 9).Draw(rt, "what") {
			case 0:
				width, height = rapid.IntRange(1, 200).Draw(rt, "width"), rapid.IntRange(1, 60).Draw(rt, "height")
				s.send(tea.WindowSizeMsg{Width: width, Height: height})
			case 1:
				s.paste(rapid.SampledFrom([]string{"12", "a\nb\x1b[31m", "", "李小龍\u202e"}).Draw(rt, "paste"))
			case 2:
				s.send(tea.MouseClickMsg{X: rapid.IntRange(0, width).Draw(rt, "x"), Y: rapid.IntRange(0, height).Draw(rt, "y"), Button: tea.MouseLeft})
			default:
				s.press(rapid.SampledFrom(keys).Draw(rt, "key"))
			}
		}
		for range 14 {
			s.calm()
			s.press("esc")
			if len(s.m.dialogs) > 0 && s.m.dialogs[len(s.m.dialogs)-1].Title == "Unsaved changes" {
				width, height = max(width, minWidth), max(height, minHeight)
				s.send(tea.WindowSizeMsg{Width: width, Height: height})
				s.press("left", "enter") // Discard, of an editor on the way home
			}
		}
		if len(s.m.stack) != 1 || len(s.m.dialogs) > 0 || s.m.menu != nil {
			rt.Fatalf("esc does not lead home:\n%s", s.frame())
		}
	})
}

// stockMoveBudget is how many bytes one cursor move may send in a window of 120x40, with the sum beside the table.
const stockMoveBudget = 2000

func TestBytesOfAStockMove(t *testing.T) {
	s := start(t, Config{}, nil, 120, 40)
	var out store.PutOutcome
	if err := s.book.Update(func(tx *store.Tx) error {
		for i := range 500 {
			sku := fmt.Sprintf("S%04d", i)
			if err := tx.PutItem(store.Item{SKU: sku, Name: fmt.Sprintf("Thing %d", i)}, &out); err != nil {
				return err
			}
			if err := tx.SetStock(store.Stock{SKU: sku, Location: 1, OnHand: i}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	s.until("Cartwire")
	s.p.Send(screen.OpenMsg{Kind: screen.Stock})
	s.until("▌ S0000", "available")
	s.out.settled(t, "the table")
	sum := 0
	const moves = 60 // half of them scroll
	for i := range moves {
		s.press("down").until(fmt.Sprintf("▌ S%04d", i+1), fmt.Sprintf("Thing %d ", i+1))
		sum += s.out.settled(t, "")
	}
	t.Logf("a move sends %d bytes", sum/moves)
	if sum/moves >= stockMoveBudget {
		t.Errorf("a cursor move sends %d bytes, the budget is %d", sum/moves, stockMoveBudget)
	}
}
