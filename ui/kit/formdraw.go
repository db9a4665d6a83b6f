package kit

import (
	"cartwire/ui/text"
	"cartwire/ui/theme"
)

// Cursor is a cell of a drawn part where the terminal's cursor is to stand; nil: hidden.
type Cursor struct{ X, Y int }

// labelWidth is the column of labels in a form.
const labelWidth = 17

// zone is where an item was drawn, in lines and cells of the whole form.
type zone struct {
	item       int
	y, h, x, w int
	spots      []spot // of a choice
}

// spot is where one value of a choice was drawn in its line; by is a step where the values are stepped through.
type spot struct{ x, w, at int }

// Draw makes at most height lines. The focused item is among them.
func (f *Form) Draw(t *theme.Theme, width, height int, active bool) (lines []string, at *Cursor) {
	for _, it := range f.Items {
		it.locked = f.ReadOnly != ""
	}
	from, to := 0, 0
	f.Focused()
	f.drawn = f.drawn[:0]
	for i, it := range f.Items {
		if it.Hidden {
			continue
		}
		focused := active && i == f.focus && it.stops()
		start := len(lines)
		if b := drawButton(t, it, focused); it.Beside && start > 0 && text.Width(lines[start-1])+2+text.Width(b) <= width {
			start--
			f.drawn = append(f.drawn, zone{item: i, y: start, h: 1, x: text.Width(lines[start]) + 2, w: text.Width(b)})
			lines[start] += "  " + b
		} else {
			drawn, x, spots := it.draw(t, width, focused)
			if focused && x >= 0 {
				at = &Cursor{X: x, Y: start}
			}
			z := zone{item: i, y: start, h: len(drawn), w: width, spots: spots}
			if it.Kind == Button {
				z.x, z.w = 2, text.Width(b)
			}
			f.drawn = append(f.drawn, z)
			lines = append(lines, drawn...)
		}
		if i == f.focus {
			from, to = start, len(lines)-1
		}
	}
	f.top.height, f.top.length = height, len(lines)
	if from <= f.wordsAbove() {
		from = 0
	}
	f.top.Show(from, to)
	lines = f.top.Window(t, lines, width, height)
	if at != nil {
		if at.Y -= f.top.top; at.Y < 0 || at.Y >= height {
			at = nil
		}
	}
	return lines, at
}

// wordsAbove is how many lines of words were drawn above the first item that can have the focus.
func (f *Form) wordsAbove() int {
	for _, z := range f.drawn {
		if f.Items[z.item].stops() {
			return z.y
		}
	}
	return 0
}

// Click does what a key on the item at a cell of the last Draw would: it puts the focus there, presses, ticks, chooses.
// Item is the one that had the focus where only that has moved.
func (f *Form) Click(x, y int) Result {
	if f.ReadOnly != "" {
		return Result{Used: true, Denied: true}
	}
	y += f.top.top
	for _, z := range f.drawn {
		it := f.Items[z.item]
		if y < z.y || y >= z.y+z.h || x < z.x || x >= z.x+z.w || !it.stops() {
			continue
		}
		was := f.Focused()
		f.focus = z.item
		switch {
		case it.Kind == Choice && y == z.y:
			for _, s := range z.spots {
				if x >= s.x && x < s.x+s.w {
					return it.choose(s.at)
				}
			}
		case it.Kind == TextField && y == z.y:
			it.Input.point(x - it.column())
		case it.Kind == Button, it.Kind == Checkbox && y == z.y:
			return f.press(it, false)
		}
		return Result{Used: true, Item: was, Moved: was != it}
	}
	return Result{}
}
