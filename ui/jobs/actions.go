package jobs

import (
	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
)

// Actions is the key table.
func (s *Screen) Actions() []kit.Action {
	why := ""
	if s.chosen() == nil {
		why = "there is no job to choose."
	}
	open := func(kind screen.Kind) func() tea.Cmd {
		return func() tea.Cmd {
			r := s.chosen()
			s.env.Post(screen.OpenMsg{Kind: kind, Connection: r.job.Connection, Name: r.store, Run: r.job.Run, Option: syncer.Option(r.job.Option)})
			return nil
		}
	}
	whyNoFilter := ""
	if s.filter.Value() == "" {
		whyNoFilter = why
	}
	table := []kit.Action{
		{ID: "open", Keys: []string{"enter"}, Label: "open", Help: "Open the record of this job.", Why: why, Do: open(screen.Job)},
		{ID: "plan", Keys: []string{"p"}, Label: "plan", Help: "Show what this job changed in the store, value by value.", Why: s.whyNoPlan(why), Do: open(screen.Plan)},
		{ID: "watch", Keys: []string{"w"}, Label: "watch", Help: "Watch this job while it is under way.", Why: s.whyNoWatch(why), Do: open(screen.Sync)},
		{ID: "compare", Keys: []string{"c"}, Label: "compare", Help: "Compare the book with the store: orders, totals, stock and tracking numbers. Nothing is changed.", Why: s.whyNoCompare(),
			Do: func() tea.Cmd { return screen.StartOption(s.env, s, s.id, s.name, syncer.Reconcile, false) }},
		{ID: "filter", Keys: []string{"/"}, Label: "filter", Help: "Show only the jobs whose option, outcome or store holds what is typed.", Why: whyNoFilter,
			Do: func() tea.Cmd { s.filter.Typing = true; return nil }},
		kit.Move("Choose a job, also with left and right along the strip; pgup, pgdown, home and end."),
	}
	if s.filter.Value() != "" {
		table = append(table, kit.Action{ID: "back", Keys: []string{"esc"}, Label: "show all", Help: "Clear the filter.",
			Do: func() tea.Cmd { s.filter.SetValue(""); return s.match() }})
	}
	return table
}

func (s *Screen) whyNoPlan(none string) string {
	if none != "" {
		return none
	}
	if j := s.chosen().job; j.Pushed == 0 && (j.State != store.JobFailed || !screen.Updates(syncer.Option(j.Option))) {
		return "this job changed nothing in the store."
	}
	return ""
}

func (s *Screen) whyNoCompare() string {
	if s.id == 0 {
		return "open the jobs of one connection first."
	}
	if _, busy := s.env.Running(s.id); busy {
		return "a job of " + s.name + " is under way."
	}
	return ""
}

func (s *Screen) whyNoWatch(none string) string {
	if none != "" {
		return none
	}
	j := s.chosen().job
	if snap, ok := s.env.Running(j.Connection); !ok || snap.Run != j.Run {
		return "this job has ended. Press enter for its record."
	}
	return ""
}
