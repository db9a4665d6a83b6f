package editor

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/setup"
	"cartwire/ui/text"
)

// filesMsg is what a folder holds, for the menu that asked.
type filesMsg struct {
	screen *Screen
	menu   *kit.Menu
	folder string // empty: where to begin
	files  []file // newest first
	below  []string
	found  []setup.Found
	err    error
}

type file struct {
	name string
	setup.Found
}

// maxFiles bounds a listing: whoever has more names the file.
const maxFiles = 200

// askFile opens the list of files. The name of a credentials file counts as a secret: it is told by its date.
func (s *Screen) askFile() tea.Cmd {
	menu := kit.NewMenu("Load credentials file", "type a part of a name, or a whole path", nil)
	menu.Empty = "Looking" + s.env.Theme.Glyphs.Ellipsis
	menu.Typed = func(value string) func() tea.Cmd {
		if !strings.ContainsAny(value, "/~"+string(filepath.Separator)) {
			return nil
		}
		return func() tea.Cmd { return s.openPath(menu, value) }
	}
	s.env.Post(screen.MenuMsg{Menu: menu})
	return s.look(menu)
}

// look finds the credentials files that lie where downloads do.
func (s *Screen) look(menu *kit.Menu) tea.Cmd {
	folders, offered := s.env.Folders, s.env.CredentialsFile
	return func() tea.Msg {
		msg := filesMsg{screen: s, menu: menu, found: setup.FindCredentials(folders)}
		if offered != "" {
			if f, err := setup.ReadFound(offered, ""); err == nil {
				msg.found = append([]setup.Found{f}, msg.found...)
			}
		}
		return msg
	}
}

// openPath lists a folder, or reads a file.
func (s *Screen) openPath(menu *kit.Menu, path string) tea.Cmd {
	path = s.env.File(path)
	return func() tea.Msg {
		if info, err := os.Stat(path); err != nil || !info.IsDir() {
			found, err := setup.ReadFound(path, "")
			return loadedMsg{screen: s, menu: menu, creds: found.Credentials, notes: found.Notes, err: err}
		}
		return s.readFolder(menu, path)
	}
}

// readFolder lists a folder: text files by their date, and the folders below it but the hidden ones.
func (s *Screen) readFolder(menu *kit.Menu, folder string) filesMsg {
	msg := filesMsg{screen: s, menu: menu, folder: folder}
	entries, err := os.ReadDir(folder)
	if err != nil {
		msg.err = err
		return msg
	}
	for _, e := range entries {
		name := e.Name()
		switch {
		case e.IsDir() && !strings.HasPrefix(name, "."):
			msg.below = append(msg.below, name)
		case !e.IsDir() && (strings.EqualFold(filepath.Ext(name), ".txt") || bigcommerce.IsCredentialsFile(name)):
			if info, err := e.Info(); err == nil {
				msg.files = append(msg.files, file{name, setup.Found{At: info.ModTime(), In: "this folder"}})
			}
		}
	}
	slices.SortStableFunc(msg.files, func(a, b file) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.name, b.name)) })
	msg.files, msg.below = msg.files[:min(len(msg.files), maxFiles)], msg.below[:min(len(msg.below), maxFiles)]
	return msg
}

// listFiles puts what was found into its menu.
func (s *Screen) listFiles(msg filesMsg) {
	if msg.err != nil {
		s.env.Say(kit.Failure, "This folder can't be read. Choose another one.")
		return
	}
	msg.menu.Input.SetValue("")
	if msg.folder == "" {
		msg.menu.SetRows(s.firstRows(msg))
		return
	}
	var rows []kit.Row
	open := func(label, path string) kit.Row {
		return kit.Row{Label: label, Aside: "folder", Stay: true, Do: func() tea.Cmd { return s.openPath(msg.menu, path) }}
	}
	for _, f := range msg.files {
		label, aside, path := text.Clean(f.name), f.At.In(s.env.Now.Location()).Format("2006-01-02 15:04"), filepath.Join(msg.folder, f.name)
		if bigcommerce.IsCredentialsFile(f.name) {
			label, aside = f.Label(s.env.Now), ""
		}
		rows = append(rows, kit.Row{Label: label, Aside: aside, Stay: true, Do: func() tea.Cmd { return s.openPath(msg.menu, path) }})
	}
	if up := filepath.Dir(msg.folder); up != msg.folder {
		rows = append(rows, open("..", up))
	}
	for _, name := range msg.below {
		rows = append(rows, open(text.Clean(name)+"/", filepath.Join(msg.folder, name)))
	}
	msg.menu.Title = "Load credentials file from " + text.Clean(msg.folder)
	msg.menu.Empty = "There is no text file here."
	msg.menu.SetRows(rows)
}

// firstRows offers what was found at once, then the folders to look into.
func (s *Screen) firstRows(msg filesMsg) []kit.Row {
	var rows []kit.Row
	for _, f := range msg.found {
		rows = append(rows, kit.Row{Label: f.Label(s.env.Now), Do: func() tea.Cmd { return s.takeOver(f.Credentials, f.Notes, true) }})
	}
	for _, folder := range s.env.Folders {
		rows = append(rows, kit.Row{Label: "look into " + folder.Name, Say: text.Clean(folder.Path), Aside: "folder", Stay: true,
			Do: func() tea.Cmd { return s.openPath(msg.menu, folder.Path) }})
	}
	if s.env.Home != "" {
		rows = append(rows, kit.Row{Label: "look into the home folder", Aside: "folder", Stay: true, Do: func() tea.Cmd { return s.openPath(msg.menu, s.env.Home) }})
	}
	msg.menu.Empty = "No credentials file lies about. Type the path of the file, or of its folder."
	return rows
}
