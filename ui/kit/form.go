package kit

import (
	tea "charm.land/bubbletea/v2"
)

// Kind is what an item of a form is.
type Kind int

// The kinds of items.
const (
	TextField Kind = iota
	Checkbox
	Button
	Words  // a line that is only read
	Choice // one of several values
)

// Item is one row of a form. ID tells its owner which one it is.
type Item struct {
	ID      string
	Kind    Kind
	Label   string
	Aside   string   // the field's other name, in brackets behind it
	Input   Input    // of a TextField
	On      bool     // of a Checkbox
	Choices []string // of a Choice
	At      int      // the one that is chosen

	Room    int    // cells of the label's column; 0: the usual ones
	Number  bool   // of a TextField: what is typed replaces the number that stands there
	Sub     bool   // it belongs to the checkbox above and stands further in
	Hidden  bool   // it is not there now
	Beside  bool   // a Button on the line of the one before it
	Note    string // under the item: what was changed or found
	Hint    string // under the item: what is to be known; after the note
	Problem string // under the item: what is wrong; takes the note's place

	locked bool // a button of a form that is read-only
}

func (it *Item) stops() bool { return it.Kind != Words && !it.Hidden }

// Form is a column of items, one of which has the focus.
type Form struct {
	Items []*Item
	// ReadOnly is why nothing can be changed here, in a sentence; empty: it can. The items can be read through all the same.
	ReadOnly string

	focus int
	top   Scroll
	drawn []zone
}

// Result is what a key or a click did to a form.
type Result struct {
	Used    bool // the key was the form's
	Item    *Item
	Changed bool // the item's text, tick or choice
	Pressed bool // the item, a button
	Moved   bool // the focus left Item
	Over    bool // the focus wanted to go up past the first item
	Denied  bool // the form is read-only
}

// Focused is the item with the focus; nil in a form without one.
func (f *Form) Focused() *Item {
	if f.focus < len(f.Items) && !f.Items[f.focus].stops() && !f.settle(1) && !f.settle(-1) {
		return nil // what had the focus was hidden, and nothing else can have it
	}
	if f.focus >= len(f.Items) {
		return nil
	}
	return f.Items[f.focus]
}

// Typing tells whether letters are text now.
func (f *Form) Typing() bool {
	it := f.Focused()
	return it != nil && it.Kind == TextField && f.ReadOnly == ""
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
			it.entered()
			return
		}
	}
	if f.settle(1) {
		f.Items[f.focus].entered()
	}
}

// entered is called when the item gets the focus by a key.
func (it *Item) entered() {
	if it.Number {
		it.Input.Select()
	}
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
	f.Items[f.focus].entered()
	return true
}

// Key edits the focused item or moves the focus.
func (f *Form) Key(msg tea.KeyPressMsg) Result {
	it := f.Focused()
	if it == nil {
		return Result{}
	}
	if f.ReadOnly != "" && f.changes(msg) {
		return Result{Used: true, Item: it, Denied: true}
	}
	if it.Kind == TextField && f.ReadOnly == "" {
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

// changes reports whether a key would change or press something: all text but what opens the help and the palette.
func (f *Form) changes(msg tea.KeyPressMsg) bool {
	switch msg.String() {
	case "left", "right", "enter", "backspace", "delete":
		return true
	case "?", ":":
		return false
	}
	return msg.Text != ""
}

func (f *Form) sideways(it *Item, right bool) Result {
	switch {
	case it.Kind == Choice && right:
		return it.choose(it.At + 1)
	case it.Kind == Choice:
		return it.choose(it.At - 1)
	case it.Kind != Button:
		return Result{Item: it}
	}
	if i := f.neighbour(); right && i < len(f.Items) && f.Items[i].Beside {
		return Result{Used: true, Item: it, Moved: f.move(1)}
	}
	if !right && it.Beside {
		return Result{Used: true, Item: it, Moved: f.move(-1)}
	}
	return Result{Used: true, Item: it}
}

// neighbour is the next item that is not hidden.
func (f *Form) neighbour() int {
	i := f.focus + 1
	for i < len(f.Items) && f.Items[i].Hidden {
		i++
	}
	return i
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
	case it.Kind == Checkbox:
		it.On = !it.On
		return Result{Used: true, Item: it, Changed: true}
	case it.Kind == Choice && !enter:
		return it.choose((it.At + 1) % max(1, len(it.Choices)))
	case enter:
		return Result{Used: true, Item: it, Moved: f.move(1)}
	}
	return Result{Item: it}
}

// choose takes another value; the ends stay ends.
func (it *Item) choose(at int) Result {
	at = max(0, min(at, len(it.Choices)-1))
	if at == it.At {
		return Result{Used: true, Item: it}
	}
	it.At = at
	return Result{Used: true, Item: it, Changed: true}
}
