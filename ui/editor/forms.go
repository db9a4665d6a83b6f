package editor

import (
	tea "charm.land/bubbletea/v2"

	"cartwire/ui/kit"
	"cartwire/ui/setup"
	"cartwire/ui/text"
)

// build makes the forms and fills them.
func (s *Screen) build() {
	s.buildGeneral()
	s.buildOptions()
	s.buildSchedule()
	s.fill()
}

// fill writes what the machine holds into the forms.
func (s *Screen) fill() {
	f := s.m.Form()
	for i := range s.entries {
		e := &s.entries[i]
		e.Hidden = e.hidden != nil && e.hidden(f) && (e.field == "" || s.m.Problem(e.field) == "") // what keeps it from being saved is seen
		if e.values != nil {
			e.Choices = e.values(f)
		}
		switch {
		case e.read != nil:
			if value := e.read(f); e.Input.Value() != value {
				e.Input.SetValue(value)
			}
		case e.get != nil && e.Kind == kit.Checkbox:
			e.On = e.get(&f) == 1
		case e.get != nil:
			e.At = e.get(&f)
		}
	}
	s.remark()
}

// edited takes the changed item over into the machine.
func (s *Screen) edited(it *kit.Item) tea.Cmd {
	e := s.entryOf(it)
	if e == nil {
		return nil
	}
	s.changed[it.ID] = true
	if it.ID == itemPath {
		s.notes = ""
	}
	do := s.m.EditField(it.ID, func(f *setup.Form) {
		switch {
		case e.write != nil:
			e.write(f, it.Input.Value())
		case e.set != nil && it.Kind == kit.Checkbox && it.On:
			e.set(f, 1)
		case e.set != nil && it.Kind == kit.Checkbox:
			e.set(f, 0)
		case e.set != nil:
			e.set(f, it.At)
		}
	})
	s.fill()
	return s.do(do)
}

// touch notes that an item was left. An empty field that was merely passed is not finished, so nothing is said about it.
func (s *Screen) touch(it *kit.Item) {
	s.m.Settle()
	if s.changed[it.ID] || it.Kind == kit.TextField && it.Input.Value() != "" {
		s.touched[it.ID] = true
	}
	s.remark()
}

// remark writes notes and problems under the fields: a problem only once its field was finished, or asked for.
func (s *Screen) remark() {
	for i := range s.entries {
		e := &s.entries[i]
		if e.Problem = ""; e.field != "" && s.touched[e.ID] {
			e.Problem = text.Clean(s.m.Problem(e.field))
		}
	}
	s.remarkGeneral()
	s.remarkOptions()
}

// showProblem brings the first wrong field into view; false where there is none among the fields.
func (s *Screen) showProblem(fields ...setup.Field) bool {
	for _, f := range fields {
		if s.m.Problem(f) == "" {
			continue
		}
		for i := range s.entries {
			if e := &s.entries[i]; e.field == f {
				s.fill()
				s.touched[e.ID] = true
				s.show(e)
				s.remark()
				return true
			}
		}
		s.env.Say(kit.Failure, text.Clean(s.m.Problem(f))) // what isn't a field of a form
		return true
	}
	return false
}

// show turns to an entry's tab and puts the focus on it.
func (s *Screen) show(e *entry) {
	s.tabs.Chosen, s.tabs.Focused = e.tab, false
	s.forms[e.tab].Focus(e.ID)
}

// undo takes the last change back, and shows where it was.
func (s *Screen) undo() tea.Cmd {
	before := s.m.Form()
	do := s.m.Undo()
	after := s.m.Form()
	s.choosing = false
	clear(s.typed)
	s.fill()
	s.places.list.Forget()
	for i := range s.entries {
		if e := &s.entries[i]; e.of(before) != e.of(after) && !e.Hidden {
			s.show(e)
			return s.do(do)
		}
	}
	if before.Equal(after) || len(do) == 0 {
		return s.do(do)
	}
	s.tabs.Chosen, s.tabs.Focused = tabLocations, false
	return s.do(do)
}

// revert takes everything back to what was saved.
func (s *Screen) revert() tea.Cmd {
	do := s.m.Revert()
	s.choosing, s.notes = false, ""
	clear(s.typed)
	clear(s.touched)
	clear(s.changed)
	s.fill()
	s.places.list.Forget()
	return s.do(do)
}
