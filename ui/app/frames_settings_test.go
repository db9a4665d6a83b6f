package app

import (
	"errors"
	"fmt"
	"regexp"
	"testing"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/screen"
)

var settingsFrames = []struct {
	name string
	show func(s *still)
}{
	{"settings", func(s *still) { s.press(",") }},
	{"settings chosen", func(s *still) { s.press(",", "down", "right") }},
	{"settings copy", func(s *still) { s.press(",", "b") }},
	{"settings about", func(s *still) { s.press(",", "down", "down", "down", "down", "right", "right", "right", "enter") }},
	{"keys", func(s *still) { s.press(",", "K", "'sync'") }},
	{"report", func(s *still) { s.press(":", "'report a'", "enter") }},
	{"banner", func(s *still) { s.press("o"); s.stops(&bigcommerce.AuthError{}) }},
	{"banner and toast", func(s *still) {
		s.press("o")
		s.stops(errors.New("The store is being repaired. It is tried again in 2 minutes."))
		s.send(screen.Failed(errors.New("A small thing went wrong.")))
	}},
	{"banner told", func(s *still) { s.press("o"); s.stops(&bigcommerce.AuthError{}); s.press("!") }},
	{"palette finds orders", func(s *still) { s.press(":", "'muller 1002'") }},
	{"fatal details", func(s *still) {
		s.send(screen.FatalMsg{Err: fmt.Errorf("The book can't be read. Put a copy of it back: %w", &store.DamagedError{Path: "/home/me/book.db", Reason: "invalid page"})})
		s.press("d")
	}},
}

// stops has a run of the first connection fail.
func (s *still) stops(err error) {
	snap := running(1)
	snap.Ended, snap.Phase, snap.Err, snap.Job.State = true, syncer.PhaseEnded, err, store.JobFailed
	s.snapshot(snap, "Acme Outdoors")
}

// fileSize is how large the book is: it depends on the system's pages.
var fileSize = regexp.MustCompile(`[0-9.]+ [KM]B`)

func TestSettingsFrames(t *testing.T) {
	for _, f := range settingsFrames {
		drawn{
			start: func(t *testing.T, cfg Config) *still {
				t.Chdir(memoryDir(t)) // so that the book's path is the same every time
				return newStillAt(t, cfg, nil, "book.db")
			},
			steady: func(frame string) string { return fileSize.ReplaceAllString(frame, "some KB") },
		}.compare(t, f.name, func(s *still, w, h int) {
			listed(t, s, 3).open(w, h)
			f.show(s)
		})
	}
}
