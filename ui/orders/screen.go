// Package orders lists a connection's imported orders, newest first, and shows one of them.
package orders

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// pageSize is how many orders are read at once; maxRows how many are kept, whatever the book holds.
const (
	pageSize = 200
	maxRows  = 2000
	// ahead is how near the cursor comes to an end of what is loaded before more is read.
	ahead = 60
)

// Screen lists the orders of one connection. It holds a window of them that moves with the cursor.
type Screen struct {
	env  *screen.Env
	id   store.ConnectionID
	name string

	rows    []row
	list    kit.List
	total   int
	loaded  bool
	top     bool // rows begins with the newest order
	bottom  bool // rows ends with the oldest
	asking  bool // a page is being read
	seconds int
}

// row is an order as it is drawn: its texts are clean.
type row struct {
	id                                         uint64
	number, date, customer, status, items, sum string
	warn                                       bool
}

// side tells where a page belongs.
type side int

const (
	first  side = iota // in place of everything: the newest
	last               // in place of everything: the oldest
	before             // newer ones, above
	after              // older ones, below
)

type pageMsg struct {
	screen *Screen
	side   side
	rows   []row
	full   bool // there may be more on that side
	total  int
}

// New makes the screen.
func New(env *screen.Env, open screen.OpenMsg) *Screen {
	return &Screen{env: env, id: open.Connection, name: open.Name}
}

// Init reads the newest orders, once.
func (s *Screen) Init() tea.Cmd {
	if s.loaded {
		return nil
	}
	return s.page(first)
}

// page reads one page on a side of what is there.
func (s *Screen) page(at side) tea.Cmd {
	s.asking = true
	book, id := s.env.Book, s.id
	q := store.OrderQuery{Connection: id, Oldest: at == last || at == before}
	switch {
	case at == after && len(s.rows) > 0:
		q.Before = s.rows[len(s.rows)-1].id
	case at == before && len(s.rows) > 0:
		q.From = s.rows[0].id + 1
	}
	return func() tea.Msg {
		orders, err := book.OrderPage(q, pageSize)
		if err != nil {
			return screen.FatalMsg{Err: err}
		}
		counts, err := book.OrderCounts(id)
		if err != nil {
			return screen.FatalMsg{Err: err}
		}
		msg := pageMsg{screen: s, side: at, full: len(orders) == pageSize, total: counts.Total}
		for i := range orders {
			msg.rows = append(msg.rows, rowOf(&orders[i]))
		}
		if q.Oldest {
			slices.Reverse(msg.rows)
		}
		return msg
	}
}

func rowOf(o *store.Order) row {
	name := o.Customer.Name
	if name == "" {
		name = o.Customer.Company
	}
	if name == "" {
		name = o.Customer.Email
	}
	return row{
		id: o.StoreOrderID, number: text.Clean(o.Number), date: o.Created.UTC().Format(time.DateOnly),
		customer: text.Clean(name), status: text.Clean(o.Status), items: kit.Count(o.ItemsTotal),
		sum: o.TotalIncTax.StringFixed(2) + " " + text.Clean(o.Currency), warn: o.Warning != "",
	}
}

// Update takes pages, and looks again when a job has brought orders.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case pageMsg:
		if msg.screen == s {
			s.take(msg)
		}
	case screen.RestyleMsg:
		s.list.Forget()
	case screen.SnapshotMsg:
		if msg.Connection != s.id || !s.loaded {
			return nil
		}
		// While orders arrive, who stands at the top sees them, once a second; elsewhere nothing jumps.
		now := int(msg.Elapsed.Seconds())
		if msg.Ended || (now != s.seconds && s.list.Cursor() == 0) {
			s.seconds = now
			if s.top && !s.asking && s.list.Cursor() < pageSize/2 {
				return s.page(first)
			}
		}
	}
	return nil
}

// take puts a page where it belongs, and lets go of what lies farthest from it.
func (s *Screen) take(msg pageMsg) {
	s.asking, s.loaded, s.total = false, true, msg.total
	var chosen uint64
	if c := s.list.Cursor(); c < len(s.rows) && c > 0 {
		chosen = s.rows[c].id
	}
	switch msg.side {
	case first, last:
		s.rows, s.top, s.bottom = msg.rows, msg.side == first || !msg.full, msg.side == last || !msg.full
		s.list.Forget()
		s.list.SetLen(len(s.rows))
		if msg.side == last {
			s.list.SetCursor(len(s.rows) - 1)
			return
		}
		if i := slices.IndexFunc(s.rows, func(r row) bool { return r.id == chosen }); i >= 0 {
			s.list.SetCursor(i)
		}
	case before:
		s.rows, s.top = append(msg.rows, s.rows...), !msg.full
		s.list.SetLen(len(s.rows))
		s.list.Shift(len(msg.rows))
		if len(s.rows) > maxRows {
			s.rows, s.bottom = s.rows[:maxRows], false
			s.list.SetLen(len(s.rows))
		}
	case after:
		s.rows, s.bottom = append(s.rows, msg.rows...), !msg.full
		s.list.SetLen(len(s.rows))
		if over := len(s.rows) - maxRows; over > 0 {
			s.rows, s.top = slices.Clone(s.rows[over:]), false
			s.list.Shift(-over)
			s.list.SetLen(len(s.rows))
		}
	}
}

// Key moves the cursor and reads on where it comes near an end.
func (s *Screen) Key(msg tea.KeyPressMsg) (bool, tea.Cmd) {
	name := msg.String()
	switch {
	case (name == "end" || name == "G") && !s.bottom && s.loaded && !s.asking:
		return true, s.page(last)
	case (name == "home" || name == "g") && !s.top && s.loaded && !s.asking:
		s.list.SetCursor(0)
		return true, s.page(first)
	case !s.list.Key(name):
		return false, nil
	case s.asking || !s.loaded:
		return true, nil
	case !s.bottom && s.list.Cursor() > len(s.rows)-ahead:
		return true, s.page(after)
	case !s.top && s.list.Cursor() < ahead:
		return true, s.page(before)
	}
	return true, nil
}

// Click chooses an order; a click on the chosen one opens it.
func (s *Screen) Click(_, y int) (open bool, cmd tea.Cmd) {
	was := s.list.Cursor()
	return s.list.Click(y-1) && was == s.list.Cursor(), nil // the heads take the first line
}

// Typing is never so.
func (s *Screen) Typing() bool { return false }

// Title is the crumb.
func (s *Screen) Title() string { return s.name + ": Orders" }

// Status is how many orders there are.
func (s *Screen) Status() string {
	if !s.loaded {
		return ""
	}
	return s.env.Theme.Dim.Render(kit.Of(s.total, "order"))
}

// Actions is the key table.
func (s *Screen) Actions() []kit.Action {
	why := ""
	if len(s.rows) == 0 {
		why = "there is no order yet."
	}
	var whyNoSync string
	if _, ok := s.env.Running(s.id); ok {
		whyNoSync = "an import is under way."
	}
	return []kit.Action{
		{ID: "open", Keys: []string{"enter"}, Label: "open", Help: "Show the order's lines, addresses and totals.", Why: why,
			Do: func() tea.Cmd {
				r := s.rows[s.list.Cursor()]
				s.env.Post(screen.OpenMsg{Kind: screen.Order, Connection: s.id, Order: r.id, Name: r.number})
				return nil
			}},
		{ID: "sync", Keys: []string{"s"}, Label: "sync now", Help: "Import what is new in the store.", Why: whyNoSync,
			Do: func() tea.Cmd { return screen.Start(s.env, s, s.id, s.name, false) }},
		{ID: "move", Keys: []string{"up", "down"}, Show: "up/down", Help: "Choose an order; pgup and pgdown by screens, home and end to the newest and oldest.",
			Do: func() tea.Cmd { return nil }},
	}
}
