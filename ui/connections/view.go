package connections

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/role"
	"cartwire/ui/text"
	"cartwire/ui/theme"
)

// roomy is the height from which on there is room for lines that only part things.
const roomy = 16

// Draw makes the line of what needs attention, the list and, below it, what is to be known of the chosen connection.
func (s *Screen) Draw(width, height int) ([]string, *kit.Cursor) {
	t := s.env.Theme
	var lines []string
	var at *kit.Cursor
	if s.filter.Shown() {
		lines = make([]string, 1)
		lines[0], at = s.filter.Line(t, width-40, t.Dim.Render(fmt.Sprintf("  %d of %d", len(s.shown), len(s.rows))))
	}
	if s.loaded && len(s.rows) > 0 && s.facts != nil {
		lines = append(lines, s.attention(width))
		if height >= roomy {
			lines = append(lines, "")
		}
	}
	switch {
	case !s.loaded:
		return append(lines, kit.Wait(t, "Reading the book")), at
	case len(s.rows) == 0:
		lines = append(lines, "  No store is connected yet.")
		return append(lines, s.env.Invite(role.Admin, "  Press "+t.Key.Render("a")+" to connect a BigCommerce store.")...), at
	case len(s.shown) == 0:
		return append(lines, "  No connection has this in its name. Press "+t.Key.Render("esc")+" to see all."), at
	}
	cols := columnsOf(width)
	lines = append(lines, heads(t, cols))
	below := s.below(width, cols)
	// A list that is longer than its window leaves room for what is said of the chosen row.
	if room := height - len(lines) - min(3, len(s.shown)); len(below) > room {
		below = below[:max(0, room)]
	}
	rows := max(1, height-len(lines)-len(below))
	s.above = len(lines)
	lines = append(lines, s.list.Draw(width, rows, func(i int, chosen bool) string {
		return s.draw(&s.rows[s.shown[i]], cols, chosen)
	})...)
	return append(lines, below...), at
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
		line += text.Fit(r.cart, c.cart, t.Glyphs.Ellipsis)
	}
	line += text.Fit(s.state(r), c.state, t.Glyphs.Ellipsis) + s.orders(r, c.orders) + "  "
	if c.spark > 0 {
		line += text.Fit(s.spark(r, c.spark-2), c.spark, "")
	}
	if c.stock > 0 {
		line += text.Fit(s.stock(r), c.stock, t.Glyphs.Ellipsis)
	}
	line += text.Fit(s.env.Ago(r.conn.LastSync), c.synced, "")
	if c.next > 0 {
		line += text.Fit(s.next(r), c.next, t.Glyphs.Ellipsis)
	}
	if c.quota > 0 {
		line += s.quota(r, c.quota-2)
	}
	return strings.TrimRight(line, " ")
}

// orders is how many orders there are, marked while that has just changed.
func (s *Screen) orders(r *row, width int) string {
	t := s.env.Theme
	n := kit.Count(r.orders)
	if r.orders == 0 && r.conn.LastSync.IsZero() {
		return text.FitLeft(t.Glyphs.None, width, "")
	}
	if by := s.marks[r.id].orders; by != 0 {
		pad := max(0, width-text.Width(n)-1)
		return strings.Repeat(" ", pad) + t.Changed.Render(grown(t, by)+n)
	}
	return text.FitLeft(n, width, t.Glyphs.Ellipsis)
}

func grown(t *theme.Theme, by int) string {
	if by < 0 {
		return t.Glyphs.Shrunk
	}
	return t.Glyphs.Grown
}

// spark draws the orders of the last days.
func (s *Screen) spark(r *row, days int) string {
	if r.days == nil {
		return s.env.Theme.Dim.Render(s.env.Theme.Glyphs.None)
	}
	return kit.Spark(s.env.Theme, r.days[max(0, len(r.days)-days):])
}

// stock says how the stock stands, from what the book knows.
func (s *Screen) stock(r *row) string {
	t := s.env.Theme
	mark := ""
	if by := s.marks[r.id].stock; by != 0 {
		mark = t.Changed.Render(grown(t, by))
	}
	switch {
	case !r.conn.Options.UpdateInventory:
		return t.Dim.Render(t.Glyphs.None)
	case r.asks != "" && r.asked == syncer.UpdateInventory:
		return t.Warn.Render(t.Glyphs.Warn + " asks first")
	case r.conflicts > 0:
		return t.Warn.Render(t.Glyphs.Warn + " " + kit.Of(r.conflicts, "conflict"))
	case r.stock.Told == 0:
		return t.Dim.Render(t.Glyphs.Off + " not told")
	case r.stock.Sending > 0:
		return t.Warn.Render(t.Glyphs.Warn + " " + kit.Count(r.stock.Sending) + " unsure")
	case r.stock.Differ > 0:
		return t.Running.Render(t.Glyphs.Run+" "+kit.Count(r.stock.Differ)+" differ") + mark
	}
	return t.Good.Render(t.Glyphs.Good+" in step") + mark
}

// quota is how much of the store's quota is spent.
func (s *Screen) quota(r *row, width int) string {
	t, q := s.env.Theme, r.quota
	if snap, ok := s.env.Running(r.id); ok {
		q = snap.Quota
	}
	if q.Limit == 0 {
		return t.Dim.Render(t.Glyphs.None)
	}
	style := t.Good
	if q.Left*10 < q.Limit {
		style = t.Warn
	}
	return kit.Gauge(t, style, q.Limit-q.Left, q.Limit, width)
}

// next says when something runs by itself.
func (s *Screen) next(r *row) string {
	switch {
	case !scheduled(r.conn.Options):
		return "on demand"
	case r.due.At.IsZero() && r.due.Held != "":
		return "held"
	case r.due.At.IsZero():
		return "paused"
	}
	return s.env.Until(r.due.At)
}

// scheduled tells whether anything is to run by itself.
func scheduled(o store.ConnectionOptions) bool {
	return slices.ContainsFunc(syncer.Ticked(o), func(option syncer.Option) bool { return o.Schedule[string(option)] > 0 })
}

// working is what a job does, in one word.
var working = map[syncer.Option]string{
	syncer.ImportOrders: "importing", syncer.ImportProducts: "products", syncer.UpdateInventory: "stock", syncer.UpdateOrderStatus: "status",
}

// state is the connection's state in a sign and words.
func (s *Screen) state(r *row) string {
	t := s.env.Theme
	if snap, ok := s.env.Running(r.id); ok {
		say := t.Glyphs.Run + " " + cmp.Or(working[snap.Option], "running")
		if snap.Total > 0 {
			say += fmt.Sprintf(" %d %%", kit.Percent(snap.Done, snap.Total))
		}
		return t.Running.Render(say)
	}
	glyph, style := t.Glyphs.Off, t.Dim
	switch r.status.State {
	case syncer.ConnRefused:
		glyph, style = t.Glyphs.Bad, t.Bad
	case syncer.ConnMissing, syncer.ConnUnreached, syncer.ConnFailed:
		glyph, style = t.Glyphs.Warn, t.Warn
	case syncer.ConnConnected:
		glyph, style = t.Glyphs.On, t.Good
	}
	return style.Render(glyph + " " + r.status.State.Label())
}

// below are the lines about the chosen connection: what is wrong, where its token goes without TLS, and what has found no
// column.
func (s *Screen) below(width int, c columns) []string {
	r, t := s.chosen(), s.env.Theme
	if r == nil {
		return nil
	}
	lines := []string{""}
	if say := r.trouble(); say != "" {
		lines = append(lines, kit.Toast{Tone: kit.Caution, Say: say}.Draw(t, width, 4)...)
	}
	if r.insecure != "" {
		lines = append(lines, kit.Toast{Tone: kit.Caution, Say: "Not BigCommerce's own address: the token goes to " + r.insecure + ", which was allowed."}.Draw(t, width, 2)...)
	}
	if more := r.status.Says(); more != "" {
		say := strings.ToUpper(more[:1]) + more[1:] + "."
		if r.status.Idle.Orders > 0 {
			say = strings.TrimSuffix(say, ".") + ", last seen " + s.env.Ago(r.status.Idle.Seen) + "."
		}
		lines = append(lines, kit.Toast{Tone: kit.Caution, Say: text.Clean(say)}.Draw(t, width, 2)...)
	}
	lines = append(lines, s.aside(r, width, c)...)
	if len(lines) == 1 {
		return nil
	}
	return lines
}

// trouble is what is wrong with the connection, the most important of it.
func (r *row) trouble() string {
	if r.problem != "" || r.failed.State != store.JobFailed || len(r.failed.Errors) == 0 {
		return r.problem
	}
	return text.Clean(r.failed.Errors[len(r.failed.Errors)-1].Reason)
}

// aside tells, in as few lines as it takes, what has no column at this width.
func (s *Screen) aside(r *row, width int, c columns) []string {
	t := s.env.Theme
	var parts []string
	add := func(word, value string) { parts = append(parts, t.Dim.Render(word+" ")+value) }
	if c.spark == 0 && r.days != nil {
		add("14 days", s.spark(r, 14))
	}
	if c.stock == 0 && r.conn.Options.UpdateInventory {
		add("Stock", s.stock(r))
	}
	if c.next == 0 {
		add("Next run", s.next(r))
	}
	if c.quota == 0 && r.quota.Limit > 0 {
		add("Quota", s.quota(r, 8)+t.Dim.Render(fmt.Sprintf(" %s of %s left", kit.Count(r.quota.Left), kit.Count(r.quota.Limit))))
	}
	if at := r.conn.Test.At; !at.IsZero() {
		result := "passed "
		if !r.conn.Test.OK {
			result = "failed "
		}
		parts = append(parts, t.Dim.Render("Last test "+result+s.env.Ago(at)))
	}
	var lines []string
	line := ""
	for _, p := range parts {
		switch {
		case line == "":
			line = "  " + p
		case text.Width(line)+3+text.Width(p) > width-2:
			lines = append(lines, line)
			line = "  " + p
		default:
			line += "   " + p
		}
	}
	if line == "" {
		return lines
	}
	return append(lines, line)
}
