package app

import (
	"errors"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/screen"
	"cartwire/ui/setup"
	"cartwire/ui/theme"
)

// modes are the ways a terminal shows colours.
var modes = map[string]struct {
	plain bool
	say   []tea.Msg
}{
	"dark":      {},
	"light":     {say: []tea.Msg{tea.BackgroundColorMsg{Color: white{}}}},
	"no colour": {plain: true},
}

// styledFrames are few, and have every role of the theme: they are kept as a terminal gets them.
var styledFrames = []struct {
	name string
	show func(s *still, w, h int)
}{
	{"home: states, a selected row, what needs attention, numbers that changed", func(s *still, w, h int) {
		fiveStores(s).open(w, h).press("down")
		put(s.t, s.book, 1, order(5000), order(5001))
		snap := running(1)
		snap.Ended, snap.Job.State = true, store.JobDone
		s.snapshot(snap, "Acme Outdoors")
	}},
	{"editor: tabs, fields, errors", func(s *still, w, h int) {
		s.open(w, h).press("a", "enter", "tab", "tab", "tab", "'ftp://x'", "ctrl+s")
	}},
	{"guide: a link, steps", func(s *still, w, h int) { s.open(w, h).guideAt(setup.GuideSignIn, everything) }},
	{"plan: a dialog over a table, a warning", func(s *still, w, h int) {
		p := examplePlan(1)
		p.Changes, p.Conflicts, p.Notices = p.Changes[:2], nil, nil
		p.Guard = "It would leave 24 of the store's 30 items in stock without any, more than 20 in a hundred."
		opened(s, p, w, h, nil).press("a")
	}},
	{"job: progress, a quota, a wait", func(s *still, w, h int) {
		s.working(w, h, func(snap *syncer.Snapshot) { snap.Waiting = "the store's quota" })
		s.send(screen.OpenMsg{Kind: screen.Sync, Connection: 1, Name: "Acme Outdoors"})
	}},
	{"orders: a banner, a toast", func(s *still, w, h int) {
		listed(s.t, s, 3).open(w, h).press("o")
		s.stops(&bigcommerce.AuthError{})
		s.send(screen.Failed(errors.New("A small thing went wrong.")))
	}},
}

func TestStyledFrames(t *testing.T) {
	for mode, m := range modes {
		var shown []string
		var used *theme.Theme
		for _, f := range styledFrames {
			t.Run(mode+"/"+strings.SplitN(f.name, ":", 2)[0], func(t *testing.T) {
				s := newStill(t, Config{NoColor: m.plain}, nil)
				for _, msg := range m.say {
					s.send(msg)
				}
				f.show(s, 80, 24)
				shown, used = append(shown, s.m.View().Content), s.m.env.Theme
				kept(t, s.m.View().Content)
			})
		}
		if len(shown) < len(styledFrames) {
			continue // only some were asked for
		}
		for begins, roles := range rolesOf(used) {
			if !strings.Contains(strings.Join(shown, ""), begins) {
				t.Errorf("%s: no frame shows %s", mode, strings.Join(slices.Sorted(slices.Values(roles)), ", "))
			}
		}
	}
}
