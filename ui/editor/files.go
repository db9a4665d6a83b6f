package editor

import (
	"path/filepath"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce"
	"cartwire/ui/files"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/setup"
	"cartwire/ui/text"
)

// foundMsg are the credentials files that lie about, for the chooser that asked.
type foundMsg struct {
	of    *files.Chooser
	found []setup.Found // newest first
}

// askFile opens the list of files. The name of a credentials file counts as a secret: it is told by its date.
func (s *Screen) askFile() tea.Cmd {
	s.files = files.NewChooser(s.env, files.Kind{
		Title: "Load credentials file", None: "There is no text file here.", Label: s.fileLabel, Read: s.readFile,
		Is: func(name string) bool {
			return strings.EqualFold(filepath.Ext(name), ".txt") || bigcommerce.IsCredentialsFile(name)
		},
	})
	s.files.Menu.Empty = "Looking" + s.env.Theme.Glyphs.Ellipsis
	s.env.Post(screen.MenuMsg{Menu: s.files.Menu})
	return s.look(s.files)
}

func (s *Screen) fileLabel(name string, at time.Time) (label, aside string) {
	if bigcommerce.IsCredentialsFile(name) {
		return setup.Found{At: at, In: "this folder"}.Label(s.env.Now), ""
	}
	return text.Clean(name), at.In(s.env.Now.Location()).Format("2006-01-02 15:04")
}

// look finds the credentials files that lie where downloads do.
func (s *Screen) look(of *files.Chooser) tea.Cmd {
	folders, offered := s.env.Folders, s.env.CredentialsFile
	return func() tea.Msg {
		msg := foundMsg{of: of, found: setup.FindCredentials(folders)}
		if offered != "" {
			if f, err := setup.ReadFound(offered, ""); err == nil {
				msg.found = append([]setup.Found{f}, msg.found...)
			}
		}
		return msg
	}
}

// offer lists what was found, then the folders to look into.
func (s *Screen) offer(msg foundMsg) {
	if s.files == nil || msg.of != s.files {
		return
	}
	var rows []kit.Row
	for _, f := range msg.found {
		rows = append(rows, kit.Row{Label: f.Label(s.env.Now), Do: func() tea.Cmd { return s.takeOver(f.Credentials, f.Notes, true) }})
	}
	s.files.Menu.Empty = "No credentials file lies about. Type the path of the file, or of its folder."
	s.files.Menu.Input.SetValue("")
	s.files.Menu.SetRows(append(rows, s.files.Places()...))
}

// readFile reads the credentials file of a path.
func (s *Screen) readFile(path string) tea.Cmd {
	return func() tea.Msg {
		found, err := setup.ReadFound(path, "")
		return loadedMsg{screen: s, creds: found.Credentials, notes: found.Notes, err: err}
	}
}
