package plan

import (
	"cmp"

	"cartwire/bigcommerce/syncer"
	"cartwire/ui/kit"
	"cartwire/ui/text"
)

// columns are the widths of a change's cells; words is what is said in place of numbers, for a plan of shipments.
type columns struct{ name, location, number, words int }

func (s *Screen) columnsOf(width int) columns {
	c := columns{number: 9}
	if width >= 72 {
		c.number = 11
	}
	if s.sums.orders > 0 {
		c.name, c.words = 18, width-2-18
		return c
	}
	room := width - 2 - 3*c.number - 2
	if s.sums.several {
		c.location = min(24, room/2)
	}
	c.name = room - c.location
	return c
}

func (s *Screen) changeHead(c columns) string {
	mark := func(by order, head string) string {
		if s.rows.by != by {
			return head
		}
		if s.rows.backwards {
			return head + s.env.Theme.Glyphs.Down
		}
		return head + s.env.Theme.Glyphs.Up
	}
	if c.words > 0 {
		return "  " + text.Fit(mark(byName, "ORDER"), c.name, "") + "WHAT IS SENT"
	}
	return "  " + text.Fit(mark(byName, "SKU"), c.name, "") + s.place(mark(byLocation, "STORE LOCATION"), c.location) +
		text.FitLeft(mark(byOld, "STORE"), c.number, "") + text.FitLeft(mark(byNew, "BECOMES"), c.number, "") +
		text.FitLeft(mark(byDifference, "CHANGE"), c.number, "")
}

func (s *Screen) change(c columns, ch *syncer.Change, chosen bool) string {
	t := s.env.Theme
	dots := t.Glyphs.Ellipsis
	mark, what := s.first(text.Clean(name(ch)), c.name, chosen)
	if ch.What != "" {
		room := c.words
		if room == 0 {
			room = c.location + 3*c.number
		}
		return mark + what + text.Truncate(text.Clean(ch.What), room, dots)
	}
	location := c.location
	if c.words > 0 {
		location, c.number = c.words-30, 10
	}
	line := mark + what + s.place(text.Clean(ch.Location), location) +
		text.FitLeft(old(ch, t.Glyphs.None), c.number, dots) + text.FitLeft(kit.Count(ch.New), c.number, dots) +
		text.FitLeft(difference(ch), c.number, dots)
	if emptied(ch) {
		line += t.Warn.Render(" " + t.Glyphs.Warn)
	} else if ch.Remark != "" {
		line += t.Dim.Render(" *")
	}
	return line
}

// place is the cell of a store location; none where there is no column for it.
func (s *Screen) place(say string, width int) string {
	if width <= 0 {
		return ""
	}
	return text.Fit(say, width-1, s.env.Theme.Glyphs.Ellipsis) + " "
}

// first is the cursor's mark and the first cell of a row.
func (s *Screen) first(say string, width int, chosen bool) (mark, cell string) {
	t := s.env.Theme
	cell = text.Fit(say, width-1, t.Glyphs.Ellipsis) + " "
	if chosen {
		return t.Accent.Render(t.Glyphs.Cursor) + " ", t.Selected.Render(cell)
	}
	return "  ", cell
}

func old(c *syncer.Change, none string) string {
	if !c.Known {
		return none
	}
	return kit.Count(c.Old)
}

func difference(c *syncer.Change) string {
	switch d := c.New - c.Old; {
	case !c.Known:
		return "new"
	case d > 0:
		return "+" + kit.Count(d)
	default:
		return kit.Count(d)
	}
}

// conflictWidths are the widths of a conflict's sku, location and numbers.
func (s *Screen) conflictWidths(width int) (name, location, number int) {
	number = 8
	if width >= 72 {
		number = 10
	}
	room := width - 2 - 4 - 3*number
	if s.sums.several {
		location = min(24, room/2)
	}
	return room - location, location, number
}

func (s *Screen) conflictHead(width int) string {
	name, location, number := s.conflictWidths(width)
	return "  " + text.Fit("", 4, "") + text.Fit("SKU", name, "") + s.place("STORE LOCATION", location) +
		text.FitLeft("STORE", number, "") + text.FitLeft("TOLD", number, "") + text.FitLeft("MEANT", number, "")
}

func (s *Screen) conflict(width int, c *syncer.Conflict, chosen bool) string {
	t := s.env.Theme
	dots := t.Glyphs.Ellipsis
	name, location, number := s.conflictWidths(width)
	mark, what := s.first(text.Clean(cmp.Or(c.SKU, c.Ref)), name, chosen)
	tick := t.Glyphs.Unticked
	if s.chosenFor(c) {
		tick = t.Glyphs.Ticked
	}
	return mark + tick + " " + what + s.place(text.Clean(c.Location), location) +
		text.FitLeft(kit.Count(c.Store), number, dots) + text.FitLeft(kit.Count(c.Pushed), number, dots) + text.FitLeft(kit.Count(c.Meant), number, dots)
}

func skipWidth(width int) int { return min(28, width/3) }

func (s *Screen) skip(width int, k *syncer.Skip, chosen bool) string {
	w := skipWidth(width)
	mark, what := s.first(text.Clean(cmp.Or(k.SKU, k.Ref)), w-2, chosen)
	return mark + what + text.Truncate(text.Clean(k.Reason), width-w, s.env.Theme.Glyphs.Ellipsis)
}
