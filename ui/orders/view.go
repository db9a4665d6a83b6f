package orders

import (
	"cartwire/ui/kit"
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

// Draw makes the visible orders.
func (s *Screen) Draw(width, height int) ([]string, *kit.Cursor) {
	t := s.env.Theme
	switch {
	case !s.loaded:
		return []string{"  " + t.Dim.Render("Reading the book"+t.Glyphs.Ellipsis)}, nil
	case len(s.rows) == 0:
		if _, ok := s.env.Running(s.id); ok {
			return []string{"  The import has brought no order yet. They appear here as they come."}, nil
		}
		return []string{"  No order has been imported yet.", "", "  Press " + t.Key.Render("s") + " to import the store's orders."}, nil
	}
	c := columnsOf(width)
	head := "  " + text.Fit("ORDER", c.number, "") + text.Fit("DATE", c.date, "") + text.Fit("CUSTOMER", c.customer, "") + text.Fit("STATUS", c.status, "")
	if c.items > 0 {
		head += text.FitLeft("ITEMS", c.items, "")
	}
	lines := []string{t.Dim.Render(head + text.FitLeft("TOTAL", c.sum, ""))}
	return append(lines, s.list.Draw(width, height-1, func(i int, chosen bool) string {
		return s.draw(&s.rows[i], c, chosen)
	})...), nil
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
	if r.warn {
		line += t.Warn.Render(t.Glyphs.Warn)
	}
	return line
}
