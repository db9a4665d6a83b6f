package setup

import (
	"maps"
	"slices"
	"strings"

	"cartwire/bigcommerce"
	"cartwire/store"
	"cartwire/ui/text"
)

// Attempt numbers what is running; answers to another number are late.
func (m *Machine) Attempt() int { return m.attempt }

// Checked takes one row of a running test.
func (m *Machine) Checked(attempt int, c bigcommerce.Check) {
	if attempt != m.attempt || m.state != Testing {
		return
	}
	i := slices.IndexFunc(m.checks, func(d bigcommerce.Check) bool { return d.ID == c.ID })
	if i < 0 {
		m.checks = append(m.checks, c)
		return
	}
	m.checks[i] = c
}

// TestEnded takes the end of a test. Where no Website Name was entered, the store's own is filled in.
func (m *Machine) TestEnded(attempt int, r bigcommerce.TestResult) []Effect {
	if attempt != m.attempt || m.state != Testing {
		return nil
	}
	m.checks, m.result = r.Checks, &r
	if strings.TrimSpace(m.form.Name) == "" && r.Store != nil {
		m.form.Name = text.Clean(strings.TrimSpace(r.Store.Name))
	}
	if r.Err() != nil {
		return m.fire(Failed)
	}
	return m.fire(Passed)
}

// Checks are the rows of the last test, as far as it came.
func (m *Machine) Checks() []bigcommerce.Check { return m.checks }

// Result is what the last test found, as long as it speaks for what is entered now; nil otherwise.
func (m *Machine) Result() *bigcommerce.TestResult {
	if m.result == nil || !m.testing.sameStore(m.form) {
		return nil
	}
	return m.result
}

// SaveEnded takes the end of a save: the connection as the book has it now, or why it is not there.
func (m *Machine) SaveEnded(attempt int, c store.Connection, err error) []Effect {
	if attempt != m.attempt || (m.state != Saving && m.state != Leaving) {
		return nil
	}
	if err != nil {
		m.failed = err
		return m.fire(NotStored)
	}
	m.conn = c
	m.saved, m.form, m.past, m.typing = formOf(c), formOf(c), nil, ""
	return m.fire(Stored)
}

// Load takes over what somebody else has saved, in place of what was entered; Undo brings that back.
func (m *Machine) Load(c store.Connection) []Effect {
	do := m.Edit(func(f *Form) { *f = formOf(c) })
	if m.state != Saving && m.state != Leaving && m.state != Left {
		m.conn, m.saved = c, formOf(c)
	}
	return do
}

// Overwrite lets the next save take the place of a revision that somebody else has saved.
func (m *Machine) Overwrite(revision uint64) { m.conn.Revision = revision }

// ConfirmLocations notes that the person has confirmed what the selection of locations does.
func (m *Machine) ConfirmLocations() {
	m.confirmed = append([]store.LocationID{}, m.form.Locations...)
}

// LocationsConfirmed reports whether the person has confirmed what the selection, as it is entered now, does.
func (m *Machine) LocationsConfirmed() bool {
	return m.confirmed != nil && slices.Equal(m.confirmed, m.form.Locations)
}

// LocationRemoved takes a location out of the ticks: it is gone from the book, so there is nothing to save about it.
func (m *Machine) LocationRemoved(id store.LocationID) {
	m.form, m.saved = m.form.without(id), m.saved.without(id)
	for i := range m.past {
		m.past[i] = m.past[i].without(id)
	}
	m.conn.Locations = slices.Clone(m.saved.Locations)
	m.conn.StoreLocations = maps.Clone(m.saved.StoreLocations)
}

// Importable tells whether the connection, as it was saved, can start its import: ticked, active, and not just refused.
func (m *Machine) Importable() bool {
	return m.conn.Options.ImportOrders && m.conn.Active &&
		m.conn.State != store.StateRefused && m.conn.State != store.StateMissing
}
