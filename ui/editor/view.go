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

// Draw makes the tab, or the connection test in its place.
func (s *Screen) Draw(width, height int) ([]string, *kit.Cursor) {
	t := s.env.Theme
	if s.m == nil {
		return []string{"  " + t.Dim.Render("Reading the book"+t.Glyphs.Ellipsis)}, nil
	}
	if s.panel() {
		lines := s.drawTest(width)
		head, rest := lines[:1], lines[1:]
		return append(head, s.result.Window(t, rest, width, height-1)...), nil
	}
	lines := s.tabs.Draw(t, width)
	room := height - len(lines)
	if s.tabs.Chosen == tabLocations {
		return append(lines, s.drawPlaces(width, room)...), nil
	}
	body, at := s.form().Draw(t, width, room, !s.tabs.Focused)
	if at != nil {
		at.Y += len(lines)
	}
	return append(lines, body...), at
}

func (s *Screen) drawPlaces(width, height int) []string {
	t, form := s.env.Theme, s.m.Form()
	head := "Orders are allocated at the location that is ticked first; none ticked means all."
	var lines []string
	for _, l := range text.Wrap(head, width-4) {
		lines = append(lines, "  "+t.Dim.Render(l))
	}
	return append(lines, s.places.list.Draw(width, height-len(lines), func(i int, chosen bool) string {
		l := s.places.all[i]
		mark, name, sign, say := " ", text.Clean(l.Name), t.Glyphs.Unticked, ""
		if slices.Contains(form.Locations, l.ID) {
			sign = t.Glyphs.Ticked
		}
		if chosen && !s.tabs.Focused {
			mark = t.Accent.Render(t.Glyphs.Cursor)
		}
		name = text.Truncate(name, width-36, t.Glyphs.Ellipsis)
		if chosen {
			name = t.Selected.Render(name)
		}
		if len(form.Locations) > 0 && form.Locations[0] == l.ID || len(form.Locations) == 0 && i == 0 {
			say = "  " + t.Dim.Render("orders are allocated here")
		}
		return mark + " " + sign + " " + name + say
	})...)
}

// drawTest is the connection test: its head, one row a check, and what to do where something is missing.
func (s *Screen) drawTest(width int) []string {
	t := s.env.Theme
	who := text.Clean(s.m.Form().Name)
	if r := s.m.Result(); r != nil {
		who = strings.TrimPrefix(who+", "+kit.Span(r.Elapsed), ", ")
	}
	who = text.Truncate(who, width-24, t.Glyphs.Ellipsis)
	lines := []string{"  " + t.Title.Render(text.Fit("Test Connection", width-4-text.Width(who), "")) + t.Dim.Render(who)}
	for _, c := range s.m.Checks() {
		lines = append(lines, s.drawCheck(c, width)...)
	}
	if len(s.m.Checks()) == 0 {
		lines = append(lines, "  "+t.Dim.Render("Asking the store"+t.Glyphs.Ellipsis))
	}
	switch s.m.State() {
	case setup.Tested:
		lines = append(lines, "", "  "+t.Good.Render(t.Glyphs.Good+" The connection works.")+" Press "+t.Key.Render("enter")+" to save it.")
	case setup.Refused:
		lines = append(lines, s.advice(width)...)
	}
	return lines
}

func (s *Screen) drawCheck(c bigcommerce.Check, width int) []string {
	t := s.env.Theme
	glyph, style := t.Glyphs.None, t.Dim
	switch c.State {
	case bigcommerce.CheckRunning:
		glyph, style = t.Glyphs.Run, t.Running
	case bigcommerce.CheckPassed:
		glyph, style = t.Glyphs.Good, t.Good
	case bigcommerce.CheckFailed:
		glyph, style = t.Glyphs.Bad, t.Bad
	}
	say := text.Clean(c.Detail)
	if say == "" {
		say = checkWords[c.State]
	}
	if c.NeededBy != "" {
		say += "   needed by " + text.Clean(c.NeededBy)
	}
	const label = 14
	var lines []string
	for i, l := range text.Wrap(say, width-label-6) {
		lead := text.Fit("", 2+2+label, "")
		if i == 0 {
			lead = "  " + style.Render(glyph) + " " + text.Fit(text.Clean(c.Label), label, t.Glyphs.Ellipsis)
		}
		lines = append(lines, lead+dimWhere(c.State, t.Dim, l))
	}
	return lines
}

var checkWords = map[bigcommerce.CheckState]string{
	bigcommerce.CheckWaiting: "waiting", bigcommerce.CheckRunning: "asking", bigcommerce.CheckPassed: "passed",
	bigcommerce.CheckFailed: "failed", bigcommerce.CheckNotShown: "not shown", bigcommerce.CheckSkipped: "not asked",
}

func dimWhere(state bigcommerce.CheckState, dim lipgloss.Style, s string) string {
	switch state {
	case bigcommerce.CheckWaiting, bigcommerce.CheckNotShown, bigcommerce.CheckSkipped:
		return dim.Render(s)
	}
	return s
}

// advice says why the test failed and what to do: where permissions are missing, the exact boxes to tick.
func (s *Screen) advice(width int) []string {
	t, r := s.env.Theme, s.m.Result()
	if r == nil || r.Err() == nil {
		return nil
	}
	lines := []string{""}
	add := func(indent int, say string) {
		for _, l := range text.Wrap(text.Clean(say), width-indent-2) {
			lines = append(lines, strings.Repeat(" ", indent)+l)
		}
	}
	if len(r.Missing) == 0 {
		add(2, r.Err().Error())
		return lines
	}
	add(2, "An API account cannot be changed once it is saved. Create a new one with these boxes ticked:")
	for _, p := range s.boxes() {
		lines = append(lines, "    "+t.Glyphs.Ticked+" "+p)
	}
	return lines
}

// boxes lists every permission that what is ticked needs, as the control panel labels them.
func (s *Screen) boxes() []string {
	var out []string
	for _, n := range needs(s.m.Form()) {
		out = append(out, n.String())
	}
	return append(out, bigcommerce.Permission{Label: bigcommerce.LabelInformation}.String()+" (recommended)")
}
