package stock

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// maxUndo is how many changes can be taken back.
const maxUndo = 50

// cells are the numbers of a count that can be typed.
var cells = [...]struct {
	label string
	least int
}{{"on hand", -math.MaxInt32}, {"on order", 0}, {"at vendor", 0}}

// edit is a count that is being typed.
type edit struct {
	row     row
	at      store.Location
	was     *store.Stock // as the book has it; nil: not counted
	fields  [len(cells)]kit.Input
	offered [len(cells)]string // what stood in them
	focus   int
	problem string
}

// change is a count that was changed; nil is one that isn't there.
type change struct {
	sku    string
	at     store.Location
	before *store.Stock
	after  *store.Stock
}

// savedMsg is how a change was carried out.
type savedMsg struct {
	screen *Screen
	change change
	undone bool
	row    *row         // the row as it is now
	now    *store.Stock // what the book has in place of what it was expected to have
	other  bool         // it has
	err    error
}

// beginEdit opens the chosen cell.
func (s *Screen) beginEdit(r row) tea.Cmd {
	e := &edit{row: r, at: s.place(), was: r.count(s.place().ID)}
	values := [len(cells)]string{}
	if e.was != nil {
		values = [len(cells)]string{strconv.Itoa(e.was.OnHand), strconv.Itoa(e.was.OnOrder), strconv.Itoa(e.was.VendorQuantity)}
	}
	for i, v := range values {
		e.fields[i] = kit.NewInput(v)
		e.fields[i].Placeholder = "0"
	}
	if e.was == nil {
		e.fields[0].Placeholder = "none"
	}
	e.offered = values
	s.editing = e
	return nil
}

// typed reports whether a field holds something else than what it was opened with.
func (e *edit) typed() bool {
	for i := range e.fields {
		if e.fields[i].Value() != e.offered[i] {
			return true
		}
	}
	return false
}

func (s *Screen) editKey(msg tea.KeyPressMsg) (bool, tea.Cmd) {
	e := s.editing
	if s.saving {
		return true, nil // until the book has answered
	}
	switch msg.String() {
	case "esc":
		return true, s.endEdit()
	case "tab", "right", "shift+tab", "left":
		if msg.String() == "right" || msg.String() == "left" {
			if e.fields[e.focus].Key(msg) {
				return true, nil
			}
		}
		by := 1
		if msg.String() == "shift+tab" {
			by = len(cells) - 1
		}
		e.focus = (e.focus + by) % len(cells)
	case "enter":
		return true, s.saveEdit()
	default:
		if e.fields[e.focus].Key(msg) {
			e.problem = ""
			return true, nil
		}
		return msg.Text != "" || msg.String() == "up" || msg.String() == "down", nil
	}
	return true, nil
}

func (e *edit) paste(content string) {
	e.fields[e.focus].Paste(content)
	e.problem = ""
}

// number reads a field; an empty one is 0.
func (e *edit) number(i int) (int, error) {
	value := strings.ReplaceAll(strings.TrimSpace(e.fields[i].Value()), ",", "")
	if value == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(value)
	if err != nil {
		return 0, screen.Problem(fmt.Sprintf("%s: %q is not a whole number, such as 12.", cells[i].label, value))
	}
	if n < cells[i].least || n > math.MaxInt32 {
		return 0, screen.Problem(fmt.Sprintf("%s goes from %s to %s.", cells[i].label, kit.Count(cells[i].least), kit.Count(math.MaxInt32)))
	}
	return n, nil
}

// saveEdit writes what was typed, or says what is wrong with it.
func (s *Screen) saveEdit() tea.Cmd {
	e := s.editing
	var n [len(cells)]int
	for i := range cells {
		var err error
		if n[i], err = e.number(i); err != nil {
			e.focus, e.problem = i, err.Error()
			return nil
		}
	}
	c := change{sku: e.row.SKU, at: e.at, before: e.was}
	if strings.TrimSpace(e.fields[0].Value()) != "" {
		c.after = &store.Stock{SKU: e.row.SKU, Location: e.at.ID, OnHand: n[0], OnOrder: n[1], VendorQuantity: n[2]}
	} else if n[1] != 0 || n[2] != 0 {
		e.focus, e.problem = 0, "on hand is empty. Type 0 for nothing, or empty all three: then it isn't counted here."
		return nil
	}
	if sameCount(c.before, c.after) {
		return s.endEdit()
	}
	return s.carryOut(c, false)
}

// endEdit leaves the field. Who was only a guest in the list goes, or finds its place.
func (s *Screen) endEdit() tea.Cmd {
	s.editing = nil
	s.list.Forget()
	if s.guest {
		s.guest = false
		return s.again()
	}
	return nil
}

func sameCount(a, b *store.Stock) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.OnHand == b.OnHand && a.OnOrder == b.OnOrder && a.VendorQuantity == b.VendorQuantity
}

// carryOut writes a change into the book, with a line of activity, unless the book has something else by now.
func (s *Screen) carryOut(c change, undone bool) tea.Cmd {
	s.saving = true
	book, engine, id, note := s.env.Book, s.env.Engine, s.id, s.env.Note(0, c.says(undone))
	ctx := s.env.Ctx
	return func() tea.Msg {
		msg := savedMsg{screen: s, change: c, undone: undone}
		msg.err = book.Update(func(tx *store.Tx) error {
			now, err := tx.StockAt(c.sku, c.at.ID)
			if err == nil {
				msg.now = &now
			} else if !errors.Is(err, store.ErrNotFound) {
				return err
			}
			if msg.other = !sameCount(msg.now, c.before); msg.other {
				return nil
			}
			if c.after == nil {
				err = tx.ForgetStock(c.sku, c.at.ID)
			} else {
				err = tx.SetStock(*c.after)
			}
			return errors.Join(err, tx.AddActivity(note))
		})
		if msg.err != nil {
			return msg
		}
		found, _, err := book.StockRows(ctx, store.StockQuery{From: c.sku, Whole: true}, 1)
		if err == nil && len(found) == 1 && store.NormalSKU(found[0].SKU) == store.NormalSKU(c.sku) {
			var rows []row
			if rows, err = stood(engine, id, found); err == nil {
				msg.row = &rows[0]
			}
		}
		msg.err = err
		return msg
	}
}

// says is the change as the book's activity tells it.
func (c change) says(undone bool) string {
	lead := ""
	if undone {
		lead = "Took back a change. "
	}
	if c.after == nil {
		return fmt.Sprintf("%sStopped counting %s at %s.", lead, c.sku, c.at.Name)
	}
	return fmt.Sprintf("%sSet the count of %s at %s: %d on hand, %d on order, %d at the vendor.", lead, c.sku, c.at.Name, c.after.OnHand, c.after.OnOrder, c.after.VendorQuantity)
}

// saved shows what became of a change. Where the book had something else, nothing typed is lost.
func (s *Screen) saved(msg savedMsg) tea.Cmd {
	s.saving = false
	switch {
	case msg.err != nil && s.editing != nil:
		s.editing.problem = text.Clean(msg.err.Error())
		return nil
	case msg.err != nil:
		return func() tea.Msg { return screen.Failed(msg.err) }
	case msg.other && msg.undone:
		s.env.Say(kit.Caution, fmt.Sprintf("%s was changed again since, so the change can't be taken back. It stays as it is.", text.Clean(msg.change.sku)))
		return s.again()
	case msg.other && s.editing != nil:
		s.editing.was = msg.now
		s.editing.problem = "Meanwhile it was set to " + countSays(msg.now) + ". Press enter again to write yours over it."
		return nil
	}
	if !msg.undone {
		s.editing = nil
		s.undo = append(s.undo, msg.change)
		s.undo = s.undo[max(0, len(s.undo)-maxUndo):]
	} else {
		s.env.Say(kit.Done, fmt.Sprintf("%s at %s is back at %s.", text.Clean(msg.change.sku), msg.change.at.Name, countSays(msg.change.after)))
	}
	s.list.Forget()
	if s.guest {
		return s.endEdit()
	}
	for i := range s.rows {
		if msg.row != nil && store.NormalSKU(s.rows[i].SKU) == store.NormalSKU(msg.row.SKU) {
			s.rows[i] = *msg.row
			return s.explainAnew()
		}
	}
	return s.again()
}

func countSays(c *store.Stock) string {
	if c == nil {
		return "not counted"
	}
	return fmt.Sprintf("%s on hand, %s on order, %s at the vendor", kit.Count(c.OnHand), kit.Count(c.OnOrder), kit.Count(c.VendorQuantity))
}

// takeBack undoes the last change.
func (s *Screen) takeBack() tea.Cmd {
	c := s.undo[len(s.undo)-1]
	s.undo = s.undo[:len(s.undo)-1]
	c.before, c.after = c.after, c.before
	return s.carryOut(c, true)
}
