package connections

import (
	"cmp"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// severity orders what needs attention, the worst first.
type severity int

const (
	refused severity = iota
	doubled
	missing
	asking
	conflicting
	setAside
	unshipped
	waiting
	failing
	absent
)

// need is one thing that needs a person: what it is, and where to go.
type need struct {
	severity severity
	id       store.ConnectionID
	name     string
	say      string // a sentence, without the connection's name
	lead     string // where the key leads, in a few words
	open     screen.OpenMsg
	do       func() tea.Cmd // in place of opening a screen; nil: it opens one
}

// attend leads to where it is seen to.
func (n need) attend(s *Screen) tea.Cmd {
	if n.do != nil {
		return n.do()
	}
	s.env.Post(n.open)
	return nil
}

func (n need) tone() kit.Tone {
	if n.severity == refused {
		return kit.Failure
	}
	return kit.Caution
}

// needs lists what needs attention, worst first, then by the connection's place. What is switched off needs nothing.
func (s *Screen) needs() []need {
	var all []need
	for i := range s.rows {
		r := &s.rows[i]
		if r.active {
			all = append(all, r.needs()...)
		}
		for k := range s.rows[i+1:] {
			if twin := &s.rows[i+1+k]; syncer.SameStore(r.conn, twin.conn) {
				all = append(all, need{severity: doubled, id: r.id, name: r.name, say: "connected to the same store as " + twin.name + ".", lead: "merge them",
					do: func() tea.Cmd { return s.askMerge(r, twin) }})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b need) int { return cmp.Compare(a.severity, b.severity) })
	return all
}

func (r *row) needs() (all []need) {
	add := func(at severity, lead string, open screen.OpenMsg, say string, args ...any) {
		open.Connection, open.Name = r.id, r.name
		all = append(all, need{severity: at, id: r.id, name: r.name, say: fmt.Sprintf(say, args...), lead: lead, open: open})
	}
	test := screen.OpenMsg{Kind: screen.Editor, Test: true}
	switch {
	case r.conn.State == store.StateRefused:
		add(refused, "test it", test, "the store refuses its credentials.")
		return all // nothing else can be right before this is
	case r.conn.State == store.StateMissing:
		add(missing, "test it", test, "a permission is missing.")
	case r.failures > 0 && practises(r.conn):
		add(absent, "test it", test, "its practice store isn't running.")
		return all
	}
	if r.asks != "" {
		add(asking, "look at it", r.plan(r.asked), "%s asks first. %s", r.asked.Title(), r.asks)
	}
	for _, review := range r.status.Reviews {
		if r.asks == "" || r.asked != review.Option {
			add(asking, "look at it", r.plan(review.Option), "%s needs confirmation. %s", review.Option.Title(), text.Clean(review.Why))
		}
	}
	if r.conflicts > 0 {
		add(conflicting, "decide", r.plan(syncer.UpdateInventory), "%s of stock: somebody else changed the store.", kit.Of(r.conflicts, "conflict"))
	}
	if r.aside > 0 {
		add(setAside, "look at it", screen.OpenMsg{Kind: screen.Aside}, "%s could not be read.", kit.Of(r.aside, "order"))
	}
	if r.refused > 0 {
		add(unshipped, "look at it", r.record(), "the store did not take %s.", kit.Of(r.refused, "shipment or status"))
	}
	if r.due.Held != "" && len(r.status.Reviews) == 0 {
		add(waiting, "plan it", r.plan(syncer.UpdateInventory), "%s", text.Clean(r.due.Held))
	}
	if r.status.State == syncer.ConnFailed {
		add(missing, "test it", test, "its connection test failed.")
	}
	if r.conn.State != store.StateMissing && r.asks == "" && (r.failures > 0 || r.failed.State == store.JobFailed) {
		add(failing, "look at it", r.record(), "%s", r.failure())
	}
	return all
}

// failure says what fails, and how often it has.
func (r *row) failure() string {
	what := "a job has failed"
	if r.failed.State == store.JobFailed {
		what = syncer.Option(r.failed.Option).Title() + " has failed"
	}
	if r.failures > 1 {
		return fmt.Sprintf("%s; the store was not reached %d times.", what, r.failures)
	}
	return what + "."
}

// plan leads to what an option would change.
func (r *row) plan(option syncer.Option) screen.OpenMsg {
	return screen.OpenMsg{Kind: screen.Plan, Option: option}
}

// record leads to what the last runs have left.
func (r *row) record() screen.OpenMsg { return screen.OpenMsg{Kind: screen.Jobs} }

// attention is the line above the list: the worst of what needs attention, or that nothing does.
func (s *Screen) attention(width int) string {
	t := s.env.Theme
	all := s.needs()
	if len(all) == 0 {
		return "  " + t.Good.Render(t.Glyphs.Good) + " " + t.Dim.Render("Nothing needs attention.")
	}
	n := all[0]
	glyph := t.Warn.Render(t.Glyphs.Warn)
	if n.tone() == kit.Failure {
		glyph = t.Bad.Render(t.Glyphs.Bad)
	}
	tail := t.Key.Render("!") + " " + t.Dim.Render(n.lead)
	if more := len(all) - 1; more > 0 {
		tail = t.Key.Render("!") + " " + t.Dim.Render(fmt.Sprintf("and %d more", more))
	}
	room := width - 4 - text.Width(tail) - 3
	say := text.Truncate(n.name, max(16, room-text.Width(n.say)-2), t.Glyphs.Ellipsis) + ": " + n.say
	return "  " + glyph + " " + text.Truncate(say, room, t.Glyphs.Ellipsis) + "   " + tail
}

// attend leads to the one thing that needs attention, or lists them.
func (s *Screen) attend() tea.Cmd {
	all := s.needs()
	if len(all) == 1 {
		return all[0].attend(s)
	}
	rows := make([]kit.Row, len(all))
	for i, n := range all {
		sign := s.env.Theme.Glyphs.Warn
		if n.tone() == kit.Failure {
			sign = s.env.Theme.Glyphs.Bad
		}
		rows[i] = kit.Row{Label: sign + " " + n.name + ": " + n.say, Aside: n.lead, Do: func() tea.Cmd { return n.attend(s) }}
	}
	s.env.Post(screen.MenuMsg{Menu: kit.NewMenu("What needs attention, worst first", "type a few letters", rows)})
	return nil
}

// askMerge makes one connection of two to the same store, once it is known which name stays.
func (s *Screen) askMerge(a, b *row) tea.Cmd {
	merge := func(into, from *row) tea.Cmd {
		env, load, deepen := s.env, s.load(), s.deepen()
		toast := screen.ToastMsg{Toast: kit.Toast{Tone: kit.Done, Say: "Merged " + from.name + " into " + into.name + "."}}
		return tea.Sequence(func() tea.Msg {
			if _, err := env.Engine.Merge(env.Ctx, into.id, from.id); err != nil {
				return screen.Failed(err)
			}
			return toast
		}, load, deepen)
	}
	ellipsis := s.env.Theme.Glyphs.Ellipsis
	s.env.Post(screen.AskMsg{Dialog: &kit.Dialog{
		Title: "Two connections to one store",
		Say: []string{a.name + " and " + b.name + " are connected to the same store, so an order that both import takes its stock twice.", "",
			"Merge them? Orders, shipments, options and schedule of both stay, under the name you keep."},
		Buttons: []string{"Keep " + text.Truncate(a.name, 16, ellipsis), "Keep " + text.Truncate(b.name, 16, ellipsis), "Not now"},
		Focus:   2,
		Done: func(button int, _ string) tea.Cmd {
			switch button {
			case 0:
				return merge(a, b)
			case 1:
				return merge(b, a)
			}
			return nil
		},
	}})
	return nil
}
