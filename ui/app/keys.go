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
		return m.quit()
	case m.fatal != nil:
		return m.fatalKey(name)
	case m.small() && name != "esc" && name != "q":
		return nil // what can't be seen isn't pressed
	case len(m.dialogs) > 0:
		return m.dialogKey(msg)
	case m.help != nil:
		if m.help.Key(name) {
			m.help = nil
		}
		return nil
	}
	s := m.top()
	if used, cmd := s.Key(msg); used {
		return cmd
	}
	a := kit.Find(m.actions(), name)
	switch {
	case a == nil:
		return nil
	case a.Why != "":
		m.env.Say(kit.Caution, a.Why)
		return nil
	}
	return a.Do()
}

// actions is the key table of the screen on top, then the program's own.
func (m *Model) actions() []kit.Action {
	s := m.top()
	table := s.Actions()
	return append(table[:len(table):len(table)], m.global(s, len(m.stack) > 1)...)
}

func (m *Model) global(s screen.Screen, deep bool) []kit.Action {
	var table []kit.Action
	if deep && kit.Find(s.Actions(), "esc") == nil {
		table = append(table, kit.Action{ID: "back", Keys: []string{"esc"}, Label: "back", Help: "Go back to the screen before.",
			Do: func() tea.Cmd { m.env.Post(screen.BackMsg{}); return nil }})
	}
	if !deep {
		table = append(table, kit.Action{ID: "quit", Keys: []string{"q"}, Label: "quit",
			Help: "Leave the program. An import that is under way stops, and goes on there the next time.", Do: m.quit})
	}
	table = append(table, kit.Action{ID: "quit-now", Keys: []string{"ctrl+c"}, Help: "Leave the program from anywhere.", Do: m.quit})
	show := "?"
	if s.Typing() {
		show = "f1"
	}
	return append(table, kit.Action{ID: "help", Keys: []string{"?", "f1"}, Show: show, Label: "help", Help: "Show every key of this screen.",
		Do: func() tea.Cmd { m.help = &kit.Help{}; return nil }})
}

func (m *Model) quit() tea.Cmd {
	m.Close()
	return tea.Quit
}

func (m *Model) fatalKey(name string) tea.Cmd {
	switch name {
	case "q", "esc":
		return m.quit()
	case "r":
		m.fatal = nil
		return m.top().Init()
	}
	return nil
}

func (m *Model) paste(msg tea.PasteMsg) tea.Cmd {
	switch {
	case m.fatal != nil || m.small() || m.help != nil:
		return nil
	case len(m.dialogs) > 0:
		m.dialogs[len(m.dialogs)-1].Paste(msg.Content)
		return nil
	}
	return m.top().Update(msg)
}
