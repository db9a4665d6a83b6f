package command

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/setup"
)

// connectFlags are the flags of connect and edit: what they name is entered into the editor's machine.
type connectFlags struct {
	set *pflag.FlagSet

	credentials, apiPath, clientID, tokenFile string
	legacy                                    bool
	apiURL, username, apiTokenFile            string
	insecureHost, confirmHost                 string

	whole     bool   // connect: the credentials are needed
	name      string // edit only
	active    bool
	options   map[syncer.Option]*bool
	statuses  string
	startDate string
	startNo   string
	group     string

	onOrder, vendor, buildable bool
	buffer                     string
	guardEmpty, guardDrop      string
	shipped, partially         int
	schedule                   []string
	locations, storeLocations  []string
	oneLocation                bool
	confirmLocations           bool // edit only

	skipTest bool
}

func (f *connectFlags) add(cmd *cobra.Command) {
	f.set = cmd.Flags()
	flags := f.set
	flags.StringVar(&f.credentials, "credentials", "", "the credentials `file` that BigCommerce downloads")
	flags.StringVar(&f.apiPath, "api-path", "", "the API path, such as https://api.bigcommerce.com/stores/ab12cd")
	flags.StringVar(&f.clientID, "client-id", "", "the client ID (kept and shown; BigCommerce ignores it)")
	flags.StringVar(&f.tokenFile, "access-token-file", "", "a `file` with the access token")
	flags.BoolVar(&f.legacy, "legacy", false, "use a legacy account; BigCommerce makes no new ones")
	flags.StringVar(&f.apiURL, "api-url", "", "legacy: the API path, such as https://store-ab12cd.mybigcommerce.com/api/v2")
	flags.StringVar(&f.username, "username", "", "legacy: the username")
	flags.StringVar(&f.apiTokenFile, "api-token-file", "", "legacy: a `file` with the API token")
	flags.StringVar(&f.confirmHost, "confirm-host", "", "legacy: `HOST` is the store's own domain, and the API token may go there")
	flags.StringVar(&f.insecureHost, "allow-insecure-host", "", "speak to `HOST:PORT` without TLS; for a practice store")
	flags.BoolVar(&f.active, "active", true, "whether the connection is active")

	f.options = map[syncer.Option]*bool{}
	for option, usage := range map[syncer.Option]string{
		syncer.ImportOrders:      "import the store's orders",
		syncer.ImportProducts:    "import the store's products",
		syncer.UpdateInventory:   "write the book's stock to the store",
		syncer.UpdateOrderStatus: "tell the store what the book has shipped",
	} {
		f.options[option] = flags.Bool(optionFlag(option), false, usage)
	}
	flags.StringVar(&f.statuses, "statuses", "", "which order statuses to import: all, or ids such as 11,9 (default: the open ones)")
	flags.StringVar(&f.startDate, "start-date", "", "import orders placed from this `date` on, such as 2026-01-31")
	flags.StringVar(&f.startNo, "start-number", "", "import orders from this `number` on")
	flags.StringVar(&f.group, "product-group", "", "the `GROUP` that imported products enter")
	flags.BoolVar(&f.onOrder, "stock-on-order", false, "stock includes inventory on purchase orders")
	flags.BoolVar(&f.vendor, "stock-vendor-quantity", false, "stock includes the items' vendor quantity")
	flags.BoolVar(&f.buildable, "stock-buildable", false, "stock includes items that can be made")
	flags.StringVar(&f.buffer, "safety-buffer", "", "hold back this many `pieces` of every item")
	flags.StringVar(&f.guardEmpty, "guard-empty", "", "a push that leaves more than this share of the items without stock stops and asks, in `percent` (default: 20)")
	flags.StringVar(&f.guardDrop, "guard-drop", "", "a push that takes more than this share off all stock stops and asks, in `percent` (default: 50)")
	flags.IntVar(&f.shipped, "shipped-status", 0, "the `id` of the status that a shipped order gets (default: 2, Shipped)")
	flags.IntVar(&f.partially, "partially-shipped-status", 0, "the `id` of the status that a partially shipped order gets (default: 3)")
	flags.StringArrayVar(&f.schedule, "schedule", nil, "run an option every so often, as `OPTION=TIME`: orders=5m (repeat for several)")
	flags.StringArrayVar(&f.locations, "location", nil, "tick a location of the book (repeat for several; none means all)")
	flags.StringArrayVar(&f.storeLocations, "store-location", nil, "map a location to one of the store's, as `LOCATION=ID` (repeat for several)")
	flags.BoolVar(&f.oneLocation, "one-location", false, "confirm that the store has one location, where the account can't see it")
	flags.BoolVar(&f.skipTest, "skip-test", false, "save without testing")
}

// optionFlag is the option's title as a flag: import-orders.
func optionFlag(o syncer.Option) string {
	return strings.ToLower(strings.ReplaceAll(o.Title(), " ", "-"))
}

// given tells whether the flag stands on the command line.
func (f *connectFlags) given(flag string) bool { return f.set.Changed(flag) }

// flagOf names the flag of a field, to say what is wrong with it.
func flagOf(field setup.Field) string {
	if strings.HasPrefix(string(field), string(setup.FieldSchedule)) {
		return "--schedule"
	}
	return map[setup.Field]string{
		setup.FieldName: "NAME", setup.FieldAPIPath: "--api-path", setup.FieldAccessToken: "--access-token-file",
		setup.FieldAPIURL: "--api-url", setup.FieldUsername: "--username", setup.FieldAPIToken: "--api-token-file",
		setup.FieldStartDate: "--start-date", setup.FieldStartNumber: "--start-number", setup.FieldSafetyBuffer: "--safety-buffer",
		setup.FieldEmptyShare: "--guard-empty", setup.FieldDropShare: "--guard-drop", setup.FieldStatuses: "--statuses",
		setup.FieldShipped: "--shipped-status", setup.FieldPartly: "--partially-shipped-status", setup.FieldPlaces: "--store-location",
	}[field]
}

// entering writes the flags into a machine, and collects everything that is wrong.
type entering struct {
	*cli
	f     *connectFlags
	m     *setup.Machine
	book  *store.Book
	wrong []problem
}

func (e *entering) fail(flag string, err error) {
	if !slices.ContainsFunc(e.wrong, func(p problem) bool { return p.flag == flag }) {
		e.wrong = append(e.wrong, problem{flag, err})
	}
}

// enter writes what is given into the machine; what is not given stays. It returns all that is missing or wrong, in one
// error. A new connection needs credentials.
func (c *cli) enter(f *connectFlags, m *setup.Machine, book *store.Book, name string) error {
	e := &entering{cli: c, f: f, m: m, book: book}
	isNew := m.Connection().ID == 0
	m.Edit(func(form *setup.Form) {
		form.Name = strings.TrimSpace(name)
		if isNew {
			form.ImportOrders = false // only what a flag ticks
		}
	})
	if other, err := book.ConnectionByName(strings.TrimSpace(name)); err == nil && other.ID != m.Connection().ID {
		e.fail("NAME", &store.NameTakenError{Kind: "connection", Name: other.Name})
	}
	if e.credentials(f.whole) {
		e.fields()
	}
	e.check(setup.Access)
	e.orderFlags()
	e.optionFlags()
	e.scheduleFlags()
	e.locationFlags()
	e.check(setup.Checked)
	return wrong(e.wrong)
}

// check asks the machine what is wrong with the fields.
func (e *entering) check(fields []setup.Field) {
	for _, field := range fields {
		p := e.m.Problem(field)
		if p == "" || e.accessUnread(field) {
			continue
		}
		if entered := e.m.Form().Entered(field); entered != "" {
			p = fmt.Sprintf("%s %s: %s", flagOf(field), entered, p)
		}
		e.fail(flagOf(field), usagef("%s", p))
	}
}

// accessUnread tells a field that is empty only because what holds it could not be read.
func (e *entering) accessUnread(field setup.Field) bool {
	return slices.Contains(setup.Access, field) && slices.ContainsFunc(e.wrong, func(p problem) bool { return p.flag == "--credentials" })
}

// credentials reads a credentials file; more is true where the single fields may be given, too.
func (e *entering) credentials(needed bool) (more bool) {
	f := e.f
	legacy := f.legacy || f.given("api-url") || f.given("username") || f.given("api-token-file")
	single := f.given("api-path") || f.given("access-token-file")
	switch {
	case f.credentials != "" && (single || legacy):
		e.fail("--credentials", usagef("Say once where the credentials are: --credentials FILE, or --api-path and --access-token-file FILE together, "+
			"or --legacy with --api-url, --username and --api-token-file FILE."))
		return false
	case f.credentials != "":
		creds, notes, err := e.readCredentials()
		if err != nil {
			e.fail("--credentials", err)
			return false
		}
		e.m.Fill(creds)
		for _, n := range notes {
			e.note("API Path: %s", n)
		}
		return true
	case needed && !single && !legacy:
		e.fail("--credentials", usagef("Say where the credentials are: --credentials FILE, or --api-path and --access-token-file FILE together, "+
			"or --legacy with --api-url, --username and --api-token-file FILE."))
		return false
	}
	if f.given("legacy") || legacy {
		e.m.Edit(func(form *setup.Form) {
			form.Kind = store.KindStore
			if f.legacy || !f.given("legacy") {
				form.Kind = store.KindLegacy
			}
		})
	}
	return true
}

// fields enters the fields of both kinds of account.
func (e *entering) fields() {
	f := e.f
	e.m.Edit(func(form *setup.Form) {
		for _, at := range []struct {
			flag, value string
			field       *string
		}{
			{"api-path", f.apiPath, &form.APIPath}, {"client-id", f.clientID, &form.ClientID},
			{"api-url", f.apiURL, &form.APIURL}, {"username", f.username, &form.Username},
			{"allow-insecure-host", f.insecureHost, &form.AllowHost}, {"confirm-host", strings.ToLower(f.confirmHost), &form.HostConfirmed},
		} {
			if f.given(at.flag) {
				*at.field = at.value
			}
		}
		for _, at := range []struct {
			flag, file string
			field      *string
		}{
			{"access-token-file", f.tokenFile, &form.AccessToken}, {"api-token-file", f.apiTokenFile, &form.APIToken},
		} {
			if !f.given(at.flag) {
				continue
			}
			token, err := e.readToken(at.file)
			if err != nil {
				e.fail("--"+at.flag, err)
			}
			*at.field = token.Reveal()
		}
	})
	if f.given("api-path") || f.given("api-url") {
		for _, n := range e.m.PathNotes() {
			e.note("API Path: %s", n)
		}
	}
}

// parseStatuses reads "all" or a list of ids; empty text means the default choice.
func parseStatuses(s string) ([]int, error) {
	switch s {
	case "":
		return syncer.DefaultStatuses, nil
	case "all":
		return nil, nil
	}
	var ids []int
	for part := range strings.SplitSeq(s, ",") {
		id, err := strconv.Atoi(strings.TrimSpace(part))
		if err != nil || bigcommerce.StatusName(id) == "" {
			return nil, noStatus(strings.TrimSpace(part), ", or all")
		}
		ids = append(ids, id)
	}
	return ids, nil
}

func noStatus(given, or string) error {
	return usagef("%q is not an order status. Statuses are numbers from 0 to 14, such as %d for %s%s.",
		given, bigcommerce.StatusAwaitingFulfillment, bigcommerce.StatusName(bigcommerce.StatusAwaitingFulfillment), or)
}

// parseDate reads a day (its start, UTC) or an RFC 3339 time.
func parseDate(flag, s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, usagef("%s %q is not a date. Write it as 2026-01-31 or 2026-01-31T09:00:00Z.", flag, s)
}
