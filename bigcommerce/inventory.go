package bigcommerce

import (
	"context"
	"net/url"
	"strings"
)

const (
	inventoryItemsPath = "/v3/inventory/items"
	locationsPath      = "/v3/inventory/locations"
	absolutePath       = "/v3/inventory/adjustments/absolute"
)

// MaxInventoryPage is the most inventory items a page holds (inventory.v3 spec: "Limit of 1000 items for payload length").
const MaxInventoryPage = 1000

// InventoryItem is one item of GET /v3/inventory/items and its levels by store location (inventory.v3 spec).
type InventoryItem struct {
	Identity  InventoryIdentity `json:"identity"`
	Locations []InventoryLevel  `json:"locations"`
}

// InventoryIdentity names an item. VariantID is told also where stock is tracked by product.
type InventoryIdentity struct {
	SKU       string `json:"sku"`
	ProductID uint64 `json:"product_id"`
	VariantID uint64 `json:"variant_id"`
	SKUID     uint64 `json:"sku_id"` // 0: the base variant
}

// InventoryLevel is an item's stock at one store location.
type InventoryLevel struct {
	LocationID      uint64            `json:"location_id"`
	LocationCode    string            `json:"location_code"`
	LocationName    string            `json:"location_name"`
	LocationEnabled bool              `json:"location_enabled"`
	AvailableToSell int               `json:"available_to_sell"`      // on hand less the safety stock
	OnHand          int               `json:"total_inventory_onhand"` // what AdjustInventory sets
	Settings        InventoryPosition `json:"settings"`
}

// InventoryPosition is what the store keeps of an item at a location besides its stock.
type InventoryPosition struct {
	SafetyStock      int    `json:"safety_stock"`
	InStock          bool   `json:"is_in_stock"`
	WarningLevel     int    `json:"warning_level"`
	BinPickingNumber string `json:"bin_picking_number"`
}

// InventoryQuery is one page of inventory items; zero fields don't narrow it down.
type InventoryQuery struct {
	Page        int // from 1; 0: 1
	Limit       int // 0: MaxInventoryPage
	LocationIDs []uint64
	ProductIDs  []uint64
	VariantIDs  []uint64
	SKUs        []string // ones with a comma can't be asked for
}

// InventoryItems reads one page of stock levels. Levels written a moment ago may still be the old ones. *ScopeError
// without Store Inventory, *LegacyError on a legacy account.
func (c *Client) InventoryItems(ctx context.Context, q InventoryQuery) (Page[InventoryItem], error) {
	v := url.Values{}
	for _, n := range []struct {
		name string
		ids  []uint64
	}{{"location_id:in", q.LocationIDs}, {"product_id:in", q.ProductIDs}, {"variant_id:in", q.VariantIDs}} {
		if len(n.ids) > 0 {
			v.Set(n.name, joinIDs(n.ids))
		}
	}
	if len(q.SKUs) > 0 {
		v.Set("sku:in", strings.Join(q.SKUs, ","))
	}
	return readPage[InventoryItem](ctx, c, "Inventory item", inventoryItemsPath, v, q.Page, pageLimit(q.Limit, MaxInventoryPage))
}

// InventoryLocation is a store location (locations.v3 spec).
type InventoryLocation struct {
	ID                uint64           `json:"id"`
	Code              string           `json:"code"`
	Label             string           `json:"label"` // its name
	Description       string           `json:"description"`
	TypeID            string           `json:"type_id"` // "PHYSICAL" or "VIRTUAL"
	Enabled           bool             `json:"enabled"` // stock of a disabled one can't be changed
	ManagedExternally bool             `json:"managed_by_external_source"`
	StorefrontVisible bool             `json:"storefront_visibility"`
	TimeZone          string           `json:"time_zone"`
	Address           InventoryAddress `json:"address"`
	IsDefault         bool             `json:"-"` // the one that the catalogue's levels and, by default, the storefront go by
}

// InventoryAddress is where a store location is.
type InventoryAddress struct {
	Address1    string `json:"address1"`
	Address2    string `json:"address2"`
	City        string `json:"city"`
	State       string `json:"state"`
	Zip         string `json:"zip"`
	CountryCode string `json:"country_code"`
	Email       string `json:"email"`
	Phone       string `json:"phone"`
}

// InventoryLocations reads all store locations. Which one is the default is asked for by a filter, since no field tells
// it. *ScopeError without Store Locations, *LegacyError on a legacy account.
func (c *Client) InventoryLocations(ctx context.Context) ([]InventoryLocation, error) {
	all, err := readAll[InventoryLocation](ctx, c, "Location", locationsPath, nil, MaxInventoryPage)
	if err != nil {
		return nil, err
	}
	if len(all) == 1 {
		all[0].IsDefault = true
		return all, nil
	}
	main, err := readAll[InventoryLocation](ctx, c, "Location", locationsPath, url.Values{"is_default": {"true"}}, MaxInventoryPage)
	if err != nil {
		return nil, err
	}
	if len(main) == 1 { // more than one: the filter was ignored
		for i := range all {
			all[i].IsDefault = all[i].ID == main[0].ID
		}
	}
	return all, nil
}
