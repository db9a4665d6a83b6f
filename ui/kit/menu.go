package kit

import (
	"cmp"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"cartwire/ui/text"
	"cartwire/ui/theme"
)

// Row is one line of a menu.
type Row struct {
	Label string
	Say   string         // behind it, where there is room: what it does
	Aside string         // at the right: keys, a date
	More  string         // more words to find it by; not shown
	Why   string         // why it can't be chosen now; empty where it can
	Do    func() tea.Cmd // what it does; may return nil
	Stay  bool           // the menu stays open
}

// Menu is a list to choose from by a few letters. It covers the screen's middle.
type Menu struct {
	Title string
	Empty string // a sentence where there is no row at all
	Input Input
	// Typed, where it is set, tells what else enter may do with what was typed; nil: nothing.
	Typed func(value string) func() tea.Cmd

	// Search, where it is set, is run with what was typed each time that changes; its answer is given to Found.
	Search func(value string) tea.Cmd

	rows  []Row
	found []Row // what was searched for, below the rows
	of    string
	shown []int
	list  List
	say   string // why the chosen row can't be chosen
	above int    // lines of the box above the first row
}

// NewMenu makes a menu of rows; placeholder stands in its empty input.
func NewMenu(title, placeholder string, rows []Row) *Menu {
	m := &Menu{Title: title, Input: NewInput("")}
	m.Input.Placeholder = placeholder
	m.SetRows(rows)
	return m
}

// SetRows replaces the rows.
func (m *Menu) SetRows(rows []Row) {
	m.rows = rows
	m.filter()
}

// filter finds the rows for what was typed, the best first.
func (m *Menu) filter() {
	if m.of != m.Input.Value() {
		m.found = nil // of what was typed before
	}
	type hit struct{ row, score int }
	var hits []hit
	for i, r := range m.rows {
		score, ok := match(m.Input.Value(), r.Label)
		// In sentences, letters that only follow one another are chance; a word of them is a better sign than letters scattered in a name.
		if text.Holds(strings.ToLower(r.Label+" "+r.More+" "+r.Say), m.Input.Value()) {
			score, ok = max(score, inside*tier-1), true
		}
		if ok {
			hits = append(hits, hit{i, score})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.score, a.score) })
	m.shown = m.shown[:0]
	for _, h := range hits {
		m.shown = append(m.shown, h.row)
	}
	for i := range m.found {
		m.shown = append(m.shown, len(m.rows)+i)
	}
	m.say = ""
	m.list.Forget()
	m.list.SetLen(len(m.shown))
	m.list.SetCursor(0)
}

// Found shows what was searched for below the rows that match. An answer that comes late, for what is no longer typed, is
// dropped; the chosen row stays.
func (m *Menu) Found(typed string, rows []Row) {
	if typed != m.Input.Value() {
		return
	}
	at := m.list.Cursor()
	m.found, m.of = rows, typed
	m.filter()
	m.list.SetCursor(at)
}

// row is one of the shown ones.
func (m *Menu) row(i int) *Row {
	if at := m.shown[i]; at < len(m.rows) {
		return &m.rows[at]
	}
	return &m.found[m.shown[i]-len(m.rows)]
}

// Key moves, types or chooses; closed is true where the menu is done, with what to run.
func (m *Menu) Key(msg tea.KeyPressMsg) (closed bool, cmd tea.Cmd) {
	name := msg.String()
	switch name {
	case "esc":
		return true, nil
	case "enter":
		return m.choose()
	case "tab":
		name = "down"
	case "shift+tab":
		name = "up"
	}
	switch name {
	case "up", "down", "pgup", "pgdown":
		m.say = ""
		m.list.Key(name)
		return false, nil
	}
	if before := m.Input.Value(); m.Input.Key(msg) && m.Input.Value() != before {
		return false, m.changed()
	}
	return false, nil
}

func (m *Menu) changed() tea.Cmd {
	m.filter()
	if m.Search == nil {
		return nil
	}
	return m.Search(m.Input.Value())
}

func (m *Menu) choose() (closed bool, cmd tea.Cmd) {
	if m.Typed != nil {
		if do := m.Typed(m.Input.Value()); do != nil {
			return false, do()
		}
	}
	if m.list.Cursor() >= len(m.shown) {
		return false, nil
	}
	r := m.row(m.list.Cursor())
	if r.Why != "" {
		m.say = r.Why
		return false, nil
	}
	return !r.Stay, r.Do()
}

// Paste goes into the input.
func (m *Menu) Paste(s string) tea.Cmd {
	m.Input.Paste(s)
	return m.changed()
}

// Click chooses the row at a cell of the last Draw.
func (m *Menu) Click(_, y int) (closed bool, cmd tea.Cmd) {
	if !m.list.Click(y - m.above) {
		return false, nil
	}
	if m.Typed != nil {
		m.Input.SetValue("")
	}
	return m.choose()
}

// Draw makes the menu's box for a body of width x height; at is where the cursor stands in it.
func (m *Menu) Draw(t *theme.Theme, width, height int) (lines []string, at *Cursor) {
	inner := max(10, min(width-4, 76))
	field, x := m.Input.Draw(t, inner-2, true)
	lines = []string{t.Accent.Render(t.Glyphs.Cursor) + " " + field}
	at, m.above = &Cursor{X: 4 + x, Y: 1}, 2
	room := max(1, height-4)
	switch {
	case len(m.rows) == 0:
		lines = append(lines, t.Dim.Render(m.Empty))
	case len(m.shown) == 0:
		lines = append(lines, t.Dim.Render("Nothing is called like this."))
	}
	m.list.Forget()
	lines = append(lines, m.list.Draw(inner, min(room, max(len(m.shown), 1)), func(i int, chosen bool) string {
		return m.row(i).draw(t, inner, chosen)
	})...)
	lines = append(lines, m.reason(t, inner))
	return Box(t, m.Title, lines, inner), at
}

// reason is the last line: why the chosen row can't be chosen.
func (m *Menu) reason(t *theme.Theme, width int) string {
	say, style := m.say, t.Warn
	if say == "" && m.list.Cursor() < len(m.shown) {
		say, style = m.row(m.list.Cursor()).Why, t.Dim
	}
	if say == "" {
		return ""
	}
	return style.Render(text.Truncate(t.Glyphs.Warn+" Not now: "+say, width, t.Glyphs.Ellipsis))
}

func (r Row) draw(t *theme.Theme, width int, chosen bool) string {
	aside := text.Truncate(r.Aside, width/2, t.Glyphs.Ellipsis)
	room := width - 3 - text.Width(aside)
	label := text.Truncate(r.Label, room, t.Glyphs.Ellipsis)
	say := text.Fit("  "+r.Say, room-text.Width(label), t.Glyphs.Ellipsis)
	mark := " "
	switch {
	case chosen:
		mark, label = t.Accent.Render(t.Glyphs.Cursor), t.Selected.Render(label)
	case r.Why != "":
		label = t.Dim.Render(label)
	}
	return mark + " " + label + t.Dim.Render(say) + " " + t.Key.Render(aside)
}
