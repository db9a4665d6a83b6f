// Package sync is the screen of a connection's job: how far it is, what it waits for, what failed and why, and what it has
// come to. It only watches: the job goes on when the screen is left. Where several connections have a job, it turns from
// one to the other.
package sync

import (
	"slices"
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
	asked  map[store.RunID]bool // the jobs that were asked to stop
	since  time.Time            // when the snapshot was younger than a tick: a wait goes on without new ones
	names  map[store.ConnectionID]string
	scroll kit.Scroll
	spots  []spot // of the jobs in the first line, as they were drawn last
}

// spot is where a job stands in the first line.
type spot struct {
	x, w int
	id   store.ConnectionID
}

// New makes the screen of a connection's job.
func New(env *screen.Env, open screen.OpenMsg) *Screen {
	s := &Screen{env: env, id: open.Connection, name: open.Name, asked: map[store.RunID]bool{}, names: map[store.ConnectionID]string{}}
	s.names[s.id] = s.name
	if snap, ok := env.Runs[s.id]; ok && !snap.Ended {
		s.snap, s.known = snap, true
	}
	return s
}

// Init reads what the connections are called: the program brings the snapshots.
func (s *Screen) Init() tea.Cmd { return screen.ReadNames(s.env, s) }

// Update takes the connection's snapshots.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.NamesMsg:
		if msg.For == s {
			s.names = msg.Names
		}
	case screen.SnapshotMsg:
		if msg.Connection != s.id {
			return nil
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

// jobs are the connections that have a job now, and the one that is seen.
func (s *Screen) jobs() []store.ConnectionID {
	ids := []store.ConnectionID{s.id}
	for id, snap := range s.env.Runs {
		if !snap.Ended && id != s.id {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// turn shows the job that stands by places further.
func (s *Screen) turn(by int) {
	ids := s.jobs()
	at := slices.Index(ids, s.id)
	s.show(ids[(at+by+len(ids))%len(ids)])
}

// show turns to a connection's job.
func (s *Screen) show(id store.ConnectionID) {
	if id == s.id {
		return
	}
	s.id, s.name = id, s.names[id]
	s.snap, s.known = s.env.Runs[id]
	s.since, s.scroll = time.Time{}, kit.Scroll{}
}

// Key turns to another job, or scrolls what failed.
func (s *Screen) Key(msg tea.KeyPressMsg) (bool, tea.Cmd) {
	switch name := msg.String(); {
	case len(s.jobs()) > 1 && (name == "tab" || name == "right"):
		s.turn(1)
	case len(s.jobs()) > 1 && (name == "shift+tab" || name == "left"):
		s.turn(-1)
	case name == "j" || name == "k":
		return false, nil // j is a key of its own here
	default:
		return s.scroll.Key(name), nil
	}
	return true, nil
}

// Click turns to the job whose name was clicked.
func (s *Screen) Click(x, y int) (open bool, cmd tea.Cmd) {
	for _, at := range s.spots {
		if y == 0 && x >= at.x && x < at.x+at.w {
			s.show(at.id)
			break
		}
	}
	return false, nil
}

// Typing is never so.
func (s *Screen) Typing() bool { return false }

// Title is the crumb.
func (s *Screen) Title() string { return s.name + ": " + s.title() }

// title is what runs, in a person's words.
func (s *Screen) title() string {
	switch {
	case s.snap.Job.DryRun:
		return s.option().Title() + ", plan"
	case s.snap.Job.Undo:
		return "Undo the last push"
	}
	return s.option().Title()
}

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
	case !s.snap.Ended && s.asked[s.snap.Run]:
		return t.Warn.Render(t.Glyphs.Run + " stopping")
	case !s.snap.Ended:
		return t.Running.Render(t.Glyphs.Run + " " + text.Clean(string(s.snap.Phase)))
	case s.snap.Err != nil:
		return t.Bad.Render(t.Glyphs.Bad + " failed")
	case s.snap.Job.State == store.JobCancelled:
		return t.Warn.Render(t.Glyphs.Warn + " cancelled")
	case s.snap.Job.Failed > 0:
		return t.Warn.Render(t.Glyphs.Warn + " done in part")
	case s.conflicts() > 0:
		return t.Warn.Render(t.Glyphs.Warn + " " + kit.Of(s.conflicts(), "conflict"))
	}
	return t.Good.Render(t.Glyphs.Good + " done")
}
