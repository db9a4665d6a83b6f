package editor

import (
	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/setup"
)

// Actions is the key table of the tab, or of the test's panel.
func (s *Screen) Actions() []kit.Action {
	if s.m == nil {
		return nil
	}
	if s.panel() {
		return s.panelActions()
	}
	var table []kit.Action
	back := s.leave("back", "Go back to the list; asks where something is unsaved.")
	if s.tabs.Chosen == tabLocations {
		table = append(s.placeActions(), back)
	}
	table = append(table,
		kit.Action{ID: "test", Keys: []string{"ctrl+t"}, Label: "test", Help: "Test Connection: asks the store whether the credentials do what is ticked.", Do: s.test},
		kit.Action{ID: "save", Keys: []string{"ctrl+s"}, Label: "save", Help: "Save. Where Import Orders is ticked, the import starts.", Do: s.save},
	)
	if s.tabs.Chosen != tabLocations {
		table = append(table, back)
	}
	return append(table,
		kit.Action{ID: "tab", Keys: []string{"ctrl+n", "ctrl+pgdown"}, Show: "ctrl+n", Label: "next tab",
			Help: "Turn to the next tab; ctrl+pgup turns back.", Do: s.turn(1)},
		kit.Action{ID: "tab-back", Keys: []string{"ctrl+pgup"}, Help: "Turn to the tab before.", Do: s.turn(-1)},
		kit.Action{ID: "undo", Keys: []string{"ctrl+z"}, Help: "Take the last change back, one entry after the other.", Why: s.whyNoUndo(), Do: s.undo},
		kit.Action{ID: "discard", Keys: []string{"ctrl+r"}, Help: "Discard: take everything back to what was saved. ctrl+z brings it again.", Why: s.whyNoRevert(), Do: s.revert},
		kit.Action{ID: "load", Keys: []string{"ctrl+o"}, Help: "Load credentials file. Its text can also be pasted into any field.", Do: s.askFile},
		kit.Action{ID: "guide", Keys: []string{"ctrl+g"}, Help: "Open the guide: how to get the credentials.", Do: func() tea.Cmd { return s.openGuide("") }},
		kit.Action{ID: "move", Keys: []string{"tab", "shift+tab"}, Show: "tab", Help: "Go to the next field; shift+tab goes back. Space ticks, enter presses.",
			Do: kit.Nothing},
	)
}

func (s *Screen) whyNoUndo() string {
	if s.m.CanUndo() {
		return ""
	}
	return "nothing was changed here."
}

func (s *Screen) whyNoRevert() string {
	if s.m.Unsaved() {
		return ""
	}
	return "nothing is unsaved."
}

func (s *Screen) leave(label, help string) kit.Action {
	return kit.Action{ID: "back", Keys: []string{"esc"}, Label: label, Help: help, Do: func() tea.Cmd { return s.do(s.m.Leave()) }}
}

func (s *Screen) turn(by int) func() tea.Cmd {
	return func() tea.Cmd {
		s.settle()
		s.tabs.Turn(by)
		s.tabs.Focused = false
		if f := s.form(); f != nil {
			f.Focus("")
		}
		return nil
	}
}

func (s *Screen) panelActions() []kit.Action {
	cancel := kit.Action{ID: "back", Keys: []string{"esc"}, Label: "back to the form", Help: "Go back to what was entered.",
		Do: func() tea.Cmd { return s.do(s.m.Cancel()) }}
	again := kit.Action{ID: "test", Keys: []string{"t", "ctrl+t"}, Show: "t", Label: "test again", Help: "Run the test again.", Do: s.test}
	save := kit.Action{ID: "save", Keys: []string{"ctrl+s", "s"}, Show: "s", Label: "save", Help: "Save. Where Import Orders is ticked, the import starts.", Do: s.save}
	scroll := kit.Move("Scroll.")
	switch s.m.State() {
	case setup.Testing:
		cancel.Label, cancel.Help = "cancel", "Stop the test."
		return []kit.Action{cancel, scroll}
	case setup.Tested:
		save.Keys = append(save.Keys, "enter")
		save.Show = "enter"
		return []kit.Action{save, again, cancel, scroll}
	}
	save.Label, cancel.Label = "save anyway", "back"
	guide := kit.Action{ID: "guide", Keys: []string{"i"}, Label: "guide", Help: "Open the guide at the permissions to tick.",
		Do: func() tea.Cmd { return s.openGuide(setup.GuidePermissions) }}
	if s.m.Form().Legacy() {
		guide.Why = "a legacy account has no boxes to tick."
	}
	return []kit.Action{again, save, guide, cancel, scroll}
}

func (s *Screen) placeActions() []kit.Action {
	l, none := s.places.chosen(), ""
	if l == nil {
		l, none = &store.Location{}, "there is no location yet."
	}
	return []kit.Action{
		{ID: "tick", Keys: []string{"space", "enter"}, Show: "space", Label: "tick", Why: none, Do: s.tick,
			Help: "Tick the location, or not. Imported orders are allocated at the one ticked first; none ticked means all."},
		{ID: "add", Keys: []string{"a"}, Label: "add", Help: "Add a location to the book.", Do: func() tea.Cmd { return s.askName(store.Location{}) }},
		{ID: "rename", Keys: []string{"r"}, Label: "rename", Help: "Rename the location.", Why: none, Do: func() tea.Cmd { return s.askName(*l) }},
		{ID: "remove", Keys: []string{"d"}, Label: "remove", Help: "Remove the location from the book.", Why: none, Do: func() tea.Cmd { return s.askRemove(*l) }},
		s.mapAction(*l, none),
		s.locationAction(),
	}
}

// press carries a button out.
func (s *Screen) press(id string) tea.Cmd {
	switch id {
	case itemLoad:
		return s.askFile()
	case itemOver:
		return s.wayOver()
	case itemGuide:
		return s.openGuide("")
	case itemTest:
		return s.test()
	}
	return s.save()
}
