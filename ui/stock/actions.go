package stock

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
)

// Actions is the key table.
func (s *Screen) Actions() []kit.Action {
	switch {
	case s.intake != nil:
		return s.intakeActions()
	case s.editing != nil:
		return editActions
	case s.reading():
		return []kit.Action{
			{ID: "back", Keys: []string{"esc", "w"}, Show: "esc", Label: "back to the table", Help: "Go back to the table.", Do: s.closeWhy},
			{ID: "move", Keys: []string{"up", "down"}, Show: "up/down", Label: "scroll", Help: "Scroll; also pgup, pgdown, home and end.", Do: kit.Nothing},
		}
	}
	return s.tableActions()
}

// editActions are the keys while a count is typed; the fields take them themselves.
var editActions = []kit.Action{
	{ID: "save", Keys: []string{"enter"}, Label: "save", Help: "Write the count into the book and go to the next row. An empty count on hand: the item isn't counted there.", Do: kit.Nothing},
	{ID: "next-field", Keys: []string{"tab"}, Label: "next number", Help: "Go on to what is on order, and to what the vendor has.", Do: kit.Nothing},
	{ID: "back", Keys: []string{"esc"}, Label: "leave it", Help: "Leave the count as it was.", Do: kit.Nothing},
}

var digits = strings.Split("0123456789", "")

func (s *Screen) tableActions() []kit.Action {
	none := ""
	if s.chosen() == nil {
		none = "there is no item to do it with."
	}
	noEdit := none
	if none == "" && len(s.places) == 0 {
		noEdit = "the locations are still being read."
	}
	noUndo := ""
	switch {
	case s.saving:
		noUndo, noEdit = "a count is being saved.", "a count is being saved."
	case len(s.undo) == 0:
		noUndo = "no count was changed here yet."
	}
	noDiffer := ""
	if s.id == 0 {
		noDiffer = "no store is chosen to compare with. Press v to choose one."
	}
	table := []kit.Action{
		{ID: "edit", Keys: append([]string{"enter"}, digits...), Show: "enter", Label: "edit", Why: noEdit, Do: s.typeCount,
			Help: "Type the chosen count; a digit starts at once. A scanned sku finds its row."},
		{ID: "filter", Keys: []string{"/"}, Label: "filter", Help: "Show only items whose sku or name holds what is typed.",
			Do: func() tea.Cmd { s.filter.Typing = true; return nil }},
		{ID: "low", Keys: []string{"l"}, Label: "low", Help: "Show only items that are low at a location, or all again.", Do: s.only(low)},
		{ID: "out", Keys: []string{"o"}, Label: "out", Help: "Show only items that are out of stock at a location, or all again.", Do: s.only(out)},
		{ID: "differs", Keys: []string{"d"}, Label: "differs", Help: "Show only items whose number in the store is not what it is to be, or all again.", Why: noDiffer, Do: s.only(differs)},
		{ID: "why", Keys: []string{"w"}, Label: "why", Help: "Show the sum behind the numbers of the chosen item.", Why: none, Do: s.openWhy},
		{ID: "plan", Keys: []string{"p"}, Label: "plan", Help: "Show what Update Inventory would change in the store, and do it from there.", Do: s.plan},
		{ID: "import", Keys: []string{"i"}, Label: "import", Help: "Import counts from a file of sku, location, on_hand, on_order, vendor_quantity.", Do: s.askFile},
		{ID: "returned", Keys: []string{"r"}, Label: "returned?", Help: "List refunded pieces that had left, and say whether they are back.", Why: noPlaces(s.places), Do: s.readReturned},
		{ID: "undo", Keys: []string{"u"}, Label: "undo", Help: "Take the last change of a count back.", Why: noUndo, Do: s.takeBack},
		{ID: "add", Keys: []string{"a"}, Label: "count another", Help: "Count an item by its sku, whether the book knows it or not.", Why: noPlaces(s.places), Do: s.askSKU},
		{ID: "compare", Keys: []string{"v"}, Label: "compare", Help: "Choose the store to compare the counts with, or none.", Do: s.askStore},
		{ID: "low-more", Keys: []string{"+", "="}, Show: "+", Help: "Raise the number of pieces at which an item is low.", Do: s.setLow(1)},
		{ID: "low-less", Keys: []string{"-"}, Help: "Lower the number of pieces at which an item is low.", Do: s.setLow(-1)},
		kit.Move("Choose an item; pgup and pgdown by screens, home and end to the first and last."),
		{ID: "move", Keys: []string{"left", "right"}, Show: "left/right", Help: "Choose a location.", Do: kit.Nothing},
	}
	if s.filter.Value() != "" || s.quick != all {
		table = append(table, kit.Action{ID: "back", Keys: []string{"esc"}, Label: "show all", Help: "Clear the filter.", Do: func() tea.Cmd {
			s.filter.SetValue("")
			s.quick = all
			return s.refilter()
		}})
	}
	return table
}

func noPlaces(places []store.Location) string {
	if len(places) == 0 {
		return "the locations are still being read."
	}
	return ""
}

// only shows the items of a quick filter, or all again.
func (s *Screen) only(q quick) func() tea.Cmd {
	return func() tea.Cmd {
		if s.quick == q {
			q = all
		}
		s.quick = q
		return s.refilter()
	}
}

func (s *Screen) setLow(by int) func() tea.Cmd {
	return func() tea.Cmd {
		s.low = max(1, min(s.low+by, maxLow))
		s.list.Forget()
		if s.quick == low {
			return s.refilter()
		}
		s.env.Say(kit.Info, "An item is low at "+kit.Of(s.low, "available piece")+" and fewer.")
		return nil
	}
}

func (s *Screen) openWhy() tea.Cmd {
	if s.beside {
		s.env.Say(kit.Info, "The sum stands beside the table.")
		return s.explain()
	}
	s.whyOpen, s.why.scroll = true, kit.Scroll{}
	return s.explain()
}

func (s *Screen) closeWhy() tea.Cmd {
	s.whyOpen = false
	return nil
}

// plan opens the plan of the store that is compared with, or asks of which.
func (s *Screen) plan() tea.Cmd {
	open := func(c named) func() tea.Cmd {
		return func() tea.Cmd {
			s.env.Post(screen.OpenMsg{Kind: screen.Plan, Connection: c.id, Name: c.name, Option: syncer.UpdateInventory})
			return nil
		}
	}
	if s.id != 0 {
		return open(named{s.id, s.name})()
	}
	return s.menu("Whose plan to show", open, nil)
}

// askStore asks which store to compare with.
func (s *Screen) askStore() tea.Cmd {
	compare := func(c named) func() tea.Cmd {
		return func() tea.Cmd {
			s.id, s.name, s.why.sku = c.id, c.name, ""
			if c.id == 0 && s.quick == differs {
				s.quick = all
			}
			return s.refilter()
		}
	}
	return s.menu("Compare the counts with", compare, []kit.Row{{Label: "no store", Say: "the book alone", Do: compare(named{})}})
}

func (s *Screen) menu(title string, do func(named) func() tea.Cmd, more []kit.Row) tea.Cmd {
	var rows []kit.Row
	for _, c := range s.stores {
		aside := ""
		if c.id == s.id {
			aside = "chosen"
		}
		rows = append(rows, kit.Row{Label: c.name, Aside: aside, Do: do(c)})
	}
	m := kit.NewMenu(title, "type a few letters", append(rows, more...))
	m.Empty = "No store is connected yet. Connect one on the first screen."
	s.env.Post(screen.MenuMsg{Menu: m})
	return nil
}

// askSKU asks which item to count, and opens its count.
func (s *Screen) askSKU() tea.Cmd {
	in := kit.NewInput("")
	s.env.Post(screen.AskMsg{Dialog: &kit.Dialog{
		Title: "Count an item", Say: []string{"Type the item's sku as the store has it. What is counted under a sku that no store sells is told to none."},
		Input: &in, Buttons: []string{"Count it", "Cancel"},
		Check: func(value string) string {
			switch {
			case store.NormalSKU(value) == "":
				return "A sku is needed."
			case len(value) > 255:
				return "A sku has at most 255 characters."
			}
			return ""
		},
		Done: func(button int, value string) tea.Cmd {
			if button != 0 {
				return nil
			}
			return s.countItem(strings.TrimSpace(value))
		},
	}})
	return nil
}

// countItem opens the count of an item that may not be in the window: then it stands in the first row until it is saved.
func (s *Screen) countItem(sku string) tea.Cmd {
	if i := s.rowOfSKU(sku); i >= 0 {
		s.list.SetCursor(i)
		return s.beginEdit(s.rows[i])
	}
	read := s.readItem(sku)
	return func() tea.Msg {
		rows, err := read()
		if err != nil {
			return screen.Failed(err)
		}
		if len(rows) == 0 {
			rows = []row{rowOf(store.StockRow{SKU: sku}, nil)}
		}
		return countMsg{s, rows[0]}
	}
}

// rowOfSKU is where an item stands in the window; -1: nowhere.
func (s *Screen) rowOfSKU(sku string) int {
	return slices.IndexFunc(s.rows, func(r row) bool { return store.NormalSKU(r.SKU) == store.NormalSKU(sku) })
}

// readItem reads the row of one item; none where the book doesn't know it.
func (s *Screen) readItem(sku string) func() ([]row, error) {
	book, engine, id, ctx := s.env.Book, s.env.Engine, s.id, s.env.Ctx
	return func() ([]row, error) {
		found, _, err := book.StockRows(ctx, store.StockQuery{From: sku, Whole: true}, 1)
		if err != nil || len(found) == 0 || store.NormalSKU(found[0].SKU) != store.NormalSKU(sku) {
			return nil, err
		}
		return stood(engine, id, found)
	}
}

// openCount opens the count of an item that the book has, wherever it stands.
func (s *Screen) openCount(r row) tea.Cmd {
	if i := s.rowOfSKU(r.SKU); i >= 0 {
		s.list.SetCursor(i)
		s.list.Forget()
		return tea.Batch(s.beginEdit(s.rows[i]), s.explain())
	}
	return s.countAnother(r)
}

// countMsg brings the item whose count is to be typed.
type countMsg struct {
	screen *Screen
	row    row
}

func (s *Screen) countAnother(r row) tea.Cmd {
	if s.editing != nil {
		return nil
	}
	s.rows = append([]row{r}, s.rows...)
	s.list.SetLen(len(s.rows))
	s.list.Shift(1)
	s.list.SetCursor(0)
	s.loaded, s.guest, s.up, s.top = true, true, r.SKU, false
	return s.beginEdit(r)
}
