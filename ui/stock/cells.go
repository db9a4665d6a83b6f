package stock

import (
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/text"
)

// draw makes an item's row.
func (s *Screen) draw(r *row, c columns, chosen bool) string {
	t := s.env.Theme
	dots := t.Glyphs.Ellipsis
	mark, sku := "  ", text.Fit(r.sku, c.sku-1, dots)+" "
	if chosen {
		mark, sku = t.Accent.Render(t.Glyphs.Cursor)+" ", t.Selected.Render(sku)
	}
	line := mark + sku + text.Fit(r.name, max(0, c.name-1), dots)
	if c.name > 0 {
		line += " "
	}
	for _, i := range c.places {
		line += s.cell(r, i, c.place, chosen)
	}
	at := s.place().ID
	count := r.count(at)
	number := func(n, width int) string {
		if n == 0 {
			return text.FitLeft(t.Dim.Render(t.Glyphs.None), width, "")
		}
		return text.FitLeft(kit.Count(n), width, dots)
	}
	stock := store.Stock{}
	if count != nil {
		stock = *count
	}
	line += number(r.Held[at], c.held)
	if c.order > 0 {
		line += number(stock.OnOrder, c.order) + number(stock.VendorQuantity, c.vendor)
	}
	if count == nil {
		return line + text.FitLeft(t.Dim.Render(t.Glyphs.None), c.avail, "") + text.Fit("", c.bar, "") + s.told(r, c.told)
	}
	n := stock.OnHand - r.Held[at]
	line += text.FitLeft(kit.Count(n), c.avail, dots)
	if c.bar > 0 {
		style := t.Good
		switch {
		case n <= 0:
			style = t.Bad
		case n <= s.low:
			style = t.Warn
		}
		line += "  " + kit.Gauge(t, style, n, max(1, 4*s.low), c.bar-2)
	}
	return line + s.told(r, c.told)
}

// cell is what is on hand at a location, marked where too little of it is available.
func (s *Screen) cell(r *row, i, width int, chosen bool) string {
	t := s.env.Theme
	at := s.places[i].ID
	c := r.count(at)
	if c == nil {
		return text.FitLeft(t.Dim.Render(t.Glyphs.None), width, "")
	}
	number := kit.Count(c.OnHand)
	if chosen && i == s.at {
		number = t.Selected.Render(number)
	}
	switch n := c.OnHand - r.Held[at]; {
	case n <= 0:
		number = t.Bad.Render(t.Glyphs.Bad) + " " + number
	case n <= s.low:
		number = t.Warn.Render(t.Glyphs.Warn) + " " + number
	}
	return text.FitLeft(number, width, t.Glyphs.Ellipsis)
}

// told is what the store was told last, and whether that is what it is to show.
func (s *Screen) told(r *row, width int) string {
	if width == 0 {
		return ""
	}
	t := s.env.Theme
	stand := r.stand(s.place().ID)
	say := t.Dim.Render(t.Glyphs.None)
	if stand != nil {
		glyph, style := s.sign(stand.State)
		switch stand.State {
		case syncer.StandUncounted, syncer.StandUnsold:
		case syncer.StandUntold:
			say = style.Render(glyph) + " not told"
		default:
			say = style.Render(glyph) + " " + kit.Count(stand.Told-stand.Sold)
		}
	}
	return text.FitLeft(say, width, t.Glyphs.Ellipsis)
}

// sign is a state's glyph and colour.
func (s *Screen) sign(state syncer.StandState) (string, lipgloss.Style) {
	t := s.env.Theme
	switch state {
	case syncer.StandInStep:
		return t.Glyphs.Good, t.Good
	case syncer.StandConflict, syncer.StandSending:
		return t.Glyphs.Unknown, t.Bad
	}
	return t.Glyphs.Differs, t.Warn
}

// below are the lines about the chosen item, in words.
func (s *Screen) below(width, height int) []string {
	r, t := s.chosen(), s.env.Theme
	if r == nil || len(s.places) == 0 {
		return nil
	}
	at := s.place()
	say := "not counted at " + at.Name
	if n, ok := r.Available(at.ID); ok {
		switch {
		case n <= 0:
			say = t.Bad.Render(t.Glyphs.Bad) + " out of stock at " + at.Name
		case n <= s.low:
			say = t.Warn.Render(t.Glyphs.Warn) + fmt.Sprintf(" low at %s: %s available", at.Name, kit.Count(n))
		default:
			say = fmt.Sprintf("%s available at %s", kit.Count(n), at.Name)
		}
	}
	if stand := r.stand(at.ID); stand != nil {
		glyph, style := s.sign(stand.State)
		if stand.State == syncer.StandUncounted || stand.State == syncer.StandUnsold {
			glyph = t.Glyphs.None
		}
		say += "   " + style.Render(glyph) + " " + text.Clean(stand.String())
	}
	// As many lines for every item, so that the table stands still while the cursor moves.
	lines := []string{"", "", ""}
	if height < 18 || s.id == 0 {
		lines = lines[:2]
	}
	words := text.Wrap(say, width-4)
	if room := len(lines) - 1; len(words) > room {
		words[room-1] = text.Truncate(strings.Join(words[room-1:], " "), width-4, t.Glyphs.Ellipsis)
		words = words[:room]
	}
	for i, l := range words {
		lines[1+i] = "  " + l
	}
	return lines
}

// drawEdit makes the row whose count is typed, the cell of the cursor in it, and the line under it.
func (s *Screen) drawEdit(width int) (row string, cursor int, hint string) {
	e, t := s.editing, s.env.Theme
	dots := t.Glyphs.Ellipsis
	skuWidth := 12
	if width >= 78 {
		skuWidth = 24
	}
	row = t.Accent.Render(t.Glyphs.Cursor) + " " + t.Selected.Render(text.Fit(e.row.sku, skuWidth, dots))
	for i := range cells {
		focused := i == e.focus
		field, x := e.fields[i].Draw(t, 7, focused)
		label := cells[i].label
		if width < 78 {
			label = [...]string{"hand", "order", "vendor"}[i]
		}
		if focused {
			label = t.Selected.Render(label)
			cursor = text.Width(row) + 1 + text.Width(label) + 1 + x
		}
		row += " " + label + " " + field
	}
	if e.problem != "" {
		return row, cursor, "  " + t.Bad.Render(text.Truncate(t.Glyphs.Bad+" "+text.Clean(e.problem), width-2, dots))
	}
	say := e.at.Name + ": enter saves, tab the next number, esc leaves it as it was."
	if e.focus == 0 {
		say = e.at.Name + ": count all in the house, pieces of open orders included. enter saves, tab the next number"
	}
	return row, cursor, "  " + t.Dim.Render(text.Truncate(say, width-2, dots))
}
