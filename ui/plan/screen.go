// Package plan is the screen of what an option would change in the store, shown before anything is changed, and of what a
// past run has changed. From here it is applied.
package plan

import (
	"errors"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
)

// The sections, in the order of their tabs.
const (
	changes = iota
	conflicts
	skipped
	about
)

// Screen shows one plan.
type Screen struct {
	env    *screen.Env
	id     store.ConnectionID
	name   string
	option syncer.Option
	undo   bool
	record store.RunID // what this run carried out; 0: what is to be done

	run      store.RunID // that works the plan out; 0: none
	joined   bool        // another screen has begun it
	asked    bool        // it was asked to stop
	snap     syncer.Snapshot
	estimate string // what working it out costs
	err      error
	single   bool // a person has said that the store has one location
	plan     *syncer.Plan
	past     past

	sums      sums
	rows      rows
	lists     [about]kit.List
	tabs      kit.Tabs
	filter    kit.Filter
	overwrite map[string]bool // by normal sku
	why       bool            // the chosen row's reasons take the whole body
	scroll    kit.Scroll      // of the reasons
	page      kit.Scroll      // of the last section
	row       int             // the line of the tabs, as they were drawn last
	above     int             // lines above the list's first row
}

// New makes the screen.
func New(env *screen.Env, open screen.OpenMsg) *Screen {
	s := &Screen{env: env, id: open.Connection, name: open.Name, option: open.Option, undo: open.Undo, record: open.Run,
		filter: kit.NewFilter(""), overwrite: map[string]bool{}}
	s.filter.Placeholder = "sku, order or location"
	if open.Plan != nil {
		s.take(open.Plan)
	}
	return s
}

type (
	// startedMsg tells which run works the plan out.
	startedMsg struct {
		screen   *Screen
		run      screen.RunMsg
		joined   bool // it was under way already
		estimate string
		err      error
	}
	// readMsg is the plan of a past run.
	readMsg struct {
		screen *Screen
		plan   *syncer.Plan
		err    error
	}
	pastMsg struct {
		screen *Screen
		past   past
	}
)

// Init begins to work the plan out, or reads the one that was carried out; once.
func (s *Screen) Init() tea.Cmd {
	switch {
	case s.plan != nil:
		return s.readPast()
	case s.record != 0:
		return tea.Batch(s.readRecord(), s.readPast())
	case s.run == 0 && s.err == nil:
		return tea.Batch(s.start(), s.readPast())
	}
	return nil
}

// start works the plan out anew.
func (s *Screen) start() tea.Cmd {
	s.plan, s.err, s.run, s.asked, s.why, s.snap = nil, nil, 0, false, false, syncer.Snapshot{}
	engine, id, option := s.env.Engine, s.id, s.option
	o := syncer.StartOptions{DryRun: true, Undo: s.undo}
	book, single := s.env.Book, s.single
	return func() tea.Msg {
		msg := startedMsg{screen: s}
		if single {
			if msg.err = book.Update(func(tx *store.Tx) error { return tx.ConfirmOneLocation(id) }); msg.err != nil {
				return msg
			}
		}
		if e, err := engine.Estimate(id, option, o); err == nil {
			msg.estimate = e.Sentence()
		}
		run, err := engine.Start(id, option, o)
		if busy, ok := errors.AsType[*syncer.BusyError](err); ok {
			if !same(busy.Run.Snapshot(), option, o) {
				return screen.Watch(busy.Run, &screen.OpenMsg{Kind: screen.Sync, Connection: id, Name: s.name, From: s, Replace: true})
			}
			run, err, msg.joined = busy.Run, nil, true
		}
		if msg.err = err; err == nil {
			msg.run = screen.Watch(run, nil)
		}
		return msg
	}
}

// same tells whether a run under way works out this very plan: another screen has asked for it.
func same(s syncer.Snapshot, option syncer.Option, o syncer.StartOptions) bool {
	return s.Option == option && s.Job.DryRun && s.Job.Undo == o.Undo
}

// Update takes the plan as it comes.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case startedMsg:
		if msg.screen != s {
			return nil
		}
		if s.estimate, s.err = msg.estimate, msg.err; msg.err == nil {
			s.run, s.joined = msg.run.Run, msg.joined
			s.env.Post(msg.run)
			if s.asked {
				return s.stop()
			}
		}
	case readMsg:
		if msg.screen == s {
			if s.err = msg.err; s.err == nil {
				s.take(msg.plan)
			}
		}
	case pastMsg:
		if msg.screen == s {
			s.past = msg.past
		}
	case screen.SnapshotMsg:
		return s.follow(msg.Snapshot)
	case screen.RestyleMsg:
		s.forget()
	case tea.PasteMsg:
		if s.filter.Typing {
			s.filter.Paste(msg.Content)
			s.match()
		}
	}
	return nil
}

// follow takes the snapshots of the run that works the plan out.
func (s *Screen) follow(snap syncer.Snapshot) tea.Cmd {
	if snap.Connection != s.id {
		return nil
	}
	if s.run == 0 || snap.Run != s.run {
		if snap.Ended {
			return s.readPast()
		}
		return nil
	}
	if s.snap = snap; !snap.Ended {
		return nil
	}
	s.run = 0
	switch {
	case snap.Err != nil:
		s.err = snap.Err
	case snap.Job.State == store.JobCancelled && s.joined && !s.asked:
		return s.start()
	case snap.Job.State == store.JobCancelled:
		s.err = errCancelled
	case snap.Plan == nil:
		s.err = errNoPlan
	default:
		s.take(snap.Plan)
	}
	return s.readPast()
}

const (
	errCancelled = screen.Problem("It was cancelled, so there is no plan. Nothing was changed in the store. Press r to work it out again.")
	errNoPlan    = screen.Problem("The run ended without a plan. Nothing was changed in the store. Press r to work it out again.")
)

// take shows a plan. What was chosen for a conflict stays chosen where the conflict is still there.
func (s *Screen) take(p *syncer.Plan) {
	s.plan, s.err, s.why = p, nil, false
	s.option = p.Option
	s.sums = sum(p)
	s.rows.forget()
	shown := *p
	shown.Skipped = shown.LeftOut()
	p = &shown
	s.rows.plan = p
	still := map[string]bool{}
	for _, c := range p.Conflicts {
		if sku := store.NormalSKU(c.SKU); s.overwrite[sku] {
			still[sku] = true
		}
	}
	s.overwrite = still
	s.match()
	s.tabs.Names = []string{kit.Of(len(p.Changes), "change"), kit.Of(len(p.Conflicts), "conflict"), kit.Count(len(p.Skipped)) + " left out", "About"}
	s.tabs.Chosen = changes
	switch {
	case len(p.Changes) > 0:
	case len(p.Conflicts) > 0:
		s.tabs.Chosen = conflicts
	case len(p.Skipped) > 0:
		s.tabs.Chosen = skipped
	}
}

// working tells whether the plan is being worked out, or read.
func (s *Screen) working() bool { return s.plan == nil && s.err == nil }

// Shows tells that the end of the run that works the plan out is seen here.
func (s *Screen) Shows(id store.ConnectionID) bool { return id == s.id && s.record == 0 }

// Counting tells whether a wait counts down.
func (s *Screen) Counting() bool { return s.working() && s.snap.Waiting != "" }

// Typing tells whether the filter has the keyboard.
func (s *Screen) Typing() bool { return s.filter.Typing }

// Title is the crumb.
func (s *Screen) Title() string {
	switch {
	case s.record != 0:
		return s.name + ": plan of run " + kit.Count(int(s.record))
	case s.undo:
		return s.name + ": Undo the last push"
	}
	return s.name + ": " + s.option.Title() + ", plan"
}

// Status is how far the plan is.
func (s *Screen) Status() string {
	t := s.env.Theme
	switch {
	case s.err != nil:
		return t.Warn.Render(t.Glyphs.Warn + " no plan")
	case s.working() && s.asked:
		return t.Warn.Render(t.Glyphs.Run + " stopping")
	case s.working() && s.record != 0:
		return ""
	case s.working():
		return t.Running.Render(t.Glyphs.Run + " working it out")
	case s.record != 0 && s.past.carried:
		return t.Dim.Render("carried out")
	case s.record != 0:
		return t.Dim.Render("a past job's")
	case len(s.plan.Conflicts) > 0 && s.applies() == 0:
		return t.Warn.Render(t.Glyphs.Warn + " " + kit.Of(len(s.plan.Conflicts), "conflict"))
	case s.applies() == 0:
		return t.Good.Render(t.Glyphs.Good + " nothing to change")
	case s.plan.Guard != "":
		return t.Warn.Render(t.Glyphs.Warn + " look at it")
	}
	return t.Dim.Render("nothing is changed yet")
}
