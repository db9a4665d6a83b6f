package screen

import (
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/setup"
	"cartwire/ui/text"
)

// Kind names the screens that can be opened.
type Kind int

// The kinds of screens.
const (
	Connections Kind = iota
	Editor
	Sync
	Orders
	Order
	Ship // of an order
	Welcome
	Gallery
	Guide
	Plan      // what an option would change; then applied
	Jobs      // the history
	Job       // one record
	Stock     // item by location
	Locations // of the book
	Customers
	Activity
	Settings
	Aside // the orders of a connection that can't be read
)

// OpenMsg opens a screen above the present one, or in its place.
type OpenMsg struct {
	Kind       Kind
	Connection store.ConnectionID // 0 in an Editor: a new one
	Name       string             // the connection's, for the crumb
	Order      uint64
	Location   store.LocationID // of a Stock: the one to begin with
	Find       string           // of Orders: what to look for
	Run        store.RunID      // of a Job; of a Plan: what this run carried out
	Option     syncer.Option    // of a Plan
	Undo       bool             // of a Plan: put the last stock push back
	Plan       *syncer.Plan     // of a Plan: worked out already
	Test       bool             // of an Editor: begin with the connection test
	Filled     *setup.Filled    // of an Editor: what a new connection begins with
	Account    *setup.Form      // of an Editor: the account that takes the place of the saved one
	Step       setup.GuideStep  // of a Guide: begin there, with Goals, in place of where it was left
	Goals      setup.Goals
	// From is the screen that asked, where the answer may come late: whoever has gone elsewhere meanwhile stays there.
	From    Screen
	Replace bool // the new screen takes the place of the one that asked
}

// BackMsg closes the present screen.
type BackMsg struct {
	// From is the screen that is to be closed, where that may come late: one that was opened above it meanwhile stays.
	From Screen
}

// AskMsg opens a dialog. ByItself is set where no key just asked for it: then it takes none for a moment.
type AskMsg struct {
	Dialog   *kit.Dialog
	ByItself bool
}

// MenuMsg opens a menu.
type MenuMsg struct{ Menu *kit.Menu }

// ToastMsg shows a notice.
type ToastMsg struct{ kit.Toast }

// FatalMsg replaces everything by a page that says what is wrong: without the book there is nothing to show.
type FatalMsg struct{ Err error }

// ClockMsg is the time.
type ClockMsg struct{ Now time.Time }

// SnapshotMsg is how a job stands.
type SnapshotMsg struct{ syncer.Snapshot }

// RunMsg says that a job is under way: the program follows it. Open is the screen to show, nil for none.
type RunMsg struct {
	Snapshots  <-chan syncer.Snapshot
	Stop       func()
	Run        store.RunID
	Connection store.ConnectionID
	Name       string // the connection's
	Open       *OpenMsg
}

// Watch follows a run.
func Watch(run *syncer.Run, open *OpenMsg) RunMsg {
	ch, stop := run.Watch()
	return RunMsg{Snapshots: ch, Stop: stop, Run: run.ID(), Connection: run.Connection().ID, Name: text.Clean(run.Connection().Name), Open: open}
}

// Start begins the connection's import, or joins the job under way, and opens its screen.
func Start(e *Env, from Screen, id store.ConnectionID, name string, replace bool) tea.Cmd {
	return StartOption(e, from, id, name, syncer.ImportOrders, replace)
}

// StartOption begins an option's job, or joins the one under way, and opens its screen.
func StartOption(e *Env, from Screen, id store.ConnectionID, name string, option syncer.Option, replace bool) tea.Cmd {
	return StartWith(e, from, id, name, option, syncer.StartOptions{}, replace)
}

// StartWith is StartOption with options.
func StartWith(e *Env, from Screen, id store.ConnectionID, name string, option syncer.Option, o syncer.StartOptions, replace bool) tea.Cmd {
	return func() tea.Msg {
		open := &OpenMsg{Kind: Sync, Connection: id, Name: name, From: from, Replace: replace}
		run, err := e.Engine.Start(id, option, o)
		if busy, ok := errors.AsType[*syncer.BusyError](err); ok {
			run, err = busy.Run, nil
		}
		if err != nil {
			return Failed(err)
		}
		return Watch(run, open)
	}
}

// Failed is a notice of an error.
func Failed(err error) ToastMsg {
	return ToastMsg{kit.Toast{Tone: kit.Failure, Say: text.Clean(err.Error())}}
}

// RestyleMsg says that the theme has changed: what was drawn before is to be drawn anew.
type RestyleMsg struct{}
