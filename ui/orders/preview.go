package orders

import (
	tea "charm.land/bubbletea/v2"

	"cartwire/store"
	"cartwire/ui/kit"
	"cartwire/ui/screen"
	"cartwire/ui/text"
)

// previewWidth is the least width of the screen at which an order is shown beside the list.
const previewWidth = 100

// preview shows the chosen order beside the list.
type preview struct {
	on     bool
	narrow bool // there was no room for it when the screen was drawn last
	at     int  // the cell where it was drawn last; 0: it wasn't
	order  *store.Order
	places []store.Location
}

type peekMsg struct {
	screen *Screen
	id     uint64
	sheet  orderSheet
}

// peek reads the chosen order for the preview.
func (s *Screen) peek() tea.Cmd {
	r := s.chosen()
	if !s.side.on || r == nil || (s.side.order != nil && s.side.order.StoreOrderID == r.id) {
		return nil
	}
	book, conn, id := s.env.Book, s.id, r.id
	return func() tea.Msg {
		sheet, err := readOrder(book, conn, id)
		if err != nil {
			return nil // the list tells of a book that can't be read
		}
		return peekMsg{s, id, sheet}
	}
}

// take keeps what was read, unless the cursor has gone on meanwhile.
func (p *preview) take(s *Screen, msg peekMsg) {
	if r := s.chosen(); msg.screen == s && r != nil && r.id == msg.id {
		p.order, p.places = &msg.sheet.order, msg.sheet.places
	}
}

// togglePreview opens or closes the preview.
func (s *Screen) togglePreview() tea.Cmd {
	s.side.on = !s.side.on
	s.side.order = nil
	if s.side.on && s.side.narrow {
		s.env.Say(kit.Info, "The preview shows where the window is at least 100 columns wide.")
	}
	return s.peek()
}

// draw makes the preview's lines.
func (p *preview) draw(env *screen.Env, width, height int) []string {
	if p.order == nil {
		return nil
	}
	t := env.Theme
	d := orderPage(t, width, orderSheet{order: *p.order, places: p.places})
	lines := append([]string{"  " + t.Title.Render(text.Truncate("Order "+text.Clean(p.order.Number)+"  "+text.Clean(p.order.Status), width-4, t.Glyphs.Ellipsis))}, d...)
	if len(lines) > height {
		lines = lines[:height]
	}
	return lines
}
