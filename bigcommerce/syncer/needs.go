package syncer

import (
	"cartwire/bigcommerce"
	"cartwire/store"
)

// DefaultStatuses are the store statuses that are imported unless the person chooses others: Awaiting Payment, Awaiting
// Fulfillment, Awaiting Shipment, Awaiting Pickup, Partially Shipped, Manual Verification Required.
var DefaultStatuses = []int{7, 11, 9, 8, 3, 12}

// Needs lists the permissions that the ticked options need, and for what.
func Needs(o store.ConnectionOptions) []bigcommerce.Need {
	if !o.ImportOrders {
		return nil
	}
	var needs []bigcommerce.Need
	for _, label := range []string{bigcommerce.LabelOrders, bigcommerce.LabelCustomers, bigcommerce.LabelProducts} {
		needs = append(needs, bigcommerce.Need{
			Permission: bigcommerce.Permission{Label: label}, By: ImportOrders.Title(),
		})
	}
	return needs
}
