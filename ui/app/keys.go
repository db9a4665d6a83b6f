package app

import (
	tea "charm.land/bubbletea/v2"

	"cartwire/ui/kit"
	"cartwire/ui/screen"
)

// key gives a key to who owns it: the dialog on top, the help, a text field or cursor of the screen, its key table, the
// program's own.
func (m *Model) key(msg tea.KeyPressMsg) tea.Cmd {
	name := msg.String()
	switch {
	case name == "ctrl+c":
		return m.quitNow()
	case m.fatal != nil:
		return m.fatalKey(name)
	case m.small() && name != "esc" && name != "q":
		return nil // what can't be seen isn't pressed
	case len(m.dialogs) > 0:
		return m.dialogKey(msg)
	case m.menu != nil:
		return m.menuDone(m.menu)(m.menu.Key(msg))
	case m.help != nil:
		if m.help.Key(name) {
			m.help = nil
		}
		return nil
	}
	if used, cmd := m.top().Key(msg); used {
		return cmd
	}
	return m.act(kit.Find(m.actions(), name))
}

// act carries an action out, or says why it can't be done now.
func (m *Model) act(a *kit.Action) tea.Cmd {
	switch {
	case a == nil || a.Do == nil:
		return nil
	case a.Why != "":
		m.env.Say(kit.Caution, a.Why)
		return nil
	}
	return a.Do()
}

// menuDone closes the menu that was answered; what it did may have opened another one.
func (m *Model) menuDone(menu *kit.Menu) func(closed bool, cmd tea.Cmd) tea.Cmd {
	return func(closed bool, cmd tea.Cmd) tea.Cmd {
		if closed && m.menu == menu {
			m.menu = nil
		}
		return cmd
	}
}

// actions is the key table of the screen on top, then the program's own.
func (m *Model) actions() []kit.Action {
	s := m.top()
	table := s.Actions()
	return m.permitted(m.opened[len(m.opened)-1].Kind, append(table[:len(table):len(table)], m.global(s, len(m.stack) > 1)...))
}

func (m *Model) global(s screen.Screen, deep bool) []kit.Action {
	var table []kit.Action
	if deep && kit.Find(s.Actions(), "esc") == nil {
		table = append(table, kit.Action{ID: "back", Keys: []string{"esc"}, Label: "back", Help: "Go back to the screen before.",
			Do: func() tea.Cmd { m.env.Post(screen.BackMsg{}); return nil }})
	}
	if !deep {
		table = append(table, kit.Action{ID: "quit", Keys: []string{"q"}, Label: "quit",
			Help: "Leave the program. An import that is under way stops, and goes on there the next time.", Do: m.quitOrAsk})
	}
	table = append(table, kit.Action{ID: "quit-now", Keys: []string{"ctrl+c"}, Help: "Leave the program from anywhere.", Do: m.quitNow})
	if m.worst() != nil {
		table = append(table, m.bannerAction())
	}
	show, find := "?", "ctrl+p, :"
	if s.Typing() {
		show, find = "f1", "ctrl+p"
	}
	table = append(table, m.mouseAction(),
		kit.Action{ID: "palette", Keys: []string{"ctrl+p", ":"}, Show: find, Help: "Find anything that can be done, by a few letters.", Do: m.openPalette})
	return append(table, kit.Action{ID: "help", Keys: []string{"?", "f1"}, Show: show, Label: "help", Help: "Show every key of this screen.",
		Do: func() tea.Cmd { m.help = &kit.Help{}; return nil }})
}

// quit leaves, and keeps where the person was.
func (m *Model) quit() tea.Cmd {
	m.Close()
	keep := func() tea.Msg { return nil }
	if m.keeping != 0 {
		keep = m.writePlace()
	}
	return func() tea.Msg {
		keep() // where it can't be kept, the next start is at home
		return tea.QuitMsg{}
	}
}

func (m *Model) fatalKey(name string) tea.Cmd {
	switch name {
	case "q", "esc":
		return m.quit()
	case "d":
		m.detailed = !m.detailed
	case "w":
		return m.writeReport(false)
	case "r":
		m.fatal = nil
		return m.top().Init()
	}
	return nil
}

func (m *Model) paste(msg tea.PasteMsg) tea.Cmd {
	switch {
	case m.fatal != nil || m.small():
		return nil
	case len(m.dialogs) > 0:
		m.dialogs[len(m.dialogs)-1].Paste(msg.Content)
		return nil
	case m.menu != nil:
		return m.menu.Paste(msg.Content)
	case m.help != nil:
		return nil
	}
	return m.top().Update(msg)
}
