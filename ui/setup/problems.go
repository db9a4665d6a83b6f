package setup

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/syncer"
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
	FieldSchedule     Field = "schedule "
)

// ScheduleField is the field that says how often an option runs.
func ScheduleField(o syncer.Option) Field { return FieldSchedule + Field(o) }

// Access are the fields that say which store it is and what opens it: what a test needs.
var Access = []Field{FieldAPIPath, FieldAccessToken, FieldAPIURL, FieldUsername, FieldAPIToken}

// Checked lists the fields that Problem looks at, in the order of the screen. A field of the kind of account that is not
// chosen, or of an option that is not ticked, has no problem.
var Checked = func() []Field {
	list := append([]Field{FieldName}, Access...)
	list = append(list, FieldStartDate, FieldStartNumber, FieldSafetyBuffer, FieldEmptyShare, FieldDropShare)
	for _, o := range syncer.Options() {
		list = append(list, ScheduleField(o))
	}
	return list
}()

// NoToken says that no access token has been entered and none is saved.
const NoToken = "The access token is missing. Paste it, or the whole text of BigCommerce's credentials file into any field."

const noAPIToken = "The API token of the legacy account is missing. Paste it."

// problem is what is wrong with a field, for a person; empty where nothing is. saved tells whether a token is kept.
func (f Form) problem(field Field, saved bool) string {
	switch field {
	case FieldName:
		if strings.TrimSpace(f.Name) == "" {
			return "A Website Name is needed: any name you know the store by."
		}
	case FieldAPIPath, FieldAccessToken, FieldAPIURL, FieldUsername, FieldAPIToken:
		return f.accessProblem(field, saved)
	case FieldStartDate:
		if _, err := parseDate(f.StartDate); err != nil && f.ImportOrders {
			return "A date looks like 2026-01-31. Leave it empty to import orders of any date."
		}
	case FieldStartNumber:
		if _, err := parseNumber(f.StartNumber); err != nil && f.ImportOrders {
			return "An order number has only digits. Leave it empty to start at the first order."
		}
	case FieldSafetyBuffer:
		if _, err := parseBuffer(f.SafetyBuffer); err != nil && f.UpdateInventory {
			return "A safety buffer is a number of pieces, such as 2. Leave it empty for none."
		}
	case FieldEmptyShare:
		if _, err := parseShare(f.EmptyShare); err != nil && f.UpdateInventory {
			return "A share is a percentage from 1 to 100. Leave it empty for 20."
		}
	case FieldDropShare:
		if _, err := parseShare(f.DropShare); err != nil && f.UpdateInventory {
			return "A share is a percentage from 1 to 100. Leave it empty for 50."
		}
	}
	if o, ok := strings.CutPrefix(string(field), string(FieldSchedule)); ok && syncer.Option(o).Is(f.options()) {
		if _, err := ParseEvery(f.Schedule[syncer.Option(o)]); err != nil {
			return err.Error()
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
