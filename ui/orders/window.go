package orders

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/screen"
)

// pageSize is how many orders are read at once; maxRows how many are kept of the whole list, whatever the book holds.
const (
	pageSize = 200
	maxRows  = 2000
	// ahead is how near the cursor comes to an end of what is loaded before more is read.
	ahead = 60
)

// side tells where a page belongs.
type side int

const (
	first  side = iota // in place of everything: the newest
	last               // in place of everything: the oldest
	before             // newer ones, above
	after              // older ones, below
)

type pageMsg struct {
	screen   *Screen
	question int // which filter it answers
	side     side
	rows     []row
	place    store.OrderPlace // behind the last row, of a filter
	full     bool             // there may be more on that side
	total    int              // of the whole list; -1: not counted yet
}

// page reads one page on a side of what is there.
func (s *Screen) page(at side) tea.Cmd {
	s.asking = true
	if s.find.on() {
		return s.findPage(at)
	}
	env, id, question := s.env, s.id, s.find.question
	q := store.OrderQuery{Connection: id, Oldest: at == last || at == before}
	switch {
	case at == after && len(s.rows) > 0:
		q.Before = s.rows[len(s.rows)-1].id
	case at == before && len(s.rows) > 0:
		q.From = s.rows[0].id + 1
	}
	return func() tea.Msg {
		orders, err := env.Book.OrderPage(q, pageSize)
		if err != nil {
			return screen.FatalMsg{Err: err}
		}
		counts, err := env.Book.OrderCounts(id)
		if err != nil {
			return screen.FatalMsg{Err: err}
		}
		rows, err := rowsOf(env.Book, id, orders)
		if err != nil {
			return screen.FatalMsg{Err: err}
		}
		if q.Oldest {
			slices.Reverse(rows)
		}
		return pageMsg{screen: s, question: question, side: at, rows: rows, full: len(orders) == pageSize, total: counts.Total}
	}
}

// rowsOf makes the rows of orders; it reads which were exported.
func rowsOf(book *store.Book, id store.ConnectionID, orders []store.Order) ([]row, error) {
	ids := make([]uint64, len(orders))
	for i := range orders {
		ids[i] = orders[i].StoreOrderID
	}
	exported, err := book.Exported(id, ids)
	rows := make([]row, len(orders))
	for i := range orders {
		rows[i] = rowOf(&orders[i], exported[ids[i]])
	}
	return rows, err
}

// take puts a page where it belongs, and lets go of what lies farthest from it.
func (s *Screen) take(msg pageMsg) tea.Cmd {
	s.asking, s.loaded = false, true
	if msg.total >= 0 {
		s.total = msg.total
	}
	if s.find.on() && (msg.side == first || msg.side == after) {
		s.find.place = msg.place
	}
	switch msg.side {
	case first, last:
		s.replace(msg)
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
		if over := len(s.rows) - maxRows; over > 0 && !s.find.on() {
			s.rows, s.top = slices.Clone(s.rows[over:]), false
			s.list.Shift(-over)
			s.list.SetLen(len(s.rows))
		}
	}
	return s.peek()
}

// replace takes a page in place of everything; the same order stays chosen where it is in it.
func (s *Screen) replace(msg pageMsg) {
	var chosen uint64
	if r := s.chosen(); r != nil && s.list.Cursor() > 0 {
		chosen = r.id
	}
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
}
