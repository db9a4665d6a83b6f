package stock

import (
	"path/filepath"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"cartwire/ui/files"
	"cartwire/ui/screen"
)

// askFile opens the menu of files to import.
func (s *Screen) askFile() tea.Cmd {
	s.files = files.NewChooser(s.env, files.Kind{
		Title: "Import counts", None: "There is no CSV or JSON Lines file here.", Read: s.check,
		Is: func(name string) bool {
			return slices.Contains([]string{".csv", ".jsonl", ".ndjson", ".txt"}, strings.ToLower(filepath.Ext(name)))
		},
	})
	s.files.Menu.Title = "Import counts from a file"
	s.files.Menu.Empty = "Type the path of a CSV or JSON Lines file; ~ is the home folder."
	if s.env.Remote {
		s.files.Menu.Empty = "The file has to be on the computer that Cartwire runs on. Type its path."
	}
	s.files.Menu.SetRows(s.files.Places())
	s.env.Post(screen.MenuMsg{Menu: s.files.Menu})
	return nil
}
