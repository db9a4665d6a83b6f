package syncer

import (
	"cartwire/bigcommerce"
	"cartwire/store"
)

// DefaultStatuses are the store statuses that are imported unless the person chooses others: Awaiting Payment, Awaiting
// Fulfillment, Awaiting Shipment, Awaiting Pickup, Partially Shipped, Manual Verification Required.
var DefaultStatuses = []int{7, 11, 9, 8, 3, 12}

// needRule is one permission and the options that need it.
type needRule struct {
	permission bigcommerce.Permission
	options    []Option
	optional   bool
}

// needRules are the brief's minimum, in the control panel's order, and what the newer Inventory API adds. Stock and statuses are worked out from orders, so
// these are read for every option but Import Products.
var needRules = []needRule{
	{permission: bigcommerce.Permission{Label: bigcommerce.LabelOrders}, options: []Option{ImportOrders, UpdateInventory, UpdateOrderStatus}},
	{permission: bigcommerce.Permission{Label: bigcommerce.LabelOrders, Modify: true}, options: []Option{UpdateOrderStatus}},
	{permission: bigcommerce.Permission{Label: bigcommerce.LabelCustomers}, options: []Option{ImportOrders}},
	{permission: bigcommerce.Permission{Label: bigcommerce.LabelProducts}, options: []Option{ImportOrders, UpdateInventory, ImportProducts}},
	{permission: bigcommerce.Permission{Label: bigcommerce.LabelProducts, Modify: true}, options: []Option{UpdateInventory}},
	{permission: bigcommerce.Permission{Label: bigcommerce.LabelInventory, Modify: true}, options: []Option{UpdateInventory}, optional: true},
	{permission: bigcommerce.Permission{Label: bigcommerce.LabelLocations}, options: []Option{UpdateInventory}, optional: true},
}

// Needs lists the permissions that the ticked options need, one need for each option. Where both levels of a permission
// are needed both are listed: a missing "modify" is told apart from a missing "read-only".
func Needs(o store.ConnectionOptions) []bigcommerce.Need {
	var needs []bigcommerce.Need
	for _, rule := range needRules {
		for _, option := range rule.options {
			if option.Is(o) {
				needs = append(needs, bigcommerce.Need{Permission: rule.permission, By: option.Title(), Optional: rule.optional})
			}
		}
	}
	return needs
}
