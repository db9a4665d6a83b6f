package editor

import (
	"strings"

	"cartwire/bigcommerce"
	"cartwire/store"
	"cartwire/ui/setup"
	"cartwire/ui/text"
)

// The items of General that are named elsewhere.
const (
	itemName   = "name"
	itemKind   = "kind"
	itemPath   = "api path"
	itemToken  = "access token"
	itemURL    = "api url"
	itemSecret = "api token"
	itemOver   = "way over"
	itemLoad   = "load"
	itemGuide  = "guide"
	itemTest   = "test"
	itemSave   = "save"
	itemLast   = "last test"
)

func storeLevel(f setup.Form) bool { return !f.Legacy() }

func (s *Screen) buildGeneral() {
	token := field(itemToken, "Access Token", "API Key", "", setup.FieldAccessToken, func(f *setup.Form) *string { return &f.AccessToken })
	secret := field(itemSecret, "API Token", "Password", "", setup.FieldAPIToken, func(f *setup.Form) *string { return &f.APIToken })
	token.Input.Secret, secret.Input.Secret = true, true
	s.add(tabGeneral,
		field(itemName, "Website Name", "", "any name you know the store by", setup.FieldName, func(f *setup.Form) *string { return &f.Name }),
		choice(itemKind, "API", []string{"Store API account", "Legacy API"}, kindOf, setKind),

		field("client id", "Client ID", "Username", "kept for your own records", "", func(f *setup.Form) *string { return &f.ClientID }).only(storeLevel),
		field(itemPath, "API Path", "Password", "https://api.bigcommerce.com/stores/...", setup.FieldAPIPath, func(f *setup.Form) *string { return &f.APIPath }).only(storeLevel),
		token.only(storeLevel),

		words("legacy", "BigCommerce issues no new legacy accounts since 2018; one that your store still has goes on working.").only(setup.Form.Legacy),
		field(itemURL, "API URL", "API Path", "https://store-.../api/v2", setup.FieldAPIURL, func(f *setup.Form) *string { return &f.APIURL }).only(setup.Form.Legacy),
		field("username", "Username", "", "as entered for the legacy account", setup.FieldUsername, func(f *setup.Form) *string { return &f.Username }).only(setup.Form.Legacy),
		secret.only(setup.Form.Legacy),

		check("active", "Active", func(f *setup.Form) *bool { return &f.Active }),
		button(itemLoad, "Load credentials file", false).only(storeLevel),
		button(itemOver, "Use a store-level account", false).only(setup.Form.Legacy),
		button(itemGuide, "How do I get these?", true),
		button(itemTest, "Test Connection", false), button(itemSave, "Save", true),
		words(itemLast, ""),
		words("paste", "The whole text of the credentials file can be pasted into any field.").only(storeLevel),
	)
}

func kindOf(f *setup.Form) int {
	if f.Legacy() {
		return 1
	}
	return 0
}

func setKind(f *setup.Form, at int) {
	if f.Kind = store.KindStore; at == 1 {
		f.Kind = store.KindLegacy
	}
}

// remarkGeneral writes what is known of the fields: the masked token that is kept, what was understood of an address, how
// the last test went.
func (s *Screen) remarkGeneral() {
	end, ok := s.m.HasToken()
	for _, id := range []string{itemToken, itemSecret} {
		in := &s.forms[tabGeneral].Item(id).Input
		in.Saved = ""
		if ok {
			in.Saved = strings.Repeat(s.env.Theme.Glyphs.Mask, 8) + text.Clean(end) + "  kept; type to replace it"
		}
	}
	note := text.Clean(strings.Join(s.m.PathNotes(), "; "))
	path, url := s.forms[tabGeneral].Item(itemPath), s.forms[tabGeneral].Item(itemURL)
	path.Note, url.Note = note, note
	if note == "" {
		path.Note = text.Clean(s.notes)
	}
	if url.Hint = ""; s.m.HostIsCustom() {
		url.Hint = "a domain of the store's own: you are asked once whether it is yours"
		if s.m.HostQuestion() == "" {
			url.Hint = "a domain of the store's own, confirmed: " + text.Clean(s.m.Form().HostConfirmed)
		}
	}
	last := s.forms[tabGeneral].Item(itemLast)
	last.Label = s.lastTest()
	last.Hidden = last.Label == ""
}

// lastTest says when the saved connection was tested last, and what was found.
func (s *Screen) lastTest() string {
	t := s.m.Connection().Test
	if t.At.IsZero() {
		return ""
	}
	return "Last test: " + s.env.Ago(t.At) + ", " + screenTest(t) + "."
}

// screenTest is a kept test in a few words: "passed", "Orders failed, Products failed".
func screenTest(t store.LastTest) string {
	if t.OK {
		return "passed"
	}
	var failed []string
	for _, c := range t.Checks {
		if c.State == bigcommerce.CheckFailed.String() {
			failed = append(failed, text.Clean(c.Label)+" failed")
		}
	}
	if len(failed) == 0 {
		return "not passed"
	}
	return strings.Join(failed, ", ")
}
