package app

import (
	"cmp"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/role"
	"cartwire/ui/screen"
	"cartwire/ui/theme"
)

// memory is what the book keeps of this session: its settings, and where the person was.
type memory struct {
	settings store.Settings
	place    store.Place
	err      error
}

// remember reads what the book keeps.
func (m *Model) remember() tea.Cmd {
	book, who := m.env.Book, m.cfg.Who
	return func() tea.Msg {
		settings, err := book.Settings()
		if err != nil {
			return memory{err: err}
		}
		place, err := book.Place(who)
		return memory{settings, place, err}
	}
}

// set puts settings into force at once, and keeps them.
func (m *Model) set(s store.Settings) tea.Cmd {
	book := m.env.Book
	if !m.may(role.Admin) {
		m.env.Say(kit.Info, "Set for this session only: your key may not change the book's settings.")
		m.writes.asked++
		return tea.Batch(m.apply(s), m.broadcast(screen.SettingsMsg{Settings: s}))
	}
	return tea.Batch(m.apply(s), m.broadcast(screen.SettingsMsg{Settings: s}), m.writes.next(func() error { return book.PutSettings(s) }))
}

// apply puts settings into force.
func (m *Model) apply(s store.Settings) tea.Cmd {
	before := m.settings
	m.settings = s
	m.env.Absolute, m.env.Zone = s.Times == "absolute", time.UTC
	if s.Zone == "local" {
		m.env.Zone = m.cfg.Local
	}
	restyled := m.restyle()
	if before.Times == s.Times && before.Zone == s.Zone {
		return restyled
	}
	return tea.Batch(restyled, m.broadcast(screen.RestyleMsg{}))
}

// theme is the word of the colours: "auto", "dark", "light", "plain".
func (m *Model) theme() string { return cmp.Or(m.settings.Theme, "auto") }

// ascii tells whether the terminal is to be shown no Unicode.
func (m *Model) ascii() bool {
	switch m.settings.Glyphs {
	case "ascii":
		return true
	case "unicode":
		return false
	}
	return m.cfg.ASCII
}

func (m *Model) whyNoColours() string {
	if m.cfg.NoColor {
		return "NO_COLOR or --no-color is set."
	}
	return ""
}

// restyle draws everything in the colours that are chosen, or that the terminal's background asks for.
func (m *Model) restyle() tea.Cmd {
	mode := theme.Dark
	switch {
	case m.cfg.NoColor || m.theme() == "plain":
		mode = theme.Plain
	case m.theme() == "light" || m.theme() == "auto" && m.bright:
		mode = theme.Light
	}
	if mode == m.env.Theme.Mode && m.ascii() == m.drawnASCII {
		return nil
	}
	m.drawnASCII = m.ascii()
	*m.env.Theme = *theme.New(mode, m.drawnASCII)
	return m.broadcast(screen.RestyleMsg{})
}

// line lets writes of one kind reach the book in the order in which they were asked for: of several that wait, only the
// latest counts.
type line struct {
	mu    sync.Mutex
	asked int // by Update
	done  int // the latest that was written
}

// next is a command that writes, unless a later one has been written already.
func (l *line) next(write func() error) tea.Cmd {
	l.asked++
	n := l.asked
	return func() tea.Msg {
		l.mu.Lock()
		defer l.mu.Unlock()
		if n < l.done {
			return nil
		}
		l.done = n
		if err := write(); err != nil {
			return screen.Failed(err)
		}
		return nil
	}
}
