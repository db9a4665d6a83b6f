package activity

import (
	"strings"
	"time"

	"cartwire/ui/kit"
	"cartwire/ui/text"
)

// columns are the widths of a row's cells; 0 where there is no room.
type columns struct{ at, who, from, conn, what int }

func columnsOf(width int) columns {
	c := columns{at: 13, who: 10}
	if width >= 76 {
		c.from = 10
	}
	if width >= 96 {
		c.at, c.who, c.conn = 17, 14, 20
	}
	c.what = width - 2 - c.at - c.who - c.from - c.conn
	return c
}

// Draw makes the visible lines, or the one that is open.
func (s *Screen) Draw(width, height int) ([]string, *kit.Cursor) {
	t := s.env.Theme
	if s.open && s.window.Chosen() != nil {
		return s.scroll.Window(t, s.detail(width), width, height), nil
	}
	s.open = false
	lines, at := s.drawFilter(width)
	switch {
	case !s.window.Loaded:
		return append(lines, kit.Wait(t, "Reading the book")), at
	case len(s.window.Rows) == 0 && s.window.Asking:
		return append(lines, kit.Wait(t, "Looking")), at
	case len(s.window.Rows) == 0 && s.filtered():
		return append(lines, "  No line is like this. Press "+t.Key.Render("esc")+" to see all."), at
	case len(s.window.Rows) == 0:
		return append(lines, "  Nothing has been done yet.", "", "  "+t.Dim.Render("What people and jobs do to the book is noted here.")), at
	}
	c := columnsOf(width)
	head := "  " + text.Fit("WHEN", c.at, "") + text.Fit("WHO", c.who, "") + text.Fit("FROM", c.from, "") + text.Fit("WEBSITE", c.conn, "") + "WHAT"
	lines = append(lines, t.Dim.Render(strings.TrimRight(head, " ")))
	s.above = len(lines)
	return append(lines, s.window.List.Draw(width, height-len(lines), func(i int, chosen bool) string {
		return s.draw(&s.window.Rows[i], c, chosen)
	})...), at
}

func (s *Screen) drawFilter(width int) (lines []string, at *kit.Cursor) {
	t := s.env.Theme
	aside := ""
	if s.query.Who != "" {
		aside = "by " + text.Truncate(text.Clean(s.query.Who), 20, t.Glyphs.Ellipsis)
	}
	if !s.filter.Shown() && aside == "" {
		return nil, nil
	}
	line, at := s.filter.Line(t, width-8-text.Width(aside), "  "+t.Warn.Render(aside))
	return []string{line}, at
}

func (s *Screen) draw(r *row, c columns, chosen bool) string {
	t := s.env.Theme
	dots := t.Glyphs.Ellipsis
	mark, at := "  ", text.Fit(s.env.Ago(r.at), c.at-1, dots)+" "
	if c.conn > 0 {
		at = text.Fit(r.at.UTC().Format("2006-01-02 15:04"), c.at-1, dots) + " "
	}
	if chosen {
		mark, at = t.Accent.Render(t.Glyphs.Cursor)+" ", t.Selected.Render(at)
	}
	line := mark + at + text.Fit(r.who, c.who-1, dots) + " "
	if c.from > 0 {
		line += t.Dim.Render(text.Fit(r.from, c.from-1, dots)) + " "
	}
	if c.conn > 0 {
		line += text.Fit(s.connectionName(r.raw.Connection), c.conn-1, dots) + " "
	}
	return line + text.Truncate(r.what, c.what, dots)
}

// detail is one line in full.
func (s *Screen) detail(width int) (out []string) {
	r, t := s.window.Chosen(), s.env.Theme
	put := func(word, value string) {
		if value == "" {
			return
		}
		for _, l := range text.Wrap(value, width-4-11) {
			out = append(out, "  "+t.Dim.Render(text.Fit(word, 11, ""))+l)
			word = ""
		}
	}
	put("When", r.at.UTC().Format("2 January 2006 15:04:05")+" UTC, "+s.env.Ago(r.at))
	put("Who", r.who)
	put("From", fromWords(r.from))
	put("Website", s.connectionName(r.raw.Connection))
	put("What", r.what)
	return out
}

// fromWords says where somebody sat.
func fromWords(from string) string {
	switch from {
	case "terminal":
		return "the program, in a terminal"
	case "SSH":
		return "the program, over SSH"
	case "command":
		return "a command"
	case "schedule":
		return "the schedule"
	}
	return from
}

// stamp is a time as an export writes it.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
