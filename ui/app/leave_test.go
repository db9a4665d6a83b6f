package app

import (
	"testing"

	"cartwire/store"
	"cartwire/ui/screen"
	"cartwire/ui/setup"
)

// TestUnsavedIsAskedAbout types something on every screen that takes input, and presses ctrl+c: the program asks, keeps
// what was typed where the person stays, and a second ctrl+c leaves.
func TestUnsavedIsAskedAbout(t *testing.T) {
	ship := func(s *still) { manyOrders(t, s, 3); s.open(100, 30).press("o", "down", "h") }
	edit := func(s *still) { s.connect("Acme Outdoors"); s.open(100, 30).press("enter") }
	for name, c := range map[string]struct {
		show  func(*still)
		typed []string
		kept  string // what is seen of it
	}{
		"a new connection":       {func(s *still) { s.open(100, 30).press("a", "enter") }, []string{"'Acme'"}, "Website Name     Acme"},
		"a connection":           {edit, []string{"' Two'"}, "Acme Outdoors Two"},
		"an option":              {edit, []string{"ctrl+pgdown", "space"}, "unsaved"},
		"the editor below":       {edit, []string{"' Two'", "ctrl+p", "'settings'", "enter"}, "Settings"},
		"the editor's locations": {edit, []string{"ctrl+pgdown", "ctrl+pgdown", "space"}, "unsaved"},
		"a count":                {func(s *still) { shelved(s).stockOf(0, 100, 30).press("down", "enter") }, []string{"'77'"}, "77"},
		"what is on order":       {func(s *still) { shelved(s).stockOf(0, 100, 30).press("down", "enter") }, []string{"tab", "'77'"}, "77"},
		"a carrier":              {ship, []string{"'UPS'"}, "UPS"},
		"a quantity":             {ship, []string{"tab", "tab", "ctrl+u", "'1'"}, "1"},
		"a location":             {func(s *still) { shelved(s).open(100, 30).kind(screen.Locations).press("a") }, []string{"'Berlin'"}, "Berlin"},
		"a location's new name":  {func(s *still) { shelved(s).open(100, 30).kind(screen.Locations).press("r") }, []string{"' hall'"}, "hall"},
		"a copy's name":          {func(s *still) { s.open(100, 30).kind(screen.Settings).press("b") }, []string{"'x'"}, ".dbx"},
		"credentials":            {func(s *still) { s.open(100, 30).guideAt(setup.GuideRead, everything) }, []string{"'ACCESS TOKEN'"}, "1 line"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStill(t, Config{}, nil)
			c.show(s)
			still := s.frame()
			s.press(c.typed...)
			s.press("ctrl+c")
			if s.quit {
				t.Fatalf("it was left without a question:\n%s", still)
			}
			s.sees("You have unsaved changes.", "[▸Keep editing ]", "[ Leave without saving ]")
			s.press("enter")
			s.seesNot("You have unsaved changes.")
			s.sees(c.kept)
			if s.press("ctrl+c", "esc"); s.quit {
				t.Fatal("esc left")
			}
			s.sees(c.kept)
			if s.press("ctrl+c", "ctrl+c"); !s.quit {
				t.Error("a second ctrl+c does not leave")
			}

			// Untouched, there is nothing to ask.
			s = newStill(t, Config{}, nil)
			c.show(s)
			if s.press("ctrl+c"); !s.quit {
				t.Errorf("it asks where nothing was typed:\n%s", s.frame())
			}
		})
	}
}

// TestLeavingSavesNothing answers the question with "Leave without saving", beside other windows.
func TestLeavingSavesNothing(t *testing.T) {
	s := newStill(t, Config{Windows: func() int { return 2 }}, nil)
	c := s.connect("Acme Outdoors")
	s.open(60, 15).press("enter", "' Two'", "ctrl+c")
	s.sees("You have unsaved changes.", "2 other windows are open", "[▸Keep editing ]", "[ Leave without saving ]")
	if s.press("right", "enter"); !s.quit {
		t.Error("it was not left")
	}
	var now store.Connection
	if err := s.book.View(func(tx *store.Tx) (err error) { now, err = tx.Connection(c.ID); return err }); err != nil || now.Name != "Acme Outdoors" {
		t.Errorf("%+v, %v", now, err)
	}
}
