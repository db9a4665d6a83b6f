package sync

import (
	"fmt"
	"slices"
	"strings"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// Draw makes the job's figures and, below them, what failed.
func (s *Screen) Draw(width, height int) ([]string, *kit.Cursor) {
	t := s.env.Theme
	if !s.known {
		return []string{kit.Wait(t, "Starting")}, nil
	}
	top := s.strip(width)
	lines := append([]string{s.bar(width), ""}, s.verdict(width)...)
	lines = append(lines, s.figures(width)...)
	lines = append(lines, s.quota(width))
	if w := s.env.Waiting(s.snap); w != "" {
		lines = append(lines, "  "+t.Warn.Render(t.Glyphs.Run+" "+w))
	}
	lines = append(lines, s.failures(width)...)
	return append(top, s.scroll.Window(t, lines, width, height-len(top))...), nil
}

// strip is a line of the jobs under way, where there are several, and an empty one.
func (s *Screen) strip(width int) []string {
	ids := s.jobs()
	if s.spots = s.spots[:0]; len(ids) < 2 {
		return nil
	}
	t := s.env.Theme
	line := " "
	for _, id := range ids {
		snap := s.env.Runs[id]
		say := text.Truncate(s.names[id], 24, t.Glyphs.Ellipsis)
		if snap.Total > 0 && !snap.Ended {
			say += fmt.Sprintf(" %d %%", kit.Percent(snap.Done, snap.Total))
		}
		at := spot{x: text.Width(line) + 1, w: text.Width(say) + 2, id: id}
		if at.x+at.w > width-2 {
			line += " " + t.Dim.Render(t.Glyphs.Ellipsis)
			break
		}
		s.spots = append(s.spots, at)
		if id == s.id {
			line += " " + t.Accent.Render(t.Glyphs.Cursor) + " " + t.Selected.Render(say)
		} else {
			line += " " + t.Running.Render(t.Glyphs.Run) + " " + t.Dim.Render(say)
		}
		line += " "
	}
	return []string{line, ""}
}

func (s *Screen) bar(width int) string {
	t, p := s.env.Theme, s.snap
	done, total := p.Done, p.Total
	if p.Ended && p.Err == nil && p.Job.State == store.JobDone {
		done, total = 1, 1
	}
	percent, style := "", t.Running
	if total > 0 {
		percent = fmt.Sprintf("%3d %%", kit.Percent(done, total))
	}
	switch {
	case p.Ended && p.Err != nil:
		style = t.Bad
	case p.Ended && s.inPart():
		style = t.Warn
	case p.Ended && done == total:
		style = t.Good
	}
	say := kit.Of(p.Job.Fetched, s.unit())
	if screen.Updates(s.option()) {
		say = kit.Count(p.Job.Pushed) + " sent"
	}
	if !p.Ended {
		say = kit.Of(p.Done, s.unit())
		if p.Total > 0 {
			say = kit.Count(p.Done) + " of " + kit.Of(p.Total, s.unit())
		}
	}
	return "  " + kit.Gauge(t, style, done, total, max(8, width-38)) + " " + text.Fit(percent, 6, "") + say
}

// quota is what the store lets us ask, and how much of it is used.
func (s *Screen) quota(width int) string {
	t, q := s.env.Theme, s.snap.Quota
	lead := "  " + t.Dim.Render(text.Fit("Quota", 11, ""))
	if q.Limit <= 0 {
		return lead + "not known yet"
	}
	say := fmt.Sprintf(" %s of %s requests left", kit.Count(max(0, q.Left)), kit.Count(q.Limit))
	if q.Limit >= 1_000_000 {
		return lead + "no limit to speak of"
	}
	if q.Window > 0 {
		say += " in " + kit.Span(q.Window)
	}
	return lead + kit.Gauge(t, t.Accent, q.Limit-q.Left, q.Limit, max(8, width-13-text.Width(say)-2)/2) + say
}

// done says what a job that went through has brought.
var done = map[syncer.Option]string{
	syncer.ImportOrders:      "Done. The book has every order that the Options choose.",
	syncer.ImportProducts:    "Done. The store's products are items of the book.",
	syncer.UpdateInventory:   "Done. The store has the book's stock.",
	syncer.UpdateOrderStatus: "Done. The store knows what the book has shipped.",
}

// unit is what is counted in the present phase.
func (s *Screen) unit() string {
	switch {
	case s.snap.Phase == syncer.PhaseOrders || s.snap.Phase == syncer.PhaseChanges || s.snap.Phase == syncer.PhaseCount:
		return "order"
	case s.option() == syncer.ImportProducts:
		return "product"
	case s.option() == syncer.UpdateInventory:
		return "item"
	}
	return "order"
}

// verdict is how the job ended, with an empty line after it; nothing while it is under way.
func (s *Screen) verdict(width int) []string {
	p, tone, say := s.snap, kit.Done, done[s.option()]
	switch {
	case !p.Ended:
		return nil
	case p.Err != nil:
		tone, say = kit.Failure, p.Err.Error()
		if s.toBeApplied() && p.Plan != nil {
			say += " Press p to look at it."
		}
	case p.Job.State == store.JobCancelled:
		tone, say = kit.Caution, "Cancelled. What was done stays; press s, and it goes on from there."
	case p.Job.Failed > 0:
		tone, say = kit.Caution, "Done in part: what is named below was left out."
		if _, _, ok := syncer.Retry(p.Job); ok {
			say += " Press r to run only that again."
		}
	case s.conflicts() > 0 && p.Job.DryRun:
		tone, say = kit.Caution, "The plan has "+kit.Of(s.conflicts(), "conflict")+", and nothing was changed. Press p to look at it."
	case s.conflicts() > 0:
		tone, say = kit.Caution, "Done, but for "+kit.Of(s.conflicts(), "conflict")+": somebody else changed a number in the store. Press p to decide."
	case p.Job.DryRun:
		say = "The plan is worked out, and nothing was changed. Press p to look at it."
	case p.Report != nil && p.Report.Differences() > 0:
		tone, say = kit.Caution, "Done. "+kit.Of(p.Report.Differences(), "difference")+" found: press enter for the report."
	case s.option() == syncer.Reconcile:
		say = "Done. Book and store agree."
	case p.Job.Undo:
		say = "Done. The store has again what it had before the last push."
	case screen.Updates(s.option()) && p.Job.Pushed == 0:
		say = "Done. Nothing was to be changed in the store."
	}
	return append(kit.Toast{Tone: tone, Say: text.Clean(say)}.Draw(s.env.Theme, width, 6), "")
}

// conflicts is how many numbers of the plan somebody has to decide.
func (s *Screen) conflicts() int {
	if s.snap.Plan == nil {
		return s.counted().Conflicts
	}
	return len(s.snap.Plan.Conflicts)
}

// inPart reports whether something is left that a person has to see to.
func (s *Screen) inPart() bool { return s.snap.Job.Failed > 0 || s.conflicts() > 0 }

// failures is everything that failed, with its reason; then what was left out on purpose.
func (s *Screen) failures(width int) []string {
	p := s.snap
	failed := slices.DeleteFunc(slices.Clone(p.Job.Errors), func(e store.JobError) bool {
		return p.Err != nil && e.Reason == p.Err.Error() // said above
	})
	lines := s.named(width, kit.Failure, failed, p.Job.Failed-len(p.Job.Errors))
	return append(lines, s.named(width, kit.Caution, p.Job.Notes, p.Job.Skipped-len(p.Job.Notes))...)
}

// named draws what a record names, after an empty line.
func (s *Screen) named(width int, tone kit.Tone, list []store.JobError, more int) []string {
	if len(list) == 0 {
		return nil
	}
	lines := []string{""}
	for _, e := range list {
		say := e.Reason
		if e.Ref != "" && !strings.Contains(say, e.Ref) {
			say = e.Ref + ": " + say
		}
		lines = append(lines, kit.Toast{Tone: tone, Say: text.Clean(say)}.Draw(s.env.Theme, width, 6)...)
	}
	if more > 0 {
		lines = append(lines, "    "+s.env.Theme.Dim.Render("and "+kit.Count(more)+" more"))
	}
	return lines
}
