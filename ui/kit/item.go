package kit

import (
	"cartwire/ui/text"
	"cartwire/ui/theme"
)

// draw makes the item's lines; x is the cell of the first one in which the terminal's cursor stands, or -1.
func (it *Item) draw(t *theme.Theme, width int, focused bool) (lines []string, x int) {
	x = -1
	indent := 2
	mark := " "
	if focused {
		mark = t.Accent.Render(t.Glyphs.Cursor)
	}
	switch it.Kind {
	case Words:
		if it.Label == "" {
			return []string{""}, x
		}
		for _, l := range text.Wrap(it.Label, width-2) {
			lines = append(lines, "  "+t.Dim.Render(l))
		}
		return lines, x
	case Button:
		lines = []string{"  " + drawButton(t, it, focused)}
	case Checkbox:
		sign := t.Glyphs.Unticked
		if it.On {
			sign = t.Glyphs.Ticked
		}
		lines, indent = []string{mark + " " + sign + " " + label(t, it, focused)}, 6
		if it.Aside != "" {
			lines[0] += "  " + t.Dim.Render(it.Aside)
		}
	case TextField:
		aside := ""
		if it.Aside != "" {
			aside = "  " + t.Dim.Render("("+it.Aside+")")
		}
		room := max(8, width-2-labelWidth-text.Width(aside))
		field, at := it.Input.Draw(t, room, focused)
		lines, indent = []string{mark + " " + text.Fit(label(t, it, focused), labelWidth, "") + field + aside}, 2+labelWidth
		if focused && !it.Locked {
			x = indent + at
		}
	}
	return append(lines, it.remark(t, width, indent)...), x
}

// remark is the problem or the note under the item.
func (it *Item) remark(t *theme.Theme, width, indent int) (lines []string) {
	glyph, style, say := t.Glyphs.Good, t.Good, it.Note
	if it.Problem != "" {
		glyph, style, say = t.Glyphs.Bad, t.Bad, it.Problem
	}
	if say == "" {
		return nil
	}
	for i, l := range text.Wrap(say, max(8, width-indent-2)) {
		if i > 0 {
			glyph = " "
		}
		lines = append(lines, text.Fit("", indent, "")+style.Render(glyph+" "+l))
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
