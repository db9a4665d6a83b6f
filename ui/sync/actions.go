package sync

import (
	"errors"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/syncer"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
)

// Actions is the key table.
func (s *Screen) Actions() []kit.Action {
	whyCancel, whyAgain := "", ""
	if s.known && s.snap.Ended {
		whyCancel = s.title() + " has ended."
	} else {
		whyAgain = s.title() + " is under way."
	}
	return []kit.Action{
		{ID: "cancel", Keys: []string{"c"}, Label: "cancel", Help: "Stop it. What was done stays, and the next run goes on from there.",
			Why: whyCancel, Do: s.cancel},
		{ID: "retry", Keys: []string{"r"}, Label: "retry failed", Help: "Run again only what failed.", Why: s.whyNoRetry(whyAgain), Do: s.retry},
		{ID: "sync", Keys: []string{"s"}, Label: "sync now", Help: "Run it again: what has changed since, or what is still missing.", Why: whyAgain,
			Do: func() tea.Cmd { return screen.RunOption(s.env, s, s.id, s.name, s.option(), true) }},
		{ID: "open", Keys: []string{"enter"}, Label: "record", Help: "Open the record of this job, with everything that went wrong or was left out.", Why: s.whyNoRecord(),
			Do: s.post(screen.OpenMsg{Kind: screen.Job, Run: s.snap.Run})},
		{ID: "plan", Keys: []string{"p"}, Label: "plan", Help: "Show what it changes in the store, value by value.", Why: s.whyNoPlan(),
			Do: s.post(s.planMsg())},
		{ID: "orders", Keys: []string{"o"}, Label: "orders", Help: "List the orders that were imported.", Do: s.post(screen.OpenMsg{Kind: screen.Orders})},
		{ID: "undo", Keys: []string{"u"}, Help: "Plan to put back what the store had before this push, where nothing else has changed it since.", Why: s.whyNoUndo(),
			Do: s.post(screen.OpenMsg{Kind: screen.Plan, Option: syncer.UpdateInventory, Undo: true})},
		{ID: "jobs", Keys: []string{"j"}, Help: "Show what ran before.", Do: s.post(screen.OpenMsg{Kind: screen.Jobs})},
		{ID: "next-job", Keys: []string{"tab", "shift+tab"}, Show: "tab", Label: s.nextLabel(), Help: "Turn to the job of another connection; also left and right.", Why: s.whyNoOther(),
			Do: kit.Nothing},
		kit.Move("Scroll."),
		{ID: "back", Keys: []string{"esc"}, Label: "back", Help: "Leave this screen; what runs goes on.",
			Do: func() tea.Cmd { s.env.Post(screen.BackMsg{}); return nil }},
	}
}

// post opens a screen of this connection.
func (s *Screen) post(msg screen.OpenMsg) func() tea.Cmd {
	msg.Connection, msg.Name = s.id, s.name
	return func() tea.Cmd { s.env.Post(msg); return nil }
}

func (s *Screen) nextLabel() string {
	if len(s.jobs()) > 1 {
		return "next job"
	}
	return ""
}

func (s *Screen) cancel() tea.Cmd {
	if s.known {
		s.asked[s.snap.Run] = true
	}
	engine, id := s.env.Engine, s.id
	return func() tea.Msg {
		if run := engine.Running(id); run != nil {
			if err := engine.Cancel(run); err != nil {
				return screen.Failed(err)
			}
		}
		return nil
	}
}

func (s *Screen) retry() tea.Cmd { return screen.Retry(s.env, s, s.name, s.snap.Job, true) }

// planMsg opens the plan of this run: to be applied where it was only looked at or was stopped by a guard, else as it was
// carried out.
func (s *Screen) planMsg() screen.OpenMsg {
	msg := screen.OpenMsg{Kind: screen.Plan, Option: s.option(), Plan: s.snap.Plan, Undo: s.snap.Job.Undo}
	if !s.toBeApplied() {
		msg.Run = s.snap.Run
	}
	return msg
}

// toBeApplied tells whether the plan waits for somebody to apply it.
func (s *Screen) toBeApplied() bool {
	_, guarded := errors.AsType[*syncer.GuardError](s.snap.Err)
	return s.snap.Job.DryRun || guarded
}

func (s *Screen) whyNoRetry(whyAgain string) string {
	if whyAgain != "" {
		return whyAgain
	}
	if _, _, ok := syncer.Retry(s.snap.Job); !ok {
		return "nothing failed that could be run alone. Press s to run all of it."
	}
	return ""
}

func (s *Screen) whyNoRecord() string {
	if !s.known {
		return "it has not begun yet."
	}
	return ""
}

func (s *Screen) whyNoPlan() string {
	switch {
	case !screen.Updates(s.option()):
		return s.option().Title() + " changes nothing in the store, so it has no plan."
	case s.snap.Plan == nil:
		return "it has no plan yet."
	}
	return ""
}

func (s *Screen) whyNoUndo() string {
	switch {
	case s.option() != syncer.UpdateInventory:
		return "only a push of stock can be undone."
	case !s.snap.Ended:
		return s.title() + " is under way."
	case s.snap.Job.Pushed == 0:
		return "it has sent nothing to the store."
	}
	return ""
}

func (s *Screen) whyNoOther() string {
	if len(s.jobs()) < 2 {
		return "no other connection has a job under way."
	}
	return ""
}
