package syncer

import (
	"errors"

	"cartwire/store"
)

// Figures are what a job comes to, as screens, reports and JSON show it. They add up:
// Read = New + Updated + Unchanged + Skipped + Unreadable.
type Figures struct {
	Unit       string `json:"unit"` // what is counted: "order", or "product" with its variants
	Read       int    `json:"read"`
	New        int    `json:"new"`
	Updated    int    `json:"updated"`
	Unchanged  int    `json:"unchanged"`
	Skipped    int    `json:"skipped"` // read and not selected, or without anything that the book can keep
	Unreadable int    `json:"unreadable"`
	Items      int    `json:"items,omitempty"` // of the products that were read

	Sent              int    `json:"sent"`
	LeftOut           int    `json:"left_out"` // what a plan or an import leaves out on purpose, each with a note
	Conflicts         int    `json:"conflicts"`
	NeedsConfirmation bool   `json:"needs_confirmation"`
	Plan              string `json:"plan,omitempty"` // the fingerprint of the plan that needs it
	Waits             int    `json:"waits"`          // rises that wait until everything is known

	Requests  int              `json:"requests"`
	Retries   int              `json:"retries"`
	WaitedMS  int64            `json:"waited_ms"`
	ElapsedMS int64            `json:"elapsed_ms"` // 0 until the job has ended
	Resumed   bool             `json:"resumed"`
	DryRun    bool             `json:"dry_run"`
	Undo      bool             `json:"undo"`
	Errors    []store.JobError `json:"errors"`
}

// FiguresOf turns a job into its figures.
func FiguresOf(j *store.Job) Figures {
	f := Figures{
		Unit: "order", Read: j.Fetched, New: j.New, Updated: j.Updated, Unchanged: j.Unchanged, Skipped: j.Unchosen, Unreadable: j.Unreadable,
		Items: j.Items, Sent: j.Pushed, LeftOut: j.Skipped, Conflicts: max(j.Conflicts, conflictsIn(j)), NeedsConfirmation: j.Asks || Asks(*j) != "" || j.Unfed > 0, Plan: j.Plan, Waits: j.Waits,
		Requests: j.Requests, Retries: j.Retries, WaitedMS: j.Throttled.Milliseconds(),
		Resumed: j.Resumed, DryRun: j.DryRun, Undo: j.Undo, Errors: append([]store.JobError{}, j.Errors...),
	}
	if j.Option == string(ImportProducts) {
		f.Unit = "product"
	}
	if j.Ended.After(j.Started) {
		f.ElapsedMS = j.Ended.Sub(j.Started).Milliseconds()
	}
	// Jobs of earlier versions didn't count what they skipped, and counted products as read but items as new.
	if sum := f.New + f.Updated + f.Unchanged + f.Skipped + f.Unreadable; sum < f.Read {
		f.Skipped += f.Read - sum
	} else {
		f.Read = sum
	}
	return f
}

// Complete reports whether nothing failed and nothing needs a person.
func (f Figures) Complete() bool {
	return len(f.Errors) == 0 && f.Conflicts == 0 && f.Waits == 0 && !f.NeedsConfirmation
}

// SkippedWhy is why what was read and skipped is not in the book.
func (f Figures) SkippedWhy() string {
	if f.Unit == "product" {
		return "without a sku"
	}
	return "not selected"
}

// JobTitle is what a job did, for a person: its option, whether it took the last push back, and whether it only looked.
func JobTitle(j *store.Job) string {
	title := Option(j.Option).Title()
	if j.Undo {
		title = "Undo last stock push"
	}
	if j.DryRun {
		title += " (plan only)"
	}
	return title
}

// Unconfirmed reports whether a run stopped only because a person has to look at its plan first.
func Unconfirmed(err error) bool {
	_, guarded := errors.AsType[*GuardError](err)
	return guarded || AsksLocation(err)
}

// tally is what a page adds to a record: each of its rows is counted once.
type tally struct {
	read, unchosen, unreadable, items int
	out                               store.PutOutcome
	failed, notes                     []store.JobError
}

// apply is add for Run.change.
func (t tally) apply(_ *Snapshot, j *store.Job) { t.add(j) }

func (t tally) add(j *store.Job) {
	j.Fetched += t.read
	j.New, j.Updated, j.Unchanged = j.New+t.out.New, j.Updated+t.out.Updated, j.Unchanged+t.out.Unchanged
	j.Unchosen, j.Unreadable, j.Items = j.Unchosen+t.unchosen, j.Unreadable+t.unreadable, j.Items+t.items
	addFailures(j, t.failed)
	addNotes(j, t.notes)
}
