package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// connectFlags are the flags of connect.
type connectFlags struct {
	credentials, apiPath, clientID, tokenFile string

	importOrders bool
	statuses     string
	startDate    string
	startNumber  uint64
	locations    []string
	insecureHost string
	skipTest     bool
}

func (c *cli) connect() *cobra.Command {
	var f connectFlags
	cmd := &cobra.Command{
		Use:   "connect NAME",
		Short: "Add a connection: test its credentials and save it",
		Long: "Adds a connection to a BigCommerce store. Give the file that BigCommerce downloads (--credentials), or the\n" +
			"API path and a file with the access token. A - in place of a file reads standard input. The connection is\n" +
			"tested before it is saved; what the test refuses is not saved.",
		Args: oneArg("the connection's name (Website Name)"),
		RunE: func(cmd *cobra.Command, args []string) error {
			draft, err := c.draft(args[0], &f)
			if err != nil {
				return err
			}
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(ctx context.Context, book *store.Book, engine *syncer.Engine) error {
				return c.saveDraft(ctx, book, engine, draft, &f)
			})
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.credentials, "credentials", "", "the credentials `file` that BigCommerce downloads")
	flags.StringVar(&f.apiPath, "api-path", "", "the API path, such as https://api.bigcommerce.com/stores/ab12cd")
	flags.StringVar(&f.clientID, "client-id", "", "the client ID (kept and shown; BigCommerce ignores it)")
	flags.StringVar(&f.tokenFile, "access-token-file", "", "a `file` with the access token")
	flags.BoolVar(&f.importOrders, "import-orders", false, "import the store's orders")
	flags.StringVar(&f.statuses, "statuses", "", "which order statuses to import: all, or ids such as 11,9 (default: the open ones)")
	flags.StringVar(&f.startDate, "start-date", "", "import orders placed from this `date` on, such as 2026-01-31")
	flags.Uint64Var(&f.startNumber, "start-number", 0, "import orders from this `number` on")
	flags.StringArrayVar(&f.locations, "location", nil, "tick a location of the book (repeat for several; none means all)")
	flags.StringVar(&f.insecureHost, "allow-insecure-host", "", "speak to `HOST:PORT` without TLS; for a practice store")
	flags.BoolVar(&f.skipTest, "skip-test", false, "save without testing")
	return cmd
}

// draft reads what the flags say; nothing is sent or saved.
func (c *cli) draft(name string, f *connectFlags) (syncer.Draft, error) {
	var d syncer.Draft
	name = strings.TrimSpace(name)
	if name == "" {
		return d, usagef("The connection needs a name. Type one, such as the store's: cartwire connect \"Acme Outdoors\"")
	}
	if (f.credentials == "") == (f.apiPath == "" && f.tokenFile == "") || f.credentials == "" && (f.apiPath == "" || f.tokenFile == "") {
		return d, usagef("Say where the credentials are: --credentials FILE, or --api-path and --access-token-file FILE together.")
	}
	creds, notes, err := c.readCredentials(f)
	if err != nil {
		return d, err
	}
	for _, n := range notes {
		c.note("API Path: %s", n)
	}
	d.Token = creds.AccessToken
	d.Connection = store.Connection{
		Name: name, Cart: "BigCommerce", Active: true,
		APIPath: creds.APIPath.String(), ClientID: creds.ClientID, AllowInsecureHost: f.insecureHost,
		Options: store.ConnectionOptions{ImportOrders: f.importOrders, StartNumber: f.startNumber},
	}
	if d.Connection.Options.Statuses, err = parseStatuses(f.statuses); err != nil {
		return d, err
	}
	d.Connection.Options.StartDate, err = parseDate("--start-date", f.startDate)
	return d, err
}

func (c *cli) readCredentials(f *connectFlags) (bigcommerce.Credentials, []string, error) {
	if f.credentials == "-" {
		text, err := io.ReadAll(io.LimitReader(c.in, 64<<10))
		if err != nil {
			return bigcommerce.Credentials{}, nil, err
		}
		return bigcommerce.ParseCredentials(text)
	}
	if f.credentials != "" {
		return bigcommerce.ReadCredentialsFile(f.credentials)
	}
	path, notes, err := bigcommerce.ParseAPIPath(f.apiPath)
	if err != nil {
		return bigcommerce.Credentials{}, nil, err
	}
	token, err := c.readToken(f.tokenFile)
	return bigcommerce.Credentials{APIPath: path, ClientID: f.clientID, AccessToken: token}, notes, err
}

// readToken reads a token from a file of its own or from standard input, never from the command line, where others
// could see it.
func (c *cli) readToken(file string) (bigcommerce.Secret, error) {
	in := c.in
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return "", err
		}
		defer f.Close()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, 4<<10))
	if err != nil {
		return "", err
	}
	token := strings.TrimSpace(string(text))
	if token == "" || strings.ContainsAny(token, " \t\r\n") {
		return "", errors.New("the access-token file must hold the token and nothing else. Copy only the access token into it")
	}
	return bigcommerce.Secret(token), nil
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
			return nil, usagef("%q is not an order status. Statuses are numbers from 0 to 14, such as 11 for %s, or all.",
				strings.TrimSpace(part), bigcommerce.StatusName(bigcommerce.StatusAwaitingFulfillment))
		}
		ids = append(ids, id)
	}
	return ids, nil
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

// saveDraft tests the draft, unless told not to, and saves what the test accepts.
func (c *cli) saveDraft(ctx context.Context, book *store.Book, engine *syncer.Engine, d syncer.Draft, f *connectFlags) error {
	if _, err := book.ConnectionByName(d.Connection.Name); err == nil {
		return &store.NameTakenError{Kind: "connection", Name: d.Connection.Name}
	}
	var err error
	if d.Connection.Locations, err = locationsNamed(book, f.locations); err != nil {
		return err
	}
	var tested *bigcommerce.TestResult
	if !f.skipTest {
		result := engine.Test(ctx, d, c.checkPrinter(c.note))
		if err := result.Err(); err != nil {
			c.sayBoxes(d.Connection.Options, &result)
			c.warn("%s is not saved.", d.Connection.Name)
			return err
		}
		tested = &result
	}
	saved, err := engine.Save(d, tested)
	if err != nil {
		return err
	}
	if c.json {
		return c.object(map[string]any{"connection": saved.Name, "state": saved.State, "import_orders": saved.Options.ImportOrders})
	}
	c.say("%s is saved.", saved.Name)
	if saved.Options.ImportOrders {
		c.note("Next: cartwire sync %q", saved.Name)
	}
	return nil
}

// locationsNamed finds the book's locations by name.
func locationsNamed(book *store.Book, names []string) ([]store.LocationID, error) {
	list, err := book.Locations()
	if err != nil {
		return nil, err
	}
	var ids []store.LocationID
	for _, name := range names {
		found := false
		for _, l := range list {
			if strings.EqualFold(l.Name, name) {
				ids, found = append(ids, l.ID), true
			}
		}
		if !found {
			return nil, usagef("There is no location called %q. The book has: %s. Others are added in the program, in the Locations tab.",
				name, locationNames(list))
		}
	}
	return ids, nil
}

func locationNames(list []store.Location) string {
	names := make([]string, len(list))
	for i, l := range list {
		names[i] = fmt.Sprintf("%q", l.Name)
	}
	return strings.Join(names, ", ")
}
