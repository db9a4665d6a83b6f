package app

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// paletteMsg brings the connections for the palette that asked.
type paletteMsg struct {
	menu  *kit.Menu
	conns []store.Connection
}

// openPalette opens the menu of everything that can be done: this screen's keys, the program's, those of the screens
// below, and what can be done with each connection.
func (m *Model) openPalette() tea.Cmd {
	m.menu = kit.NewMenu("What to do", "type a few letters", m.commands())
	menu, book := m.menu, m.env.Book
	menu.Search = func(typed string) tea.Cmd { return m.search(menu, typed) }
	return func() tea.Msg {
		list, err := book.Connections()
		if err != nil {
			return screen.Failed(err)
		}
		return paletteMsg{menu, list}
	}
}

// fillPalette adds the connections, once they are read.
func (m *Model) fillPalette(msg paletteMsg) {
	if m.menu != msg.menu {
		return
	}
	rows := m.commands()
	for _, c := range msg.conns {
		rows = append(rows, m.connectionRows(c)...)
	}
	m.menu.SetRows(rows)
}

// commands are the rows of the key tables. An action without an effect of its own, such as moving, is in the help only.
func (m *Model) commands() []kit.Row {
	var rows []kit.Row
	for _, a := range m.actions() {
		if a.ID != "move" && a.ID != "palette" {
			rows = append(rows, commandRow(a, ""))
		}
	}
	rows = append(rows, m.themeRows()...)
	rows = append(rows, kit.Row{Label: "Report a problem", Say: "Write a file for somebody who helps.", Do: m.askReport},
		kit.Row{Label: "All keys", Say: "List every key of the program.", Do: func() tea.Cmd { m.env.Post(screen.KeysMsg{}); return nil }})
	for i := len(m.stack) - 2; i >= 0; i-- {
		s, depth := m.stack[i], i
		for _, a := range m.permitted(m.opened[depth].Kind, s.Actions()) {
			if a.ID == "move" || a.ID == "back" {
				continue
			}
			if a.Why == "" {
				a.Why = m.held(depth)
			}
			do := a.Do
			a.Do = func() tea.Cmd { return tea.Batch(m.backTo(depth), do()) }
			a.Keys, a.Show = nil, ""
			rows = append(rows, commandRow(a, s.Title()+": "))
		}
	}
	return rows
}

func commandRow(a kit.Action, lead string) kit.Row {
	label := a.Label
	if label == "" {
		label = strings.ReplaceAll(a.ID, "-", " ")
	}
	return kit.Row{Label: lead + label, Say: a.Help, Aside: a.Name(), Why: a.Why, Do: a.Do}
}

// connectionRows are what can be done with a connection from anywhere.
func (m *Model) connectionRows(c store.Connection) []kit.Row {
	name := text.Clean(c.Name)
	open := func(msg screen.OpenMsg) func() tea.Cmd {
		msg.Connection, msg.Name = c.ID, name
		return func() tea.Cmd {
			cmd := m.backTo(0)
			m.env.Post(msg)
			return cmd
		}
	}
	whyNoSync := ""
	switch {
	case m.whyNot(screen.Connections, "sync") != "":
		whyNoSync = m.whyNot(screen.Connections, "sync")
	case !c.Active:
		whyNoSync = name + " is not active."
	case !c.Options.ImportOrders:
		whyNoSync = "Import Orders is not ticked in its Options."
	}
	rows := []kit.Row{
		{Label: name + ": open", Do: open(screen.OpenMsg{Kind: screen.Editor})},
		{Label: name + ": orders", Do: open(screen.OpenMsg{Kind: screen.Orders})},
		{Label: name + ": test the connection", Why: m.whyNot(screen.Connections, "test"), Do: open(screen.OpenMsg{Kind: screen.Editor, Test: true})},
		{Label: name + ": sync now", Why: whyNoSync, Do: func() tea.Cmd {
			cmd := m.backTo(0)
			return tea.Batch(cmd, screen.Start(m.env, m.top(), c.ID, name, false))
		}},
	}
	for i := range rows {
		rows[i].Aside = "connection"
		if rows[i].Why == "" {
			rows[i].Why = m.held(0)
		}
	}
	return rows
}

// held tells why the screens above depth can't be left now; empty where they can.
func (m *Model) held(depth int) string {
	for _, s := range m.stack[depth+1:] {
		if h, ok := s.(screen.Holder); ok && h.Holds() != "" {
			return h.Holds()
		}
	}
	return ""
}

// backTo closes the screens above depth.
func (m *Model) backTo(depth int) tea.Cmd {
	if len(m.stack) == depth+1 {
		return nil
	}
	m.stack, m.opened = m.stack[:depth+1], m.opened[:depth+1]
	return m.top().Init()
}

// themes are what the colours can be set to; auto follows the terminal.
var themes = []struct{ id, label string }{
	{"auto", "Colours: as the terminal's background asks"}, {"dark", "Colours: for a dark background"},
	{"light", "Colours: for a light background"}, {"plain", "Colours: none"},
}

func (m *Model) themeRows() []kit.Row {
	var rows []kit.Row
	for _, c := range themes {
		aside := ""
		if c.id == m.theme() {
			aside = "chosen"
		}
		rows = append(rows, kit.Row{Label: c.label, More: "theme " + c.id, Aside: aside, Why: m.whyNoColours(), Do: func() tea.Cmd {
			changed := m.settings
			changed.Theme = c.id
			return m.set(changed)
		}})
	}
	return rows
}
