package editor

import (
	"cartwire/ui/kit"
	"cartwire/ui/setup"
)

// entry ties an item of a form to what it edits. A text field has read and write, a checkbox and a choice have get and set; a
// button has none of them.
type entry struct {
	*kit.Item
	tab    int
	field  setup.Field // empty where nothing can be wrong with it
	read   func(setup.Form) string
	write  func(f *setup.Form, value string)
	get    func(*setup.Form) int
	set    func(f *setup.Form, at int)
	values func(setup.Form) []string // of a choice whose values depend on the form; nil: they don't
	hidden func(setup.Form) bool     // nil: never
}

// sub makes it a sub-option: further in, and there only while shown says so.
func (e entry) sub(shown func(setup.Form) bool) entry {
	e.Sub, e.hidden = true, func(f setup.Form) bool { return !shown(f) }
	return e
}

// number makes it a field of a number, which typing replaces.
func (e entry) number() entry {
	e.Number = true
	return e
}

func (e entry) only(shown func(setup.Form) bool) entry {
	e.hidden = func(f setup.Form) bool { return !shown(f) }
	return e
}

// of is what the entry holds in a form, to compare.
func (e entry) of(f setup.Form) any {
	switch {
	case e.read != nil:
		return e.read(f)
	case e.get != nil:
		return e.get(&f)
	}
	return nil
}

func field(id, label, aside, placeholder string, f setup.Field, text func(*setup.Form) *string) entry {
	in := kit.NewInput("")
	in.Placeholder = placeholder
	return entry{
		Item: &kit.Item{ID: id, Kind: kit.TextField, Label: label, Aside: aside, Input: in}, field: f,
		read:  func(f setup.Form) string { return *text(&f) },
		write: func(f *setup.Form, value string) { *text(f) = value },
	}
}

func check(id, label string, tick func(*setup.Form) *bool) entry {
	return entry{
		Item: &kit.Item{ID: id, Kind: kit.Checkbox, Label: label},
		get: func(f *setup.Form) int {
			if *tick(f) {
				return 1
			}
			return 0
		},
		set: func(f *setup.Form, at int) { *tick(f) = at == 1 },
	}
}

func choice(id, label string, values []string, get func(*setup.Form) int, set func(*setup.Form, int)) entry {
	return entry{Item: &kit.Item{ID: id, Kind: kit.Choice, Label: label, Choices: values}, get: get, set: set}
}

func button(id, label string, beside bool) entry {
	return entry{Item: &kit.Item{ID: id, Kind: kit.Button, Label: label, Beside: beside}}
}

func words(id, s string) entry { return entry{Item: &kit.Item{ID: id, Kind: kit.Words, Label: s}} }

// add puts entries on a tab.
func (s *Screen) add(tab int, entries ...entry) {
	for _, e := range entries {
		e.tab = tab
		s.entries = append(s.entries, e)
		s.forms[tab].Items = append(s.forms[tab].Items, e.Item)
	}
}

// entryOf finds an item's entry.
func (s *Screen) entryOf(it *kit.Item) *entry {
	for i := range s.entries {
		if s.entries[i].Item == it {
			return &s.entries[i]
		}
	}
	return nil
}
