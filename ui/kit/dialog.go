package kit

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/ui/text"
	"cartwire/ui/theme"
)

// Grace is how long a dialog that opened by itself takes no key: what was being typed can't answer it.
const Grace = 400 * time.Millisecond

// Dialog asks one thing and covers the screen's middle until it is answered.
type Dialog struct {
	Title   string
	Say     []string // paragraphs, cleaned
	Input   *Input   // nil: none
	Buttons []string // the first one is what enter in the input does
	Focus   int      // the button that enter presses; the safe one where something would be lost
	// Check tells what is wrong with the input; empty: nothing.
	Check func(value string) string
	// Done gets the button and the input's value; button is -1 after esc.
	Done func(button int, value string) tea.Cmd

	// Quiet is set while the dialog takes no keys; its owner ends it after Grace.
	Quiet   bool
	problem string
	spots   []spot // of the buttons, in the last line but one
	row     int
}

// Key answers; closed is true where the dialog is done, with what to run.
func (d *Dialog) Key(msg tea.KeyPressMsg) (closed bool, cmd tea.Cmd) {
	if d.Quiet {
		return false, nil
	}
	value := ""
	if d.Input != nil {
		if value = d.Input.Value(); d.Input.Key(msg) {
			d.problem = ""
			return false, nil
		}
	}
	switch msg.String() {
	case "esc":
		return true, d.Done(-1, "")
	case "tab", "right", "down":
		d.Focus = (d.Focus + 1) % len(d.Buttons)
	case "shift+tab", "left", "up":
		d.Focus = (d.Focus + len(d.Buttons) - 1) % len(d.Buttons)
	case "enter", "space":
		return d.press(value)
	}
	return false, nil
}

func (d *Dialog) press(value string) (closed bool, cmd tea.Cmd) {
	if d.Focus == 0 && d.Check != nil {
		if d.problem = d.Check(value); d.problem != "" {
			return false, nil
		}
	}
	return true, d.Done(d.Focus, value)
}

// Click presses the button at a cell of the last Draw.
func (d *Dialog) Click(x, y int) (closed bool, cmd tea.Cmd) {
	if d.Quiet || y != d.row {
		return false, nil
	}
	for _, s := range d.spots {
		if x < s.x || x >= s.x+s.w {
			continue
		}
		value := ""
		if d.Focus = s.at; d.Input != nil {
			value = d.Input.Value()
		}
		return d.press(value)
	}
	return false, nil
}

// Paste goes into the input.
func (d *Dialog) Paste(s string) {
	if d.Input != nil && !d.Quiet {
		d.Input.Paste(s)
		d.problem = ""
	}
}

// Draw makes the dialog's box; at is where the cursor stands in it.
func (d *Dialog) Draw(t *theme.Theme, width, height int) (lines []string, at *Cursor) {
	inner := max(10, min(width-4, 68))
	for _, p := range d.Say {
		lines = append(lines, text.Wrap(p, inner)...)
	}
	// The input and the buttons are never what is cut where the window is low.
	below := 4
	if d.Input != nil {
		below += 2
	}
	if len(lines)+below > height {
		lines = lines[:max(0, height-below)]
	}
	if d.Input != nil {
		field, x := d.Input.Draw(t, inner-2, true)
		lines = append(lines, t.Accent.Render(t.Glyphs.Cursor)+" "+field)
		at = &Cursor{X: 2 + 2 + x, Y: len(lines)}
		say := ""
		if d.problem != "" {
			say = t.Bad.Render(t.Glyphs.Bad + " " + d.problem)
		}
		lines = append(lines, say)
	} else {
		lines = append(lines, "")
	}
	row := ""
	d.spots, d.row = d.spots[:0], len(lines)+1
	for i, b := range d.Buttons {
		b = drawButton(t, &Item{Label: b}, i == d.Focus)
		d.spots = append(d.spots, spot{2 + text.Width(row), text.Width(b), i})
		row += b + "  "
	}
	return Box(t, d.Title, append(lines, row), inner), at
}
