// Package aside shows the orders of a connection that can't be read: what is wrong with each, and what a person can do
// about it. They were set aside, so that the others could go on.
package aside

import (
	"bytes"
	"encoding/json"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// Screen lists the orders that were set aside. One that is opened is shown as the store sent it.
type Screen struct {
	env    *screen.Env
	id     store.ConnectionID
	name   string
	rows   []row
	list   kit.List
	loaded bool
	open   bool
	scroll kit.Scroll
	above  int
}

// row is an order that was set aside: its texts but raw are clean.
type row struct {
	order    uint64
	number   string
	reason   string
	raw      string
	lines    []string // of raw, to be shown
	givenUp  string   // by whom and why; "" where it isn't
	held     store.SetAside
	dismiss  bool
	asReason string // reason, with that it was given up
}

func rowOf(s store.SetAside) row {
	r := row{order: s.StoreOrderID, number: strconv.FormatUint(s.StoreOrderID, 10), reason: text.Clean(s.Reason), held: s}
	r.raw = string(s.Raw)
	var indented bytes.Buffer
	if json.Indent(&indented, s.Raw, "", "  ") == nil {
		r.raw = indented.String()
	}
	if len(s.Raw) > 0 {
		r.lines = text.Paragraphs(r.raw)
	}
	r.asReason = r.reason
	if d := s.Dismissed; d != nil {
		r.dismiss = true
		r.givenUp = text.Clean(d.By + ": " + d.Why)
		r.asReason = "given up by " + r.givenUp
	}
	return r
}

// New makes the screen.
func New(env *screen.Env, open screen.OpenMsg) *Screen {
	return &Screen{env: env, id: open.Connection, name: open.Name}
}

type rowsMsg struct {
	screen *Screen
	rows   []row
}

// Init reads what is set aside.
func (s *Screen) Init() tea.Cmd {
	book := s.env.Book
	return func() tea.Msg {
		list, err := book.SetAsides(s.id)
		if err != nil {
			return screen.Failed(err)
		}
		msg := rowsMsg{screen: s, rows: make([]row, 0, len(list))}
		for _, a := range list {
			msg.rows = append(msg.rows, rowOf(a))
		}
		return msg
	}
}

// Update takes what was read and what was done, and looks again when a job has ended.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case rowsMsg:
		if msg.screen == s {
			s.take(msg.rows)
		}
	case doneMsg:
		if msg.screen == s {
			return s.done(msg)
		}
	case screen.RestyleMsg:
		s.list.Forget()
	case screen.ClockMsg:
		s.list.Forget()
	case screen.SnapshotMsg:
		if msg.Connection == s.id && msg.Ended {
			return s.Init()
		}
	}
	return nil
}

// take shows the rows; the chosen order stays chosen, and open, while it is there.
func (s *Screen) take(rows []row) {
	was := uint64(0)
	if r := s.chosen(); r != nil {
		was = r.order
	}
	s.rows, s.loaded = rows, true
	s.list.Forget()
	s.list.SetLen(len(rows))
	still := false
	for i := range rows {
		if rows[i].order == was {
			s.list.SetCursor(i)
			still = true
		}
	}
	s.open = s.open && still
}

func (s *Screen) chosen() *row {
	if c := s.list.Cursor(); c < len(s.rows) {
		return &s.rows[c]
	}
	return nil
}

// Key moves the cursor, or scrolls the order that is open.
func (s *Screen) Key(msg tea.KeyPressMsg) (bool, tea.Cmd) {
	if s.open {
		return s.scroll.Key(msg.String()), nil
	}
	return s.list.Key(msg.String()), nil
}

// Click chooses an order; a click on the chosen one opens it.
func (s *Screen) Click(_, y int) (open bool, cmd tea.Cmd) {
	if s.open || y < s.above {
		return false, nil
	}
	was := s.list.Cursor()
	if !s.list.Click(y - s.above) {
		return false, nil
	}
	return was == s.list.Cursor(), nil
}

// Typing is never so.
func (s *Screen) Typing() bool { return false }

// Title is the crumb.
func (s *Screen) Title() string {
	if s.open {
		return "Order " + s.chosen().number + ", which can't be read"
	}
	return s.name + ": Orders that can't be read"
}

// Status is how many there are.
func (s *Screen) Status() string {
	if !s.loaded {
		return ""
	}
	given := 0
	for i := range s.rows {
		if s.rows[i].dismiss {
			given++
		}
	}
	words := kit.Of(len(s.rows), "order")
	if given > 0 {
		words += ", " + kit.Count(given) + " given up"
	}
	return s.env.Theme.Dim.Render(words)
}
