package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cartwire/ui/screen"
)

// Removing a location says what goes with it, and is asked for.
func TestLocationsOfTheBook(t *testing.T) {
	s := shelved(newStill(t, Config{Who: "ann"}, nil)).open(100, 30).kind(screen.Locations)
	s.sees("Main", "East warehouse", "Acme Outdoors", "6,265", "361")
	s.press("a", "'EAST WAREHOUSE'", "enter")
	s.sees("There is already a location called East warehouse.")
	s.press("ctrl+u", "'Shop'", "enter")
	s.sees("Shop is added.", "▌ Shop", "no connection")
	s.press("r", "' 2'", "enter")
	s.sees("Shop is now called Shop 2.")
	s.press("up", "d")
	s.sees("The counts of 5 items there, 361 pieces in all, are deleted.", "Acme Outdoors selects it, and then only Main.", "can't be undone")
	s.press("enter")
	s.sees("East warehouse")
	s.press("d", "left", "enter")
	s.sees("East warehouse is removed.")
	if c := s.counted("AXE", 2); c != nil {
		t.Errorf("still counted: %+v", c)
	}
	if a := s.noted(); a.What != "Removed the location East warehouse." || a.Who != "ann" {
		t.Errorf("%+v", a)
	}
	// The only one that is left of a selection stays.
	s.press("up", "d")
	s.sees("Main can't be removed", "the only location that Acme Outdoors selects")
	s.press("down", "d", "left", "enter", "d")
	s.sees("the book needs at least one location")
	s.press("enter")
	s.sees("SKU", "AXE")
}

// The diary is filtered by person, connection and words, and what is shown is written into a file.
func TestExportActivity(t *testing.T) {
	home := t.TempDir()
	s := diary(newStill(t, Config{Home: home}, nil)).open(100, 30).kind(screen.Activity)
	s.sees("5 lines", "bob@laptop", "SSH")
	s.press("p")
	s.sees("nobody is named in this line")
	s.press("down", "p")
	s.sees("by ann", "Imported counts")
	s.seesNot("bob@laptop")
	s.press("w", "'acme'", "enter")
	s.sees("of Acme Outdoors", "Added Acme Outdoors")
	s.seesNot("Imported counts")
	s.press("esc", "/", "'tent set'")
	s.sees("bob@laptop")
	s.seesNot("Imported counts")
	s.press("enter", "enter")
	s.sees("the program, over SSH", "so it can be opened.")
	s.press("esc", "esc", "e", "enter")
	path := filepath.Join(home, "cartwire-activity-2026-03-14.csv")
	s.sees("5 lines written to ~/" + filepath.Base(path))
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), "'=HYPERLINK(1)") || strings.Count(string(text), "\n") != 6 {
		t.Fatalf("%q, %v", text, err)
	}
	s.press("e", "enter")
	s.sees("There is already a file of this name")
	s.press("e", "ctrl+u", "enter")
	s.sees("A file's name is needed")
	s.press("'~/a.jsonl'", "enter")
	text, err = os.ReadFile(filepath.Join(home, "a.jsonl"))
	if err != nil || !strings.Contains(string(text), `"what":"=HYPERLINK(1), of nobody"`) {
		t.Fatalf("%q, %v", text, err)
	}
	s.press("e", "ctrl+u", "'/nowhere/a.csv'", "enter")
	s.sees("can't be written")
	s.press("r")
	s.sees("5 lines")
}

// Who comes back finds the filter, what counts as low, and the chosen item as they were.
func TestComeBackToStock(t *testing.T) {
	s := shelved(newStill(t, Config{}, nil)).stockOf(1, 100, 30)
	s.press("+", "l", "down")
	s.sees("▲ low", "▌ TENT-2")
	s.press("esc", "end", "up")
	s.sees("▌ ROPE")
	name, state := s.m.top().(screen.Kept).State()
	s.press("esc")
	s.m.env.States[name] = state
	s.send(screen.OpenMsg{Kind: screen.Stock, Connection: 1, Name: "Acme Outdoors"})
	s.sees("▌ ROPE", "AXE", "TENT-2")
	if n, again := s.m.top().(screen.Kept).State(); n != name || again != state || state.Sort != "6 " {
		t.Errorf("%s %+v, was %s %+v", n, again, name, state)
	}
	s.press("esc")
	s.send(screen.OpenMsg{Kind: screen.Stock, Find: "LAMP"})
	s.sees("▌ LAMP", "1 item")
	s.kind(screen.Customers).press("/", "'zo'", "enter")
	if name, state := s.m.top().(screen.Kept).State(); name != "customers" || state.Filter != "zo" {
		t.Errorf("%s %+v", name, state)
	}
}

// A customer is found by the beginnings of words, opened with what was ordered, and the e-mail address copied.
func TestCustomers(t *testing.T) {
	s := bought(newStill(t, Config{}, nil)).open(100, 30).kind(screen.Customers)
	s.sees("6 customers", "guest@example.org", "Müller GmbH")
	s.press("/", "'muller c0'", "enter")
	s.sees("Zoë Müller", "1 customer")
	s.seesNot("Ann Lee")
	s.press("y")
	s.sees("c0@example.com was copied")
	s.press("enter")
	s.sees("customer 1 of Acme Outdoors", "4 orders", "Hauptstr. 1", "Nathan Road", "▌ 1020")
	s.press("y", "down", "enter")
	s.sees("Order 1010", "Totals")
	s.press("esc", "esc", "esc")
	s.sees("6 customers")
	s.press("end", "enter")
	s.sees("a guest of Acme Outdoors", "3 orders", "▌ 1023")
}
