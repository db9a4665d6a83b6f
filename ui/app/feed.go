package app

import (
	"context"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// later waits, or lets go when the session ends.
func later(ctx context.Context, d time.Duration, f func() tea.Msg) tea.Cmd {
	return func() tea.Msg {
		t := time.NewTimer(d)
		defer t.Stop()
		select {
		case <-t.C:
			return f()
		case <-ctx.Done():
			return nil
		}
	}
}

// tickMsg is the clock's answer; id tells which question it answers.
type tickMsg struct {
	id  int
	now time.Time
}

// The clock ticks once a minute, so that an idle screen stays as it is; once a second only while one counts down.
const (
	slowTick = time.Minute
	fastTick = time.Second
)

func (m *Model) clock(d time.Duration) tea.Cmd {
	m.tick = m.next()
	id, now := m.tick, m.cfg.Now
	return m.wait(d, func() tea.Msg { return tickMsg{id, now()} })
}

func (m *Model) ticked(msg tickMsg) tea.Cmd {
	if msg.id != m.tick {
		return nil
	}
	m.env.Now, m.fast = msg.now, counting(m.top())
	d := slowTick
	if m.fast {
		d = fastTick
	}
	cmds := []tea.Cmd{m.clock(d), m.broadcast(screen.ClockMsg{Now: msg.now})}
	if d == slowTick {
		cmds = append(cmds, m.findRuns()) // the schedule or another session may have begun one
	}
	return tea.Batch(cmds...)
}

// hurry turns to ticks of a second where the screen has begun to count down.
func (m *Model) hurry() tea.Cmd {
	if m.fast || m.tick == 0 || !counting(m.top()) {
		return nil
	}
	m.fast = true
	return m.clock(0)
}

func counting(s screen.Screen) bool {
	c, ok := s.(interface{ Counting() bool })
	return ok && c.Counting()
}

// runsMsg are the jobs that are under way, whoever has begun them, and the connections as they are.
type runsMsg struct {
	runs        []screen.RunMsg
	connections []store.Connection
}

func (m *Model) findRuns() tea.Cmd {
	book, engine := m.env.Book, m.env.Engine
	return func() tea.Msg {
		list, err := book.Connections()
		if err != nil {
			return screen.FatalMsg{Err: err}
		}
		found := runsMsg{connections: list}
		for _, c := range list {
			if run := engine.Running(c.ID); run != nil {
				found.runs = append(found.runs, screen.Watch(run, nil))
			}
		}
		return found
	}
}

// fedMsg is the next snapshot of a followed job, and where the one after it comes from.
type fedMsg struct {
	from screen.RunMsg
	snap syncer.Snapshot
	ok   bool // false: the feed has ended
	at   time.Time
}

// followNew follows the jobs that are not followed yet.
func (m *Model) followNew(runs []screen.RunMsg) tea.Cmd {
	var cmds []tea.Cmd
	for _, r := range runs {
		if known, ok := m.env.Runs[r.Connection]; ok && known.Run >= r.Run {
			r.Stop()
			continue
		}
		cmds = append(cmds, m.listen(r, time.Time{}))
	}
	return tea.Batch(cmds...)
}

// follow arms the feeds of jobs, and opens the screen that was asked for. A job is followed once.
func (m *Model) follow(runs ...screen.RunMsg) tea.Cmd {
	var cmds []tea.Cmd
	for _, r := range runs {
		if r.Open != nil {
			m.env.Post(*r.Open)
		}
		cmds = append(cmds, m.listen(r, time.Time{}))
	}
	return tea.Batch(cmds...)
}

// fed takes one snapshot and asks for the next. A second feed of the same job brings nothing new and changes nothing.
func (m *Model) fed(msg fedMsg) tea.Cmd {
	if !msg.ok {
		return nil
	}
	s := msg.snap
	m.names[s.Connection] = msg.from.Name
	known, seen := m.env.Runs[s.Connection]
	if seen && (s.Run < known.Run || (s.Run == known.Run && s.Sequence <= known.Sequence && known.Sequence > 0)) {
		return m.listen(msg.from, msg.at)
	}
	m.env.Runs[s.Connection] = s
	if s.Ended {
		m.announce(s)
	}
	cmds := []tea.Cmd{m.listen(msg.from, msg.at), m.broadcast(screen.SnapshotMsg{Snapshot: s})}
	if s.Ended {
		cmds = append(cmds, m.findRuns()) // it may have found the connection in another state
	}
	return tea.Batch(cmds...)
}

// announce tells of a job's end where its own screen does not.
func (m *Model) announce(s syncer.Snapshot) {
	if s.Job.State == store.JobDone && !s.Job.DryRun {
		m.cure(jobBanner(s.Connection))
	}
	if w, ok := m.top().(interface{ Shows(store.ConnectionID) bool }); ok && w.Shows(s.Connection) {
		return
	}
	what := fmt.Sprintf("%s of %s", s.Option.Title(), m.names[s.Connection])
	f := syncer.FiguresOf(&s.Job)
	tone, more := kit.Done, ""
	if f.Conflicts > 0 {
		tone, more = kit.Caution, ", "+kit.Of(f.Conflicts, "conflict")
	}
	if s.Job.Failed > 0 {
		tone, more = kit.Caution, more+", "+kit.Count(s.Job.Failed)+" failed"
	}
	switch {
	case s.Err != nil:
		m.fail(s, what+" stopped. "+text.Clean(s.Err.Error()))
	case s.Job.DryRun:
		return // whoever has asked for a plan sees it; elsewhere it is no news
	case s.Job.State == store.JobCancelled:
		m.env.Say(kit.Info, what+" was cancelled. It goes on there the next time.")
	case s.Report != nil:
		m.env.Say(kit.Done, fmt.Sprintf("%s is done: %s.", what, kit.Of(s.Report.Differences(), "difference")))
	case screen.Updates(s.Option):
		m.env.Say(tone, fmt.Sprintf("%s is done: %s sent%s.", what, kit.Count(f.Sent), more))
	default:
		m.env.Say(tone, fmt.Sprintf("%s is done: %s new, %s updated%s.", what, kit.Count(f.New), kit.Count(f.Updated), more))
	}
}
