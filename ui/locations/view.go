package locations

import (
	"fmt"
	"strings"

	"cartwire/ui/kit"
	"cartwire/ui/text"
)

// columns are the widths of a row's cells; orders is 0 where there is no room.
type columns struct{ name, items, pieces, orders, used int }

func columnsOf(width int) columns {
	c := columns{items: 9, pieces: 10}
	if width >= 76 {
		c.orders = 10
	}
	c.name = max(14, min(30, width/3))
	c.used = width - 2 - c.name - c.items - c.pieces - c.orders - 2
	return c
}

// Draw makes the list and, below it, how the chosen location is used.
func (s *Screen) Draw(width, height int) ([]string, *kit.Cursor) {
	t := s.env.Theme
	if !s.loaded {
		return []string{kit.Wait(t, "Reading the book")}, nil
	}
	c := columnsOf(width)
	head := "  " + text.Fit("LOCATION", c.name, "") + text.FitLeft("ITEMS", c.items, "") + text.FitLeft("PIECES", c.pieces, "")
	if c.orders > 0 {
		head += text.FitLeft("HELD", c.orders, "")
	}
	lines := []string{t.Dim.Render(head + "  USED BY")}
	below := s.below(width)
	if room := height - 4; len(below) > room {
		below = below[:max(0, room)]
	}
	s.above = 1
	lines = append(lines, s.list.Draw(width, max(1, height-1-len(below)), func(i int, chosen bool) string {
		return s.draw(&s.rows[i], c, chosen)
	})...)
	return append(lines, below...), nil
}

func (s *Screen) draw(r *row, c columns, chosen bool) string {
	t := s.env.Theme
	dots := t.Glyphs.Ellipsis
	mark, name := "  ", text.Fit(r.name, c.name-1, dots)+" "
	if chosen {
		mark, name = t.Accent.Render(t.Glyphs.Cursor)+" ", t.Selected.Render(name)
	}
	number := func(n, width int) string {
		say := kit.Count(n)
		if !s.counted {
			say = t.Dim.Render(dots) // still being added up
		} else if n == 0 {
			say = t.Dim.Render(t.Glyphs.None)
		}
		return text.FitLeft(say, width, "")
	}
	h := s.held[r.ID]
	line := mark + name + number(h.Items, c.items) + number(h.Pieces, c.pieces)
	if c.orders > 0 {
		open := 0
		for _, n := range h.Open {
			open += n
		}
		line += number(open, c.orders)
	}
	var names []string
	for _, u := range r.used {
		names = append(names, u.name)
	}
	if len(names) == 0 {
		return line + "  " + t.Dim.Render("no connection")
	}
	return line + "  " + text.Truncate(strings.Join(names, ", "), c.used, dots)
}

// below says how each connection uses the chosen location.
func (s *Screen) below(width int) []string {
	r, t := s.chosen(), s.env.Theme
	if r == nil || len(r.used) == 0 {
		return nil
	}
	lines := []string{""}
	for _, u := range r.used {
		say := u.name + " sells from here"
		if !u.ticked {
			say = u.name + " sells from all locations"
		}
		if u.home {
			say += ", and its orders are allocated here"
		}
		if u.feeding != 0 {
			say += fmt.Sprintf("; it feeds store location %d", u.feeding)
		}
		lines = append(lines, "  "+t.Dim.Render(text.Truncate(say+".", width-2, t.Glyphs.Ellipsis)))
	}
	return lines
}
