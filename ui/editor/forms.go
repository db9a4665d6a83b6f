package editor

import (
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"cartwire/bigcommerce"
	"cartwire/ui/kit"
	"cartwire/ui/setup"
	"cartwire/ui/text"
)

// The items of the forms.
const (
	itemName     = "name"
	itemClientID = "client id"
	itemPath     = "api path"
	itemToken    = "access token"
	itemActive   = "active"
	itemLoad     = "load"
	itemTest     = "test"
	itemSave     = "save"

	itemImport   = "import orders"
	itemDate     = "start date"
	itemNumber   = "start number"
	statusPrefix = "status "
)

// statusOrder lists the store's statuses: first those of orders that wait to be dealt with, then the others.
var statusOrder = []int{
	bigcommerce.StatusAwaitingPayment, bigcommerce.StatusAwaitingFulfillment, bigcommerce.StatusAwaitingShipment,
	bigcommerce.StatusAwaitingPickup, bigcommerce.StatusPartiallyShipped, bigcommerce.StatusManualVerificationRequired,
	bigcommerce.StatusPending, bigcommerce.StatusIncomplete, bigcommerce.StatusShipped, bigcommerce.StatusCompleted,
	bigcommerce.StatusPartiallyRefunded, bigcommerce.StatusRefunded, bigcommerce.StatusCancelled,
	bigcommerce.StatusDeclined, bigcommerce.StatusDisputed,
}

func field(id, label, aside, placeholder string) *kit.Item {
	in := kit.NewInput("")
	in.Placeholder = placeholder
	return &kit.Item{ID: id, Kind: kit.TextField, Label: label, Aside: aside, Input: in}
}

func button(id, label string, beside bool) *kit.Item {
	return &kit.Item{ID: id, Kind: kit.Button, Label: label, Beside: beside}
}

func words(s string) *kit.Item { return &kit.Item{Kind: kit.Words, Label: s} }

// build makes the forms and fills them.
func (s *Screen) build() {
	token := field(itemToken, "Access Token", "API Key", "")
	token.Input.Secret = true
	s.forms[tabGeneral].Items = []*kit.Item{
		field(itemName, "Website Name", "", "any name you know the store by"),
		field(itemClientID, "Client ID", "Username", "not needed for anything but your own records"),
		field(itemPath, "API Path", "Password", "https://api.bigcommerce.com/stores/..."),
		token,
		{ID: itemActive, Kind: kit.Checkbox, Label: "Active"},
		button(itemLoad, "Load credentials file", false), button(itemTest, "Test Connection", true), button(itemSave, "Save", true),
		words("Or paste the whole text of the credentials file into any field."),
	}
	options := []*kit.Item{
		{ID: itemImport, Kind: kit.Checkbox, Label: "Import Orders"},
		field(itemDate, "Start date", "", "2026-01-31; empty: orders of any date"),
		field(itemNumber, "Start number", "", "empty: from the first order on"),
		words("Orders of these statuses are imported; none ticked means all:"),
	}
	for _, id := range statusOrder {
		options = append(options, &kit.Item{ID: statusPrefix + strconv.Itoa(id), Kind: kit.Checkbox, Label: bigcommerce.StatusName(id)})
	}
	s.forms[tabOptions].Items = append(options, button(itemSave, "Save", false))
	s.fill()
}

// fill writes what the machine holds into the forms.
func (s *Screen) fill() {
	f := s.m.Form()
	set := func(form *kit.Form, id, value string) {
		if it := form.Item(id); it.Input.Value() != value {
			it.Input.SetValue(value)
		}
	}
	g, o := &s.forms[tabGeneral], &s.forms[tabOptions]
	set(g, itemName, f.Name)
	set(g, itemClientID, f.ClientID)
	set(g, itemPath, f.APIPath)
	set(g, itemToken, f.AccessToken)
	g.Item(itemActive).On = f.Active
	o.Item(itemImport).On = f.ImportOrders
	set(o, itemDate, f.StartDate)
	set(o, itemNumber, f.StartNumber)
	for _, id := range statusOrder {
		o.Item(statusPrefix + strconv.Itoa(id)).On = slices.Contains(f.Statuses, id)
	}
	token := &g.Item(itemToken).Input
	token.Placeholder, token.Saved = "", ""
	if end, ok := s.m.HasToken(); ok {
		token.Saved = strings.Repeat(s.env.Theme.Glyphs.Mask, 8) + text.Clean(end) + "  kept; type to replace it"
	}
	s.remark()
}

// edited takes the changed item over into the machine.
func (s *Screen) edited(it *kit.Item) tea.Cmd {
	value := it.Input.Value()
	do := s.m.Edit(func(f *setup.Form) {
		switch it.ID {
		case itemName:
			f.Name = value
		case itemClientID:
			f.ClientID = value
		case itemPath:
			f.APIPath, s.notes = value, ""
		case itemToken:
			f.AccessToken = value
		case itemActive:
			f.Active = it.On
		case itemImport:
			f.ImportOrders = it.On
		case itemDate:
			f.StartDate = value
		case itemNumber:
			f.StartNumber = value
		default:
			if id, err := strconv.Atoi(strings.TrimPrefix(it.ID, statusPrefix)); err == nil {
				f.Statuses = ticked(f.Statuses, id, it.On)
			}
		}
	})
	s.fill()
	return s.do(do)
}

// ticked is list with v, or without it; what was there keeps its order.
func ticked[T comparable](list []T, v T, on bool) []T {
	list = slices.DeleteFunc(slices.Clone(list), func(o T) bool { return o == v })
	if on {
		list = append(list, v)
	}
	return list
}

// remark writes notes and problems under the fields: a problem only once its field was left.
func (s *Screen) remark() {
	g, o := &s.forms[tabGeneral], &s.forms[tabOptions]
	problem := func(form *kit.Form, id string, f setup.Field) {
		it := form.Item(id)
		if it.Problem = ""; s.touched[id] {
			it.Problem = text.Clean(s.m.Problem(f))
		}
	}
	problem(g, itemName, setup.FieldName)
	problem(g, itemPath, setup.FieldAPIPath)
	problem(g, itemToken, setup.FieldAccessToken)
	problem(o, itemDate, setup.FieldStartDate)
	problem(o, itemNumber, setup.FieldStartNumber)
	note := strings.Join(s.m.PathNotes(), "; ")
	if note == "" {
		note = s.notes
	}
	g.Item(itemPath).Note = text.Clean(note)
}

// showProblem brings the first wrong field into view; false where there is none among the fields.
func (s *Screen) showProblem(fields ...setup.Field) bool {
	at := map[setup.Field]struct {
		tab int
		id  string
	}{
		setup.FieldName: {tabGeneral, itemName}, setup.FieldAPIPath: {tabGeneral, itemPath}, setup.FieldAccessToken: {tabGeneral, itemToken},
		setup.FieldStartDate: {tabOptions, itemDate}, setup.FieldStartNumber: {tabOptions, itemNumber},
	}
	for _, f := range fields {
		if s.m.Problem(f) == "" {
			continue
		}
		place := at[f]
		s.touched[place.id] = true
		s.tabs.Chosen, s.tabs.Focused = place.tab, false
		s.forms[place.tab].Focus(place.id)
		s.remark()
		return true
	}
	return false
}
