package stock

import (
	"fmt"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/store/ledger"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// mostReturned bounds how many lines the queue shows; the newest orders are first.
const mostReturned = 500

// returned is a line of the queue "Returned?": its texts are clean.
type returned struct {
	store.Returned
	store   string
	returns bool // the store puts refunded pieces back into its own stock by itself
}

// what names the pieces: "3 of TENT-2, order 200".
func (r *returned) what() string {
	return fmt.Sprintf("%d of %s, order %d", r.Pieces, text.Clean(r.SKU), r.Order)
}

type returnedMsg struct {
	screen *Screen
	list   []returned
}

// readReturned reads the queue, of the store that is compared with or of all.
func (s *Screen) readReturned() tea.Cmd {
	book, id := s.env.Book, s.id
	return func() tea.Msg {
		msg := returnedMsg{screen: s}
		list, err := book.ReturnedPieces(id)
		if err != nil {
			return screen.Failed(err)
		}
		names, err := screen.Names(book)
		if err != nil {
			return screen.Failed(err)
		}
		for _, r := range list[:min(len(list), mostReturned)] {
			stock, err := book.StoreStock(r.Connection)
			if err != nil {
				return screen.Failed(err)
			}
			msg.list = append(msg.list, returned{r, names[r.Connection], stock.Returns})
		}
		return msg
	}
}

// askReturned shows the queue.
func (s *Screen) askReturned(msg returnedMsg) {
	var rows []kit.Row
	for _, r := range msg.list {
		aside := ""
		if r.Counted {
			aside = "counted since"
		}
		rows = append(rows, kit.Row{Label: r.what(), Say: fmt.Sprintf("%s, refunded %s", r.store, s.env.Ago(r.Refunded)), Aside: aside, Do: s.askAnswer(r)})
	}
	m := kit.NewMenu("Refunded: are they back?", "order or sku", rows)
	m.Empty = "No refunded pieces wait for an answer."
	s.env.Post(screen.MenuMsg{Menu: m})
}

// askAnswer asks what became of the pieces; what is likely is first.
func (s *Screen) askAnswer(r returned) func() tea.Cmd {
	return func() tea.Cmd {
		var rows []kit.Row
		add := func(label, say string, most int, a store.Answer, at store.Location) {
			if most > 0 {
				rows = append(rows, kit.Row{Label: label, Say: say, Do: func() tea.Cmd { return s.askHowMany(r, most, a, at) }})
			}
		}
		counted := func() {
			add("Already counted", "a count since the refund has them", r.Back, store.WasCounted, store.Location{})
		}
		if r.Counted {
			counted()
		}
		for _, at := range s.places {
			if r.Uncounted[at.ID] == "" && r.SKU != "" {
				add("Back at "+at.Name, "they are added to what is on hand there", r.Back, store.CameBack, at)
			}
		}
		add("Not back", "they don't come back, or can't be sold", r.Back, store.NotBack, store.Location{})
		if !r.Counted {
			counted()
		}
		add("Never left", "they are free, and never ship", r.Never, store.NeverLeft, store.Location{})
		for _, at := range s.places {
			if sku := r.Uncounted[at.ID]; sku != "" && r.Back > 0 {
				rows = append(rows, kit.Row{Label: "Back at " + at.Name, Say: "not counted there",
					Why: fmt.Sprintf("%s isn't counted at %s. Count it there first.", text.Clean(sku), at.Name)})
			}
		}
		s.env.Post(screen.MenuMsg{Menu: kit.NewMenu(r.what(), "type a few letters", rows)})
		return nil
	}
}

// askHowMany asks of how many pieces the answer is true, and takes it.
func (s *Screen) askHowMany(r returned, most int, a store.Answer, at store.Location) tea.Cmd {
	title, button := "Mark as "+string(a), "Mark"
	if a == store.CameBack {
		title, button = "Put back at "+at.Name, "Put back"
	}
	say := []string{fmt.Sprintf("How many pieces of %s, order %d of %s?", text.Clean(r.SKU), r.Order, r.store)}
	if r.returns {
		say = append(say, "The store puts refunded pieces back into its own stock by itself. The book doesn't.")
	}
	number := func(value string) int {
		n, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil {
			return 0
		}
		return n
	}
	in := kit.NewInput(strconv.Itoa(most))
	in.Select()
	s.env.Post(screen.AskMsg{Dialog: &kit.Dialog{
		Title: title, Say: say, Input: &in, Buttons: []string{button, "Cancel"},
		Check: func(value string) string {
			if n := number(value); n < 1 || n > most {
				return fmt.Sprintf("Enter a whole number from 1 to %d.", most)
			}
			return ""
		},
		Done: func(button int, value string) tea.Cmd {
			if button != 0 {
				return nil
			}
			return s.answer(r, number(value), a, at)
		},
	}})
	return nil
}

// answeredMsg says that an answer was taken.
type answeredMsg struct {
	screen *Screen
	words  string
}

func (s *Screen) answer(r returned, n int, a store.Answer, at store.Location) tea.Cmd {
	env := s.env
	return func() tea.Msg {
		words := a.Says(r.Order, n, r.SKU, at.Name)
		err := env.Book.Update(func(tx *store.Tx) error {
			e := ledger.Entry{Place: ledger.Place(at.ID), Who: env.Who}
			if err := tx.AnswerReturn(r.Connection, r.Order, r.Line, n, a, e); err != nil {
				return err
			}
			return tx.AddActivity(env.Note(r.Connection, words))
		})
		if err != nil {
			return screen.Failed(err)
		}
		return answeredMsg{s, text.Clean(words)}
	}
}

func (s *Screen) answered(msg answeredMsg) tea.Cmd {
	s.env.Say(kit.Done, msg.words)
	s.why.sku = ""
	return s.again()
}
