package screen

import (
	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/text"
)

// Names reads what the connections are called; the names are clean.
func Names(book *store.Book) (map[store.ConnectionID]string, error) {
	list, err := book.Connections()
	names := make(map[store.ConnectionID]string, len(list))
	for _, c := range list {
		names[c.ID] = text.Clean(c.Name)
	}
	return names, err
}

// NamesMsg are the connections' names, for the screen that asked.
type NamesMsg struct {
	For   Screen
	Names map[store.ConnectionID]string
}

// ReadNames asks for them.
func ReadNames(e *Env, by Screen) tea.Cmd {
	book := e.Book
	return func() tea.Msg {
		names, err := Names(book)
		if err != nil {
			return FatalMsg{Err: err}
		}
		return NamesMsg{by, names}
	}
}
