package sync

import (
	"math"
	"time"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// figures are pairs of a word and a number, two a line.
func (s *Screen) figures(width int) []string {
	p, t := s.snap, s.env.Theme
	requests := kit.Count(p.Job.Requests)
	if p.Job.Retries > 0 {
		requests += ", " + kit.Count(p.Job.Retries) + " repeated"
	}
	pairs := [][2]string{
		{"Rate", s.rate()}, {"Time left", s.left()},
		{"Elapsed", kit.Span(p.Elapsed + s.waited())}, {"Waited", kit.Span(p.Job.Throttled + s.waited())},
		{"Requests", requests}, {"Failed", kit.Count(p.Job.Failed)},
	}
	pairs = append(pairs, s.outcome()...)
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

// outcome are the figures that tell what the job has done, an even number of them.
func (s *Screen) outcome() [][2]string {
	j := s.snap.Job
	if s.option() == syncer.Reconcile {
		differ := "not known yet"
		if r := s.snap.Report; r != nil {
			differ = kit.Count(r.Differences())
		}
		return [][2]string{{"Compared", kit.Of(j.Fetched, "order")}, {"Differ", differ}}
	}
	if !screen.Updates(s.option()) {
		return [][2]string{
			{"New", kit.Count(j.New)}, {"Left out", leftOut(j)}, {"Updated", kit.Count(j.Updated)}, {"Unchanged", kit.Count(j.Unchanged)},
		}
	}
	sent, inStep, conflicts := kit.Count(j.Pushed), "not known yet", "not known yet"
	if p := s.snap.Plan; p != nil {
		sent += " of " + kit.Of(len(p.Changes), "change")
		inStep, conflicts = kit.Count(p.InStep), kit.Count(len(p.Conflicts))
	}
	if s.option() == syncer.UpdateOrderStatus {
		return [][2]string{{"Sent", sent}, {"Left out", kit.Count(j.Skipped)}}
	}
	return [][2]string{{"Sent", sent}, {"Left out", kit.Count(j.Skipped)}, {"In step", inStep}, {"Conflicts", conflicts}}
}

func (s *Screen) rate() string {
	p := s.snap
	switch {
	case p.Ended && p.Elapsed > 0 && p.Job.Fetched > 0:
		return kit.Count(int(math.Round(float64(p.Job.Fetched)/p.Elapsed.Seconds()))) + " " + s.fetched() + "s/s"
	case !p.Ended && p.Rate > 0:
		return kit.Count(int(math.Round(p.Rate))) + " " + s.unit() + "s/s"
	}
	return "-"
}

// fetched is what a record counts as read.
func (s *Screen) fetched() string {
	if s.option() == syncer.ImportProducts {
		return "product"
	}
	return "order"
}

func (s *Screen) left() string {
	p, wait := s.snap, s.env.WaitLeft(s.snap)
	switch {
	case p.Ended:
		return "none"
	case wait > 0 && p.Left > 0:
		return "more than " + kit.Span(wait)
	case p.Left > 0 && p.Left < time.Second:
		return "less than 1 s"
	case p.Left > 0:
		return "about " + kit.Span(p.Left.Round(time.Second))
	}
	return "not known yet"
}

// leftOut is how many orders were read that the options don't choose.
func leftOut(j store.Job) string {
	n := max(0, j.Fetched-j.New-j.Updated-j.Unchanged-j.Failed)
	if n == 0 {
		return "0"
	}
	return kit.Count(n) + " not chosen"
}
