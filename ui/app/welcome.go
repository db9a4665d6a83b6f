package app

import (
	tea "charm.land/bubbletea/v2"

	"cartwire/ui/screen"
)

// welcome opens the first launch's screen where the book has no connection, and nobody has gone elsewhere meanwhile.
func (m *Model) welcome() tea.Cmd {
	book, from := m.env.Book, m.top()
	return func() tea.Msg {
		list, err := book.Connections()
		if err != nil || len(list) > 0 {
			return nil // the list itself tells of an error
		}
		return screen.OpenMsg{Kind: screen.Welcome, From: from}
	}
}
