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

	scroll Scroll
	starts []int // of the last Page: the line in which each entry begins, and where the last one ends
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

// Page makes at most height lines: those above and the entries. The chosen entry is among them, and with the first one
// what stands above it.
func (m *Offers) Page(t *theme.Theme, above []string, width, height int) []string {
	lines := append([]string(nil), above...)
	m.starts = m.starts[:0]
	for i := range m.Entries {
		m.starts = append(m.starts, len(lines))
		lines = append(lines, m.entry(t, i, width)...)
	}
	m.starts = append(m.starts, len(lines))
	m.scroll.height, m.scroll.length = height, len(lines)
	if len(m.Entries) > 0 {
		from, to := m.starts[m.cursor], m.starts[m.cursor+1]-1
		if m.cursor == 0 && to < height {
			from = 0
		}
		m.scroll.Show(from, to)
	}
	return m.scroll.Window(t, lines, width, height)
}

// Click chooses the entry in a line of the last Page; false where there is none.
func (m *Offers) Click(y int) bool {
	y += m.scroll.top
	for i := range m.Entries {
		if i+1 < len(m.starts) && y >= m.starts[i] && y < m.starts[i+1] {
			m.cursor = i
			return true
		}
	}
	return false
}

// entry makes one entry's lines.
func (m *Offers) entry(t *theme.Theme, i, width int) []string {
	e := m.Entries[i]
	mark, label, sign, help := " ", e.Label, "", e.Help
	indent := "    "
	if e.Ticks {
		sign, indent = t.Glyphs.Unticked+" ", "      "
		if e.On {
			sign = t.Glyphs.Ticked + " "
		}
	}
	if e.Why != "" {
		label, help = t.Dim.Render(label), "Not now: "+e.Why
	}
	if i == m.cursor {
		mark, label = t.Accent.Render(t.Glyphs.Cursor), t.Selected.Render(e.Label)
	}
	lines := []string{text.Truncate(mark+" "+sign+label, width, t.Glyphs.Ellipsis)}
	if help == "" {
		return lines
	}
	for _, l := range text.Wrap(help, width-len(indent)-2) {
		lines = append(lines, indent+t.Dim.Render(l))
	}
	return lines
}
