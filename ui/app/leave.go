package app

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"cartwire/ui/kit"
	"cartwire/ui/screen"
)

// quitOrAsk leaves; where others have windows that close with this program, it asks before.
func (m *Model) quitOrAsk() tea.Cmd {
	n := 0
	if m.cfg.Windows != nil {
		n = m.cfg.Windows()
	}
	if n == 0 {
		return m.quit()
	}
	others, close := "Another window is", "It closes"
	if n > 1 {
		others, close = fmt.Sprintf("%d other windows are", n), "They close"
	}
	m.leaving = true
	return m.ask(screen.AskMsg{Dialog: &kit.Dialog{
		Title: "Leave the program?",
		Say: []string{fmt.Sprintf("%s open on this book. %s with this program, and a job that is under way stops; it goes on there the next time.",
			others, close)},
		Buttons: []string{"Stay", "Leave"},
		Done: func(button int, _ string) tea.Cmd {
			m.leaving = false
			if button != 1 {
				return nil
			}
			return m.quit()
		},
	}})
}

// quitNow is ctrl+c: it asks once, and pressed again it leaves.
func (m *Model) quitNow() tea.Cmd {
	if m.leaving {
		return m.quit()
	}
	return m.quitOrAsk()
}
