package jobs

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// Record shows one run: what it did, what went wrong, what it changed.
type Record struct {
	env    *screen.Env
	run    store.RunID
	facts  *facts
	err    error
	scroll kit.Scroll
}

// facts are what the book says of a run.
type facts struct {
	job    store.Job
	name   string         // the connection's
	plan   *syncer.Plan   // nil: none is kept
	report *syncer.Report // nil: none
	last   store.RunID    // the connection's last push; 0: none
}

type recordMsg struct {
	screen *Record
	facts  *facts
	err    error
}

// NewRecord makes the screen of one run.
func NewRecord(env *screen.Env, open screen.OpenMsg) *Record {
	return &Record{env: env, run: open.Run}
}

// Init reads the record.
func (r *Record) Init() tea.Cmd {
	book, run := r.env.Book, r.run
	return func() tea.Msg {
		f, err := read(book, run)
		if errors.Is(err, store.ErrNotFound) {
			return recordMsg{r, nil, screen.Problem(fmt.Sprintf("The record of run %d is no longer kept.", run))}
		}
		if err != nil {
			return screen.FatalMsg{Err: err}
		}
		return recordMsg{r, f, nil}
	}
}

// lookBack is how many runs are searched for the last push.
const lookBack = 200

func read(book *store.Book, run store.RunID) (*facts, error) {
	j, err := book.Job(run)
	if err != nil {
		return nil, err
	}
	f := &facts{job: j}
	if c, err := book.Connection(j.Connection); err == nil {
		f.name = text.Clean(c.Name)
	} else if !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	raw, err := book.JobPlan(run)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	if err == nil {
		f.understand(raw)
	}
	if j.Option != string(syncer.UpdateInventory) {
		return f, nil
	}
	before, _, err := book.JobPage(store.JobQuery{Connection: j.Connection, Option: j.Option}, 0, lookBack)
	for _, b := range before {
		if b.Pushed > 0 {
			f.last = b.Run
			break
		}
	}
	return f, err
}

// understand takes what was kept beside the record. What can't be read is as good as not kept.
func (f *facts) understand(raw []byte) {
	if f.job.Option == string(syncer.Reconcile) {
		if r := (&syncer.Report{}); json.Unmarshal(raw, r) == nil {
			f.report = r
		}
		return
	}
	if p := (&syncer.Plan{}); json.Unmarshal(raw, p) == nil {
		f.plan = p
	}
}

// Update takes the record, and reads it again when the run has ended.
func (r *Record) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case recordMsg:
		if msg.screen == r {
			r.facts, r.err = msg.facts, msg.err
			if snap, ok := r.env.Runs[r.connection()]; ok && snap.Run == r.run && r.facts != nil {
				r.fill(snap)
			}
		}
	case screen.SnapshotMsg:
		if msg.Run != r.run {
			return nil
		}
		if msg.Ended {
			return r.Init()
		}
		if r.facts != nil {
			r.fill(msg.Snapshot)
		}
	}
	return nil
}

// fill takes from a snapshot what the book doesn't say yet, or not at all.
func (r *Record) fill(s syncer.Snapshot) {
	if !s.Ended {
		r.facts.job = s.Job
	}
	if r.facts.plan == nil && s.Plan != nil {
		r.facts.plan = s.Plan
	}
	if r.facts.report == nil {
		r.facts.report = s.Report
	}
}

func (r *Record) connection() store.ConnectionID {
	if r.facts == nil {
		return 0
	}
	return r.facts.job.Connection
}

// Key scrolls.
func (r *Record) Key(msg tea.KeyPressMsg) (bool, tea.Cmd) {
	name := msg.String()
	return name != "j" && name != "k" && r.scroll.Key(name), nil // j is a key of its own here
}

// Typing is never so.
func (r *Record) Typing() bool { return false }

// Title is the crumb.
func (r *Record) Title() string { return "Run " + kit.Count(int(r.run)) }

// Status is how it ended.
func (r *Record) Status() string {
	if r.facts == nil {
		return ""
	}
	return outcomeOf(&r.facts.job).draw(r.env.Theme)
}

// Actions is the key table.
func (r *Record) Actions() []kit.Action {
	none := ""
	f := r.facts
	if f == nil {
		none, f = "there is no record.", &facts{}
	}
	open := func(msg screen.OpenMsg) func() tea.Cmd {
		msg.Connection, msg.Name = f.job.Connection, f.name
		return func() tea.Cmd { r.env.Post(msg); return nil }
	}
	option := syncer.Option(f.job.Option)
	return []kit.Action{
		{ID: "retry", Keys: []string{"r"}, Label: "retry failed", Help: "Run again only what failed.", Why: r.whyNoRetry(none), Do: r.retry},
		{ID: "plan", Keys: []string{"p"}, Label: "plan", Help: "Show what this job changed in the store, value by value.", Why: r.whyNoPlan(none),
			Do: open(screen.OpenMsg{Kind: screen.Plan, Option: option, Run: r.run, Plan: f.plan})},
		{ID: "sync", Keys: []string{"s"}, Label: "run again", Help: "Run this option again, all of it.", Why: r.whyNotAgain(none),
			Do: func() tea.Cmd { return screen.RunOption(r.env, r, f.job.Connection, f.name, option, false) }},
		{ID: "read-again", Keys: []string{"i"}, Label: "read again", Help: "Read the orders again that are missing or differ.", Why: r.whyNoRead(none),
			Do: func() tea.Cmd {
				o := syncer.StartOptions{Ranges: f.report.Ranges}
				return screen.StartWith(r.env, r, f.job.Connection, f.name, syncer.ImportOrders, o, false)
			}},
		{ID: "undo", Keys: []string{"u"}, Label: "undo", Help: "Plan to put back what the store had before this push, where nothing else has changed it since.",
			Why: r.whyNoUndo(none), Do: open(screen.OpenMsg{Kind: screen.Plan, Option: syncer.UpdateInventory, Undo: true})},
		{ID: "copy", Keys: []string{"y"}, Label: "copy", Help: "Copy the record as text.", Why: none, Do: func() tea.Cmd {
			r.env.Say(kit.Done, "Copied.")
			return tea.SetClipboard(strings.Join(r.plain(), "\n"))
		}},
		{ID: "jobs", Keys: []string{"j"}, Help: "List every job of this connection.", Why: none, Do: open(screen.OpenMsg{Kind: screen.Jobs})},
		kit.Move("Scroll; also pgup, pgdown, home and end."),
	}
}

func (r *Record) retry() tea.Cmd { return screen.Retry(r.env, r, r.facts.name, r.facts.job, false) }

func (r *Record) whyNoRetry(none string) string {
	if none != "" {
		return none
	}
	if why := r.whyNotAgain(""); why != "" {
		return why
	}
	if _, _, ok := syncer.Retry(r.facts.job); !ok {
		return "nothing failed that could be run alone. Press s to run all of it."
	}
	return ""
}

func (r *Record) whyNotAgain(none string) string {
	if none != "" {
		return none
	}
	if _, busy := r.env.Running(r.facts.job.Connection); busy {
		return "a job of " + r.facts.name + " is under way."
	}
	if r.facts.name == "" {
		return "the connection was removed."
	}
	return ""
}

func (r *Record) whyNoPlan(none string) string {
	switch {
	case none != "":
		return none
	case r.facts.plan != nil:
		return ""
	case r.facts.job.Pushed == 0:
		return "this job changed nothing in the store."
	}
	return "the plan of this job is no longer kept."
}

func (r *Record) whyNoRead(none string) string {
	switch {
	case none != "":
		return none
	case r.facts.report == nil:
		return "this job has compared nothing."
	case len(r.facts.report.Ranges) == 0:
		return "no order is missing or differs."
	}
	return r.whyNotAgain("")
}

func (r *Record) whyNoUndo(none string) string {
	switch {
	case none != "":
		return none
	case r.facts.job.Option != string(syncer.UpdateInventory):
		return "only a push of stock can be undone."
	case r.facts.job.Pushed == 0:
		return "this job sent nothing to the store."
	case r.facts.last != r.run:
		return fmt.Sprintf("run %d was the last push, and only the last one can be undone.", r.facts.last)
	}
	return r.whyNotAgain("")
}
