package editor

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/screen"
	"cartwire/ui/setup"
)

// goals are the ticked options, as the guide has them.
func (s *Screen) goals() setup.Goals {
	f := s.m.Form()
	return setup.Goals{Orders: f.ImportOrders, Stock: f.UpdateInventory, Statuses: f.UpdateOrderStatus, Products: f.ImportProducts}
}

// openGuide leads to the guide, at a step or where it was left; what it brings comes back by Fill.
func (s *Screen) openGuide(step setup.GuideStep) tea.Cmd {
	s.env.Post(screen.OpenMsg{Kind: screen.Guide, Step: step, Goals: s.goals()})
	return nil
}

// wayOver chooses the store-level account and leads to making one. The legacy account's fields are kept.
func (s *Screen) wayOver() tea.Cmd {
	do := s.m.Edit(func(f *setup.Form) { f.Kind = store.KindStore })
	s.fill()
	s.forms[tabGeneral].Focus(itemPath)
	return tea.Batch(s.do(do), s.openGuide(setup.GuideSignIn))
}

// Fill takes over what the guide has brought, into the connection it was opened from.
func (s *Screen) Fill(f setup.Filled) tea.Cmd {
	if s.m == nil || s.m.State() == setup.Saving || s.m.State() == setup.Leaving {
		return nil
	}
	if s.m.Connection().ID == 0 {
		return s.begin(f)
	}
	if f.Legacy {
		do := s.m.Edit(func(form *setup.Form) { form.Kind = store.KindLegacy })
		s.fill()
		s.forms[tabGeneral].Focus(itemURL)
		return s.do(do)
	}
	if !f.Complete() {
		return nil
	}
	do := s.do(s.m.Fill(f.Credentials))
	s.notes = strings.Join(f.Notes, "; ")
	s.fill()
	s.tabs.Chosen, s.tabs.Focused = tabGeneral, false
	s.forms[tabGeneral].Focus(itemTest)
	if s.askHost(true, s.test) {
		return do
	}
	return tea.Batch(do, s.test())
}
