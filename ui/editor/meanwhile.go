package editor

import (
	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// meanwhileMsg brings the connection as somebody else has saved it.
type meanwhileMsg struct {
	screen    *Screen
	conn      store.Connection
	overwrite bool
}

// askChanged tells that somebody else has saved the connection since it was opened here, and asks whose changes are to stay.
func (s *Screen) askChanged(changed *store.ChangedMeanwhileError) *kit.Dialog {
	who := text.Clean(changed.Who)
	if who == "" {
		who = "somebody else"
	}
	return &kit.Dialog{
		Title: "Changed meanwhile",
		Say: []string{text.Clean(changed.Name) + " was changed by " + who + ", " + s.env.Ago(changed.At) + ", while it was open here. Nothing was overwritten.", "",
			"Load theirs takes back what was entered here. Overwrite puts it in the place of theirs."},
		Buttons: []string{"Load theirs", "Overwrite", "Keep editing"},
		Focus:   2,
		Done: func(button int, _ string) tea.Cmd {
			if button > 1 {
				return nil
			}
			return s.meanwhile(button == 1)
		},
	}
}

// meanwhile reads the connection as it is by now.
func (s *Screen) meanwhile(overwrite bool) tea.Cmd {
	book, id := s.env.Book, s.m.Connection().ID
	return func() tea.Msg {
		conn, err := book.Connection(id)
		if err != nil {
			return screen.Failed(err)
		}
		return meanwhileMsg{s, conn, overwrite}
	}
}

// goOn goes on with what somebody else has saved: in its place, or from it.
func (s *Screen) goOn(msg meanwhileMsg) tea.Cmd {
	if msg.overwrite {
		s.m.Overwrite(msg.conn.Revision)
		return s.save()
	}
	do := s.do(s.m.Load(msg.conn))
	s.notes = ""
	s.fill()
	s.env.Say(kit.Done, text.Clean(msg.conn.Name)+" is shown as it was saved.")
	return do
}
