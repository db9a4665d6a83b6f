package app

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"cartwire/store"
)

// every is a connection with every option selected.
func (s *still) every() store.Connection {
	s.t.Helper()
	return s.connect("Acme Outdoors", func(c *store.Connection) {
		c.Active = false // so that a save starts no import
		o := &c.Options
		o.ImportOrders, o.ImportProducts, o.UpdateInventory, o.UpdateOrderStatus = true, true, true, true
	})
}

// focus goes down to the field of a label.
func (s *still) focus(label string) {
	s.t.Helper()
	for range 60 {
		for line := range strings.Lines(s.frame()) {
			if before, _, ok := strings.Cut(line, label); ok && strings.TrimSpace(before) == "▌" {
				return
			}
		}
		s.press("down")
	}
	s.t.Fatalf("no field %q:\n%s", label, s.frame())
}

// TestTheEditorHoldsTheFieldsToTheirRules enters what the other front ends are given, too, and saves it.
func TestTheEditorHoldsTheFieldsToTheirRules(t *testing.T) {
	table, err := os.ReadFile("../setup/testdata/verdicts.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(table)) {
		cells := strings.Split(strings.TrimSpace(line), "\t")
		if len(cells) != 5 {
			continue
		}
		label, value, ok := cells[1], cells[3], cells[4] == "ok"
		s := newStill(t, Config{}, nil)
		before := s.every()
		s.open(100, 40).press("enter", "ctrl+pgdown")
		s.focus(label)
		s.press("ctrl+u", "'"+value+"'", "ctrl+s")
		after, err := s.book.Connection(before.ID)
		if err != nil {
			t.Fatal(err)
		}
		if saved := !reflect.DeepEqual(before.Options, after.Options); saved != ok {
			t.Errorf("%s %q: saved %t, want %t", label, value, saved, ok)
		}
		if !ok && !strings.Contains(s.frame(), "✗") {
			t.Errorf("%s %q: it isn't said what is wrong:\n%s", label, value, s.frame())
		}
	}
}

// TestTheEditorOffersNoStatusThatAJobRefuses turns through both choices, and saves each.
func TestTheEditorOffersNoStatusThatAJobRefuses(t *testing.T) {
	for label, may := range map[string][]int{"all of it": {2, 10}, "a part of it": {3, 9, 11}} {
		s := newStill(t, Config{}, nil)
		c := s.every()
		s.open(100, 40).press("enter", "ctrl+pgdown")
		s.focus(label)
		for range 16 {
			s.press("left")
		}
		seen := map[int]bool{}
		for range 16 {
			s.press("ctrl+s")
			if c, _ = s.book.Connection(c.ID); label == "all of it" {
				seen[c.Options.StatusMapping.WithDefaults().Shipped] = true
			} else {
				seen[c.Options.StatusMapping.WithDefaults().PartiallyShipped] = true
			}
			s.focus(label)
			s.press("right")
		}
		for _, id := range may {
			if !seen[id] {
				t.Errorf("%s: status %d is not offered", label, id)
			}
			delete(seen, id)
		}
		if len(seen) > 0 {
			t.Errorf("%s: saved %v", label, seen)
		}
	}
}

// TestABadMappingInTheBookIsShownAndMended: an earlier version's editor has saved it.
func TestABadMappingInTheBookIsShownAndMended(t *testing.T) {
	s := newStill(t, Config{}, nil)
	c := s.every()
	c.Options.StatusMapping.Shipped = 4
	if err := s.book.SaveConnection(&c, ""); err != nil {
		t.Fatal(err)
	}
	s.open(100, 40).press("enter", "ctrl+pgdown")
	s.focus("Product group")
	s.press("'x'", "ctrl+s")
	s.sees("◉ Refunded", "✗ An order that is shipped whole can become Shipped or Completed, not")
	s.focus("all of it")
	s.press("left", "ctrl+s")
	if c, _ = s.book.Connection(c.ID); c.Options.StatusMapping.Shipped != 10 || c.Options.ProductGroup != "x" {
		t.Errorf("%+v", c.Options)
	}
}
