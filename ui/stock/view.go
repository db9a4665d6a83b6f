package stock

import (
	"slices"
	"strings"

	"cartwire/ui/kit"
	"cartwire/ui/role"
	"cartwire/ui/text"
)

// besideWidth is how wide a window is in which the sum stands beside the table; paneWidth what it takes.
const (
	besideWidth = 112
	paneWidth   = 40
)

// columns are the widths of a row's cells; 0 where there is no room. places are the locations that have a column.
type columns struct {
	sku, name, place, held, order, vendor, avail, bar, told int
	places                                                  []int
}

// leastName is what the name is not narrowed below for another location's column.
const leastName = 13

// columnsOf divides a width. The chosen location always has a column; the others stand beside it where there is room, and
// before there is a bar.
func (s *Screen) columnsOf(width int) columns {
	c := columns{sku: 13, place: 9, held: 7, avail: 8}
	if s.id != 0 {
		c.told = 11
	}
	if width >= 90 {
		c.sku, c.order, c.vendor = 16, 8, 8
	}
	rest := width - 2 - c.sku - c.held - c.order - c.vendor - c.avail - c.told
	n := max(1, min(len(s.places), (rest-leastName)/c.place))
	if rest -= n * c.place; rest >= leastName+9 {
		c.bar = 9
		rest -= c.bar
	}
	from := max(0, min(s.at-n/2, len(s.places)-n))
	for i := from; i < min(from+n, len(s.places)); i++ {
		c.places = append(c.places, i)
	}
	c.name = max(0, rest)
	return c
}

// Draw makes the table, the import, or the sum.
func (s *Screen) Draw(width, height int) ([]string, *kit.Cursor) {
	s.beside = width >= besideWidth
	if s.intake != nil {
		return s.drawIntake(width, height), nil
	}
	if s.reading() {
		lines := s.drawWhy(width - 4)
		for i, l := range lines {
			lines[i] = "  " + l
		}
		return s.why.scroll.Window(s.env.Theme, lines, width, height), nil
	}
	if !s.beside {
		return s.table(width, height)
	}
	lines, at := s.table(width-paneWidth-2, height)
	pane := s.why.scroll.Window(s.env.Theme, s.drawWhy(paneWidth-2), paneWidth-2, height)
	pane = append(pane, make([]string, max(0, height-len(pane)))...) // the rule goes down to the end
	for i := range pane {
		pane[i] = " " + pane[i]
	}
	return kit.Beside(s.env.Theme, lines, pane, width-paneWidth-1), at
}

func (s *Screen) table(width, height int) ([]string, *kit.Cursor) {
	t := s.env.Theme
	lines, at := s.drawFilter(width)
	switch {
	case !s.loaded:
		return append(lines, kit.Wait(t, "Reading the book")), at
	case len(s.rows) == 0:
		return append(lines, s.empty(width)...), at
	}
	c := s.columnsOf(width)
	lines = append(lines, s.heads(c))
	s.above = len(lines)
	below := s.below(width, height)
	room := height - len(lines) - len(below)
	if s.editing != nil {
		room--
	}
	rows := s.list.Draw(width, max(1, room), func(i int, chosen bool) string {
		if chosen && s.editing != nil {
			return ""
		}
		return s.draw(&s.rows[i], c, chosen)
	})
	if s.editing == nil {
		return append(append(lines, rows...), below...), at
	}
	cursor := max(0, slices.Index(rows, ""))
	fields, x, hint := s.drawEdit(width)
	at = &kit.Cursor{X: x, Y: len(lines) + cursor}
	lines = append(lines, rows[:cursor]...)
	lines = append(lines, fields, hint)
	return append(append(lines, rows[cursor+1:]...), below...), at
}

// drawFilter is the line of the filter, where there is one.
func (s *Screen) drawFilter(width int) (lines []string, at *kit.Cursor) {
	t := s.env.Theme
	if !s.filter.Shown() && s.quick == all {
		return nil, nil
	}
	aside := map[quick]string{low: t.Glyphs.Warn + " low", out: t.Glyphs.Bad + " out", differs: t.Glyphs.Differs + " differs"}[s.quick]
	if s.looked > 0 {
		aside = strings.TrimSpace(aside + "  looked at " + kit.Count(s.looked))
	}
	line, at := s.filter.Line(t, width-8-text.Width(aside), "  "+t.Warn.Render(aside))
	return []string{line}, at
}

// empty says why there is no row, and what can be done.
func (s *Screen) empty(width int) []string {
	t := s.env.Theme
	switch {
	case s.asking:
		return []string{kit.Wait(t, "Looking")}
	case s.filter.Value() != "" || s.quick != all:
		return []string{"  No item is like this. Press " + t.Key.Render("esc") + " to see all."}
	}
	invite := "Press " + t.Key.Render("i") + " to import counts from a file, or " + t.Key.Render("a") + " to count the first item."
	if s.env.NoFiles {
		invite = "Press " + t.Key.Render("a") + " to count the first item."
	}
	lines := []string{"  Nothing is counted yet, and the book has no items."}
	for _, l := range s.env.Invite(role.Operator, text.Wrap(invite, width-4)...) {
		lines = append(lines, strings.TrimRight("  "+l, " "))
	}
	return lines
}

func (s *Screen) heads(c columns) string {
	t := s.env.Theme
	line := t.Dim.Render("  " + text.Fit("SKU", c.sku, "") + text.Fit("NAME", c.name, ""))
	for _, i := range c.places {
		name := text.FitLeft(text.Truncate(s.places[i].Name, c.place-1, t.Glyphs.Ellipsis), c.place, "")
		if i == s.at {
			name = text.FitLeft(t.Selected.Render(strings.TrimSpace(name)), c.place, "")
		} else {
			name = t.Dim.Render(name)
		}
		line += name
	}
	rest := text.FitLeft("HELD", c.held, "")
	if c.order > 0 {
		rest += text.FitLeft("ORDERED", c.order, "") + text.FitLeft("VENDOR", c.vendor, "")
	}
	rest += text.FitLeft("AVAIL", c.avail, "")
	if c.bar > 0 {
		rest += text.Fit("", c.bar, "")
	}
	if c.told > 0 {
		rest += text.FitLeft("STORE", c.told, "")
	}
	return line + t.Dim.Render(rest)
}
