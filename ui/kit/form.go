package kit

import (
	tea "charm.land/bubbletea/v2"

	"cartwire/ui/text"
	"cartwire/ui/theme"
)

// Kind is what an item of a form is.
type Kind int

// The kinds of items.
const (
	TextField Kind = iota
	Checkbox
	Button
	Words // a line that is only read
)

// Item is one row of a form. ID tells its owner which one it is.
type Item struct {
	ID    string
	Kind  Kind
	Label string
	Aside string // the field's other name, in brackets behind it
	Input Input  // of a TextField
	On    bool   // of a Checkbox

	Beside  bool   // a Button on the line of the one before it
	Note    string // under the item: what was changed or found
	Problem string // under the item: what is wrong; takes the note's place
	Locked  bool   // it can't be changed now
}

func (it *Item) stops() bool { return it.Kind != Words }

// Form is a column of items, one of which has the focus.
type Form struct {
	Items []*Item
	focus int
	top   Scroll
}

// Result is what a key did to a form.
type Result struct {
	Used    bool // the key was the form's
	Item    *Item
	Changed bool // the item's text or tick
	Pressed bool // the item, a button
	Moved   bool // the focus left Item
	Over    bool // the focus wanted to go up past the first item
}

// Focused is the item with the focus; nil in a form without one.
func (f *Form) Focused() *Item {
	if f.focus >= len(f.Items) || !f.Items[f.focus].stops() {
		return nil
	}
	return f.Items[f.focus]
}

// Typing tells whether letters are text now.
func (f *Form) Typing() bool {
	it := f.Focused()
	return it != nil && it.Kind == TextField && !it.Locked
}

// Item finds one by its ID; nil.
func (f *Form) Item(id string) *Item {
	for _, it := range f.Items {
		if it.ID == id {
			return it
		}
	}
	return nil
}

// Focus puts the focus on an item, or on the first that can have it.
func (f *Form) Focus(id string) {
	f.focus = 0
	for i, it := range f.Items {
		if it.ID == id && it.stops() {
			f.focus = i
			return
		}
	}
	f.move(-1)
	f.settle(1)
}

// settle moves on, in a direction, until an item is found that can have the focus.
func (f *Form) settle(by int) bool {
	for i := f.focus; i >= 0 && i < len(f.Items); i += by {
		if f.Items[i].stops() {
			f.focus = i
			return true
		}
	}
	return false
}

func (f *Form) move(by int) bool {
	was := f.focus
	f.focus += by
	if f.focus < 0 || f.focus >= len(f.Items) || !f.settle(by) {
		f.focus = was
		return false
	}
	return true
}

// Key edits the focused item or moves the focus.
func (f *Form) Key(msg tea.KeyPressMsg) Result {
	it := f.Focused()
	if it == nil {
		return Result{}
	}
	if it.Kind == TextField && !it.Locked {
		before := it.Input.Value()
		if it.Input.Key(msg) {
			return Result{Used: true, Item: it, Changed: it.Input.Value() != before}
		}
	}
	switch msg.String() {
	case "tab", "down":
		return Result{Used: true, Item: it, Moved: f.move(1)}
	case "shift+tab", "up":
		moved := f.move(-1)
		return Result{Used: true, Item: it, Moved: moved, Over: !moved}
	case "right", "left":
		return f.sideways(it, msg.String() == "right")
	case "pgdown", "pgup":
		return f.leap(it, msg.String() == "pgdown")
	case "space", "enter":
		return f.press(it, msg.String() == "enter")
	}
	return Result{Item: it}
}

func (f *Form) sideways(it *Item, right bool) Result {
	if it.Kind != Button {
		return Result{Item: it}
	}
	if right && f.focus+1 < len(f.Items) && f.Items[f.focus+1].Beside {
		return Result{Used: true, Item: it, Moved: f.move(1)}
	}
	if !right && it.Beside {
		return Result{Used: true, Item: it, Moved: f.move(-1)}
	}
	return Result{Used: true, Item: it}
}

func (f *Form) leap(it *Item, down bool) Result {
	by, moved := -1, false
	if down {
		by = 1
	}
	for range max(1, f.top.height-1) {
		moved = f.move(by) || moved
	}
	return Result{Used: true, Item: it, Moved: moved}
}

func (f *Form) press(it *Item, enter bool) Result {
	switch {
	case it.Kind == Button:
		return Result{Used: true, Item: it, Pressed: true}
	case it.Kind == Checkbox && it.Locked:
		return Result{Used: true, Item: it}
	case it.Kind == Checkbox:
		it.On = !it.On
		return Result{Used: true, Item: it, Changed: true}
	case enter:
		return Result{Used: true, Item: it, Moved: f.move(1)}
	}
	return Result{Item: it}
}

// Cursor is a cell of a drawn part where the terminal's cursor is to stand; nil: hidden.
type Cursor struct{ X, Y int }

// labelWidth is the column of labels in a form.
const labelWidth = 17

// Draw makes at most height lines. The focused item is among them.
func (f *Form) Draw(t *theme.Theme, width, height int, active bool) (lines []string, at *Cursor) {
	from, to := 0, 0
	for i, it := range f.Items {
		focused := active && i == f.focus && it.stops()
		start := len(lines)
		if it.Beside && start > 0 && text.Width(lines[start-1])+2+text.Width(drawButton(t, it, focused)) <= width {
			start--
			lines[start] += "  " + drawButton(t, it, focused)
		} else {
			drawn, x := it.draw(t, width, focused)
			if focused && x >= 0 {
				at = &Cursor{X: x, Y: start}
			}
			lines = append(lines, drawn...)
		}
		if i == f.focus {
			from, to = start, len(lines)-1
		}
	}
	f.top.height, f.top.length = height, len(lines)
	if from <= firstStop(f.Items) {
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

// firstStop is how many lines of words stand above the first item that can have the focus.
func firstStop(items []*Item) int {
	for i, it := range items {
		if it.stops() {
			return i
		}
	}
	return 0
}
