package connections

import (
	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/syncer"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
)

// Actions is the screen's key table.
func (s *Screen) Actions() []kit.Action {
	r := s.chosen()
	none := ""
	if r == nil {
		none = "there is no connection to do it with. Press a to add one."
		r = &row{}
	}
	open := func(msg screen.OpenMsg) func() tea.Cmd {
		return func() tea.Cmd { s.env.Post(msg); return nil }
	}
	of := func(kind screen.Kind) func() tea.Cmd {
		return open(screen.OpenMsg{Kind: kind, Connection: r.id, Name: r.name})
	}
	table := []kit.Action{
		{ID: "open", Keys: []string{"enter"}, Label: "open", Help: "Open the connection in the editor.", Why: none, Do: of(screen.Editor)},
		{ID: "sync", Keys: []string{"s"}, Label: "sync now", Help: "Run what is ticked, or show what is under way; what changes the store shows its plan first.",
			Why: s.whyNoSync(none), Do: func() tea.Cmd { return s.sync(r) }},
		{ID: "orders", Keys: []string{"o"}, Label: "orders", Help: "List the orders that were imported.", Why: none, Do: of(screen.Orders)},
		{ID: "add", Keys: []string{"a"}, Label: "add cart", Help: "Connect another store.", Do: open(screen.OpenMsg{Kind: screen.Gallery})},
		{ID: "jobs", Keys: []string{"j"}, Label: "jobs", Help: "List what ran for this connection, and how it ended.", Why: none, Do: of(screen.Jobs)},
		{ID: "all-jobs", Keys: []string{"J"}, Help: "List what ran, of every connection.", Do: open(screen.OpenMsg{Kind: screen.Jobs})},
		{ID: "stock", Keys: []string{"i"}, Label: "stock", Help: "List the items and what is counted of them, compared with what the store was told.", Do: of(screen.Stock)},
		{ID: "customers", Keys: []string{"c"}, Help: "List the customers of the connection.", Why: none, Do: of(screen.Customers)},
		{ID: "locations", Keys: []string{"l"}, Help: "List the locations of the book.", Do: open(screen.OpenMsg{Kind: screen.Locations})},
		{ID: "activity", Keys: []string{"v"}, Help: "Who did what, when, and from where.", Do: open(screen.OpenMsg{Kind: screen.Activity})},
		{ID: "attention", Keys: []string{"!"}, Help: "Go to what needs attention, the worst first.", Why: s.whyNothing(), Do: s.attend},
		{ID: "test", Keys: []string{"t"}, Label: "test", Help: "Test the connection.", Why: none,
			Do: open(screen.OpenMsg{Kind: screen.Editor, Connection: r.id, Name: r.name, Test: true})},
		{ID: "active", Keys: []string{"space"}, Label: "active", Help: "Make the connection active, or not: then nothing is synchronised.", Why: none,
			Do: func() tea.Cmd { return s.toggle(r.id) }},
		{ID: "settings", Keys: []string{","}, Help: "Settings: colours, times, keys, the book's copy, a problem's report.",
			Do: open(screen.OpenMsg{Kind: screen.Settings})},
		{ID: "filter", Keys: []string{"/"}, Label: "filter", Help: "Show only the connections whose name holds what is typed.", Why: none,
			Do: func() tea.Cmd { s.filter.Typing = true; return nil }},
	}
	if s.filter.Value() != "" {
		table[len(table)-1].Why = ""
		table = append(table, kit.Action{ID: "back", Keys: []string{"esc"}, Label: "show all", Help: "Clear the filter.",
			Do: func() tea.Cmd { s.filter.SetValue(""); s.match(); return nil }})
	}
	return append(table, kit.Move("Choose a connection; also pgup, pgdown, home and end."))
}

func (s *Screen) whyNothing() string {
	if len(s.needs()) == 0 {
		return "nothing needs attention."
	}
	return ""
}

func (s *Screen) whyNoSync(none string) string {
	r := s.chosen()
	switch {
	case none != "":
		return none
	case !r.active:
		return r.name + " is not active. Press space to make it so."
	case len(syncer.Ticked(r.conn.Options)) == 0:
		return "no option is ticked. Open " + r.name + " and tick Import Orders in its Options."
	}
	return ""
}

// sync runs the ticked option, asks which one where there are several, or shows the job under way.
func (s *Screen) sync(r *row) tea.Cmd {
	ticked := syncer.Ticked(r.conn.Options)
	switch _, running := s.env.Running(r.id); {
	case running:
		return screen.StartOption(s.env, s, r.id, r.name, ticked[0], false)
	case len(ticked) == 1:
		return screen.RunOption(s.env, s, r.id, r.name, ticked[0], false)
	}
	var rows []kit.Row
	for _, o := range ticked {
		rows = append(rows, kit.Row{Label: o.Title(), Do: func() tea.Cmd { return screen.RunOption(s.env, s, r.id, r.name, o, false) }})
	}
	s.env.Post(screen.MenuMsg{Menu: kit.NewMenu("What to run for "+r.name, "type a few letters", rows)})
	return nil
}
