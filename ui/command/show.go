package command

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
	"cartwire/ui/plain"
	"cartwire/ui/setup"
)

func (c *cli) show() *cobra.Command {
	return &cobra.Command{
		Use:   "show NAME",
		Short: "Show a connection: every setting, and what its last test found",
		Args:  oneArg("the connection's name"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.withBook(cmd.Context(), cmd.CommandPath(), func(_ context.Context, book *store.Book, _ *syncer.Engine) error {
				conn, err := connectionNamed(book, args[0])
				if err != nil {
					return err
				}
				row, status, err := shownRow(book, conn)
				if err != nil {
					return err
				}
				if c.json {
					return c.object(row)
				}
				c.printConnection(&row, plain.StateWords(conn, status))
				return nil
			})
		},
	}
}

// shownConnection is a connection as --json prints it: of its tokens only how they end.
type shownConnection struct {
	connectionRow
	Kind           store.APIKind           `json:"kind"`
	ClientID       string                  `json:"client_id,omitempty"`
	TokenEnd       string                  `json:"token_end,omitempty"`
	Legacy         store.LegacyAPI         `json:"legacy,omitzero"`
	HostConfirmed  string                  `json:"host_confirmed,omitempty"`
	Options        store.ConnectionOptions `json:"options"`
	Schedule       map[string]string       `json:"schedule"`
	Locations      []string                `json:"locations"` // none means all
	StoreLocations map[string]uint64       `json:"store_locations,omitempty"`
	Store          store.StoreFacts        `json:"store"`
	Test           store.LastTest          `json:"test,omitzero"`
	Created        time.Time               `json:"created"`
	Modified       time.Time               `json:"modified"`
}

func shownRow(book *store.Book, conn store.Connection) (shownConnection, syncer.ConnStatus, error) {
	base, status, err := rowOf(book, conn)
	if err != nil {
		return shownConnection{}, status, err
	}
	list, err := book.Locations()
	if err != nil {
		return shownConnection{}, status, err
	}
	names := map[store.LocationID]string{}
	for _, l := range list {
		names[l.ID] = l.Name
	}
	row := shownConnection{
		connectionRow: base, Kind: store.KindStore, ClientID: conn.ClientID, TokenEnd: conn.TokenEnd,
		Legacy: conn.Legacy, HostConfirmed: conn.HostConfirmed, Options: conn.Options, Schedule: map[string]string{},
		Locations: []string{}, StoreLocations: map[string]uint64{}, Store: conn.Store, Test: conn.Test,
		Created: conn.Created, Modified: conn.Modified,
	}
	if conn.IsLegacy() {
		row.Kind = store.KindLegacy
	}
	for _, id := range conn.Locations {
		row.Locations = append(row.Locations, names[id])
	}
	for id, there := range conn.StoreLocations {
		row.StoreLocations[names[id]] = there
	}
	for option, every := range conn.Options.Schedule {
		row.Schedule[option] = setup.Every(every)
	}
	row.Options.Schedule = nil // said in words beside it
	return row, status, nil
}

// printConnection prints a connection for a person.
func (c *cli) printConnection(r *shownConnection, state string) {
	active := "active"
	if !r.Active {
		active = "not active"
	}
	c.setting("Website Name", fmt.Sprintf("%s (%s, %s)", r.Name, r.Cart, active))
	if r.Problem != "" {
		state += ". " + r.Problem
	}
	c.setting("State", state)
	c.setting("Store", joined([]string{r.Store.Name, r.Store.Currency, r.Store.Timezone, r.Store.Plan}, ", "))
	c.setting("Orders", fmt.Sprintf("%d in the book, last sync %s", r.Orders, plain.Ago(time.Now(), r.LastSync)))
	if r.Kind == store.KindLegacy {
		c.setting("API", "Legacy API")
		c.setting("API URL", r.Legacy.APIURL)
		c.setting("Username", r.Legacy.Username)
		c.setting("API Token", masked(r.Legacy.TokenEnd))
	} else {
		c.setting("API", "Store API account")
		c.setting("Client ID", r.ClientID)
		c.setting("API Path", r.APIPath)
		c.setting("Access Token", masked(r.TokenEnd))
	}
	c.setting("Own domain", r.HostConfirmed)
	c.setting("Insecure host", r.InsecureHost)
	c.printOptions(&r.Options)
	locations := joined(r.Locations, ", ")
	if locations == "" {
		locations = "all"
	}
	c.setting("Locations", locations)
	for _, name := range slices.Sorted(maps.Keys(r.StoreLocations)) {
		c.setting("", fmt.Sprintf("%s is the store's location %d", name, r.StoreLocations[name]))
	}
	schedule := "on demand only"
	for _, option := range slices.Sorted(maps.Keys(r.Schedule)) {
		if schedule == "on demand only" {
			schedule = ""
		}
		schedule = joined([]string{schedule, syncer.Option(option).Title() + " every " + r.Schedule[option]}, ", ")
	}
	c.setting("Schedule", schedule)
	c.printTest(&r.Test)
}

// masked tells a token by its end.
func masked(end string) string {
	if end == "" {
		return "saved, not shown"
	}
	return "ends in " + end
}

func (c *cli) setting(label, value string) {
	if value != "" {
		c.say("%s", strings.TrimRight(fmt.Sprintf("%-14s %s", label, clean(value)), " "))
	}
}

func (c *cli) printOptions(o *store.ConnectionOptions) {
	ticked := syncer.Ticked(*o)
	if len(ticked) == 0 {
		c.setting("Options", "none")
	}
	for i, option := range ticked {
		label := "Options"
		if i > 0 {
			label = ""
		}
		c.setting(label, joined(append([]string{option.Title()}, optionDetails(option, o)...), "; "))
	}
}

// optionDetails are what hangs on an option, in words.
func optionDetails(option syncer.Option, o *store.ConnectionOptions) (details []string) {
	add := func(on bool, words string) {
		if on {
			details = append(details, words)
		}
	}
	switch option {
	case syncer.ImportOrders:
		var names []string
		for _, id := range o.Statuses {
			names = append(names, bigcommerce.StatusName(id))
		}
		add(len(names) == 0, "statuses: all")
		add(len(names) > 0, "statuses: "+strings.Join(names, ", "))
		add(!o.StartDate.IsZero(), "from "+localTime(o.StartDate))
		add(o.StartNumber > 0, "from number "+strconv.FormatUint(o.StartNumber, 10))
	case syncer.ImportProducts:
		add(o.ProductGroup != "", "into the group "+o.ProductGroup)
	case syncer.UpdateInventory:
		add(o.Inventory.OnOrder, "with inventory on purchase orders")
		add(o.Inventory.VendorQuantity, "with item vendor quantity")
		add(o.Inventory.Buildable, "with items that can be made")
		add(o.Inventory.SafetyBuffer > 0, fmt.Sprintf("holding back %d of every item", o.Inventory.SafetyBuffer))
		add(o.Inventory.EmptyShare > 0, fmt.Sprintf("asking before more than %d %% of the items are without stock", o.Inventory.EmptyShare))
		add(o.Inventory.DropShare > 0, fmt.Sprintf("asking before more than %d %% of all stock goes", o.Inventory.DropShare))
	case syncer.UpdateOrderStatus:
		m := o.StatusMapping.WithDefaults()
		add(true, "shipped: "+bigcommerce.StatusName(m.Shipped))
		add(true, "partially shipped: "+bigcommerce.StatusName(m.PartiallyShipped))
	}
	return details
}

// printTest prints what the last connection test found, with its age.
func (c *cli) printTest(t *store.LastTest) {
	if t.At.IsZero() {
		c.setting("Last test", "never")
		return
	}
	outcome := "passed"
	if !t.OK {
		outcome = "failed"
	}
	if t.Outdated {
		outcome += " before the last change"
	}
	c.setting("Last test", fmt.Sprintf("%s, %s", outcome, plain.Ago(time.Now(), t.At)))
	for _, k := range t.Checks {
		line := fmt.Sprintf("  %-9s %-12s %s", k.State, k.Label, k.Detail)
		if k.NeededBy != "" {
			line += fmt.Sprintf(" (needed by %s)", k.NeededBy)
		}
		c.say("%s", clean(line))
	}
}
