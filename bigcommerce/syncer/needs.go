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
}

// needRules are the brief's minimum, in the control panel's order. Stock and statuses are worked out from orders, so
// these are read for every option but Import Products.
var needRules = []needRule{
	{bigcommerce.Permission{Label: bigcommerce.LabelOrders}, []Option{ImportOrders, UpdateInventory, UpdateOrderStatus}},
	{bigcommerce.Permission{Label: bigcommerce.LabelOrders, Modify: true}, []Option{UpdateOrderStatus}},
	{bigcommerce.Permission{Label: bigcommerce.LabelCustomers}, []Option{ImportOrders}},
	{bigcommerce.Permission{Label: bigcommerce.LabelProducts}, []Option{ImportOrders, UpdateInventory, ImportProducts}},
	{bigcommerce.Permission{Label: bigcommerce.LabelProducts, Modify: true}, []Option{UpdateInventory}},
}

// Needs lists the permissions that the ticked options need, one need for each option. Where both levels of a permission
// are needed both are listed: a missing "modify" is told apart from a missing "read-only".
func Needs(o store.ConnectionOptions) []bigcommerce.Need {
	return needsOf(needRules, o)
}

func needsOf(rules []needRule, o store.ConnectionOptions) []bigcommerce.Need {
	var needs []bigcommerce.Need
	for _, rule := range rules {
		for _, option := range rule.options {
			if option.Is(o) {
				needs = append(needs, bigcommerce.Need{Permission: rule.permission, By: option.Title()})
			}
		}
	}
	return needs
}
