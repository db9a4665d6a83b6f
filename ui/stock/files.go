package stock

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// filesMsg is what a folder holds, for the menu that asked.
type filesMsg struct {
	screen *Screen
	menu   *kit.Menu
	folder string
	files  []file // newest first
	below  []string
	err    error
}

type file struct {
	name string
	at   time.Time
}

// maxFiles bounds a listing: whoever has more types the file's name.
const maxFiles = 200

// askFile opens the menu of files to import.
func (s *Screen) askFile() tea.Cmd {
	menu := kit.NewMenu("Import counts from a file", "type a part of a name, or a whole path", nil)
	menu.Empty = "Type the path of a CSV or JSON Lines file; ~ is the home folder."
	if s.env.Remote {
		menu.Empty = "The file has to be on the computer that Cartwire runs on. Type its path."
	}
	menu.Typed = func(value string) func() tea.Cmd {
		if !strings.ContainsAny(value, "/~"+string(filepath.Separator)) {
			return nil
		}
		return func() tea.Cmd { return s.openPath(menu, value) }
	}
	menu.SetRows(s.folderRows(menu))
	s.env.Post(screen.MenuMsg{Menu: menu})
	return nil
}

// folderRows are the folders to look into.
func (s *Screen) folderRows(menu *kit.Menu) []kit.Row {
	var rows []kit.Row
	for _, folder := range s.env.Folders {
		rows = append(rows, kit.Row{Label: "look into " + folder.Name, Say: text.Clean(folder.Path), Aside: "folder", Stay: true,
			Do: func() tea.Cmd { return s.openPath(menu, folder.Path) }})
	}
	if s.env.Home != "" {
		rows = append(rows, kit.Row{Label: "look into the home folder", Aside: "folder", Stay: true, Do: func() tea.Cmd { return s.openPath(menu, s.env.Home) }})
	}
	return rows
}

// openPath lists a folder, or checks a file.
func (s *Screen) openPath(menu *kit.Menu, path string) tea.Cmd {
	path = s.env.File(path)
	check := s.check(path)
	return func() tea.Msg {
		info, err := os.Stat(path)
		if err != nil || !info.IsDir() {
			return check()
		}
		return readFolder(s, menu, path)
	}
}

// readFolder lists a folder: what may hold counts by its date, and the folders below it but the hidden ones.
func readFolder(s *Screen, menu *kit.Menu, folder string) filesMsg {
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
		case !e.IsDir() && slices.Contains([]string{".csv", ".jsonl", ".ndjson", ".txt"}, strings.ToLower(filepath.Ext(name))):
			if info, err := e.Info(); err == nil {
				msg.files = append(msg.files, file{name, info.ModTime()})
			}
		}
	}
	slices.SortStableFunc(msg.files, func(a, b file) int { return cmp.Or(b.at.Compare(a.at), cmp.Compare(a.name, b.name)) })
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
	var rows []kit.Row
	open := func(label, aside, path string) kit.Row {
		return kit.Row{Label: label, Aside: aside, Stay: true, Do: func() tea.Cmd { return s.openPath(msg.menu, path) }}
	}
	for _, f := range msg.files {
		rows = append(rows, open(text.Clean(f.name), f.at.In(s.env.Now.Location()).Format("2006-01-02 15:04"), filepath.Join(msg.folder, f.name)))
	}
	if up := filepath.Dir(msg.folder); up != msg.folder {
		rows = append(rows, open("..", "folder", up))
	}
	for _, name := range msg.below {
		rows = append(rows, open(text.Clean(name)+"/", "folder", filepath.Join(msg.folder, name)))
	}
	msg.menu.Title = "Import counts from " + text.Clean(msg.folder)
	msg.menu.Empty = "There is no CSV or JSON Lines file here."
	msg.menu.SetRows(rows)
}
