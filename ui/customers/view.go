package customers

import (
	"fmt"

	"cartwire/ui/kit"
	"cartwire/ui/text"
)

// columns are the widths of a row's cells; 0 where there is no room.
type columns struct{ name, company, email, phone, conn int }

func (s *Screen) columnsOf(width int) columns {
	rest := width - 2
	c := columns{}
	if s.id == 0 && len(s.names) > 1 && width >= 100 {
		c.conn = 18
	}
	if width >= 90 {
		c.phone = 18
	}
	rest -= c.conn + c.phone
	c.email = rest * 2 / 5
	if width >= 76 {
		c.email, c.company = rest/3, rest/3
	}
	c.name = rest - c.email - c.company
	return c
}

// Draw makes the list, or the customer that is open.
func (s *Screen) Draw(width, height int) ([]string, *kit.Cursor) {
	t := s.env.Theme
	if s.detail != nil {
		return s.drawDetail(width, height), nil
	}
	var lines []string
	var at *kit.Cursor
	if s.filter.Shown() {
		lines = make([]string, 1)
		lines[0], at = s.filter.Line(t, width-6, "")
	}
	switch {
	case !s.window.Loaded:
		return append(lines, kit.Wait(t, "Reading the book")), at
	case len(s.window.Rows) == 0 && s.window.Asking:
		return append(lines, kit.Wait(t, "Looking")), at
	case len(s.window.Rows) == 0 && s.filter.Value() != "":
		return append(lines, "  Nobody is like this. Press "+t.Key.Render("esc")+" to see all."), at
	case len(s.window.Rows) == 0:
		return append(lines, "  No customer is known yet.", "", "  "+t.Dim.Render("Import Orders brings them with their orders.")), at
	}
	c := s.columnsOf(width)
	head := "  " + text.Fit("NAME", c.name, "") + text.Fit("COMPANY", c.company, "") + text.Fit("E-MAIL", c.email, "") +
		text.Fit("PHONE", c.phone, "") + text.Fit("WEBSITE", c.conn, "")
	lines = append(lines, t.Dim.Render(head))
	s.above = len(lines)
	return append(lines, s.window.List.Draw(width, height-len(lines), func(i int, chosen bool) string {
		return s.draw(&s.window.Rows[i], c, chosen)
	})...), at
}

func (s *Screen) draw(r *row, c columns, chosen bool) string {
	t := s.env.Theme
	cell := func(value string, width int) string {
		if width == 0 {
			return ""
		}
		return text.Fit(value, width-1, t.Glyphs.Ellipsis) + " "
	}
	mark, name := "  ", cell(r.called(), c.name)
	if chosen {
		mark, name = t.Accent.Render(t.Glyphs.Cursor)+" ", t.Selected.Render(name)
	}
	return mark + name + cell(r.company, c.company) + cell(r.email, c.email) + cell(r.phone, c.phone) + cell(s.names[r.Connection], c.conn)
}

// drawDetail makes what is known of a customer, and below it the orders.
func (s *Screen) drawDetail(width, height int) []string {
	d, t := s.detail, s.env.Theme
	var lines []string
	put := func(word, value string) {
		if value != "" {
			lines = append(lines, "  "+t.Dim.Render(text.Fit(word, 11, ""))+text.Truncate(value, width-15, t.Glyphs.Ellipsis))
		}
	}
	put("Name", d.row.name)
	put("Company", d.row.company)
	put("E-mail", d.row.email)
	put("Phone", d.row.phone)
	kind := "a guest"
	if id := d.row.StoreCustomerID; id > 0 {
		kind = fmt.Sprintf("customer %d", id)
	}
	put("Customer", kind+" of "+s.names[d.row.Connection])
	word := "Addresses"
	for i, a := range d.addresses {
		if room := max(6, height/2-1); len(lines) >= room && i < len(d.addresses)-1 {
			put(word, fmt.Sprintf("and %d more", len(d.addresses)-i))
			break
		}
		put(word, a)
		word = ""
	}
	if !d.loaded {
		return append(lines, "", kit.Wait(t, "Looking for the orders"))
	}
	if len(d.orders) == 0 {
		return append(lines, "", "  The book has no order of this customer.")
	}
	count := kit.Of(d.count, "order")
	if d.more {
		count = "more than " + count
	}
	if d.count > len(d.orders) {
		count += ", the newest " + kit.Count(len(d.orders))
	}
	lines = append(lines, "", "  "+t.Title.Render(count))
	s.above = len(lines)
	return append(lines, d.list.Draw(width, max(1, height-len(lines)), func(i int, chosen bool) string {
		o := d.orders[i]
		mark, number := "  ", text.Fit(o.number, 10, t.Glyphs.Ellipsis)
		if chosen {
			mark, number = t.Accent.Render(t.Glyphs.Cursor)+" ", t.Selected.Render(number)
		}
		return mark + number + " " + text.Fit(o.date, 12, "") + text.Fit(o.status, max(10, width-42), t.Glyphs.Ellipsis) + text.FitLeft(o.sum, 16, t.Glyphs.Ellipsis)
	})...)
}
