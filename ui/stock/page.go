package stock

import (
	"context"
	"errors"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// pageSize is how many items are read at once; maxRows how many are kept, whatever the book holds.
const (
	pageSize = 200
	maxRows  = 2000
	// ahead is how near the cursor comes to an end of what is loaded before more is read.
	ahead = 60
)

// side tells where a page belongs.
type side int

const (
	first  side = iota // in place of everything: from the first item
	last               // in place of everything: the last ones
	before             // above
	after              // below
	same               // in place of everything: the same rows, as they are now
)

type pageMsg struct {
	screen *Screen
	ask    int
	side   side
	rows   []row
	next   string // where it goes on; "": that was all
	size   int    // how many rows were asked for
}

// quick is a filter by a key.
type quick int

const (
	all quick = iota
	low
	out
	differs
)

// page reads one page on a side of what is there.
func (s *Screen) page(at side) tea.Cmd {
	q := store.StockQuery{Upward: at == last || at == before}
	size := pageSize
	switch {
	case at == after:
		q.From = s.down
	case at == before:
		q.From = s.up
	case at == same && len(s.rows) > 0:
		q.From, q.Whole, size = s.rows[0].SKU, true, max(pageSize, len(s.rows))
	}
	return s.read(at, q, size)
}

// again reads the rows anew that are there.
func (s *Screen) again() tea.Cmd {
	if s.up == "" && s.top {
		return s.page(first) // what was added above the first row belongs there, too
	}
	return s.page(same)
}

func (s *Screen) read(at side, q store.StockQuery, size int) tea.Cmd {
	if s.stop != nil {
		s.stop()
	}
	ctx, cancel := context.WithCancel(s.env.Ctx)
	s.asking, s.stop = true, cancel
	s.ask++
	q.Match, q.Keep = s.matcher(), s.keeper()
	book, engine, id, ask, only := s.env.Book, s.env.Engine, s.id, s.ask, s.quick
	return func() tea.Msg {
		defer cancel()
		found, next, err := book.StockRows(ctx, q, size)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return screen.FatalMsg{Err: err}
		}
		rows, err := stood(engine, id, found)
		if errors.Is(err, store.ErrNotFound) {
			return screen.Failed(err) // the connection was removed meanwhile
		}
		if err != nil {
			return screen.FatalMsg{Err: err}
		}
		if only == differs {
			rows = slices.DeleteFunc(rows, func(r row) bool { return !r.differs() })
		}
		if q.Upward {
			slices.Reverse(rows)
		}
		return pageMsg{s, ask, at, rows, next, size}
	}
}

// stood makes rows of what was read, with how they stand at a store where there is one to compare with.
func stood(engine *syncer.Engine, id store.ConnectionID, found []store.StockRow) ([]row, error) {
	var stands map[string][]syncer.Standing
	if id != 0 {
		skus := make([]string, len(found))
		for i := range found {
			skus[i] = found[i].SKU
		}
		var err error
		if stands, err = engine.Stand(id, skus); err != nil {
			return nil, err
		}
	}
	rows := make([]row, 0, len(found))
	for _, r := range found {
		rows = append(rows, rowOf(r, stands[store.NormalSKU(r.SKU)]))
	}
	return rows, nil
}

// differs tells whether the store is to show another number than it was told last.
func (r *row) differs() bool {
	return slices.ContainsFunc(r.stands, func(s syncer.Standing) bool {
		switch s.State {
		case syncer.StandDiffers, syncer.StandConflict, syncer.StandUntold, syncer.StandSending:
			return true
		}
		return false
	})
}

// matcher is what the filter asks of an item: every word is a part of its sku or name.
func (s *Screen) matcher() func(sku, name string) bool {
	want := s.filter.Value()
	if strings.TrimSpace(want) == "" {
		return nil
	}
	return func(sku, name string) bool { return text.Holds(strings.ToLower(sku+" "+name), want) }
}

// keeper is what the quick filter asks of a row: that it is low, or out, at one of the locations that count it.
func (s *Screen) keeper() func(*store.StockRow) bool {
	if s.quick != low && s.quick != out {
		return nil
	}
	most, least := s.low, 1
	if s.quick == out {
		most, least = 0, -1<<31
	}
	return func(r *store.StockRow) bool {
		for _, c := range r.Counts {
			if n := c.OnHand - r.Held[c.Location]; n >= least && n <= most {
				return true
			}
		}
		return false
	}
}

// take puts a page where it belongs, lets go of what lies farthest from it, and reads on where a filter has found too
// few to fill the screen.
func (s *Screen) take(msg pageMsg) tea.Cmd {
	chosen := ""
	if r := s.chosen(); r != nil && s.list.Cursor() > 0 || msg.side == same && r != nil {
		chosen = r.SKU
	}
	s.asking, s.loaded = false, true
	if len(msg.rows) < msg.size && msg.next != "" {
		s.looked += store.StockLook
	}
	switch msg.side {
	case first, last, same:
		s.replace(msg, chosen)
	case before:
		s.rows, s.up, s.top = append(msg.rows, s.rows...), msg.next, msg.next == ""
		s.list.SetLen(len(s.rows))
		s.list.Shift(len(msg.rows))
		if len(s.rows) > maxRows {
			s.rows = s.rows[:maxRows]
			s.down, s.bottom = s.rows[maxRows-1].SKU, false
			s.list.SetLen(maxRows)
		}
	case after:
		s.rows, s.down, s.bottom = append(s.rows, msg.rows...), msg.next, msg.next == ""
		s.list.SetLen(len(s.rows))
		if over := len(s.rows) - maxRows; over > 0 {
			s.rows = slices.Clone(s.rows[over:])
			s.up, s.top = s.rows[0].SKU, false
			s.list.Shift(-over)
			s.list.SetLen(len(s.rows))
		}
	}
	s.toExact()
	return tea.Batch(s.more(msg), s.explain(), s.belowGuest())
}

// belowGuest opens the count below one that was a guest, now that it has its place.
func (s *Screen) belowGuest() tea.Cmd {
	i := s.rowOfSKU(s.goOn)
	if s.goOn == "" || i < 0 || s.editing != nil {
		return nil
	}
	s.goOn = ""
	s.list.SetCursor(i)
	return s.nextCount()
}

func (s *Screen) replace(msg pageMsg, chosen string) {
	s.rows = msg.rows
	switch msg.side {
	case first:
		s.up, s.top, s.down, s.bottom = "", true, msg.next, msg.next == ""
	case last:
		s.up, s.top, s.down, s.bottom = msg.next, msg.next == "", "", true
	case same:
		s.down, s.bottom = msg.next, msg.next == ""
	}
	s.list.Forget()
	s.list.SetLen(len(s.rows))
	if msg.side == last {
		s.list.SetCursor(len(s.rows) - 1)
		return
	}
	if i := slices.IndexFunc(s.rows, func(r row) bool { return r.SKU == chosen }); i >= 0 {
		s.list.SetCursor(i)
	}
}

// more reads on where a page brought less than was asked for and there is more to look through.
func (s *Screen) more(msg pageMsg) tea.Cmd {
	switch {
	case msg.side == same && !s.top && s.list.Cursor() < ahead:
		return s.page(before)
	case msg.next == "" || len(msg.rows) >= min(msg.size, ahead) || len(s.rows) >= pageSize && msg.side != before && msg.side != after:
		s.looked = 0
		return nil
	case msg.side == before || msg.side == last:
		return s.page(before)
	}
	return s.page(after)
}

// refilter begins anew with another filter.
func (s *Screen) refilter() tea.Cmd {
	s.looked = 0
	s.list.SetCursor(0)
	return s.page(first)
}
