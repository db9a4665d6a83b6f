package sync

import (
	"math"
	"time"

	"cartwire/bigcommerce/syncer"
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
	half := (width - 4) / 2
	pairs = append(pairs, s.outcome(half-11-1)...)
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

// outcome are the figures that tell what the job has done, an even number of them, each in room cells.
func (s *Screen) outcome(room int) [][2]string {
	j := s.snap.Job
	if s.option() == syncer.Reconcile {
		differ := "not known yet"
		if r := s.snap.Report; r != nil {
			differ = kit.Count(r.Differences())
		}
		return [][2]string{{"Compared", kit.Of(j.Fetched, "order")}, {"Differ", differ}}
	}
	f := s.counted()
	if !screen.Updates(s.option()) {
		skipped := kit.Count(f.Skipped)
		if say := skipped + " (" + f.SkippedWhy() + ")"; f.Skipped > 0 && text.Width(say) <= room {
			skipped = say
		}
		return [][2]string{
			{"Read", kit.Of(f.Read, f.Unit)}, {"New", kit.Count(f.New)}, {"Updated", kit.Count(f.Updated)}, {"Unchanged", kit.Count(f.Unchanged)},
			{"Skipped", skipped}, {"Unreadable", kit.Count(f.Unreadable)},
		}
	}
	sent, inStep, conflicts := kit.Count(f.Sent), "not known yet", "not known yet"
	if p := s.snap.Plan; p != nil {
		sent += " of " + kit.Of(len(p.Changes), "change")
		inStep, conflicts = kit.Count(p.InStep), kit.Count(len(p.Conflicts))
	}
	if s.option() == syncer.UpdateOrderStatus {
		return [][2]string{{"Sent", sent}, {"Left out", kit.Count(f.LeftOut)}}
	}
	return [][2]string{{"Sent", sent}, {"Left out", kit.Count(f.LeftOut)}, {"In step", inStep}, {"Conflicts", conflicts}}
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
	case wait > p.Left && p.Left > 0:
		return "more than " + kit.Span(wait)
	case p.Left > 0 && p.Left < time.Second:
		return "less than 1 s"
	case p.Left > 0:
		return "about " + kit.Span(p.Left.Round(time.Second))
	}
	return "not known yet"
}

// counted are the job's figures as they stand.
func (s *Screen) counted() syncer.Figures {
	j := s.snap.Job
	j.Option = string(s.option())
	return syncer.FiguresOf(&j)
}
