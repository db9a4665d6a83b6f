package app

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/sandbox"
	"cartwire/store"
	"cartwire/ui/connections"
)

// An operator with five stores: what is wrong is said, worst first, and one key leads there.
func TestWhatNeedsAttention(t *testing.T) {
	s := fiveStores(newStill(t, Config{}, nil)).open(120, 40)
	s.sees("✗ Echo Audio: the store refuses its credentials.   ! and 4 more")
	s.press("!")
	s.sees("What needs attention, worst first")
	_, menu, _ := strings.Cut(s.frame(), "What needs attention")
	last := -1
	for _, want := range []string{"refuses its credentials", "asks first", "1 conflict", "could not be read", "isn't running"} {
		at := strings.Index(menu, want)
		if at < last || at < 0 {
			t.Errorf("%q is not in its place:\n%s", want, menu)
		}
		last = at
	}
	s.press("'echo'", "enter")
	s.sees("Echo Audio", "Test Connection")

	// Switched off, it needs nothing; cured, it is gone; and when nothing is left, that is said.
	one := newStill(t, Config{}, nil)
	c := one.connect("Acme Outdoors", func(c *store.Connection) { c.State = store.StateMissing })
	one.open(100, 30)
	one.sees("▲ Acme Outdoors: a permission is missing.   ! test it")
	one.press("space")
	one.sees("✓ Nothing needs attention.")
	one.press("!")
	one.sees("nothing needs attention")
	one.press("space", "!")
	one.sees("The connection works")
	lines, err := one.book.Activities(10)
	if err != nil || len(lines) < 2 || lines[1].What != "Made Acme Outdoors inactive" || lines[1].Connection != c.ID {
		t.Errorf("the activity has %+v, %v", lines, err)
	}
}

// Two connections to one store, as older books have them: the one that is kept has the orders of both, under the name that was chosen.
func TestTwinsAreMerged(t *testing.T) {
	for keys, kept := range map[string]string{"enter": "", "left enter": "Twin", "left left enter": "Acme Outdoors"} {
		s := newStill(t, Config{}, nil)
		s.connect("Acme Outdoors")
		s.connect("Twin", func(c *store.Connection) { c.APIPath = "https://api.bigcommerce.com/stores/ab12cd" })
		put(t, s.book, 1, order(1500), order(1501))
		put(t, s.book, 2, order(1501), order(1502))
		s.open(100, 30)
		s.sees("connected to the same store as Twin.   ! merge them")
		s.press("!")
		s.sees("Two connections to one store", "[ Keep Acme Outdoors ]", "[ Keep Twin ]", "[▸Not now ]")
		s.press(strings.Fields(keys)...)
		list, err := s.book.Connections()
		if err != nil {
			t.Fatal(err)
		}
		if kept == "" {
			if len(list) != 2 {
				t.Errorf("%q: %d connections are left", keys, len(list))
			}
			continue
		}
		if len(list) != 1 || list[0].Name != kept {
			t.Fatalf("%q: left are %+v", keys, list)
		}
		if counts, err := s.book.OrderCounts(list[0].ID); err != nil || counts.Total != 3 {
			t.Errorf("%q: %+v, %v", keys, counts, err)
		}
		s.sees("Merged ", " into "+kept)
		s.seesNot("same store")
	}
}

// A number that has changed is marked until a moment later, and no longer.
func TestChangedNumbersAreMarked(t *testing.T) {
	s := fiveStores(newStill(t, Config{}, nil)).open(120, 40)
	var unmark tea.Msg
	s.m.wait = func(d time.Duration, f func() tea.Msg) tea.Cmd {
		if d > 0 && d < 10*time.Second {
			unmark = f()
		}
		return nil
	}
	put(t, s.book, 1, order(5000))
	s.press("enter", "esc")
	s.sees("▴241")
	first := unmark
	put(t, s.book, 1, order(5001))
	s.press("enter", "esc")
	s.sees("▴242")
	s.send(first) // the end of an earlier mark takes no later one away
	s.sees("▴242")
	s.send(unmark)
	s.seesNot("▴")
	s.sees("242")
}

// The cursor keys of this list are the arrows: letters lead elsewhere.
func TestHomeKeysLead(t *testing.T) {
	for key, want := range map[string]string{"o": "Acme Outdoors: Orders", "enter": "Website Name", "t": "Test Connection", "a": "What it needs",
		"i": "Stock", "j": "Jobs", "c": "Customers", "l": "Locations", "v": "Activity", ",": "Settings"} {
		s := fiveStores(newStill(t, Config{}, nil)).open(100, 30)
		s.press(key)
		s.sees(want)
		s.press("esc", "esc")
		if _, home := s.m.top().(*connections.Screen); !home {
			t.Errorf("%s leads nowhere one comes back from", key)
		}
	}
}

// What was read before something changed may come after what was read then: it is too late.
func TestHomeShowsTheLatestOfItsReads(t *testing.T) {
	s := newStill(t, Config{}, nil).open(100, 30).press("esc")
	home := s.m.top()
	read := func() (all []tea.Msg) {
		for _, cmd := range home.Init()().(tea.BatchMsg) {
			all = append(all, cmd())
		}
		return all
	}
	before := read()
	fiveStores(s)
	for _, msg := range append(read(), before...) {
		s.send(msg)
	}
	s.sees("Acme Outdoors", "and 4 more")
}

// A cursor move among the stores, with sparklines and gauges, stays within the budget.
func TestBytesOfHome(t *testing.T) {
	s := start(t, Config{Now: func() time.Time { return noon }}, nil, 120, 40)
	still := &still{t: t, m: s.rec.Model, book: s.book, sand: practice(sandbox.Config{})}
	s.until("No store is connected yet")
	fiveStores(still)
	s.press("esc").until("WEBSITE", "Practice", "! and 4 more")
	s.out.settled(t, "the list")
	// Downwards only: two moves that are written as one are then more bytes, never none.
	for i, name := range []string{"Books", "Corner", "Dusty", "Echo", "Practice"} {
		s.press("down").until("▌ " + name)
		switch n := s.out.settled(t, name); {
		case i < 2: // what was still to be drawn of the list came with it
		case n >= moveBudget:
			t.Errorf("a move to %s sends %d bytes, the budget is %d", name, n, moveBudget)
		default:
			t.Logf("a move to %s sends %d bytes", name, n)
		}
	}
}

// Between changes the frame stays as it is, to the last style: then the renderer writes nothing.
func TestIdleHomeStays(t *testing.T) {
	s := fiveStores(newStill(t, Config{}, nil)).open(120, 40)
	before := s.m.View().Content
	for range 10 {
		s.send(tickMsg{id: s.m.tick, now: noon.Add(time.Second)})
	}
	if s.m.View().Content != before {
		t.Errorf("the frame changes by itself:\n%s", s.frame())
	}
}
