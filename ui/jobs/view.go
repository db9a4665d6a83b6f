package jobs

import (
	"fmt"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
	"cartwire/ui/theme"
)

// outcome is how a run ended, in a word.
type outcome struct {
	word  string
	glyph func(*theme.Theme) (string, lipgloss.Style)
}

var (
	running     = outcome{"running", func(t *theme.Theme) (string, lipgloss.Style) { return t.Glyphs.Run, t.Running }}
	done        = outcome{"done", func(t *theme.Theme) (string, lipgloss.Style) { return t.Glyphs.Good, t.Good }}
	planned     = outcome{"plan only", func(t *theme.Theme) (string, lipgloss.Style) { return t.Glyphs.None, t.Dim }}
	inPart      = outcome{"in part", func(t *theme.Theme) (string, lipgloss.Style) { return t.Glyphs.Warn, t.Warn }}
	conflicting = outcome{"conflicts", func(t *theme.Theme) (string, lipgloss.Style) { return t.Glyphs.Warn, t.Warn }}
	failed      = outcome{"failed", func(t *theme.Theme) (string, lipgloss.Style) { return t.Glyphs.Bad, t.Bad }}
	cancelled   = outcome{"cancelled", func(t *theme.Theme) (string, lipgloss.Style) { return t.Glyphs.Off, t.Dim }}
	interrupted = outcome{"interrupted", func(t *theme.Theme) (string, lipgloss.Style) { return t.Glyphs.Unknown, t.Warn }}
)

func outcomeOf(j *store.Job) outcome {
	switch {
	case j.State == store.JobRunning:
		return running
	case j.State == store.JobFailed:
		return failed
	case j.State == store.JobCancelled:
		return cancelled
	case j.State == store.JobInterrupted:
		return interrupted
	case j.DryRun:
		return planned
	case j.Failed > 0:
		return inPart
	case syncer.FiguresOf(j).Conflicts > 0:
		return conflicting
	}
	return done
}

func (o outcome) draw(t *theme.Theme) string {
	glyph, style := o.glyph(t)
	return style.Render(glyph + " " + o.word)
}

// counts is what a run has done, in a few words.
func counts(j *store.Job) string {
	var parts []string
	add := func(n int, word string) {
		if n > 0 {
			parts = append(parts, kit.Count(n)+" "+word)
		}
	}
	f := syncer.FiguresOf(j)
	add(f.Sent, "sent")
	add(f.New, "new")
	add(f.Updated, "updated")
	if f.Conflicts > 0 {
		parts = append(parts, kit.Of(f.Conflicts, "conflict"))
	}
	add(j.Failed, "failed")
	add(f.LeftOut, "left out")
	add(f.Skipped, "skipped")
	if len(parts) == 0 {
		return "nothing new"
	}
	return strings.Join(parts, ", ")
}

// took is how long a run lasted.
func took(j *store.Job) string {
	if j.Ended.IsZero() || j.Ended.Before(j.Started) {
		return ""
	}
	d := j.Ended.Sub(j.Started).Round(time.Second / 10)
	if d == 0 {
		return "a moment"
	}
	return kit.Span(d)
}

// columns are the widths of a run's cells; 0 where there is no room.
type columns struct{ when, store, option, outcome, took, requests, counts int }

func (s *Screen) columnsOf(width int) columns {
	c := columns{when: 12, option: 20, outcome: 14}
	if width >= 76 {
		c.took = 12
	}
	if width >= 96 {
		c.requests = 10
	}
	c.counts = width - 3 - c.when - c.option - c.outcome - c.took - c.requests
	if s.id == 0 {
		c.store = min(24, max(12, c.counts*2/3))
		if c.counts -= c.store; c.counts < 8 {
			c.option, c.counts = c.option+c.counts, 0
		}
	}
	return c
}

// Draw makes the strip and the visible runs.
func (s *Screen) Draw(width, height int) ([]string, *kit.Cursor) {
	t := s.env.Theme
	var lines []string
	var at *kit.Cursor
	if s.filter.Shown() {
		lines = make([]string, 1)
		lines[0], at = s.filter.Line(t, width-40, t.Dim.Render(fmt.Sprintf("  %s of %s", kit.Count(len(s.shown)), kit.Count(len(s.rows)))))
	}
	s.cells = 0
	switch {
	case !s.loaded:
		return append(lines, kit.Wait(t, "Reading the book")), at
	case len(s.rows) == 0:
		return append(lines, "  Nothing has run yet.", "", "  What runs is listed here, with how it ended."), at
	case len(s.shown) == 0 && s.asking:
		return append(lines, kit.Wait(t, "Looking among older jobs")), at
	case len(s.shown) == 0:
		return append(lines, "  No job is like this. Press "+t.Key.Render("esc")+" to see all."), at
	}
	s.strip = len(lines)
	lines = append(lines, s.drawStrip(width)...)
	c := s.columnsOf(width)
	lines = append(lines, heads(t, c))
	s.above = len(lines)
	return append(lines, s.list.Draw(width, height-len(lines), func(i int, chosen bool) string {
		return s.draw(&s.rows[s.shown[i]], c, chosen)
	})...), at
}

// stripAt is the strip's first cell.
const stripAt = 2

// drawStrip makes one cell a run, the newest at the right, and a line that points at the chosen one.
func (s *Screen) drawStrip(width int) []string {
	t := s.env.Theme
	s.cells = width - 2*stripAt
	c := s.list.Cursor()
	s.offset = max(0, min(s.offset, c))
	s.offset = max(s.offset, c-s.cells+1)
	var b strings.Builder
	for cell := range s.cells {
		at := s.offset + s.cells - 1 - cell
		if at >= len(s.shown) {
			b.WriteString(" ")
			continue
		}
		glyph, style := outcomeOf(&s.rows[s.shown[at]].job).glyph(t)
		if at == c {
			style = t.Focus
		}
		b.WriteString(style.Render(glyph))
	}
	point := strings.Repeat(" ", stripAt+s.offset+s.cells-1-c) + t.Accent.Render(t.Glyphs.Up)
	return []string{strings.Repeat(" ", stripAt) + b.String(), point}
}

func heads(t *theme.Theme, c columns) string {
	line := "  " + text.Fit("WHEN", c.when, "")
	if c.store > 0 {
		line += text.Fit("WEBSITE", c.store, "")
	}
	line += text.Fit("OPTION", c.option, "") + text.Fit("OUTCOME", c.outcome, "")
	if c.took > 0 {
		line += text.Fit("TOOK", c.took, "")
	}
	if c.requests > 0 {
		line += text.FitLeft("REQUESTS", c.requests-2, "") + "  "
	}
	if c.counts > 0 {
		line += "WHAT IT DID"
	}
	return t.Dim.Render(strings.TrimRight(line, " "))
}

func (s *Screen) draw(r *row, c columns, chosen bool) string {
	t := s.env.Theme
	dots := t.Glyphs.Ellipsis
	mark, when := "  ", text.Fit(s.env.Ago(r.job.Started), c.when, "")
	if chosen {
		mark, when = t.Accent.Render(t.Glyphs.Cursor)+" ", t.Selected.Render(when)
	}
	line := mark + when
	if c.store > 0 {
		line += text.Fit(r.store, c.store-1, dots) + " "
	}
	line += text.Fit(r.option, c.option-1, dots) + " " + text.Fit(s.outcome(r), c.outcome-1, dots) + " "
	if c.took > 0 {
		line += text.Fit(took(&r.job), c.took, dots)
	}
	if c.requests > 0 {
		line += text.FitLeft(kit.Count(r.job.Requests), c.requests-2, dots) + "  "
	}
	if c.counts > 0 {
		line += text.Truncate(counts(&r.job), c.counts, dots)
	}
	return line
}

// outcome is how the run ended, or how far it is.
func (s *Screen) outcome(r *row) string {
	t := s.env.Theme
	snap, ok := s.env.Running(r.job.Connection)
	if !ok || snap.Run != r.job.Run {
		return outcomeOf(&r.job).draw(t)
	}
	say := t.Glyphs.Run + " running"
	if snap.Total > 0 {
		say += fmt.Sprintf(" %d %%", kit.Percent(snap.Done, snap.Total))
	}
	return t.Running.Render(say)
}

var _ screen.Pointed = (*Screen)(nil)
