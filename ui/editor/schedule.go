package editor

import (
	"slices"

	"cartwire/bigcommerce/syncer"
	"cartwire/ui/kit"
	"cartwire/ui/setup"
)

// everyNames are setup.EveryWords for a person, and what is typed instead of them.
var everyNames = []string{"on demand", "5 min", "15 min", "hourly", "daily", "other"}

// scheduleRoom is the column of the options' names.
const scheduleRoom = 22

func (s *Screen) buildSchedule() {
	s.add(tabSchedule,
		words("no ticks", "No option is ticked, so there is nothing to run. Tick one in Options.").only(func(f setup.Form) bool { return len(f.Ticked()) == 0 }))
	for _, o := range syncer.Options() {
		shown := func(f setup.Form) bool { return slices.Contains(f.Ticked(), o) }
		often := choice("every "+string(o), o.Title(), everyNames,
			func(f *setup.Form) int { return s.often(f, o) },
			func(f *setup.Form, at int) { s.setOften(f, o, at) }).only(shown)
		often.Room = scheduleRoom
		other := entry{
			Item: &kit.Item{ID: "other " + string(o), Kind: kit.TextField, Label: "How often", Input: kit.NewInput("")}, field: setup.ScheduleField(o),
			read:  func(f setup.Form) string { return f.Schedule[o] },
			write: func(f *setup.Form, value string) { f.Schedule[o] = value },
		}.sub(func(f setup.Form) bool { return shown(f) && s.often(&f, o) == len(everyNames)-1 })
		other.Input.Placeholder = "such as 10 min, 2 h or 2 days"
		other.Room = scheduleRoom - kit.Indent
		s.add(tabSchedule, often, other)
		if why := s.held[o]; why != "" {
			s.add(tabSchedule, words("held "+string(o), why).sub(shown))
		}
	}
	s.add(tabSchedule, button(itemSave, "Save", false),
		words("", "Cartwire runs them while it is open. What was missed meanwhile is caught up once."))
}

// often is which of everyNames an option's schedule is. Whoever asked to type sees the field, whatever stands in it.
func (s *Screen) often(f *setup.Form, o syncer.Option) int {
	every, err := setup.ParseEvery(f.Schedule[o])
	if s.typed[o] || err != nil {
		return len(everyNames) - 1
	}
	for i, w := range setup.EveryWords {
		if d, _ := setup.ParseEvery(w); d == every {
			return i
		}
	}
	return len(everyNames) - 1
}

func (s *Screen) setOften(f *setup.Form, o syncer.Option, at int) {
	if s.typed[o] = at == len(everyNames)-1; s.typed[o] {
		f.Schedule[o] = ""
		return
	}
	f.Schedule[o] = setup.EveryWords[at]
}
