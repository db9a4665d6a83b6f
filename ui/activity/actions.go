package activity

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// Actions is the key table.
func (s *Screen) Actions() []kit.Action {
	if s.open {
		return []kit.Action{
			{ID: "back", Keys: []string{"esc", "enter"}, Show: "esc", Label: "back to the list", Help: "Go back to the list.",
				Do: func() tea.Cmd { s.open = false; return nil }},
			{ID: "move", Keys: []string{"up", "down"}, Show: "up/down", Label: "scroll", Help: "Scroll; also pgup, pgdown, home and end.", Do: kit.Nothing},
		}
	}
	none, why := "", ""
	if s.window.Chosen() == nil {
		none = "there is no line."
	}
	if why = none; s.busy {
		why = "an export is under way."
	}
	table := []kit.Action{
		{ID: "open", Keys: []string{"enter"}, Label: "open", Help: "Show the line in full.", Why: none,
			Do: func() tea.Cmd { s.open, s.scroll = true, kit.Scroll{}; return nil }},
		{ID: "filter", Keys: []string{"/"}, Label: "filter", Help: "Show only lines that hold the words that are typed.",
			Do: func() tea.Cmd { s.filter.Typing = true; return nil }},
		{ID: "person", Keys: []string{"p"}, Label: "person", Help: "Show only what the chosen line's person did, or everybody's again.", Why: s.noPerson(none), Do: s.onlyPerson},
		{ID: "website", Keys: []string{"w"}, Label: "website", Help: "Choose the store whose lines are shown, or all.", Do: s.askConnection},
		{ID: "export", Keys: []string{"e"}, Label: "export", Help: "Write the lines that are chosen into a file, as CSV or JSON Lines.", Why: why, Do: s.askExport},
		{ID: "again", Keys: []string{"r"}, Label: "look again", Help: "Read the latest lines.", Do: s.window.Again},
		kit.Move("Choose a line; pgup and pgdown by screens, home to the latest."),
	}
	if s.filtered() {
		table = append(table, kit.Action{ID: "back", Keys: []string{"esc"}, Label: "show all", Help: "Clear the filters.", Do: func() tea.Cmd {
			s.filter.SetValue("")
			s.query, s.name = store.ActivityQuery{}, ""
			return s.begin()
		}})
	}
	return table
}

func (s *Screen) filtered() bool {
	return s.filter.Value() != "" || s.query != store.ActivityQuery{}
}

func (s *Screen) noPerson(none string) string {
	switch r := s.window.Chosen(); {
	case s.query.Who != "":
		return ""
	case none != "":
		return none
	case r.raw.Who == "":
		return "nobody is named in this line."
	}
	return ""
}

func (s *Screen) onlyPerson() tea.Cmd {
	if s.query.Who != "" {
		s.query.Who = ""
	} else {
		s.query.Who = s.window.Chosen().raw.Who
	}
	return s.begin()
}

// askConnection asks whose lines to show.
func (s *Screen) askConnection() tea.Cmd {
	choose := func(id store.ConnectionID, name string) func() tea.Cmd {
		return func() tea.Cmd {
			s.query.Connection, s.name = id, name
			return s.begin()
		}
	}
	rows := []kit.Row{{Label: "all", Say: "of every connection, and of the book itself", Do: choose(0, "")}}
	ids := make([]store.ConnectionID, 0, len(s.names))
	for id := range s.names {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	for _, id := range ids {
		aside := ""
		if id == s.query.Connection {
			aside = "chosen"
		}
		rows = append(rows, kit.Row{Label: s.names[id], Aside: aside, Do: choose(id, s.names[id])})
	}
	s.env.Post(screen.MenuMsg{Menu: kit.NewMenu("Whose lines to show", "type a few letters", rows)})
	return nil
}

// connectionName is what a line calls its connection; "" for none, and for one that was removed.
func (s *Screen) connectionName(id store.ConnectionID) string { return text.Clean(s.names[id]) }
