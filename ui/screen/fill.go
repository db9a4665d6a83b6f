package screen

import (
	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce"
	"cartwire/ui/kit"
	"cartwire/ui/setup"
	"cartwire/ui/text"
)

// EditorWith opens the editor on a new connection with what was found for it, and tests it where there is enough to.
func EditorWith(f setup.Filled, replace bool) OpenMsg {
	return OpenMsg{Kind: Editor, Filled: &f, Test: true, Replace: replace}
}

// FillPasted opens the editor with the pasted text of a credentials file, or says what is wrong with it.
func FillPasted(e *Env, content string, replace bool) {
	c, notes, err := bigcommerce.ParseCredentials([]byte(content))
	if err != nil {
		e.Say(kit.Caution, text.Clean(err.Error()))
		return
	}
	e.Post(EditorWith(setup.Filled{Credentials: c, Notes: notes, Goals: setup.Goals{Orders: true}}, replace))
}

// PractisedMsg is a practice store that runs, or why it doesn't.
type PractisedMsg struct {
	From  Screen
	Store PracticeStore
	Err   error
}

// StartPractice starts a practice store.
func StartPractice(e *Env, from Screen) tea.Cmd {
	start := e.Practise
	return func() tea.Msg {
		s, err := start(e.Ctx)
		return PractisedMsg{from, s, err}
	}
}
