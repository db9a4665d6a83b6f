package setup

import (
	"slices"

	"cartwire/store"
)

// maxPast bounds how many steps can be taken back.
const maxPast = 200

// EditField is Edit of one entry. Changes of the same entry that follow one another, such as letters being typed, are
// one step back, until Settle.
func (m *Machine) EditField(what string, change func(*Form)) []Effect {
	before, typing := m.Form(), m.typing
	do := m.Edit(change)
	if m.form.Equal(before) {
		return do
	}
	if n := len(m.past); n > 1 && typing != "" && typing == what {
		m.past = m.past[:n-1] // the step before this one is the one to go back to
	}
	m.typing = what
	return do
}

// Settle ends what is one step back: the entry was left.
func (m *Machine) Settle() { m.typing = "" }

// CanUndo tells whether there is a step to take back.
func (m *Machine) CanUndo() bool { return len(m.past) > 0 }

// Undo takes the last change back. It can't while a save runs.
func (m *Machine) Undo() []Effect {
	n := len(m.past)
	if n == 0 || m.state == Saving || m.state == Leaving || m.state == Left {
		return nil
	}
	m.form, m.past, m.typing, m.failed = m.past[n-1], m.past[:n-1], "", nil
	return m.fire(Edit)
}

// Revert takes everything back to what was saved; Undo brings it again.
func (m *Machine) Revert() []Effect {
	return m.Edit(func(f *Form) { *f = m.saved.clone() })
}

// remember keeps the form as it is before a change.
func (m *Machine) remember() {
	m.past = append(m.past, m.form.clone())
	if len(m.past) > maxPast {
		m.past = slices.Delete(m.past, 0, len(m.past)-maxPast)
	}
}

// without takes a location out of a form.
func (f Form) without(id store.LocationID) Form {
	f = f.clone()
	f.Locations = slices.DeleteFunc(f.Locations, func(l store.LocationID) bool { return l == id })
	delete(f.StoreLocations, id)
	return f
}
