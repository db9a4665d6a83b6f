package setup

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/text"
)

// Field names an entry that can be wrong.
type Field string

// The fields of the form. The one of a schedule is FieldSchedule with the option's word behind it, see ScheduleField.
const (
	FieldName         Field = "name"
	FieldAPIPath      Field = "api path"
	FieldAccessToken  Field = "access token"
	FieldAPIURL       Field = "api url"
	FieldUsername     Field = "username"
	FieldAPIToken     Field = "api token"
	FieldStartDate    Field = "start date"
	FieldStartNumber  Field = "start number"
	FieldSafetyBuffer Field = "safety buffer"
	FieldEmptyShare   Field = "empty share"
	FieldDropShare    Field = "drop share"
	FieldStatuses     Field = "statuses"
	FieldShipped      Field = "shipped status"
	FieldPartly       Field = "partially shipped status"
	FieldPlaces       Field = "store locations"
	FieldSchedule     Field = "schedule "
)

// ScheduleField is the field that says how often an option runs.
func ScheduleField(o syncer.Option) Field { return FieldSchedule + Field(o) }

// Access are the fields that say which store it is and what opens it: what a test needs.
var Access = []Field{FieldAPIPath, FieldAccessToken, FieldAPIURL, FieldUsername, FieldAPIToken}

// optionField is a field that hangs on an option, with its rule: what it says of a value holds for whoever enters it.
type optionField struct {
	field  Field
	option syncer.Option
	value  func(*Form) string
	wrong  func(*Form) string // "" where nothing is
}

// parsed is the rule of a field that is typed: it can be understood.
func parsed[T any](text func(*Form) *string, parse func(string) (T, error), wrong string) (value, rule func(*Form) string) {
	return func(f *Form) string { return *text(f) }, func(f *Form) string {
		if _, err := parse(*text(f)); err != nil {
			return wrong
		}
		return ""
	}
}

var optionFields = func() []optionField {
	var list []optionField
	add := func(field Field, option syncer.Option, value, wrong func(*Form) string) {
		list = append(list, optionField{field, option, value, wrong})
	}
	typed := func(field Field, option syncer.Option) func(value, wrong func(*Form) string) {
		return func(value, wrong func(*Form) string) { add(field, option, value, wrong) }
	}
	add(FieldStatuses, syncer.ImportOrders, func(f *Form) string { return fmt.Sprint(f.Statuses) }, func(f *Form) string {
		for _, id := range f.Statuses {
			if bigcommerce.StatusName(id) == "" {
				return fmt.Sprintf("BigCommerce has no order status %d. Statuses are numbers from 0 to 14.", id)
			}
		}
		return ""
	})
	typed(FieldStartDate, syncer.ImportOrders)(parsed(func(f *Form) *string { return &f.StartDate }, parseDate,
		"A date looks like 2026-01-31. Leave it empty to import orders of any date."))
	typed(FieldStartNumber, syncer.ImportOrders)(parsed(func(f *Form) *string { return &f.StartNumber }, parseNumber,
		"An order number has only digits. Leave it empty to start at the first order."))
	typed(FieldSafetyBuffer, syncer.UpdateInventory)(parsed(func(f *Form) *string { return &f.SafetyBuffer }, parseBuffer,
		"A safety buffer is a number of pieces, such as 2. Leave it empty for none."))
	typed(FieldEmptyShare, syncer.UpdateInventory)(parsed(func(f *Form) *string { return &f.EmptyShare }, parseShare,
		"A share is a percentage from 1 to 100. Leave it empty for 20."))
	typed(FieldDropShare, syncer.UpdateInventory)(parsed(func(f *Form) *string { return &f.DropShare }, parseShare,
		"A share is a percentage from 1 to 100. Leave it empty for 50."))
	add(FieldShipped, syncer.UpdateOrderStatus, func(f *Form) string { return strconv.Itoa(f.StatusMapping.Shipped) },
		func(f *Form) string { return syncer.ShippedProblem(f.StatusMapping.Shipped) })
	add(FieldPartly, syncer.UpdateOrderStatus, func(f *Form) string { return strconv.Itoa(f.StatusMapping.PartiallyShipped) },
		func(f *Form) string { return syncer.PartlyProblem(f.StatusMapping.PartiallyShipped) })
	for _, o := range syncer.Options() {
		add(ScheduleField(o), o, func(f *Form) string { return f.Schedule[o] }, func(f *Form) string {
			if _, err := ParseEvery(f.Schedule[o]); err != nil {
				return err.Error()
			}
			return ""
		})
	}
	return list
}()

// Checked lists the fields that Problem looks at, in the order of the screen. A field of the kind of account that is not
// chosen has no problem; nor has one of an option that is not selected, unless it was changed: it isn't used, and what was saved
// of it stays as it was.
var Checked = func() []Field {
	list := append([]Field{FieldName}, Access...)
	for _, o := range optionFields {
		list = append(list, o.field)
	}
	return append(list, FieldPlaces)
}()

// NoToken says that no access token has been entered and none is saved.
const NoToken = "The access token is missing. Paste it, or the whole text of BigCommerce's credentials file into any field."

const noAPIToken = "The API token of the legacy account is missing. Paste it."

// problem is what is wrong with a field, for a person; empty where nothing is. token tells whether one is kept.
func (f Form) problem(field Field, token bool, saved Form) string {
	switch field {
	case FieldName:
		if strings.TrimSpace(f.Name) == "" {
			return "A Website Name is needed: any name you know the store by."
		}
	case FieldAPIPath, FieldAccessToken, FieldAPIURL, FieldUsername, FieldAPIToken:
		return f.accessProblem(field, token)
	}
	for _, o := range optionFields {
		if o.field == field && (o.option.Is(f.options()) || o.value(&f) != o.value(&saved)) {
			return o.wrong(&f)
		}
	}
	return ""
}

// Entered is what was entered into a field of an option, to repeat it; "" for another field.
func (f Form) Entered(field Field) string {
	for _, o := range optionFields {
		if o.field == field {
			return o.value(&f)
		}
	}
	return ""
}

// placesProblem says that a location is mapped to one that the store doesn't have, where its locations are known.
func (m *Machine) placesProblem() string {
	known := m.testedPlaces()
	if len(known) == 0 || !m.form.UpdateInventory && maps.Equal(m.form.StoreLocations, m.saved.StoreLocations) {
		return ""
	}
	for _, id := range slices.Sorted(maps.Values(m.form.StoreLocations)) {
		if !slices.ContainsFunc(known, func(p store.StoreLocation) bool { return p.ID == id }) {
			var names []string
			for _, p := range known {
				names = append(names, fmt.Sprintf("%d (%s)", p.ID, text.Clean(p.Name)))
			}
			return fmt.Sprintf("The store has no location %d. It has: %s.", id, strings.Join(names, ", "))
		}
	}
	return ""
}

// accessProblem looks only at the kind of account that is chosen.
func (f Form) accessProblem(field Field, saved bool) string {
	legacy := field == FieldAPIURL || field == FieldUsername || field == FieldAPIToken
	if legacy != f.Legacy() {
		return ""
	}
	var err error
	switch field {
	case FieldAPIPath:
		_, _, err = bigcommerce.ParseAPIPath(f.APIPath)
	case FieldAPIURL:
		_, _, err = bigcommerce.ParseAPIURL(f.APIURL)
	case FieldAccessToken:
		return tokenProblem(f.AccessToken, saved, NoToken, "An access token")
	case FieldAPIToken:
		return tokenProblem(f.APIToken, saved, noAPIToken, "An API token")
	case FieldUsername:
		switch name := strings.TrimSpace(f.Username); {
		case name == "":
			return "The Username is missing: the one that was entered when the legacy account was made."
		case strings.ContainsAny(name, ": \t"):
			return "A Username has no spaces and no colon in it. Copy it again."
		}
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

func tokenProblem(token string, saved bool, missing, what string) string {
	token = strings.TrimSpace(token)
	switch {
	case token == "" && !saved:
		return missing
	case strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }):
		return what + " has only letters and digits. Copy it again, without what stands around it."
	}
	return ""
}

// parseDate reads a day (its start, UTC), or a moment in RFC 3339 as scripts write it.
func parseDate(s string) (time.Time, error) {
	if s = strings.TrimSpace(s); s == "" {
		return time.Time{}, nil
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return t.UTC(), nil
	}
	return time.Parse(time.DateOnly, s)
}

// dateText writes it, so that parseDate understands it again.
func dateText(t time.Time) string {
	switch t = t.UTC(); {
	case t.IsZero():
		return ""
	case t.Equal(t.Truncate(24 * time.Hour)):
		return t.Format(time.DateOnly)
	}
	return t.Format(time.RFC3339)
}

func parseNumber(s string) (uint64, error) {
	if s = strings.TrimSpace(s); s == "" {
		return 0, nil
	}
	return strconv.ParseUint(s, 10, 63)
}

// maxBuffer is far above any stock, and far below where sums overflow.
const maxBuffer = 1_000_000

// parseShare reads a percentage, with or without its sign; 0 where it is left to the default.
func parseShare(s string) (int, error) {
	if s = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s), "%")); s == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(s)
	if err == nil && (n < 1 || n > 100) {
		err = errors.New("out of range")
	}
	return n, err
}

func shareText(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func parseBuffer(s string) (int, error) {
	if s = strings.TrimSpace(s); s == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(s)
	if err == nil && (n < 0 || n > maxBuffer) {
		err = errors.New("out of range")
	}
	return n, err
}
