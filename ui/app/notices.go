package app

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"cartwire/ui/kit"
	"cartwire/ui/screen"
)

type (
	toastOverMsg struct{ id int }
	graceOverMsg struct {
		id  int
		key int // the number of the key press that put it off last
	}
)

// maxToasts bounds what waits to be read.
const maxToasts = 3

// maxDelays bounds how often a key press puts off the end of a dialog's quiet: 0.4 s each, 1.6 s in all.
const maxDelays = 3

func (m *Model) next() int {
	m.last++
	return m.last
}

func (m *Model) toast(msg screen.ToastMsg) tea.Cmd {
	m.toasts = slices.DeleteFunc(m.toasts, func(t toast) bool { return t.Say == msg.Say })
	t := toast{msg.Toast, m.next()}
	m.toasts = append(m.toasts, t)
	m.toasts = m.toasts[max(0, len(m.toasts)-maxToasts):]
	return m.env.After(t.Stays(), toastOverMsg{t.id})
}

func (m *Model) dropToast(id int) {
	m.toasts = slices.DeleteFunc(m.toasts, func(t toast) bool { return t.id == id })
}

func (m *Model) ask(msg screen.AskMsg) tea.Cmd {
	d := dialog{Dialog: msg.Dialog, id: m.next(), until: maxDelays}
	if d.Input != nil {
		d.offered = d.Input.Value()
	}
	d.Quiet = msg.ByItself
	m.dialogs = append(m.dialogs, d)
	if !d.Quiet {
		return nil
	}
	return m.env.After(kit.Grace, graceOverMsg{d.id, d.until})
}

func (m *Model) endGrace(msg graceOverMsg) {
	for i := range m.dialogs {
		if d := &m.dialogs[i]; d.id == msg.id && d.until == msg.key {
			d.Quiet = false
		}
	}
}

func (m *Model) dialogKey(msg tea.KeyPressMsg) tea.Cmd {
	d := &m.dialogs[len(m.dialogs)-1]
	if d.Quiet {
		if d.until == 0 {
			return nil
		}
		d.until--
		return m.env.After(kit.Grace, graceOverMsg{d.id, d.until})
	}
	return m.dialogDone(d.id)(d.Key(msg))
}

// dialogDone closes the dialog that was answered; what it did may have opened another one above it.
func (m *Model) dialogDone(id int) func(closed bool, cmd tea.Cmd) tea.Cmd {
	return func(closed bool, cmd tea.Cmd) tea.Cmd {
		if closed {
			m.dialogs = slices.DeleteFunc(m.dialogs, func(o dialog) bool { return o.id == id })
		}
		return cmd
	}
}

// noticeLines are the toasts' lines, the latest last; what finds no room is left out from the oldest on. A banner stands
// below them and is never left out.
func (m *Model) noticeLines() []string {
	var lines []string
	for _, t := range m.toasts {
		lines = append(lines, t.Draw(m.env.Theme, m.width, 3)...)
	}
	lines = lines[max(0, len(lines)-4):]
	if b := m.bannerLine(); b != "" {
		lines = append(lines[max(0, len(lines)-3):], b)
	}
	return lines
}
