package connections

import (
	"fmt"
	"slices"
	"strings"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/text"
	"cartwire/ui/theme"
)

// columns are the widths of a row's cells; cart and next are 0 where there is no room for them.
type columns struct{ name, cart, state, orders, synced, next int }

func columnsOf(width int) columns {
	c := columns{state: 20, orders: 9, synced: 12}
	if width >= 76 {
		c.next = 14
	}
	if width >= 92 {
		c.cart = 15
	}
	c.name = width - 4 - c.cart - c.state - c.orders - c.synced - c.next
	return c
}

// Draw makes the list and, below it, what is to be known of the chosen connection.
func (s *Screen) Draw(width, height int) ([]string, *kit.Cursor) {
	t := s.env.Theme
	var lines []string
	var at *kit.Cursor
	if s.typing || s.filter.Value() != "" {
		field, x := s.filter.Draw(t, max(8, width-40), s.typing)
		lines = append(lines, "  "+t.Key.Render("/")+" "+field+t.Dim.Render(fmt.Sprintf("  %d of %d", len(s.shown), len(s.rows))))
		if s.typing {
			at = &kit.Cursor{X: 4 + x}
		}
	}
	switch {
	case !s.loaded:
		return append(lines, "  "+t.Dim.Render("Reading the book"+t.Glyphs.Ellipsis)), at
	case len(s.rows) == 0:
		return append(lines, "  No store is connected yet.", "", "  Press "+t.Key.Render("a")+" to connect a BigCommerce store."), at
	case len(s.shown) == 0:
		return append(lines, "  No connection has this in its name. Press "+t.Key.Render("esc")+" to see all."), at
	}
	below := s.below(width)
	if room := height - len(lines) - 3; len(below) > room {
		below = below[:max(0, room)]
	}
	cols := columnsOf(width)
	lines = append(lines, heads(t, cols))
	rows := max(1, height-len(lines)-len(below))
	s.above = len(lines)
	lines = append(lines, s.list.Draw(width, rows, func(i int, chosen bool) string {
		return s.draw(&s.rows[s.shown[i]], cols, chosen)
	})...)
	return append(lines, below...), at
}

func heads(t *theme.Theme, c columns) string {
	line := "  " + text.Fit("WEBSITE", c.name, "")
	if c.cart > 0 {
		line += text.Fit("CART", c.cart, "")
	}
	line += text.Fit("STATE", c.state, "") + text.FitLeft("ORDERS", c.orders, "") + "  " + text.Fit("LAST SYNC", c.synced, "")
	if c.next > 0 {
		line += "NEXT"
	}
	return t.Dim.Render(strings.TrimRight(line, " "))
}

func (s *Screen) draw(r *row, c columns, chosen bool) string {
	t := s.env.Theme
	name := text.Fit(r.name, c.name-1, t.Glyphs.Ellipsis) + " "
	mark := "  "
	if chosen {
		mark, name = t.Accent.Render(t.Glyphs.Cursor)+" ", t.Selected.Render(name)
	}
	line := mark + name
	if c.cart > 0 {
		cart := r.cart
		if r.insecure != "" {
			cart += " " + t.Glyphs.Warn // the line below the list says what it means
		}
		line += text.Fit(cart, c.cart, t.Glyphs.Ellipsis)
	}
	orders := kit.Count(r.orders)
	if r.orders == 0 && r.conn.LastSync.IsZero() {
		orders = t.Glyphs.None
	}
	return line + text.Fit(s.state(r), c.state, t.Glyphs.Ellipsis) + text.FitLeft(orders, c.orders, t.Glyphs.Ellipsis) +
		"  " + text.Fit(kit.Ago(s.env.Now, r.conn.LastSync), c.synced, "") + text.Truncate(s.next(r, c.next), c.next, t.Glyphs.Ellipsis)
}

// next says when something runs by itself; empty where there is no room to say it.
func (s *Screen) next(r *row, room int) string {
	switch {
	case room == 0:
		return ""
	case !scheduled(r.conn.Options):
		return "on demand"
	case r.due.At.IsZero():
		return "paused"
	}
	return kit.Until(s.env.Now, r.due.At)
}

// scheduled tells whether anything is to run by itself.
func scheduled(o store.ConnectionOptions) bool {
	return slices.ContainsFunc(syncer.Ticked(o), func(option syncer.Option) bool { return o.Schedule[string(option)] > 0 })
}

// state is the connection's state in a sign and words.
func (s *Screen) state(r *row) string {
	t := s.env.Theme
	if snap, ok := s.env.Running(r.id); ok {
		say := t.Glyphs.Run + " importing"
		if snap.Total > 0 {
			say += fmt.Sprintf(" %d %%", kit.Percent(snap.Done, snap.Total))
		}
		return t.Running.Render(say)
	}
	switch {
	case r.conn.State == store.StateRefused:
		return t.Bad.Render(t.Glyphs.Bad + " refused")
	case r.conn.State == store.StateMissing:
		return t.Warn.Render(t.Glyphs.Warn + " scope missing")
	case !r.active:
		return t.Dim.Render(t.Glyphs.Off + " not active")
	case r.conn.State == store.StateConnected:
		return t.Good.Render(t.Glyphs.On + " connected")
	}
	return t.Dim.Render(t.Glyphs.Off + " not tested")
}

// below are the lines about the chosen connection: what is wrong, and where its token goes without TLS.
func (s *Screen) below(width int) []string {
	r, t := s.chosen(), s.env.Theme
	if r == nil {
		return nil
	}
	var lines []string
	if r.problem != "" {
		lines = kit.Toast{Tone: kit.Caution, Say: r.problem}.Draw(t, width, 4)
	}
	if r.insecure != "" {
		lines = append(lines, kit.Toast{Tone: kit.Caution, Say: "Not BigCommerce's own address: the token goes to " + r.insecure + ", which was allowed."}.Draw(t, width, 2)...)
	}
	if at := r.conn.Test.At; !at.IsZero() {
		say := "The connection test passed "
		if !r.conn.Test.OK {
			say = "The connection test failed "
		}
		lines = append(lines, "  "+t.Dim.Render(say+kit.Ago(s.env.Now, at)+"."))
	}
	if lines == nil {
		return nil
	}
	return append([]string{""}, lines...)
}
