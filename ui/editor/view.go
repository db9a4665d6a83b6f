package editor

import (
	"slices"

	"cartwire/ui/kit"
	"cartwire/ui/text"
)

// tabLines is how many lines the bar of tabs takes.
const tabLines = 2

// Draw makes the tab, or the connection test in its place.
func (s *Screen) Draw(width, height int) ([]string, *kit.Cursor) {
	t := s.env.Theme
	if s.m == nil {
		return []string{kit.Wait(t, "Reading the book")}, nil
	}
	if s.panel() {
		lines := s.drawTest(width, false)
		if len(lines) > height {
			lines = s.drawTest(width, true)
		}
		head, rest := lines[:1], lines[1:]
		return append(head, s.result.Window(t, rest, width, height-1)...), nil
	}
	lines := s.tabs.Draw(t, width)[:tabLines]
	room := height - len(lines)
	if s.tabs.Chosen == tabLocations {
		return append(lines, s.drawPlaces(width, room)...), nil
	}
	body, at := s.form().Draw(t, width, room, !s.tabs.Focused)
	if at != nil {
		at.Y += len(lines)
	}
	return append(lines, body...), at
}

func (s *Screen) drawPlaces(width, height int) []string {
	t, form := s.env.Theme, s.m.Form()
	head := "Orders are allocated at the location that is ticked first; none ticked means all."
	if form.UpdateInventory && len(s.m.StorePlaces()) == 0 {
		if form.OneLocation {
			head += " You confirmed that the store has one location."
		} else {
			head += " If the store has only one location, press o to confirm it."
		}
	}
	var lines []string
	for _, l := range text.Wrap(head, width-4) {
		lines = append(lines, "  "+t.Dim.Render(l))
	}
	s.places.above = len(lines)
	return append(lines, s.places.list.Draw(width, height-len(lines), func(i int, chosen bool) string {
		l := s.places.all[i]
		mark, name, sign, say := " ", text.Clean(l.Name), t.Glyphs.Unticked, ""
		if slices.Contains(form.Locations, l.ID) {
			sign = t.Glyphs.Ticked
		}
		if chosen && !s.tabs.Focused {
			mark = t.Accent.Render(t.Glyphs.Cursor)
		}
		name = text.Truncate(name, width-36, t.Glyphs.Ellipsis)
		if chosen {
			name = t.Selected.Render(name)
		}
		if len(form.Locations) > 0 && form.Locations[0] == l.ID || len(form.Locations) == 0 && i == 0 {
			say = "  " + t.Dim.Render("orders are allocated here")
		}
		if at := s.mappedTo(l.ID); at != "" {
			say += "  " + t.Dim.Render("in the store: "+at)
		}
		return text.Truncate(mark+" "+sign+" "+name+say, width, t.Glyphs.Ellipsis)
	})...)
}
