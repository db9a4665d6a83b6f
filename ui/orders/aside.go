package orders

import (
	tea "charm.land/bubbletea/v2"

	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// asideMsg is how many orders of the connection can't be read.
type asideMsg struct {
	screen     *Screen
	held, kept int
}

// lookAside counts the orders that can't be read.
func (s *Screen) lookAside() tea.Cmd {
	book := s.env.Book
	return func() tea.Msg {
		list, err := book.SetAsides(s.id)
		if err != nil {
			return screen.Failed(err)
		}
		msg := asideMsg{screen: s, kept: len(list)}
		for _, a := range list {
			if a.Dismissed == nil {
				msg.held++
			}
		}
		return msg
	}
}

func (s *Screen) setAside(msg asideMsg) {
	if msg.screen == s {
		s.held, s.kept = msg.held, msg.kept
	}
}

// drawAside is the notice above the list.
func (s *Screen) drawAside(width int) string {
	t := s.env.Theme
	say := " " + kit.Of(s.held, "order") + " can't be read: press "
	return text.Truncate("  "+t.Warn.Render(t.Glyphs.Warn)+say+t.Key.Render("b"), width, t.Glyphs.Ellipsis)
}

// unread leads to the orders that can't be read.
func (s *Screen) unread() kit.Action {
	why := ""
	if s.kept == 0 {
		why = "every order of the store could be read."
	}
	return kit.Action{ID: "unread", Keys: []string{"b"}, Help: "Show the orders that can't be read: try again, give up, or put right.", Why: why, Do: func() tea.Cmd {
		s.env.Post(screen.OpenMsg{Kind: screen.Aside, Connection: s.id, Name: s.name})
		return nil
	}}
}
