// Package sync is the screen of one connection's job: how far it is, what it waits for, what failed and why. It only
// watches: the job goes on when the screen is left.
package sync

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// Screen shows a job under way, or the last one.
type Screen struct {
	env    *screen.Env
	id     store.ConnectionID
	name   string
	snap   syncer.Snapshot
	known  bool
	asked  bool      // the job was asked to stop
	since  time.Time // when the snapshot was younger than a tick: a wait goes on without new ones
	scroll kit.Scroll
}

// New makes the screen of a connection's job.
func New(env *screen.Env, open screen.OpenMsg) *Screen {
	s := &Screen{env: env, id: open.Connection, name: open.Name}
	if snap, ok := env.Runs[s.id]; ok && !snap.Ended {
		s.snap, s.known = snap, true
	}
	return s
}

// Init does nothing: the program brings the snapshots.
func (s *Screen) Init() tea.Cmd { return nil }

// Update takes the connection's snapshots.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.SnapshotMsg:
		if msg.Connection != s.id {
			return nil
		}
		if msg.Run != s.snap.Run {
			s.asked = false
		}
		s.snap, s.known, s.since = msg.Snapshot, true, time.Time{}
	case screen.ClockMsg:
		if s.since.IsZero() {
			s.since = msg.Now
		}
	}
	return nil
}

// waited is how long the present wait has lasted without a new snapshot.
func (s *Screen) waited() time.Duration {
	if !s.Counting() || s.since.IsZero() {
		return 0
	}
	return max(0, s.env.Now.Sub(s.since).Round(time.Second))
}

// Shows tells that the end of the connection's job is seen here.
func (s *Screen) Shows(id store.ConnectionID) bool { return id == s.id }

// Counting tells whether a wait counts down.
func (s *Screen) Counting() bool { return s.known && !s.snap.Ended && s.snap.Waiting != "" }

// Key scrolls what failed.
func (s *Screen) Key(msg tea.KeyPressMsg) (bool, tea.Cmd) { return s.scroll.Key(msg.String()), nil }

// Typing is never so.
func (s *Screen) Typing() bool { return false }

// Title is the crumb.
func (s *Screen) Title() string { return s.name + ": " + s.option().Title() }

// option is what runs; until that is known, the import.
func (s *Screen) option() syncer.Option {
	if s.snap.Option == "" {
		return syncer.ImportOrders
	}
	return s.snap.Option
}

// Status is how the job stands.
func (s *Screen) Status() string {
	t := s.env.Theme
	switch {
	case !s.known:
		return t.Running.Render(t.Glyphs.Run + " starting")
	case !s.snap.Ended && s.asked:
		return t.Warn.Render(t.Glyphs.Run + " stopping")
	case !s.snap.Ended:
		return t.Running.Render(t.Glyphs.Run + " " + text.Clean(string(s.snap.Phase)))
	case s.snap.Err != nil:
		return t.Bad.Render(t.Glyphs.Bad + " failed")
	case s.snap.Job.State == store.JobCancelled:
		return t.Warn.Render(t.Glyphs.Warn + " cancelled")
	}
	return t.Good.Render(t.Glyphs.Good + " done")
}

// Actions is the key table.
func (s *Screen) Actions() []kit.Action {
	ended := s.known && s.snap.Ended
	whyCancel, whyAgain := "", ""
	if ended {
		whyCancel = s.option().Title() + " has ended."
	} else {
		whyAgain = s.option().Title() + " is under way."
	}
	return []kit.Action{
		{ID: "cancel", Keys: []string{"c"}, Label: "cancel", Help: "Stop it. What was done stays, and the next run goes on from there.",
			Why: whyCancel, Do: s.cancel},
		{ID: "sync", Keys: []string{"s"}, Label: "sync now", Help: "Run it again: what has changed since, or what is still missing.", Why: whyAgain,
			Do: func() tea.Cmd { return screen.StartOption(s.env, s, s.id, s.name, s.option(), true) }},
		{ID: "orders", Keys: []string{"o"}, Label: "orders", Help: "List the orders that were imported.",
			Do: func() tea.Cmd {
				s.env.Post(screen.OpenMsg{Kind: screen.Orders, Connection: s.id, Name: s.name})
				return nil
			}},
		{ID: "move", Keys: []string{"up", "down"}, Show: "up/down", Help: "Scroll.", Do: func() tea.Cmd { return nil }},
		{ID: "back", Keys: []string{"esc"}, Label: "back", Help: "Leave this screen; what runs goes on.",
			Do: func() tea.Cmd { s.env.Post(screen.BackMsg{}); return nil }},
	}
}

func (s *Screen) cancel() tea.Cmd {
	s.asked = true
	engine, id := s.env.Engine, s.id
	return func() tea.Msg {
		if run := engine.Running(id); run != nil {
			run.Cancel()
		}
		return nil
	}
}
