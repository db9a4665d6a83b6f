package kit

import (
	"strings"
	"unicode/utf8"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"cartwire/ui/text"
	"cartwire/ui/theme"
)

// maxInput bounds a field: longer than any token, path or name, shorter than what would slow a key press.
const maxInput = 512

// Input is one line of text being typed. The editing is bubbles' textinput; the drawing is ours, so that the real cursor
// stands right in scrolled and in wide text.
type Input struct {
	Secret      bool
	Placeholder string
	Saved       string // what an empty secret shows: the masked one that is kept

	edit     textinput.Model
	first    int  // the first rune drawn
	selected bool // all of it: what is typed next takes its place
}

// NewInput makes a field with a value.
func NewInput(value string) Input {
	in := Input{edit: textinput.New()}
	in.edit.CharLimit = maxInput
	// Moving between fields is the form's, and the clipboard is the terminal's: over SSH ours would be another computer's.
	for _, b := range []*key.Binding{&in.edit.KeyMap.Paste, &in.edit.KeyMap.AcceptSuggestion,
		&in.edit.KeyMap.NextSuggestion, &in.edit.KeyMap.PrevSuggestion} {
		b.SetEnabled(false)
	}
	in.edit.Focus()
	in.SetValue(value)
	return in
}

// Value is the text.
func (in *Input) Value() string { return in.edit.Value() }

// SetValue replaces the text, cleaned, and puts the cursor behind it.
func (in *Input) SetValue(s string) {
	in.edit.SetValue(text.Clean(s))
	in.edit.CursorEnd()
	in.first, in.selected = 0, false
}

// Select selects the whole text: what is typed next takes its place, and a key that moves the cursor keeps it.
func (in *Input) Select() {
	in.edit.CursorEnd()
	in.selected = in.Value() != ""
}

// Key edits; false where the key is no editing key.
func (in *Input) Key(msg tea.KeyPressMsg) bool {
	k := in.edit.KeyMap
	typed := msg.Text != "" && !msg.Mod.Contains(tea.ModCtrl) && !msg.Mod.Contains(tea.ModAlt)
	if typed {
		msg.Text = text.Clean(msg.Text)
	}
	if !typed && !key.Matches(msg, k.CharacterForward, k.CharacterBackward, k.WordForward, k.WordBackward, k.DeleteWordBackward,
		k.DeleteWordForward, k.DeleteAfterCursor, k.DeleteBeforeCursor, k.DeleteCharacterBackward, k.DeleteCharacterForward,
		k.LineStart, k.LineEnd) {
		return false
	}
	if in.selected {
		if in.selected = false; typed || key.Matches(msg, k.DeleteCharacterBackward, k.DeleteCharacterForward) {
			in.SetValue("")
		}
	}
	in.edit, _ = in.edit.Update(msg)
	return true
}

// Paste puts text in at the cursor, on one line, without the blanks around it.
func (in *Input) Paste(s string) {
	s = text.Clean(strings.Join(strings.Fields(s), " "))
	if in.selected {
		in.SetValue("")
	}
	in.edit, _ = in.edit.Update(tea.PasteMsg{Content: s})
}

// point puts the cursor on a cell of what was drawn.
func (in *Input) point(x int) {
	cells := []rune(in.Value())
	if in.Secret {
		return // what is hidden can't be pointed at
	}
	in.selected = false
	at := min(in.first, len(cells))
	for at < len(cells) && x > 0 {
		x -= text.Width(string(cells[at]))
		at++
	}
	in.edit.SetCursor(at)
}

// Draw makes width cells and says in which of them the cursor stands.
func (in *Input) Draw(t *theme.Theme, width int, focused bool) (line string, cursor int) {
	if width <= 0 {
		return "", 0
	}
	if in.Value() == "" {
		in.first = 0
		hint := in.Placeholder
		if in.Secret && in.Saved != "" {
			hint = in.Saved
		}
		return text.Fit(t.Dim.Render(text.Truncate(hint, width, t.Glyphs.Ellipsis)), width, ""), 0
	}
	cells := []rune(in.Value())
	if in.Secret {
		cells = mask(cells, t.Glyphs.Mask)
		if !focused {
			cells = cells[max(0, len(cells)-12):] // the last four are what it is told by
		}
	}
	pos := min(in.edit.Position(), len(cells))
	if !focused {
		pos, in.first = 0, 0
	}
	in.first = min(in.first, pos)
	for in.first < pos && text.Width(string(cells[in.first:pos])) >= width {
		in.first++
	}
	shown := string(cells[in.first:])
	tail := t.Glyphs.Ellipsis
	if focused {
		tail = ""
	}
	if focused && in.selected {
		shown = t.Focus.Render(text.Truncate(shown, width, tail))
	}
	return text.Fit(shown, width, tail), text.Width(string(cells[in.first:pos]))
}

// mask hides all but the last four characters, and those too where the secret is so short that four would tell much.
func mask(secret []rune, with string) []rune {
	out := make([]rune, len(secret))
	dot, _ := utf8.DecodeRuneInString(with)
	for i, r := range secret {
		if out[i] = dot; len(secret) >= 12 && i >= len(secret)-4 {
			out[i] = r
		}
	}
	return out
}
