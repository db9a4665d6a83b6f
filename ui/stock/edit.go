package stock

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/syncer"
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
	was     *store.Stock       // as the book has it; nil: not counted
	begun   [len(cells)]string // the fields as they were opened
	fields  [len(cells)]kit.Input
	focus   int
	problem string
	looking bool // what was typed is looked for as a sku
	scanned bool // it was opened by a scanned sku
}

// touched reports whether something was typed, but for the field i; -1 leaves none out.
func (e *edit) touched(i int) bool {
	for n := range e.fields {
		if n != i && e.fields[n].Value() != e.begun[n] {
			return true
		}
	}
	return false
}

// turn moves the focus to a field, whose number the next one typed replaces.
func (e *edit) turn(to int) {
	e.focus = to
	e.fields[to].Select()
}

// change is a count that was changed; nil is one that isn't there.
type change struct {
	sku    string
	at     store.Location
	before *store.Stock
	after  *store.Stock
	booked [2]store.Booked // what was booked before and after it
	sure   bool            // the person has confirmed that it rises so far
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
	e.begun = values
	for i, v := range values {
		e.fields[i] = kit.NewInput(v)
		e.fields[i].Placeholder = "0"
	}
	if e.was == nil {
		e.fields[0].Placeholder = "none"
	}
	e.turn(0)
	s.editing = e
	return nil
}

// typeCount opens the chosen cell, with the digit that was pressed in it.
func (s *Screen) typeCount() tea.Cmd {
	s.beginEdit(*s.chosen())
	if s.digit != "" {
		s.editing.paste(s.digit)
	}
	return nil
}

// nextCount goes to the next row and opens its count; below the last one nothing is opened. A guest finds its place first.
func (s *Screen) nextCount() tea.Cmd {
	if s.guest {
		if s.editing.scanned {
			s.goOn = s.rows[0].SKU
		}
		return s.endEdit()
	}
	s.editing = nil
	s.list.Forget()
	was := s.list.Cursor()
	_, cmd := s.move("down")
	if s.list.Cursor() == was {
		return cmd
	}
	return tea.Batch(cmd, s.beginEdit(*s.chosen()), s.explain())
}

func (s *Screen) editKey(msg tea.KeyPressMsg) (bool, tea.Cmd) {
	e := s.editing
	if s.saving || e.looking {
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
		e.turn((e.focus + by) % len(cells))
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
		return 0, screen.Problem(fmt.Sprintf("%s: %q is neither a whole number, such as 12, nor a sku.", cells[i].label, value))
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
		if n[i], err = e.number(i); err != nil || e.long(i) {
			return s.findScanned(i, err)
		}
	}
	c := change{sku: e.row.SKU, at: e.at, before: e.was}
	if strings.TrimSpace(e.fields[0].Value()) != "" {
		c.after = &store.Stock{SKU: e.row.SKU, Location: e.at.ID, OnHand: n[0], OnOrder: n[1], VendorQuantity: n[2]}
	} else if n[1] != 0 || n[2] != 0 {
		e.focus, e.problem = 0, "on hand is empty. Type 0 for nothing, or empty all three: then it isn't counted here."
		return nil
	}
	if !sameCount(c.before, c.after) {
		return s.carryOut(c, false)
	}
	return s.nextCount()
}

// mostTyped is how many digits a count has at most: a longer number that is an item's sku was scanned.
const mostTyped = 6

// long reports whether a field has a new number that is too long for a count.
func (e *edit) long(i int) bool {
	value := strings.TrimSpace(e.fields[i].Value())
	return len(value) > mostTyped && value != e.begun[i]
}

// findScanned looks for the item whose sku came in place of a number, as a barcode scanner types it, and opens its count. Where
// there is none, the field's problem is said, or its number is taken.
func (s *Screen) findScanned(i int, problem error) tea.Cmd {
	e := s.editing
	sku := strings.TrimSpace(e.fields[i].Value())
	if problem != nil && (e.touched(i) || store.NormalSKU(sku) == "") {
		e.problem = problem.Error()
		e.focus = i
		return nil
	}
	e.looking = true
	read := s.readItem(sku)
	return func() tea.Msg {
		rows, err := read()
		return scannedMsg{s, e, i, rows, problem, err}
	}
}

// scannedMsg is what the book has under a sku that came in place of a number; no row: nothing.
type scannedMsg struct {
	screen  *Screen
	edit    *edit
	field   int
	rows    []row
	problem error // of the number
	err     error
}

func (s *Screen) takeScanned(msg scannedMsg) tea.Cmd {
	e := msg.edit
	if e != s.editing {
		return nil
	}
	e.looking = false
	switch {
	case msg.err != nil:
		return func() tea.Msg { return screen.Failed(msg.err) }
	case len(msg.rows) > 0 && !e.touched(msg.field):
		s.editing = nil
		cmd := s.openCount(msg.rows[0])
		s.editing.scanned = true
		return cmd
	case msg.problem != nil:
		e.focus, e.problem = msg.field, msg.problem.Error()
		return nil
	}
	e.begun[msg.field] = strings.TrimSpace(e.fields[msg.field].Value()) // it is a number, and no sku
	return s.saveEdit()
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
			if !undone {
				if msg.change.booked[0], err = tx.BookedAt(c.sku, c.at.ID); err != nil {
					return err
				}
			}
			switch {
			case undone:
				err = tx.PutBooked(c.sku, c.at.ID, c.booked[0], c.booked[1])
			case c.after == nil:
				err = tx.ForgetStock(c.sku, c.at.ID)
			case c.before != nil && c.before.OnHand == c.after.OnHand:
				err = tx.SetSupply(*c.after) // nothing was counted
			default:
				if c.before != nil && !c.sure {
					rises := syncer.NewRises(tx)
					if err := errors.Join(rises.Add(c.sku, c.before.OnHand, c.after.OnHand), rises.Err()); err != nil {
						return err
					}
				}
				rise := 0
				if c.before != nil && c.sure {
					rise = c.after.OnHand - c.before.OnHand
				}
				err = tx.CountSure(*c.after, time.Time{}, rise)
			}
			if err == nil && !undone {
				msg.change.booked[1], err = tx.BookedAt(c.sku, c.at.ID)
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

// askRise asks whether counts are right that rise beyond reason.
func (s *Screen) askRise(rise *syncer.RiseError, buttons []string, then func() tea.Cmd) {
	s.env.Post(screen.AskMsg{ByItself: true, Dialog: &kit.Dialog{
		Title: "Is this count right?", Say: []string{text.Clean(rise.Error())}, Buttons: buttons, Focus: 1,
		Done: func(button int, _ string) tea.Cmd {
			if button != 0 {
				return nil
			}
			return then()
		},
	}})
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
	rise, rises := errors.AsType[*syncer.RiseError](msg.err)
	switch {
	case rises && s.editing != nil:
		s.askRise(rise, []string{"Save it", "Keep editing"}, func() tea.Cmd {
			msg.change.sure = true
			return s.carryOut(msg.change, false)
		})
		return nil
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
	next := false
	if !msg.undone {
		next = s.editing != nil
		s.undo = append(s.undo, msg.change)
		s.undo = s.undo[max(0, len(s.undo)-maxUndo):]
	} else {
		s.env.Say(kit.Done, fmt.Sprintf("%s at %s is back at %s.", text.Clean(msg.change.sku), msg.change.at.Name, countSays(msg.change.after)))
	}
	s.list.Forget()
	if s.guest && next {
		return s.nextCount()
	}
	s.editing = nil
	for i := range s.rows {
		if msg.row != nil && store.NormalSKU(s.rows[i].SKU) == store.NormalSKU(msg.row.SKU) {
			s.rows[i] = *msg.row
			if next && i == s.list.Cursor() {
				return tea.Batch(s.explainAnew(), s.nextCount())
			}
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
