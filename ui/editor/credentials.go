package editor

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/setup"
	"cartwire/ui/text"
)

// loadedMsg is what a file held.
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
	if err == nil && s.m.State() != setup.Saving && s.m.State() != setup.Leaving {
		return s.takeOver(creds, notes, false)
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

// takeOver fills the form with credentials.
func (s *Screen) takeOver(creds bigcommerce.Credentials, notes []string, byItself bool) tea.Cmd {
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

func (s *Screen) loaded(msg loadedMsg) tea.Cmd {
	if msg.err != nil {
		s.env.Say(kit.Failure, text.Clean(msg.err.Error()))
		return nil
	}
	if s.m.State() == setup.Saving || s.m.State() == setup.Leaving {
		return nil
	}
	s.env.Post(screen.MenuMsg{}) // it was the right file: the menu is done
	return s.takeOver(msg.creds, msg.notes, true)
}
