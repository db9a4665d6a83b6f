package stock

import (
	tea "charm.land/bubbletea/v2"
)

// Key is asked before the key table: what is typed, and what moves.
func (s *Screen) Key(msg tea.KeyPressMsg) (bool, tea.Cmd) {
	name := msg.String()
	switch {
	case s.intake != nil:
		return s.intake.scroll.Key(name), nil
	case s.editing != nil:
		return s.editKey(msg)
	case s.filter.Typing:
		return s.filterKey(msg)
	case s.reading():
		return s.why.scroll.Key(name), nil
	}
	if s.digit = ""; len(name) == 1 && name >= "0" && name <= "9" {
		s.digit = name // the action that counts takes it
		return false, nil
	}
	was := s.list.Cursor()
	used, cmd := s.move(name)
	if used && s.list.Cursor() != was {
		cmd = tea.Batch(cmd, s.explain())
	}
	return used, cmd
}

// reading tells whether the sum takes the table's place.
func (s *Screen) reading() bool { return s.whyOpen && !s.beside }

// move moves the cursor and reads on where it comes near an end.
func (s *Screen) move(name string) (bool, tea.Cmd) {
	switch {
	case name == "left" && s.at > 0:
		s.at--
		s.list.Forget()
		return true, nil
	case name == "right" && s.at+1 < len(s.places):
		s.at++
		s.list.Forget()
		return true, nil
	case name == "left" || name == "right":
		return true, nil
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

func (s *Screen) filterKey(msg tea.KeyPressMsg) (bool, tea.Cmd) {
	used, changed := s.filter.Type(msg)
	if changed {
		s.exact = ""
		return true, s.refilter()
	}
	if msg.String() == "enter" {
		s.exact = s.filter.Value()
		s.toExact()
	}
	return used, nil
}

// toExact goes to the row whose sku is what the filter was ended with, once it is there.
func (s *Screen) toExact() {
	if i := s.rowOfSKU(s.exact); s.exact != "" && i >= 0 {
		s.list.SetCursor(i)
		s.exact = ""
	}
}

func (s *Screen) paste(content string) tea.Cmd {
	switch {
	case s.editing != nil:
		s.editing.paste(content)
	case s.filter.Typing:
		s.filter.Paste(content)
		return s.refilter()
	}
	return nil
}

// Click chooses a row; a click on the chosen one opens its count.
func (s *Screen) Click(x, y int) (open bool, cmd tea.Cmd) {
	if s.intake != nil || s.reading() || s.editing != nil {
		return false, nil
	}
	if s.filter.Typing = s.filter.Typing && y == 0; y < s.above {
		return false, nil
	}
	was := s.list.Cursor()
	if !s.list.Click(y - s.above) {
		return false, nil
	}
	if was == s.list.Cursor() {
		return true, nil
	}
	return false, s.explain()
}
