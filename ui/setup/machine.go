package setup

import (
	"errors"
	"slices"
	"strings"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/text"
)

// Machine is one editor. It does nothing by itself: the front end runs the effects and tells how they ended. It is not
// safe for concurrent use.
type Machine struct {
	state  State
	conn   store.Connection // as it was opened or last saved; ID 0: new
	saved  Form             // the form of it
	form   Form
	past   []Form // before each change, for Undo
	typing string // the entry that the last change was of
	offer  string // a host that may be allowed without a question

	confirmed []store.LocationID // the selection of which the person has confirmed what it does; nil: none

	attempt int // numbers tests and saves, so that late answers are told apart
	testing Form
	checks  []bigcommerce.Check
	result  *bigcommerce.TestResult
	sent    Form  // what is being saved
	failed  error // why the last save failed
}

// New opens the editor on a connection, or on a new one where its ID is 0. allow is a host that the program itself
// vouches for: the demo's own sandbox.
func New(c store.Connection, allow string) *Machine {
	m := &Machine{state: Editing, conn: c, offer: allow}
	if c.ID == 0 {
		m.conn.Active, m.conn.Options = true, store.ConnectionOptions{ImportOrders: true, Statuses: syncer.DefaultStatuses}
	}
	m.saved = formOf(m.conn)
	m.form = formOf(m.conn)
	return m
}

// State is where the editor stands.
func (m *Machine) State() State { return m.state }

// Form is what has been entered.
func (m *Machine) Form() Form {
	return m.form.clone()
}

// Connection is what was opened or last saved.
func (m *Machine) Connection() store.Connection { return m.conn }

// Unsaved tells whether leaving would lose something: what was entered is compared with what was saved.
func (m *Machine) Unsaved() bool { return !m.form.Equal(m.saved) }

// HasToken tells whether a token is saved for the kind of account that is chosen, and its last four characters; none of
// a token that is too short to show four.
func (m *Machine) HasToken() (end string, ok bool) {
	if end = m.conn.TokenEnd; m.form.Legacy() {
		end = m.conn.Legacy.TokenEnd
	}
	return end, m.conn.ID != 0 && (end != "" || m.form.Legacy() == m.conn.IsLegacy())
}

// Problem is what is wrong with a field; empty where nothing is.
func (m *Machine) Problem(f Field) string {
	if m.failed != nil && f == FieldName {
		if _, taken := errors.AsType[*store.NameTakenError](m.failed); taken {
			return m.failed.Error()
		}
	}
	if f == FieldPlaces {
		return m.placesProblem()
	}
	_, token := m.HasToken()
	return m.form.problem(f, token, m.saved)
}

// PathNotes says what would be changed about the API path, or about the API URL of a legacy account.
func (m *Machine) PathNotes() []string {
	parse := func() ([]string, error) { _, notes, err := bigcommerce.ParseAPIPath(m.form.APIPath); return notes, err }
	if m.form.Legacy() {
		parse = func() ([]string, error) { _, notes, err := bigcommerce.ParseAPIURL(m.form.APIURL); return notes, err }
	}
	notes, err := parse()
	if err != nil {
		return nil
	}
	return notes
}

// fire looks the event up in the table.
func (m *Machine) fire(e Event) []Effect {
	step := Table[m.state][e]
	m.state = step.Next
	if slices.Contains(step.Do, RunTest) || slices.Contains(step.Do, StopTest) {
		m.attempt++
		m.checks, m.result = nil, nil
	}
	return step.Do
}

// Edit changes the form. A form that stays equal is no edit; while a save runs nothing can be changed.
func (m *Machine) Edit(change func(*Form)) []Effect {
	f := m.Form()
	change(&f)
	if f.Equal(m.form) || m.state == Saving || m.state == Leaving || m.state == Left {
		return nil
	}
	m.remember()
	m.form, m.failed, m.typing = f, nil, ""
	return m.fire(Edit)
}

// Fill takes a whole credentials file's content over; Website Name only where none was entered.
func (m *Machine) Fill(c bigcommerce.Credentials) []Effect {
	return m.Edit(func(f *Form) {
		if strings.TrimSpace(f.Name) == "" {
			f.Name = text.Clean(strings.TrimSpace(c.Name))
		}
		f.Kind = store.KindStore
		f.APIPath, f.ClientID, f.AccessToken = c.APIPath.String(), c.ClientID, c.AccessToken.Reveal()
	})
}

// Test starts the connection test. It needs a form without problems and without a HostQuestion.
func (m *Machine) Test() []Effect {
	if !m.ready(Access...) {
		return nil
	}
	do := m.fire(Test)
	if slices.Contains(do, RunTest) {
		m.testing = m.Form()
	}
	return do
}

// Save starts saving. It needs what Test needs, and a name.
func (m *Machine) Save() []Effect {
	if !m.ready(Checked...) {
		return nil
	}
	do := m.fire(Save)
	if slices.Contains(do, RunSave) {
		m.attempt++
		m.sent, m.failed = m.Form(), nil
	}
	return do
}

func (m *Machine) ready(fields ...Field) bool {
	for _, f := range fields {
		if m.Problem(f) != "" {
			return false
		}
	}
	if m.HostQuestion() != "" {
		return false
	}
	if host, _ := m.form.foreign(); host != "" && host == m.offer {
		m.form.AllowHost = m.offer
	}
	return true
}

// Cancel stops the test or goes back to the form.
func (m *Machine) Cancel() []Effect { return m.fire(Cancel) }

// Leave closes the editor, after a question where something would be lost.
func (m *Machine) Leave() []Effect {
	if m.Unsaved() {
		return m.fire(LeaveUnsaved)
	}
	return m.fire(Leave)
}

// Discard leaves without saving.
func (m *Machine) Discard() []Effect { return m.fire(Discard) }
