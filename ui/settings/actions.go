package settings

import (
	"path/filepath"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/ui/files"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// Actions is the key table.
func (s *Screen) Actions() []kit.Action {
	why := ""
	if s.about == nil {
		why = "the book is being read."
	}
	return []kit.Action{
		{ID: "keys", Keys: []string{"K"}, Label: "keys", Help: "List every key of the program, to be searched by a few letters.",
			Do: func() tea.Cmd { s.env.Post(screen.KeysMsg{}); return nil }},
		{ID: "copy-book", Keys: []string{"b"}, Label: "copy the book", Help: "Write a copy of the book, as it stands now, to a file.", Why: why,
			Do: func() tea.Cmd { s.ask(); return nil }},
		kit.Move("Choose a setting; left and right change it, at once."),
	}
}

// ask asks where the copy is to lie.
func (s *Screen) ask() {
	if s.about == nil {
		return
	}
	path := s.env.Book.Path()
	files.Question{
		Title: "Copy the book", Do: "Copy", Name: strings.TrimSuffix(path, filepath.Ext(path)) + "-" + s.env.Now.Format(time.DateOnly) + filepath.Ext(path),
		Say: "To which file? Nothing is overwritten. The key that opens the saved tokens is not in the copy.",
	}.Ask(s.env, s.copy)
}

func (s *Screen) copy(path string) tea.Cmd {
	book := s.env.Book
	path = s.env.File(path)
	return func() tea.Msg {
		n, err := book.CopyTo(path)
		if err != nil {
			return screen.Failed(err)
		}
		key, err := book.KeyState()
		if err != nil {
			return screen.Failed(err)
		}
		key.Path = text.Clean(key.Path)
		return copiedMsg{path, key, n}
	}
}
