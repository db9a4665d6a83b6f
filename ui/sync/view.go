package sync

import (
	"fmt"
	"math"
	"strings"
	"time"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/text"
)

// Draw makes the job's figures and, below them, what failed.
func (s *Screen) Draw(width, height int) ([]string, *kit.Cursor) {
	t := s.env.Theme
	if !s.known {
		return []string{"  " + t.Dim.Render("Starting"+t.Glyphs.Ellipsis)}, nil
	}
	lines := append([]string{s.bar(width), ""}, s.verdict(width)...)
	lines = append(lines, s.figures(width)...)
	lines = append(lines, s.quota(width))
	if w := s.waiting(); w != "" {
		lines = append(lines, "  "+t.Warn.Render(t.Glyphs.Run+" "+w))
	}
	lines = append(lines, s.failures(width)...)
	return s.scroll.Window(t, lines, width, height), nil
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
	case p.Ended && done == total:
		style = t.Good
	}
	say := kit.Of(p.Job.Fetched, s.unit())
	if !p.Ended {
		say = kit.Of(p.Done, s.unit())
		if p.Total > 0 {
			say = kit.Count(p.Done) + " of " + kit.Of(p.Total, s.unit())
		}
	}
	return "  " + kit.Gauge(t, style, done, total, max(8, width-38)) + " " + text.Fit(percent, 6, "") + say
}

// figures are pairs of a word and a number, two a line.
func (s *Screen) figures(width int) []string {
	p, t := s.snap, s.env.Theme
	rate := "-"
	if p.Rate > 0 {
		rate = kit.Count(int(math.Round(p.Rate))) + " " + s.unit() + "s/s"
	}
	if p.Ended && p.Elapsed > 0 {
		rate = kit.Count(int(math.Round(float64(p.Job.Fetched)/p.Elapsed.Seconds()))) + " " + s.unit() + "s/s"
	}
	left := "not known yet"
	switch {
	case p.Ended:
		left = "none"
	case s.waitLeft() > 0 && p.Left > 0:
		left = "more than " + kit.Span(s.waitLeft())
	case p.Left > 0 && p.Left < time.Second:
		left = "less than 1 s"
	case p.Left > 0:
		left = "about " + kit.Span(p.Left.Round(time.Second))
	}
	requests := kit.Count(p.Job.Requests)
	if p.Job.Retries > 0 {
		requests += ", " + kit.Count(p.Job.Retries) + " repeated"
	}
	pairs := [][2]string{
		{"Rate", rate}, {"Time left", left},
		{"Elapsed", kit.Span(p.Elapsed + s.waited())}, {"Waited", kit.Span(p.Job.Throttled + s.waited())},
		{"Requests", requests}, {"Failed", kit.Count(p.Job.Failed)},
		{"New", kit.Count(p.Job.New)}, {"Left out", leftOut(p.Job)},
		{"Updated", kit.Count(p.Job.Updated)}, {"Unchanged", kit.Count(p.Job.Unchanged)},
	}
	half := (width - 4) / 2
	var lines []string
	for i := 0; i < len(pairs); i += 2 {
		line := "  "
		for _, pair := range pairs[i : i+2] {
			line += t.Dim.Render(text.Fit(pair[0], 11, "")) + text.Fit(pair[1], half-11, t.Glyphs.Ellipsis)
		}
		lines = append(lines, line)
	}
	return lines
}

// leftOut is how many orders were read that the options don't choose.
func leftOut(j store.Job) string {
	n := max(0, j.Fetched-j.New-j.Updated-j.Unchanged-j.Failed)
	if n == 0 {
		return "0"
	}
	return kit.Count(n) + " not chosen"
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

// waiting is why nothing moves: "waiting 12 s for the store's quota".
func (s *Screen) waiting() string {
	p := s.snap
	if p.Ended || p.Waiting == "" {
		return ""
	}
	if s.waitLeft() == 0 {
		return "waiting for " + text.Clean(p.Waiting)
	}
	return "waiting " + kit.Span(s.waitLeft()) + " for " + text.Clean(p.Waiting)
}

// waitLeft is how long the wait goes on, in whole seconds; 0 where that is not known.
func (s *Screen) waitLeft() time.Duration {
	if !s.Counting() || s.snap.WaitUntil.IsZero() || s.env.Now.IsZero() {
		return 0
	}
	return max(0, s.snap.WaitUntil.Sub(s.env.Now).Round(time.Second))
}

// done says what a job that went through has brought.
var done = map[syncer.Option]string{
	syncer.ImportOrders:      "Done. The book has every order that the Options choose.",
	syncer.ImportProducts:    "Done. The store's products are items of the book.",
	syncer.UpdateInventory:   "Done. The store has the book's stock.",
	syncer.UpdateOrderStatus: "Done. The store knows what the book has shipped.",
}

// unit is what is counted.
func (s *Screen) unit() string {
	switch s.option() {
	case syncer.ImportProducts:
		return "product"
	case syncer.UpdateInventory:
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
	case p.Job.State == store.JobCancelled:
		tone, say = kit.Caution, "Cancelled. What was done stays; press s, and it goes on from there."
	case p.Job.Failed > 0:
		tone, say = kit.Caution, "Done in part: what is named below was left out."
	}
	return append(kit.Toast{Tone: tone, Say: text.Clean(say)}.Draw(s.env.Theme, width, 6), "")
}

// failures is everything that failed, with its reason.
func (s *Screen) failures(width int) []string {
	p, t := s.snap, s.env.Theme
	var lines []string
	for _, e := range p.Job.Errors {
		if p.Err != nil && e.Reason == p.Err.Error() {
			continue // said above
		}
		say := e.Reason
		if e.Ref != "" && !strings.Contains(say, e.Ref) {
			say = e.Ref + ": " + say
		}
		lines = append(lines, kit.Toast{Tone: kit.Failure, Say: text.Clean(say)}.Draw(t, width, 6)...)
	}
	if more := p.Job.Failed - len(p.Job.Errors); more > 0 && len(lines) > 0 {
		lines = append(lines, "    "+t.Dim.Render("and "+kit.Count(more)+" more"))
	}
	if len(lines) > 0 {
		lines = append([]string{""}, lines...)
	}
	return lines
}
