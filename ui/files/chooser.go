package files

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

// Kind is what files are looked for, and what is done with the one that is chosen.
type Kind struct {
	Title string                                                // "Load credentials file"; the folder is told behind it
	None  string                                                // what is said of a folder that holds none, in a sentence
	Is    func(name string) bool                                // tells by its name whether a file may be one
	Label func(name string, at time.Time) (label, aside string) // how a file is told; nil: by its name and date
	Read  func(path string) tea.Cmd                             // what is done with the chosen one, or with a path that is no folder
}

// Chooser is a menu of files: of the folder that was opened last, once there is one.
type Chooser struct {
	Menu *kit.Menu

	env  *screen.Env
	kind Kind
}

// NewChooser makes the menu, without rows; its Empty is the caller's until a folder is opened. A path can be typed into it.
func NewChooser(env *screen.Env, kind Kind) *Chooser {
	c := &Chooser{Menu: kit.NewMenu(kind.Title, "type a part of a name, or a whole path", nil), env: env, kind: kind}
	c.Menu.Typed = func(value string) func() tea.Cmd {
		if !strings.ContainsAny(value, "/~"+string(filepath.Separator)) {
			return nil
		}
		return func() tea.Cmd { return c.open(value) }
	}
	return c
}

// Places are rows that lead to the folders where downloads lie, and home.
func (c *Chooser) Places() []kit.Row {
	var rows []kit.Row
	for _, folder := range c.env.Folders {
		rows = append(rows, kit.Row{Label: "look into " + folder.Name, Say: text.Clean(folder.Path), Aside: "folder", Stay: true,
			Do: func() tea.Cmd { return c.open(folder.Path) }})
	}
	if c.env.Home != "" {
		rows = append(rows, kit.Row{Label: "look into the home folder", Aside: "folder", Stay: true, Do: func() tea.Cmd { return c.open(c.env.Home) }})
	}
	return rows
}

// ListedMsg is what a folder holds, for the chooser that asked.
type ListedMsg struct {
	of     *Chooser
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

// open lists a folder, or reads a file.
func (c *Chooser) open(path string) tea.Cmd {
	path = c.env.File(path)
	read := c.kind.Read(path)
	return func() tea.Msg {
		if info, err := os.Stat(path); err != nil || !info.IsDir() {
			return read()
		}
		return c.look(path)
	}
}

// look lists a folder: the files that may be meant, and the folders below it but the hidden ones.
func (c *Chooser) look(folder string) ListedMsg {
	msg := ListedMsg{of: c, folder: folder}
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
		case !e.IsDir() && c.kind.Is(name):
			if info, err := e.Info(); err == nil {
				msg.files = append(msg.files, file{name, info.ModTime()})
			}
		}
	}
	slices.SortStableFunc(msg.files, func(a, b file) int { return cmp.Or(b.at.Compare(a.at), cmp.Compare(a.name, b.name)) })
	msg.files, msg.below = msg.files[:min(len(msg.files), maxFiles)], msg.below[:min(len(msg.below), maxFiles)]
	return msg
}

// Show puts what a folder holds into the menu; it does nothing where another chooser has asked.
func (c *Chooser) Show(msg ListedMsg) {
	switch {
	case c == nil || msg.of != c:
		return
	case msg.err != nil:
		c.env.Say(kit.Failure, "This folder can't be read. Choose another one.")
		return
	}
	var rows []kit.Row
	add := func(label, aside, path string) {
		rows = append(rows, kit.Row{Label: label, Aside: aside, Stay: true, Do: func() tea.Cmd { return c.open(path) }})
	}
	for _, f := range msg.files {
		label, aside := text.Clean(f.name), f.at.In(c.env.Now.Location()).Format("2006-01-02 15:04")
		if c.kind.Label != nil {
			label, aside = c.kind.Label(f.name, f.at)
		}
		add(label, aside, filepath.Join(msg.folder, f.name))
	}
	if up := filepath.Dir(msg.folder); up != msg.folder {
		add("..", "folder", up)
	}
	for _, name := range msg.below {
		add(text.Clean(name)+"/", "folder", filepath.Join(msg.folder, name))
	}
	c.Menu.Input.SetValue("")
	c.Menu.Title = c.kind.Title + " from " + text.Clean(msg.folder)
	c.Menu.Empty = c.kind.None
	c.Menu.SetRows(rows)
}
