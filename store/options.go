package store

import (
	"cmp"
	"time"
)

// ConnectionOptions are the checkboxes of the Options tab and what hangs on them.
type ConnectionOptions struct {
	ImportOrders bool      `json:"import_orders"`
	Statuses     []int     `json:"statuses,omitempty"` // store status ids to import; none means all
	StartDate    time.Time `json:"start_date,omitzero"`
	StartNumber  uint64    `json:"start_number,omitempty"`

	ImportProducts bool   `json:"import_products,omitempty"`
	ProductGroup   string `json:"product_group,omitempty"` // the group that imported items enter

	UpdateInventory bool             `json:"update_inventory,omitempty"`
	Inventory       InventoryOptions `json:"inventory,omitzero"`

	UpdateOrderStatus bool          `json:"update_order_status,omitempty"`
	StatusMapping     StatusMapping `json:"status_mapping,omitzero"`

	// Schedule says how often each option runs, by the option's word: "orders", "products", "inventory", "status".
	// An absent one or 0 runs on demand only.
	Schedule map[string]time.Duration `json:"schedule,omitempty"`
}

// InventoryOptions say what counts as stock beside what is on hand and not allocated.
type InventoryOptions struct {
	OnOrder        bool `json:"on_order,omitempty"`        // "include inventory on purchase orders"
	VendorQuantity bool `json:"vendor_quantity,omitempty"` // "include item vendor quantity"
	Buildable      bool `json:"buildable,omitempty"`       // "calculate items that can be made"
	SafetyBuffer   int  `json:"safety_buffer,omitempty"`   // taken off every item's quantity

	// A push that would leave more than EmptyShare percent of the items without stock, or take more than DropShare percent
	// off all stock, stops and asks. 0 is the default: 20 and 50.
	EmptyShare int `json:"empty_share,omitempty"`
	DropShare  int `json:"drop_share,omitempty"`
	// OneLocation is set once a person has confirmed that the store has one location, where the store may not be asked.
	OneLocation bool `json:"one_location,omitempty"`
}

// StatusMapping says which status of the store an order gets when the book has shipped it; 0 is the default.
type StatusMapping struct {
	Shipped          int `json:"shipped,omitempty"`           // default 2, Shipped
	PartiallyShipped int `json:"partially_shipped,omitempty"` // default 3, Partially Shipped
}

// WithDefaults fills in what is not chosen.
func (m StatusMapping) WithDefaults() StatusMapping {
	return StatusMapping{Shipped: cmp.Or(m.Shipped, 2), PartiallyShipped: cmp.Or(m.PartiallyShipped, 3)}
}
