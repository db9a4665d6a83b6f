package app

import (
	"fmt"
	"os"
	"strings"

	tea "charm.land/bubbletea/v2"

	"cartwire/ui/kit"
	"cartwire/ui/report"
	"cartwire/ui/screen"
)

// reportedMsg is the file that was written.
type reportedMsg struct{ path string }

// askReport asks how much of the names a report may hold, and writes it.
func (m *Model) askReport() tea.Cmd {
	if !m.filesAllowed() {
		return nil
	}
	return m.ask(screen.AskMsg{Dialog: &kit.Dialog{
		Title: "Report a problem",
		Say: []string{
			"This writes one text file that you can read before you send it to anybody: version, system, settings, connections, the last jobs and the last lines of the activity.",
			"Secrets, e-mail addresses and telephone numbers are cut out. The names of stores, hosts and people are cut, too, unless you keep them.",
		},
		Buttons: []string{"Cut the names", "Keep the names", "Cancel"},
		Done: func(button int, _ string) tea.Cmd {
			if button != 0 && button != 1 {
				return nil
			}
			return m.writeReport(button == 1)
		},
	}})
}

func (m *Model) writeReport(names bool) tea.Cmd {
	if !m.filesAllowed() {
		return nil
	}
	book := m.env.Book
	o := report.Options{Now: m.env.Now, Terminal: m.terminal(), Names: names, Who: []string{m.cfg.Who}}
	if n := len(m.toasts); n > 0 {
		o.Problem = m.toasts[n-1].Say
	}
	if m.fatal != nil {
		o.Problem = m.fatal.Error()
	}
	return func() tea.Msg {
		path, err := report.Write(book, o)
		if err != nil {
			return screen.Failed(err)
		}
		return reportedMsg{path}
	}
}

func (m *Model) terminal() string {
	colours := [...]string{"dark", "light", "no colour"}[m.env.Theme.Mode]
	return fmt.Sprintf("%s, %dx%d, %s, SSH %t, ASCII %t", m.kind(), m.width, m.height, colours, m.cfg.Remote, m.drawnASCII)
}

// kind is the terminal's, as it calls itself.
func (m *Model) kind() string {
	if m.cfg.Visit == nil {
		return os.Getenv("TERM")
	}
	for _, line := range m.cfg.Visit.Environ {
		if kind, ok := strings.CutPrefix(line, "TERM="); ok {
			return kind
		}
	}
	return ""
}

func (m *Model) reported(msg reportedMsg) {
	m.env.Say(kit.Done, "The report is in "+m.env.Shown(msg.path)+". Read it before you send it.")
}
