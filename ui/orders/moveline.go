package orders

import (
	"errors"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// movable is an open line with the locations that it can be moved to, and why not to others.
type movable struct {
	line store.LineMove // without To
	why  string         // why it can't be moved at all
	to   []target
}

type target struct {
	move store.LineMove
	why  string
	back bool // where it would be by itself
}

type movesMsg struct {
	screen *Detail
	lines  []movable
}

// readMoves reads which lines can be moved, and where.
func (d *Detail) readMoves() tea.Cmd {
	book, conn, id := d.env.Book, d.conn, d.id
	return func() tea.Msg {
		msg := movesMsg{screen: d}
		err := book.View(func(tx *store.Tx) error {
			msg.lines = nil
			o, err := tx.Allocation(conn, id)
			if errors.Is(err, store.ErrNotFound) {
				return nil
			}
			if err != nil {
				return err
			}
			places, err := tx.Locations()
			if err != nil {
				return err
			}
			for i := range o.Lines {
				if l := &o.Lines[i]; o.Open(l) > 0 {
					one, err := movableLine(tx, conn, id, l.ID, places)
					if err != nil {
						return err
					}
					msg.lines = append(msg.lines, one)
				}
			}
			return nil
		})
		if err != nil {
			return screen.Failed(err)
		}
		return msg
	}
}

func movableLine(tx *store.Tx, conn store.ConnectionID, order, line uint64, places []store.Location) (out movable, err error) {
	for _, at := range append([]store.Location{{}}, places...) {
		plan, err := tx.PlanLineMove(conn, order, line, at.ID)
		no, refused := errors.AsType[*store.LineError](err)
		if err != nil && !refused {
			return out, err
		}
		out.line = plan
		switch {
		case plan.From.ID == 0:
			out.why = no.Problem
			return out, nil
		case at.ID == 0 && !refused && !plan.Stays():
			out.to = append(out.to, target{move: plan, back: true})
		case at.ID == 0 || at.ID == plan.From.ID || len(out.to) > 0 && out.to[0].back && out.to[0].move.To.ID == at.ID:
		case refused:
			out.to = append(out.to, target{move: plan, why: no.Problem})
		default:
			out.to = append(out.to, target{move: plan})
		}
	}
	return out, nil
}

// askLine asks which line to move.
func (d *Detail) askLine(lines []movable) {
	var rows []kit.Row
	for _, l := range lines {
		say := "counted nowhere"
		if l.why == "" {
			say = "at " + text.Clean(l.line.From.Name)
		}
		rows = append(rows, kit.Row{Label: fmt.Sprintf("%d of %s", l.line.Pieces, text.Clean(l.line.SKU)), Say: say, Why: text.Clean(l.why),
			Do: func() tea.Cmd { d.askTarget(l); return nil }})
	}
	m := kit.NewMenu("Which line to move", "type a few letters", rows)
	m.Empty = "Nothing of this order is open, so no stock is allocated to it."
	d.env.Post(screen.MenuMsg{Menu: m})
}

// askTarget asks where to move a line.
func (d *Detail) askTarget(l movable) {
	var rows []kit.Row
	for _, t := range l.to {
		say := ""
		if t.back {
			say = "where it would be by itself"
		}
		rows = append(rows, kit.Row{Label: text.Clean(t.move.To.Name), Say: say, Why: text.Clean(t.why), Do: func() tea.Cmd { d.askMove(t); return nil }})
	}
	m := kit.NewMenu(fmt.Sprintf("Move %d of %s from %s to", l.line.Pieces, text.Clean(l.line.SKU), text.Clean(l.line.From.Name)), "a location", rows)
	m.Empty = "The book has no other location."
	d.env.Post(screen.MenuMsg{Menu: m})
}

// askMove asks whether to move it, with both places, and does.
func (d *Detail) askMove(t target) {
	d.env.Post(screen.AskMsg{Dialog: &kit.Dialog{
		Title: "Move the line?", Say: []string{text.Clean(t.move.String()), "It is taken from there when it leaves."}, Buttons: []string{"Move", "Cancel"}, Focus: 1,
		Done: func(button int, _ string) tea.Cmd {
			if button != 0 {
				return nil
			}
			env, conn := d.env, d.conn
			return func() tea.Msg {
				if err := env.Book.MoveLineAs(conn, t.move, t.back, env.Note(conn, "")); err != nil {
					return screen.Failed(err)
				}
				return doneMsg{d, text.Clean(t.move.Done())}
			}
		},
	}})
}
