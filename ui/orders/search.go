package orders

import (
	"context"
	"errors"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
)

// search is the filter over the orders: what is typed, and the statuses that were chosen.
type search struct {
	kit.Filter
	statuses []int

	question int // numbers the questions: a late answer to an earlier one is dropped
	cancel   context.CancelFunc
	place    store.OrderPlace // behind the last row that was found
	counting bool
}

func (f *search) on() bool { return f.text() != "" || len(f.statuses) > 0 }

func (f *search) text() string { return strings.TrimSpace(f.Value()) }

func (f *search) query(id store.ConnectionID) store.OrderSearch {
	return store.OrderSearch{Connection: id, Text: f.text(), Statuses: f.statuses}
}

type countMsg struct {
	screen   *Screen
	question int
	count    int
	done     bool
	feed     <-chan countMsg
}

// ask begins anew with the filter as it is now: the first page, and how many there are.
func (s *Screen) ask() tea.Cmd {
	f := &s.find
	if f.cancel != nil {
		f.cancel()
	}
	f.question++
	f.place, f.counting = "", false
	s.list.SetCursor(0)
	if !f.on() {
		return s.page(first)
	}
	ctx, cancel := context.WithCancel(s.env.Ctx)
	f.cancel, f.counting, s.total = cancel, true, 0
	return tea.Batch(s.page(first), s.counter(ctx))
}

// findPage reads the first or the next page of what the filter finds.
func (s *Screen) findPage(at side) tea.Cmd {
	env, id, q, question := s.env, s.id, s.find.query(s.id), s.find.question
	var behind store.OrderPlace
	if at == after {
		behind = s.find.place
	} else {
		at = first
	}
	return func() tea.Msg {
		found, more, err := env.Book.FindOrders(env.Ctx, q, behind, pageSize)
		if errors.Is(err, context.Canceled) {
			return nil
		}
		if err != nil {
			return screen.FatalMsg{Err: err}
		}
		orders := make([]store.Order, len(found))
		for i := range found {
			orders[i], behind = found[i].Order, found[i].Place
		}
		rows, err := rowsOf(env.Book, id, orders)
		if err != nil {
			return screen.FatalMsg{Err: err}
		}
		return pageMsg{screen: s, question: question, side: at, rows: rows, place: behind, full: more, total: -1}
	}
}

// counter counts what the filter finds, and tells how far it is.
func (s *Screen) counter(ctx context.Context) tea.Cmd {
	book, q, question := s.env.Book, s.find.query(s.id), s.find.question
	feed := make(chan countMsg, 1)
	tell := func(n int, done bool) {
		select {
		case <-feed:
		default:
		}
		feed <- countMsg{screen: s, question: question, count: n, done: done, feed: feed}
	}
	count := func() tea.Msg {
		defer close(feed)
		n, err := book.CountFound(ctx, q, func(soFar int) { tell(soFar, false) })
		switch {
		case errors.Is(err, context.Canceled):
		case err != nil:
			return screen.FatalMsg{Err: err}
		default:
			tell(n, true)
		}
		return nil
	}
	return tea.Batch(count, listen(feed))
}

// listen waits for the next count.
func listen(feed <-chan countMsg) tea.Cmd {
	return func() tea.Msg {
		if msg, ok := <-feed; ok {
			return msg
		}
		return nil
	}
}

func (s *Screen) count(msg countMsg) tea.Cmd {
	if msg.screen != s {
		return nil
	}
	if msg.question == s.find.question {
		s.total, s.find.counting = msg.count, !msg.done
	}
	return listen(msg.feed)
}

// typeKey edits the filter; each letter finds anew.
func (s *Screen) typeKey(msg tea.KeyPressMsg) (bool, tea.Cmd) {
	f := &s.find
	switch msg.String() {
	case "down", "up", "pgdown", "pgup":
		f.Typing = false
		return s.Key(msg)
	}
	was := f.text()
	used, _ := f.Type(msg)
	if f.text() == was {
		return used, nil
	}
	return true, s.ask()
}

// clear shows all orders again.
func (s *Screen) clear() tea.Cmd {
	s.find.SetValue("")
	s.find.statuses = nil
	return s.ask()
}

// chooseStatus asks which status is to be listed; the book's own counts say which there are.
func (s *Screen) chooseStatus() tea.Cmd {
	book, id := s.env.Book, s.id
	return func() tea.Msg {
		counts, err := book.OrderCounts(id)
		if err != nil {
			return screen.FatalMsg{Err: err}
		}
		rows := []kit.Row{{Label: "All statuses", Aside: kit.Count(counts.Total), Do: s.onlyStatus()}}
		ids := make([]int, 0, len(counts.ByStatus))
		for status, n := range counts.ByStatus {
			if n > 0 {
				ids = append(ids, status)
			}
		}
		slices.Sort(ids)
		for _, status := range ids {
			rows = append(rows, kit.Row{Label: bigcommerce.StatusName(status), Aside: kit.Count(counts.ByStatus[status]), Do: s.onlyStatus(status)})
		}
		return screen.MenuMsg{Menu: kit.NewMenu("Show orders that are", "type a few letters", rows)}
	}
}

func (s *Screen) onlyStatus(ids ...int) func() tea.Cmd {
	return func() tea.Cmd {
		s.find.statuses = ids
		return s.ask()
	}
}
