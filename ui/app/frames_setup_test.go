package app

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"cartwire/ui/screen"
	"cartwire/ui/setup"
)

// secretName is a credentials file's name: it counts as a secret, and no screen may show it.
const secretName = "BigCommerceAPI-credentials-8f3kq0x1n5v7b2m4c6z8a0s1d3f5g7h-.txt"

// download puts a credentials file into a folder, as a browser does.
func download(t testing.TB, folder, content string, at time.Time) string {
	t.Helper()
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, secretName)
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(file, at, at); err != nil {
		t.Fatal(err)
	}
	return file
}

// everything is all that can flow.
var everything = setup.Goals{Orders: true, Stock: true, Statuses: true, Products: true}

// guideAt opens the guide at a step.
func (s *still) guideAt(step setup.GuideStep, goals setup.Goals) *still {
	s.send(screen.OpenMsg{Kind: screen.Guide, Step: step, Goals: goals})
	return s
}

// setupFrames are the screens on the way to a connection, in the states that a person meets.
var setupFrames = []struct {
	name string
	cfg  func(t *testing.T, c *Config)
	show func(s *still)
}{
	{"welcome", nil, func(s *still) {}},
	{"welcome looking", nil, func(s *still) { s.m.Update(screen.OpenMsg{Kind: screen.Welcome}) }},
	{"welcome file", func(t *testing.T, c *Config) {
		c.Home, c.Folder = t.TempDir(), t.TempDir()
		download(t, c.Folder, pasted, noon.Add(-78*time.Minute))
		download(t, filepath.Join(c.Home, "Downloads"), pasted, noon.Add(-49*time.Hour))
	}, func(s *still) {}},
	{"welcome over ssh", func(t *testing.T, c *Config) { c.Remote = true }, func(s *still) { s.press("end") }},
	{"welcome resume", nil, func(s *still) {
		s.guideAt(setup.GuidePermissions, everything).press("enter", "esc")
	}},
	{"welcome starting practice", nil, func(s *still) {
		s.press("down")
		s.m.Update(keyMsgs("enter")[0]) // and the answer doesn't come yet
	}},
	{"guide loading", nil, func(s *still) { s.m.Update(screen.OpenMsg{Kind: screen.Guide}) }},
	{"welcome pasted wrong", nil, func(s *still) { s.paste("hello") }},
	{"gallery", nil, func(s *still) { s.press("a") }},
	{"gallery resume", nil, func(s *still) { s.guideAt(setup.GuidePermissions, everything).press("enter", "esc", "a", "tab") }},
	{"guide goals", nil, func(s *still) { s.press("enter") }},
	{"guide nothing ticked", nil, func(s *still) { s.press("enter", "space", "enter") }},
	{"guide account", nil, func(s *still) { s.press("enter", "enter") }},
	{"guide sign in", nil, func(s *still) { s.guideAt(setup.GuideSignIn, everything) }},
	{"guide open", nil, func(s *still) { s.guideAt(setup.GuideOpen, everything) }},
	{"guide name", nil, func(s *still) { s.guideAt(setup.GuideName, everything) }},
	{"guide permissions of orders", nil, func(s *still) { s.guideAt(setup.GuidePermissions, setup.Goals{Orders: true}) }},
	{"guide permissions of all", nil, func(s *still) { s.guideAt(setup.GuidePermissions, everything) }},
	{"guide save", nil, func(s *still) { s.guideAt(setup.GuideSave, everything) }},
	{"guide credentials", nil, func(s *still) { s.guideAt(setup.GuideCredentials, everything) }},
	{"guide read", nil, func(s *still) { s.guideAt(setup.GuideRead, everything) }},
	{"guide read found", func(t *testing.T, c *Config) {
		c.Home = t.TempDir()
		download(t, filepath.Join(c.Home, "Downloads"), pasted, noon.Add(-26*time.Hour))
	}, func(s *still) { s.guideAt(setup.GuideRead, everything) }},
	{"guide read over ssh", func(t *testing.T, c *Config) { c.Remote = true }, func(s *still) { s.guideAt(setup.GuideRead, everything) }},
	{"guide read line by line", nil, func(s *still) {
		s.guideAt(setup.GuideRead, everything).press("'ACCESS TOKEN: k3x9w0q7z1v5t2r8p4m6n0b9c7x9f2c'", "enter", "'NAME: q'")
	}},
	{"guide read wrong", nil, func(s *still) { s.guideAt(setup.GuideRead, everything).paste("hello") }},
	{"guide read path", nil, func(s *still) { s.guideAt(setup.GuideRead, everything).press("enter") }},
	{"guide legacy create", nil, func(s *still) { s.legacy(5) }},
	{"guide legacy name", nil, func(s *still) { s.legacy(6) }},
	{"guide legacy enter", nil, func(s *still) { s.legacy(7) }},
	{"guide resumed", nil, func(s *still) {
		s.guideAt(setup.GuidePermissions, everything).press("enter", "esc", "enter")
	}},
	{"guide help", nil, func(s *still) { s.guideAt(setup.GuideSignIn, everything).press("?") }},
}

// legacy walks to a step of the legacy way.
func (s *still) legacy(step int) {
	s.press("enter", "enter", "down", "enter")
	for range step - 3 {
		s.press("enter")
	}
}

func TestSetupFrames(t *testing.T) {
	for _, f := range setupFrames {
		drawn{start: func(t *testing.T, cfg Config) *still {
			cfg.Practise = noPractice
			if f.cfg != nil {
				f.cfg(t, &cfg)
			}
			s := newStill(t, cfg, nil)
			s.seen = func() { s.seesNot("BigCommerceAPI", "k3x9w0q7z1v5") }
			return s
		}}.compare(t, f.name, func(s *still, w, h int) {
			s.open(w, h)
			f.show(s)
		})
	}
}

func noPractice(context.Context) (screen.PracticeStore, error) { return screen.PracticeStore{}, nil }
