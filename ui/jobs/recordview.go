package jobs

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/text"
	"cartwire/ui/theme"
)

// page is the page of a record.
type page struct{ kit.Facts }

func (p *page) tell(tone kit.Tone, s string) {
	p.Lines = append(p.Lines, kit.Toast{Tone: tone, Say: text.Clean(s)}.Draw(p.Theme, p.Width, 8)...)
}

// Draw makes the record's lines.
func (r *Record) Draw(width, height int) ([]string, *kit.Cursor) {
	t := r.env.Theme
	switch {
	case r.err != nil:
		return kit.Toast{Tone: kit.Caution, Say: r.err.Error()}.Draw(t, width, 4), nil
	case r.facts == nil:
		return []string{kit.Wait(t, "Reading the book")}, nil
	}
	return r.scroll.Window(t, r.lines(t, width), width, height), nil
}

// plain is the record as it is copied.
func (r *Record) plain() []string {
	lines := r.lines(theme.New(theme.Plain, true), 100)
	for i, l := range lines {
		lines[i] = strings.TrimSpace(ansi.Strip(l))
	}
	return lines
}

// lines are all of the record.
func (r *Record) lines(t *theme.Theme, width int) []string {
	p := &page{kit.Facts{Theme: t, Width: width, Words: 12}}
	r.head(p)
	r.figures(p)
	r.named(p, "What went wrong", kit.Failure, r.facts.job.Errors, r.facts.job.Failed)
	r.named(p, "What was left out, or needs a look", kit.Caution, r.facts.job.Notes, r.facts.job.Skipped)
	r.changes(p)
	r.report(p)
	return p.Lines
}

func (r *Record) head(p *page) {
	j := &r.facts.job
	p.Pair("Option", title(j))
	p.Pair("Website", cmp.Or(r.facts.name, "removed"))
	p.Pair("Outcome", r.outcome())
	p.Pair("Started", moment(j.Started.UTC().Format("2 January 2006 15:04:05"), r.env.Ago(j.Started)))
	if !j.Ended.IsZero() {
		p.Pair("Ended", moment(j.Ended.UTC().Format("2 January 2006 15:04:05"), "after "+took(j)))
	}
	if j.Resumed {
		p.Pair("Went on", "where an earlier run had stopped")
	}
}

func moment(at, say string) string { return at + " UTC, " + say }

// outcome says how it ended, and what that means.
func (r *Record) outcome() string {
	j := &r.facts.job
	switch o := outcomeOf(j); o.word {
	case planned.word:
		return "plan only: nothing was changed in the store"
	case inPart.word:
		return "done in part: what is named below failed, the rest went through"
	case conflicting.word:
		return "done, but for " + kit.Of(syncer.FiguresOf(j).Conflicts, "conflict") + ": somebody else changed a number in the store"
	case cancelled.word:
		return "cancelled: what was done stays, and the next run goes on from there"
	case interrupted.word:
		return "interrupted: the program ended before it did; the next run goes on from there"
	default:
		return o.word
	}
}

func (r *Record) figures(p *page) {
	j := &r.facts.job
	requests := kit.Count(j.Requests)
	if j.Retries > 0 {
		requests += ", " + kit.Count(j.Retries) + " repeated"
	}
	if j.Throttled > 0 {
		requests += ", waited " + kit.Span(j.Throttled) + " for the store"
	}
	p.Pair("Requests", requests)
	f := syncer.FiguresOf(j)
	if f.Read > 0 {
		say := fmt.Sprintf("%s: %s new, %s updated, %s unchanged", kit.Of(f.Read, f.Unit), kit.Count(f.New), kit.Count(f.Updated), kit.Count(f.Unchanged))
		if f.Skipped > 0 {
			say += ", " + kit.Count(f.Skipped) + " skipped (" + f.SkippedWhy() + ")"
		}
		if f.Unreadable > 0 {
			say += ", " + kit.Count(f.Unreadable) + " unreadable"
		}
		p.Pair("Read", say)
	}
	if f.Items > 0 {
		p.Pair("Items", kit.Count(f.Items))
	}
	if f.Sent > 0 {
		p.Pair("Sent", kit.Of(f.Sent, "change")+" to the store")
	}
	if f.Conflicts > 0 {
		p.Pair("Conflicts", kit.Count(f.Conflicts))
	}
	p.Pair("Failed", kit.Count(j.Failed))
	if f.LeftOut > 0 {
		p.Pair("Left out", kit.Count(f.LeftOut))
	}
}

// named lists what the record names, each with its reason and what to do; all is how many there were.
func (r *Record) named(p *page, head string, tone kit.Tone, list []store.JobError, all int) {
	if len(list) == 0 {
		return
	}
	p.Title(head)
	for _, e := range list {
		say := e.Reason
		if e.Ref != "" && !strings.Contains(say, e.Ref) && e.Ref != r.facts.job.Option {
			say = e.Ref + ": " + say
		}
		p.tell(tone, say)
	}
	if more := all - len(list); more > 0 {
		p.Line(fmt.Sprintf("and %s more, which the record doesn't name", kit.Count(more)))
	}
}

// shownChanges is how many of the changes a record lists; the plan's own screen has them all.
const shownChanges = 12

// changes lists what the run carried out, old and new.
func (r *Record) changes(p *page) {
	plan := r.facts.plan
	if plan == nil || len(plan.Changes)+len(plan.Conflicts) == 0 {
		return
	}
	switch {
	case r.facts.job.Pushed == 0:
		p.Title("What it would have changed")
	default:
		p.Title("What it changed")
	}
	for i := range plan.Changes[:min(len(plan.Changes), shownChanges)] {
		p.Line(changeWords(&plan.Changes[i]))
	}
	if more := len(plan.Changes) - shownChanges; more > 0 {
		p.Line(fmt.Sprintf("and %s more: press p for all of them, with the reasons", kit.Count(more)))
	}
	for i := range plan.Conflicts[:min(len(plan.Conflicts), shownChanges)] {
		c := &plan.Conflicts[i]
		p.Line(cmp.Or(c.SKU, c.Ref) + ": " + c.String())
	}
}

func changeWords(c *syncer.Change) string {
	line := cmp.Or(c.SKU, c.Ref)
	if c.Location != "" {
		line += " at " + c.Location
	}
	switch {
	case c.What != "":
		return line + ": " + c.What
	case c.Known:
		return fmt.Sprintf("%s: %s became %s", line, kit.Count(c.Old), kit.Count(c.New))
	}
	return fmt.Sprintf("%s: not counted before, became %s", line, kit.Count(c.New))
}
