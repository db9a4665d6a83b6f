package app

import (
	tea "charm.land/bubbletea/v2"

	"cartwire/ui/kit"
	"cartwire/ui/screen"
)

// wheelStep is how many lines a turn of the wheel moves a list.
const wheelStep = 3

// mouseAction gives the mouse to the program or to the terminal, which then selects text with it.
func (m *Model) mouseAction() kit.Action {
	help := "Leave the mouse to the terminal, so that text can be selected."
	if m.mute {
		help = "Take the mouse: the wheel scrolls, a click chooses."
	}
	return kit.Action{ID: "mouse", Keys: []string{"f2"}, Help: help, Do: func() tea.Cmd {
		if m.mute = !m.mute; m.mute {
			m.env.Say(kit.Info, "The mouse is the terminal's: text can be selected. f2 takes it back.")
		} else {
			m.env.Say(kit.Info, "The wheel scrolls and a click chooses. f2 leaves the mouse to the terminal.")
		}
		return nil
	}}
}

// mouse gives the wheel and left clicks to what lies on top.
func (m *Model) mouse(msg tea.MouseMsg) tea.Cmd {
	if m.small() || m.mute {
		return nil
	}
	at := msg.Mouse()
	switch msg.(type) {
	case tea.MouseWheelMsg:
		return m.wheel(at.Button)
	case tea.MouseClickMsg:
		if at.Button == tea.MouseLeft {
			return m.click(at.X, at.Y)
		}
	}
	return nil
}

// wheel is as many presses of an arrow key.
func (m *Model) wheel(button tea.MouseButton) tea.Cmd {
	key := tea.KeyPressMsg{Code: tea.KeyDown}
	switch button {
	case tea.MouseWheelUp:
		key.Code = tea.KeyUp
	case tea.MouseWheelDown:
	default:
		return nil
	}
	covered := len(m.dialogs) > 0 || m.menu != nil || m.help != nil
	n := wheelStep
	if w, ok := m.top().(screen.Wheeled); ok && !covered {
		n = w.WheelStep()
	}
	var cmds []tea.Cmd
	for range n {
		switch {
		case m.fatal != nil || len(m.dialogs) > 0: // nothing there scrolls
		case covered:
			cmds = append(cmds, m.key(key))
		default:
			_, cmd := m.top().Key(key)
			cmds = append(cmds, cmd)
		}
	}
	return tea.Batch(cmds...)
}

func (m *Model) click(x, y int) tea.Cmd {
	l := layoutOf(m.width, m.height, len(m.noticeLines()))
	switch {
	case y == l.footer.Y:
		return m.clickFooter(x)
	case m.fatal != nil || y < l.body.Y || y >= l.body.Y+l.body.H:
		return nil
	}
	x, y = x-l.body.X, y-l.body.Y
	bx, by := x-m.overlay.X, y-m.overlay.Y
	outside := bx < 0 || by < 0 || bx >= m.overlay.W || by >= m.overlay.H
	switch {
	case len(m.dialogs) > 0:
		if outside {
			return nil
		}
		return m.dialogDone(m.dialogs[len(m.dialogs)-1].id)(m.dialogs[len(m.dialogs)-1].Click(bx, by))
	case m.menu != nil && outside:
		m.menu = nil
	case m.menu != nil:
		return m.menuDone(m.menu)(m.menu.Click(bx, by))
	case m.help != nil:
		m.help = nil
	default:
		return m.clickScreen(x, y)
	}
	return nil
}

func (m *Model) clickScreen(x, y int) tea.Cmd {
	p, ok := m.top().(screen.Pointed)
	if !ok {
		return nil
	}
	open, cmd := p.Click(x, y)
	if open {
		return tea.Batch(cmd, m.act(kit.Find(m.actions(), "enter")))
	}
	return cmd
}

// clickFooter does what the key does whose name was clicked.
func (m *Model) clickFooter(x int) tea.Cmd {
	a := kit.FooterAt(m.footerTable(), m.width, x)
	switch {
	case a == nil || len(a.Keys) == 0:
		return nil
	case m.fatal != nil:
		return m.fatalKey(a.Keys[0])
	case a.Do != nil:
		return m.act(a)
	}
	codes := map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape}
	return m.key(tea.KeyPressMsg{Code: codes[a.Keys[0]]})
}
