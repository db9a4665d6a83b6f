package kit

import (
	"strconv"

	"cartwire/ui/text"
	"cartwire/ui/theme"
)

// Entry is one row of offers, with a sentence below it.
type Entry struct {
	ID    string
	Label string
	Help  string
	Ticks bool   // it is ticked or not, rather than chosen
	On    bool   // it is ticked
	Why   string // why it can't be chosen now; empty where it can
}

// Offers is a short list of things to choose from, all of it seen at once.
type Offers struct {
	Entries []Entry
	cursor  int
}

// Chosen is the entry under the cursor; nil where there is none.
func (m *Offers) Chosen() *Entry {
	if m.cursor >= len(m.Entries) {
		return nil
	}
	return &m.Entries[m.cursor]
}

// Choose puts the cursor on an entry; where there is none of this ID it stays as near as it can.
func (m *Offers) Choose(id string) {
	m.cursor = max(0, min(m.cursor, len(m.Entries)-1))
	for i, e := range m.Entries {
		if e.ID == id {
			m.cursor = i
		}
	}
}

// Set replaces the entries; the same one stays chosen, if it is still there.
func (m *Offers) Set(entries []Entry) {
	id := ""
	if e := m.Chosen(); e != nil {
		id = e.ID
	}
	m.Entries = entries
	m.Choose(id)
}

// Ticked lists the IDs of the ticked entries.
func (m *Offers) Ticked() []string {
	var ids []string
	for _, e := range m.Entries {
		if e.On {
			ids = append(ids, e.ID)
		}
	}
	return ids
}

// Key moves the cursor; a digit puts it on the entry of that number. False where the key is none of its own.
func (m *Offers) Key(key string) bool {
	last := len(m.Entries) - 1
	switch key {
	case "up", "k":
		m.cursor--
	case "down", "j":
		m.cursor++
	case "home":
		m.cursor = 0
	case "end":
		m.cursor = last
	default:
		n, err := strconv.Atoi(key)
		if err != nil || n < 1 || n > len(m.Entries) {
			return false
		}
		m.cursor = n - 1
	}
	m.cursor = max(0, min(m.cursor, last))
	return true
}

// Draw makes all lines, and says which of them are the chosen entry's.
func (m *Offers) Draw(t *theme.Theme, width int) (lines []string, from, to int) {
	for i, e := range m.Entries {
		mark, label, indent := " ", e.Label, "    "
		sign := ""
		if e.Ticks {
			sign, indent = t.Glyphs.Unticked+" ", "      "
			if e.On {
				sign = t.Glyphs.Ticked + " "
			}
		}
		style := t.Dim
		if i == m.cursor {
			mark, from = t.Accent.Render(t.Glyphs.Cursor), len(lines)
			label = t.Selected.Render(label)
		} else if e.Why != "" {
			label = style.Render(label)
		}
		lines = append(lines, text.Truncate(mark+" "+sign+label, width, t.Glyphs.Ellipsis))
		help := e.Help
		if e.Why != "" {
			help = "not now: " + e.Why
		}
		if help != "" {
			for _, l := range text.Wrap(help, width-len(indent)-2) {
				lines = append(lines, indent+style.Render(l))
			}
		}
		if i == m.cursor {
			to = len(lines) - 1
		}
	}
	return lines, from, to
}
