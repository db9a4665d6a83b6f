package guide

import (
	tea "charm.land/bubbletea/v2"

	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/setup"
)

// Actions is the key table of the step.
func (s *Screen) Actions() []kit.Action {
	if !s.ready {
		return nil
	}
	var table []kit.Action
	next := kit.Action{ID: "open", Keys: []string{"enter"}, Label: "done, next", Help: "Go on to the next step.", Do: s.choose}
	switch {
	case s.q.Many:
		table = append(table, kit.Action{ID: "tick", Keys: []string{"space"}, Label: "tick", Help: "Tick it, or not.", Do: kit.Nothing})
		next.Label = "next"
	case len(s.offers.Entries) > 0:
		next.Label, next.Help = "choose", "Go on with what is chosen."
	}
	table = append(table, next)
	if !s.in.empty() {
		table = []kit.Action{
			{ID: "open", Keys: []string{"enter"}, Label: "end of line; twice: read it", Help: "End the line. On an empty line: read the text.", Do: s.choose},
			{ID: "clear", Keys: []string{"esc"}, Label: "start again", Help: "Forget what was taken in.", Do: s.clear},
		}
		return table
	}
	table = append(table, s.backAction())
	table = append(table, kit.Action{ID: "back", Keys: []string{"esc"}, Label: "leave", Help: "Leave the guide. It is kept, and goes on at this step the next time.",
		Do: s.leave})
	if link := s.link(); link != "" {
		table = append(table, kit.Action{ID: "copy", Keys: []string{"y"}, Label: "copy link",
			Help: "Copy the link, where the terminal allows it, to open it in a browser.", Do: s.copy(link)})
	}
	if !s.Typing() {
		table = append(table, kit.Action{ID: "restart", Keys: []string{"r"}, Help: "Begin again, at the first step.",
			Do: func() tea.Cmd { return s.answer(setup.Answer{Restart: true}) }})
	}
	return append(table, kit.Move("Move the choice, or scroll."))
}

func (s *Screen) backAction() kit.Action {
	why := ""
	if s.q.Step == setup.GuideGoals {
		why = "this is the first step."
	}
	back := kit.Action{ID: "step-back", Keys: []string{"left", "b"}, Show: "left", Label: "step back", Help: "Go back one step.", Why: why,
		Do: func() tea.Cmd { return s.answer(setup.Answer{Back: true}) }}
	return back
}

// Click chooses what was clicked: a tick is set or taken away, anything else is gone on with.
func (s *Screen) Click(_, y int) (bool, tea.Cmd) {
	if !s.ready || !s.offers.Click(y-1) {
		return false, nil
	}
	s.moved = true
	if s.q.Many {
		s.tick()
		return false, nil
	}
	return true, nil
}

func (s *Screen) tick() {
	e := s.offers.Chosen()
	e.On, s.problem = !e.On, ""
}

// link is the step's link; empty where it has none.
func (s *Screen) link() string {
	if len(s.q.Page.Links) == 0 {
		return ""
	}
	return s.q.Page.Links[0].URL
}

func (s *Screen) copy(link string) func() tea.Cmd {
	return func() tea.Cmd {
		s.env.Say(kit.Info, "The link was given to the terminal to copy. Where that doesn't work, it can be selected on the screen.")
		return tea.SetClipboard(link)
	}
}

func (s *Screen) clear() tea.Cmd {
	s.in.clear()
	s.problem = ""
	return nil
}

func (s *Screen) leave() tea.Cmd {
	s.env.Post(screen.BackMsg{})
	if s.q.Step != setup.GuideGoals {
		s.env.Say(kit.Info, "The guide is kept at "+s.g.Where()+".")
	}
	return nil
}
