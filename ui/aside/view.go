package aside

import (
	"cartwire/ui/kit"
	"cartwire/ui/text"
)

// The widths of a row's cells.
const (
	numberWidth = 10
	sinceWidth  = 13
)

// Draw makes the list, or the order that is open.
func (s *Screen) Draw(width, height int) ([]string, *kit.Cursor) {
	t := s.env.Theme
	switch {
	case !s.loaded:
		return []string{kit.Wait(t, "Reading the book")}, nil
	case s.open:
		return s.scroll.Window(t, s.detail(width), width, height), nil
	case len(s.rows) == 0:
		return []string{"  Every order of the store could be read.", "", "  " + t.Dim.Render("One that can't be is kept here, while the others go on.")}, nil
	}
	lines := text.Wrap("The store's answer has something in these orders that no reader understands. They are not in the book.", width-4)
	for i := range lines {
		lines[i] = "  " + t.Dim.Render(lines[i])
	}
	lines = append(lines, t.Dim.Render("  "+text.Fit("ORDER", numberWidth, "")+text.Fit("SINCE", sinceWidth, "")+"WHAT IS WRONG"))
	s.above = len(lines)
	return append(lines, s.list.Draw(width, height-len(lines), func(i int, chosen bool) string { return s.draw(&s.rows[i], width, chosen) })...), nil
}

func (s *Screen) draw(r *row, width int, chosen bool) string {
	t := s.env.Theme
	dots := t.Glyphs.Ellipsis
	mark, number := "  ", text.Fit(r.number, numberWidth-1, dots)+" "
	if chosen {
		mark, number = t.Accent.Render(t.Glyphs.Cursor)+" ", t.Selected.Render(number)
	}
	reason := text.Truncate(r.asReason, width-2-numberWidth-sinceWidth, dots)
	if r.dismiss {
		reason = t.Dim.Render(reason)
	}
	return mark + number + text.Fit(s.env.Ago(r.held.At), sinceWidth, dots) + reason
}

// detail is what is wrong with the order, and the order as it came.
func (s *Screen) detail(width int) []string {
	r := s.chosen()
	page := kit.Facts{Theme: s.env.Theme, Width: width, Words: 12}
	page.Pair("Wrong", r.reason)
	page.Pair("Since", s.env.Ago(r.held.At))
	page.Pair("Last asked", s.env.Ago(r.held.Tried))
	if r.dismiss {
		page.Pair("Given up", r.givenUp)
	}
	page.Title("As the store sent it")
	if len(r.lines) == 0 {
		page.Line("The order is too long to be kept. Look at it in the store's control panel.")
	}
	for _, l := range r.lines {
		page.Line(l)
	}
	return page.Lines
}
