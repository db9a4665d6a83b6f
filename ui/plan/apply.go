package plan

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/confirm"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// apply asks for a confirmation: by a button, or by typing the number of changes where there are many or a guard asks.
func (s *Screen) apply() tea.Cmd {
	n := s.applies()
	d := &kit.Dialog{
		Title: "Apply " + kit.Of(n, "change") + "?", Say: s.consequences(n), Buttons: []string{"Apply", "Go back"},
		Done: func(button int, _ string) tea.Cmd {
			if button != 0 {
				return nil
			}
			return s.begin()
		},
	}
	switch {
	case !screen.Updates(s.option):
		d.Title = "Run " + s.option.Title() + "?"
	case confirm.Typed(s.plan, n):
		in := kit.NewInput("")
		in.Placeholder = fmt.Sprintf("type %d, the number of changes", n)
		d.Input = &in
		d.Say = append(d.Say, fmt.Sprintf("To go on, type how many changes it makes: %d.", n))
		d.Check = func(value string) string { return confirm.Wrong(value, n) }
	}
	s.env.Post(screen.AskMsg{Dialog: d})
	return nil
}

// consequences are what to know before it is applied, the gravest first: a low window cuts the last.
func (s *Screen) consequences(n int) []string {
	var say []string
	if s.plan.Guard != "" {
		say = append(say, text.Clean(s.plan.Guard))
	}
	for _, notice := range s.plan.Notices {
		say = append(say, text.Clean(notice))
	}
	if !screen.Updates(s.option) {
		return say
	}
	tells := fmt.Sprintf("%s in the store of %s %s changed", kit.Of(n, "value"), s.name, isAre(n))
	if s.plan.Route != "" {
		tells += " through " + routeName(s.plan.Route)
	}
	say = append(say, tells+". "+s.cost())
	if left := len(s.plan.Conflicts) - s.chosenConflicts(); left > 0 {
		say = append(say, kit.Of(left, "conflict")+" "+isAre(left)+" left as the store has "+itThem(left)+".")
	}
	if s.filter.Value() != "" && len(s.rows.shown[changes]) < len(s.plan.Changes) {
		say = append(say, fmt.Sprintf("The filter only hides rows: all changes are made, not only the %s shown.", kit.Count(len(s.rows.shown[changes]))))
	}
	return say
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

func itThem(n int) string {
	if n == 1 {
		return "it"
	}
	return "them"
}

// routeName is a route's name within a sentence.
func routeName(r syncer.Route) string {
	if r == syncer.RouteLegacy {
		return string(r)
	}
	return "the " + text.Clean(string(r))
}

// begin starts the job that carries the plan out, and opens its screen.
func (s *Screen) begin() tea.Cmd {
	o := syncer.StartOptions{Undo: s.undo}
	if screen.Updates(s.option) {
		o.Overwrite = s.skus()
		o.Confirm = s.plan.FingerprintWith(o.Overwrite)
	}
	engine, id, option := s.env.Engine, s.id, s.option
	open := &screen.OpenMsg{Kind: screen.Sync, Connection: id, Name: s.name, From: s, Replace: true}
	return func() tea.Msg {
		run, err := engine.Start(id, option, o)
		if err != nil {
			return screen.Failed(err)
		}
		return screen.Watch(run, open)
	}
}

// skus are those whose number in the store is to be overwritten, as the plan writes them.
func (s *Screen) skus() []string {
	var out []string
	seen := map[string]bool{}
	for i := range s.plan.Conflicts {
		c := &s.plan.Conflicts[i]
		if s.overwrite[store.NormalSKU(c.SKU)] && !seen[c.SKU] {
			seen[c.SKU] = true
			out = append(out, c.SKU)
		}
	}
	return out
}

// asksLocation tells whether the plan waits for a person to say that the store has one location.
func (s *Screen) asksLocation() bool {
	return syncer.AsksLocation(s.err) && !s.single
}
