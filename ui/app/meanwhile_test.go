package app

import (
	"strings"
	"testing"

	"cartwire/ui/screen"
)

// Two people have one connection open: who saves second is told, and decides.
func TestChangedMeanwhile(t *testing.T) {
	const field = "Zoe's Shop"
	edit := func(t *testing.T) (*still, func() string) {
		t.Helper()
		s := newStill(t, Config{}, nil)
		c := s.connect("Acme Outdoors")
		s.open(100, 30)
		s.send(screen.OpenMsg{Kind: screen.Editor, Connection: c.ID, Name: c.Name})
		s.press("ctrl+u", field)
		c.ChangedBy, c.Active = "ann@shop", false
		if err := s.book.SaveConnection(&c, ""); err != nil {
			t.Fatal(err)
		}
		s.press("ctrl+s")
		s.sees("Changed meanwhile", "was changed by ann@shop")
		s.calm()
		return s, func() string {
			kept, err := s.book.Connection(c.ID)
			if err != nil {
				t.Fatal(err)
			}
			return kept.Name + " " + kept.ChangedBy + " " + map[bool]string{true: "active", false: "inactive"}[kept.Active]
		}
	}
	t.Run("theirs", func(t *testing.T) {
		s, kept := edit(t)
		s.press("left", "left", "enter")
		s.sees("is shown as it was saved", "Acme Outdoors")
		if got := kept(); got != "Acme Outdoors ann@shop inactive" {
			t.Error(got)
		}
		s.press("ctrl+u", field, "ctrl+s")
		if got := kept(); got != field+"  inactive" {
			t.Error(got)
		}
	})
	t.Run("mine", func(t *testing.T) {
		s, kept := edit(t)
		s.press("left", "enter")
		if got := kept(); !strings.HasPrefix(got, field+" ") || !strings.HasSuffix(got, " active") {
			t.Error(got)
		}
	})
	t.Run("neither", func(t *testing.T) {
		s, kept := edit(t)
		s.press("enter")
		s.sees(field, "unsaved")
		if got := kept(); got != "Acme Outdoors ann@shop inactive" {
			t.Error(got)
		}
	})
}
