package orders

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
)

// Actions is the key table of the list.
func (s *Screen) Actions() []kit.Action {
	why, r := "", s.chosen()
	if r == nil {
		why, r = "there is no order here.", &row{}
	}
	var whyNoSync string
	if _, ok := s.env.Running(s.id); ok {
		whyNoSync = "a job is under way."
	}
	table := []kit.Action{
		{ID: "open", Keys: []string{"enter"}, Label: "open", Help: "Show the order's lines, addresses, totals and history.", Why: why,
			Do: func() tea.Cmd {
				s.env.Post(screen.OpenMsg{Kind: screen.Order, Connection: s.id, Order: r.id, Name: r.number})
				return nil
			}},
		{ID: "filter", Keys: []string{"/"}, Label: "find", Help: "Find orders by number, name, e-mail, sku or status; they are listed as you type.",
			Do: func() tea.Cmd { s.find.Typing = true; return nil }},
		{ID: "status", Keys: []string{"f"}, Label: "status", Help: "Show only orders of one status.", Do: s.chooseStatus},
		ship(s.env, s.id, *r, why),
		{ID: "preview", Keys: []string{"p"}, Label: "preview", Help: "Show the chosen order beside the list, in a wide window.", Why: why, Do: s.togglePreview},
		{ID: "export", Keys: []string{"e"}, Label: "export", Help: "Write the listed orders to a file, as CSV or JSON Lines.", Why: why, Do: s.askExport},
		mark(s.env, s.id, *r, why),
		{ID: "copy", Keys: []string{"y"}, Help: "Copy the order's number, where the terminal allows it.", Why: why,
			Do: func() tea.Cmd {
				s.env.Say(kit.Info, "The number "+r.number+" was copied, where the terminal allows it.")
				return tea.SetClipboard(r.number)
			}},
		s.unread(),
		{ID: "sync", Keys: []string{"s"}, Label: "sync now", Help: "Import what is new in the store.", Why: whyNoSync,
			Do: func() tea.Cmd { return screen.Start(s.env, s, s.id, s.name, false) }},
		kit.Move("Choose an order; pgup and pgdown by screens, home and end to the newest and oldest."),
	}
	if s.find.on() {
		table = append(table, kit.Action{ID: "back", Keys: []string{"esc"}, Label: "show all", Help: "Show all orders again.", Do: s.clear})
	}
	return table
}

// ship opens the form of a shipment.
func ship(env *screen.Env, conn store.ConnectionID, r row, why string) kit.Action {
	return kit.Action{ID: "ship", Keys: []string{"h"}, Label: "ship", Help: "Record that the order, or a part of it, has left the house.", Why: why,
		Do: func() tea.Cmd {
			env.Post(screen.OpenMsg{Kind: screen.Ship, Connection: conn, Order: r.id, Name: r.number})
			return nil
		}}
}

// markedMsg says that an order's mark has changed.
type markedMsg struct {
	conn     store.ConnectionID
	id       uint64
	exported bool
}

// mark marks an order as exported, or takes the mark away.
func mark(env *screen.Env, conn store.ConnectionID, r row, why string) kit.Action {
	help := "Mark the order as exported: `orders export --new` leaves it out then. Press again to take the mark away."
	return kit.Action{ID: "exported", Keys: []string{"x"}, Help: help, Why: why, Do: func() tea.Cmd {
		return func() tea.Msg {
			words := fmt.Sprintf("Marked order %s as exported.", r.number)
			if r.exported {
				words = fmt.Sprintf("Took the mark of an export from order %s.", r.number)
			}
			err := env.Book.Update(func(tx *store.Tx) error {
				if err := tx.SetExported(conn, r.id, !r.exported); err != nil {
					return err
				}
				return tx.AddActivity(env.Note(conn, words))
			})
			if err != nil {
				return screen.Failed(err)
			}
			return markedMsg{conn, r.id, !r.exported}
		}
	}}
}

// marked shows the mark.
func (s *Screen) marked(msg markedMsg) tea.Cmd {
	if msg.conn != s.id {
		return nil
	}
	for i := range s.rows {
		if s.rows[i].id == msg.id {
			s.rows[i].exported = msg.exported
			s.list.Forget()
		}
	}
	words := "Marked as exported. Press x again to take that back."
	if !msg.exported {
		words = "No longer marked as exported."
	}
	s.env.Say(kit.Done, words)
	return nil
}
