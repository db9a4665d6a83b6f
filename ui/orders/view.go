package orders

import (
	"strings"

	"cartwire/bigcommerce"
	"cartwire/ui/kit"
	"cartwire/ui/role"
	"cartwire/ui/text"
)

// columns are the widths of a row's cells; 0 where there is no room.
type columns struct{ number, date, customer, status, items, sum int }

func columnsOf(width int) columns {
	c := columns{number: 8, date: 11, status: 13, sum: 13}
	if width >= 80 {
		c = columns{number: 9, date: 12, status: 22, items: 7, sum: 16}
	}
	c.customer = width - 3 - c.number - c.date - c.status - c.items - c.sum
	return c
}

// above is how many lines stand over the first row: the filter and the notice where there are such, and the heads.
func (s *Screen) above() int {
	n := 1
	if s.filtering() {
		n++
	}
	if s.held > 0 {
		n++
	}
	return n
}

func (s *Screen) filtering() bool { return s.find.Typing || s.find.on() }

// Draw makes the filter, the visible orders and the preview.
func (s *Screen) Draw(width, height int) ([]string, *kit.Cursor) {
	t := s.env.Theme
	var lines []string
	var at *kit.Cursor
	if s.filtering() {
		line, x := s.drawFilter(width)
		lines = append(lines, line)
		if s.find.Typing {
			at = &kit.Cursor{X: x, Y: 0}
		}
	}
	if s.held > 0 {
		lines = append(lines, s.drawAside(width))
	}
	switch {
	case !s.loaded:
		return append(lines, kit.Wait(t, "Reading the book")), at
	case len(s.rows) == 0:
		return append(lines, s.empty(width)...), at
	}
	listWidth := width
	s.side.narrow, s.side.at = width < previewWidth, 0
	if s.side.on && !s.side.narrow {
		listWidth = width * 3 / 5
		s.side.at = listWidth
	}
	c := columnsOf(listWidth)
	body := append([]string{s.heads(c)}, s.list.Draw(listWidth, height-len(lines)-1, func(i int, chosen bool) string {
		return s.draw(&s.rows[i], c, chosen)
	})...)
	if s.side.at > 0 {
		body = kit.Beside(t, body, s.side.draw(s.env, width-listWidth-1, height-len(lines)), listWidth)
	}
	return append(lines, body...), at
}

// empty says why there is no row, and what can be done.
func (s *Screen) empty(width int) (lines []string) {
	t := s.env.Theme
	say := func(paragraphs ...string) []string {
		for _, p := range paragraphs {
			for _, l := range text.Wrap(p, width-4) {
				lines = append(lines, strings.TrimRight("  "+l, " "))
			}
		}
		return lines
	}
	_, running := s.env.Running(s.id)
	switch {
	case s.find.on() && s.asking:
		return []string{kit.Wait(t, "Looking")}
	case s.find.on():
		return say("No order is found by this.", "", "Every word has to begin a word of the order's number, customer, e-mail, sku or status.",
			"Press "+t.Key.Render("esc")+" to show all orders.")
	case running:
		return say("The import has brought no order yet. They appear here as they come.")
	}
	return say(append([]string{"No order has been imported yet."}, s.env.Invite(role.Operator, "Press "+t.Key.Render("s")+" to import the store's orders.")...)...)
}

// drawFilter is the line of what is looked for; x is where the cursor stands in it.
func (s *Screen) drawFilter(width int) (line string, x int) {
	t := s.env.Theme
	lead := "  " + t.Key.Render("/") + " "
	aside := ""
	for _, id := range s.find.statuses {
		aside = "  " + t.Accent.Render(bigcommerce.StatusName(id))
	}
	field, at := s.find.Draw(t, max(8, width-text.Width(lead)-text.Width(aside)-2), s.find.Typing)
	if !s.find.Typing && s.find.text() == "" {
		field = ""
		lead = "  " + t.Dim.Render("only")
	}
	return lead + strings.TrimRight(field, " ") + aside, text.Width(lead) + at
}

func (s *Screen) heads(c columns) string {
	head := "  " + text.Fit("ORDER", c.number, "") + text.Fit("DATE", c.date, "") + text.Fit("CUSTOMER", c.customer, "") + text.Fit("STATUS", c.status, "")
	if c.items > 0 {
		head += text.FitLeft("ITEMS", c.items, "")
	}
	return s.env.Theme.Dim.Render(head + text.FitLeft("TOTAL", c.sum, ""))
}

func (s *Screen) draw(r *row, c columns, chosen bool) string {
	t := s.env.Theme
	dots := t.Glyphs.Ellipsis
	mark, number := "  ", text.Fit(r.number, c.number-1, dots)+" "
	if chosen {
		mark, number = t.Accent.Render(t.Glyphs.Cursor)+" ", t.Selected.Render(number)
	}
	line := mark + number + text.Fit(r.date, c.date, "") + text.Fit(r.customer, c.customer-1, dots) + " " + text.Fit(r.status, c.status-1, dots) + " "
	if c.items > 0 {
		line += text.FitLeft(r.items, c.items, dots)
	}
	line += text.FitLeft(r.sum, c.sum, dots)
	switch {
	case r.warn:
		line += t.Warn.Render(t.Glyphs.Warn)
	case r.exported:
		line += t.Dim.Render(t.Glyphs.Good)
	}
	return line
}
