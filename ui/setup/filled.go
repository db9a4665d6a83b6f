package setup

import (
	"cartwire/bigcommerce"
	"cartwire/store"
)

// Filled is what a new connection begins with in the editor: what a guide, a file or a pasted text has brought.
type Filled struct {
	Credentials bigcommerce.Credentials // empty where they are entered by hand
	Notes       []string                // what was changed about the API path
	Goals       Goals
	Legacy      bool // the fields of a legacy account are to be filled
}

// Complete tells whether there is enough to test the connection at once.
func (f *Filled) Complete() bool { return f.Credentials.AccessToken != "" }

// Begin fills a new connection's form.
func (m *Machine) Begin(f Filled) []Effect {
	do := m.Edit(func(form *Form) {
		f.Goals.tick(form)
		if f.Legacy {
			form.Kind = store.KindLegacy
		}
	})
	if f.Complete() {
		do = m.Fill(f.Credentials)
	}
	return do
}

// TakeAccount fills in the account of another form: which store it is, and what opens it.
func (m *Machine) TakeAccount(from Form) []Effect {
	return m.Edit(func(f *Form) {
		f.Kind, f.AllowHost, f.HostConfirmed = from.Kind, from.AllowHost, from.HostConfirmed
		if from.Legacy() {
			f.APIURL, f.Username, f.APIToken = from.APIURL, from.Username, from.APIToken
			return
		}
		f.APIPath, f.ClientID, f.AccessToken = from.APIPath, from.ClientID, from.AccessToken
	})
}
