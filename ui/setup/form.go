package setup

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"cartwire/bigcommerce"
	"cartwire/bigcommerce/syncer"
	"cartwire/store"
)

// Form is what is being entered, as it was typed. Both kinds of account are kept; only the chosen one is tested and used.
type Form struct {
	Name   string
	Active bool
	Kind   store.APIKind // KindStore or KindLegacy

	ClientID    string
	APIPath     string
	AccessToken string // empty: the saved one

	APIURL   string
	Username string
	APIToken string // empty: the saved one

	ImportOrders bool
	Statuses     []int
	StartDate    string // 2026-01-31
	StartNumber  string

	ImportProducts bool
	ProductGroup   string

	UpdateInventory                    bool
	OnOrder, VendorQuantity, Buildable bool
	SafetyBuffer                       string
	EmptyShare, DropShare              string // percent; empty: the default

	UpdateOrderStatus bool
	StatusMapping     store.StatusMapping

	// Schedule says how often an option runs, as it was typed; empty: on demand only. See ParseEvery.
	Schedule map[syncer.Option]string

	// OneLocation is set where the person has confirmed that the store has one location.
	OneLocation    bool
	Locations      []store.LocationID // ticked ones, in the order they were ticked
	StoreLocations map[store.LocationID]uint64

	// AllowHost is the host:port that the person allowed the token to be sent to although it is not BigCommerce's.
	AllowHost string
	// HostConfirmed is the custom domain of a legacy account that the person confirmed to be the store's.
	HostConfirmed string
}

// Legacy tells whether the legacy account is the chosen one.
func (f Form) Legacy() bool { return f.Kind == store.KindLegacy }

func (f Form) clone() Form {
	f.Statuses, f.Locations = slices.Clone(f.Statuses), slices.Clone(f.Locations)
	f.Schedule, f.StoreLocations = maps.Clone(f.Schedule), maps.Clone(f.StoreLocations)
	if f.Schedule == nil {
		f.Schedule = map[syncer.Option]string{}
	}
	if f.StoreLocations == nil {
		f.StoreLocations = map[store.LocationID]uint64{}
	}
	return f
}

// Equal compares what would be saved.
func (f Form) Equal(g Form) bool {
	return f.Name == g.Name && f.Active == g.Active && f.Kind == g.Kind &&
		f.ClientID == g.ClientID && f.APIPath == g.APIPath && f.AccessToken == g.AccessToken &&
		f.APIURL == g.APIURL && f.Username == g.Username && f.APIToken == g.APIToken &&
		f.sameTicks(g) && f.sameSubOptions(g) && sameSchedule(f.Schedule, g.Schedule) &&
		f.OneLocation == g.OneLocation && slices.Equal(f.Locations, g.Locations) && maps.Equal(f.StoreLocations, g.StoreLocations) &&
		f.AllowHost == g.AllowHost && f.HostConfirmed == g.HostConfirmed
}

func (f Form) sameTicks(g Form) bool {
	return f.ImportOrders == g.ImportOrders && f.ImportProducts == g.ImportProducts &&
		f.UpdateInventory == g.UpdateInventory && f.UpdateOrderStatus == g.UpdateOrderStatus
}

func (f Form) sameSubOptions(g Form) bool {
	return sameStatuses(f.Statuses, g.Statuses) && f.StartDate == g.StartDate && f.StartNumber == g.StartNumber &&
		f.ProductGroup == g.ProductGroup && f.OnOrder == g.OnOrder && f.VendorQuantity == g.VendorQuantity &&
		f.Buildable == g.Buildable && f.SafetyBuffer == g.SafetyBuffer &&
		f.EmptyShare == g.EmptyShare && f.DropShare == g.DropShare && f.StatusMapping == g.StatusMapping
}

func sameStatuses(a, b []int) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// sameStore tells whether a test of one form speaks for the other: same store, same token, same needs.
func (f Form) sameStore(g Form) bool {
	if f.Kind != g.Kind || f.AllowHost != g.AllowHost || f.OneLocation != g.OneLocation || !f.sameTicks(g) {
		return false
	}
	if f.Legacy() {
		return f.APIURL == g.APIURL && f.Username == g.Username && f.APIToken == g.APIToken && f.HostConfirmed == g.HostConfirmed
	}
	return f.APIPath == g.APIPath && f.AccessToken == g.AccessToken
}

// Draft writes the form onto a connection and leaves the rest of it as it is. The form has no problem.
func (f Form) Draft(c store.Connection) syncer.Draft {
	was := formOf(c)
	c.Name, c.Cart, c.Active, c.Kind = strings.TrimSpace(f.Name), "BigCommerce", f.Active, f.Kind
	c.APIPath, c.ClientID = strings.TrimSpace(f.APIPath), strings.TrimSpace(f.ClientID)
	if path, _, err := bigcommerce.ParseAPIPath(f.APIPath); err == nil {
		c.APIPath = path.String()
	}
	c.Legacy.APIURL, c.Legacy.Username = strings.TrimSpace(f.APIURL), strings.TrimSpace(f.Username)
	if url, _, err := bigcommerce.ParseAPIURL(f.APIURL); err == nil {
		c.Legacy.APIURL = url
	}
	c.HostConfirmed, c.AllowInsecureHost = f.HostConfirmed, ""
	if host, _ := f.foreign(); host != "" && host == f.AllowHost {
		c.AllowInsecureHost = host
	}
	before := c.Options.Inventory
	c.Options = f.options()
	// That the store has one location was confirmed of that store only.
	same := was.Kind == f.Kind && was.APIPath == c.APIPath && was.APIURL == c.Legacy.APIURL
	c.Options.Inventory.OneLocation = f.OneLocation && (same || !before.OneLocation)
	c.Locations = slices.Clone(f.Locations)
	if c.StoreLocations = maps.Clone(f.StoreLocations); len(c.StoreLocations) == 0 {
		c.StoreLocations = nil
	}
	return syncer.Draft{
		Connection: c, Token: bigcommerce.Secret(strings.TrimSpace(f.AccessToken)), LegacyToken: bigcommerce.Secret(strings.TrimSpace(f.APIToken)),
	}
}

// options are the Options and Schedule tabs as the book keeps them. What is not ticked keeps what hangs on it.
func (f Form) options() store.ConnectionOptions {
	date, _ := parseDate(f.StartDate)
	number, _ := parseNumber(f.StartNumber)
	buffer, _ := parseBuffer(f.SafetyBuffer)
	empty, _ := parseShare(f.EmptyShare)
	drop, _ := parseShare(f.DropShare)
	o := store.ConnectionOptions{
		ImportOrders: f.ImportOrders, Statuses: slices.Clone(f.Statuses), StartDate: date, StartNumber: number,
		ImportProducts: f.ImportProducts, ProductGroup: strings.TrimSpace(f.ProductGroup),
		UpdateInventory: f.UpdateInventory,
		Inventory: store.InventoryOptions{
			OnOrder: f.OnOrder, VendorQuantity: f.VendorQuantity, Buildable: f.Buildable, SafetyBuffer: buffer, EmptyShare: empty, DropShare: drop,
		},
		UpdateOrderStatus: f.UpdateOrderStatus, StatusMapping: f.StatusMapping,
	}
	for option, text := range f.Schedule {
		if every, err := ParseEvery(text); err == nil && every > 0 {
			if o.Schedule == nil {
				o.Schedule = map[string]time.Duration{}
			}
			o.Schedule[string(option)] = every
		}
	}
	return o
}

// formOf reads a saved connection.
func formOf(c store.Connection) Form {
	o := c.Options
	f := Form{
		Name: c.Name, Active: c.Active, Kind: store.KindStore, ClientID: c.ClientID, APIPath: c.APIPath,
		APIURL: c.Legacy.APIURL, Username: c.Legacy.Username, AllowHost: c.AllowInsecureHost, HostConfirmed: c.HostConfirmed,
		ImportOrders: o.ImportOrders, Statuses: o.Statuses, ImportProducts: o.ImportProducts, ProductGroup: o.ProductGroup,
		UpdateInventory: o.UpdateInventory, OnOrder: o.Inventory.OnOrder, VendorQuantity: o.Inventory.VendorQuantity, Buildable: o.Inventory.Buildable,
		UpdateOrderStatus: o.UpdateOrderStatus, StatusMapping: o.StatusMapping.WithDefaults(),
		OneLocation: o.Inventory.OneLocation, Locations: c.Locations, StoreLocations: c.StoreLocations,
	}.clone()
	if c.IsLegacy() {
		f.Kind = store.KindLegacy
	}
	f.StartDate = dateText(o.StartDate)
	if o.StartNumber > 0 {
		f.StartNumber = strconv.FormatUint(o.StartNumber, 10)
	}
	if o.Inventory.SafetyBuffer > 0 {
		f.SafetyBuffer = strconv.Itoa(o.Inventory.SafetyBuffer)
	}
	f.EmptyShare, f.DropShare = shareText(o.Inventory.EmptyShare), shareText(o.Inventory.DropShare)
	for option, every := range o.Schedule {
		f.Schedule[syncer.Option(option)] = Every(every)
	}
	return f
}

// SetTicked ticks an option, or not.
func (f *Form) SetTicked(o syncer.Option, on bool) {
	switch o {
	case syncer.ImportOrders:
		f.ImportOrders = on
	case syncer.ImportProducts:
		f.ImportProducts = on
	case syncer.UpdateInventory:
		f.UpdateInventory = on
	case syncer.UpdateOrderStatus:
		f.UpdateOrderStatus = on
	}
}

// Options are the Options and Schedule tabs as they would be saved.
func (f Form) Options() store.ConnectionOptions { return f.options() }

// Ticked lists the ticked options, in the editor's order.
func (f Form) Ticked() []syncer.Option { return syncer.Ticked(f.options()) }
