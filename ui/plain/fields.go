package plain

import (
	"context"
	"strings"

	"cartwire/store"
	"cartwire/ui/setup"
)

// entry is a text field, under BigCommerce's name and the one it has elsewhere.
type entry struct {
	label  string
	field  setup.Field // "": anything goes
	fills  bool        // a credentials file's text may be pasted into it
	secret bool
	value  func(*setup.Machine) string // what may be said of it
	set    func(*setup.Form, string)
}

// textEntry is a field that holds what was typed.
func textEntry(label string, field setup.Field, at func(*setup.Form) *string) entry {
	return entry{
		label: label, field: field,
		value: func(m *setup.Machine) string { f := m.Form(); return *at(&f) },
		set:   func(f *setup.Form, s string) { *at(f) = s },
	}
}

// tokenEntry is a field that is told by its last four characters.
func tokenEntry(label string, field setup.Field, at func(*setup.Form) *string) entry {
	en := textEntry(label, field, at)
	en.secret = true
	en.value = func(m *setup.Machine) string {
		f := m.Form()
		end, there := m.HasToken()
		if token := *at(&f); token != "" {
			there, end = true, ""
			if len(token) >= 12 {
				end = token[len(token)-4:]
			}
		}
		switch {
		case !there:
			return ""
		case end == "":
			return "entered"
		}
		return "ends in " + end
	}
	return en
}

func filling(en entry) entry {
	en.fills = true
	return en
}

var (
	nameEntry = filling(textEntry("Website Name", setup.FieldName, func(f *setup.Form) *string { return &f.Name }))

	storeEntries = []entry{
		filling(textEntry("Client ID (Username)", "", func(f *setup.Form) *string { return &f.ClientID })),
		filling(textEntry("API Path (Password)", setup.FieldAPIPath, func(f *setup.Form) *string { return &f.APIPath })),
		filling(tokenEntry("Access Token (API Key)", setup.FieldAccessToken, func(f *setup.Form) *string { return &f.AccessToken })),
	}
	legacyEntries = []entry{
		textEntry("API URL (API Path)", setup.FieldAPIURL, func(f *setup.Form) *string { return &f.APIURL }),
		textEntry("Username", setup.FieldUsername, func(f *setup.Form) *string { return &f.Username }),
		tokenEntry("Password (API Token)", setup.FieldAPIToken, func(f *setup.Form) *string { return &f.APIToken }),
	}
)

// access are the fields that name the store and open it, of the kind of account that is chosen.
func (e *editor) access() []entry {
	if e.m.Form().Legacy() {
		return append([]entry{nameEntry}, legacyEntries...)
	}
	return append([]entry{nameEntry}, storeEntries...)
}

func holds(value string) string {
	if value == "" {
		return "empty"
	}
	return value
}

// addFields adds the editor's fields to its menu.
func (e *editor) addFields(ctx context.Context, m *menu) {
	form := e.m.Form()
	for i, en := range e.access() {
		m.add(en.label+": "+holds(en.value(e.m)), func() error { return stay(e.entry(ctx, en)) })
		if i == 0 {
			m.add("API: "+kindName(form.Kind), func() error { return stay(e.kind(ctx)) })
		}
	}
	m.add("Read or paste a credentials file", func() error { return stay(e.load(ctx)) })
	m.add("Active: "+onOff(form.Active), func() error {
		e.m.Edit(func(f *setup.Form) { f.Active = !f.Active })
		e.say("Active: %s", onOff(e.m.Form().Active))
		return nil
	})
	m.add("Options: "+optionsLine(form), func() error { return stay(e.options(ctx)) })
	m.add("Locations: "+e.locationsLine(), func() error { return stay(e.locations(ctx)) })
	m.add("Schedule: "+scheduleLine(form), func() error { return stay(e.schedule(ctx)) })
	if e.m.CanUndo() {
		m.add("Undo the last change", func() error {
			e.m.Undo()
			e.say("The last change is taken back.")
			return nil
		})
	}
}

func kindName(k store.APIKind) string {
	if k == store.KindLegacy {
		return "Legacy API"
	}
	return "Store API account"
}

// kind asks for the kind of account; the fields of the other one are kept.
func (e *editor) kind(ctx context.Context) error {
	i, err := e.choose(ctx, "Which kind of API account?",
		"Store API account (what BigCommerce makes today)",
		"Legacy API (only if your store still has a legacy account; BigCommerce issues no new ones)")
	if err != nil {
		return err
	}
	kind := []store.APIKind{store.KindStore, store.KindLegacy}[i]
	e.m.Edit(func(f *setup.Form) { f.Kind = kind })
	e.say("API: %s. What was entered for the other kind is kept.", kindName(kind))
	return nil
}

// load fills the fields with a credentials file.
func (e *editor) load(ctx context.Context) error {
	var m menu
	var got read
	e.addReaders(ctx, &m, &got)
	m.add("Back", nil)
	if err := e.pick(ctx, "Where are the credentials?", m); err != nil {
		return err
	}
	if got.credentials.AccessToken != "" {
		e.take(got)
	}
	return nil
}

// take fills the fields with what was read.
func (e *editor) take(got read) {
	e.m.Fill(got.credentials)
	e.notes(got)
	e.say("The credentials are read. API path %s.", e.m.Form().APIPath)
}

// joined is a list in words, or what stands for an empty one.
func joined(list []string, none string) string {
	if len(list) == 0 {
		return none
	}
	return strings.Join(list, ", ")
}
