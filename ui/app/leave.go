package app

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"cartwire/ui/kit"
	"cartwire/ui/screen"
)

// quitOrAsk leaves; where something is unsaved, or others have windows that close with this program, it asks before.
func (m *Model) quitOrAsk() tea.Cmd {
	n := 0
	if m.cfg.Windows != nil {
		n = m.cfg.Windows()
	}
	var say []string
	stay, leave := "Stay", "Leave"
	if m.unsaved() {
		say, stay, leave = append(say, "You have unsaved changes."), "Keep editing", "Leave without saving"
	}
	if n > 0 {
		others, close := "Another window is", "It closes"
		if n > 1 {
			others, close = fmt.Sprintf("%d other windows are", n), "They close"
		}
		say = append(say, fmt.Sprintf("%s open on this book. %s with this program, and a job that is under way stops; it goes on there the next time.",
			others, close))
	}
	if len(say) == 0 || m.fatal != nil {
		return m.quit()
	}
	m.leaving = true
	return m.ask(screen.AskMsg{Dialog: &kit.Dialog{
		Title:   "Leave the program?",
		Say:     say,
		Buttons: []string{stay, leave},
		Done: func(button int, _ string) tea.Cmd {
			m.leaving = false
			if button != 1 {
				return nil
			}
			return m.quit()
		},
	}})
}

// unsaved reports whether leaving would lose what was entered on a screen, also on one that others cover, or in a dialog.
func (m *Model) unsaved() bool {
	return m.held(-1) != "" || slices.ContainsFunc(m.dialogs, func(d dialog) bool { return d.Input != nil && d.Input.Value() != d.offered })
}

// quitNow is ctrl+c: it asks once, and pressed again it leaves.
func (m *Model) quitNow() tea.Cmd {
	if m.leaving {
		return m.quit()
	}
	return m.quitOrAsk()
}
