package plan

import (
	"fmt"
	"time"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// Draw makes the plan, or how far it is.
func (s *Screen) Draw(width, height int) ([]string, *kit.Cursor) {
	switch {
	case s.err != nil:
		return s.drawError(width), nil
	case s.working():
		return s.drawWork(width), nil
	case s.why:
		return s.scroll.Window(s.env.Theme, s.reasons().lines(s.env.Theme, width), width, height), nil
	}
	return s.drawPlan(width, height)
}

// drawWork is how far the work on the plan is.
func (s *Screen) drawWork(width int) []string {
	t, p := s.env.Theme, s.snap
	if s.record != 0 {
		return []string{kit.Wait(t, "Reading the book")}
	}
	what := "Working out what would change" + t.Glyphs.Ellipsis
	if s.undo {
		what = "Working out what the last push can be put back to" + t.Glyphs.Ellipsis
	}
	lines := []string{"  " + what, ""}
	if p.Run != 0 {
		say := text.Clean(string(p.Phase))
		if p.Total > 0 {
			say += ", " + kit.Count(p.Done) + " of " + kit.Count(p.Total)
		} else if p.Done > 0 {
			say += ", " + kit.Count(p.Done)
		}
		lines = append(lines, "  "+kit.Gauge(t, t.Running, p.Done, p.Total, max(8, width/3))+" "+say,
			"  "+t.Dim.Render(kit.Of(p.Job.Requests, "request")+" so far"))
	}
	if w := s.env.Waiting(p); w != "" {
		lines = append(lines, "  "+t.Warn.Render(t.Glyphs.Run+" "+w))
	}
	for _, l := range text.Wrap("Nothing is changed in the store meanwhile. "+text.Clean(s.estimate), width-4) {
		lines = append(lines, "  "+t.Dim.Render(l))
	}
	return lines
}

func (s *Screen) drawError(width int) []string {
	t := s.env.Theme
	lines := kit.Toast{Tone: kit.Caution, Say: text.Clean(s.err.Error())}.Draw(t, width, 8)
	switch {
	case s.asksLocation():
		lines = append(lines, "", "  Press "+t.Key.Render("l")+" if the store has one location; "+t.Key.Render("r")+" to try again.")
	case s.record == 0:
		lines = append(lines, "", "  Press "+t.Key.Render("r")+" to work the plan out again.")
	}
	return lines
}

// drawPlan is what the plan comes to, the sections' tabs and the section that is seen.
func (s *Screen) drawPlan(width, height int) ([]string, *kit.Cursor) {
	t := s.env.Theme
	lines := s.head(width, height)
	s.row = len(lines)
	lines = append(lines, s.tabs.Draw(t, width)...)
	var at *kit.Cursor
	if s.filter.Shown() {
		say := ""
		if part := s.tabs.Chosen; part < about {
			say = fmt.Sprintf("  %s of %s", kit.Count(len(s.rows.shown[part])), kit.Count(s.rows.len(part)))
		}
		line, cursor := s.filter.Line(t, width-40, t.Dim.Render(say))
		if lines = append(lines, line); cursor != nil {
			at = &kit.Cursor{X: cursor.X, Y: len(lines) - 1}
		}
	}
	pane := 0
	if width >= paneFrom && s.tabs.Chosen < about && s.at() >= 0 {
		pane = width * 2 / 5
	}
	body := s.section(width-pane, height-len(lines), len(lines))
	if pane > 0 {
		body = s.beside(body, width-pane, pane, height-len(lines))
	}
	return append(lines, body...), at
}

// paneFrom is from which width on the chosen row's reasons stand beside the rows.
const paneFrom = 100

// head is what the plan comes to. Where the window is low, the sentences are in the last section only.
func (s *Screen) head(width, height int) []string {
	t, p := s.env.Theme, s.plan
	fit := func(say string) string { return text.Truncate("  "+say, width, t.Glyphs.Ellipsis) }
	lines := []string{fit(s.summary())}
	if s.idle() {
		for _, l := range text.Wrap(s.inStep(), width-6) {
			lines = append(lines, "    "+l)
		}
	}
	if screen.Updates(s.option) && s.record == 0 && s.applies() > 0 {
		lines = append(lines, fit(t.Dim.Render(s.through())))
	}
	room := max(1, (height-12)/3)
	warn := func(tone kit.Tone, say string) {
		if room > 0 {
			more := kit.Toast{Tone: tone, Say: text.Clean(say)}.Draw(t, width, min(room, 3))
			lines, room = append(lines, more...), room-len(more)
		}
	}
	if p.Guard != "" {
		warn(kit.Failure, p.Guard)
	}
	for _, n := range p.Notices {
		warn(kit.Caution, n)
	}
	return append(lines, "")
}

// idle tells whether an update finds nothing to do.
func (s *Screen) idle() bool {
	return len(s.plan.Changes) == 0 && len(s.plan.Conflicts) == 0 && screen.Updates(s.option)
}

// summary is the plan in one line.
func (s *Screen) summary() string {
	t, p := s.env.Theme, s.plan
	if s.idle() {
		return t.Good.Render(t.Glyphs.Good + " Nothing is to be changed.")
	}
	if !screen.Updates(s.option) {
		return s.option.Title() + " changes nothing in the store."
	}
	say := ""
	if s.sums.changes > 0 || len(p.Conflicts) == 0 {
		say = kit.Of(s.sums.changes, "change")
	}
	if s.sums.more > 0 {
		say += ", +" + kit.Count(s.sums.more)
	}
	if s.sums.less > 0 {
		say += ", -" + kit.Count(s.sums.less)
	}
	if s.sums.more+s.sums.less > 0 {
		say += " pieces"
	}
	if n := s.sums.emptied; n > 0 {
		say += ", " + t.Warn.Render(t.Glyphs.Warn+" "+kit.Count(n)+" to 0")
	}
	if n := len(p.Conflicts); n > 0 {
		if say != "" {
			say += ", "
		}
		say += t.Warn.Render(t.Glyphs.Warn + " " + kit.Of(n, "conflict"))
		if c := s.chosenConflicts(); c > 0 {
			say += " (" + kit.Count(c) + " overwritten)"
		}
	}
	if p.InStep > 0 {
		say += ", " + kit.Count(p.InStep) + " in step"
	}
	return say
}

// inStep says when the store was last known to be as the book means.
func (s *Screen) inStep() string {
	switch {
	case s.option == syncer.UpdateOrderStatus:
		return "No shipment waits to be sent."
	case s.undo:
		return "There is nothing that can be put back."
	case s.plan.InStep == 0 && len(s.plan.Skipped) > 0:
		return "Nothing that the book counts can be told to the store."
	case s.plan.InStep == 0:
		return "The book counts nothing that the store does."
	}
	say := kit.Of(s.plan.InStep, "item") + " " + isAre(s.plan.InStep) + " in step"
	if s.past.inStep.IsZero() {
		return say + "; they were never sent from here."
	}
	return say + "; last run " + s.env.Ago(s.past.inStep) + "."
}

// stale is the age from which on a plan is better worked out again before it is applied.
const stale = 10 * time.Minute

// through is the route and what it costs, and how old the plan is where that matters.
func (s *Screen) through() string {
	say := s.cost()
	if s.plan.Route != "" {
		through := "Through " + routeName(s.plan.Route)
		if at := text.Clean(s.sums.place); at != "" {
			through += ", at " + text.Truncate(at, 30, s.env.Theme.Glyphs.Ellipsis)
		}
		say = through + ". " + say
	}
	if s.env.Now.Sub(s.plan.Made) >= stale {
		say += " Worked out " + s.env.Ago(s.plan.Made) + "; r works it out again."
	}
	return say
}

// cost is what carrying the plan out takes.
func (s *Screen) cost() string {
	e := syncer.Estimate{Requests: s.plan.Requests}
	if n := s.chosenConflicts(); n > 0 && e.Requests == 0 {
		e.Requests = 1
	}
	if q := s.snap.Quota; q.Limit > 0 && q.Window > 0 {
		mine := max(1, q.Limit*9/10)
		e.Time = time.Duration(max(0, e.Requests-max(0, q.Left-q.Limit/10))+mine-1) / time.Duration(mine) * q.Window
		e.Time = max(e.Time, time.Second)
	}
	return e.Sentence()
}

// section draws the rows of the section that is seen; top is the line it begins in.
func (s *Screen) section(width, height, top int) []string {
	t, part := s.env.Theme, s.tabs.Chosen
	if part == about {
		return s.page.Window(t, s.aboutLines(width), width, height)
	}
	if len(s.rows.shown[part]) == 0 {
		return []string{"  " + s.nothing(part)}
	}
	var head string
	var row func(i int, chosen bool) string
	switch part {
	case changes:
		c := s.columnsOf(width)
		head, row = s.changeHead(c), func(i int, chosen bool) string { return s.change(c, &s.plan.Changes[i], chosen) }
	case conflicts:
		head, row = s.conflictHead(width), func(i int, chosen bool) string { return s.conflict(width, &s.plan.Conflicts[i], chosen) }
	default:
		head, row = text.Fit("  ITEM", skipWidth(width), "")+"REASON", func(i int, chosen bool) string { return s.skip(width, &s.plan.Skipped[i], chosen) }
	}
	s.above = top + 1
	lines := []string{t.Dim.Render(text.Truncate(head, width, ""))}
	return append(lines, s.lists[part].Draw(width, height-1, func(i int, chosen bool) string {
		return row(int(s.rows.shown[part][i]), chosen)
	})...)
}

// nothing is what an empty section says.
func (s *Screen) nothing(part int) string {
	t := s.env.Theme
	switch {
	case s.rows.len(part) > 0:
		return "Nothing here holds what was typed. Press " + t.Key.Render("esc") + " to see all."
	case part == changes && len(s.plan.Conflicts) > 0:
		return "No change but for the conflicts: press " + t.Key.Render("tab") + " to decide them."
	case part == changes:
		return "No change."
	case part == conflicts:
		return "No conflict: nobody else changed what the store was told."
	}
	return "Nothing is left out."
}

// chosenFor tells whether a conflict is to be overwritten.
func (s *Screen) chosenFor(c *syncer.Conflict) bool { return s.overwrite[store.NormalSKU(c.SKU)] }
