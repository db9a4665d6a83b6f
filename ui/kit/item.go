package kit

import (
	"cmp"

	"cartwire/ui/text"
	"cartwire/ui/theme"
)

// Indent is how far in a sub-item stands.
const Indent = 4

// margin is the cell where the item's text begins.
func (it *Item) margin() int {
	if it.Sub {
		return 2 + Indent
	}
	return 2
}

// column is the cell where a field's text begins.
func (it *Item) column() int { return it.margin() + cmp.Or(it.Room, labelWidth) }

// draw makes the item's lines; x is the cell of the first one in which the terminal's cursor stands, or -1.
func (it *Item) draw(t *theme.Theme, width int, focused bool) (lines []string, x int, spots []spot) {
	x = -1
	under := it.margin()
	mark := " "
	if focused {
		mark = t.Accent.Render(t.Glyphs.Cursor)
	}
	mark = text.Fit("", it.margin()-2, "") + mark + " "
	switch it.Kind {
	case Words:
		if it.Label == "" {
			return []string{""}, x, nil
		}
		for _, l := range text.Wrap(it.Label, width-under) {
			lines = append(lines, text.Fit("", under, "")+t.Dim.Render(l))
		}
		return lines, x, nil
	case Button:
		lines = []string{"  " + drawButton(t, it, focused)}
		if it.locked {
			lines[0] = "  " + t.Dim.Render("[ "+it.Label+" ]")
		}
	case Checkbox:
		sign := t.Glyphs.Unticked
		if it.On {
			sign = t.Glyphs.Ticked
		}
		lines, under = []string{mark + sign + " " + label(t, it, focused)}, under+4
		if it.Aside != "" {
			lines[0] += "  " + t.Dim.Render(it.Aside)
		}
	case TextField:
		aside := ""
		if it.Aside != "" {
			aside = "  " + t.Dim.Render("("+it.Aside+")")
		}
		room := max(8, width-it.column()-text.Width(aside))
		field, at := it.Input.Draw(t, room, focused)
		lines, under = []string{mark + text.Fit(label(t, it, focused), it.column()-it.margin(), "") + field + aside}, it.column()
		if focused {
			x = under + at
		}
	case Choice:
		var values string
		values, spots = it.values(t, width-it.column(), focused)
		lines, under = []string{mark + text.Fit(label(t, it, focused), it.column()-it.margin(), "") + values}, it.column()
	}
	return append(lines, it.remark(t, width, under)...), x, spots
}

// values draws a choice: all of them where there is room, else the chosen one with a step to each side.
func (it *Item) values(t *theme.Theme, room int, focused bool) (line string, spots []spot) {
	x := it.column()
	for i, c := range it.Choices {
		sign, style := t.Glyphs.Unpicked, t.Dim
		if i == it.At {
			if sign, style = t.Glyphs.Picked, t.Title; focused {
				style = t.Selected
			}
		}
		w := text.Width(sign) + 1 + text.Width(c)
		spots = append(spots, spot{x, w, i})
		line += sign + " " + style.Render(c) + "   "
		x += w + 3
	}
	if x-3-it.column() <= room && len(it.Choices) <= 6 {
		return line, spots
	}
	value := ""
	if it.At < len(it.Choices) {
		value = text.Truncate(it.Choices[it.At], room-4, t.Glyphs.Ellipsis)
	}
	x, w := it.column(), text.Width(value)
	if focused {
		value = t.Selected.Render(value)
	}
	line = t.Accent.Render(t.Glyphs.Less) + " " + value + " " + t.Accent.Render(t.Glyphs.More)
	return line, []spot{{x, 2, it.At - 1}, {x + 2 + w, 2, it.At + 1}}
}

// remark is the problem or the note under the item, and its hint.
func (it *Item) remark(t *theme.Theme, width, under int) (lines []string) {
	glyph, style, say := t.Glyphs.Good, t.Good, it.Note
	if it.Problem != "" {
		glyph, style, say = t.Glyphs.Bad, t.Bad, it.Problem
	}
	lead := text.Fit("", under, "")
	if say != "" {
		for i, l := range text.Wrap(say, max(8, width-under-2)) {
			if i > 0 {
				glyph = " "
			}
			lines = append(lines, lead+style.Render(glyph+" "+l))
		}
	}
	if it.Hint != "" {
		for _, l := range text.Wrap(it.Hint, max(8, width-under)) {
			lines = append(lines, lead+t.Dim.Render(l))
		}
	}
	return lines
}

func label(t *theme.Theme, it *Item, focused bool) string {
	if focused {
		return t.Selected.Render(it.Label)
	}
	return it.Label
}

func drawButton(t *theme.Theme, it *Item, focused bool) string {
	if focused {
		return t.Focus.Render("[" + t.Glyphs.Run + it.Label + " ]")
	}
	return "[ " + it.Label + " ]"
}
