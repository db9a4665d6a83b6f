package orders

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// takeBack undoes the latest shipment that the store has not been told of.
func (d *Detail) takeBack(why string) kit.Action {
	var last *store.BookShipment
	if d.sheet != nil {
		for i := range slices.Backward(d.sheet.shipments) {
			if s := &d.sheet.shipments[i]; s.TakeBack() {
				last = s
				break
			}
		}
	}
	if why == "" && last == nil {
		why = "there is no shipment here that the store has yet to be told of."
	}
	help := "Take the latest shipment back that the store has not been told of: counts are raised again."
	return kit.Action{ID: "undo", Keys: []string{"u"}, Label: "take shipment back", Help: help, Why: why, Do: func() tea.Cmd {
		env, conn, order, id, number := d.env, d.conn, d.id, last.ID, d.number
		return func() tea.Msg {
			words := ""
			err := env.Book.Update(func(tx *store.Tx) error {
				s, err := tx.TakeBackShipment(conn, order, id)
				if err != nil {
					return err
				}
				words = fmt.Sprintf("Took back from order %s: %s.", number, s.Words())
				return tx.AddActivity(env.Note(conn, words))
			})
			if err != nil {
				return screen.Failed(err)
			}
			return doneMsg{d, text.Clean(words)}
		}
	}}
}

type doneMsg struct {
	screen *Detail
	words  string
}
