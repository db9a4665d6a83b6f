package editor

import (
	"os"
	"path/filepath"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/setup"
	"cartwire/ui/text"
)

type loadedMsg struct {
	screen *Screen
	creds  bigcommerce.Credentials
	notes  []string
	err    error
}

// paste takes a whole credentials file from anywhere, and other text into the field that has the focus.
func (s *Screen) paste(content string) tea.Cmd {
	if s.m == nil || s.panel() {
		return nil
	}
	creds, notes, err := bigcommerce.ParseCredentials([]byte(content))
	if err == nil {
		return s.filled(creds, notes, false)
	}
	f := s.form()
	if f == nil || s.tabs.Focused || !f.Typing() {
		s.env.Say(kit.Caution, "This is no credentials file's text, and no field is chosen to paste it into.")
		return nil
	}
	it := f.Focused()
	it.Input.Paste(content)
	return s.edited(it)
}

// filled takes credentials over.
func (s *Screen) filled(creds bigcommerce.Credentials, notes []string, byItself bool) tea.Cmd {
	do := s.m.Fill(creds)
	s.notes = strings.Join(notes, "; ")
	s.fill()
	s.tabs.Chosen, s.tabs.Focused = tabGeneral, false
	s.forms[tabGeneral].Focus(itemTest)
	if s.m.Form().Name == "" {
		s.forms[tabGeneral].Focus(itemName)
	}
	s.askHost(byItself, func() tea.Cmd { return nil })
	return s.do(do)
}

// askFile offers the file that was found, or asks for one. The file's name counts as a secret: it is not shown.
func (s *Screen) askFile() tea.Cmd {
	offered := s.env.CredentialsFile
	if offered == "" {
		return s.askPath()
	}
	s.env.Post(screen.AskMsg{Dialog: &kit.Dialog{
		Title:   "Load credentials file",
		Say:     []string{"A credentials file lies in " + text.Clean(filepath.Dir(offered)) + "."},
		Buttons: []string{"Load it", "Another file", "Cancel"},
		Done: func(button int, _ string) tea.Cmd {
			switch button {
			case 0:
				return s.readFile(offered)
			case 1:
				return s.askPath()
			}
			return nil
		},
	}})
	return nil
}

func (s *Screen) askPath() tea.Cmd {
	in := kit.NewInput("~/Downloads")
	s.env.Post(screen.AskMsg{Dialog: &kit.Dialog{
		Title: "Load credentials file",
		Say: []string{"The text file that BigCommerce downloaded when the API account was saved.",
			"Name the file, or the folder it lies in: then its newest credentials file is read."},
		Input:   &in,
		Buttons: []string{"Load", "Cancel"},
		Check: func(value string) string {
			if strings.TrimSpace(value) == "" {
				return "A file or a folder is needed."
			}
			return ""
		},
		Done: func(button int, value string) tea.Cmd {
			if button != 0 {
				return nil
			}
			return s.readFile(strings.TrimSpace(value))
		},
	}})
	return nil
}

func (s *Screen) readFile(path string) tea.Cmd {
	return func() tea.Msg {
		creds, notes, err := bigcommerce.ReadCredentialsFile(newest(atHome(path)))
		return loadedMsg{s, creds, notes, err}
	}
}

func (s *Screen) loaded(msg loadedMsg) tea.Cmd {
	if msg.err != nil {
		s.env.Say(kit.Failure, text.Clean(msg.err.Error()))
		return nil
	}
	if s.m.State() == setup.Saving || s.m.State() == setup.Leaving {
		return nil
	}
	return s.filled(msg.creds, msg.notes, true)
}

// atHome resolves a leading ~.
func atHome(path string) string {
	rest, ok := strings.CutPrefix(path, "~")
	if !ok || (rest != "" && rest[0] != '/' && rest[0] != filepath.Separator) {
		return path
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return path
	}
	return filepath.Join(home, rest)
}

// newest is the latest credentials file of a folder; path itself where it is no folder or holds none.
func newest(path string) string {
	entries, err := os.ReadDir(path)
	if err != nil {
		return path
	}
	found, at := path, time.Time{}
	for _, e := range entries {
		if !bigcommerce.IsCredentialsFile(e.Name()) {
			continue
		}
		if info, err := e.Info(); err == nil && info.ModTime().After(at) {
			found, at = filepath.Join(path, e.Name()), info.ModTime()
		}
	}
	return found
}
