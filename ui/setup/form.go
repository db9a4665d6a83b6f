package setup

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// Form is what is being entered, as it was typed.
type Form struct {
	Name        string
	ClientID    string
	APIPath     string
	AccessToken string // empty: the saved one
	Active      bool

	ImportOrders bool
	Statuses     []int
	StartDate    string // 2026-01-31
	StartNumber  string

	Locations []store.LocationID // ticked ones, in the order they were ticked

	// AllowHost is the host:port that the person allowed the token to be sent to although it is not BigCommerce's.
	AllowHost string
}

// Equal compares what would be saved.
func (f Form) Equal(g Form) bool {
	return f.Name == g.Name && f.ClientID == g.ClientID && f.APIPath == g.APIPath && f.AccessToken == g.AccessToken &&
		f.Active == g.Active && f.ImportOrders == g.ImportOrders && sameStatuses(f.Statuses, g.Statuses) &&
		f.StartDate == g.StartDate && f.StartNumber == g.StartNumber && slices.Equal(f.Locations, g.Locations) &&
		f.AllowHost == g.AllowHost
}

func sameStatuses(a, b []int) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// sameStore tells whether a test of one form speaks for the other: same store, same token, same needs.
func (f Form) sameStore(g Form) bool {
	return f.APIPath == g.APIPath && f.AccessToken == g.AccessToken && f.AllowHost == g.AllowHost && f.ImportOrders == g.ImportOrders
}

// Field names an entry that can be wrong.
type Field string

// The fields of the form.
const (
	FieldName        Field = "name"
	FieldAPIPath     Field = "api path"
	FieldAccessToken Field = "access token"
	FieldStartDate   Field = "start date"
	FieldStartNumber Field = "start number"
)

// Checked lists the fields that Problem looks at, in the order of the screen.
var Checked = []Field{FieldName, FieldAPIPath, FieldAccessToken, FieldStartDate, FieldStartNumber}

// NoToken says that no access token has been entered and none is saved.
const NoToken = "The access token is missing. Paste it, or the whole text of BigCommerce's credentials file into any field."

// problem is what is wrong with a field, for a person; empty where nothing is. saved tells whether a token is kept.
func (f Form) problem(field Field, saved bool) string {
	switch field {
	case FieldName:
		if strings.TrimSpace(f.Name) == "" {
			return "A Website Name is needed: any name you know the store by."
		}
	case FieldAPIPath:
		if _, _, err := bigcommerce.ParseAPIPath(f.APIPath); err != nil {
			return err.Error()
		}
	case FieldAccessToken:
		token := strings.TrimSpace(f.AccessToken)
		if token == "" && !saved {
			return NoToken
		}
		if strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return "An access token has only letters and digits. Copy it again, without what stands around it."
		}
	case FieldStartDate:
		if _, err := parseDate(f.StartDate); err != nil {
			return "A date looks like 2026-01-31. Leave it empty to import orders of any date."
		}
	case FieldStartNumber:
		if _, err := parseNumber(f.StartNumber); err != nil {
			return "An order number has only digits. Leave it empty to start at the first order."
		}
	}
	return ""
}

func parseDate(s string) (time.Time, error) {
	if s = strings.TrimSpace(s); s == "" {
		return time.Time{}, nil
	}
	return time.Parse(time.DateOnly, s)
}

func parseNumber(s string) (uint64, error) {
	if s = strings.TrimSpace(s); s == "" {
		return 0, nil
	}
	return strconv.ParseUint(s, 10, 63)
}

// host is the host:port of the API path where the token may go only if the person allows it; empty for BigCommerce's own.
func (f Form) host() string {
	path, _, err := bigcommerce.ParseAPIPath(f.APIPath)
	if err != nil || path.Base == "https://"+bigcommerce.APIHost {
		return ""
	}
	_, host, _ := strings.Cut(path.Base, "://")
	return host
}

// Draft writes the form onto a connection and leaves the rest of it as it is. The form has no problem.
func (f Form) Draft(c store.Connection) syncer.Draft {
	path, _, _ := bigcommerce.ParseAPIPath(f.APIPath)
	date, _ := parseDate(f.StartDate)
	number, _ := parseNumber(f.StartNumber)
	c.Name, c.Cart, c.Active = strings.TrimSpace(f.Name), "BigCommerce", f.Active
	c.APIPath, c.ClientID = path.String(), strings.TrimSpace(f.ClientID)
	c.AllowInsecureHost = ""
	if f.host() != "" {
		c.AllowInsecureHost = f.AllowHost
	}
	c.Options = store.ConnectionOptions{
		ImportOrders: f.ImportOrders, Statuses: slices.Clone(f.Statuses), StartDate: date, StartNumber: number,
	}
	c.Locations = slices.Clone(f.Locations)
	return syncer.Draft{Connection: c, Token: bigcommerce.Secret(strings.TrimSpace(f.AccessToken))}
}

// formOf reads a saved connection.
func formOf(c store.Connection) Form {
	f := Form{
		Name: c.Name, ClientID: c.ClientID, APIPath: c.APIPath, Active: c.Active, AllowHost: c.AllowInsecureHost,
		ImportOrders: c.Options.ImportOrders, Statuses: slices.Clone(c.Options.Statuses), Locations: slices.Clone(c.Locations),
	}
	if !c.Options.StartDate.IsZero() {
		f.StartDate = c.Options.StartDate.Format(time.DateOnly)
	}
	if c.Options.StartNumber > 0 {
		f.StartNumber = strconv.FormatUint(c.Options.StartNumber, 10)
	}
	return f
}
