package editor

import (
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"cartwire/bigcommerce"
	"cartwire/ui/kit"
	"cartwire/ui/setup"
	"cartwire/ui/text"
)

// drawTest is the connection test: its head, one row a check, and what to do where something is missing. In a low window
// every check is one line, and what matters most comes first.
func (s *Screen) drawTest(width int, low bool) []string {
	t := s.env.Theme
	who := text.Clean(s.m.Form().Name)
	if r := s.m.Result(); r != nil {
		who = strings.TrimPrefix(who+", "+kit.Span(r.Elapsed), ", ")
	}
	who = text.Truncate(who, width-24, t.Glyphs.Ellipsis)
	head := "  " + t.Title.Render(text.Fit("Test Connection", width-4-text.Width(who), "")) + t.Dim.Render(who)
	var failed, rows []string
	for _, c := range s.m.Checks() {
		drawn := s.drawCheck(c, width)
		if low && len(drawn) > 1 {
			drawn = []string{text.Truncate(drawn[0], width-3, "") + t.Glyphs.Ellipsis}
		}
		if low && c.State == bigcommerce.CheckFailed {
			failed = append(failed, drawn...)
		} else {
			rows = append(rows, drawn...)
		}
	}
	if len(s.m.Checks()) == 0 {
		rows = append(rows, kit.Wait(t, "Asking the store"))
	}
	verdict := s.verdict(width)
	switch {
	case low:
		return slices.Concat([]string{head}, failed, verdict, rows)
	case verdict != nil:
		rows = append(rows, "")
	}
	return slices.Concat([]string{head}, rows, verdict)
}

// verdict is what the test as a whole says; nothing while it runs.
func (s *Screen) verdict(width int) []string {
	t := s.env.Theme
	switch s.m.State() {
	case setup.Tested:
		return []string{"  " + t.Good.Render(t.Glyphs.Good+" The connection works.") + " Press " + t.Key.Render("enter") + " to save it."}
	case setup.Refused:
		return s.advice(width)
	}
	return nil
}

// labelRoom is the column of the checks' labels.
func (s *Screen) labelRoom() int {
	room := 12
	for _, c := range s.m.Checks() {
		room = max(room, min(24, text.Width(text.Clean(c.Label))))
	}
	return room + 2
}

func (s *Screen) drawCheck(c bigcommerce.Check, width int) []string {
	t, labelRoom := s.env.Theme, s.labelRoom()
	glyph, style, words := t.Glyphs.None, t.Dim, t.Dim
	switch c.State {
	case bigcommerce.CheckRunning:
		glyph, style, words = t.Glyphs.Run, t.Running, lipgloss.NewStyle()
	case bigcommerce.CheckPassed:
		glyph, style, words = t.Glyphs.Good, t.Good, lipgloss.NewStyle()
	case bigcommerce.CheckFailed:
		glyph, style, words = t.Glyphs.Bad, t.Bad, lipgloss.NewStyle()
	case bigcommerce.CheckUnknown:
		glyph, style = t.Glyphs.Unknown, t.Warn
	}
	say := text.Clean(c.Detail)
	if say == "" {
		say = checkWords[c.State]
	}
	if c.NeededBy != "" {
		say += "   needed by " + text.Clean(c.NeededBy)
	}
	var lines []string
	for i, l := range text.Wrap(say, width-labelRoom-6) {
		lead := text.Fit("", 4+labelRoom, "")
		if i == 0 {
			lead = "  " + style.Render(glyph) + " " + text.Fit(text.Clean(c.Label), labelRoom-1, t.Glyphs.Ellipsis) + " "
		}
		lines = append(lines, lead+words.Render(l))
	}
	return lines
}

var checkWords = map[bigcommerce.CheckState]string{
	bigcommerce.CheckWaiting: "waiting", bigcommerce.CheckRunning: "asking", bigcommerce.CheckPassed: "passed",
	bigcommerce.CheckUnknown: "could not be checked", bigcommerce.CheckFailed: "failed", bigcommerce.CheckNotShown: "not shown", bigcommerce.CheckSkipped: "not asked",
}

// advice says why the test failed and what to do: where permissions are missing, the exact boxes to tick; and what does
// not work where it is saved all the same.
func (s *Screen) advice(width int) []string {
	r := s.m.Result()
	if r == nil || r.Err() == nil {
		return nil
	}
	boxes := r.BoxList()
	say := r.Err().Error()
	if len(r.Missing) > 0 && len(boxes) > 0 {
		say = "An API account cannot be changed once it is saved. Create a new one with these boxes ticked (press " +
			"i for the guide):"
	} else {
		boxes = nil
	}
	var lines []string
	for _, l := range text.Wrap(text.Clean(say), width-4) {
		lines = append(lines, "  "+l)
	}
	line := "   "
	for _, b := range boxes {
		box := " " + s.env.Theme.Glyphs.Ticked + " " + b.String()
		if text.Width(line+box) > width && line != "   " {
			lines, line = append(lines, line), "   "
		}
		line += box
	}
	if len(boxes) > 0 {
		lines = append(lines, line)
	}
	for _, l := range text.Wrap("Saved anyway, "+s.notWorking(*r)+" until the test passes.", width-4) {
		lines = append(lines, "  "+s.env.Theme.Dim.Render(l))
	}
	return lines
}

// notWorking names what does not work as the test found it: everything, or the options whose permissions are missing.
func (s *Screen) notWorking(r bigcommerce.TestResult) string {
	var by []string
	for _, c := range r.Checks {
		if c.State != bigcommerce.CheckFailed {
			continue
		}
		if c.NeededBy == "" {
			return "nothing is synchronised"
		}
		for name := range strings.SplitSeq(c.NeededBy, ", ") {
			if !slices.Contains(by, name) {
				by = append(by, name)
			}
		}
	}
	if len(by) == 0 {
		return "nothing is synchronised"
	}
	return text.Clean(strings.Join(by, " and ")) + " will not work"
}
