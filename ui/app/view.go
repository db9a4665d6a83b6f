package app

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"cartwire/ui/kit"
	"cartwire/ui/report"
	"cartwire/ui/text"
)

func (m *Model) small() bool { return m.width < minWidth || m.height < minHeight }

// View draws the frame. Every line is cut to the window here once more, whatever a screen has made of it.
func (m *Model) View() tea.View {
	lines, cursor := m.frame()
	for i, l := range lines {
		if text.Width(l) > m.width {
			lines[i] = text.Truncate(l, m.width, "")
		}
	}
	content := strings.Join(lines[:min(len(lines), m.height)], "\n")
	if m.drawnASCII {
		content = strings.Map(func(r rune) rune {
			if r > '~' {
				return '?'
			}
			return r
		}, content)
	}
	v := tea.NewView(content)
	v.AltScreen, v.WindowTitle = true, "Cartwire"
	if !m.mute {
		v.MouseMode = tea.MouseModeCellMotion
	}
	if cursor != nil {
		v.Cursor = tea.NewCursor(cursor.X, cursor.Y)
		v.Cursor.Shape = tea.CursorBar
	}
	return v
}

func (m *Model) frame() ([]string, *kit.Cursor) {
	switch {
	case m.width <= 0 || m.height <= 0:
		return nil, nil
	case m.small():
		return text.Wrap(fmt.Sprintf("Cartwire needs a window of at least %d by %d; this one is %d by %d. Make it larger, or the letters smaller.",
			minWidth, minHeight, m.width, m.height), m.width), nil
	case m.fatal != nil:
		return m.fatalPage(), nil
	}
	notices := m.noticeLines()
	l := layoutOf(m.width, m.height, len(notices))
	body, cursor := m.top().Draw(l.body.W, l.body.H)
	body = append(slices.Clone(body[:min(len(body), l.body.H)]), make([]string, max(0, l.body.H-len(body)))...)
	body, cursor = m.overlays(body, cursor, l.body)
	frame := append([]string{m.header(), ""}, body...)
	frame = append(frame, notices[len(notices)-l.notice.H:]...)
	frame = append(frame, m.footer())
	if cursor != nil {
		cursor = &kit.Cursor{X: cursor.X + l.body.X, Y: cursor.Y + l.body.Y}
	}
	return frame, cursor
}

// overlays puts the help or the dialog on top over the body.
func (m *Model) overlays(body []string, cursor *kit.Cursor, r kit.Rect) ([]string, *kit.Cursor) {
	switch {
	case len(m.dialogs) > 0:
		box, at := m.dialogs[len(m.dialogs)-1].Draw(m.env.Theme, r.W, r.H)
		return m.overlaid(body, box, at, r)
	case m.menu != nil:
		box, at := m.menu.Draw(m.env.Theme, r.W, r.H)
		return m.overlaid(body, box, at, r)
	case m.help != nil:
		return m.overlaid(body, m.help.Draw(m.env.Theme, "Keys", m.actions(), r.W, r.H), nil, r)
	}
	return body, cursor
}

func (m *Model) overlaid(body, box []string, at *kit.Cursor, r kit.Rect) ([]string, *kit.Cursor) {
	body, m.overlay = kit.Overlay(body, box, r.W, r.H)
	if at != nil {
		at = &kit.Cursor{X: at.X + m.overlay.X, Y: at.Y + m.overlay.Y}
	}
	return body, at
}

// header is the crumbs and the screen's state. Where they find no room, the first crumbs go.
func (m *Model) header() string {
	t := m.env.Theme
	status := m.top().Status()
	room := m.width - text.Width(status) - 4
	crumbs := []string{"Cartwire"}
	for _, s := range m.stack {
		crumbs = append(crumbs, s.Title())
	}
	last := crumbs[len(crumbs)-1]
	sep := " " + t.Glyphs.Crumb + " "
	before := strings.Join(crumbs[:len(crumbs)-1], sep) + sep
	if text.Width(before+last) > room {
		before = t.Glyphs.Ellipsis + sep
	}
	last = text.Truncate(last, room-text.Width(before), t.Glyphs.Ellipsis)
	left := "  " + t.Dim.Render(before) + t.Title.Render(last)
	return text.Fit(left, m.width-text.Width(status)-2, "") + status
}

func (m *Model) footer() string { return kit.Footer(m.env.Theme, m.footerTable(), m.width) }

// footerTable is the key table of what has the keyboard.
func (m *Model) footerTable() []kit.Action {
	switch {
	case m.fatal != nil:
		return fatalKeys
	case len(m.dialogs) > 0 && m.dialogs[len(m.dialogs)-1].Input != nil:
		return dialogKeys[1:]
	case len(m.dialogs) > 0:
		return dialogKeys
	case m.menu != nil:
		return menuKeys
	case m.help != nil:
		return helpKeys
	}
	return m.actions()
}

var (
	dialogKeys = []kit.Action{
		{Show: "left/right", Label: "choose"}, {Keys: []string{"enter"}, Label: "answer"}, {Keys: []string{"esc"}, Label: "cancel"},
	}
	menuKeys  = []kit.Action{{Show: "up/down", Label: "choose"}, {Keys: []string{"enter"}, Label: "do it"}, {Keys: []string{"esc"}, Label: "close"}}
	helpKeys  = []kit.Action{{Show: "up/down", Label: "scroll"}, {Keys: []string{"esc"}, Label: "close"}}
	fatalKeys = []kit.Action{
		{Keys: []string{"r"}, Label: "try again"}, {Keys: []string{"d"}, Label: "details"}, {Keys: []string{"w"}, Label: "write a report"},
		{Keys: []string{"q"}, Label: "quit"},
	}
)

// fatalPage says what is wrong, what can be done, and at a wish what lies behind it.
func (m *Model) fatalPage() []string {
	t := m.env.Theme
	lines := []string{m.header(), "", "  " + t.Bad.Render(t.Glyphs.Bad+" Cartwire can't go on."), ""}
	add := func(say string, style lipgloss.Style) {
		for _, l := range text.Wrap(say, m.width-4) {
			lines = append(lines, "  "+style.Render(l))
		}
	}
	add(text.Clean(m.fatal.Error()), lipgloss.NewStyle())
	if m.detailed {
		var kinds []string
		cause := m.fatal
		for err := m.fatal; err != nil; err = errors.Unwrap(err) {
			kinds = append(kinds, fmt.Sprintf("%T", err))
			cause = err
		}
		lines = append(lines, "")
		add("Cause     "+report.Cut(cause.Error()), t.Dim)
		add("Error     "+strings.Join(kinds, " "+t.Glyphs.Crumb+" "), t.Dim)
		add("Book      "+text.Clean(m.env.Book.Path()), t.Dim)
		add("Version   "+report.Version(), t.Dim)
	}
	notices := m.noticeLines()
	lines = append(lines[:min(len(lines), m.height-1-len(notices))], make([]string, max(0, m.height-1-len(notices)-len(lines)))...)
	lines = append(lines, notices...)
	return append(lines, m.footer())
}
