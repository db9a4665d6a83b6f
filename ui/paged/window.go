// Package paged holds a window of a list that is longer than what is loaded. Pages are read one after the other, by a
// cursor that each page gives for the next; what was let go of above is read again by the cursor of its page.
package paged

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"cartwire/ui/kit"
	"cartwire/ui/screen"
)

// pageSize is how many rows are read at once, maxPages how many pages are kept.
const (
	pageSize = 200
	maxPages = 10
	// ahead is how near the cursor comes to an end of what is loaded before more is read.
	ahead = 60
)

// Read reads at most limit rows from a cursor on ("": from the first), and the cursor to go on with ("": that was all). It
// may bring fewer rows, or none, and have more to look through.
type Read[R any] func(ctx context.Context, cursor string, limit int) (rows []R, next string, err error)

// Window is the part of the list that is loaded.
type Window[R any] struct {
	Rows   []R
	List   kit.List
	Loaded bool
	Asking bool

	env    *screen.Env
	read   Read[R]
	pages  []page // all from the first one on; those before head are not held
	head   int
	next   string // where the page below the last one begins
	bottom bool
	ask    int // numbers the questions: a late answer changes nothing
	stop   context.CancelFunc
}

type page struct {
	cursor string
	rows   int
}

// Page is what was read, for the window that asked.
type Page[R any] struct {
	of     *Window[R]
	ask    int
	side   side
	cursor string
	rows   []R
	next   string
}

type side int

const (
	anew side = iota
	below
	above
)

// Begin reads the first page with another question, in place of what is there.
func (w *Window[R]) Begin(env *screen.Env, read Read[R]) tea.Cmd {
	w.env, w.read = env, read
	return w.page(anew, "")
}

// Again reads the first page anew; the cursor goes to the first row.
func (w *Window[R]) Again() tea.Cmd { return w.page(anew, "") }

func (w *Window[R]) page(at side, cursor string) tea.Cmd {
	if w.stop != nil {
		w.stop()
	}
	ctx, cancel := context.WithCancel(w.env.Ctx)
	w.Asking, w.stop = true, cancel
	w.ask++
	read, ask := w.read, w.ask
	return func() tea.Msg {
		defer cancel()
		rows, next, err := read(ctx, cursor, pageSize)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return screen.FatalMsg{Err: err}
		}
		return Page[R]{w, ask, at, cursor, rows, next}
	}
}

// Take puts a page where it belongs; false where it is another window's.
func (w *Window[R]) Take(p Page[R]) (mine bool, cmd tea.Cmd) {
	if p.of != w {
		return false, nil
	}
	if p.ask != w.ask {
		return true, nil
	}
	w.Asking, w.Loaded = false, true
	switch p.side {
	case anew:
		w.Rows, w.pages, w.head = p.rows, []page{{"", len(p.rows)}}, 0
		w.next, w.bottom = p.next, p.next == ""
		w.List.Forget()
		w.List.SetCursor(0)
		w.List.SetLen(len(w.Rows))
	case below:
		w.Rows, w.pages = append(w.Rows, p.rows...), append(w.pages, page{p.cursor, len(p.rows)})
		w.next, w.bottom = p.next, p.next == ""
		w.List.SetLen(len(w.Rows))
		w.dropAbove()
	case above:
		w.head--
		w.pages[w.head].rows = len(p.rows)
		w.Rows = append(p.rows, w.Rows...)
		w.List.SetLen(len(w.Rows))
		w.List.Shift(len(p.rows))
		w.dropBelow()
	}
	return true, w.more(p)
}

// more reads on where a filter has found too few rows to fill a screen.
func (w *Window[R]) more(p Page[R]) tea.Cmd {
	switch {
	case p.side == above && len(p.rows) < ahead && w.head > 0:
		return w.page(above, w.pages[w.head-1].cursor)
	case p.side != above && !w.bottom && len(w.Rows)-w.List.Cursor() < ahead:
		return w.page(below, w.next)
	}
	return nil
}

// dropAbove lets go of the first pages where there are too many. Empty ones, through which a filter found nothing, count
// for nothing.
func (w *Window[R]) dropAbove() {
	for len(w.Rows)-w.pages[w.head].rows >= pageSize*(maxPages-1) && w.head < len(w.pages)-1 {
		n := w.pages[w.head].rows
		w.Rows = append([]R(nil), w.Rows[n:]...)
		w.List.Shift(-n)
		w.List.SetLen(len(w.Rows))
		w.head++
	}
}

func (w *Window[R]) dropBelow() {
	for last := len(w.pages) - 1; len(w.Rows)-w.pages[last].rows >= pageSize*(maxPages-1) && last > w.head; last = len(w.pages) - 1 {
		w.Rows = w.Rows[:len(w.Rows)-w.pages[last].rows]
		w.next, w.bottom = w.pages[last].cursor, false
		w.pages = w.pages[:last]
		w.List.SetLen(len(w.Rows))
	}
}

// Key moves the cursor and reads on where it comes near an end.
func (w *Window[R]) Key(name string) (bool, tea.Cmd) {
	if (name == "home" || name == "g") && w.head > 0 {
		return true, w.Again()
	}
	if !w.List.Key(name) {
		return false, nil
	}
	switch {
	case w.Asking || !w.Loaded:
	case !w.bottom && w.List.Cursor() > len(w.Rows)-ahead:
		return true, w.page(below, w.next)
	case w.head > 0 && w.List.Cursor() < ahead:
		return true, w.page(above, w.pages[w.head-1].cursor)
	}
	return true, nil
}

// Chosen is the row under the cursor; nil in an empty list.
func (w *Window[R]) Chosen() *R {
	if w.List.Cursor() >= len(w.Rows) {
		return nil
	}
	return &w.Rows[w.List.Cursor()]
}

// Whole tells whether the list is loaded from its first row to its last.
func (w *Window[R]) Whole() bool { return w.Loaded && w.head == 0 && w.bottom }

// AtTop tells whether the first row is chosen, and loaded.
func (w *Window[R]) AtTop() bool { return w.head == 0 && w.List.Cursor() == 0 }
