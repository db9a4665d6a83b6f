// Package setup is the editor of a connection without a front end: what is being entered, whether it can be tested and
// saved, and what happens next. Screens, plain prompts and tests drive the same machine.
package setup

// State is where the editor stands.
type State string

// The states.
const (
	Editing State = "editing"
	Testing State = "testing"
	Tested  State = "tested"  // the last test passed
	Refused State = "refused" // the last test failed
	Saving  State = "saving"
	Leaving State = "leaving" // saving, and to be closed after it
	Saved   State = "saved"
	Asking  State = "asking" // what to do with unsaved changes
	Left    State = "left"
)

// Event is what happened: a person did something, or what was running has ended.
type Event string

// The events. Leave with unsaved changes is LeaveUnsaved; the machine tells them apart by comparing.
const (
	Edit         Event = "edit"
	Test         Event = "test"
	Passed       Event = "passed"
	Failed       Event = "failed"
	Save         Event = "save"
	Stored       Event = "stored"
	NotStored    Event = "not stored"
	Cancel       Event = "cancel"
	Leave        Event = "leave"
	LeaveUnsaved Event = "leave unsaved"
	Discard      Event = "discard"
)

// Effect is what the front end has to do after an event.
type Effect string

// The effects.
const (
	RunTest  Effect = "run the test"
	StopTest Effect = "stop the test"
	RunSave  Effect = "save"
	Ask      Effect = "ask what to do with unsaved changes"
	Follow   Effect = "go on to the import" // after a save
	Close    Effect = "close the editor"
)

// Step is one entry of the table.
type Step struct {
	Next State
	Do   []Effect
}

func to(s State, do ...Effect) Step { return Step{s, do} }

// States and Events list all there are, in a fixed order.
var (
	States = []State{Editing, Testing, Tested, Refused, Saving, Leaving, Saved, Asking, Left}
	Events = []Event{Edit, Test, Passed, Failed, Save, Stored, NotStored, Cancel, Leave, LeaveUnsaved, Discard}
)

// Table is the whole editor: every event in every state. Answers that come late, such as the end of a test that was
// stopped, change nothing.
var Table = map[State]map[Event]Step{
	Editing: {
		Edit: to(Editing), Test: to(Testing, RunTest), Passed: to(Editing), Failed: to(Editing),
		Save: to(Saving, RunSave), Stored: to(Editing), NotStored: to(Editing),
		Cancel: to(Editing), Leave: to(Left, Close), LeaveUnsaved: to(Asking, Ask), Discard: to(Editing),
	},
	Testing: {
		Edit: to(Editing, StopTest), Test: to(Testing), Passed: to(Tested), Failed: to(Refused),
		Save: to(Testing), Stored: to(Testing), NotStored: to(Testing),
		Cancel: to(Editing, StopTest), Leave: to(Left, StopTest, Close), LeaveUnsaved: to(Asking, StopTest, Ask), Discard: to(Testing),
	},
	Tested: {
		Edit: to(Editing), Test: to(Testing, RunTest), Passed: to(Tested), Failed: to(Tested),
		Save: to(Saving, RunSave), Stored: to(Tested), NotStored: to(Tested),
		Cancel: to(Editing), Leave: to(Left, Close), LeaveUnsaved: to(Asking, Ask), Discard: to(Tested),
	},
	Refused: {
		Edit: to(Editing), Test: to(Testing, RunTest), Passed: to(Refused), Failed: to(Refused),
		Save: to(Saving, RunSave), Stored: to(Refused), NotStored: to(Refused),
		Cancel: to(Editing), Leave: to(Left, Close), LeaveUnsaved: to(Asking, Ask), Discard: to(Refused),
	},
	// A save is one transaction: it can't be taken back half-way, only waited for.
	Saving: {
		Edit: to(Saving), Test: to(Saving), Passed: to(Saving), Failed: to(Saving),
		Save: to(Saving), Stored: to(Saved, Follow), NotStored: to(Editing),
		Cancel: to(Saving), Leave: to(Leaving), LeaveUnsaved: to(Leaving), Discard: to(Saving),
	},
	Leaving: {
		Edit: to(Leaving), Test: to(Leaving), Passed: to(Leaving), Failed: to(Leaving),
		Save: to(Leaving), Stored: to(Left, Close), NotStored: to(Editing),
		Cancel: to(Saving), Leave: to(Leaving), LeaveUnsaved: to(Leaving), Discard: to(Leaving),
	},
	Saved: {
		Edit: to(Editing), Test: to(Testing, RunTest), Passed: to(Saved), Failed: to(Saved),
		Save: to(Saving, RunSave), Stored: to(Saved), NotStored: to(Saved),
		Cancel: to(Saved), Leave: to(Left, Close), LeaveUnsaved: to(Asking, Ask), Discard: to(Saved),
	},
	Asking: {
		Edit: to(Asking), Test: to(Asking), Passed: to(Asking), Failed: to(Asking),
		Save: to(Leaving, RunSave), Stored: to(Asking), NotStored: to(Asking),
		Cancel: to(Editing), Leave: to(Left, Close), LeaveUnsaved: to(Asking), Discard: to(Left, Close),
	},
	Left: {
		Edit: to(Left), Test: to(Left), Passed: to(Left), Failed: to(Left),
		Save: to(Left), Stored: to(Left), NotStored: to(Left),
		Cancel: to(Left), Leave: to(Left), LeaveUnsaved: to(Left), Discard: to(Left),
	},
}
