package plan

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
)

// Key moves in the section that is seen, or types the filter.
func (s *Screen) Key(msg tea.KeyPressMsg) (bool, tea.Cmd) {
	name := msg.String()
	switch {
	case s.filter.Typing:
		return s.typed(msg), nil
	case s.plan == nil:
		return false, nil
	case s.why:
		return s.scroll.Key(name), nil
	}
	switch name {
	case "tab", "right":
		s.tabs.Turn(1)
		return true, nil
	case "shift+tab", "left":
		s.tabs.Turn(-1)
		return true, nil
	case "space":
		return false, nil
	}
	if s.tabs.Chosen == about {
		return s.page.Key(name), nil
	}
	return s.lists[s.tabs.Chosen].Key(name), nil
}

// typed gives a key to the filter.
func (s *Screen) typed(msg tea.KeyPressMsg) bool {
	used, changed := s.filter.Type(msg)
	if !changed {
		return used
	}
	s.match()
	return true
}

// Click chooses a tab or a row; a click on the chosen row opens it.
func (s *Screen) Click(x, y int) (open bool, cmd tea.Cmd) {
	part := s.tabs.Chosen
	switch {
	case s.plan == nil || s.why:
		return false, nil
	case y == s.row:
		s.tabs.Click(x)
		return false, nil
	case part == about:
		return false, nil
	}
	s.filter.Typing = false
	was := s.lists[part].Cursor()
	return s.lists[part].Click(y-s.above) && was == s.lists[part].Cursor(), nil
}

// Actions is the key table.
func (s *Screen) Actions() []kit.Action {
	if s.why {
		return []kit.Action{
			{ID: "copy", Keys: []string{"y"}, Label: "copy", Help: "Copy this row and its reasons.", Do: s.copy},
			{ID: "move", Keys: []string{"up", "down"}, Show: "up/down", Label: "scroll", Help: "Scroll.", Do: kit.Nothing},
			{ID: "back", Keys: []string{"esc"}, Label: "back", Help: "Back to the rows of the plan.", Do: func() tea.Cmd { s.why = false; return nil }},
		}
	}
	table := []kit.Action{
		{ID: "apply", Keys: []string{"a"}, Label: "apply", Help: "Change the store as the plan says, after a confirmation.", Why: s.whyNotApply(), Do: s.apply},
		{ID: "confirm-location", Keys: []string{"l"}, Label: "one location", Help: "Say that the store has one location, and work the plan out.",
			Why: s.whyNotSingle(), Do: func() tea.Cmd { s.single = true; return s.start() }},
		{ID: "cancel", Keys: []string{"c"}, Label: "cancel", Help: "Stop working the plan out. Nothing is changed in the store.", Why: s.whyNotCancel(), Do: s.stop},
		{ID: "overwrite", Keys: []string{"space"}, Label: "overwrite", Help: "Overwrite the store's number of this conflict with the book's, or leave it.",
			Why: s.whyNotOverwrite(), Do: s.toggle},
		{ID: "overwrite-all", Keys: []string{"w"}, Label: s.allLabel(), Help: "Overwrite every conflict's number in the store, or leave them all.",
			Why: s.whyNoConflicts(), Do: s.toggleAll},
		{ID: "open", Keys: []string{"enter"}, Label: "why", Help: "Show the sum behind this row, line by line.", Why: s.whyNoRow(),
			Do: func() tea.Cmd { s.why, s.scroll = true, kit.Scroll{}; return nil }},
		{ID: "section", Keys: []string{"tab", "shift+tab"}, Show: "tab", Label: "next part", Help: "Turn to the changes, the conflicts, what is left out, and what is to be known; also left and right.",
			Why: s.whyNoPlan(), Do: kit.Nothing},
		{ID: "filter", Keys: []string{"/"}, Label: "filter", Help: "Show only the rows that hold what is typed: a sku, an order, a location.", Why: s.whyNoPlan(),
			Do: func() tea.Cmd { s.filter.Typing = true; return nil }},
		{ID: "sort", Keys: []string{">"}, Label: "sort", Help: "Sort the changes by the next column.", Why: s.whyNoPlan(), Do: s.sort},
		{ID: "sort-backwards", Keys: []string{"<"}, Help: "Turn the order of the changes around.", Why: s.whyNoPlan(),
			Do: func() tea.Cmd { s.rows.backwards = !s.rows.backwards; s.match(); return nil }},
		{ID: "refresh", Keys: []string{"r"}, Label: "again", Help: "Ask the store and work the plan out again.", Why: s.whyNotAgain(), Do: s.start},
		{ID: "undo", Keys: []string{"u"}, Help: "Plan to put back what the store had before the last push, where nothing else has changed it since.",
			Why: s.whyNotUndo(), Do: s.openUndo},
		{ID: "copy", Keys: []string{"y"}, Help: "Copy this row and its reasons.", Why: s.whyNoRow(), Do: s.copy},
		kit.Move("Choose a row; also pgup, pgdown, home and end."),
	}
	switch {
	case s.working() && s.record == 0:
		table = append(table, kit.Action{ID: "back", Keys: []string{"esc"}, Label: "back", Help: "Stop working the plan out and go back.", Do: func() tea.Cmd {
			s.env.Post(screen.BackMsg{})
			return s.stop()
		}})
	case s.filter.Value() != "":
		table = append(table, kit.Action{ID: "back", Keys: []string{"esc"}, Label: "show all", Help: "Clear the filter.",
			Do: func() tea.Cmd { s.filter.SetValue(""); s.match(); return nil }})
	}
	return table
}

// allLabel keeps the footer short where no conflict is seen.
func (s *Screen) allLabel() string {
	if s.tabs.Chosen == conflicts {
		return "overwrite all"
	}
	return ""
}

// stop cancels the run that works the plan out.
func (s *Screen) stop() tea.Cmd {
	s.asked = true
	engine, id, run := s.env.Engine, s.id, s.run
	return func() tea.Msg {
		if r := engine.Running(id); r != nil && r.ID() == run {
			if err := engine.Cancel(r); err != nil {
				return screen.Failed(err)
			}
		}
		return nil
	}
}

func (s *Screen) sort() tea.Cmd {
	if s.rows.by++; s.rows.by == byLocation && !s.sums.several {
		s.rows.by++ // there is no such column
	}
	s.rows.by %= orders
	s.match()
	s.lists[changes].SetCursor(0)
	return nil
}

func (s *Screen) toggle() tea.Cmd {
	sku := store.NormalSKU(s.plan.Conflicts[s.at()].SKU)
	s.overwrite[sku] = !s.overwrite[sku]
	s.lists[conflicts].Forget()
	return nil
}

func (s *Screen) toggleAll() tea.Cmd {
	on := s.chosenConflicts() < len(s.plan.Conflicts)
	for i := range s.plan.Conflicts {
		s.overwrite[store.NormalSKU(s.plan.Conflicts[i].SKU)] = on
	}
	s.tabs.Chosen = conflicts
	s.lists[conflicts].Forget()
	return nil
}

func (s *Screen) openUndo() tea.Cmd {
	s.env.Post(screen.OpenMsg{Kind: screen.Plan, Connection: s.id, Name: s.name, Option: syncer.UpdateInventory, Undo: true})
	return nil
}

// copy puts the chosen row into the terminal's clipboard.
func (s *Screen) copy() tea.Cmd {
	s.env.Say(kit.Done, "Copied.")
	return tea.SetClipboard(strings.Join(s.reasons().plain(), "\n"))
}

func (s *Screen) whyNoPlan() string {
	switch {
	case s.working():
		return "the plan is not there yet."
	case s.plan == nil:
		return "there is no plan. Press r to work it out."
	}
	return ""
}

func (s *Screen) whyNotApply() string {
	_, busy := s.env.Running(s.id)
	switch {
	case s.record != 0:
		return "this is the plan of a past job. Run " + s.option.Title() + " again for a new one."
	case s.whyNoPlan() != "":
		return s.whyNoPlan()
	case s.applies() == 0 && len(s.plan.Conflicts) > 0:
		return "nothing to apply. Press space to overwrite a conflict."
	case s.applies() == 0 && screen.Updates(s.option):
		return "nothing to apply."
	case busy:
		return "a job of " + s.name + " is under way."
	}
	return ""
}

func (s *Screen) whyNotSingle() string {
	if !s.asksLocation() {
		return "there is nothing to say about the store's locations."
	}
	return ""
}

func (s *Screen) whyNotCancel() string {
	if !s.working() || s.record != 0 {
		return "nothing is being worked out."
	}
	return ""
}

func (s *Screen) whyNoConflicts() string {
	switch {
	case s.record != 0:
		return "this is the plan of a past job."
	case s.whyNoPlan() != "":
		return s.whyNoPlan()
	case len(s.plan.Conflicts) == 0:
		return "there is no conflict."
	}
	return ""
}

func (s *Screen) whyNotOverwrite() string {
	switch {
	case s.whyNoConflicts() != "":
		return s.whyNoConflicts()
	case s.tabs.Chosen != conflicts || s.at() < 0:
		return "choose a conflict first: tab turns to them."
	}
	return ""
}

func (s *Screen) whyNoRow() string {
	switch {
	case s.whyNoPlan() != "":
		return s.whyNoPlan()
	case s.at() < 0:
		return "there is no row to choose here."
	}
	return ""
}

func (s *Screen) whyNotAgain() string {
	switch {
	case s.record != 0:
		return "this is the plan of a past job."
	case s.working():
		return "it is being worked out."
	}
	return ""
}

func (s *Screen) whyNotUndo() string {
	switch {
	case s.undo:
		return "this is the plan of it."
	case s.option != syncer.UpdateInventory:
		return "only a push of stock can be undone."
	case !s.past.read:
		return "the book is being read."
	case s.past.pushed == 0:
		return "no stock was pushed so far."
	case s.record != 0 && s.record != s.past.pushed:
		return fmt.Sprintf("run %d was the last push, and only the last one can be undone.", s.past.pushed)
	case s.working():
		return s.whyNoPlan()
	}
	return ""
}
