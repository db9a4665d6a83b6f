package screen

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/text"
)

// WaitLeft is how long a job's wait goes on, in whole seconds; 0 where it doesn't wait, or that is not known.
func (e *Env) WaitLeft(s syncer.Snapshot) time.Duration {
	if s.Ended || s.Waiting == "" || s.WaitUntil.IsZero() || e.Now.IsZero() {
		return 0
	}
	return max(0, s.WaitUntil.Sub(e.Now).Round(time.Second))
}

// Waiting is why nothing moves: "waiting 12 s for the store's quota"; "" while something does.
func (e *Env) Waiting(s syncer.Snapshot) string {
	switch left := e.WaitLeft(s); {
	case s.Ended || s.Waiting == "":
		return ""
	case left > 0:
		return "waiting " + kit.Span(left) + " for " + text.Clean(s.Waiting)
	}
	return "waiting for " + text.Clean(s.Waiting)
}

// Updates tells whether an option changes the store: then its plan is shown before it runs.
func Updates(o syncer.Option) bool {
	return o == syncer.UpdateInventory || o == syncer.UpdateOrderStatus
}

// RunOption shows the plan of an option that changes the store, and begins any other one at once.
func RunOption(e *Env, from Screen, id store.ConnectionID, name string, option syncer.Option, replace bool) tea.Cmd {
	if Updates(option) {
		e.Post(OpenMsg{Kind: Plan, Connection: id, Name: name, Option: option, From: from, Replace: replace})
		return nil
	}
	return StartOption(e, from, id, name, option, replace)
}

// Problem is an error that a person reads as it stands: what happened, why, what next.
type Problem string

func (p Problem) Error() string { return string(p) }

// Retry runs again only what failed in a record. An update of which all has to be done again shows its plan first.
func Retry(e *Env, from Screen, name string, job store.Job, replace bool) tea.Cmd {
	option, o, ok := syncer.Retry(job)
	switch {
	case !ok:
		return nil
	case Updates(option) && len(o.Only) == 0:
		e.Post(OpenMsg{Kind: Plan, Connection: job.Connection, Name: name, Option: option, Undo: o.Undo, From: from, Replace: replace})
		return nil
	}
	o.DryRun = false
	return StartWith(e, from, job.Connection, name, option, o, replace)
}
